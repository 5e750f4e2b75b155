"""An entry of the user's own to begin with: a commented file with a pose, and words to replace.

It loads and lints as it is written; its comments say what to change and what else there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.hands.pose import FingerPose, HandPose, PlacedHand, ThumbPose
from toolkit.vocabulary.entries import Gesture, Orientation
from toolkit.vocabulary.poses import (
    FINGER_NAMES,
    FINGER_STATES,
    THUMB_STATES,
    FingerName,
    finger_pose,
)

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_FACING = "palm, back, side or any: what must look at the camera"
_POINTING = "up, down, sideways or any: where the straight fingers go"


@dataclass(frozen=True, kw_only=True)
class Starter:
    """What a new file says: the gesture, a note on where its pose is from, and twins by id."""

    gesture: Gesture
    pose_note: str
    twins: Sequence[str] = ()


def words_of_id(id: str) -> str:
    """An id as words: ``my_2_sign`` is "my two sign", for digits run into weights."""
    spelt = "".join(f" {_DIGITS[int(sign)]} " if sign.isdigit() else sign for sign in id)
    return " ".join(spelt.replace("_", " ").split())


def starter_yaml(starter: Starter) -> str:
    """The file's text."""
    return "\n".join(_lines(starter)) + "\n"


def _lines(starter: Starter) -> Iterator[str]:
    gesture = starter.gesture
    words = words_of_id(gesture.id)
    yield "# A vocabulary of your own. Check it with: gesture vocab lint --vocab THIS_FILE"
    yield f"# Draw it with: gesture vocab show {gesture.id} --vocab THIS_FILE --picture hand.png"
    yield f"kind: {gesture.kind}  # emblem, number, letter, grasp, mudra or action"
    yield ""
    yield "gestures:"
    yield f"  {gesture.id}:"
    yield f'    name: {{en: "{words}"}}  # one language is enough; {{en: ..., zh: ...}} for both'
    yield "    phrases:  # from plain to explicit; no two gestures share one"
    yield f'      - "{words} hand gesture"'
    yield '      # - "hand with ... , what every finger does"'
    yield '    # phrases_zh: ["..."]  # the same in Chinese, for the axis language'
    yield '    # aliases: {en: ["..."]}  # other names, for the search'
    yield '    # negatives: ["..."]  # what must not be drawn, for the axis negative: own'
    yield f"    # {starter.pose_note}"
    yield "    pose:"
    yield from _pose(gesture.written, "      ")
    if gesture.contacts:
        listed = ", ".join(map(str, gesture.contacts))
        yield f"    contacts: [{listed}]  # what touches; bent together where it does not yet"
    if gesture.placed is not None:
        yield from _other(gesture.placed)
    yield (
        f"    orientation: {_turn(gesture.orientation)}"
        "  # degrees from palm to the camera, fingers up"
    )
    yield f"    facing: {gesture.facing}  # {_FACING}"
    yield f"    pointing: {gesture.pointing}  # {_POINTING}"
    if gesture.view != "palm":
        yield f"    view: {gesture.view}  # the view word that shows it best"
    if starter.twins:
        yield "    # no eye tells these from it by the joints; take out what no longer fits"
        yield f"    twins: [{', '.join(starter.twins)}]"


def _other(placed: PlacedHand) -> Iterator[str]:
    yield "    other:  # the second hand; at: its wrist from the first one's, mm"
    yield f"      at: [{', '.join(f'{part:g}' for part in placed.offset_mm)}]"
    yield f"      side: {placed.pose.side}"
    turn = Orientation(yaw=placed.yaw, pitch=placed.pitch, roll=placed.roll)
    yield f"      orientation: {_turn(turn)}"
    yield "      pose:"
    yield from _pose(placed.pose, "        ")


def _turn(turn: Orientation) -> str:
    return f"{{yaw: {turn.yaw:g}, pitch: {turn.pitch:g}, roll: {turn.roll:g}}}"


def _pose(pose: HandPose, indent: str) -> Iterator[str]:
    yield f"{indent}thumb: {_thumb(pose.thumb)}"
    for name in FINGER_NAMES:
        part: FingerPose = getattr(pose, name)
        yield f"{indent}{name}: {_finger(name, part)}"


def _thumb(thumb: ThumbPose) -> str:
    for state, known in THUMB_STATES.items():
        if known == thumb:
            return state
    angles = ("radial", "palmar", "twist", "mcp", "ip")
    return "{" + ", ".join(f"{name}: {getattr(thumb, name):g}" for name in angles) + "}"


def _finger(name: FingerName, finger: FingerPose) -> str:
    """A finger by the state whose bends it has, else by its angles; its spread where it is another
    than the state's."""
    spread = f"spread: {round(finger.spread, 1):g}"
    for state, known in FINGER_STATES.items():
        if (known.mcp, known.pip, known.dip) == (finger.mcp, finger.pip, finger.dip):
            return (
                state
                if finger_pose(name, state=state) == finger
                else f"{{state: {state}, {spread}}}"
            )
    bends = ", ".join(f"{joint}: {getattr(finger, joint):g}" for joint in ("mcp", "pip", "dip"))
    return f"{{{bends}, {spread}}}"
