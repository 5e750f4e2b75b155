"""A hand in plain words of the interface's language: its shape, its digits, what touches."""

from __future__ import annotations

from toolkit.hands.contacts import Contact, Place
from toolkit.ui.language.texts import Lang, say
from toolkit.vocabulary import Gesture
from toolkit.vocabulary.hand_shape import Features, ThumbLook

Row = tuple[str, str]


def feature_rows(gesture: Gesture, lang: Lang) -> list[Row]:
    """(name, words) of what the entry's hands look like; rows with nothing to say are left out."""
    seen = gesture.features
    rows = [
        (say("words.hands", lang), say(f"hands.{gesture.hands}", lang)),
        (say("feature.shape", lang), say(f"shape.{seen.handshape}", lang)),
        (say("words.fingers", lang), _raised(seen, lang)),
        (say("feature.thumb", lang), thumb_words(seen.thumb, seen.touching, lang)),
        (say("feature.contacts", lang), "; ".join(contact_words(gesture.contacts, lang))),
        *where_rows(gesture, lang),
    ]
    return [(name, words) for name, words in rows if words]


def where_rows(gesture: Gesture, lang: Lang) -> list[Row]:
    """(name, words) of what a picture must show besides the hand's shape."""
    rows: list[Row] = []
    if gesture.facing != "any":
        rows.append((say("feature.facing", lang), say(f"facing.{gesture.facing}", lang)))
    if gesture.pointing != "any":
        rows.append((say("feature.pointing", lang), say(f"pointing.{gesture.pointing}", lang)))
    return rows


def _raised(seen: Features, lang: Lang) -> str:
    up = [*(["thumb"] if seen.thumb == "out" else []), *seen.extended]
    named = ", ".join(say(f"digit.{name}", lang) for name in up)
    return f"{seen.fingers_up} ({named})" if named else str(seen.fingers_up)


def thumb_words(look: ThumbLook, touching: str, lang: Lang) -> str:
    """Where a thumb is; at a finger's tip when it is ``touching`` one."""
    if touching:
        return say("thumb.at", lang, finger=say(f"digit.{touching}", lang))
    return say(f"thumb.{look}", lang)


def contact_words(contacts: tuple[Contact, ...], lang: Lang) -> list[str]:
    """Each contact as the two places that touch."""
    return [f"{_place(each.one, lang)} – {_place(each.other, lang)}" for each in contacts]


def _place(place: Place, lang: Lang) -> str:
    part = say(f"part.{place.part}", lang)
    if place.digit:
        part = say("part.of", lang, digit=say(f"digit.{place.digit}", lang), part=part)
    return say("part.second", lang, place=part) if place.second else part
