"""Rules about poses: what no hand can do, what does not touch, what the words deny.

The schema refuses an angle beyond human range; here stands what only the whole hand shows.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple

import numpy as np

from toolkit.hands.collide import Overlap, overlaps
from toolkit.hands.kinematics import joint_points
from toolkit.hands.pose import FingerPose, HandPose
from toolkit.hands.touching import MET_WITHIN_MM, gap_mm
from toolkit.vocabulary.entries import Gesture
from toolkit.vocabulary.linting.findings import Finding, finding
from toolkit.vocabulary.poses import FINGER_NAMES, SPREAD_ENDS_AT_MCP_DEG
from toolkit.vocabulary.vocabulary import Vocabulary

# The DIP joint follows the PIP joint at about two thirds of its bend (tendon coupling).
DIP_PER_PIP = 2 / 3
DIP_MARGIN_DEG = 20.0
# Largest angle between neighbours (n=51): index-middle, middle-ring, ring-pinky; and a margin.
WIDEST_DEG = (17.0, 14.0, 32.0)
WIDEST_MARGIN_DEG = 4.0
# Two bodies of a hand this deep in one another are a fault; skin gives way before.
TOO_DEEP_MM = 9.0
# Where two digits are meant to touch, they may press.
PRESSED_MM = 13.0
# Two poses nearer than this in every angle show no difference that an eye could name.
SAME_FLEXION_DEG = 15.0
SAME_SPREAD_DEG = 6.0
SAME_TURN_DEG = 20.0
RAISED_CURL_DEG = 70.0
FOLDED_CURL_DEG = 95.0

_NAMES = r"(?:index|middle|ring|pinky|little)"
_LIST = rf"{_NAMES}(?:(?:, | and |, and ){_NAMES})*"
_SAYS = re.compile(
    rf"\b({_LIST})(?: fingers?)? (?:are |is |held |both |all |fully |tightly )*"
    r"(straight|extended|raised|upright|curled|folded|clenched)\b"
)
_COUNT = re.compile(
    r"\b(one|two|three|four) (?:straight |extended |raised |upright )?fingers?"
    r"(?: held| stand| standing)? (?:up|raised|straight|extended)\b"
)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4}
_UP = {"straight", "extended", "raised", "upright"}


def tip_coupling(vocabulary: Vocabulary) -> Iterator[Finding]:
    """A tip joint that is bent against the tendon's coupling to its middle joint."""
    for gesture, key, pose in _poses(vocabulary):
        for finger in FINGER_NAMES:
            part: FingerPose = getattr(pose, finger)
            off = part.dip - DIP_PER_PIP * part.pip
            if part.dip > max(part.pip, 0.0) + 0.5 or abs(off) > DIP_MARGIN_DEG:
                yield finding(
                    gesture,
                    "tip_coupling",
                    f"{key}.{finger}.dip",
                    f"is {part.dip:g} with pip {part.pip:g}; about "
                    f"{DIP_PER_PIP * part.pip:.0f} is natural",
                    "warning",
                )


def spread_limits(vocabulary: Vocabulary) -> Iterator[Finding]:
    """Neighbours further apart than hands go; the limit closes as the knuckles bend."""
    for gesture, key, pose in _poses(vocabulary):
        neighbours = itertools.pairwise(FINGER_NAMES)
        for (one, other), (gap, widest) in zip(neighbours, gaps_and_limits_deg(pose), strict=True):
            if gap > widest:
                yield finding(
                    gesture,
                    "spread_limits",
                    f"{key}.{other}.spread",
                    f"{one} and {other} are {gap:.0f} degrees apart; bent so far they reach "
                    f"{widest:.0f}",
                    "warning",
                )


def gaps_and_limits_deg(pose: HandPose) -> Iterator[tuple[float, float]]:
    """How far apart neighbours are and can be, degrees: index-middle, middle-ring, ring-pinky."""
    for number, (one, other) in enumerate(itertools.pairwise(FINGER_NAMES)):
        first: FingerPose = getattr(pose, one)
        second: FingerPose = getattr(pose, other)
        # Spread counts away from the middle finger; the middle's own to the thumb's side.
        gap = {
            "index": first.spread - second.spread,
            "middle": first.spread + second.spread,
            "ring": second.spread - first.spread,
        }[one]
        # A straight finger still leaves a bent neighbour; two bent ones stay together.
        bent = min(max(min(first.mcp, second.mcp), 0.0), SPREAD_ENDS_AT_MCP_DEG)
        yield gap, WIDEST_DEG[number] * (1 - bent / SPREAD_ENDS_AT_MCP_DEG) + WIDEST_MARGIN_DEG


def hand_in_itself(vocabulary: Vocabulary) -> Iterator[Finding]:
    """A finger through another finger or through the palm."""
    for gesture, key, pose in _poses(vocabulary):
        for overlap in overlaps(joint_points(pose), TOO_DEEP_MM):
            if not _is_meant(gesture, overlap):
                yield finding(
                    gesture,
                    "hand_in_itself",
                    key,
                    f"{overlap.one} lies {overlap.depth_mm:.0f} mm deep in {overlap.other}",
                )


def _is_meant(gesture: Gesture, overlap: Overlap) -> bool:
    digits = {overlap.one.partition(".")[0], overlap.other.partition(".")[0]}
    return overlap.depth_mm <= PRESSED_MM and any(
        {contact.one.digit or "palm", contact.other.digit or "palm"} == digits
        for contact in gesture.contacts
    )


def contacts_met(vocabulary: Vocabulary) -> Iterator[Finding]:
    """A declared contact that the pose, even solved, does not bring about."""
    for gesture in vocabulary.gestures.values():
        points = gesture.hand_points()
        for contact in gesture.contacts:
            gap = gap_mm(points, contact)
            if gap > MET_WITHIN_MM:
                yield finding(
                    gesture,
                    "contacts_met",
                    "contacts",
                    f"'{contact}' stays {gap:.0f} mm open; bring the pose nearer to it",
                )


def words_fit_pose(vocabulary: Vocabulary) -> Iterator[Finding]:
    """A phrase that says straight where the pose is folded, or another number of fingers."""
    for gesture in vocabulary.gestures.values():
        if gesture.hands == 2 and gesture.other is not None and gesture.other.pose != gesture.pose:
            continue  # the words may speak of either hand
        curls = {name: _curl_deg(getattr(gesture.pose, name)) for name in FINGER_NAMES}
        for i, text in enumerate(gesture.phrases):
            for why in _contradictions(text, curls):
                yield finding(gesture, "words_fit_pose", f"phrases[{i}]", f"'{text}': {why}")


def _contradictions(text: str, curls: dict[str, float]) -> Iterator[str]:
    for names, state in _SAYS.findall(text.lower()):
        for name in re.findall(_NAMES, names):
            finger = "pinky" if name == "little" else name
            if state in _UP and curls[finger] > FOLDED_CURL_DEG:
                yield f"says the {finger} is {state}; the pose folds it"
            elif state not in _UP and curls[finger] < RAISED_CURL_DEG:
                yield f"says the {finger} is {state}; the pose keeps it straight"
    raised = sum(curl < RAISED_CURL_DEG for curl in curls.values())
    for number in _COUNT.findall(text.lower()):
        if _NUMBERS[number] not in (raised, raised + 1):  # a thumb may count
            yield f"says {number}; the pose raises {raised}"


def twins_fit(vocabulary: Vocabulary) -> Iterator[Finding]:
    """A twin that does not say so in return, or two like poses that are no declared twins."""
    gestures = vocabulary.gestures
    for gesture in gestures.values():
        for twin in gesture.twins:
            if gesture.id not in gestures[twin].twins:
                yield finding(
                    gesture, "twins", "twins", f"{twin} does not name {gesture.id} as its twin"
                )
    for one, other in _near_pairs([g for g in gestures.values() if g.hands == 1]):
        if not _are_family(one, other):
            apart = _apart_deg(one, other)
            if apart is not None:
                yield finding(
                    other,
                    "twins",
                    "pose",
                    f"looks like {one.id} (no joint differs by more than {apart:.0f} degrees); "
                    "name it as a twin or change the pose",
                )


def look_alikes(gesture: Gesture, others: Iterable[Gesture]) -> list[Gesture]:
    """One-handed entries whose pose no eye can tell from that of ``gesture``: its twins to be."""
    if gesture.hands != 1:
        return []
    return [
        other
        for other in others
        if other.hands == 1 and other.id != gesture.id and _apart_deg(gesture, other) is not None
    ]


def _near_pairs(gestures: Sequence[Gesture]) -> Iterator[tuple[Gesture, Gesture]]:
    """Pairs whose fingers' flexions are near: few of the many, found at once."""
    bends = np.array(
        [
            [astuple(getattr(gesture.pose, finger))[:3] for finger in FINGER_NAMES]
            for gesture in gestures
        ]
    ).reshape(len(gestures), -1)
    for number, gesture in enumerate(gestures):
        apart = np.abs(bends[number + 1 :] - bends[number]).max(axis=1, initial=0.0)
        for near in np.nonzero(apart < SAME_FLEXION_DEG)[0]:
            yield gesture, gestures[number + 1 + int(near)]


def _are_family(one: Gesture, other: Gesture) -> bool:
    """Twins, or two with a common twin: so much is said by one line in either entry."""
    return other.id in one.twins or not set(one.twins).isdisjoint(other.twins)


def _apart_deg(one: Gesture, other: Gesture) -> float | None:
    """The largest difference of any joint of two poses that look alike, else None."""
    turn = max(
        abs((a - b + 180.0) % 360.0 - 180.0)
        for a, b in zip(astuple(one.orientation), astuple(other.orientation), strict=True)
    )
    if turn >= SAME_TURN_DEG:
        return None
    most = 0.0
    for finger in FINGER_NAMES:
        a: FingerPose = getattr(one.pose, finger)
        b: FingerPose = getattr(other.pose, finger)
        flexion = max(abs(a.mcp - b.mcp), abs(a.pip - b.pip), abs(a.dip - b.dip))
        spread = abs(a.spread - b.spread)
        if flexion >= SAME_FLEXION_DEG or spread >= SAME_SPREAD_DEG:
            return None
        most = max(most, flexion, spread)
    thumbs = zip(astuple(one.pose.thumb), astuple(other.pose.thumb), strict=True)
    thumb = max(abs(a - b) for a, b in thumbs)
    return max(most, thumb) if thumb < SAME_FLEXION_DEG else None


def _poses(vocabulary: Vocabulary) -> Iterator[tuple[Gesture, str, HandPose]]:
    """Every pose with its entry and key; a mirror image is not looked at twice."""
    for gesture in vocabulary.gestures.values():
        yield gesture, "pose", gesture.pose
        other = gesture.other
        if other is not None and astuple(other.pose)[1:] != astuple(gesture.pose)[1:]:
            yield gesture, "other.pose", other.pose


def _curl_deg(finger: FingerPose) -> float:
    return finger.mcp + finger.pip + finger.dip
