"""The vocabulary as HTML: a grid of cards, and small ones that lead from entry to entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from toolkit.rating.yields import PassCount
from toolkit.ui.html import NOTHING, empty, html, in_both_languages, joined
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.language.values import emoji_sign
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
) -> Markup:
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
    return html(
        "<p class='quiet' role='status'>{}</p><div class='cards'>{}</div>",
        count,
        joined(_card(each, so_far.get(each.id), lang) for each in gestures),
    )


def _nothing(wanted: Wanted, lang: Lang) -> str:
    words = wanted.words.strip()
    if words and wanted.filtered:
        return say("words.none_filtered", lang, query=words)
    return say("words.none", lang, query=words) if words else say("words.none_fits", lang)


def _card(gesture: Gesture, count: PassCount | None, lang: Lang) -> Markup:
    first, second = in_both_languages(gesture.name.en, gesture.name.zh, lang)
    return html(
        "<button class='card' data-act='open' data-id='{id}'>{picture}"
        "<span class='body'><span class='emoji'>{emoji}</span>"
        "<span class='name'>{first}</span><span class='other'>{second}{yours}</span>"
        "<span class='phrase'>{phrase}</span>{bar}</span></button>",
        id=gesture.id,
        picture=picture_html(picture_name(gesture), lazy=True),
        emoji=emoji_sign(gesture.emoji),
        first=first,
        second=second,
        yours=yours_mark(gesture.origin, lang),
        phrase=_phrase_beyond_the_name(gesture),
        bar=yield_bar(count, lang),
    )


def _phrase_beyond_the_name(gesture: Gesture) -> str:
    """The plainest phrase that says more than the name."""
    name = gesture.name.en.casefold()
    return next((p for p in gesture.phrases if p.casefold() != name), gesture.phrases[0])


def mini_html(gesture: Gesture, lang: Lang) -> Markup:
    """A small card that opens its entry."""
    first, second = in_both_languages(gesture.name.en, gesture.name.zh, lang)
    return html(
        "<button class='mini' data-act='open' data-id='{id}'>{picture}"
        "<span><b>{first}</b><br><span class='quiet'>{second}{yours}</span></span></button>",
        id=gesture.id,
        picture=picture_html(picture_name(gesture, size_px=MINI_PX), lazy=True),
        first=first,
        second=second,
        yours=yours_mark(gesture.origin, lang),
    )


def yours_mark(origin: str, lang: Lang) -> Markup:
    """A small mark for what comes from the user's vocabulary called ``origin``; none for ours."""
    if not origin:
        return NOTHING
    return html(
        " <span class='yours' title='{}'>{}</span>",
        say("words.yours_from", lang, name=origin),
        say("words.yours", lang),
    )


def phrase_list(phrases: Sequence[str], lang: Lang) -> Markup:
    """Phrases, each with a button that copies it."""
    return joined(
        html("<li><span>{}</span>{}</li>", phrase, copy_button(phrase, lang)) for phrase in phrases
    )


def copy_button(words: str, lang: Lang, *, label: str = "", kind: str = "") -> Markup:
    """A small button that copies ``words``; ``kind`` is a class more."""
    return html(
        "<button class='copy {kind}' data-act='copy' data-text='{words}' title='{words}' "
        "data-done='{done}'>{label}</button>",
        kind=kind,
        words=words,
        done=say("words.copied", lang),
        label=label or say("words.copy_one", lang),
    )


def copy_block(label: str, words: str, lang: Lang) -> Markup:
    """Text in a box with a button that copies it."""
    return html(
        "<code class='prompt'>{words}</code><div class='acts'>"
        "<button class='plainbutton' data-act='copy' data-text='{words}' data-done='{done}'>"
        "{copy}: {label}</button></div>",
        words=words,
        done=say("words.copied", lang),
        copy=say("words.copy", lang),
        label=label,
    )
