"""What a prompt lacks, as HTML: the gestures it asks for, and kinds of words it has none of."""

from __future__ import annotations

from toolkit.suggesting.missing import Lack
from toolkit.suggesting.suggest import Suggestion, Suggestions
from toolkit.ui.html import text
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.words.cards import copy_button, mini_html
from toolkit.vocabulary import Vocabulary


def suggestions_html(found: Suggestions, vocabulary: Vocabulary, lang: Lang) -> str:
    """Suggested gestures with their phrases, then what else is not said."""
    if not found.prompt.strip():
        return ""
    if not found.gestures and not found.lacks:
        return f"<p class='quiet' role='status'>{text(say('suggest.nothing', lang))}</p>"
    cards = "".join(_suggestion(each, vocabulary, lang) for each in found.gestures)
    lacks = "".join(_lack(each, lang) for each in found.lacks)
    rest = f"<h3>{text(say('suggest.lacks', lang))}</h3><ul class='lacks'>{lacks}</ul>"
    return f"<div class='suggested'>{cards}</div>{rest if lacks else ''}"


def _suggestion(found: Suggestion, vocabulary: Vocabulary, lang: Lang) -> str:
    words = ", ".join(f"“{word}”" for word in found.words)
    phrases = "".join(
        f"<li><span>{text(phrase)}</span>{copy_button(phrase, lang)}</li>"
        for phrase in found.phrases
    )
    return (
        f"<div class='suggestion'>{mini_html(vocabulary.gesture(found.id), lang)}"
        f"<p class='quiet'>{text(say('suggest.because', lang, words=words))}</p>"
        f"<ol class='phrases'>{phrases}</ol></div>"
    )


def _lack(lack: Lack, lang: Lang) -> str:
    words = "".join(copy_button(each, lang, said=each) for each in lack.words)
    return f"<li>{text(say(f'lack.{lack.kind}', lang))} {words}</li>"
