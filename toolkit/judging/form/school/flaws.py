"""Eight ways in which a cut-out hand is made wrong, and one in which it is edited and stays right.

Each maker takes a hand and gives another with the flaw, marked where it is odd; None where this
hand or this draw does not show it. Sizes are shares of the palm's length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from toolkit.judging.form.school.cutouts import FINGERS
from toolkit.judging.form.school.layers import FOREARM, Hand, Layer, softened, turned, widened
from toolkit.judging.form.school.lesson import moved

Floats = NDArray[np.float64]
Floats32 = NDArray[np.float32]
Mask = NDArray[np.bool_]
Random = np.random.Generator
Maker = Callable[[Hand, Random], Hand | None]

# A moved tip stays so many pixels inside the picture.
BORDER_PX = 4
# How much of an added finger must be seen, and how much of the spot about its tip (0..1).
LEAST_SEEN, LEAST_TIP_SEEN = 0.4, 0.3
FUSED_AT = (0.25, 0.5, 0.75, 0.4, 0.6)


def harmless(hand: Hand, random: Random) -> Hand:
    """A finger lifted and laid back almost where it was: the edits' traces without a flaw."""
    finger = int(random.integers(5))
    way = turned(hand.chain(finger)[0], random.uniform(-3, 3))
    return hand.laid(hand.lifted(finger).moved(way))[0]


def extra_finger(hand: Hand, random: Random) -> Hand | None:
    """A long finger once more, turned about its own knuckle or another one's."""
    standing = hand.standing(range(1, 5))
    if not standing:
        return None
    finger = int(random.choice(standing))
    knuckle = hand.chain(finger)[0]
    angle_deg = random.uniform(10, 32) * random.choice([-1, 1])
    shift = _across(hand) * random.uniform(-0.22, 0.22) * hand.palm
    if random.random() < 0.35:
        other = hand.chain(int(random.integers(1, 5)))[0]
        shift = other - knuckle + _across(hand) * random.uniform(-0.2, 0.2) * hand.palm
    way = turned(knuckle, angle_deg, random.uniform(0.85, 1.12), shift)
    return _with_another(hand, finger, way, random)


def two_thumbs(hand: Hand, random: Random) -> Hand | None:
    """The thumb once more, turned about its first or its second joint."""
    if not hand.standing([0]):
        return None
    angle_deg = random.uniform(20, 48) * random.choice([-1, 1])
    joint = hand.chain(0)[int(random.integers(2))]
    shift = _across(hand) * random.uniform(-0.22, 0.22) * hand.palm * 0.6
    way = turned(joint, angle_deg, random.uniform(0.85, 1.12), shift)
    return _with_another(hand, 0, way, random)


def missing_finger(hand: Hand, random: Random) -> Hand | None:
    """A finger cut off within its first or second phalanx, the stump rounded."""
    standing = hand.standing()
    if not standing:
        return None
    finger = int(random.choice(standing))
    chain = hand.chain(finger)
    phalanx, share = divmod(random.uniform(0.15, 1.5), 1.0)
    bone = chain[int(phalanx) + 1] - chain[int(phalanx)]
    cut = chain[int(phalanx)] + bone * share
    own, away = hand.is_of(finger), _distance(hand.matte, cut)
    gone = own & (_beyond(hand.matte, cut, bone) > 0) & (away >= 0.11 * hand.palm)
    if ((hand.matte > 0.5) & gone).sum() < 0.04 * hand.palm**2:
        return None
    left = softened(~gone, 1.5)
    edge = gone | ((left < 1) & own)
    matte = hand.matte * np.where(edge, np.clip(left * 2 - 1, 0, 1), 1)
    changed = replace(hand, matte=matte.astype(np.float32)).with_tip(finger, None)
    return changed.marked(away < 0.28 * hand.palm)


def too_long(hand: Hand, random: Random) -> Hand | None:
    """A finger stretched from its knuckle on."""
    way, finger = _stretch(hand, random, (1.35, 1.7), (0.95, 1.1))
    if way is None:
        return None
    layer = hand.lifted(finger).moved(way)
    changed, seen = hand.laid(layer, under=random.random() < 0.3)
    if seen.sum() < 0.03 * hand.palm**2:
        return None
    return _retipped(changed, finger, way, layer, seen)


def too_short(hand: Hand, random: Random) -> Hand | None:
    """A finger shrunk to about half its length."""
    way, finger = _stretch(hand, random, (0.42, 0.66), (0.85, 1.05))
    if way is None:
        return None
    layer = hand.lifted(finger).moved(way)
    changed, seen = hand.without(finger).laid(layer)
    return _retipped(changed, finger, way, layer, seen)


def fused_fingers(hand: Hand, random: Random) -> Hand | None:
    """Flesh between two neighbours, from the knuckles to somewhere near the tips."""
    standing = hand.standing(range(1, 5))
    pairs = [one for one in standing if one + 1 in standing]
    if not pairs:
        return None
    finger = int(random.choice(pairs))
    one, two = hand.chain(finger), hand.chain(finger + 1)
    up_to = random.uniform(0.55, 1.05)
    joined = np.zeros_like(hand.odd)
    changed = hand
    for share in FUSED_AT:
        between = (1 - share) * one + share * two
        way, _ = cv2.estimateAffinePartial2D(one.astype(np.float32), between.astype(np.float32))
        if way is None:
            return None
        layer = _faded(changed.lifted(finger, feather_px=2.0), one, up_to)
        changed, seen = changed.laid(layer.moved(np.asarray(way, np.float64)), under=True)
        joined |= seen
    if joined.sum() < 0.03 * hand.palm**2:
        return None
    if random.random() < 0.5:
        changed = replace(changed, picture=_smoothed(changed.picture, joined))
    return changed.marked(widened(joined, 7))


def bent_backwards(hand: Hand, random: Random) -> Hand | None:
    """A long finger turned sideways at one of its two joints, as none can."""
    standing = hand.standing(range(1, 5))
    if not standing:
        return None
    finger = int(random.choice(standing))
    phalanx = int(random.integers(1, 3))
    joint = hand.chain(finger)[phalanx]
    way = turned(joint, random.uniform(35, 85) * random.choice([-1, 1]))
    (tip,) = moved(way, hand.chain(finger)[3:])
    others = [at for number, at in hand.tips.items() if number != finger]
    if not _inside(hand, tip) or not _apart(tip, others, 0.15 * hand.palm):
        return None
    layer = hand.lifted(finger, phalanx, feather_px=2.0).moved(way)
    changed, seen = hand.without(finger, phalanx).laid(layer)
    return _retipped(changed, finger, way, layer, seen)


def melted(hand: Hand, random: Random) -> Hand | None:
    """Fingers swirled, swollen, pushed aside and rippled."""
    to_x, to_y, zone = _whirled(hand, random)
    if random.random() < 0.5:
        grain, height = (hand.palm * random.uniform(0.06, 0.14) for _ in range(2))
        to_x, zone = _rippled(hand, to_x, zone, random, grain=grain, height=height)
        to_y, zone = _rippled(hand, to_y, zone, random, grain=grain, height=height)
    picture = cv2.remap(hand.picture, to_x, to_y, cv2.INTER_LINEAR)
    matte = np.asarray(cv2.remap(hand.matte, to_x, to_y, cv2.INTER_LINEAR), dtype=np.float32)
    if ((matte > 0.5) != (hand.matte > 0.5)).sum() < 0.05 * hand.palm**2:
        return None
    bones = cv2.remap(hand.bones.astype(np.float32), to_x, to_y, cv2.INTER_NEAREST)
    changed = replace(
        hand,
        picture=np.asarray(picture, dtype=np.float32),
        matte=matte,
        bones=np.asarray(bones).astype(np.int32),
        tips={n: at for n, at in hand.tips.items() if not _is_within(at, zone > 0.15)},
    )
    return changed.marked((zone > 0.3) & widened(matte > 0.3, 9))


FLAWS: Mapping[str, Maker] = {
    "extra_finger": extra_finger,
    "two_thumbs": two_thumbs,
    "missing_finger": missing_finger,
    "too_long": too_long,
    "too_short": too_short,
    "fused_fingers": fused_fingers,
    "bent_backwards": bent_backwards,
    "other": melted,
}
"""What makes each of `toolkit.judging.form.network.KINDS` but ``whole`` and ``no_hand``."""


def _across(hand: Hand) -> Floats:
    """From the pinky's knuckle to the index's, of length 1."""
    across = hand.points[5] - hand.points[17]
    return across / (float(np.linalg.norm(across)) + 1e-6)


def _inside(hand: Hand, tip: Floats) -> bool:
    return bool(((tip > BORDER_PX) & (tip < hand.size_px - BORDER_PX)).all())


def _apart(tip: Floats, others: Iterable[Floats], least_px: float) -> bool:
    """Whether there are ``others`` and all are ``least_px`` from ``tip``."""
    away = [float(np.linalg.norm(tip - other)) for other in others]
    return bool(away) and min(away) >= least_px


def _with_another(hand: Hand, finger: int, way: Floats, random: Random) -> Hand | None:
    """The hand with a copy of ``finger`` where ``way`` takes it, if it is plainly seen there."""
    (tip,) = moved(way, hand.points[[FINGERS[finger][3]]])
    others = [*hand.tips.values(), *hand.added]
    if not _inside(hand, tip) or not _apart(tip, others, 0.2 * hand.palm):
        return None
    layer = hand.lifted(finger).moved(way)
    under = random.random() < 0.6
    changed, seen = hand.laid(layer, under=under)
    own = layer.matte > 0.5
    if (seen & own).sum() < LEAST_SEEN * max(1, int(own.sum())):
        return None
    x, y = int(tip[0]), int(tip[1])
    shows = seen[max(0, y - 3) : y + 4, max(0, x - 3) : x + 4].mean() > LEAST_TIP_SEEN
    if shows or not under:
        changed = replace(changed, added=(*changed.added, tip))
    return changed.marked(seen & own)


def _stretch(
    hand: Hand, random: Random, lengths: tuple[float, float], widths: tuple[float, float]
) -> tuple[Floats | None, int]:
    """What stretches some finger from its knuckle by factors along and across, and which."""
    standing = hand.standing()
    if not standing:
        return None, 0
    finger = int(random.choice(standing))
    knuckle, tip = hand.chain(finger)[[0, 3]]
    along = (tip - knuckle) / float(np.linalg.norm(tip - knuckle))
    axes = np.stack([along, [-along[1], along[0]]])
    matrix = axes.T @ np.diag([random.uniform(*lengths), random.uniform(*widths)]) @ axes
    way = np.hstack([matrix, (knuckle - matrix @ knuckle)[:, None]])
    (there,) = moved(way, tip[None])
    return (way if _inside(hand, there) else None), finger


def _retipped(hand: Hand, finger: int, way: Floats, layer: Layer, seen: Mask) -> Hand:
    """The hand whose ``finger`` has gone by ``way``, odd where its ``layer`` is ``seen``.

    A tip that an earlier flaw took away does not come back.
    """
    (tip,) = moved(way, hand.chain(finger)[3:])
    changed = hand.with_tip(finger, tip) if finger in hand.tips else hand
    return changed.marked(seen & (layer.matte > 0.5))


def _faded(layer: Layer, chain: Floats, share: float) -> Layer:
    """``layer`` faded out from ``share`` of the way from the knuckle to the tip on."""
    if share >= 1:
        return layer
    along = chain[3] - chain[0]
    beyond = _beyond(layer.matte, chain[0] * (1 - share) + chain[3] * share, along)
    fading = np.clip(1 - beyond / 6, 0, 1).astype(np.float32)
    return replace(layer, matte=layer.matte * fading)


def _smoothed(picture: Floats32, where: Mask) -> Floats32:
    share = softened(where, 2)[..., None]
    soft = np.asarray(cv2.GaussianBlur(picture, (0, 0), 2), dtype=np.float32)
    return np.asarray(picture * (1 - share) + soft * share, dtype=np.float32)


def _grid(image: Floats32) -> tuple[Floats32, Floats32]:
    """The columns and rows of the pixels of ``image`` (S, S), (S, S) each."""
    rows, columns = np.mgrid[0 : image.shape[0], 0 : image.shape[1]].astype(np.float32)
    return columns, rows


def _distance(image: Floats32, centre: Floats) -> Floats32:
    columns, rows = _grid(image)
    x, y = columns - np.float32(centre[0]), rows - np.float32(centre[1])
    return np.hypot(x, y).astype(np.float32)


def _beyond(image: Floats32, start: Floats, direction: Floats) -> Floats:
    """(S, S): how many pixels beyond ``start`` each pixel lies in ``direction``."""
    columns, rows = _grid(image)
    x, y = direction / (float(np.linalg.norm(direction)) + 1e-6)
    return (columns - start[0]) * x + (rows - start[1]) * y


def _is_within(tip: Floats, zone: Mask) -> bool:
    x, y = int(tip[0]), int(tip[1])
    return 0 <= x < zone.shape[1] and 0 <= y < zone.shape[0] and bool(zone[y, x])


def _whirled(hand: Hand, random: Random) -> tuple[Floats32, Floats32, Floats32]:
    """Where each pixel comes from (x, y) after some local warps, and how much it is in one."""
    columns, rows = _grid(hand.matte)
    to_x, to_y = columns.copy(), rows.copy()
    zone = np.zeros_like(columns)
    for _ in range(int(random.integers(1, 4))):
        chain = hand.chain(int(random.integers(5)))
        phalanx, share = divmod(random.uniform(0, 2.9), 1.0)
        start, end = chain[int(phalanx)], chain[int(phalanx) + 1]
        centre = (start + (end - start) * share).astype(np.float32)
        reach = hand.palm * random.uniform(0.25, 0.55)
        x, y = columns - centre[0], rows - centre[1]
        near = np.clip(1 - np.hypot(x, y) / np.float32(reach), 0, 1)
        weight = near * near * (3 - 2 * near)
        match int(random.integers(3)):
            case 0:
                angle = weight * random.uniform(1.0, 2.4) * random.choice([-1, 1])
                to_x += (np.cos(angle) - 1) * x - np.sin(angle) * y
                to_y += np.sin(angle) * x + (np.cos(angle) - 1) * y
            case 1:
                bulge = random.uniform(-0.7, 0.6)
                to_x += weight * bulge * x
                to_y += weight * bulge * y
            case _:
                push = random.normal(0, 1, 2)
                push *= reach * random.uniform(0.4, 0.8) / np.linalg.norm(push)
                to_x += weight * push[0]
                to_y += weight * push[1]
        zone = np.maximum(zone, weight)
    return to_x, to_y, zone


def _rippled(
    hand: Hand, to: Floats32, zone: Floats32, random: Random, *, grain: float, height: float
) -> tuple[Floats32, Floats32]:
    """``to`` (S, S) with ripples in the zone or all over the fingers, and the zone with these."""
    noise = softened(random.normal(0, 1, to.shape), grain)
    noise /= noise.std() + 1e-6
    fingers = (hand.bones > 0) & (hand.bones < FOREARM)
    where = np.clip(zone * 2, 0, 1) if random.random() < 0.5 else fingers.astype(np.float32)
    rippled = to + noise * np.float32(height) * softened(where, 3)
    return rippled.astype(np.float32), np.maximum(zone, where * np.float32(0.6))
