"""The large picture and what it may show: another view, skeleton, depth, another material.

The page's script changes the picture; nothing is drawn before it is looked at.
"""

from __future__ import annotations

from toolkit.ui.html import text
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.words.drawings import (
    LARGE_PX,
    MATERIALS,
    VIEW_PX,
    What,
    picture_html,
    picture_name,
)
from toolkit.vocabulary import Gesture, SceneWord, Vocabulary

DRAWER_VIEWS = ("palm", "three_quarter", "back")


def stage_attributes(gesture: Gesture) -> str:
    """What the picture shows at first, for the element around it and its buttons."""
    return f"data-what='hand' data-view='{text(gesture.view)}' data-material='skin'"


def large_picture(gesture: Gesture, lang: Lang, *, what: What = "hand", view: str = "") -> str:
    """The picture that the buttons change."""
    name = gesture.name.en if lang == "en" else gesture.name.zh
    fixed = f" data-fixed='{what}'" if what != "hand" else ""
    return picture_html(
        picture_name(gesture, what=what, view=view, size_px=LARGE_PX),
        name,
        attributes=f" data-big data-id='{text(gesture.id)}' data-px='{LARGE_PX}'{fixed}",
    )


def view_pictures(gesture: Gesture, vocabulary: Vocabulary, lang: Lang) -> str:
    """Small pictures that become the large one: three views, skeleton, depth."""
    shown = [
        _view_picture(gesture, _name(word, lang), "hand", word.id)
        for word in vocabulary.scene("view")
        if word.id in DRAWER_VIEWS
    ]
    shown.append(_view_picture(gesture, say("words.skeleton", lang), "skeleton"))
    shown.append(_view_picture(gesture, say("words.depth", lang), "depth"))
    return f"<div class='views'>{''.join(shown)}</div>"


def _view_picture(gesture: Gesture, name: str, what: What, view: str = "") -> str:
    drawn = picture_html(picture_name(gesture, what=what, view=view, size_px=VIEW_PX))
    turned = f" data-view='{text(view)}'" if view else ""
    return (
        f"<button data-act='look' data-what='{what}'{turned}>{drawn}"
        f"<span class='quiet'>{text(name)}</span></button>"
    )


def view_chips(vocabulary: Vocabulary, lang: Lang) -> str:
    """The views in words, for two pictures at once."""
    return _chips(
        "view",
        [(word.id, _name(word, lang)) for word in vocabulary.scene("view")],
        "words.view",
        lang,
    )


def material_chips(vocabulary: Vocabulary, lang: Lang) -> str:
    """What the hand may be made of, where the vocabulary has a word for it."""
    known = {word.id: _name(word, lang) for word in vocabulary.scene("material")}
    choices = [(material, known[material]) for material in MATERIALS if material in known]
    return _chips("material", choices, "words.material", lang)


def _chips(what: str, choices: list[tuple[str, str]], label: str, lang: Lang) -> str:
    drawn = "".join(
        f"<button class='chip' data-act='look' data-{what}='{text(id)}'>{text(name)}</button>"
        for id, name in choices
    )
    return f"<div class='chips' role='group' aria-label='{text(say(label, lang))}'>{drawn}</div>"


def _name(word: SceneWord, lang: Lang) -> str:
    return word.name.en if lang == "en" else word.name.zh
