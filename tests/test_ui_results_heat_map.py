"""The heat map: a number and a sign in each place, and never too many columns."""

from __future__ import annotations

from itertools import product

from toolkit.rating import JudgedCell, Outcome
from toolkit.ui.results.heat_map import MOST_COLUMNS, heat_map
from toolkit.vocabulary import load_vocabulary

WORDS = load_vocabulary()


def cell(values: dict[str, str], seed: int, outcome: Outcome) -> JudgedCell:
    name = "-".join(values.values())
    return JudgedCell(
        cell=name,
        gesture=values["gesture"],
        values=tuple(values.items()),
        seed=seed,
        request_hash=f"{name}-{seed}",
        outcome=outcome,
        reason="match",
    )


def test_each_place_has_a_number_and_a_sign() -> None:
    said: dict[tuple[str, str], tuple[Outcome, Outcome]] = {
        ("fist", "1"): ("pass", "pass"),
        ("fist", "2"): ("fail", "fail"),
        ("palm", "1"): ("pass", "fail"),
        ("palm", "2"): ("unjudged", "unjudged"),
    }
    judged = [
        cell({"gesture": gesture, "weight": weight}, seed, outcome)
        for (gesture, weight), outcomes in said.items()
        for seed, outcome in enumerate(outcomes)
    ]
    page = heat_map(judged, "weight", "run", WORDS, "en")
    for shade, sign, words in (
        *(("4", "✓", "2/2"), ("0", "✗", "0/2"), ("2", "◐", "1/2"), ("-none", "–", "2")),
    ):
        assert f"class='shade{shade}'" in page
        assert f"<b>{sign}</b><span>{words}</span>" in page
    assert "data-set='where?gesture=fist&amp;weight=1'" in page
    assert "map-run.csv" in page and "map-run.parquet" in page


def test_one_variant_needs_no_map() -> None:
    page = heat_map([cell({"gesture": "fist", "weight": "1"}, 0, "pass")], "", "r", WORDS, "zh")
    assert "只有一种写法" in page and "<table" not in page


def test_many_variants_fall_back_to_one_axis() -> None:
    judged = [
        cell({"gesture": "fist", "weight": weight, "phrase": phrase}, 0, "pass")
        for weight, phrase in product("12345", "12345")
    ]
    assert len("12345") ** 2 > MOST_COLUMNS
    page = heat_map(judged, "phrase", "run", WORDS, "en")
    assert page.count("scope='col'") == 5 and "the columns are the values of" in page
