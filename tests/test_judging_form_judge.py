"""The form judge: every hand of a picture has its form, and the worst decides."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from tests.judging_samples import made_hand, opened_form_judge, opened_judge, picture
from toolkit.judging.form.hand_form import HandForm, picture_answer
from toolkit.judging.judge import FORM, HAND_LANDMARKS, Question, question_of
from toolkit.judging.judges import DEFAULT_JUDGES, NoJudge, open_judge, open_judges
from toolkit.rating.flaws import Flaw, check_flaws, flaws_of
from toolkit.rating.verdicts import fits_question
from toolkit.vocabulary import load_vocabulary

BOX = (0.0, 0.0, 90.0, 90.0)
WHOLE = HandForm(box=BOX, outcome="pass", reason="whole", score=0.1, flaws=(), tips=5)
UNCLEAR = HandForm(box=BOX, outcome="unsure", reason="unclear", score=0.5, flaws=(), tips=5)
FLAWED = HandForm(
    box=BOX,
    outcome="fail",
    reason="flawed",
    score=0.9,
    flaws=(
        Flaw(kind="fused_fingers", score=0.5, x=1.0, y=2.0, hand=1),
        Flaw(kind="extra_finger", score=0.4, x=3.0, y=4.0, hand=1),
    ),
    tips=6,
)
SMALL = HandForm(box=BOX, outcome="unjudged", reason="too_small", score=None, flaws=(), tips=0)


@pytest.mark.parametrize(
    ("hands", "outcome", "reason"),
    [
        ((), "fail", "no_hand"),
        ((SMALL, SMALL), "unjudged", "too_small"),
        ((WHOLE, SMALL), "pass", "whole"),
        ((WHOLE, UNCLEAR), "unsure", "unclear"),
        ((WHOLE, UNCLEAR, FLAWED, SMALL), "fail", "flawed"),
    ],
)
def test_the_worst_hand_that_is_judged_decides(
    hands: tuple[HandForm, ...], outcome: str, reason: str
) -> None:
    answers = {picture_answer(each) for each in permutations(hands)}
    (answer,) = answers
    assert (answer.outcome, answer.reason) == (outcome, reason)
    assert fits_question(answer.outcome, answer.number, "form")


def test_flaws_of_all_hands_are_told_surest_first() -> None:
    twice = Flaw(kind="other", score=0.45, x=7.0, y=8.0, hand=0)
    other = HandForm(box=BOX, outcome="fail", reason="flawed", score=0.7, flaws=(twice,), tips=4)
    answer = picture_answer([other, FLAWED])
    assert flaws_of(answer.details) == (FLAWED.flaws[0], twice, FLAWED.flaws[1])
    assert answer.score == pytest.approx(0.1)


def test_every_hand_of_a_picture_is_read() -> None:
    judge = opened_form_judge()
    (hand,) = judge.hands(picture("palm"))
    left, top, right, bottom = hand.box
    assert 0 <= left < right <= 256 and 0 <= top < bottom <= 256
    assert hand.score is not None and 0.0 <= hand.score <= 1.0
    assert hand.outcome in ("pass", "fail", "unsure")
    answers = [judge.answer(picture("palm"), Question(expected=each)) for each in ("palm", "fist")]
    assert answers == [picture_answer([hand])] * 2, "whatever the hand should do"
    check_flaws(answers[0].details)


def test_hands_that_somebody_found_are_judged_in_their_order() -> None:
    reading = opened_judge().read(picture("palm"))
    assert reading.hand is not None
    found = (made_hand(long_px=20.0), reading.hand)
    small, large = opened_form_judge().forms(picture("palm"), found)
    assert (small.reason, small.box) == ("too_small", found[0].box)
    assert large.box == reading.hand.box
    assert {flaw.hand for flaw in large.flaws} <= {1}
    assert opened_form_judge().forms(picture("palm"), []) == ()


def test_a_wall_has_no_hand() -> None:
    wall = np.full((200, 200, 3), 150, np.uint8)
    answer = opened_form_judge().answer(wall, Question(expected="palm"))
    assert (answer.outcome, answer.reason) == ("fail", "no_hand")


def test_both_judges_are_opened_where_nobody_is_named() -> None:
    with open_judges(load_vocabulary(), fetch=False) as judges:
        assert tuple(each.name for each in judges) == DEFAULT_JUDGES == (HAND_LANDMARKS, FORM)
        assert [question_of(each) for each in judges] == ["gesture", "form"]
        assert judges[1].version == opened_form_judge().version
    with open_judges(load_vocabulary(), [FORM]) as (alone,):
        assert alone.name == FORM


def test_without_the_hands_model_there_is_no_form_either(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GESTURE_HAND_LANDMARKER", str(tmp_path / "none.task"))
    with open_judge(load_vocabulary(), FORM, fetch=False) as stand_in:
        assert isinstance(stand_in, NoJudge)
        assert (stand_in.name, question_of(stand_in)) == (FORM, "form")
