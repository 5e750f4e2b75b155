"""A whole run judged: by the hand judge, by judges of one's own, by none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.judging_samples import opened_judge, picture
from toolkit.errors import BadInput, JudgeError, UnknownName
from toolkit.judging.gesture.hand_judge import HandJudge
from toolkit.judging.judge import HAND_LANDMARKS, Question
from toolkit.judging.judges import NoJudge
from toolkit.judging.looking import judge_run as module
from toolkit.judging.looking.judge_run import check_judge, judge_run
from toolkit.rating.flaws import Flaw, flaws_of
from toolkit.rating.verdicts import Answer, Detail, text_detail
from toolkit.store import Store
from toolkit.sweeps.cells import Cell
from toolkit.sweeps.requests import GenerationRequest

EMPTY = np.full((128, 128, 3), 140, np.uint8)


class Brightness:
    """A judge as one writes it in a notebook."""

    name = "brightness"
    version = "1"

    def answer(self, picture, question):
        mean = float(picture.mean())
        if mean < 141:
            return Answer(outcome="pass", reason="match", score=mean / 255)
        return Answer(outcome="fail", reason="other", details=(Detail.of("bright", mean=mean),))


@dataclass
class Scripted:
    """Gives the same answer to every question, and remembers what it was asked."""

    given: object
    name: str = "scripted"
    version: str = "1"

    def __post_init__(self) -> None:
        self.asked: list[Question] = []

    def answer(self, picture: object, question: Question) -> Answer:
        self.asked.append(question)
        return self.given  # type: ignore[return-value]


PASS = Answer(outcome="pass", reason="match")
FAIL = Answer(outcome="fail", reason="low_score")
SILENT = Answer(outcome="unjudged", reason="other", details=(text_detail("asleep"),))


@pytest.fixture(scope="module")
def judge() -> HandJudge:
    return opened_judge()


def asked(gesture: str, seed: int, view: str = "") -> tuple[Cell, GenerationRequest]:
    """One cell and request of a small run."""
    values = (("gesture", gesture), *((("view", view),) if view else ()))
    return (
        Cell(id=f"{gesture}-{view}", gesture=gesture, values=values),
        GenerationRequest(prompt=f"{gesture} {view}", negative="", seed=seed, model="m"),
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def run(store: Store) -> str:
    """Five requests: right, wrong, seen from the back, without a hand; the last not drawn."""
    shown = {
        asked("peace", 0): picture("peace"),
        asked("fist", 1): picture("peace"),
        asked("stop_inverted", 2, "back"): picture("stop"),
        asked("palm", 3): EMPTY,
        asked("palm", 4): None,
    }
    run = store.start_run("test", "{}", shown)
    for (_, request), pixels in shown.items():
        if pixels is not None:
            store.save_image(request, Image.fromarray(pixels), seconds=0.1, device="cpu")
    return run


def test_a_run_is_judged_once_and_again_on_demand(store: Store, run: str, judge: HandJudge) -> None:
    steps: list[tuple[int, int]] = []
    report = judge_run(store, "latest", judge, lambda done, total: steps.append((done, total)))
    assert (report.run, report.looked, report.kept) == (run, 4, 0)
    assert (report.passed, report.failed, report.no_hand, report.unjudged) == (2, 2, 1, 0)
    assert report.reasons == (("match", 2), ("other_gesture", 1), ("no_hand", 1))
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]
    verdicts = store.verdicts(run)
    assert [verdict.reason for verdict in verdicts] == [
        "match",
        "other_gesture",
        "match",
        "no_hand",
    ]
    assert verdicts[1].details
    assert {(v.judge, v.judge_version) for v in verdicts} == {(HAND_LANDMARKS, judge.version)}
    assert judge_run(store, run, judge).kept == 4
    assert judge_run(store, run, judge, again=True).kept == 0


def test_a_judge_from_a_notebook_stands_beside_the_built_in_one(
    store: Store, run: str, judge: HandJudge
) -> None:
    judge_run(store, run, judge)
    report = judge_run(store, run, Brightness())
    assert (report.judge, report.passed + report.failed) == ("brightness", 4)
    own = store.verdicts(run, "brightness")
    assert [each.expected for each in own] == ["peace", "fist", "stop_inverted", "palm"]
    assert own[3].outcome == "pass" and own[3].score == pytest.approx(140 / 255)
    mean = float(picture("peace").mean())
    assert (own[0].outcome, own[0].details) == ("fail", (Detail.of("bright", mean=mean),))
    assert len(store.verdicts(run)) == 8
    said = {name: store.judged_cells(run, name) for name in ("brightness", HAND_LANDMARKS)}
    assert said["brightness"][3].outcome == "pass"
    assert said[HAND_LANDMARKS][3].outcome == "fail"
    assert judge_run(store, run, Brightness()).kept == 4


def test_a_judge_is_asked_what_the_cell_asks(store: Store, run: str) -> None:
    scripted = Scripted(PASS)
    judge_run(store, run, scripted)
    assert [(each.expected, each.view) for each in scripted.asked] == [
        ("peace", ""),
        ("fist", ""),
        ("stop_inverted", "back"),
        ("palm", ""),
    ]
    hashes = [image.request_hash for image in store.images(run)]
    assert [each.request_hash for each in scripted.asked] == hashes


def test_another_version_looks_again_and_replaces_its_own_answers_only(
    store: Store, run: str
) -> None:
    judge_run(store, run, Scripted(PASS))
    judge_run(store, run, Scripted(PASS, name="other"))
    report = judge_run(store, run, Scripted(FAIL, version="2"))
    assert (report.kept, report.failed, report.judge_version) == (0, 4, "2")
    found = {(v.judge, v.judge_version, v.outcome) for v in store.verdicts(run)}
    assert found == {("scripted", "2", "fail"), ("other", "1", "pass")}


def test_an_answer_is_worth_more_than_none(store: Store, run: str) -> None:
    assert judge_run(store, run, Scripted(SILENT)).unjudged == 4
    assert judge_run(store, run, Scripted(PASS)).kept == 0
    for again in (False, True):
        report = judge_run(store, run, Scripted(SILENT, version="2"), again=again)
        assert (report.kept, report.passed, report.unjudged) == (4, 4, 0)
    assert {v.judge_version for v in store.verdicts(run)} == {"1"}


def test_without_a_judge_every_picture_is_unjudged_and_says_why(store: Store, run: str) -> None:
    report = judge_run(store, run, NoJudge(JudgeError("No model.", hint="Fetch it.")))
    assert (report.unjudged, report.passed, report.failed) == (4, 0, 0)
    assert {(v.reason, v.details) for v in store.verdicts(run)} == {
        ("no_judge", (text_detail("No model. Fetch it."),))
    }


def test_unreadable_and_thin_pictures_are_unjudged_and_the_rest_is_judged(
    store: Store, run: str, judge: HandJudge
) -> None:
    first, second = (image.request_hash for image in store.images(run)[:2])
    store.image_path(first).write_bytes(b"no picture")
    Image.new("RGB", (100, 1)).save(store.image_path(second))
    report = judge_run(store, run, judge)
    assert (report.looked, report.unjudged, report.passed, report.no_hand) == (4, 2, 1, 1)
    verdicts = {v.request_hash: v for v in store.verdicts(run)}
    for hash_, words in ((first, "damaged"), (second, "100 x 1 pixels")):
        assert (verdicts[hash_].outcome, verdicts[hash_].reason) == ("unjudged", "unreadable")
        assert words in str(verdicts[hash_].details[0].values()["text"])


class Breaks(Scripted):
    """Raises at the second picture it is shown."""

    error: BaseException = RuntimeError("out of paper")

    def answer(self, picture: object, question: Question) -> Answer:
        if len(self.asked) == 1:
            self.asked.append(question)
            raise self.error
        return super().answer(picture, question)


def test_a_judge_that_raises_costs_that_picture_alone(store: Store, run: str) -> None:
    report = judge_run(store, run, Breaks(PASS))
    assert (report.looked, report.passed, report.unjudged) == (4, 3, 1)
    broken = store.verdicts(run)[1]
    assert (broken.outcome, broken.reason) == ("unjudged", "crashed")
    assert broken.details == (text_detail("RuntimeError: out of paper"),)
    again = judge_run(store, run, Scripted(PASS))
    assert (again.kept, again.passed, again.unjudged) == (3, 4, 0), "it is looked at again"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (UnknownName("No such gesture.", hint="Look."), "No such gesture. Look."),
        (MemoryError(), "MemoryError"),
        (ValueError("a\nb\x00" + "c" * 9999), "ValueError: a b\\x00ccc"),
        (OSError("half of a \ud800 character"), "OSError: half of a \\ud800 character"),
    ],
)
def test_what_a_judge_raised_is_kept_in_one_short_line(
    store: Store, run: str, error: Exception, words: str
) -> None:
    judge = Breaks(PASS)
    judge.error = error
    judge_run(store, run, judge)
    told = str(store.verdicts(run)[1].details[0].values()["text"])
    assert told.startswith(words) and len(told) < 450


def test_what_was_answered_before_a_stop_is_kept(
    store: Store, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = Breaks(PASS)
    judge.error = KeyboardInterrupt()
    monkeypatch.setattr(module, "SAVE_EVERY", 100)
    with pytest.raises(KeyboardInterrupt):
        judge_run(store, run, [Scripted(PASS, name="first"), judge])
    assert [(v.judge, v.outcome) for v in store.verdicts(run)] == [
        ("first", "pass"),
        ("scripted", "pass"),
        ("first", "pass"),
    ]


@dataclass
class Form(Scripted):
    """A judge of another question."""

    name: str = "form"
    question: str = "form"


FLAWED = Answer(
    outcome="fail",
    reason="flawed",
    details=(Flaw(kind="extra_finger", score=0.9, x=12.5, y=40.0, hand=1).detail(),),
)


def test_several_judges_share_one_reading_of_each_picture(
    store: Store, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    original = Store.read_image

    def read_image(self: Store, request_hash: str) -> Image.Image:
        read.append(request_hash)
        return original(self, request_hash)

    monkeypatch.setattr(Store, "read_image", read_image)
    steps: list[tuple[int, int]] = []
    shows, form = judge_run(
        store, run, [Scripted(PASS), Form(FLAWED)], lambda done, total: steps.append((done, total))
    )
    assert len(read) == 4 and steps[-1] == (4, 4)
    assert (shows.judge, shows.question, shows.passed) == ("scripted", "gesture", 4)
    assert (form.judge, form.question, form.failed) == ("form", "form", 4)
    assert [(v.judge, v.question, v.outcome) for v in store.verdicts(run)[:2]] == [
        ("form", "form", "fail"),
        ("scripted", "gesture", "pass"),
    ]
    assert flaws_of(store.verdicts(run, "form")[0].details) == (
        Flaw(kind="extra_finger", score=0.9, x=12.5, y=40.0, hand=1),
    )
    cells = store.judged_cells(run)
    assert {(cell.of, cell.outcome, cell.reason) for cell in cells} == {("both", "fail", "flawed")}
    assert {(cell.gesture_outcome, cell.form_outcome) for cell in cells} == {("pass", "fail")}
    read.clear()
    kept = judge_run(store, run, [Scripted(PASS), Form(FLAWED)])
    assert [each.kept for each in kept] == [4, 4] and read == [], "nobody needs to look again"
    one_more = judge_run(store, run, [Scripted(PASS), Scripted(PASS, name="late")])
    assert [each.kept for each in one_more] == [4, 0] and len(read) == 4


def test_no_judge_sees_what_another_drew_into_the_picture(store: Store, run: str) -> None:
    class Paints(Scripted):
        def answer(self, picture, question):
            picture[:] = 255
            return PASS

    alone = judge_run(store, run, Brightness())
    _, beside = judge_run(store, run, [Paints(PASS), Brightness()], again=True)
    assert beside.reasons == alone.reasons


def test_another_question_of_the_same_judge_is_asked_anew(store: Store, run: str) -> None:
    judge_run(store, run, Scripted(PASS, name="form"))
    report = judge_run(store, run, Form(FLAWED))
    assert (report.kept, report.failed) == (0, 4)


def test_a_judge_may_measure_and_may_be_unsure(store: Store, run: str) -> None:
    unsure = judge_run(store, run, Form(Answer(outcome="unsure", reason="unclear")))
    assert (unsure.unsure, unsure.passed, unsure.unjudged) == (4, 0, 0)
    assert "0 of 4 pass, 4 unsure" in unsure._repr_html_()
    measured = Answer(outcome="measured", reason="measured", number=np.float32(-2.5))  # type: ignore[arg-type]
    report = judge_run(store, run, Form(measured, name="clip", question="number"))
    assert (report.measured, report.looked, report.question) == (4, 4, "number")
    assert "4 measured" in report._repr_html_()
    cells = store.judged_cells(run, "clip")
    assert {(cell.of, cell.outcome, cell.number) for cell in cells} == {
        ("number", "measured", -2.5)
    }
    assert {cell.number for cell in store.judged_cells(run)} == {None}


@pytest.mark.parametrize(
    ("answer", "question", "words"),
    [
        (Answer(outcome="measured", reason="measured", number=1.0), "form", "question 'form'"),
        (Answer(outcome="measured", reason="measured"), "number", "the number None"),
        (Answer(outcome="measured", reason="measured", number=float("inf")), "number", "inf"),
        (Answer(outcome="pass", reason="match"), "number", "question 'number'"),
        (Answer(outcome="pass", reason="match", number=2.0), "gesture", "number 2.0"),
        (replace(FLAWED, details=(Detail.of("flaw", kind="sixth"),)), "form", "A flaw has"),
        (
            replace(FLAWED, details=(FLAWED.details[0].with_fields(score=1.5),)),
            "form",
            r"score \(0..1\)",
        ),
    ],
)
def test_an_answer_to_another_question_is_refused(
    store: Store, run: str, answer: Answer, question: str, words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        judge_run(store, run, Form(answer, question=question))
    assert store.verdicts(run) == []


def test_judges_that_cannot_be_told_apart_and_unknown_questions_are_refused(
    store: Store, run: str
) -> None:
    with pytest.raises(BadInput, match="Two judges are called 'scripted'"):
        judge_run(store, run, [Scripted(PASS), Scripted(FAIL)])
    with pytest.raises(BadInput, match="no judge to ask"):
        judge_run(store, run, [])
    with pytest.raises(BadInput, match="the question 'beauty'; expected one of gesture, form"):
        judge_run(store, run, Form(PASS, question="beauty"))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (True, "expected an Answer"),
        (None, "expected an Answer"),
        (Answer(outcome="pass", reason="looks nice"), "reason 'looks nice'"),  # type: ignore[arg-type]
        (Answer(outcome="maybe", reason="other"), "outcome 'maybe'"),  # type: ignore[arg-type]
        (
            Answer(outcome="fail", reason="other", details=(Detail.of("x", y=float("nan")),)),
            "finite",
        ),
    ],
)
def test_an_answer_that_is_none_is_refused(
    store: Store, run: str, given: object, words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        judge_run(store, run, Scripted(given))
    assert store.verdicts(run) == []


@pytest.mark.parametrize("name", ["", "people", "person:ann", "a,b", "x" * 129])
def test_a_name_that_is_taken_or_cannot_be_typed_is_refused(
    store: Store, run: str, name: str
) -> None:
    with pytest.raises(BadInput, match="cannot be called"):
        judge_run(store, run, Scripted(PASS, name=name))
    assert judge_run(store, run, Scripted(PASS, name="x" * 128)).passed == 4


def test_whose_verdicts_may_be_asked_for(store: Store, run: str) -> None:
    for name in ("", "people", "person:ann", HAND_LANDMARKS):
        check_judge(store, run, name)
    with pytest.raises(UnknownName, match=r"hand-landmarks, .*people"):
        check_judge(store, run, "brightness")
    judge_run(store, run, Scripted(PASS, name="brightness"))
    check_judge(store, run, "brightness")
    with pytest.raises(UnknownName, match=r"people, brightness.*Did you mean 'brightness'"):
        check_judge(store, run, "brigtness")
