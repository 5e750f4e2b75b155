"""Two entries side by side: the same view of both, their skeletons, words, what differs."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from toolkit.ui.addresses import address_text
from toolkit.ui.html import NOTHING, html, in_both_languages, joined
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.language.values import emoji_sign, gesture_label
from toolkit.ui.words.cards import phrase_list
from toolkit.ui.words.contrasts import Line, contrast_lines
from toolkit.ui.words.entry import dialog_start
from toolkit.ui.words.viewer import first_look, large_picture, material_chips, view_chips
from toolkit.vocabulary import Gesture, Vocabulary


def picking_html(gesture: Gesture, lang: Lang) -> Markup:
    """The line that asks for the second entry."""
    return html(
        "<div class='notice picking' role='status'><span>{}</span>"
        "<button class='plainbutton' data-act='cancel'>{}</button></div>",
        say("words.pick_second", lang, name=gesture_label(gesture, lang)),
        say("words.cancel", lang),
    )


def compare_html(one: Gesture, other: Gesture, vocabulary: Vocabulary, lang: Lang) -> Markup:
    """The dialog that compares two entries; both are seen from the first one's best view."""
    both = (one, other)
    return html(
        "{start}<div class='pair'>{heads}{pictures}</div>{views}{materials}{table}"
        "<h3>{skeleton}</h3><div class='pair'>{skeletons}</div>"
        "<h3>{phrases}</h3><div class='pair'>{lists}</div></div>",
        start=dialog_start(
            say("words.compare", lang),
            lang,
            first_look(one, address_text("words", one.id, other.id)),
            "compare",
        ),
        heads=joined(_head(gesture, lang) for gesture in both),
        pictures=joined(large_picture(gesture, lang, view=one.view) for gesture in both),
        views=view_chips(vocabulary, lang),
        materials=material_chips(vocabulary, lang),
        table=_table(contrast_lines(one, other, lang), lang),
        skeleton=say("words.skeleton", lang),
        skeletons=joined(
            large_picture(gesture, lang, what="skeleton", view=one.view) for gesture in both
        ),
        phrases=say("words.phrases", lang),
        lists=joined(
            html("<ol class='phrases'>{}</ol>", phrase_list(gesture.phrases, lang))
            for gesture in both
        ),
    )


def _head(gesture: Gesture, lang: Lang) -> Markup:
    first, second = in_both_languages(gesture.name.en, gesture.name.zh, lang)
    return html(
        "<div><h2>{emoji} {first}</h2><p class='quiet'>{second}</p>"
        "<button class='copy' data-act='open' data-id='{id}'>{open}</button></div>",
        emoji=emoji_sign(gesture.emoji),
        first=first,
        second=second,
        id=gesture.id,
        open=say("words.open", lang),
    )


def _table(lines: Sequence[Line], lang: Lang) -> Markup:
    """What differs first and marked, then what is the same."""
    unlike = [line for line in lines if line.differ]
    alike = [line for line in lines if not line.differ]
    same = html(
        "<details><summary>{}</summary><table class='alike'>{}</table></details>",
        say("words.alike", lang, n=len(alike)),
        joined(_row(line) for line in alike),
    )
    return html(
        "<h3>{}</h3><table class='unlike'>{}</table>{}",
        say("words.differ" if unlike else "words.no_difference", lang, n=len(unlike)),
        joined(_row(line) for line in unlike),
        same if alike else NOTHING,
    )


def _row(line: Line) -> Markup:
    return html(
        "<tr><td>{}</td><td>{}</td><td>{}</td></tr>", line.name, line.one or "–", line.other or "–"
    )
