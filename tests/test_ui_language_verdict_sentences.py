"""The judge's verdicts in Chinese: every clause it can say is said."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import pytest

from toolkit.judging.direction import Direction, direction_complaint
from toolkit.judging.features import measure_pose
from toolkit.judging.match import Matcher
from toolkit.rating.verdicts import Verdict
from toolkit.ui.language.verdict_sentences import clause_in_chinese, verdict_in_chinese
from toolkit.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()
LATIN = re.compile("[A-Za-z]")


def _reasons() -> Iterator[str]:
    """What is said of every eighth gesture's hand, held against all one-handed gestures."""
    single = [gesture for gesture in VOCABULARY.gestures.values() if gesture.hands == 1]
    matcher = Matcher(single)
    for gesture in single[::8]:
        for match in matcher.matches(measure_pose(gesture.pose)):
            yield from match.reasons


def _complaints() -> Iterator[str]:
    gestures = [gesture for gesture in VOCABULARY.gestures.values() if gesture.hands == 1]
    for facing, angle in itertools.product(("palm", "back"), (0.0, 90.0, 180.0)):
        seen = Direction(facing=facing, facing_sure=True, angle_deg=angle, toward=0.0, square=True)
        for gesture in gestures:
            yield direction_complaint(seen, gesture)


def test_every_clause_is_said_in_chinese() -> None:
    clauses = {*_reasons(), *_complaints()} - {""}
    assert len(clauses) > 100
    left = sorted(clause for clause in clauses if LATIN.search(clause_in_chinese(clause)))
    assert left == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("ring finger extended, expected folded", "无名指伸直，应为握起"),
        ("left thumb stuck out, expected alongside", "左手拇指向外伸出，应为贴在旁边"),
        ("the hands are turned another way than expected", "两手的朝向不对"),
        ("something new", "something new"),
    ],
)
def test_a_clause(english: str, chinese: str) -> None:
    assert clause_in_chinese(english) == chinese


@pytest.mark.parametrize(
    ("reason", "explanation", "chinese"),
    [
        ("match", "Shows fist.", "符合“举起拳头”。"),
        ("no_hand", "No hand was found.", "没有找到手。"),
        (
            "other_gesture",
            "Looks like open palm, not fist: ring finger extended, expected folded; "
            "index finger extended, expected folded.",
            "像“手掌”，不像“举起拳头”：无名指伸直，应为握起；食指伸直，应为握起。",
        ),
        (
            "wrong_direction",
            "The fingers are right, but the back of the hand faces the camera, expected the palm.",
            "手指正确，但手背朝前，应为掌心。",
        ),
        ("no_judge", "No model.", "No model."),
    ],
)
def test_a_verdict(reason: str, explanation: str, chinese: str) -> None:
    verdict = Verdict(
        request_hash="a" * 64,
        expected="fist",
        outcome="fail",
        reason=reason,
        explanation=explanation,
        judge="hand-landmarks",
        judge_version="1",
        best_match="palm",
    )
    assert verdict_in_chinese(verdict, VOCABULARY.gestures) == chinese
