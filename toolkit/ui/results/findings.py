"""Axis values and variants in words, and yields in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.axes import NUMBER_AXES
from toolkit.rating import YieldRow, varying_axes, yields
from toolkit.rating.judged import JudgedCell
from toolkit.rating.variants import values_on, variant_label
from toolkit.ui.html import emoji_sign, short_model
from toolkit.ui.language.texts import Lang, axis_name
from toolkit.vocabulary import Vocabulary


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
