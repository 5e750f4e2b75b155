"""The 27 bones of a hand, and the forearm's two, as tapered rods around the 21 points.

The 19 long bones follow the points; the eight carpals keep their places in the mean hand's
wrist (after anatomical plates), as no point tells where they are.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolkit.hands.flesh import FOREARM, PALM, Rods
from toolkit.hands.kinematics import LONG_FINGERS, METACARPAL_BASE_MM
from toolkit.rendering.scene import SeenHand

Floats = NDArray[np.float64]

# Centre (x, y, z) in mm in the mean right hand's frame, half length across, radius.
CARPALS_MM: dict[str, tuple[tuple[float, float, float], float, float]] = {
    "scaphoid": ((10.0, 7.0, 0.0), 4.0, 5.2),
    "lunate": ((0.0, 4.5, -1.0), 2.0, 5.4),
    "triquetrum": ((-9.5, 7.0, -1.0), 2.5, 4.6),
    "pisiform": ((-12.5, 8.5, 7.0), 0.5, 3.8),
    "trapezium": ((17.0, 16.5, 3.0), 2.5, 5.0),
    "trapezoid": ((9.0, 19.0, -1.0), 1.5, 4.2),
    "capitate": ((0.5, 17.0, -2.0), 1.0, 5.6),
    "hamate": ((-9.5, 17.0, -1.0), 3.0, 5.2),
}
# Radius at the base, the waist and the head of metacarpal, proximal, middle and distal bone.
BONE_RADII_MM = ((5.6, 3.6, 5.8), (5.2, 3.3, 4.3), (4.2, 2.7, 3.5), (3.4, 1.7, 2.3))
THUMB_GIRTH, PINKY_GIRTH = 1.18, 0.86
# Cartilage parts the bones of a joint; a fingertip's last millimetres are soft.
GAP_MM = 1.4
PULP_MM = 4.0


def bones(hand: SeenHand) -> tuple[Rods, NDArray[np.int64]]:
    """The bones of one hand as rods in camera space, and which bone (0..28) each rod is of.

    0-18 are the long bones (thumb first, from the wrist outward), 19-26 the carpals, 27 and 28
    radius and ulna.
    """
    girth = hand.proportions.scale
    rows: list[tuple[Floats, Floats, float, float, int, int]] = []
    number = 0
    for finger in range(5):
        joints = hand.points[1 + 4 * finger : 5 + 4 * finger]
        if finger:
            base = np.array(METACARPAL_BASE_MM[LONG_FINGERS[finger - 1]]) * hand.stretch
            joints = np.vstack([base, joints])
        kinds = (0, 1, 3) if finger == 0 else (0, 1, 2, 3)
        stout = girth * (THUMB_GIRTH if finger == 0 else PINKY_GIRTH if finger == 4 else 1.0)
        for kind, start, end in zip(kinds, joints[:-1], joints[1:], strict=True):
            radii = np.array(BONE_RADII_MM[kind]) * stout
            for row in _long(start, end, radii, last=kind == 3):
                rows.append((*row, 4 * finger + kind, number))
            number += 1
    for centre, half, radius in CARPALS_MM.values():
        middle, across = np.array(centre) * hand.stretch, np.array([half, 0.0, 0.0]) * girth
        rows.append(
            (middle - across, middle + across, radius * girth, radius * girth, PALM, number)
        )
        number += 1
    for x, thick, head, drop in ((11.5, 6.0, 9.0, -6.0), (-13.0, 4.4, 6.0, -7.0)):
        top = np.array([x, drop, -1.0]) * hand.stretch
        neck = np.array([x * 1.05, drop - 26.0, -1.0]) * hand.stretch
        elbow = np.array([x * 1.2, -230.0, -1.0]) * hand.stretch
        rows.append((top, neck, head * 0.72 * girth, thick * girth, FOREARM, number))
        rows.append((neck, elbow, thick * girth, thick * 1.1 * girth, FOREARM, number))
        if head > 8:
            wide = np.array([4.5, 0.0, 0.0]) * hand.stretch
            rows.append((top - wide, top + wide, 5.5 * girth, 6.0 * girth, FOREARM, number))
        number += 1
    start, end, r0, r1, part, which = zip(*rows, strict=True)
    back = np.broadcast_to(-hand.turn[:, 2], (len(rows), 3))
    rods = Rods(
        start=hand.to_camera(np.array(start)),
        end=hand.to_camera(np.array(end)),
        start_radius=np.array(r0, dtype=np.float64),
        end_radius=np.array(r1, dtype=np.float64),
        part=np.array(part, dtype=np.int64),
        dorsal=back,
    )
    return rods, np.array(which, dtype=np.int64)


def _long(
    start: Floats, end: Floats, radii: Floats, *, last: bool
) -> list[tuple[Floats, Floats, float, float]]:
    """One long bone between two joints: base, two halves of a waisted shaft, head."""
    base_r, waist_r, head_r = radii.tolist()
    way = end - start
    length = float(np.linalg.norm(way))
    along = way / max(length, 1e-9)
    first = start + along * (GAP_MM + base_r * 0.8)
    final = end - along * ((PULP_MM if last else GAP_MM) + head_r * 0.8)
    bone = final - first
    neck, waist, throat = (first + bone * share for share in (0.22, 0.5, 0.82))
    return [
        (first, neck, base_r, waist_r * 1.15),
        (neck, waist, waist_r * 1.15, waist_r),
        (waist, throat, waist_r, waist_r * 1.1),
        (throat, final, waist_r * 1.1, head_r),
    ]
