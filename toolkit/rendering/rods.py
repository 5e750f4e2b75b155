"""What the camera meets of the hands: the flesh's rods in camera space, and each pixel's skin.

One depth pass takes all hands together, so that one hand hides the other where it must.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from toolkit.hands.flesh import FOREARM, Rods, flesh
from toolkit.rendering.malformed import malformed
from toolkit.rendering.raster import Hits, hits, nearest
from toolkit.rendering.scene import HandScene, SeenHand, seen_hands

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FAR = -1e6
# Rods within about this depth of the nearest share the normal: skin bridges what bones part.
BLEND_MM = 2.0
_FIELDS = tuple(field.name for field in fields(Rods))


@dataclass(frozen=True, kw_only=True)
class Surface:
    """What is known of each of the P pixels where a hand is seen; lengths in mm.

    ``point`` and ``normal`` (P, 3) in camera space; ``hand`` which hand; ``part`` what rod
    (see `Rods`), ``along`` how far from its start (may run past its ends), of ``length``;
    ``dorsal`` and ``lateral`` (P,) how far from the rod's axis to its back and to its side;
    ``palm`` (P, 3) the point in the mean right hand's frame, ``facing`` (P,) how much the
    surface faces the palm's side, -1..1.
    """

    row: Ints
    column: Ints
    point: Floats
    normal: Floats
    hand: Ints
    part: Ints
    radius: Floats
    length: Floats
    along: Floats
    dorsal: Floats
    lateral: Floats
    palm: Floats
    facing: Floats


@dataclass(frozen=True, kw_only=True)
class Body:
    """All hands of one picture in pixels: ``depth`` (size, size) mm toward the camera (`FAR` for
    none), ``owner`` the rod seen or -1, the ``rods`` in camera space, and every hit."""

    size_px: int
    mm_per_px: float
    depth: Floats
    owner: Ints
    rods: Rods
    hand: Ints
    hands: tuple[SeenHand, ...]
    found: Hits
    seen: Ints


def camera_rods(hand: SeenHand) -> Rods:
    """The flesh of one hand in camera space."""
    rods = flesh(hand.points, hand.side_sign, hand.proportions)
    if hand.flaw is not None:
        rods = malformed(rods, hand.flaw, hand.side_sign)
    return Rods(
        start=hand.to_camera(rods.start),
        end=hand.to_camera(rods.end),
        start_radius=rods.start_radius,
        end_radius=rods.end_radius,
        part=rods.part,
        dorsal=rods.dorsal @ hand.turn.T,
    )


def joined(parts: list[Rods]) -> tuple[Rods, Ints]:
    """Several hands' rods as one record, and which hand each is of."""
    which = np.repeat(np.arange(len(parts)), [len(rods.part) for rods in parts])
    whole = {name: np.concatenate([getattr(rods, name) for rods in parts]) for name in _FIELDS}
    return Rods(**whole), which


def _chosen(rods: Rods, kept: NDArray[np.bool_]) -> Rods:
    return Rods(**{name: getattr(rods, name)[kept] for name in _FIELDS})


def look(scene: HandScene, size_px: int, *, forearm: bool = True) -> Body:
    """Everything that the camera meets of ``scene``'s hands, without forearms if so asked."""
    hands = seen_hands(scene)
    rods, which = joined([camera_rods(hand) for hand in hands])
    if not forearm:
        kept = rods.part != FOREARM
        rods, which = _chosen(rods, kept), which[kept]
    return meet(scene, size_px, hands, rods, which)


def meet(
    scene: HandScene, size_px: int, hands: tuple[SeenHand, ...], rods: Rods, which: Ints
) -> Body:
    """What the camera meets of ``rods`` (in camera space), each a part of hand ``which``."""
    found = hits(
        rods.start,
        rods.end,
        rods.start_radius,
        rods.end_radius,
        size_px=size_px,
        frame_mm=scene.frame_mm,
    )
    depth, seen = nearest(found, size_px, FAR)
    owner = np.where(seen >= 0, found.rod[seen], -1) if len(found.rod) else seen
    return Body(
        size_px=size_px,
        mm_per_px=scene.frame_mm / size_px,
        depth=depth.reshape(size_px, size_px),
        owner=owner.reshape(size_px, size_px),
        rods=rods,
        hand=which,
        hands=hands,
        found=found,
        seen=seen,
    )


def surface(body: Body) -> Surface:
    """The skin that the camera sees, pixel by pixel."""
    pixel = np.flatnonzero(body.seen >= 0)
    row, column = np.divmod(pixel, body.size_px)
    rods, rod = body.rods, body.owner.reshape(-1)[pixel]
    x_mm = (column + 0.5 - body.size_px / 2) * body.mm_per_px
    y_mm = (body.size_px / 2 - row - 0.5) * body.mm_per_px
    point = np.stack([x_mm, y_mm, body.depth.reshape(-1)[pixel]], axis=1)
    normal = _blended_normals(body, pixel)
    whole = rods.end - rods.start
    lengths = np.maximum(np.linalg.norm(whole, axis=1), 1e-6)
    axes = whole / lengths[:, None]
    # One product gives a point's place along, behind and beside its rod.
    frames = np.stack([axes, rods.dorsal, np.cross(axes, rods.dorsal)], axis=1)
    place = np.einsum("pij,pj->pi", frames[rod], point - rods.start[rod])
    palm = np.empty_like(point)
    facing = np.empty(len(point))
    hand = body.hand[rod]
    for number, own in enumerate(body.hands):
        chosen = hand == number if len(body.hands) > 1 else slice(None)
        palm[chosen] = own.to_hand(point[chosen])
        facing[chosen] = normal[chosen] @ own.turn[:, 2]
    return Surface(
        row=row,
        column=column,
        point=point,
        normal=normal,
        hand=hand,
        part=rods.part[rod],
        radius=rods.start_radius[rod],
        length=lengths[rod],
        along=place[:, 0],
        dorsal=place[:, 1],
        lateral=place[:, 2],
        palm=palm,
        facing=facing,
    )


def _blended_normals(body: Body, pixel: Ints) -> Floats:
    """Unit normals (P, 3) at ``pixel``, each a mean over the rods that are nearly the nearest."""
    found, depth = body.found, body.depth.reshape(-1)
    behind = found.height - depth[found.pixel]
    near = np.flatnonzero(behind > -3.0 * BLEND_MM)
    place = np.zeros(len(depth), dtype=np.int64)
    place[pixel] = np.arange(len(pixel))
    at, across, half = place[found.pixel[near]], found.across[near], found.half[near]
    x, y = across[:, 0], across[:, 1]
    weight = np.exp(behind[near] / BLEND_MM) / (np.sqrt(x * x + y * y + half * half) + 1e-9)
    total = np.empty((3, len(pixel)))
    for axis, way in enumerate((x, y, half)):
        total[axis] = np.bincount(at, weight * way, minlength=len(pixel))
    total /= np.sqrt((total * total).sum(axis=0)) + 1e-12
    return total.T
