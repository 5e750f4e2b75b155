"""Known pairs and repeats among the questions: blind, undone as any, and fed to the checks."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image as Pictures

from tests.store_samples import sample_picture
from toolkit.rating import Ranking, Vote, Winner, ranking
from toolkit.rating.raters.vote_checks import RaterChecks
from toolkit.store.known_answers import FOR_CHECKS, known_answers, whole_pictures
from toolkit.sweeps.cells import Cell
from toolkit.sweeps.requests import GenerationRequest
from toolkit.ui.rate.asked import Question
from toolkit.ui.rate.extra_questions import APART, KNOWN_EVERY, NOT_BEFORE, ExtraQuestions, planned
from toolkit.ui.rate.live_run import LiveRun, LiveRuns
from toolkit.ui.rate.questions import Questions
from toolkit.ui.serving.gold_pairs import add_gold_pairs
from toolkit.ui.serving.settings import Settings
from toolkit.ui.state import AppState

RATER = "r0123456789"
SIDE_PX = 96


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[AppState]:
    """A run of 5 variants, 150 pairs, and no known pairs, where raters are checked."""
    shared = AppState(tmp_path, (), settings=Settings(check_raters=True, secret="s"))
    pairs = [
        (
            Cell(
                id=f"peace-{weight}",
                gesture="peace",
                values=(("gesture", "peace"), ("weight", weight)),
            ),
            GenerationRequest(prompt=weight, negative="", seed=seed, model="m"),
        )
        for weight in ("0.8", "0.9", "1", "1.1", "1.2")
        for seed in range(15)
    ]
    shared.store.start_run("weights", "{}", pairs)
    for _, request in pairs:
        shared.store.save_image(request, sample_picture(request, SIDE_PX))
    yield shared
    shared.store.close()


@pytest.fixture
def shared(bare: AppState) -> AppState:
    add_gold_pairs(bare.store)
    return bare


def rated(shared: AppState) -> str:
    [run] = shared.runs()
    return run.id


def known_run(shared: AppState) -> str:
    [run] = [each for each in shared.store.runs() if each.owner == FOR_CHECKS]
    return run.id


class Rater:
    """Asks one by one and answers ``right`` or not where the answer is known, and elsewhere the
    stronger weight, or always the ``side``."""

    def __init__(
        self, shared: AppState, *, right: bool = True, side: Winner | None = None, name: str = RATER
    ) -> None:
        self.shared, self.right, self.side, self.name = shared, right, side, name
        self.questions = Questions(shared)
        self.run = rated(shared)
        self.asked: list[tuple[Question, dict[str, object], dict[str, object]]] = []

    def go(self, count: int) -> Rater:
        whole = set[str]()
        if any(each.owner == FOR_CHECKS for each in self.shared.store.runs()):
            whole = whole_pictures(self.shared.store.judged_cells(known_run(self.shared)))
        for _ in range(count):
            reply = self.questions.next_questions(
                run=self.run, rater=self.name, count=1, fresh=False
            )
            [sent] = reply["questions"]  # type: ignore[misc]
            [question] = self.questions._tokens.of(self.name)
            kept = self.questions.save_answer(
                token=sent["token"],
                uuid=f"uuid-{self.name}-{len(self.asked)}",
                rater=self.name,
                given={"winner": self._winner(question, whole)},
                latency_ms=500,
            )
            self.asked.append((question, sent, kept))
        return self

    def _winner(self, question: Question, whole: set[str]) -> Winner:
        if self.side is not None:
            return self.side
        left, right = question.pictures
        if question.kind == "known":
            on_left = (left.request_hash in whole) == self.right
            return "left" if on_left else "right"
        return "left" if left.variant > right.variant else "right"

    def of(self, kind: str) -> list[int]:
        return [n for n, (question, _, _) in enumerate(self.asked) if question.kind == kind]

    def checks(self) -> tuple[RaterChecks, Ranking]:
        from toolkit.rating import rater_checks

        store = self.shared.store
        judged, table = store.judged_cells(self.run), store.vote_table(self.run)
        known = list(known_answers(store))
        quality = rater_checks(judged, table, known=known)
        [own] = [each for each in quality.raters if each.rater == self.name]
        return own, ranking(judged, table, known=known)


def outcome(checks: RaterChecks, cause: str) -> str:
    [found] = [each.outcome for each in checks.checks if each.cause == cause]
    return found


def test_known_pairs_stand_one_in_twelve_and_never_early_or_twice(shared: AppState) -> None:
    rater = Rater(shared).go(84)
    known = rater.of("known")
    assert len(known) == 84 // KNOWN_EVERY and min(known) >= NOT_BEFORE
    pairs = [frozenset(rater.asked[n][0].pictures) for n in known]
    # The run has one gesture only, of which there are three known pairs.
    assert {rater.asked[n][0].gesture for n in known} == {"peace"}
    assert len(set(pairs[:3])) == len(set(pairs[3:6])) == 3
    other = Rater(shared, name="r-another").go(84)
    assert other.of("known") != known


def test_where_they_stand_depends_on_a_key_that_no_page_has() -> None:
    def places(secret: str) -> list[str]:
        runs = LiveRuns(lambda: pytest.fail("no store is needed"))
        extra = ExtraQuestions(lambda: pytest.fail("nor here"), runs, secret=secret)
        return [extra.due("run", RATER, n) for n in range(120)]

    assert places("a") == places("a") != places("b")
    assert places("") != places("")


def test_nothing_that_is_sent_tells_known_pairs_and_repeats_from_others(shared: AppState) -> None:
    rater = Rater(shared).go(60)
    assert rater.of("known") and rater.of("repeat")
    shapes = set[tuple[object, ...]]()
    for _, sent, kept in rater.asked:
        urls: list[str] = sent["pictures"]  # type: ignore[assignment]
        opened = [Pictures.open(io.BytesIO(base64.b64decode(url.split(",")[1]))) for url in urls]
        shapes.add(
            (
                *((key, type(value)) for key, value in sorted(sent.items())),
                *((key, type(value)) for key, value in sorted(kept.items())),
                *((key, sent[key]) for key in ("mode", "emoji", "en", "zh", "skeleton")),
                len(str(sent["token"])),
                *((each.size, each.mode, tuple(each.info)) for each in opened),
                *(url.split(",")[0] for url in urls),
            )
        )
    assert len(shapes) == 1
    counts = [(kept["done"], kept["total"], kept["votes"]) for _, _, kept in rater.asked]
    total = 150 + planned(150)
    assert counts == [(n, total, n) for n in range(1, 61)]


def test_a_pair_comes_again_with_sides_turned_and_counts_once(shared: AppState) -> None:
    rater = Rater(shared).go(90)
    again = rater.of("repeat")
    assert 4 <= len(again) <= 7
    asked = [question.pictures for question, _, _ in rater.asked]
    for n in again:
        [first] = [m for m in range(n) if asked[m] == asked[n][::-1]]
        assert n - first > APART
    checks, ranked = rater.checks()
    assert checks.votes == 90 - len(rater.of("known"))
    assert ranked.votes == checks.votes - len(again)
    # A restart counts as before.
    live = LiveRun(lambda: shared.store, rater.run)
    live.refresh()
    assert live.counts(RATER, "pair")["votes"] == ranked.votes


def test_answers_to_known_pairs_are_votes_of_a_run_of_their_own(shared: AppState) -> None:
    rater = Rater(shared).go(40)
    known = shared.store.votes(known_run(shared))
    assert len(known) == len(rater.of("known")) and {vote.rater for vote in known} == {RATER}
    here = {image.request_hash for image in shared.store.images(rater.run)}
    votes: list[Vote] = shared.store.votes(rater.run)
    assert {picture for vote in votes for picture in (vote.left, vote.right)} <= here
    assert [run.id for run in shared.rated_runs()] == [rater.run]
    assert known_run(shared) not in {run for _, run in shared.run_choices("en")}


def test_who_fails_known_pairs_is_left_out_with_reason_and_share(shared: AppState) -> None:
    honest = Rater(shared, name="r-honest").go(90)
    careless = Rater(shared, right=False, name="r-careless").go(90)
    checks, ranked = careless.checks()
    assert outcome(checks, "fails_gold") == "fail"
    [left_out] = ranked.excluded
    assert (left_out.rater, left_out.cause) == ("r-careless", "fails_gold")
    asked = len(careless.of("known"))
    assert left_out.values() == {"right": 0, "asked": asked}
    assert ranked.excluded_share == pytest.approx(checks.votes / (2 * 90 - asked * 2), abs=0.02)
    assert outcome(honest.checks()[0], "fails_gold") == "pass"


def test_few_known_answers_or_none_leave_the_check_unknown(bare: AppState) -> None:
    outage = Rater(bare, right=False).go(90)
    assert not outage.of("known") and outage.of("repeat")
    checks, ranked = outage.checks()
    assert outcome(checks, "fails_gold") == "unknown" and ranked.excluded == ()
    add_gold_pairs(bare.store)
    few = Rater(bare, right=False, name="r-few").go(40)
    assert 0 < len(few.of("known")) < 5
    assert outcome(few.checks()[0], "fails_gold") == "unknown"
    assert few.checks()[1].excluded == ()


def test_known_pairs_whose_pictures_are_lost_stop_nobody(shared: AppState) -> None:
    for image in shared.store.images(known_run(shared)):
        (shared.store.images_folder / image.file).unlink()
    assert len(Rater(shared).go(40).asked) == 40


def test_who_always_presses_left_is_left_out(shared: AppState) -> None:
    lazy = Rater(shared, side="left").go(60)
    checks, ranked = lazy.checks()
    assert outcome(checks, "one_side") == "fail"
    [left_out] = ranked.excluded
    assert left_out.cause == "one_side" and left_out.values()["left"] == checks.votes
    assert ranked.excluded_share == 1.0 and ranked.votes == 0


def test_an_answer_to_a_known_pair_is_undone_as_any(shared: AppState) -> None:
    rater = Rater(shared).go(12)
    [place] = rater.of("known")
    _, sent, kept = rater.asked[place]
    reply = rater.questions.take_back(uuid=f"uuid-{RATER}-{place}", rater=RATER)
    assert reply["question"]["pictures"] == sent["pictures"]  # type: ignore[index]
    assert (reply["done"], reply["total"]) == (11, kept["total"])
    assert shared.store.votes(known_run(shared)) == [] and not list(known_answers(shared.store))
    token = reply["question"]["token"]  # type: ignore[index]
    again = rater.questions.save_answer(
        token=token, uuid="uuid-again", rater=RATER, given={"winner": "tie"}, latency_ms=5
    )
    assert again["done"] == 12
    assert [each.right for each in known_answers(shared.store)] == [False]


def test_wordings_are_shown_after_no_question_that_checks(shared: AppState) -> None:
    rater = Rater(shared).go(60)
    assert {q.kind for q, _, _ in rater.asked if q.again} == {"known", "repeat"}


def test_a_known_answer_sent_again_after_a_restart_is_acknowledged(shared: AppState) -> None:
    rater = Rater(shared).go(12)
    [place] = rater.of("known")
    restarted = Questions(shared)
    reply = restarted.save_answer(
        token=str(rater.asked[place][1]["token"]),
        uuid=f"uuid-{RATER}-{place}",
        rater=RATER,
        given={"winner": "left", "run": rater.run},
        latency_ms=5,
    )
    assert reply["total"] == rater.asked[place][2]["total"]
    assert len(shared.store.votes(known_run(shared))) == 1
