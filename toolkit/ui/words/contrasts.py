"""Two entries in words side by side, digit by digit, measured on the poses' own points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from toolkit.hands.kinematics import joint_points
from toolkit.hands.measure import LONG_FINGERS, JointAngles, joint_angles
from toolkit.hands.pose import HandPose
from toolkit.judging.differences import finger_state, gap_state, thumb_state
from toolkit.ui.language.hand_words import contact_words, where_rows
from toolkit.ui.language.texts import Lang, say
from toolkit.vocabulary import Gesture

# A finger that bends so much more is worth seeing, although it goes by the same word.
WORTH_A_MARK_DEG = 25.0


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing about both entries; an empty text is nothing to say about that one."""

    name: str
    one: str
    other: str
    differ: bool


def lines(one: Gesture, other: Gesture, lang: Lang) -> list[Line]:
    """Everything that can be said of either entry's hands, the same or not."""
    found = [
        _told(say("words.hands", lang), *(say(f"hands.{g.hands}", lang) for g in (one, other))),
        *_hand(one.pose, other.pose, lang),
    ]
    if one.other is not None and other.other is not None:
        right, left = say("side.right", lang), say("side.left", lang)
        found[1:] = [replace(line, name=f"{right} {line.name}") for line in found[1:]]
        found += [
            replace(line, name=f"{left} {line.name}")
            for line in _hand(one.other.pose, other.other.pose, lang)
        ]
    found.append(
        _told(
            say("feature.contacts", lang),
            *("; ".join(contact_words(g.contacts, lang)) for g in (one, other)),
        )
    )
    here, there = dict(where_rows(one, lang)), dict(where_rows(other, lang))
    found += [_told(name, here.get(name, ""), there.get(name, "")) for name in {**here, **there}]
    return [line for line in found if line.one or line.other]


def _told(name: str, one: str, other: str) -> Line:
    return Line(name=name, one=one, other=other, differ=one != other)


def _hand(one: HandPose, other: HandPose, lang: Lang) -> Iterator[Line]:
    first, second = (joint_angles(joint_points(pose), pose.side) for pose in (one, other))
    yield _told(say("digit.thumb", lang), _thumb(first, lang), _thumb(second, lang))
    for name in LONG_FINGERS:
        yield _finger(name, first, second, lang)
    for number in range(len(LONG_FINGERS) - 1):
        yield _gap(number, first, second, lang)


def _thumb(angles: JointAngles, lang: Lang) -> str:
    state = thumb_state(angles.thumb)
    if state.startswith("at_"):
        return say("thumb.at", lang, finger=say(f"digit.{state.removeprefix('at_')}", lang))
    return say(f"thumb.{state}", lang)


def _finger(name: str, one: JointAngles, other: JointAngles, lang: Lang) -> Line:
    fingers = one.finger(name), other.finger(name)
    states = [finger_state(finger) for finger in fingers]
    words = [
        f"{say(f'finger.{state}', lang)} ({max(round(finger.curl), 0)}°)"
        for state, finger in zip(states, fingers, strict=True)
    ]
    bent_more_deg = abs(fingers[0].curl - fingers[1].curl)
    return Line(
        name=say(f"digit.{name}", lang),
        one=words[0],
        other=words[1],
        differ=states[0] != states[1] or bent_more_deg > WORTH_A_MARK_DEG,
    )


def _gap(number: int, one: JointAngles, other: JointAngles, lang: Lang) -> Line:
    """Two neighbours; nothing of them where a bent finger makes the gap mean little."""
    pair = LONG_FINGERS[number], LONG_FINGERS[number + 1]
    first, second = (
        say(f"gap.{gap_state(angles.gaps[number])}", lang)
        if all(finger_state(angles.finger(name)) == "extended" for name in pair)
        else ""
        for angles in (one, other)
    )
    return Line(
        name=" + ".join(say(f"digit.{name}", lang) for name in pair),
        one=first,
        other=second,
        differ=bool(first and second) and first != second,
    )
