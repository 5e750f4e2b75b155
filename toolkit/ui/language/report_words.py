"""The words of a static report: the page's own texts, and those that the app has for values."""

from __future__ import annotations

from toolkit.reporting.words import Languages, ReportWords
from toolkit.ui.language.report_texts import REPORT_TEXTS
from toolkit.ui.language.run_names import run_name
from toolkit.ui.language.texts import LANGUAGES, Lang, axis_name
from toolkit.ui.language.values import value_label, value_words
from toolkit.ui.language.verdict_sentences import outcome_words, verdict_sentence
from toolkit.vocabulary import Vocabulary


def report_languages(vocabulary: Vocabulary) -> Languages:
    """What `toolkit.reporting.report.write_report` says in each language of the interface."""
    return {lang: _words(vocabulary, lang) for _, lang in LANGUAGES}


def _words(vocabulary: Vocabulary, lang: Lang) -> ReportWords:
    place = 0 if lang == "en" else 1
    return ReportWords(
        page={key: texts[place] for key, texts in REPORT_TEXTS.items()},
        axis=lambda axis: axis_name(axis, lang),
        value=lambda axis, value: value_words(axis, value, vocabulary, lang) if value else "",
        label=lambda axis, value: value_label(axis, value, vocabulary, lang) if value else "",
        run=lambda info: run_name(info, vocabulary, lang),
        outcome=lambda outcome, question: outcome_words(outcome, question, lang),
        sentence=lambda verdict: verdict_sentence(verdict, vocabulary.gestures, lang),
    )
