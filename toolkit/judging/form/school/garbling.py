"""Photographs of whole hands made wrong, without cutting them out: for hands in any surroundings.

What models do to hands is mostly not one finger too many but flesh that makes no sense: patches of
other hands, two hands in one place, melted and smeared fingers. Here such hands are made out of
real skin, and the same tools are used where they do no harm, so that the tools are no clue.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from toolkit.judging.form.school.lesson import Lesson, moved, palm_px

Floats = NDArray[np.float64]
Pixels = NDArray[np.uint8]
Random = np.random.Generator

FINGERS = ((1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 11, 12), (13, 14, 15, 16), (17, 18, 19, 20))
TIPS = [4, 8, 12, 16, 20]
# A change that moves the grey values by less than this (0..255, in the mean) is none.
LEAST_CHANGE = 9.0
TRIES = 3


@dataclass(frozen=True, kw_only=True)
class _Garbled:
    picture: Pixels
    odd: NDArray[np.bool_]
    kind: str


def garbled(lesson: Lesson, other: Lesson, random: Random) -> Lesson | None:
    """``lesson`` made wrong with the help of ``other``; None where that did not work out.

    Both are whole hands. The landmarks stay; of tips and parts nobody knows any more.
    """
    makers, shares = zip(*_MAKERS, strict=True)
    for _ in range(TRIES):
        maker: Callable[[Lesson, Lesson, Random], _Garbled | None] = makers[
            int(random.choice(len(makers), p=shares))
        ]
        made = maker(lesson, other, random)
        if made is not None and _differs(made.picture, lesson.picture, made.odd):
            return replace(
                lesson,
                picture=made.picture,
                odd=made.odd.astype(np.uint8),
                kind=made.kind,
                parts=None,
            )
    return None


def harmless(lesson: Lesson, other: Lesson, random: Random) -> Lesson:
    """``lesson`` after the same tools, used where they do no harm."""
    picture, points = lesson.picture, lesson.points
    palm = palm_px(points)
    chance = random.random()
    if chance < 0.35:
        changed, _ = _warped(picture, points, palm, random, strength=0.1)
        return replace(lesson, picture=changed)
    if chance < 0.6:
        mask = _blob(picture, _joint(points, random), palm * random.uniform(0.18, 0.42), random)
        toned = picture.astype(np.float32) * random.uniform(0.93, 1.07) + random.uniform(-6, 6)
        patch = np.clip(toned, 0, 255).astype(np.uint8)
        return replace(lesson, picture=_cloned(patch, picture, mask, random, 0.6))
    size = picture.shape[0]
    for _ in range(6):
        centre = random.uniform(10, size - 10, 2)
        away = float(np.linalg.norm(points - centre, axis=1).min())
        if away > 0.75 * palm:
            reach = min(palm * random.uniform(0.2, 0.45), away - 0.35 * palm)
            mask = _blob(picture, centre, reach, random)
            anchor = other.points[int(random.integers(21))]
            patch = _placed(other.picture, anchor, centre, random)
            return replace(lesson, picture=_cloned(patch, picture, mask, random, 0.5))
    return lesson


def _differs(one: Pixels, two: Pixels, where: NDArray[np.bool_]) -> bool:
    if not where.any():
        return False
    change = np.abs(one.astype(np.int16) - two)[where].mean()
    return bool(change >= LEAST_CHANGE)


def _joint(points: Floats, random: Random) -> Floats:
    """One of the joints beyond the knuckles."""
    finger = FINGERS[int(random.integers(5))]
    return points[finger[int(random.integers(1, 4))]]


def _blob(picture: Pixels, centre: Floats, reach: float, random: Random) -> Pixels:
    """A lumpy spot of about ``reach`` pixels about ``centre``: (H, W) uint8, 255 inside."""
    corners = 12
    angles = np.linspace(0, 2 * np.pi, corners, endpoint=False) + random.uniform(0, 1)
    radii = reach * (1 + random.normal(0, 0.22, corners)).clip(0.5, 1.5)
    long = random.uniform(0.6, 1.4)
    lumps = np.stack([np.cos(angles) * radii * long, np.sin(angles) * radii / long], axis=1)
    turn = random.uniform(0, np.pi)
    turned = lumps @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    mask = np.zeros(picture.shape[:2], np.uint8)
    cv2.fillPoly(mask, [(turned + centre).astype(np.int32)], 255)
    return _inside(mask)


def _strip(
    picture: Pixels, points: Floats, finger: int, joint: int, share: float, girth: float
) -> Pixels:
    """A finger from a ``share`` of the bone after ``joint`` (0..2) to its tip, as a mask."""
    chain = points[list(FINGERS[finger])]
    width = max(3, int(palm_px(points) * (0.2 if finger else 0.24) * girth))
    first = chain[joint] * (1 - share) + chain[joint + 1] * share
    line = np.vstack([first, chain[joint + 1 :]]).astype(np.int32)
    mask = np.zeros(picture.shape[:2], np.uint8)
    cv2.polylines(mask, [line], False, 255, width)
    return _inside(mask)


def _inside(mask: Pixels) -> Pixels:
    """Cloning must not touch the picture's border."""
    mask[:2] = mask[-2:] = 0
    mask[:, :2] = mask[:, -2:] = 0
    return mask


def _cloned(
    patch: Pixels, picture: Pixels, mask: Pixels, random: Random, seamless: float
) -> Pixels:
    """``patch`` in ``picture`` where ``mask`` is, seamlessly in so many cases (0..1)."""
    if (mask > 0).sum() < 30:
        return picture
    if random.random() < seamless:
        rows, columns = np.where(mask > 0)
        centre = (
            int((columns.min() + columns.max()) // 2),
            int((rows.min() + rows.max()) // 2),
        )
        return np.asarray(
            cv2.seamlessClone(patch, picture, mask, centre, cv2.NORMAL_CLONE), dtype=np.uint8
        )
    soft = cv2.GaussianBlur(mask.astype(np.float32) / 255, (0, 0), random.uniform(0.8, 3))
    share = np.asarray(soft)[..., None]
    return (patch * share + picture * (1 - share)).astype(np.uint8)


def _placed(
    other: Pixels, anchor: Floats, centre: Floats, random: Random, *, turn_deg: float = 70.0
) -> Pixels:
    """``other`` turned, scaled and moved so that its point ``anchor`` lies at ``centre``."""
    size = other.shape[0]
    way = cv2.getRotationMatrix2D(
        (float(anchor[0]), float(anchor[1])),
        random.uniform(-turn_deg, turn_deg),
        random.uniform(0.75, 1.25),
    )
    way[:, 2] += centre - anchor
    placed = cv2.warpAffine(other, way, (size, size), borderMode=cv2.BORDER_REFLECT)
    return np.asarray(placed, dtype=np.uint8)


def _toned(patch: Pixels, picture: Pixels, mask: NDArray[np.bool_]) -> Pixels:
    """``patch`` in the colours that ``picture`` has under ``mask``."""
    if mask.sum() < 20:
        return patch
    own, wanted = patch[mask].astype(np.float32), picture[mask].astype(np.float32)
    spread = wanted.std(0) * 0.6 + own.std(0) * 0.4 + 4
    toned = (patch.astype(np.float32) - own.mean(0)) / (own.std(0) + 4) * spread + wanted.mean(0)
    return np.clip(toned, 0, 255).astype(np.uint8)


def _warped(
    picture: Pixels, points: Floats, palm: float, random: Random, *, strength: float
) -> tuple[Pixels, NDArray[np.bool_]]:
    """Swirls, bulges, pushes and waves about some joints, and where they are."""
    size = picture.shape[0]
    rows, columns = np.mgrid[0:size, 0:size].astype(np.float32)
    to_x, to_y = columns.copy(), rows.copy()
    zone = np.zeros((size, size), np.float32)
    for _ in range(int(random.integers(1, 4))):
        finger = FINGERS[int(random.integers(5))]
        centre = points[finger[int(random.integers(4))]] + random.normal(0, 0.08 * palm, 2)
        reach = palm * random.uniform(0.3, 0.7)
        x, y = columns - centre[0], rows - centre[1]
        near = np.clip(1 - np.hypot(x, y) / reach, 0, 1)
        weight = near * near * (3 - 2 * near)
        match int(random.integers(3)):
            case 0:
                angle = weight * random.uniform(0.8, 2.3) * strength * random.choice([-1, 1])
                to_x += (np.cos(angle) - 1) * x - np.sin(angle) * y
                to_y += np.sin(angle) * x + (np.cos(angle) - 1) * y
            case 1:
                bulge = random.uniform(-0.7, 0.6) * strength
                to_x += weight * bulge * x
                to_y += weight * bulge * y
            case _:
                push = random.normal(0, 1, 2)
                push *= reach * random.uniform(0.35, 0.8) * strength / np.linalg.norm(push)
                to_x += weight * push[0]
                to_y += weight * push[1]
        zone = np.maximum(zone, weight)
    if random.random() < 0.6:
        grain, reach = palm * random.uniform(0.06, 0.15), palm * random.uniform(0.05, 0.13)
        strong = reach * strength * np.clip(zone * 2.5, 0, 1)
        to_x += _waves(size, grain, random) * strong
        to_y += _waves(size, grain, random) * strong
    changed = cv2.remap(picture, to_x, to_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(changed, dtype=np.uint8), zone > 0.3


def _waves(size: int, grain: float, random: Random) -> NDArray[np.float32]:
    noise = random.normal(0, 1, (size, size)).astype(np.float32)
    waves = np.asarray(cv2.GaussianBlur(noise, (0, 0), grain), dtype=np.float32)
    return waves / (waves.std() + 1e-6)


def _mixed(lesson: Lesson, other: Lesson, random: Random) -> _Garbled | None:
    """Patches of another hand where fingers are."""
    picture, points = lesson.picture, lesson.points
    palm, size = palm_px(points), picture.shape[0]
    odd = np.zeros((size, size), bool)
    for _ in range(int(random.integers(1, 4))):
        centre = _joint(points, random) + random.normal(0, 0.1 * palm, 2)
        if not ((centre > 8) & (centre < size - 8)).all():
            continue
        mask = _blob(picture, centre, palm * random.uniform(0.18, 0.42), random)
        patch = _placed(other.picture, _joint(other.points, random), centre, random)
        if random.random() < 0.6:
            patch = _toned(patch, lesson.picture, mask > 0)
        picture = _cloned(patch, picture, mask, random, 0.6)
        odd |= mask > 0
    if odd.sum() < 0.04 * palm * palm:
        return None
    return _Garbled(picture=picture, odd=odd, kind="other")


def _blended(lesson: Lesson, other: Lesson, random: Random) -> _Garbled | None:
    """Two hands in one place, here the one and there the other."""
    picture, points = lesson.picture, lesson.points
    rigid = [0, 1, 5, 9, 13, 17]
    way, _ = cv2.estimateAffinePartial2D(
        other.points[rigid].astype(np.float32), points[rigid].astype(np.float32)
    )
    if way is None:
        return None
    there = moved(np.asarray(way, dtype=np.float64), other.points)
    palm, size = palm_px(points), picture.shape[0]
    if np.linalg.norm(there[TIPS] - points[TIPS], axis=1).max() < 0.35 * palm:
        return None
    hull = cv2.convexHull(np.concatenate([points[1:], there[1:]]).astype(np.int32))
    zone = np.zeros((size, size), np.uint8)
    cv2.fillPoly(zone, [hull], 255)
    patch = cv2.warpAffine(other.picture, way, (size, size), borderMode=cv2.BORDER_REFLECT)
    patch = _toned(np.asarray(patch, dtype=np.uint8), picture, zone > 0)
    waves = _waves(size, palm * random.uniform(0.08, 0.25), random)
    share = np.clip((waves - random.uniform(-0.5, 0.5)) * random.uniform(0.8, 3) + 0.5, 0, 1)
    share = share * np.asarray(cv2.GaussianBlur(zone.astype(np.float32) / 255, (0, 0), 4))
    blended = picture * (1 - share[..., None]) + patch * share[..., None]
    return _Garbled(picture=blended.astype(np.uint8), odd=(zone > 0) & (share > 0.15), kind="other")


def _melted(lesson: Lesson, other: Lesson, random: Random) -> _Garbled | None:
    palm = palm_px(lesson.points)
    picture, zone = _warped(lesson.picture, lesson.points, palm, random, strength=1.0)
    return _Garbled(picture=picture, odd=zone, kind="other")


def _standing(points: Floats) -> list[int]:
    """The fingers that stand out of the hand and are long enough to be changed."""
    palm = palm_px(points)
    found: list[int] = []
    for number, finger in enumerate(FINGERS):
        chain = points[list(finger)]
        length = float(np.linalg.norm(np.diff(chain, axis=0), axis=1).sum())
        straight = float(np.linalg.norm(chain[3] - chain[0]))
        if straight > 0.72 * length and length > 0.4 * palm:
            found.append(number)
    return found


def _doubled(lesson: Lesson, other: Lesson, random: Random) -> _Garbled | None:
    """A finger once more beside itself."""
    picture, points = lesson.picture, lesson.points
    standing = _standing(points)
    if not standing:
        return None
    finger = int(random.choice(standing))
    knuckle, tip = points[FINGERS[finger][0]], points[FINGERS[finger][3]]
    palm, size = palm_px(points), picture.shape[0]
    along = (tip - knuckle) / max(float(np.linalg.norm(tip - knuckle)), 1e-6)
    aside = np.array([-along[1], along[0]]) * palm * random.uniform(0.2, 0.4)
    way = cv2.getRotationMatrix2D(
        (float(knuckle[0]), float(knuckle[1])), random.uniform(-25, 25), random.uniform(0.85, 1.1)
    )
    way[:, 2] += aside * random.choice([-1, 1])
    (new_tip,) = moved(np.asarray(way, dtype=np.float64), tip[None])
    inside = bool(((new_tip > 6) & (new_tip < size - 6)).all())
    if not inside or np.linalg.norm(points[TIPS] - new_tip, axis=1).min() < 0.2 * palm:
        return None
    strip = _strip(picture, points, finger, 0, random.uniform(0.1, 0.6), 1.0)
    mask = cv2.warpAffine(strip, way, (size, size), flags=cv2.INTER_NEAREST)
    mask = _inside(np.asarray(mask, dtype=np.uint8))
    patch = cv2.warpAffine(picture, way, (size, size), borderMode=cv2.BORDER_REPLICATE)
    changed = _cloned(np.asarray(patch, dtype=np.uint8), picture, mask, random, 0.4)
    return _Garbled(picture=changed, odd=mask > 0, kind="extra_finger" if finger else "two_thumbs")


def _removed(lesson: Lesson, other: Lesson, random: Random) -> _Garbled | None:
    """A finger painted over from somewhere on."""
    picture, points = lesson.picture, lesson.points
    standing = _standing(points)
    if not standing:
        return None
    finger = FINGERS[number := int(random.choice(standing))]
    joint, share = int(random.integers(2)), random.uniform(0.1, 0.9)
    mask = _strip(picture, points, number, joint, share, 1.25)
    palm, size = palm_px(points), picture.shape[0]
    if random.random() < 0.5:
        how = cv2.INPAINT_TELEA if random.random() < 0.5 else cv2.INPAINT_NS
        painted = np.asarray(cv2.inpaint(picture, mask, 4, how), dtype=np.float64)
        painted += (mask[..., None] > 0) * random.normal(0, 4, picture.shape)
        changed = np.clip(painted, 0, 255).astype(np.uint8)
    else:
        along = points[finger[3]] - points[finger[0]]
        along = along / max(float(np.linalg.norm(along)), 1e-6) * palm * random.uniform(0.7, 1.1)
        way = np.array([[1.0, 0.0, -along[0]], [0.0, 1.0, -along[1]]])
        beyond = cv2.warpAffine(picture, way, (size, size), borderMode=cv2.BORDER_REFLECT)
        changed = _cloned(np.asarray(beyond, dtype=np.uint8), picture, mask, random, 0.5)
    stump = points[finger[joint]] * (1 - share) + points[finger[joint + 1]] * share
    odd = np.zeros((size, size), np.uint8)
    cv2.circle(odd, (int(stump[0]), int(stump[1])), int(0.28 * palm), 1, -1)
    gone = joint == 0 or share < 0.3
    return _Garbled(picture=changed, odd=odd > 0, kind="missing_finger" if gone else "too_short")


def _fused(lesson: Lesson, other: Lesson, random: Random) -> _Garbled | None:
    """Flesh between two neighbours that stand apart."""
    picture, points = lesson.picture, lesson.points
    standing = _standing(points)
    pairs = [one for one in range(1, 4) if one in standing and one + 1 in standing]
    if not pairs:
        return None
    first = int(random.choice(pairs))
    one, two = points[list(FINGERS[first])], points[list(FINGERS[first + 1])]
    palm, size = palm_px(points), picture.shape[0]
    if np.linalg.norm(one[3] - two[3]) < 0.24 * palm:
        return None
    odd = np.zeros((size, size), bool)
    changed = picture
    strip = _strip(picture, points, first, 0, 0.3, 0.8)
    for share in (0.3, 0.5, 0.7):
        between = (1 - share) * one + share * two
        way, _ = cv2.estimateAffinePartial2D(one.astype(np.float32), between.astype(np.float32))
        if way is None:
            return None
        mask = cv2.warpAffine(strip, way, (size, size), flags=cv2.INTER_NEAREST)
        mask = _inside(np.asarray(mask, dtype=np.uint8))
        patch = cv2.warpAffine(picture, way, (size, size), borderMode=cv2.BORDER_REPLICATE)
        changed = _cloned(np.asarray(patch, dtype=np.uint8), changed, mask, random, 0.0)
        odd |= mask > 0
    return _Garbled(picture=changed, odd=odd, kind="fused_fingers")


_MAKERS: tuple[tuple[Callable[[Lesson, Lesson, Random], _Garbled | None], float], ...] = (
    (_mixed, 0.38),
    (_blended, 0.12),
    (_melted, 0.2),
    (_doubled, 0.1),
    (_removed, 0.12),
    (_fused, 0.08),
)
