"""The Results tab's answers of a judge that measures: means, and same-seed changes of them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup

from toolkit.rating import mean_effects, means
from toolkit.rating.judged import JudgedCell
from toolkit.ui.html import empty, joined, notice
from toolkit.ui.language.texts import Lang, axis_name, say
from toolkit.ui.language.values import value_label, values_label
from toolkit.ui.results.picture_sets import change_text, set_text
from toolkit.ui.results.plots import Bar, forest_html
from toolkit.ui.results.sections import few_seeds
from toolkit.ui.results.tables import Table, download_html, table_html
from toolkit.vocabulary import Vocabulary


def means_answer(
    judged: Sequence[JudgedCell], by: Sequence[str], run: str, vocabulary: Vocabulary, lang: Lang
) -> Markup:
    """What was measured, by some axes, the largest mean first; unmeasured rows are grey."""
    rows = sorted(
        means(judged, by), key=lambda row: -math.inf if row.mean is None else row.mean, reverse=True
    )
    table = Table(
        columns=[
            ", ".join(axis_name(axis, lang) for axis in by),
            *(say(f"results.col.{key}", lang) for key in ("n", "mean", "interval", "unjudged")),
        ],
        rows=[
            (
                values_label(row.values, vocabulary, lang),
                str(row.n),
                number_words(row.mean),
                f"{number_words(row.low)} – {number_words(row.high)}",
                str(row.unjudged),
            )
            for row in rows
        ],
        opens=[set_text("where", row.values) for row in rows],
        grey=frozenset(i for i, row in enumerate(rows) if not row.n),
    )
    link = download_html(
        (*by, "n", "mean", "low", "high", "unjudged"),
        [
            (
                *(value for _, value in row.values),
                row.n,
                *("" if each is None else each for each in (row.mean, row.low, row.high)),
                row.unjudged,
            )
            for row in rows
        ],
        f"means-{run}",
        lang,
    )
    unjudged = sum(row.unjudged for row in rows)
    lost = not any(row.n for row in rows)
    words = notice(say("results.unjudged_all", lang, n=unjudged) if lost else "")
    return joined([words, table_html(table), link])


def mean_changes_answer(
    judged: Sequence[JudgedCell], axis: str, run: str, vocabulary: Vocabulary, lang: Lang
) -> Markup:
    """Which words change what is measured: same-seed differences of the mean, with intervals."""
    found = mean_effects(judged, axis) if axis else ()
    if not found:
        return empty(say("results.words_none", lang))
    ends = [
        abs(end)
        for each in found
        for end in (each.difference.difference, each.difference.low, each.difference.high)
        if math.isfinite(end)
    ]
    reach = 2.0 * max(ends) or 1.0
    bars = [
        Bar(
            label=f"{value_label(axis, each.value, vocabulary, lang)} − "
            f"{value_label(axis, each.reference, vocabulary, lang)}",
            value=each.difference.difference,
            # A bound that so few seeds cannot give lies beyond the scale.
            low=max(each.difference.low, -reach),
            high=min(each.difference.high, reach),
            words=number_words(each.difference.difference, sign=True),
            opens=change_text(axis, each.reference, each.value),
        )
        for each in found
    ]
    table = Table(
        columns=[
            say(f"results.col.{key}", lang)
            for key in ("compared", "change", "interval", "pairs", "p")
        ],
        rows=[
            (
                bar.label,
                bar.words,
                f"{number_words(each.difference.low, sign=True)} – "
                f"{number_words(each.difference.high, sign=True)}",
                str(each.difference.pairs),
                f"{each.p_adjusted:.3f}" if each.p_adjusted >= 0.001 else "< 0.001",
            )
            for bar, each in zip(bars, found, strict=True)
        ],
    )
    link = download_html(
        ("axis", "value", "reference", "gain", "low", "high", "p_adjusted", "n_pairs"),
        [
            (
                axis,
                each.value,
                each.reference,
                each.difference.difference,
                each.difference.low,
                each.difference.high,
                each.p_adjusted,
                each.difference.pairs,
            )
            for each in found
        ],
        f"words-{run}",
        lang,
    )
    plot = forest_html(bars, axis=say("results.axis_mean_change", lang), percent=False)
    warning = few_seeds(max(each.difference.seeds for each in found), lang)
    return joined([warning, plot, table_html(table), link])


def number_words(number: float | None, *, sign: bool = False) -> str:
    """A measured number with four digits; a dash where there is none."""
    if number is None or not math.isfinite(number):
        return "–"
    return f"{number:+.4g}" if sign else f"{number:.4g}"
