"""Differences by their bounds: which are named, in which order, by which words."""

from __future__ import annotations

import ast
import inspect
from dataclasses import replace

import numpy as np
import pytest

from toolkit.hands.measure import FingerAngles, JointAngles, ThumbAngles
from toolkit.judging.gesture import differences as module
from toolkit.judging.gesture.differences import (
    CODES,
    bend,
    differences,
    finger,
    gap,
    gap_width,
    of_hand,
    thumb,
    thumb_place,
    thumb_state,
    turned,
)
from toolkit.rating.verdicts import Detail
from toolkit.vocabulary.hand_shape import finger_look, gap_look

STRAIGHT = FingerAngles(mcp=0.0, pip=0.0, dip=0.0, lateral=0.0, reach=1.0, tip=(0.0, 2.0, 0.0))
FIST = replace(STRAIGHT, mcp=90.0, pip=100.0, dip=60.0)
THUMB = ThumbAngles(
    radial=40.0,
    palmar=20.0,
    mcp=0.0,
    ip=0.0,
    to_tips=(1.0, 1.2, 1.4, 1.6),
    to_palm=1.0,
    tip=(1.0, 0.5, 0.0),
)


def hand(**parts) -> JointAngles:
    """An open hand with its fingers apart, but for ``parts``."""
    return JointAngles(
        **{
            "side": "right",
            "thumb": THUMB,
            **dict.fromkeys(("index", "middle", "ring", "pinky"), STRAIGHT),
            "gaps": (12.0, 12.0, 12.0),
            **parts,
        }
    )


def found(seen: JointAngles, expected: JointAngles, *costs: float) -> tuple[Detail, ...]:
    return differences(seen=seen, expected=expected, costs=np.array(costs))


def test_the_dearest_part_comes_first_and_a_cheap_one_is_not_named() -> None:
    seen = hand(index=FIST, ring=FIST, pinky=FIST)
    assert found(seen, hand(), 0.0, 3.0, 0.0, 9.0, 1.99, 0.0) == (
        finger("ring", seen="folded", expected="extended"),
        finger("index", seen="folded", expected="extended"),
    )
    assert found(seen, hand(), 0.0, 0.0, 0.0, 0.0, 2.0, 0.0) == (
        finger("pinky", seen="folded", expected="extended"),
    )
    assert found(seen, hand(), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0) == ()


def test_of_equal_costs_the_hand_s_own_order_counts() -> None:
    seen = hand(thumb=replace(THUMB, tip=(0.0, 0.5, 0.0)), middle=FIST, gaps=(0.0, 12.0, 12.0))
    codes = [detail.code for detail in found(seen, hand(), 5.0, 0.0, 5.0, 0.0, 0.0, 5.0)]
    assert codes == ["thumb", "finger", "gap"]


@pytest.mark.parametrize(
    ("curl_deg", "state"),
    [(64.9, "extended"), (65.0, "bent"), (140.0, "bent"), (140.1, "folded")],
)
def test_a_finger_s_state_by_its_curl(curl_deg: float, state: str) -> None:
    assert finger_look(replace(STRAIGHT, pip=curl_deg).curl) == state
    assert finger_look(replace(STRAIGHT, mcp=curl_deg / 2, dip=curl_deg / 2).curl) == state


@pytest.mark.parametrize(
    ("aside", "nearest", "state"),
    [
        (0.91, None, "out"),
        (0.90, None, "along"),
        (0.25, None, "along"),
        (0.24, None, "across"),
        (-0.5, None, "across"),
        (0.91, 0, "at_index"),
        (0.91, 1, "at_middle"),
        (0.0, 2, "at_ring"),
        (0.0, 3, "at_pinky"),
    ],
)
def test_a_thumb_s_state(aside: float, nearest: int | None, state: str) -> None:
    far = [1.0, 1.0, 1.0, 1.0]
    if nearest is not None:
        far[nearest] = 0.24
    posed = replace(THUMB, tip=(aside, 0.5, 0.0), to_tips=tuple(far))
    assert thumb_state(posed) == state
    assert thumb_state(replace(posed, to_tips=(0.25, 1.0, 1.0, 1.0))) in ("out", "along", "across")


@pytest.mark.parametrize(
    ("gap_deg", "state"),
    [(-7.1, "crossed"), (-7.0, "together"), (6.9, "together"), (7.0, "apart")],
)
def test_a_gap_s_state(gap_deg: float, state: str) -> None:
    assert gap_look(gap_deg) == state


@pytest.mark.parametrize(
    ("mcp", "pip", "joint", "bent"),
    [
        (30.0, 10.0, "knuckle", "much"),
        (-30.0, 10.0, "knuckle", "little"),
        (10.0, 30.0, "middle_joint", "much"),
        (10.0, -30.0, "middle_joint", "little"),
    ],
)
def test_a_finger_of_the_same_state_names_the_joint_that_is_off_most(
    mcp: float, pip: float, joint: str, bent: str
) -> None:
    expected = replace(STRAIGHT, mcp=50.0, pip=50.0)
    seen = replace(expected, mcp=50.0 + mcp, pip=50.0 + pip)
    assert found(hand(ring=seen), hand(ring=expected), 0, 0, 0, 9, 0, 0) == (
        bend("ring", joint=joint, bent=bent),  # type: ignore[arg-type]
    )


def test_a_thumb_elsewhere_and_a_thumb_in_another_place() -> None:
    across = hand(thumb=replace(THUMB, tip=(0.0, 0.5, 0.0)))
    assert found(across, hand(), 9, 0, 0, 0, 0, 0) == (thumb(seen="across", expected="out"),)
    assert found(hand(), across, 9, 0, 0, 0, 0, 0) == (thumb(seen="out", expected="across"),)
    assert found(hand(), hand(), 9, 0, 0, 0, 0, 0) == (thumb_place(seen="out"),)


def test_the_gap_that_is_off_most_is_named() -> None:
    closed = hand(gaps=(10.0, 0.0, 10.0))
    assert found(closed, hand(), 0, 0, 0, 0, 0, 9) == (
        gap("middle", "ring", seen="together", expected="apart"),
    )
    wide = hand(gaps=(10.0, 10.0, 30.0))
    assert found(wide, hand(), 0, 0, 0, 0, 0, 9) == (gap_width("ring", "pinky", width="wider"),)
    assert found(hand(), wide, 0, 0, 0, 0, 0, 9) == (gap_width("ring", "pinky", width="closer"),)


def test_a_difference_of_one_of_two_hands() -> None:
    told = of_hand(finger("index", seen="folded", expected="extended"), "left")
    assert told == Detail.of(
        "finger", hand="left", digit="index", seen="folded", expected="extended"
    )


def test_every_code_that_is_made_is_listed() -> None:
    calls = (
        node
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Detail.of"
    )
    assert [ast.literal_eval(call.args[0]) for call in calls] == list(CODES)
    assert turned().code in CODES
