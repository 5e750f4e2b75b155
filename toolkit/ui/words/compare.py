"""Two entries side by side: the same view of both, their skeletons, words, what differs."""

from __future__ import annotations

from toolkit.ui.html import emoji_sign, mixed, text
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.words.cards import copy_button
from toolkit.ui.words.contrasts import Line, lines
from toolkit.ui.words.entry import dialog_start
from toolkit.ui.words.viewer import large_picture, material_chips, stage_attributes, view_chips
from toolkit.vocabulary import Gesture, Vocabulary


def picking_html(gesture: Gesture, lang: Lang) -> str:
    """The line that asks for the second entry."""
    name = gesture.name.en if lang == "en" else gesture.name.zh
    said = say("words.pick_second", lang, name=f"{emoji_sign(gesture.emoji)} {name}".strip())
    return (
        f"<div class='notice picking' role='status'><span>{text(said)}</span>"
        f"<button class='plainbutton' data-act='cancel'>{text(say('words.cancel', lang))}</button>"
        "</div>"
    )


def compare_html(one: Gesture, other: Gesture, vocabulary: Vocabulary, lang: Lang) -> str:
    """The dialog that compares two entries; both are seen from the first one's best view."""
    both = (one, other)
    heads = "".join(_head(gesture, lang) for gesture in both)
    pictures = "".join(large_picture(gesture, lang, view=one.view) for gesture in both)
    skeletons = "".join(
        large_picture(gesture, lang, what="skeleton", view=one.view) for gesture in both
    )
    phrases = "".join(_phrases(gesture, lang) for gesture in both)
    return "".join(
        [
            dialog_start(say("words.compare", lang), lang, stage_attributes(one), "compare"),
            f"<div class='pair'>{heads}{pictures}</div>",
            view_chips(vocabulary, lang),
            material_chips(vocabulary, lang),
            _table(lines(one, other, lang), lang),
            f"<h3>{text(say('words.skeleton', lang))}</h3><div class='pair'>{skeletons}</div>",
            f"<h3>{text(say('words.phrases', lang))}</h3><div class='pair'>{phrases}</div>",
            "</div>",
        ]
    )


def _head(gesture: Gesture, lang: Lang) -> str:
    first, second = mixed(gesture.name.en, gesture.name.zh, lang)
    return (
        f"<div><h2>{text(emoji_sign(gesture.emoji))} {first}</h2><p class='quiet'>{second}</p>"
        f"<button class='copy' data-act='open' data-id='{text(gesture.id)}'>"
        f"{text(say('words.open', lang))}</button></div>"
    )


def _phrases(gesture: Gesture, lang: Lang) -> str:
    listed = "".join(
        f"<li><span>{text(phrase)}</span>{copy_button(phrase, lang)}</li>"
        for phrase in gesture.phrases
    )
    return f"<ol class='phrases'>{listed}</ol>"


def _table(found: list[Line], lang: Lang) -> str:
    """What differs first and marked, then what is the same."""
    unlike = [line for line in found if line.differ]
    alike = [line for line in found if not line.differ]
    said = say("words.differ" if unlike else "words.no_difference", lang, n=len(unlike))
    rows = "".join(_line(line) for line in unlike)
    same = "".join(_line(line) for line in alike)
    rest = (
        f"<details><summary>{text(say('words.alike', lang, n=len(alike)))}</summary>"
        f"<table class='alike'>{same}</table></details>"
        if alike
        else ""
    )
    return f"<h3>{text(said)}</h3><table class='unlike'>{rows}</table>{rest}"


def _line(line: Line) -> str:
    cells = (line.name, line.one or "–", line.other or "–")
    return f"<tr>{''.join(f'<td>{text(cell)}</td>' for cell in cells)}</tr>"
