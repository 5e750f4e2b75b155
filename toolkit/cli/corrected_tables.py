"""People's answers beside a judge's yields: as a table and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from toolkit.cli.output import print_table, say_percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit import Store
    from toolkit.rating import CorrectedYield, JudgedCell
    from toolkit.rating.raters.corrected_yields import Share


def people_beside(
    judged: Sequence[JudgedCell],
    store: Store,
    runs: Sequence[str] | None,
    *,
    axes: Sequence[str],
) -> list[JudgedCell]:
    """The same pictures with people's answers to the question that ``judged`` answer; none where
    it is people who are counted, where numbers are, or where nobody looked."""
    from toolkit.rating.verdicts import PEOPLE, PERSON

    if not judged or judged[0].of == "number":
        return []
    if all(each.judge == PEOPLE or each.judge.startswith(PERSON) for each in judged if each.judge):
        return []
    names = list(runs or ["latest"])
    if len(names) == 1 and "run" not in axes:
        told = store.judged_cells(names[0], PEOPLE, of=judged[0].of)
    else:
        told = store.judged_runs(names, PEOPLE, of=judged[0].of)
    return told if any(each.outcome != "unjudged" for each in told) else []


def show_corrected(rows: Sequence[CorrectedYield], axes: Sequence[str]) -> None:
    """Print what people's answers make of each yield; nothing where nobody looked."""
    if not rows:
        return
    typer.echo("")
    print_table(
        (*axes, "by the judge", "seen by people", "precision", "recall", "corrected", "95 %"),
        [
            (
                *(dict(row.values)[axis] for axis in axes),
                say_percent(row.judge.rate),
                row.labelled,
                _share(row.precision),
                _share(row.recall),
                say_percent(row.corrected),
                f"{say_percent(row.low)} to {say_percent(row.high)}",
            )
            for row in rows
        ],
    )


def with_corrected(
    rows: Sequence[dict[str, Any]], corrected: Sequence[CorrectedYield]
) -> list[dict[str, Any]]:
    """The JSON objects of yields with people's figures in each; null where nobody looked."""
    if not corrected:
        return [{**row, **_fields(None)} for row in rows]
    return [{**row, **_fields(each)} for row, each in zip(rows, corrected, strict=True)]


def _fields(row: CorrectedYield | None) -> dict[str, Any]:
    return {
        "labelled": row.labelled if row else 0,
        "precision": row.precision.rate if row else None,
        "precision_low": row.precision.low if row else None,
        "precision_high": row.precision.high if row else None,
        "recall": row.recall.rate if row else None,
        "recall_low": row.recall.low if row else None,
        "recall_high": row.recall.high if row else None,
        "corrected": row.corrected if row else None,
        "corrected_low": row.low if row else None,
        "corrected_high": row.high if row else None,
    }


def _share(share: Share) -> str:
    if share.rate is None:
        return "–"
    between = f"{say_percent(share.low)} to {say_percent(share.high)}"
    return f"{share.k} of {share.n} ({between})"
