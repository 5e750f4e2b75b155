"""Gesture by variant: how many passed in each place, as a number and a sign on a shade."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from toolkit.rating import YieldRow, varying_axes, yields
from toolkit.rating.judged import JudgedCell
from toolkit.ui.html import NOTHING, html, joined, notice
from toolkit.ui.language.texts import Lang, axis_name, number, say
from toolkit.ui.language.values import value_label, values_label
from toolkit.ui.results.picture_sets import set_text
from toolkit.ui.results.tables import download_html
from toolkit.vocabulary import Vocabulary

MOST_COLUMNS, MOST_ROWS = 12, 120
SHADES = 5


def heat_map(
    judged: Sequence[JudgedCell], axis: str, run: str, vocabulary: Vocabulary, lang: Lang
) -> Markup:
    """The map of a judge's passes; where there are too many variants, of the values of ``axis``."""
    varying = varying_axes(judged)
    if not varying:
        return html("<p class='quiet'>{}</p>", say("results.heat_one", lang))
    by, note = varying, NOTHING
    rows = yields(judged, ("gesture", *by))
    columns = list(dict.fromkeys(row.values[1:] for row in rows))
    if len(columns) > MOST_COLUMNS and len(varying) > 1:
        by = (axis if axis in varying else varying[0],)
        rows = yields(judged, ("gesture", *by))
        columns = list(dict.fromkeys(row.values[1:] for row in rows))
        note = notice(say("results.heat_axis", lang, axis=axis_name(by[0], lang)))
    places = {(row.values[0][1], row.values[1:]): row for row in rows}
    gestures = list(dict.fromkeys(gesture for gesture, _ in places))
    kept = gestures[:MOST_ROWS]
    head = joined(
        html("<th scope='col'>{}</th>", values_label(column, vocabulary, lang))
        for column in columns
    )
    body = joined(
        html(
            "<tr><th scope='row'>{}</th>{}</tr>",
            value_label("gesture", gesture, vocabulary, lang),
            joined(_place(places.get((gesture, column)), vocabulary, lang) for column in columns),
        )
        for gesture in kept
    )
    cut = say("results.heat_cut", lang, n=number(len(kept)), total=number(len(gestures)))
    return html(
        "{}<p class='quiet'>{}</p><div class='tablewrap'><table class='heat'><thead><tr><td></td>{}"
        "</tr></thead><tbody>{}</tbody></table></div>{}{}",
        note,
        say("results.heat_note", lang),
        head,
        body,
        html("<p class='quiet'>{}</p>", cut) if len(kept) < len(gestures) else NOTHING,
        _download(rows, by, run, lang),
    )


def _place(row: YieldRow | None, vocabulary: Vocabulary, lang: Lang) -> Markup:
    if row is None:
        return html("<td></td>")
    words = (
        say("results.k_of_n", lang, k=row.k, n=row.n) if row.n else say("verdict.unjudged", lang)
    )
    return html(
        "<td><button class='shade{}' data-act='set' data-set='{}' title='{label}: {words}' "
        "aria-label='{label}: {words}'><b>{}</b><span>{}</span></button></td>",
        "-none" if row.rate is None else round(row.rate * (SHADES - 1)),
        set_text("where", row.values),
        sign_of(row),
        f"{row.k}/{row.n}" if row.n else row.unjudged,
        label=values_label(row.values, vocabulary, lang),
        words=words,
    )


def sign_of(row: YieldRow) -> str:
    """What stands beside the shade: ✓ all passed, ✗ none, ◐ some, – nobody judged."""
    if not row.n:
        return "–"
    return "✓" if row.k == row.n else "✗" if row.k == 0 else "◐"


def _download(rows: Sequence[YieldRow], by: Sequence[str], run: str, lang: Lang) -> Markup:
    return download_html(
        ("gesture", *by, "k", "n", "unsure", "unjudged", "low", "high"),
        [
            (
                *(value for _, value in row.values),
                *(row.k, row.n, row.unsure, row.unjudged, row.low, row.high),
            )
            for row in rows
        ],
        f"map-{run}",
        lang,
    )
