"""How far two named places on the hands are from touching: see `toolkit.hands.contacts`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from toolkit.hands.contacts import BONES, JOINTS, PALM, WRIST, Contact, Place
from toolkit.hands.flesh import FINGER_RADII_MM, THUMB_RADII_MM
from toolkit.hands.kinematics import Points
from toolkit.hands.pose import FINGERS

PALM_DEPTH_MM, WRIST_DEPTH_MM = 13.0, 17.0
# Two soft tips that touch lie about so near; skin gives way a little everywhere else.
TIP_MM = 1.5
SOFT = 0.92
MET_WITHIN_MM = 5.0


def spot(points: Points, place: Place) -> tuple[Points, float]:
    """Where ``place`` is on a hand's 21 points (21, 3) in mm, and its flesh's radius there."""
    if place.part == WRIST:
        return points[0], WRIST_DEPTH_MM
    if place.part == PALM:
        knuckles = points[[5, 9, 13, 17]].mean(axis=0)
        return 0.4 * points[0] + 0.6 * knuckles, PALM_DEPTH_MM
    first = 1 + 4 * FINGERS.index(place.digit)
    radii = THUMB_RADII_MM if place.digit == "thumb" else FINGER_RADII_MM[place.digit]
    joints = JOINTS[place.digit]
    if place.part in joints:
        number = joints.index(place.part)
        return points[first + number], TIP_MM if place.part == "tip" else radii[number]
    number = BONES[place.digit].index(place.part)
    middle = (points[first + number] + points[first + number + 1]) / 2
    return middle, (radii[number] + radii[number + 1]) / 2


def gap_mm(hands: Sequence[Points], contact: Contact) -> float:
    """How far the two places are from touching, in mm; negative when one is inside the other.

    ``hands`` holds the first hand's points (21, 3) and, for two hands, the second's, in mm in
    one common frame.
    """
    one, one_radius = spot(hands[int(contact.one.second)], contact.one)
    other, other_radius = spot(hands[int(contact.other.second)], contact.other)
    reach = one_radius + other_radius
    tips = contact.one.part == contact.other.part == "tip"
    return float(np.linalg.norm(one - other)) - (reach if tips else SOFT * reach)
