"""Malformed hands: each flaw changes the flesh as its name says, and the pose not at all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from toolkit.hands.pose import FingerPose, HandPose
from toolkit.rendering.malformed import MALFORMATIONS, Malformed, finger_that_shows
from toolkit.rendering.render import render
from toolkit.rendering.rods import camera_rods
from toolkit.rendering.scene import HandScene, scene_points_px, seen_hands
from toolkit.vocabulary import load_vocabulary

OPEN = HandScene(pose=HandPose(index=FingerPose(spread=8), pinky=FingerPose(spread=12)))


def rods(kind: str = "", finger: int = 4, side: str = "right"):
    flaw = Malformed(kind=kind, finger=finger) if kind else None  # pyright: ignore[reportArgumentType]
    scene = replace(OPEN, pose=replace(OPEN.pose, side=side), flaw=flaw)
    return camera_rods(seen_hands(scene)[0])


def of_finger(found, finger: int) -> np.ndarray:
    return np.flatnonzero((found.part >= 0) & (found.part // 4 == finger))


@pytest.mark.parametrize("kind", MALFORMATIONS)
def test_a_flaw_changes_the_picture_and_leaves_the_points(kind: str) -> None:
    flawed = replace(OPEN, flaw=Malformed(kind=kind, finger=2))  # pyright: ignore[reportArgumentType]
    assert (render(flawed, 96) != render(OPEN, 96)).any(axis=2).sum() > 20
    assert (scene_points_px(flawed, 96) == scene_points_px(OPEN, 96)).all()
    left = replace(flawed, pose=replace(OPEN.pose, side="left"))
    mirrored = camera_rods(seen_hands(left)[0])
    straight = camera_rods(seen_hands(flawed)[0])
    assert np.allclose(mirrored.start * [-1, 1, 1], straight.start, atol=1e-9)
    assert np.allclose(mirrored.end * [-1, 1, 1], straight.end, atol=1e-9)


@pytest.mark.parametrize("finger", [1, 2, 3, 4])
def test_fingers_are_counted_and_measured(finger: int) -> None:
    whole = rods()
    assert len(of_finger(whole, finger)) == 3
    assert len(of_finger(rods("extra_finger", finger), finger)) == 6
    assert len(of_finger(rods("missing_finger", finger), finger)) == 1
    assert len(of_finger(rods("two_thumbs", finger), 0)) == 2 * len(of_finger(whole, 0))
    knuckle = whole.start[of_finger(whole, finger)[0]]

    def reach(found) -> float:
        return float(np.linalg.norm(found.end[of_finger(found, finger)] - knuckle, axis=1).max())

    assert reach(rods("too_long", finger)) > 1.4 * reach(whole)
    assert reach(rods("too_short", finger)) < 0.6 * reach(whole)


def test_a_finger_bent_backwards_goes_behind_its_back() -> None:
    whole, bent = rods(), rods("bent_backwards", 2)
    own = of_finger(whole, 2)
    straight = whole.end[own[2]] - whole.end[own[0]]
    now = bent.end[own[2]] - bent.end[own[0]]
    assert now @ whole.dorsal[own[0]] > 20.0
    assert np.isclose(np.linalg.norm(now), np.linalg.norm(straight), rtol=1e-6)


@pytest.mark.parametrize(("kind", "finger"), [("sixth", 4), ("too_long", 0), ("too_long", 5)])
def test_nonsense_is_refused(kind: str, finger: int) -> None:
    with pytest.raises(ValueError, match="A malformation is one of"):
        Malformed(kind=kind, finger=finger)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("gesture", "first", "last", "fused"),
    [
        ("palm", 1, 4, 1),
        ("peace", 1, 2, 1),
        ("rock", 1, 4, 1),
        ("call", 4, 4, 4),
        ("ok", 2, 4, 2),
        ("fist", 1, 4, 1),
    ],
)
def test_a_flaw_befalls_a_finger_that_stands_out(
    gesture: str, first: int, last: int, fused: int
) -> None:
    pose = load_vocabulary().gesture(gesture).pose
    found = {kind: finger_that_shows(kind, pose) for kind in MALFORMATIONS}
    assert found.pop("extra_finger") == last
    assert found.pop("fused_fingers") == fused
    assert set(found.values()) == {first}


def test_every_malformation_is_a_flaw_of_the_vocabulary() -> None:
    assert set(MALFORMATIONS) <= {flaw.id for flaw in load_vocabulary().flaws}
