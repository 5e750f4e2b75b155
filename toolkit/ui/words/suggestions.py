"""What a prompt lacks, as HTML: the gestures it calls for, and kinds of words it has none of."""

from __future__ import annotations

from markupsafe import Markup

from toolkit.suggesting.missing import Lack
from toolkit.suggesting.suggest import Suggestion, Suggestions
from toolkit.ui.html import NOTHING, html, joined
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.words.cards import mini_html, phrase_list
from toolkit.vocabulary import Vocabulary


def suggestions_html(found: Suggestions, vocabulary: Vocabulary, lang: Lang) -> Markup:
    """Suggested gestures with their phrases, then what else is not said."""
    if not found.prompt.strip():
        return NOTHING
    if not found.gestures and not found.lacks:
        return html("<p class='quiet' role='status'>{}</p>", say("suggest.nothing", lang))
    missing = html(
        "<h3>{}</h3><ul class='lacks'>{}</ul>",
        say("suggest.lacks", lang),
        joined(_missing(each, lang) for each in found.lacks),
    )
    return html(
        "<div class='suggested'>{}</div>{}",
        joined(_suggestion(each, vocabulary, lang) for each in found.gestures),
        missing if found.lacks else NOTHING,
    )


def _suggestion(found: Suggestion, vocabulary: Vocabulary, lang: Lang) -> Markup:
    words = ", ".join(f"“{word}”" for word in found.words)
    return html(
        "<div class='suggestion'>{}<p class='quiet'>{}</p><ol class='phrases'>{}</ol></div>",
        mini_html(vocabulary.gesture(found.id), lang),
        say("suggest.because", lang, words=words),
        phrase_list(found.phrases, lang),
    )


def _missing(lack: Lack, lang: Lang) -> Markup:
    words = joined(
        html("<button class='copy' data-act='put' data-text='{0}'>+ {0}</button>", each)
        for each in lack.words
    )
    return html("<li>{} {}</li>", say(f"lack.{lack.kind}", lang), words)
