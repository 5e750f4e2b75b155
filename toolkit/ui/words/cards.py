"""The vocabulary as HTML: a grid of cards, and small ones that lead from entry to entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.rating.yields import PassCount
from toolkit.ui.html import emoji_sign, empty, mixed, text
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.words.drawings import MINI_PX, picture_html, picture_name
from toolkit.ui.words.filters import Wanted
from toolkit.ui.words.yield_bar import yield_bar
from toolkit.vocabulary import Gesture


def cards_html(
    gestures: Sequence[Gesture],
    wanted: Wanted,
    of: int,
    lang: Lang,
    pass_counts: Mapping[str, PassCount] | None = None,
) -> str:
    """The grid of the found ``gestures`` among ``of``, or what to do when nothing fits.

    ``pass_counts`` are the yields so far, by gesture.
    """
    so_far = pass_counts or {}
    if not gestures:
        return empty(_nothing(wanted, lang), say("words.show_all", lang), "show-all")
    count = (
        say("words.count", lang, n=of)
        if len(gestures) == of
        else say("words.count_of", lang, n=len(gestures), of=of)
    )
    cards = "".join(_card(each, so_far.get(each.id), lang) for each in gestures)
    return f"<p class='quiet' role='status'>{text(count)}</p><div class='cards'>{cards}</div>"


def _nothing(wanted: Wanted, lang: Lang) -> str:
    words = wanted.words.strip()
    if words and wanted.filtered:
        return say("words.none_filtered", lang, query=words)
    return say("words.none", lang, query=words) if words else say("words.none_fits", lang)


def _card(gesture: Gesture, count: PassCount | None, lang: Lang) -> str:
    first, second = mixed(gesture.name.en, gesture.name.zh, lang)
    return (
        f"<button class='card' data-act='open' data-id='{text(gesture.id)}'>"
        f"{picture_html(picture_name(gesture), lazy=True)}"
        f"<span class='body'><span class='emoji'>{text(emoji_sign(gesture.emoji))}</span>"
        f"<span class='name'>{first}</span><span class='other'>{second}</span>"
        f"<span class='phrase'>{text(_telling(gesture))}</span>{yield_bar(count, lang)}"
        "</span></button>"
    )


def _telling(gesture: Gesture) -> str:
    """The plainest phrase that says more than the name."""
    name = gesture.name.en.casefold()
    return next((p for p in gesture.phrases if p.casefold() != name), gesture.phrases[0])


def mini_html(gesture: Gesture, lang: Lang) -> str:
    """A small card that opens its entry."""
    first, second = mixed(gesture.name.en, gesture.name.zh, lang)
    return (
        f"<button class='mini' data-act='open' data-id='{text(gesture.id)}'>"
        f"{picture_html(picture_name(gesture, size_px=MINI_PX), lazy=True)}"
        f"<span><b>{first}</b><br><span class='quiet'>{second}</span></span></button>"
    )


def copy_button(words: str, lang: Lang, *, said: str = "", kind: str = "") -> str:
    """A small button that copies ``words``; ``kind`` is a class more."""
    return (
        f"<button class='copy {text(kind)}' data-act='copy' data-text='{text(words)}' "
        f"title='{text(words)}' data-done='{text(say('words.copied', lang))}'>"
        f"{text(said or say('words.copy_one', lang))}</button>"
    )


def copy_block(label: str, words: str, lang: Lang) -> str:
    """Text in a box with a button that copies it."""
    return (
        f"<code class='prompt'>{text(words)}</code><div class='acts'>"
        f"<button class='plainbutton' data-act='copy' data-text='{text(words)}' "
        f"data-done='{text(say('words.copied', lang))}'>{text(say('words.copy', lang))}: "
        f"{text(label)}</button></div>"
    )
