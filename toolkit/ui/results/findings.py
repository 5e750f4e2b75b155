"""What the verdicts and votes of a run say, as rows for tables and plots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.errors import BadInput
from toolkit.rating import (
    PairedDifference,
    Ranking,
    Vote,
    YieldRow,
    bradley_terry,
    comparisons_from_verdicts,
    comparisons_from_votes,
    holm,
    pair_up,
    paired_difference,
    variants_of_cells,
    varying_axes,
    yields,
)
from toolkit.rating.judged import JudgedCell
from toolkit.rating.variants import values_on, variant_label
from toolkit.ui.html import emoji_sign, short_model
from toolkit.ui.language.texts import NUMBER_AXES, Lang, axis_name
from toolkit.vocabulary import Vocabulary

REFERENCES = ("plain", "1", "none", "palm")


@dataclass(frozen=True, kw_only=True)
class Change:
    """How the yield changes from ``first`` to ``second`` on the same seeds, and Holm's p."""

    first: str
    second: str
    difference: PairedDifference
    p_adjusted: float


def value_name(axis: str, value: str, vocabulary: Vocabulary, lang: Lang) -> str:
    """One axis value in words: gestures by name, models without their folder."""
    if axis == "gesture" and value in vocabulary.gestures:
        gesture = vocabulary.gestures[value]
        name = gesture.name.en if lang == "en" else gesture.name.zh
        return f"{emoji_sign(gesture.emoji)} {name}".strip()
    if axis == "model":
        return short_model(value)
    if axis in NUMBER_AXES or value.isdigit():
        return f"{axis_name(axis, lang)} {value}"
    return value


def row_name(values: Sequence[tuple[str, str]], vocabulary: Vocabulary, lang: Lang) -> str:
    """Several axis values in words."""
    return ", ".join(value_name(axis, value, vocabulary, lang) for axis, value in values)


def sorted_yields(judged: Sequence[JudgedCell], by: Sequence[str]) -> list[YieldRow]:
    """Yields, the best first; rows that nobody judged stand last."""
    rows = yields(judged, by)
    return sorted(rows, key=lambda row: -1.0 if row.rate is None else row.rate, reverse=True)


def changes(judged: Sequence[JudgedCell], axis: str) -> list[Change]:
    """Every value on ``axis`` against its reference, on the same gestures and seeds.

    The reference is the value that says least (``plain``, weight 1, ``none``) or the first one.
    Values without a judged pair are left out.
    """
    values = list(dict.fromkeys(v for cell in judged for n, v in cell.values if n == axis))
    if len(values) < 2:
        return []
    first = next((each for each in REFERENCES if each in values), values[0])
    found: list[tuple[str, PairedDifference]] = []
    for second in values:
        if second == first:
            continue
        try:
            pairs = pair_up(judged, axis, first, second)
            found.append((second, paired_difference(pairs, rng_seed=0)))
        except BadInput:
            continue  # no pair of judged pictures: nothing to say about this value
    adjusted = holm([difference.p_value for _, difference in found])
    return [
        Change(first=first, second=second, difference=difference, p_adjusted=p)
        for (second, difference), p in zip(found, adjusted, strict=True)
    ]


def ranking_of(judged: Sequence[JudgedCell], votes: Sequence[Vote], source: str) -> Ranking:
    """The variants, strongest first, from people's votes or from the judge's verdicts.

    Raises `NotConverged` when the fit does not settle.
    """
    by = varying_axes(judged)
    if not by:
        return bradley_terry([])
    if source == "verdicts":
        return bradley_terry(comparisons_from_verdicts(judged, by))
    variant_of = variants_of_cells(judged, by)
    known = [v for v in votes if v.left_cell in variant_of and v.right_cell in variant_of]
    return bradley_terry(comparisons_from_votes(known, variant_of))


def variant_names(
    judged: Sequence[JudgedCell], vocabulary: Vocabulary, lang: Lang
) -> Mapping[str, str]:
    """The statistics' variant labels, each in words."""
    by = varying_axes(judged)
    named: dict[str, str] = {}
    for cell in judged:
        values = values_on(cell, by)
        named.setdefault(variant_label(values), row_name(values, vocabulary, lang))
    return named
