"""The large picture and what it may show: another view, skeleton, depth, another material.

The page's script changes the picture; nothing is drawn before it is looked at.
"""

from __future__ import annotations

from markupsafe import Markup

from toolkit.ui.addresses import address_attribute
from toolkit.ui.html import NOTHING, html, joined
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.words.drawings import (
    LARGE_PX,
    MATERIALS,
    VIEW_PX,
    What,
    picture_html,
    picture_name,
)
from toolkit.vocabulary import Gesture, Vocabulary

SMALL_VIEWS = ("palm", "three_quarter", "back")


def first_look(gesture: Gesture, address: str) -> Markup:
    """What the picture shows at first, and the dialog's address: attributes of the dialog around
    it and its buttons."""
    return html(
        "data-what='hand' data-view='{}' data-material='skin' {}",
        gesture.view,
        address_attribute(address),
    )


def large_picture(gesture: Gesture, lang: Lang, *, what: What = "hand", view: str = "") -> Markup:
    """The picture that the buttons change; a skeleton or depth map stays one."""
    fixed = html(" data-fixed='{}'", what) if what != "hand" else NOTHING
    return picture_html(
        picture_name(gesture, what=what, view=view, size_px=LARGE_PX),
        gesture.name.in_(lang),
        attributes=html(" data-big data-id='{}' data-px='{}'{}", gesture.id, LARGE_PX, fixed),
    )


def view_pictures(gesture: Gesture, vocabulary: Vocabulary, lang: Lang) -> Markup:
    """Small pictures that become the large one: three views, skeleton, depth."""
    shown = [
        _view_picture(gesture, word.name.in_(lang), "hand", word.id)
        for word in vocabulary.scene("view")
        if word.id in SMALL_VIEWS
    ]
    shown.append(_view_picture(gesture, say("words.skeleton", lang), "skeleton"))
    shown.append(_view_picture(gesture, say("words.depth", lang), "depth"))
    return html("<div class='views'>{}</div>", joined(shown))


def _view_picture(gesture: Gesture, name: str, what: What, view: str = "") -> Markup:
    return html(
        "<button data-act='look' data-what='{}'{}>{}<span class='quiet'>{}</span></button>",
        what,
        html(" data-view='{}'", view) if view else NOTHING,
        picture_html(picture_name(gesture, what=what, view=view, size_px=VIEW_PX)),
        name,
    )


def view_chips(vocabulary: Vocabulary, lang: Lang) -> Markup:
    """The views in words, for two pictures at once."""
    chips = [
        html(
            "<button class='chip' data-act='look' data-view='{}'>{}</button>",
            word.id,
            word.name.in_(lang),
        )
        for word in vocabulary.scene("view")
    ]
    return _chips(chips, say("words.view", lang))


def material_chips(vocabulary: Vocabulary, lang: Lang) -> Markup:
    """What the hand may be made of, where the vocabulary has a word for it."""
    known = {word.id: word.name.in_(lang) for word in vocabulary.scene("material")}
    chips = [
        html(
            "<button class='chip' data-act='look' data-material='{}'>{}</button>",
            material,
            known[material],
        )
        for material in MATERIALS
        if material in known
    ]
    return _chips(chips, say("words.material", lang))


def _chips(chips: list[Markup], label: str) -> Markup:
    return html("<div class='chips' role='group' aria-label='{}'>{}</div>", label, joined(chips))
