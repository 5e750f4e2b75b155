"""The drawer of one entry: pictures, prompts to copy, what it looks like, where it leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.errors import GestureError
from toolkit.prompts import DIALECTS, make_prompt, render
from toolkit.rating.yields import PassCount
from toolkit.ui.html import emoji_sign, mixed, text
from toolkit.ui.language.hand_words import feature_rows
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.words.cards import copy_button, mini_html
from toolkit.ui.words.filters import kind_name
from toolkit.ui.words.viewer import large_picture, material_chips, stage_attributes, view_pictures
from toolkit.ui.words.yield_bar import yield_bar
from toolkit.vocabulary import Gesture, Vocabulary

# The phrase in a copied prompt weighs so much: what a reader most often changes.
COPIED_WEIGHT = 1.2


def drawer_html(
    gesture: Gesture,
    vocabulary: Vocabulary,
    lang: Lang,
    pass_counts: Mapping[int, PassCount] | None = None,
) -> str:
    """Everything about one gesture; the page's script knows which dialect is chosen.

    ``pass_counts`` are the yields so far of its phrases, by their number from 1.
    """
    first, second = mixed(gesture.name.en, gesture.name.zh, lang)
    parts = [
        dialog_start(gesture.name.en, lang, stage_attributes(gesture)),
        f"<h2>{text(emoji_sign(gesture.emoji))} {first}</h2>",
        f"<p class='quiet'>{second} · {text(kind_name(gesture.kind, lang))}</p>",
        *_warnings(gesture, lang),
        large_picture(gesture, lang),
        view_pictures(gesture, vocabulary, lang),
        material_chips(vocabulary, lang),
        _acts(gesture, lang),
        _phrases(gesture, vocabulary, lang, pass_counts or {}),
        *_negatives(gesture, lang),
        _features(gesture, lang),
        *_others("words.confusable", gesture, gesture.confusable, vocabulary, lang),
        *_others("words.twins", gesture, gesture.twins, vocabulary, lang),
    ]
    for key, words in (
        ("words.also", (*gesture.aliases_en, *gesture.aliases_zh)),
        ("words.note", (gesture.note,)),
        ("words.region", (gesture.region,)),
        ("words.tradition", (gesture.tradition,)),
        ("words.sources", gesture.sources),
    ):
        if said := ", ".join(filter(None, words)):
            parts.append(f"<h3>{text(say(key, lang))}</h3><p>{text(said)}</p>")
    return "".join([*parts, "</div>"])


def dialog_start(name: str, lang: Lang, attributes: str, kind: str = "") -> str:
    """The opening of a dialog with its ✕; ``attributes`` and ``kind`` are escaped already."""
    return (
        f"<div class='drawer {kind}' role='dialog' aria-label='{text(name)}' {attributes}>"
        f"<button class='close' data-act='close' aria-label='{text(say('words.close', lang))}'>✕"
        "</button>"
    )


def _warnings(gesture: Gesture, lang: Lang) -> list[str]:
    if not gesture.offence:
        return []
    label = text(say("words.offence", lang))
    return [f"<div class='notice error'><b>{label}</b>{text(gesture.offence)}</div>"]


def _acts(gesture: Gesture, lang: Lang) -> str:
    id = text(gesture.id)
    return (
        "<div class='acts'>"
        f"<button class='plainbutton strong' data-act='add' data-id='{id}'>"
        f"{text(say('words.add', lang))}</button>"
        f"<button class='plainbutton' data-act='pick' data-id='{id}'>"
        f"{text(say('words.compare_with', lang))}</button></div>"
    )


def _phrases(
    gesture: Gesture, vocabulary: Vocabulary, lang: Lang, pass_counts: Mapping[int, PassCount]
) -> str:
    """Phrases with a button each, whose prompt is in the chosen dialect; the longest in full."""
    view = vocabulary.scene_word("view", gesture.view).text
    choices = "".join(
        f"<button data-act='dialect' data-dialect='{each}'>{each}</button>" for each in DIALECTS
    )
    lines: list[str] = []
    said: dict[str, str] = {}
    for number, phrase in enumerate(gesture.phrases, start=1):
        said = _prompts(gesture, str(number), view)
        lines.append(
            f"<li><span>{text(phrase)}{yield_bar(pass_counts.get(number), lang)}</span>"
            f"{_copies(said, lang)}</li>"
        )
    full = "".join(
        f"<code class='prompt in {dialect}'>{text(words)}</code>" for dialect, words in said.items()
    )
    parts = [
        f"<div class='headline'><h3>{text(say('words.phrases', lang))}</h3>"
        f"<div class='segments' role='group' aria-label='{text(say('words.dialect', lang))}'>"
        f"{choices}</div></div>",
        f"<ol class='phrases'>{''.join(lines)}</ol>",
    ]
    if gesture.phrases_zh:
        listed = "".join(
            f"<li><span>{text(phrase)}</span>{copy_button(phrase, lang)}</li>"
            for phrase in gesture.phrases_zh
        )
        parts.append(f"<ol class='phrases' lang='zh'>{listed}</ol>")
    parts.append(
        f"<p class='quiet'>{text(say('words.full_prompt', lang))}</p>{full}"
        f"<div class='acts'>{_copies(said, lang, whole=True)}</div>"
    )
    return "".join(parts)


def _prompts(gesture: Gesture, phrase: str, view: str) -> dict[str, str]:
    """The prompt in each dialect that can say it."""
    prompt = make_prompt(gesture, phrase=phrase, weight=COPIED_WEIGHT, words={"view": view})
    said: dict[str, str] = {}
    for dialect in DIALECTS:
        try:
            said[dialect] = render(prompt, dialect)
        except GestureError:
            continue
    return said


def _copies(said: dict[str, str], lang: Lang, *, whole: bool = False) -> str:
    """One button for each dialect, of which the style sheet shows the chosen one."""
    buttons: list[str] = []
    for dialect in DIALECTS:
        if dialect not in said:
            words = text(say("words.cannot_say", lang))
            buttons.append(f"<span class='quiet in {dialect}'>{words}</span>")
        elif whole:
            label = f"{say('words.copy', lang)}: {dialect}"
            buttons.append(copy_button(said[dialect], lang, said=label, kind=f"in {dialect}"))
        else:
            buttons.append(copy_button(said[dialect], lang, kind=f"in {dialect}"))
    return "".join(buttons)


def _negatives(gesture: Gesture, lang: Lang) -> list[str]:
    if not gesture.negatives:
        return []
    words = ", ".join(gesture.negatives)
    return [
        f"<div class='headline'><h3>{text(say('words.negatives', lang))}</h3>"
        f"{copy_button(words, lang)}</div><p>{text(words)}</p>"
    ]


def _features(gesture: Gesture, lang: Lang) -> str:
    rows = "".join(
        f"<tr><td>{text(name)}</td><td>{text(words)}</td></tr>"
        for name, words in feature_rows(gesture, lang)
    )
    return f"<h3>{text(say('words.looks', lang))}</h3><table>{rows}</table>"


def _others(
    key: str, gesture: Gesture, ids: Sequence[str], vocabulary: Vocabulary, lang: Lang
) -> list[str]:
    """Entries near this one: each opens, or is compared with it."""
    known = [vocabulary.gestures[each] for each in ids if each in vocabulary.gestures]
    if not known:
        return []
    compare = text(say("words.compare", lang))
    drawn = "".join(
        f"<div class='near'>{mini_html(each, lang)}"
        f"<button class='copy' data-act='compare' data-id='{text(gesture.id)}' "
        f"data-other='{text(each.id)}' title='{compare}' aria-label='{compare}'>⇄</button></div>"
        for each in known
    )
    return [f"<h3>{text(say(key, lang))}</h3><div class='nearby'>{drawn}</div>"]
