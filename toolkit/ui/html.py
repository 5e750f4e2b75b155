"""Small pieces of HTML as `Markup`: every value that is not HTML itself is escaped.

A builder writes its tags as a literal and gives its values apart (`html`, `joined`), so that
nothing gets into the page unescaped because somebody forgot to escape it. Only these two
functions make `Markup`; a type checker refuses a template that was put together.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import LiteralString

from markupsafe import Markup

from toolkit.errors import GestureError
from toolkit.rating.verdicts import Outcome
from toolkit.ui.language.error_sentences import error_sentence
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.theme import VERDICT_SIGNS

NOTHING = Markup("")


def html(template: LiteralString, /, *values: object, **named: object) -> Markup:
    """``template`` with its ``{}`` and ``{name}`` filled; values are escaped unless `Markup`.

    Attributes stand in quotes in the template: a value is safe between tags and in quotes.
    """
    return Markup(template).format(*values, **named)


def joined(pieces: Iterable[str], between: LiteralString = "") -> Markup:
    """``pieces`` in a row, each escaped unless it is `Markup`."""
    return Markup(between).join(pieces)


def notice(words: str, *, error: bool = False) -> Markup:
    """One sentence that stands out; with the sign ✗ when it is an error."""
    if not words:
        return NOTHING
    if error:
        return html(
            "<div class='notice error' role='alert'><b aria-hidden='true'>✗</b>{}</div>", words
        )
    return html("<div class='notice' role='status'>{}</div>", words)


def trouble(error: GestureError, lang: Lang) -> Markup:
    """An error as its own sentence and what to do about it."""
    return notice(error_sentence(error, lang), error=True)


def empty(words: str, button: str = "", action: str = "") -> Markup:
    """An empty place: what to do, with the button that does it."""
    press = html(
        "<p><button class='plainbutton strong' data-act='{}'>{}</button></p>", action, button
    )
    return html("<div class='empty'><p>{}</p>{}</div>", words, press if button else "")


def mark(outcome: Outcome, lang: Lang, words: str = "") -> Markup:
    """The verdict's sign on its colour, with its words (or ``words``) for a screen reader."""
    return html(
        "<span class='mark {}' title='{}'>{}</span>",
        outcome,
        words or say(f"verdict.{outcome}", lang),
        VERDICT_SIGNS[outcome],
    )


def in_both_languages(en: str, zh: str, lang: Lang) -> tuple[Markup, Markup]:
    """A name in the interface's language and in the other one, each tagged with its own.

    The second is empty where an entry of the user's has one name for both.
    """
    if en == zh:
        return html("<span>{}</span>", en), NOTHING
    tagged = html("<span lang='en'>{}</span>", en), html("<span lang='zh'>{}</span>", zh)
    return tagged if lang == "en" else (tagged[1], tagged[0])
