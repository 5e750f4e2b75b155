"""Two entries in words side by side, digit by digit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from toolkit.ui.language.hand_words import contact_words, thumb_words, where_rows
from toolkit.ui.language.texts import Lang, say
from toolkit.vocabulary import Gesture
from toolkit.vocabulary.contrast import FingerContrast, GapContrast, HandContrast, contrast


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing about both entries; an empty text is nothing to say about that one."""

    name: str
    one: str
    other: str
    differ: bool


def contrast_lines(one: Gesture, other: Gesture, lang: Lang) -> list[Line]:
    """Everything that can be said of either entry's hands, the same or not."""
    hands, other_hands = (say(f"hands.{each.hands}", lang) for each in (one, other))
    found = [
        _line(say("words.hands", lang), hands, other_hands),
        *_hand(contrast(one.pose, other.pose), lang),
    ]
    if one.other is not None and other.other is not None:
        right, left = say("side.right", lang), say("side.left", lang)
        found[1:] = [replace(line, name=f"{right} {line.name}") for line in found[1:]]
        found += [
            replace(line, name=f"{left} {line.name}")
            for line in _hand(contrast(one.other.pose, other.other.pose), lang)
        ]
    touching, also = ("; ".join(contact_words(each.contacts, lang)) for each in (one, other))
    found.append(_line(say("feature.contacts", lang), touching, also))
    here, there = dict(where_rows(one, lang)), dict(where_rows(other, lang))
    found += [_line(name, here.get(name, ""), there.get(name, "")) for name in {**here, **there}]
    return [line for line in found if line.one or line.other]


def _line(name: str, one: str, other: str) -> Line:
    return Line(name=name, one=one, other=other, differ=one != other)


def _hand(found: HandContrast, lang: Lang) -> Iterator[Line]:
    thumb = found.thumb
    yield Line(
        name=say("digit.thumb", lang),
        one=thumb_words(thumb.looks[0], thumb.touching[0], lang),
        other=thumb_words(thumb.looks[1], thumb.touching[1], lang),
        differ=thumb.differ,
    )
    for finger in found.fingers:
        yield _finger(finger, lang)
    for gap in found.gaps:
        yield _gap(gap, lang)


def _finger(found: FingerContrast, lang: Lang) -> Line:
    one, other = (
        f"{say(f'finger.{look}', lang)} ({max(round(bend_deg), 0)}°)"
        for look, bend_deg in zip(found.looks, found.bends_deg, strict=True)
    )
    name = say(f"digit.{found.finger}", lang)
    return Line(name=name, one=one, other=other, differ=found.differ)


def _gap(found: GapContrast, lang: Lang) -> Line:
    one, other = ("" if look is None else say(f"gap.{look}", lang) for look in found.looks)
    name = " + ".join(say(f"digit.{finger}", lang) for finger in found.fingers)
    return Line(name=name, one=one, other=other, differ=found.differ)
