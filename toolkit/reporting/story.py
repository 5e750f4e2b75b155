"""Results as a story: four questions, each answered by rows that carry k, n and an interval."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from toolkit.errors import NotConverged
from toolkit.rating import (
    JudgedCell,
    Ranking,
    agreements,
    effects,
    ranking,
    smallest_p,
    verdict_ranking,
    votes_to_tell_apart,
    wilson_interval,
    yields,
)
from toolkit.rating.variants import variant_label
from toolkit.reporting.run_facts import RunFacts

Row = Mapping[str, object]

TELLING = 0.05
"""A p-value that few seeds cannot reach says nothing, however large the difference."""


def yield_rows(facts: RunFacts, axis: str) -> list[Row]:
    """k of n by the values of ``axis``, with intervals; gesture and form apart."""
    rows = counted_rows(facts, axis)
    return [{"axis": axis, "value": row.pop(axis), **row} for row in rows]


def counted_rows(facts: RunFacts, *axes: str) -> list[dict[str, object]]:
    """The same by the values of several axes together, a column each."""
    rows: list[dict[str, object]] = []
    for row in yields(facts.judged, axes):
        apart = {"gesture": row.gesture, "form": row.form}
        rows.append(
            {
                **dict(row.values),
                "of": row.of,
                "k": row.k,
                "n": row.n,
                "rate": row.rate,
                "low": row.low,
                "high": row.high,
                "unsure": row.unsure,
                "unjudged": row.unjudged,
                "no_hand": row.no_hand,
                **{f"{name}_k": count.k for name, count in apart.items()},
                **{f"{name}_n": count.n for name, count in apart.items()},
                **{
                    f"{name}_{end}": bound
                    for name, count in apart.items()
                    for end, bound in zip(
                        ("low", "high"), wilson_interval(count.k, count.n), strict=True
                    )
                },
            }
        )
    return rows


def effect_rows(facts: RunFacts, axis: str) -> list[Row]:
    """What each value of ``axis`` changes against its reference, on the same seeds."""
    return [
        {
            **{
                key: value if not isinstance(value, float) or math.isfinite(value) else None
                for key, value in record.items()
            },
            "telling": not record["paired"] or smallest_p(int(str(record["seeds"]))) <= TELLING,
        }
        for record in effects(facts.judged, axis).records()
    ]


def ranked(facts: RunFacts) -> dict[str, Ranking]:
    """Rankings by ``votes`` and by ``verdicts``, those that there are."""
    found: dict[str, Ranking] = {}
    if not facts.varying:
        return found
    try:
        found["votes"] = ranking(facts.judged, facts.votes)
        found["verdicts"] = verdict_ranking(facts.judged)
    except NotConverged:
        pass  # a table that cannot be had is left out; the others stand
    return {name: each for name, each in found.items() if each.strengths}


def ranking_rows(found: Ranking) -> list[Row]:
    """Every variant, strongest first, each under its label."""
    return list(found.records())


def votes_to_tell(found: Ranking) -> int | None:
    """About how many comparisons more would part first and second, if the gap stays as it is.

    0 where they are apart already, None where there are no two to compare, or practically never.
    """
    if len(found.strengths) < 2:
        return None
    first, second = found.strengths[:2]
    if first.component != second.component:
        return None
    return votes_to_tell_apart(found, found.difference(first.variant, second.variant))


def agreement_rows(facts: RunFacts) -> list[Row]:
    """Judges and people in pairs: alike k of n, kappa with its interval, and who said what."""
    rows: list[Row] = []
    for pair in agreements(facts.verdicts):
        told = pair.answers
        alike = sum(count for one, two, count in told.confusion if one == two)
        rows.append(
            {
                "of": pair.of,
                "first": pair.first,
                "second": pair.second,
                "k": alike,
                "n": told.n,
                "kappa": told.kappa,
                "low": told.low,
                "high": told.high,
                "confusion": [list(each) for each in told.confusion if each[2]],
            }
        )
    return rows


def picture_rows(facts: RunFacts, name_of: Mapping[str, str]) -> list[Row]:
    """Every picture as a row: its file, values, outcomes, words and recipe."""
    return [_picture_row(cell, facts, name_of) for cell in facts.judged]


def _picture_row(cell: JudgedCell, facts: RunFacts, name_of: Mapping[str, str]) -> Row:
    request = facts.requests.get(cell.request_hash)
    # An axis of somebody's own may be called as one of these columns: theirs has a sign before it.
    own = {
        "picture": name_of.get(cell.request_hash, ""),
        "gesture": cell.gesture,
        "seed": cell.seed_words,
        "of": cell.of,
        "outcome": cell.outcome,
        "reason": cell.reason,
        "judge": cell.judge,
        "gesture_outcome": cell.gesture_outcome,
        "form_outcome": cell.form_outcome,
        "prompt": request.prompt if request else "",
        "negative": request.negative if request else "",
        "model": request.model if request else "",
        "revision": request.revision if request else "",
        "hash": cell.request_hash,
    }
    values = {
        (f"axis_{axis}" if axis in own else axis): value
        for axis, value in cell.values
        if axis not in ("gesture", "model")
    }
    return {**own, **values}


def variant_values(facts: RunFacts) -> dict[str, tuple[tuple[str, str], ...]]:
    """The values behind the label that rankings give a variant."""
    by: Sequence[str] = facts.varying
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for cell in facts.judged:
        named = dict(cell.values)
        values = tuple((axis, named.get(axis, "")) for axis in by)
        found.setdefault(variant_label(values), values)
    return found
