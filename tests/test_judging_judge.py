"""Verdicts on rendered hands of known truth, on empty pictures, and on whole runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.judging_samples import opened_judge, picture
from toolkit.errors import JudgeError, UnknownName
from toolkit.judging.decide import best_match
from toolkit.judging.judge import NAME, HandJudge, NoJudge, judge_run, open_judge
from toolkit.store import Store
from toolkit.sweeps.cells import Cell
from toolkit.sweeps.requests import GenerationRequest
from toolkit.vocabulary import load_vocabulary

SURE = ("palm", "peace", "rock", "like", "three2", "call")
EMPTY = np.full((128, 128, 3), 140, np.uint8)


@pytest.fixture(scope="module")
def judge() -> HandJudge:
    return opened_judge()


@pytest.mark.parametrize("gesture", SURE)
def test_a_rendered_gesture_passes_as_itself(judge: HandJudge, gesture: str) -> None:
    verdict = judge.verdict(picture(gesture), gesture, "a" * 64)
    assert (verdict.outcome, verdict.reason, verdict.best_match) == ("pass", "match", gesture)
    assert verdict.score is not None
    assert 0.3 < verdict.score <= 1.0
    assert (verdict.request_hash, verdict.expected) == ("a" * 64, gesture)
    assert (verdict.judge, verdict.judge_version) == (NAME, judge.version)


@pytest.mark.parametrize(
    ("shown", "asked"), [("peace", "fist"), ("palm", "rock"), ("like", "palm")]
)
def test_another_gesture_fails_and_says_what_is_different(
    judge: HandJudge, shown: str, asked: str
) -> None:
    verdict = judge.verdict(picture(shown), asked)
    assert (verdict.outcome, verdict.reason, verdict.best_match) == ("fail", "other_gesture", shown)
    assert "expected" in verdict.explanation
    passed = judge.verdict(picture(shown), shown)
    assert verdict.score is not None and passed.score is not None
    assert verdict.score < passed.score


@pytest.mark.parametrize("gesture", ["timeout", "palms_up_together", "begging_bowl"])
def test_two_hands_that_touch_are_both_seen(judge: HandJudge, gesture: str) -> None:
    reading = judge.read(picture(gesture))
    assert (reading.hands, reading.pairs[0].gesture) == (2, gesture)
    assert judge.verdict(picture(gesture), gesture).outcome == "pass"


@pytest.mark.parametrize("gesture", [*SURE, "fist", "holding_cup"])
def test_no_second_hand_is_seen_where_there_is_one(judge: HandJudge, gesture: str) -> None:
    assert judge.read(picture(gesture)).hands == 1


@pytest.mark.parametrize("shown", ["peace", "two_up"])
def test_the_wrong_side_of_the_hand_is_a_wrong_direction(judge: HandJudge, shown: str) -> None:
    back = load_vocabulary().scene_word("view", "back")
    asked = f"{shown}_inverted"
    verdict = judge.verdict(picture(shown), asked)
    assert (verdict.outcome, verdict.reason) == ("fail", "wrong_direction")
    assert verdict.best_match == shown
    assert judge.verdict(picture(shown), asked, view=back).outcome == "pass"


@pytest.mark.parametrize("shown", ["bhumisparsha", "varada", "two_up_inverted", "asl_four"])
def test_of_gestures_that_fit_alike_the_one_that_stands_so_is_best(
    judge: HandJudge, shown: str
) -> None:
    gestures = load_vocabulary().gestures
    reading = judge.read(picture(shown), pairs=False)
    for expected in (shown, "palm", "one"):
        best = best_match(reading, gestures[expected], gestures)
        assert best in (shown, *gestures[shown].twins)


def test_no_hand_is_a_fail_and_not_unjudged(judge: HandJudge) -> None:
    verdict = judge.verdict(EMPTY, "palm")
    assert (verdict.outcome, verdict.reason, verdict.score) == ("fail", "no_hand", 0.0)


def test_an_unknown_gesture_is_refused(judge: HandJudge) -> None:
    with pytest.raises(UnknownName):
        judge.verdict(EMPTY, "plam")


def test_a_left_hand_is_read_as_one(judge: HandJudge) -> None:
    assert judge.read(picture("peace", "left")).side == "left"
    assert judge.verdict(picture("peace", "left"), "peace").outcome == "pass"


def asked(gesture: str, seed: int, view: str = "") -> tuple[Cell, GenerationRequest]:
    """One cell and request of a small run."""
    values = (("gesture", gesture), *((("view", view),) if view else ()))
    return (
        Cell(id=f"{gesture}-{view}", gesture=gesture, values=values),
        GenerationRequest(prompt=f"{gesture} {view}", negative="", seed=seed, model="m"),
    )


@pytest.fixture
def store(tmp_path: Path):
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
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]
    reasons = [verdict.reason for verdict in store.verdicts(run)]
    assert reasons == ["match", "other_gesture", "match", "no_hand"]
    assert judge_run(store, run, judge).kept == 4
    assert judge_run(store, run, judge, again=True).kept == 0


def test_without_a_judge_every_picture_is_unjudged_and_says_why(store: Store, run: str) -> None:
    report = judge_run(store, run, NoJudge(JudgeError("No model.", hint="Fetch it.")))
    assert (report.unjudged, report.passed, report.failed) == (4, 0, 0)
    assert {(v.reason, v.explanation) for v in store.verdicts(run)} == {
        ("no_judge", "No model. Fetch it.")
    }


def test_answers_survive_a_lost_judge_and_replace_none(
    store: Store, run: str, judge: HandJudge
) -> None:
    nobody = NoJudge(JudgeError("No model."))
    judge_run(store, run, nobody)
    assert judge_run(store, run, judge).kept == 0
    assert judge_run(store, run, nobody).unjudged == 0
    assert {verdict.outcome for verdict in store.verdicts(run)} == {"pass", "fail"}


def test_an_unreadable_picture_is_unjudged_and_the_rest_is_judged(
    store: Store, run: str, judge: HandJudge
) -> None:
    first = store.images(run)[0].request_hash
    store.image_path(first).write_bytes(b"no picture")
    report = judge_run(store, run, judge)
    assert (report.looked, report.unjudged) == (4, 1)
    verdict = next(v for v in store.verdicts(run) if v.request_hash == first)
    assert (verdict.outcome, verdict.reason) == ("unjudged", "unreadable")
    assert verdict.explanation


def test_without_a_model_file_opening_gives_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GESTURE_HAND_LANDMARKER", str(tmp_path / "nowhere.task"))
    with pytest.raises(JudgeError):
        HandJudge.open(load_vocabulary())
    verdict = open_judge(load_vocabulary()).verdict(EMPTY, "palm")
    assert (verdict.outcome, verdict.reason) == ("unjudged", "no_judge")
    assert "gesture doctor --fetch" in verdict.explanation
