"""Blind rating on the server: nothing leaks, nothing counts twice, everything can be undone."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from PIL import Image as Pictures

from tests.store_samples import sample_pairs
from tests.ui_samples import fill_store, sample_app_state
from toolkit.errors import BadInput, StoreError, UnknownName
from toolkit.rating import Candidate
from toolkit.rating.flaws import flaws_of
from toolkit.store import Store
from toolkit.ui.rate.asked import Question
from toolkit.ui.rate.questions import Questions
from toolkit.ui.state import AppState

RATER = "r0123456789"


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[AppState]:
    fill_store(tmp_path)
    shared = sample_app_state(tmp_path)
    yield shared
    shared.store.close()


@pytest.fixture
def run(shared: AppState) -> str:
    return shared.store.run().id


def ask(rating: Questions, run: str, count: int = 5, *, fresh: bool = False) -> list[dict]:
    return rating.next_questions(run=run, rater=RATER, count=count, fresh=fresh)["questions"]


def answer(
    rating: Questions, token: str, uuid: str, winner: str = "left", **well_formed: str
) -> dict:
    return rating.save_answer(
        token=token,
        uuid=uuid,
        rater=RATER,
        given={"winner": winner, **well_formed},
        latency_ms=700,
    )


def test_a_question_tells_nothing_but_pixels(shared: AppState, run: str) -> None:
    question = ask(Questions(shared), run, 1)[0]
    assert set(question) == {"token", "mode", "emoji", "en", "zh", "skeleton", "pictures"}
    words = json.dumps({k: v for k, v in question.items() if k != "pictures"})
    for image in shared.store.images(run):
        assert image.request_hash[:8] not in words
    assert "0.8" not in words and "1.2" not in words
    assert len(question["pictures"]) == 2
    for url in question["pictures"]:
        kind, _, content = url.partition(",")
        assert kind == "data:image/png;base64"
        with Pictures.open(io.BytesIO(base64.b64decode(content))) as picture:
            assert picture.info == {} and picture.size == (16, 16)


def test_pairs_are_asked_once_until_all_are_seen(shared: AppState, run: str) -> None:
    rating = Questions(shared)
    seen: list[frozenset[str]] = []
    for number in range(6):  # 2 gestures × 3 seeds, two weights each
        reply = rating.next_questions(run=run, rater=RATER, count=1, fresh=False)
        assert (reply["done"], reply["total"]) == (number, 6)
        question = reply["questions"][0]
        seen.append(frozenset(question["pictures"]))
        answer(rating, question["token"], f"uuid-number-{number}")
    assert len(set(seen)) == 6
    assert ask(rating, run) == []
    assert len(shared.store.votes(run)) == 6


def test_questions_fetched_ahead_are_all_different(shared: AppState, run: str) -> None:
    rating = Questions(shared)
    ahead = [*ask(rating, run, 5), *ask(rating, run, 5)]
    pairs = {frozenset(each["pictures"]) for each in ahead}
    assert len(ahead) == len(pairs) == 6
    assert len(ask(rating, run, 5, fresh=True)) == 5
    with pytest.raises(BadInput, match="answered already"):
        answer(rating, ahead[0]["token"], "uuid-forgotten")


def test_the_same_press_counts_once(shared: AppState, run: str) -> None:
    rating = Questions(shared)
    token = ask(rating, run, 1)[0]["token"]
    first = answer(rating, token, "one-and-the-same")
    assert answer(rating, token, "one-and-the-same") == first
    with pytest.raises(BadInput, match="answered already"):
        answer(rating, token, "quite-another")
    assert len(shared.store.votes(run)) == 1


def test_a_vote_keeps_how_it_came_about(shared: AppState, run: str) -> None:
    rating = Questions(shared)
    answer(rating, ask(rating, run, 1)[0]["token"], "uuid-number-1", "tie")
    vote = shared.store.votes(run)[0]
    assert (vote.winner, vote.rater, vote.latency_ms) == ("tie", RATER, 700)
    assert 0 < vote.propensity <= 1
    assert {vote.left_cell, vote.right_cell} == {f"{vote.gesture}-0.8", f"{vote.gesture}-1.2"}


@pytest.mark.parametrize(
    ("winner", "flags", "expected"),
    [
        ("left", {}, []),
        ("both_bad", {}, []),
        ("both_bad", {"left": "pass"}, ["pass"]),
        ("right", {"right": "pass"}, ["pass"]),
        ("not_sure", {"left": "fail", "right": "nonsense"}, ["fail"]),
    ],
)
def test_what_is_said_of_each_picture_becomes_a_persons_verdict(
    shared: AppState, run: str, winner: str, flags: dict[str, str], expected: list[str]
) -> None:
    rating = Questions(shared)
    answer(rating, ask(rating, run, 1)[0]["token"], "uuid-number-1", winner, **flags)
    said = shared.store.verdicts(run, f"person:{RATER}")
    assert sorted(verdict.outcome for verdict in said) == expected
    assert {verdict.question for verdict in said} <= {"both"}
    for of in ("gesture", "form", "both"):
        served = shared.store.judged_cells(run, "people", of=of)
        assert sorted(c.outcome for c in served if c.outcome != "unjudged") == expected
    people = [cell.outcome for cell in shared.store.judged_cells(run, "people")]
    assert sorted(each for each in people if each != "unjudged") == expected


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_flag_is_said_of_the_picture_on_its_side(shared: AppState, run: str, side: str) -> None:
    rating = Questions(shared)
    token = ask(rating, run, 1)[0]["token"]
    answer(rating, token, "uuid-number-1", "not_sure", **{side: "fail"})
    [vote] = shared.store.votes(run)
    [said] = shared.store.verdicts(run, f"person:{RATER}")
    assert said.request_hash == getattr(vote, side)


def test_an_answer_can_be_taken_back_and_given_again(shared: AppState, run: str) -> None:
    rating = Questions(shared)
    question = ask(rating, run, 1)[0]
    answer(rating, question["token"], "uuid-number-1", "both_bad", left="fail", right="fail")
    reply = rating.take_back(uuid="uuid-number-1", rater=RATER)
    again = reply["question"]
    assert reply["done"] == 0 and shared.store.votes(run) == []
    assert again["pictures"] == question["pictures"]
    assert again["token"] != question["token"]
    assert {cell.outcome for cell in shared.store.judged_cells(run, "people")} == {"unjudged"}
    answer(rating, again["token"], "uuid-number-2", "left")
    assert [vote.winner for vote in shared.store.votes(run)] == ["left"]


@pytest.mark.parametrize("restarted", [False, True])
def test_taking_back_leaves_what_another_answer_said_of_the_same_picture(
    shared: AppState, run: str, restarted: bool
) -> None:
    rating = Questions(shared)
    first = ask(rating, run, 1)[0]
    answer(rating, first["token"], "uuid-number-1", "left", left="pass", right="fail")
    if restarted:
        rating = Questions(shared)
    question = question_of(shared, run)
    again = rating._shown(rating._tokens.issue(RATER, question), question)
    rating.next_questions(run=run, rater=RATER, count=0, fresh=False)
    before = outcomes(shared, run)
    assert sorted(before.values()) == ["fail", "pass"]
    answer(rating, again["token"], "uuid-number-3", "both_bad", left="fail", right="fail")
    assert sorted(outcomes(shared, run).values()) == ["fail", "fail"]
    rating.take_back(uuid="uuid-number-3", rater=RATER)
    assert outcomes(shared, run) == before


def question_of(shared: AppState, run: str) -> Question:
    """The pair of the newest vote, asked once more."""
    vote = shared.store.votes(run)[-1]
    left, right = (
        Candidate(request_hash=hash, cell=cell, gesture=vote.gesture, variant="")
        for hash, cell in ((vote.left, vote.left_cell), (vote.right, vote.right_cell))
    )
    return Question(run=run, mode="pair", pictures=(left, right))


def outcomes(shared: AppState, run: str) -> dict[str, str]:
    said = shared.store.verdicts(run, f"person:{RATER}")
    return {verdict.request_hash: verdict.outcome for verdict in said}


def test_only_the_rater_can_take_back_and_only_once(shared: AppState, run: str) -> None:
    rating = Questions(shared)
    answer(rating, ask(rating, run, 1)[0]["token"], "uuid-number-1")
    with pytest.raises(BadInput, match="taken back"):
        rating.take_back(uuid="uuid-number-1", rater="somebody-else")
    rating.take_back(uuid="uuid-number-1", rater=RATER)
    with pytest.raises(BadInput, match="taken back"):
        rating.take_back(uuid="uuid-number-1", rater=RATER)


def test_bad_answers_are_refused_and_spend_no_token(shared: AppState, run: str) -> None:
    rating = Questions(shared)
    token = ask(rating, run, 1)[0]["token"]
    with pytest.raises(BadInput):
        answer(rating, token, "uuid-number-1", "the best")
    with pytest.raises(BadInput):
        answer(rating, token, "../../etc")
    with pytest.raises(BadInput):
        rating.next_questions(run=run, rater="../home", count=1, fresh=False)
    with pytest.raises(UnknownName):
        ask(rating, "../../etc")
    answer(rating, token, "uuid-number-1")
    assert len(shared.store.votes(run)) == 1


def test_pictures_that_differ_in_nothing_make_no_pair(tmp_path: Path) -> None:
    from tests.store_samples import sample_picture

    shared = sample_app_state(tmp_path)
    pairs = [pair for pair in sample_pairs(2) if pair[0].value("weight") == "0.8"]
    run = shared.store.start_run("one wording", "{}", pairs)
    for _, request in pairs:
        shared.store.save_image(request, sample_picture(request))
    reply = Questions(shared).next_questions(run=run, rater=RATER, count=5, fresh=True)
    assert reply == {
        "questions": [],
        "more": False,
        "done": 0,
        "total": 0,
        "alike": 0,
        "votes": 0,
    }
    shared.store.close()


def test_an_answer_sent_again_after_a_restart_counts_once(shared: AppState, run: str) -> None:
    before = Questions(shared)
    token = ask(before, run, 1)[0]["token"]
    kept = answer(before, token, "uuid-number-1", left="fail")
    said = shared.store.votes(run), shared.store.verdicts(run)
    restarted = Questions(shared)
    assert answer(restarted, token, "uuid-number-1", left="fail") == kept
    assert (shared.store.votes(run), shared.store.verdicts(run)) == said
    with pytest.raises(BadInput, match="not asked here"):
        answer(restarted, token, "uuid-number-2")
    shared.store.delete_vote("uuid-number-1")
    with pytest.raises(BadInput, match="not asked here"):
        answer(restarted, token, "uuid-number-1")


def test_an_answer_that_the_disk_refused_may_be_sent_again(
    shared: AppState, run: str, tmp_path: Path
) -> None:
    rating = Questions(shared)
    token = ask(rating, run, 1)[0]["token"]
    (shared.store.home / "votes").write_bytes(b"")  # a file where the log's folder should be
    with pytest.raises(StoreError, match="votes"):
        answer(rating, token, "uuid-number-1", "both_bad")
    assert shared.store.votes(run) == []
    assert {each.judge for each in shared.store.verdicts(run)} == {"hand-landmarks"}
    (shared.store.home / "votes").unlink()
    assert answer(rating, token, "uuid-number-1", "both_bad")["done"] == 1
    with pytest.raises(BadInput, match="answered already"):
        answer(rating, token, "uuid-number-2")


# One picture, and four


def ask_in(rating: Questions, run: str, mode: str, count: int = 1) -> list[dict]:
    reply = rating.next_questions(run=run, rater=RATER, count=count, fresh=False, mode=mode)
    return reply["questions"]


def say(rating: Questions, token: str, uuid: str, **given: object) -> dict:
    return rating.save_answer(token=token, uuid=uuid, rater=RATER, given=given, latency_ms=5)


def test_one_picture_s_two_answers_and_its_flaws_are_a_verdict(shared: AppState, run: str) -> None:
    rating = Questions(shared)
    [question] = ask_in(rating, run, "verdict")
    assert len(question["pictures"]) == 1
    flaws = [{"kind": "extra_finger", "x": 0.5, "y": 0.25}]
    kept = say(rating, question["token"], "uuid-number-1", gesture="pass", form="fail", flaws=flaws)
    assert (kept["done"], kept["total"], kept["votes"]) == (1, 12, 0)
    [said] = shared.store.verdicts(run, f"person:{RATER}")
    size = shared.store.image(said.request_hash).request.width_px
    assert [(f.kind, f.x) for f in flaws_of(said.details)] == [("extra_finger", size / 2)]
    for of, outcome in (("gesture", "pass"), ("form", "fail"), ("both", "fail")):
        cells = shared.store.judged_cells(run, "people", of=of)
        assert [c.outcome for c in cells if c.outcome != "unjudged"] == [outcome]
    assert shared.store.votes(run) == []
    again = rating.take_back(uuid="uuid-number-1", rater=RATER)
    assert again["question"]["pictures"] == question["pictures"] and again["done"] == 0
    assert {c.outcome for c in shared.store.judged_cells(run, "people")} == {"unjudged"}


def test_of_four_the_tapped_pass_the_others_fail_and_undo_takes_all_back(
    shared: AppState, run: str
) -> None:
    rating = Questions(shared)
    [question] = ask_in(rating, run, "four")
    say(rating, question["token"], "uuid-number-1", good=[1])
    assert sorted(outcomes(shared, run).values()) == ["fail", "fail", "fail", "pass"]
    [other] = ask_in(rating, run, "four")
    assert not set(other["pictures"]) & set(question["pictures"])
    reply = rating.take_back(uuid="uuid-number-1", rater=RATER)
    assert (reply["done"], reply["total"]) == (0, 12)
    assert set(outcomes(shared, run).values()) == {"unjudged"}
    say(rating, reply["question"]["token"], "uuid-number-2", good=[])
    assert sorted(outcomes(shared, run).values()) == ["fail"] * 4


@pytest.mark.parametrize("restarted", [False, True])
def test_taking_back_four_brings_back_what_was_said_of_one_with_its_flaws(
    shared: AppState, run: str, restarted: bool
) -> None:
    rating = Questions(shared)
    [pair] = ask_in(rating, run, "pair")
    answer(rating, pair["token"], "uuid-number-0", "tie", left="pass")
    [one] = ask_in(rating, run, "verdict")
    given = {"gesture": "fail", "form": "fail", "flaws": [{"kind": "fused_fingers"}]}
    say(rating, one["token"], "uuid-number-1", **given)
    before = {v.request_hash: v for v in shared.store.verdicts(run, f"person:{RATER}")}
    if restarted:
        rating = Questions(shared)
    picture = next(iter(before))
    gesture = before[picture].expected
    again = Question(
        run=run,
        mode="four",
        pictures=(Candidate(request_hash=picture, cell="", gesture=gesture, variant=""),),
    )
    rating.next_questions(run=run, rater=RATER, count=0, fresh=False)
    say(rating, rating._tokens.issue(RATER, again), "uuid-number-2", good=[0])
    rating.take_back(uuid="uuid-number-2", rater=RATER)
    after = {v.request_hash: v for v in shared.store.verdicts(run, f"person:{RATER}")}
    assert after == before


def test_the_answer_to_one_question_is_no_answer_to_another(shared: AppState, run: str) -> None:
    rating = Questions(shared)
    [question] = ask_in(rating, run, "four")
    with pytest.raises(BadInput, match="no answer"):
        say(rating, question["token"], "uuid-number-1", winner="left")
    assert say(rating, question["token"], "uuid-number-1", good=[])["done"] == 4
    assert say(rating, question["token"], "uuid-number-1", good=[])["done"] == 4
    with pytest.raises(BadInput, match="no answer"):
        ask_in(rating, run, "seven")


def test_a_verdict_is_on_the_disk_before_it_is_acknowledged(shared: AppState, run: str) -> None:
    rating = Questions(shared)
    [question] = ask_in(rating, run, "four")
    say(rating, question["token"], "uuid-number-1", good=[0])
    home = shared.store.home
    for ending in ("", "-wal", "-shm"):
        (home / f"gesture.db{ending}").unlink(missing_ok=True)
    before = shared.store.run(run).id
    shared.store.close()
    with Store.open(home) as mended:
        assert mended.run().id == before
        said = [v.outcome for v in mended.verdicts(before, f"person:{RATER}")]
        assert sorted(said) == ["fail", "fail", "fail", "pass"]


# Pairs that look the same, wordings, numbers of answers


def test_pairs_that_look_the_same_are_not_asked_and_counted(tmp_path: Path) -> None:
    shared = sample_app_state(tmp_path)
    pairs = sample_pairs(4)
    run = shared.store.start_run("alike", "{}", pairs)
    for cell, request in pairs:
        apart = cell.gesture == "fist" and request.seed < 2 and cell.value("weight") == "1.2"
        level = 100 + 10 * request.seed + (50 if apart else 3 * (cell.value("weight") == "1.2"))
        shared.store.save_image(request, Pictures.new("RGB", (16, 16), (level,) * 3))
    rating = Questions(shared)
    reply = rating.next_questions(run=run, rater=RATER, count=5, fresh=True)
    assert len(reply["questions"]) == 2
    assert (reply["total"], reply["alike"], reply["more"]) == (2, 6, False)
    other = rating.next_questions(run=run, rater="another-rater", count=5, fresh=True)
    assert len(other["questions"]) == 2
    shared.store.close()


def test_only_what_is_asked_is_read(
    shared: AppState, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: set[str] = set()
    read_image = shared.store.read_image

    def reading(request_hash: str) -> Pictures.Image:
        read.add(request_hash)
        return read_image(request_hash)

    monkeypatch.setattr(shared.store, "read_image", reading)
    ask(Questions(shared), run, 1)
    assert len(read) == 2


def test_many_pairs_that_look_the_same_are_passed_over_in_several_calls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolkit.ui.rate.questions.LOOKS", 2)
    shared = sample_app_state(tmp_path)
    pairs = sample_pairs(3)
    run = shared.store.start_run("alike", "{}", pairs)
    for _, request in pairs:
        shared.store.save_image(request, Pictures.new("RGB", (16, 16), (90, 90, 90)))
    rating = Questions(shared)
    more: list[object] = []
    for _ in range(4):
        reply = rating.next_questions(run=run, rater=RATER, count=5, fresh=False)
        assert reply["questions"] == []
        more.append(reply["more"])
    assert more == [True, True, True, False] and (reply["alike"], reply["total"]) == (6, 0)
    shared.store.close()


def test_wordings_come_with_a_kept_answer_alone_and_such_a_pair_is_not_asked_again(
    shared: AppState, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SPACE_ID", raising=False)
    rating = Questions(shared)
    [question] = ask(rating, run, 1)
    given = {"token": question["token"], "uuid": "uuid-number-1", "rater": RATER}
    more = {"given": {"winner": "left"}, "latency_ms": 1}
    kept = rating.save_answer(**given, **more, wording="en")
    assert sorted(kept["wordings"]) == ["weight 0.8", "weight 1.2"]
    assert "wordings" not in rating.save_answer(**given, **more, wording="en"), "it was told once"
    back = rating.take_back(uuid="uuid-number-1", rater=RATER)
    assert back["question"] is None and back["done"] == 0
    left = [frozenset(each["pictures"]) for each in [*ask(rating, run), *ask(rating, run)]]
    assert len(left) == 5 and frozenset(question["pictures"]) not in left


def test_no_wording_of_a_pair_that_is_asked_again_nor_on_a_space(
    shared: AppState, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rating = Questions(shared)
    [question] = ask(rating, run, 1)
    answer(rating, question["token"], "uuid-number-1")
    again = rating.take_back(uuid="uuid-number-1", rater=RATER)["question"]
    more = {"rater": RATER, "given": {"winner": "left"}, "latency_ms": 1, "wording": "zh"}
    assert "wordings" not in rating.save_answer(token=again["token"], uuid="uuid-number-2", **more)
    monkeypatch.setenv("SPACE_ID", "somebody/something")
    [other] = ask(rating, run, 1)
    kept = rating.save_answer(token=other["token"], uuid="uuid-number-3", **more)
    assert "wordings" not in kept
    monkeypatch.setenv("GESTURE_SHOW_WORDING", "1")
    [third] = ask(rating, run, 1)
    kept = rating.save_answer(token=third["token"], uuid="uuid-number-4", **more)
    assert sorted(kept["wordings"]) == ["权重 0.8", "权重 1.2"]


def test_a_number_that_was_used_is_refused_and_the_question_stays_open(
    shared: AppState, run: str
) -> None:
    rating = Questions(shared)
    one, two = ask(rating, run, 2)
    answer(rating, one["token"], "uuid-number-1")
    rating.take_back(uuid="uuid-number-1", rater=RATER)
    with pytest.raises(BadInput, match="no proper number"):
        answer(rating, two["token"], "uuid-number-1")
    assert answer(rating, two["token"], "uuid-number-2")["done"] == 1


def test_many_raters_at_once_lose_and_double_nothing(shared: AppState, run: str) -> None:
    rating = Questions(shared)
    acknowledged: list[str] = []

    def work(rater: str) -> None:
        reply = rating.next_questions(run=run, rater=rater, count=5, fresh=True)
        for number, question in enumerate(reply["questions"]):
            uuid = f"{rater}-{number}-uuid"
            for _ in range(2):  # the page was not sure that it arrived
                rating.save_answer(
                    token=question["token"],
                    uuid=uuid,
                    rater=rater,
                    given={"winner": "left"},
                    latency_ms=1,
                )
            acknowledged.append(uuid)

    threads = [Thread(target=work, args=(f"rater-{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = [vote.uuid for vote in shared.store.votes(run)]
    assert len(acknowledged) == 40 and sorted(kept) == sorted(acknowledged)
