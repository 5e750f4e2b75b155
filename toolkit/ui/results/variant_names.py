"""The statistics' variants in words: what was varied, without what is the same everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.rating import varying_axes
from toolkit.rating.judged import JudgedCell
from toolkit.rating.variants import Values, values_on, variant_label
from toolkit.ui.language.texts import Lang
from toolkit.ui.language.values import values_label
from toolkit.vocabulary import Vocabulary


def variant_names(
    judged: Sequence[JudgedCell], vocabulary: Vocabulary, lang: Lang
) -> Mapping[str, str]:
    """The words of each variant, by the label that `toolkit.rating` gives it."""
    by = varying_axes(judged)
    names: dict[str, str] = {}
    for cell in judged:
        values = values_on(cell, by)
        names.setdefault(variant_label(values), values_label(values, vocabulary, lang))
    return names


def values_of_variants(judged: Sequence[JudgedCell]) -> Mapping[str, Values]:
    """The (axis, value) pairs of each variant, by the label that `toolkit.rating` gives it."""
    by = varying_axes(judged)
    found = dict.fromkeys(values_on(cell, by) for cell in judged)
    return {variant_label(values): values for values in found}
