"""How a vocabulary and its entries show themselves at the end of a notebook's cell."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from markupsafe import Markup

from toolkit.documents.data_urls import data_url

if TYPE_CHECKING:
    from toolkit.vocabulary.entries import Gesture
    from toolkit.vocabulary.vocabulary import Vocabulary

ROWS = 12
PICTURE_PX = 144


def gesture_html(gesture: Gesture) -> Markup:
    """Picture, names and phrases of one entry, as escaped HTML that needs no style sheet."""
    from toolkit.vocabulary.pictures import gesture_picture

    phrases = Markup("").join(Markup("<li>{}</li>").format(each) for each in gesture.phrases)
    chinese = "；".join(gesture.phrases_zh)
    return Markup(
        "<div style='display:flex;gap:16px;align-items:flex-start'>"
        "<img src='{url}' width='{px}' height='{px}' alt='{name}' style='border-radius:8px'>"
        "<div><b>{emoji} {name}</b> · {zh} <code>{id}</code><ol>{phrases}</ol>{chinese}</div></div>"
    ).format(
        url=_png_url(gesture_picture(gesture, PICTURE_PX)),
        px=PICTURE_PX,
        emoji=gesture.emoji,
        name=gesture.name.en,
        zh=gesture.name.zh,
        id=gesture.id,
        phrases=phrases,
        chinese=chinese,
    )


def vocabulary_html(vocabulary: Vocabulary) -> Markup:
    """How many entries there are, and the first of them as a table."""
    first = list(vocabulary)[:ROWS]
    rows = Markup("").join(
        Markup(
            "<tr><td>{}</td><td><code>{}</code></td><td>{}</td><td>{}</td><td>{}</td></tr>"
        ).format(each.emoji, each.id, each.name.en, each.name.zh, len(each.phrases))
        for each in first
    )
    left = len(vocabulary) - len(first)
    more = Markup("<p>and {} more: <code>words.search('…')</code></p>").format(left) if left else ""
    return Markup(
        "<p><b>{} gestures</b>, {} scene words</p><table><tr><th></th><th>id</th><th>name</th>"
        "<th>中文</th><th>phrases</th></tr>{}</table>{}"
    ).format(len(vocabulary), len(vocabulary.words), rows, more)


def _png_url(pixels: object) -> str:
    import numpy as np
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(np.asarray(pixels)).save(buffer, "PNG")
    return data_url(buffer.getvalue(), "image/png")
