"""The vocabulary as HTML: a grid of cards, and the drawer that a card opens."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.errors import GestureError
from toolkit.prompts import DIALECTS, make_prompt, render
from toolkit.ui.html import emoji_sign, empty, mixed, text
from toolkit.ui.pictures import SceneWordKey, hand_url, skeleton_url
from toolkit.ui.texts import Lang, say
from toolkit.vocabulary import Gesture, Vocabulary

DRAWER_VIEWS = ("palm", "three_quarter", "back")


def find_gestures(vocabulary: Vocabulary, words: str, kind: str) -> list[Gesture]:
    """The gestures that fit a search and a kind ("" for any), best first."""
    found = vocabulary.search(words, limit=1000)
    return [gesture for gesture in found if kind in ("", gesture.kind)]


def kinds(vocabulary: Vocabulary) -> list[str]:
    """Every kind that occurs, sorted."""
    return sorted({gesture.kind for gesture in vocabulary.gestures.values()})


def cards_html(
    gestures: Sequence[Gesture], words: str, lang: Lang, *, of: int | None = None
) -> str:
    """The grid of cards, or what to do when nothing fits; ``of`` when more are still to come."""
    if not gestures:
        return empty(say("words.none", lang, query=words), say("words.show_all", lang), "show-all")
    return (
        f"<p class='quiet'>{text(say('words.count', lang, n=of or len(gestures)))}</p>"
        f"<div class='cards'>{''.join(_card(each, lang) for each in gestures)}</div>"
    )


def _card(gesture: Gesture, lang: Lang) -> str:
    first, second = mixed(gesture.name.en, gesture.name.zh, lang)
    return (
        f"<button class='card' data-act='open' data-id='{text(gesture.id)}'>"
        f"<img alt='' src='{hand_url(gesture)}'>"
        f"<span class='body'><span class='emoji'>{text(emoji_sign(gesture.emoji))}</span>"
        f"<span class='name'>{first}</span><span class='other'>{second}</span>"
        f"<span class='phrase'>{text(_telling(gesture))}</span></span></button>"
    )


def _telling(gesture: Gesture) -> str:
    """The plainest phrase that says more than the name."""
    name = gesture.name.en.casefold()
    return next((p for p in gesture.phrases if p.casefold() != name), gesture.phrases[0])


def drawer_html(gesture: Gesture, vocabulary: Vocabulary, lang: Lang) -> str:
    """Everything about one gesture: pictures, words, prompts to copy, the way to the sweep."""
    first, second = mixed(gesture.name.en, gesture.name.zh, lang)
    parts = [
        f"<div class='drawer' role='dialog' aria-label='{text(gesture.name.en)}'>",
        f"<button class='close' data-act='close' aria-label='{text(say('words.close', lang))}'>✕"
        "</button>",
        f"<h2>{text(emoji_sign(gesture.emoji))} {first}</h2><p class='quiet'>{second}</p>",
        _pictures(gesture, vocabulary, lang),
        "<div class='acts'><button class='plainbutton strong' data-act='add' "
        f"data-id='{text(gesture.id)}'>{text(say('words.add', lang))}</button></div>",
        f"<h3>{text(say('words.phrases', lang))}</h3>",
        f"<ol>{''.join(f'<li>{text(phrase)}</li>' for phrase in gesture.phrases)}</ol>",
    ]
    if gesture.phrases_zh:
        listed = "".join(f"<li>{text(phrase)}</li>" for phrase in gesture.phrases_zh)
        parts.append(f"<ol class='quiet' lang='zh'>{listed}</ol>")
    parts.append(_prompts(gesture, lang))
    for key, words in (
        ("words.negatives", gesture.negatives),
        ("words.also", (*gesture.aliases_en, *gesture.aliases_zh)),
        ("words.twins", _names(gesture.twins, vocabulary, lang)),
        ("words.note", (gesture.note,) if gesture.note else ()),
    ):
        if words:
            parts.append(f"<h3>{text(say(key, lang))}</h3><p>{text(', '.join(words))}</p>")
    return "".join([*parts, "</div>"])


def _pictures(gesture: Gesture, vocabulary: Vocabulary, lang: Lang) -> str:
    figures: list[tuple[str, str]] = []
    for word in vocabulary.scene("view"):
        if word.id in DRAWER_VIEWS:
            name = word.name.en if lang == "en" else word.name.zh
            figures.append((hand_url(gesture, SceneWordKey(word), 256), name))
    figures.append((skeleton_url(gesture, 256), say("words.skeleton", lang)))
    drawn = "".join(
        f"<figure><img src='{url}' alt='{text(name)}'><figcaption>{text(name)}</figcaption>"
        "</figure>"
        for url, name in figures
    )
    return f"<div class='views'>{drawn}</div>"


def _prompts(gesture: Gesture, lang: Lang) -> str:
    """The most explicit prompt at weight 1.2 in each dialect, each with its copy button."""
    prompt = make_prompt(gesture, phrase="explicit", weight=1.2, words={"view": "palm view"})
    parts = [f"<h3>{text(say('words.copy', lang))}</h3>"]
    for dialect in DIALECTS:
        try:
            said = render(prompt, dialect)
        except GestureError:
            parts.append(f"<p class='quiet'>{dialect}: {text(say('words.cannot_say', lang))}</p>")
            continue
        parts.append(copy_block(dialect, said, lang))
    return "".join(parts)


def copy_block(label: str, words: str, lang: Lang) -> str:
    """Text in a box with a button that copies it."""
    return (
        f"<code class='prompt'>{text(words)}</code><div class='acts'>"
        f"<button class='plainbutton' data-act='copy' data-text='{text(words)}' "
        f"data-done='{text(say('words.copied', lang))}'>{text(say('words.copy', lang))}: "
        f"{text(label)}</button></div>"
    )


def _names(ids: Sequence[str], vocabulary: Vocabulary, lang: Lang) -> tuple[str, ...]:
    known = (vocabulary.gestures[each] for each in ids if each in vocabulary.gestures)
    return tuple(each.name.en if lang == "en" else each.name.zh for each in known)
