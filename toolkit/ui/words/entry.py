"""One entry's dialog: pictures, prompts to copy, what it looks like, where it leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from toolkit.errors import GestureError
from toolkit.prompts import DIALECTS, make_prompt, render
from toolkit.rating.yields import PassCount
from toolkit.ui.addresses import address_text
from toolkit.ui.html import NOTHING, html, in_both_languages, joined
from toolkit.ui.language.hand_words import feature_rows
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.language.values import emoji_sign
from toolkit.ui.words.cards import copy_button, mini_html, yours_mark
from toolkit.ui.words.filters import kind_name
from toolkit.ui.words.viewer import first_look, large_picture, material_chips, view_pictures
from toolkit.ui.words.yield_bar import yield_bar
from toolkit.vocabulary import Gesture, Vocabulary

# The phrase in a copied prompt weighs so much: what a reader most often changes.
COPIED_WEIGHT = 1.2


def entry_html(
    gesture: Gesture,
    vocabulary: Vocabulary,
    lang: Lang,
    pass_counts: Mapping[int, PassCount] | None = None,
    pass_counts_zh: Mapping[int, PassCount] | None = None,
) -> Markup:
    """Everything about one gesture; the page's script knows which dialect is chosen.

    ``pass_counts`` are the yields so far of its phrases, by their number from 1,
    ``pass_counts_zh`` of its Chinese ones.
    """
    first, second = in_both_languages(gesture.name.en, gesture.name.zh, lang)
    # A twin is also easily confused: it is listed once, where more is said of it.
    confusable = [each for each in gesture.confusable if each not in gesture.twins]
    return joined(
        [
            dialog_start(
                gesture.name.in_(lang),
                lang,
                first_look(gesture, address_text("words", gesture.id)),
            ),
            html("<h2>{} {}</h2>", emoji_sign(gesture.emoji), first),
            html(
                "<p class='quiet'>{}{}{}{}</p>",
                second,
                " · " if second else "",
                kind_name(gesture.kind, lang),
                yours_mark(gesture.origin, lang),
            ),
            _offence(gesture, lang),
            large_picture(gesture, lang),
            view_pictures(gesture, vocabulary, lang),
            material_chips(vocabulary, lang),
            _acts(gesture, lang),
            _phrases(gesture, vocabulary, lang, pass_counts or {}, pass_counts_zh or {}),
            _negatives(gesture, lang),
            _features(gesture, lang),
            _others("words.confusable", gesture, confusable, vocabulary, lang),
            _others("words.twins", gesture, gesture.twins, vocabulary, lang),
            *_notes(gesture, lang),
            html("</div>"),
        ]
    )


def dialog_start(name: str, lang: Lang, attributes: Markup, kind: str = "") -> Markup:
    """The opening of a dialog with its ✕; ``kind`` is a class more."""
    return html(
        "<div class='dialog {kind}' role='dialog' aria-modal='true' aria-label='{name}' "
        "{attributes}>"
        "<button class='close' data-act='close' aria-label='{close}'>✕</button>",
        kind=kind,
        name=name,
        attributes=attributes,
        close=say("words.close", lang),
    )


def _offence(gesture: Gesture, lang: Lang) -> Markup:
    if not gesture.offence:
        return NOTHING
    return html(
        "<div class='notice error'><b>{}</b>{}</div>", say("words.offence", lang), gesture.offence
    )


def _acts(gesture: Gesture, lang: Lang) -> Markup:
    return html(
        "<div class='acts'>"
        "<button class='plainbutton strong' data-act='add' data-id='{id}'>{add}</button>"
        "<button class='plainbutton' data-act='pick' data-id='{id}'>{compare}</button></div>",
        id=gesture.id,
        add=say("words.add", lang),
        compare=say("words.compare_with", lang),
    )


def _phrases(
    gesture: Gesture,
    vocabulary: Vocabulary,
    lang: Lang,
    pass_counts: Mapping[int, PassCount],
    pass_counts_zh: Mapping[int, PassCount],
) -> Markup:
    """Phrases with a button each, whose prompt is in the chosen dialect; the longest in full."""
    view = vocabulary.scene_word("view", gesture.view).text
    choices = joined(
        html("<button data-act='dialect' data-dialect='{0}'>{0}</button>", each)
        for each in DIALECTS
    )
    lines: list[Markup] = []
    for number, phrase in enumerate(gesture.phrases, start=1):
        prompts = _prompts(gesture, str(number), view)
        lines.append(
            html(
                "<li><span>{}{}{}</span>{}</li>",
                phrase,
                yours_mark(_added_from(gesture.phrases, gesture.added_from, number), lang),
                yield_bar(pass_counts.get(number), lang),
                _copies(prompts, lang),
            )
        )
    longest = _prompts(gesture, "explicit", view)
    full = joined(
        html("<code class='prompt in {}'>{}</code>", dialect, words)
        for dialect, words in longest.items()
    )
    return html(
        "<div class='headline'><h3>{phrases}</h3>"
        "<div class='segments' role='group' aria-label='{dialect}'>{choices}</div></div>"
        "<ol class='phrases'>{lines}</ol>{chinese}"
        "<p class='quiet'>{in_full}</p>{full}<div class='acts'>{copies}</div>",
        phrases=say("words.phrases", lang),
        dialect=say("words.dialect", lang),
        choices=choices,
        lines=joined(lines),
        chinese=_chinese(gesture, lang, pass_counts_zh),
        in_full=say("words.full_prompt", lang),
        full=full,
        copies=_copies(longest, lang, whole=True),
    )


def _chinese(gesture: Gesture, lang: Lang, pass_counts: Mapping[int, PassCount]) -> Markup:
    """The Chinese phrases, each with a button that copies it."""
    lines = joined(
        html(
            "<li><span>{}{}{}</span>{}</li>",
            phrase,
            yours_mark(_added_from(gesture.phrases_zh, gesture.added_from_zh, number), lang),
            yield_bar(pass_counts.get(number), lang),
            copy_button(phrase, lang),
        )
        for number, phrase in enumerate(gesture.phrases_zh, start=1)
    )
    return html("<ol class='phrases' lang='zh'>{}</ol>", lines) if gesture.phrases_zh else NOTHING


def _added_from(phrases: Sequence[str], added_from: Sequence[str], number: int) -> str:
    """The user's file that a phrase of ours was added by, "" for one of our own."""
    place = number - 1 - (len(phrases) - len(added_from))
    return added_from[place] if place >= 0 else ""


def _prompts(gesture: Gesture, phrase: str, view: str) -> dict[str, str]:
    """The prompt in each dialect that can say it."""
    prompt = make_prompt(gesture, phrase=phrase, weight=COPIED_WEIGHT, words={"view": view})
    prompts: dict[str, str] = {}
    for dialect in DIALECTS:
        try:
            prompts[dialect] = render(prompt, dialect)
        except GestureError:
            continue
    return prompts


def _copies(prompts: Mapping[str, str], lang: Lang, *, whole: bool = False) -> Markup:
    """One button for each dialect, of which the style sheet shows the chosen one."""
    buttons: list[Markup] = []
    for dialect in DIALECTS:
        if dialect not in prompts:
            words = say("words.cannot_say", lang)
            buttons.append(html("<span class='quiet in {}'>{}</span>", dialect, words))
            continue
        label = f"{say('words.copy', lang)}: {dialect}" if whole else ""
        buttons.append(copy_button(prompts[dialect], lang, label=label, kind=f"in {dialect}"))
    return joined(buttons)


def _negatives(gesture: Gesture, lang: Lang) -> Markup:
    if not gesture.negatives:
        return NOTHING
    words = ", ".join(gesture.negatives)
    return html(
        "<div class='headline'><h3>{}</h3>{}</div><p>{}</p>",
        say("words.negatives", lang),
        copy_button(words, lang),
        words,
    )


def _features(gesture: Gesture, lang: Lang) -> Markup:
    rows = joined(
        html("<tr><td>{}</td><td>{}</td></tr>", name, words)
        for name, words in feature_rows(gesture, lang)
    )
    return html("<h3>{}</h3><table>{}</table>", say("words.looks", lang), rows)


def _others(
    key: str, gesture: Gesture, ids: Sequence[str], vocabulary: Vocabulary, lang: Lang
) -> Markup:
    """Entries near this one: each opens, or is compared with it."""
    known = [vocabulary.gestures[each] for each in ids if each in vocabulary.gestures]
    if not known:
        return NOTHING
    cards = joined(
        html(
            "<div class='near'>{card}<button class='copy' data-act='compare' data-id='{id}' "
            "data-other='{other}' title='{compare}' aria-label='{compare}'>⇄</button></div>",
            card=mini_html(each, lang),
            id=gesture.id,
            other=each.id,
            compare=say("words.compare", lang),
        )
        for each in known
    )
    return html("<h3>{}</h3><div class='nearby'>{}</div>", say(key, lang), cards)


def _notes(gesture: Gesture, lang: Lang) -> Iterator[Markup]:
    for key, words in (
        ("words.also", (*gesture.aliases_en, *gesture.aliases_zh)),
        ("words.note", (gesture.note,)),
        ("words.region", (gesture.region,)),
        ("words.tradition", (gesture.tradition,)),
        ("words.sources", gesture.sources),
    ):
        if line := ", ".join(filter(None, words)):
            yield html("<h3>{}</h3><p>{}</p>", say(key, lang), line)
