"""Effects: every value against the reference that suits its axis, on the same seeds."""

from __future__ import annotations

import pytest

from tests.rating_samples import judged
from toolkit import effects
from toolkit.errors import BadInput, UnknownName
from toolkit.rating import JudgedCell


def _cells(axis: str, passing: dict[str, int], seeds: int = 8) -> list[JudgedCell]:
    """A picture a value and seed; the first so many seeds of each value pass."""
    return [
        judged("pass" if seed < passed else "fail", seed=seed, **{axis: value})
        for value, passed in passing.items()
        for seed in range(seeds)
    ]


@pytest.mark.parametrize(
    ("axis", "values", "reference"),
    [
        ("control_strength", ["0", "0.5", "1"], "0"),
        ("control_strength", ["1", "0.5", "0"], "0"),
        ("weight", ["0.4", "1", "1.6"], "1"),
        ("phrase", ["explicit", "plain"], "plain"),
        ("negative", ["anatomy", "none"], "none"),
        ("view", ["back", "palm"], "palm"),
        ("guidance", ["7", "3"], "3"),
        ("model", ["early", "late"], "early"),
    ],
)
def test_the_reference_suits_the_axis(axis: str, values: list[str], reference: str) -> None:
    found = effects(_cells(axis, dict.fromkeys(values, 2)), axis)
    assert {each.reference for each in found} == {reference}
    assert [each.value for each in found] == [value for value in values if value != reference]
    assert {each.axis for each in found} == {axis}


def test_the_gain_is_the_values_yield_minus_the_references() -> None:
    cells = _cells("phrase", {"plain": 2, "explicit": 7, "2": 1})
    explicit, second = effects(cells, "phrase")
    assert explicit.difference.difference == pytest.approx(5 / 8)
    assert second.difference.difference == pytest.approx(-1 / 8)
    assert explicit.difference.pairs == explicit.difference.seeds == 8
    other_way, _ = effects(cells, "phrase", reference="explicit")
    assert (other_way.value, other_way.difference.difference) == ("plain", pytest.approx(-5 / 8))


def test_p_is_adjusted_for_the_number_of_values() -> None:
    cells = _cells("phrase", {"plain": 0, "explicit": 12, "2": 6}, seeds=12)
    explicit, second = effects(cells, "phrase")
    assert explicit.p_adjusted == pytest.approx(2 * explicit.difference.p_value)
    assert second.p_adjusted == pytest.approx(second.difference.p_value)
    assert explicit.p_adjusted < 0.01 < second.p_adjusted < 0.05


def test_a_value_without_a_judged_pair_is_left_out() -> None:
    cells = _cells("weight", {"1": 3, "1.2": 5})
    cells += [judged("unjudged", seed=seed, weight="1.4") for seed in range(8)]
    cells += [judged("pass", seed=99, weight="1.6")]
    assert [each.value for each in effects(cells, "weight")] == ["1.2"]


def test_one_value_gives_no_effect_and_wrong_axes_are_refused() -> None:
    cells = _cells("weight", {"1": 3})
    assert effects(cells, "weight") == []
    assert effects([], "weight") == []
    with pytest.raises(UnknownName, match="'sparkle'"):
        effects(cells, "sparkle")
    with pytest.raises(BadInput, match="different seeds"):
        effects(cells, "seed")
    with pytest.raises(BadInput, match=r"'3'.*Values: 1"):
        effects(cells, "weight", reference="3")


def test_of_runs_what_each_has_one_value_of_belongs_to_the_run() -> None:
    """Otherwise two folders, or two models, could never be compared as runs."""
    cells = [
        judged("pass" if seed < passed else "fail", seed=seed, run=run, model=model, view=view)
        for run, model, passed in (("old", "v1", 2), ("new", "v2", 6))
        for view in ("palm", "back")
        for seed in range(8)
    ]
    [found] = effects(cells, "run")
    assert (found.value, found.reference) == ("new", "old")
    assert (found.difference.difference, found.difference.pairs) == (0.5, 16)
    [by_view] = effects(cells, "view")  # of another axis nothing is left out
    assert by_view.difference.pairs == 16
