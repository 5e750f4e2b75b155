"""Cut-out hands, whole or made wrong, on a ground, perhaps with something before them.

Everything about such a picture is known: what is wrong and where, each visible fingertip, and
what part of the hand every pixel shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from toolkit.judging.form.school.cutouts import Cutout
from toolkit.judging.form.school.flaws import FLAWS, harmless
from toolkit.judging.form.school.grounds import Grounds, own_ground
from toolkit.judging.form.school.landmarks import Finder
from toolkit.judging.form.school.layers import (
    FOREARM,
    PALM,
    PHALANGES,
    Hand,
    hand_of,
    softened,
    widened,
)
from toolkit.judging.form.school.lesson import Lesson, lesson_way, moved, warped
from toolkit.judging.form.school.photo_effects import pressed, relit

Floats = NDArray[np.float64]
Floats32 = NDArray[np.float32]
Mask = NDArray[np.bool_]
Pixels = NDArray[np.uint8]
Random = np.random.Generator

SHARES: Mapping[str, float] = {
    "whole": 0.36,
    "extra_finger": 0.13,
    "two_thumbs": 0.07,
    "missing_finger": 0.11,
    "too_long": 0.06,
    "too_short": 0.07,
    "fused_fingers": 0.07,
    "bent_backwards": 0.06,
    "other": 0.07,
}
"""How often each kind is drawn."""

TRIES = 4
# Of whole hands, how many stay as they were photographed, and how many of the rest are edited.
UNTOUCHED, EDITED = 0.35, 0.6
# How many flawed hands get another flaw, and which; the first names the lesson.
TWICE, SECOND = 0.15, ("extra_finger", "missing_finger", "too_short", "too_long")
ON_OWN_GROUND, RELIT, COVERED = 0.45, 0.5, 0.15
# How far landmarks may be off in the mean, in palm lengths.
FARTHEST = 0.8
# A finger that spans so much of its length shows its tip plainly.
PLAINLY = 0.72
WORST_JPEG, BEST_JPEG = 60, 98


@dataclass(frozen=True, kw_only=True, eq=False)
class _Shown:
    """A picture (S, S, 3) uint8, where the hand is seen in it, and where something covers it."""

    picture: Pixels
    seen: Mask
    covered: Mask


def drawn_kind(random: Random) -> str:
    """One of the kinds of `SHARES`."""
    shares = np.array(list(SHARES.values()))
    return str(random.choice(list(SHARES), p=shares / shares.sum()))


def composite(
    cutout: Cutout, kind: str, random: Random, *, grounds: Grounds, finder: Finder, source: str
) -> Lesson | None:
    """A lesson of ``kind`` made of ``cutout``.

    None where the hand does not show that flaw, or is not found again.
    """
    untouched = kind == "whole" and random.random() < UNTOUCHED
    hand = hand_of(cutout) if untouched else edited(hand_of(cutout), kind, random)
    if hand is None:
        return None
    ground = None if untouched else _ground(cutout, hand, grounds, random)
    shown = _shown(hand, ground, grounds, random)
    points = finder.points(shown.picture, hand.points, random, farthest_px=FARTHEST * hand.palm)
    if points is None:
        return None
    way = lesson_way(points)
    tips, maybe = _tips(hand, shown.covered)
    odd = hand.odd & widened(shown.seen, 9)
    return Lesson(
        picture=pressed(warped(shown.picture, way), random, worst=WORST_JPEG, best=BEST_JPEG),
        points=moved(way, points),
        kind=kind,
        odd=warped(odd.astype(np.uint8), way, nearest=True),
        tips=moved(way, tips),
        maybe=moved(way, maybe),
        parts=warped(_parts(hand, shown.seen), way, nearest=True),
        source=source,
    )


def edited(hand: Hand, kind: str, random: Random) -> Hand | None:
    """``hand`` with a flaw of ``kind``; a whole one as it is or after a harmless edit."""
    if kind == "whole":
        return harmless(hand, random) if random.random() < EDITED else hand
    for _ in range(TRIES):
        changed = FLAWS[kind](hand, random)
        if changed is None:
            continue
        if random.random() < TWICE:
            return FLAWS[str(random.choice(SECOND))](changed, random) or changed
        return changed
    return None


def _ground(cutout: Cutout, hand: Hand, grounds: Grounds, random: Random) -> tuple[Floats32, bool]:
    """A ground (S, S, 3), and whether the hand gets another light than it."""
    if random.random() < ON_OWN_GROUND:
        return own_ground(cutout, random), False
    return grounds.draw(hand.size_px, random), random.random() < RELIT


def _shown(
    hand: Hand, ground: tuple[Floats32, bool] | None, grounds: Grounds, random: Random
) -> _Shown:
    picture, matte = hand.picture, hand.matte
    if ground is not None:
        behind, apart = ground
        own = relit(picture, random) if apart else picture
        picture = behind * (1 - matte[..., None]) + own * matte[..., None]
    covered = np.zeros_like(hand.odd)
    if random.random() < COVERED:
        covered = _thing(hand, random)
        share = softened(covered, 0.8)
        front = grounds.draw(hand.size_px, random)
        picture = picture * (1 - share[..., None]) + front * share[..., None]
        matte = matte * (1 - share)
    return _Shown(
        picture=np.clip(picture, 0, 255).astype(np.uint8), seen=matte > 0.5, covered=covered
    )


def _thing(hand: Hand, random: Random) -> Mask:
    """Where a stick or a lump is before the hand, (S, S)."""
    point = hand.points[int(random.integers(21))]
    angle = random.uniform(0, np.pi)
    width, length = hand.palm * random.uniform(0.15, 0.5), hand.palm * random.uniform(0.6, 2.5)
    centre = point + random.normal(0, 0.25, 2) * hand.palm
    mask = np.zeros((hand.size_px, hand.size_px), np.uint8)
    if random.random() < 0.6:
        half = np.array([np.cos(angle), np.sin(angle)]) * length / 2
        start, end = (tuple((centre + way).astype(int).tolist()) for way in (-half, half))
        cv2.line(mask, start, end, 1, max(2, int(width)))
    else:
        axes = (int(width), int(width * random.uniform(0.6, 1.5)))
        middle = tuple(centre.astype(int).tolist())
        cv2.ellipse(mask, middle, axes, float(np.degrees(angle)), 0, 360, 1, -1)
    return mask > 0


def _parts(hand: Hand, seen: Mask) -> Pixels:
    """(S, S) uint8 of `toolkit.judging.form.network.PARTS`."""
    of_bone = np.full(FOREARM + 1, 3, np.uint8)
    of_bone[[PALM, FOREARM]] = 2, 1
    of_bone[PHALANGES:FOREARM:PHALANGES] = 4
    return np.where(seen, of_bone[hand.bones], np.uint8(0)).astype(np.uint8)


def _tips(hand: Hand, covered: Mask) -> tuple[Floats, Floats]:
    """The tips that are plainly seen, and those that may be, (N, 2) each."""
    plain = [(at, hand.straightness(number) > PLAINLY) for number, at in hand.tips.items()]
    plain += [(at, True) for at in hand.added]
    seen = [(at, sure) for at, sure in plain if _is_in_sight(at, covered)]
    sure, maybe = ([at for at, is_sure in seen if is_sure is wanted] for wanted in (True, False))
    return np.array(sure).reshape(-1, 2), np.array(maybe).reshape(-1, 2)


def _is_in_sight(tip: Floats, covered: Mask) -> bool:
    x, y = int(tip[0]), int(tip[1])
    return 0 <= x < covered.shape[1] and 0 <= y < covered.shape[0] and not covered[y, x]
