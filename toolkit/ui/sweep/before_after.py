"""A mended picture beside the one before: what was drawn once more in it, and how."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from toolkit.errors import StoreError
from toolkit.store import Store
from toolkit.sweeps.requests import GenerationRequest, Mend
from toolkit.ui.html import NOTHING, html, joined
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.picture_urls import beside_url
from toolkit.ui.sweep.grid import RunPictures


def before_after_html(
    view: RunPictures, store: Store, request: GenerationRequest, lang: Lang
) -> Markup:
    """What was mended, with both pictures; nothing where none was, the words alone where the
    picture before is gone.

    Where the run shows the picture before, it is a button that opens it.
    """
    mend = request.mend
    if mend is None:
        return NOTHING
    words = say(f"mend.said.{mend.hands}", lang, strength=f"{mend.strength:g}", number=mend.number)
    try:
        before, after = beside_url(store, mend.parent), beside_url(store, request.hash)
        pixels = [np.asarray(store.read_image(each)) for each in (mend.parent, request.hash)]
    except StoreError:
        return _part(words, html("<p class='quiet'>{}</p>", say("mend.gone", lang)), lang)
    pictures = joined(
        [
            _figure(before, _before_words(mend, lang), (mend.parent, _shown_in(view, mend))),
            _figure(after, say("mend.after", lang), ("", "")),
        ]
    )
    shown = html("<div class='beforeafter'>{}</div>", pictures)
    return _part(
        say(f"mend.same.{mend.hands}", lang) if np.array_equal(pixels[0], pixels[1]) else words,
        shown,
        lang,
    )


def _part(words: str, shown: Markup, lang: Lang) -> Markup:
    return html("<h3>{}</h3><p>{}</p>{}", say("mend.title.picture", lang), words, shown)


def _before_words(mend: Mend, lang: Lang) -> str:
    if mend.number == 1:
        return say("mend.before", lang)
    return say("mend.before.pass", lang, number=mend.number - 1)


def _shown_in(view: RunPictures, mend: Mend) -> str:
    """The cell in which the run shows the picture before, "" where it does not."""
    return next((cell.id for cell, request in view.pairs if request.hash == mend.parent), "")


def _figure(url: str, words: str, opens: tuple[str, str]) -> Markup:
    """One of the two; ``opens`` is the hash and cell of the picture that a press shows, "" for
    none."""
    picture = html("<img alt='{}' src='{}'>", words, url)
    if opens[1]:
        picture = html(
            "<button data-act='picture' data-picture='{}' data-cell='{}'>{}</button>",
            *opens,
            picture,
        )
    return html("<figure><figcaption>{}</figcaption>{}</figure>", words, picture)
