"""Answers about rendered hands of known truth, and about pictures that are none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.judging_samples import opened_judge, picture
from toolkit.errors import BadInput, JudgeError, UnknownName
from toolkit.judging.gesture.decide import best_match
from toolkit.judging.gesture.differences import CODES, facing
from toolkit.judging.gesture.hand_judge import HandJudge
from toolkit.judging.judge import HAND_LANDMARKS, Question, question_of
from toolkit.judging.judges import (
    JUDGES,
    QUESTIONS_OF_JUDGES,
    SHORT_NAMES,
    NoJudge,
    check_judges,
    open_judge,
)
from toolkit.vocabulary import load_vocabulary

SURE = ("palm", "peace", "rock", "like", "three2", "call")
EMPTY = np.full((128, 128, 3), 140, np.uint8)


@pytest.fixture(scope="module")
def judge() -> HandJudge:
    return opened_judge()


@pytest.mark.parametrize("gesture", SURE)
def test_a_rendered_gesture_passes_as_itself(judge: HandJudge, gesture: str) -> None:
    answer = judge.answer(picture(gesture), Question(expected=gesture))
    assert (answer.outcome, answer.reason, answer.best_match) == ("pass", "match", gesture)
    assert answer.score is not None
    assert 0.3 < answer.score <= 1.0
    assert answer.details == ()


@pytest.mark.parametrize(
    ("shown", "asked"), [("peace", "fist"), ("palm", "rock"), ("like", "palm")]
)
def test_another_gesture_fails_and_says_what_is_different(
    judge: HandJudge, shown: str, asked: str
) -> None:
    answer = judge.answer(picture(shown), Question(expected=asked))
    assert (answer.outcome, answer.reason, answer.best_match) == ("fail", "other_gesture", shown)
    assert answer.details
    assert {detail.code for detail in answer.details} <= set(CODES)
    passed = judge.answer(picture(shown), Question(expected=shown))
    assert answer.score is not None and passed.score is not None
    assert answer.score < passed.score


@pytest.mark.parametrize("gesture", ["timeout", "palms_up_together", "begging_bowl"])
def test_two_hands_that_touch_are_both_seen(judge: HandJudge, gesture: str) -> None:
    reading = judge.read(picture(gesture))
    assert (reading.hands, reading.pairs[0].gesture) == (2, gesture)
    assert judge.answer(picture(gesture), Question(expected=gesture)).outcome == "pass"


@pytest.mark.parametrize("gesture", [*SURE, "fist", "holding_cup"])
def test_no_second_hand_is_seen_where_there_is_one(judge: HandJudge, gesture: str) -> None:
    assert judge.read(picture(gesture)).hands == 1


@pytest.mark.parametrize("shown", ["peace", "two_up"])
def test_the_wrong_side_of_the_hand_is_a_wrong_direction(judge: HandJudge, shown: str) -> None:
    asked = Question(expected=f"{shown}_inverted")
    answer = judge.answer(picture(shown), asked)
    assert (answer.outcome, answer.reason) == ("fail", "wrong_direction")
    assert answer.details == (facing(seen="palm", expected="back"),)
    assert answer.best_match == shown
    assert judge.answer(picture(shown), replace(asked, view="back")).outcome == "pass"
    assert judge.answer(picture(shown), replace(asked, view="no such view")) == answer


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
    answer = judge.answer(EMPTY, Question(expected="palm"))
    assert (answer.outcome, answer.reason, answer.score) == ("fail", "no_hand", 0.0)


def test_an_unknown_gesture_is_refused(judge: HandJudge) -> None:
    with pytest.raises(UnknownName):
        judge.answer(EMPTY, Question(expected="plam"))


def test_a_left_hand_is_read_as_one(judge: HandJudge) -> None:
    assert judge.read(picture("peace", "left")).side == "left"
    assert judge.answer(picture("peace", "left"), Question(expected="peace")).outcome == "pass"


def test_without_a_model_file_opening_gives_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GESTURE_HAND_LANDMARKER", str(tmp_path / "nowhere.task"))
    with pytest.raises(JudgeError):
        HandJudge.open(load_vocabulary())
    opened = open_judge(load_vocabulary())
    with opened as judge:
        assert (judge.name, judge.version) == (HAND_LANDMARKS, "none")
        answer = judge.answer(EMPTY, Question(expected="palm"))
    assert (answer.outcome, answer.reason) == ("unjudged", "no_judge")
    assert "gesture doctor --fetch" in str(answer.details[0].values()["text"])


def test_an_unknown_judge_is_refused_with_near_names() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'hand-landmarks'"):
        open_judge(load_vocabulary(), "hand-landmark")


@pytest.mark.parametrize(
    ("name", "error", "says"),
    [
        ("clip-scor:a/b", UnknownName, "Did you mean 'clip-score'"),
        ("hand:a/b", BadInput, "one of clip-score, vlm, vlm-gesture before it"),
        ("vlm:", BadInput, "expected a folder or a hub id after the colon"),
        ("vlm:./nowhere", BadInput, "There is no model folder './nowhere'"),
    ],
)
def test_a_model_goes_with_a_judge_that_takes_one(
    name: str, error: type[Exception], says: str
) -> None:
    with pytest.raises(error) as caught:
        open_judge(load_vocabulary(), name)
    assert says in str(caught.value)


def test_a_judge_is_asked_with_one_model_at_a_time() -> None:
    check_judges(["hand", "clip-score:a/b", "vlm:a/b", "vlm-gesture:a/b"])
    for names in (["vlm:a/b", "vlm:c/d"], ["vlm", "vlm:a/b"], ["hand", HAND_LANDMARKS]):
        with pytest.raises(BadInput, match="is named twice"):
            check_judges(names)


def test_every_built_in_judge_says_what_it_answers_when_it_cannot_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(QUESTIONS_OF_JUDGES) == set(JUDGES)
    assert set(SHORT_NAMES.values()) <= set(JUDGES) and not set(SHORT_NAMES) & set(JUDGES)
    monkeypatch.setenv("GESTURE_HAND_LANDMARKER", str(tmp_path / "none.task"))
    with open_judge(load_vocabulary(), "hand", fetch=False) as stand_in:
        assert isinstance(stand_in, NoJudge)
        assert (stand_in.name, question_of(stand_in)) == (HAND_LANDMARKS, "gesture")


def test_pil_pictures_are_judged_like_arrays(judge: HandJudge) -> None:
    asked = Question(expected="peace")
    shown = picture("peace")
    image = Image.fromarray(shown)
    assert judge.answer(image, asked) == judge.answer(shown, asked)
    assert judge.answer(image.convert("RGBA"), asked) == judge.answer(shown, asked)


@pytest.mark.parametrize("shape", [(1, 100, 3), (100, 1, 3), (100, 900, 3)])
def test_a_picture_thinner_than_one_to_eight_is_refused(
    judge: HandJudge, shape: tuple[int, int, int]
) -> None:
    with pytest.raises(JudgeError, match="thinner than 1 to 8"):
        judge.answer(np.zeros(shape, np.uint8), Question(expected="palm"))


def test_a_picture_of_one_to_eight_is_looked_at(judge: HandJudge) -> None:
    for shape in ((1, 8, 3), (800, 100, 3)):
        answer = judge.answer(np.full(shape, 90, np.uint8), Question(expected="palm"))
        assert answer.reason == "no_hand"


@pytest.mark.parametrize("gesture", SURE)
def test_any_hand_passes_and_says_what_it_looks_like(judge: HandJudge, gesture: str) -> None:
    answer = judge.answer(picture(gesture), Question(expected="any"))
    assert (answer.outcome, answer.reason, answer.best_match) == ("pass", "any_hand", gesture)


def test_any_hand_fails_where_there_is_none(judge: HandJudge) -> None:
    answer = judge.answer(EMPTY, Question(expected="any"))
    assert (answer.outcome, answer.reason, answer.best_match) == ("fail", "no_hand", "")
