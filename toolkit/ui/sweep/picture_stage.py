"""The large picture of a dialog: its neighbours by key, zoom, another one laid over it."""

from __future__ import annotations

from markupsafe import Markup

from toolkit.errors import StoreError
from toolkit.store import Store
from toolkit.ui.html import html, trouble
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.picture_urls import full_url


def stepper_html(lang: Lang) -> Markup:
    """Previous and next, which the page's script fills, and how to look closer."""
    return html(
        "<div class='stepper'>{}<span class='place quiet' aria-live='polite'></span>{}"
        "<span class='zoomer'>{}{}</span></div>",
        _step("‹", -1, say("picture.previous", lang)),
        _step("›", 1, say("picture.next", lang)),
        _zoom("−", "out", say("picture.smaller", lang)),
        _zoom("+", "in", say("picture.larger", lang)),
    )


def _step(sign: str, by: int, words: str) -> Markup:
    return html(
        "<button class='plainbutton' data-act='picture' data-step='{}' aria-label='{words}' "
        "title='{words}' disabled>{}</button>",
        by,
        sign,
        words=words,
    )


def _zoom(sign: str, which: str, words: str) -> Markup:
    return html(
        "<button class='plainbutton' data-zoom='{}' aria-label='{words}' title='{words}'>{}"
        "</button>",
        which,
        sign,
        words=words,
    )


def stage_html(url: str, words: str, rings: Markup) -> Markup:
    """One picture that can be looked at closely, with what was marked on it."""
    return html(
        "<div class='marked'><div class='zoomable'><img class='big' alt='{}' src='{}' "
        "draggable='false'>{}</div></div>",
        words,
        url,
        rings,
    )


def overlay_html(
    store: Store, url: str, words: tuple[str, str], over: str, back: Markup, lang: Lang
) -> Markup:
    """The picture ``over`` laid over the one at ``url``, parted by a slider; ``words`` name both,
    ``over`` first. ``back`` shows one picture again."""
    try:
        above = full_url(store, over)
    except StoreError as error:
        return trouble(error, lang)
    return html(
        "<div class='marked two'><div class='zoomable'><img class='big' alt='{below}' src='{url}' "
        "draggable='false'><img class='big above' alt='{said}' src='{above}' draggable='false'>"
        "<i class='seam'></i></div></div>"
        "<input type='range' class='overlay' min='0' max='100' value='50' aria-label='{label}'>"
        "<div class='sides'><span>◧ {said}</span><span>{below} ◨</span></div>{back}",
        below=words[1],
        said=words[0],
        url=url,
        above=above,
        label=say("picture.overlay", lang),
        back=back,
    )


def over_button(picture: str, cell: str, over: str, lang: Lang) -> Markup:
    """Lay the picture ``over`` over the one that is shown; shows one alone where it is ""."""
    return html(
        "<button class='chip' data-act='over' data-picture='{}' data-cell='{}' data-over='{}'>{}"
        "</button>",
        picture,
        cell,
        over,
        say("picture.lay_over" if over else "picture.alone", lang),
    )
