"""`gesture yields` and `gesture rank`: what the verdicts and the votes say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolkit.cli.frame import HomeOption, JsonOption, RunArgument, open_store, say, split_names
from toolkit.cli.output import print_json, print_table, say_percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit import Store, YieldRow
    from toolkit.rating import Ranking

ByOption = Annotated[
    str, typer.Option("--by", metavar="AXIS[,AXIS]", help="Axes to count by, commas between.")
]


def yields(
    ctx: typer.Context,
    run: RunArgument = "latest",
    by: ByOption = "gesture",
    judge: Annotated[
        str,
        typer.Option("--judge", help="Whose verdicts: a judge's name, or `people`."),
    ] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Count well-formed pictures: k of n, with intervals.

    Intervals are Wilson's, at 95 %. Unjudged pictures are in neither k nor n.
    """
    from toolkit import yields as count_yields
    from toolkit.judging.judge_run import check_judge

    axes = split_names(by, what="--by")
    with open_store(ctx, home) as store:
        check_judge(store, run, judge)
        rows = count_yields(store.judged_cells(run, judge), by=axes)
    show_yields(rows, axes, as_json=as_json)


def show_yields(rows: Sequence[YieldRow], axes: Sequence[str], *, as_json: bool) -> None:
    """Print a yield table, best row first in the terminal; says so when nobody has judged."""
    if as_json:
        print_json([yield_fields(row, axes) for row in rows])
        return
    print_table(
        (*axes, "k", "n", "yield", "95 % interval", "no hand", "unjudged"),
        [
            (
                *(dict(row.values)[axis] for axis in axes),
                row.k,
                row.n,
                say_percent(row.rate),
                f"{say_percent(row.low)} to {say_percent(row.high)}",
                row.no_hand,
                row.unjudged,
            )
            for row in rows
        ],
    )
    if rows and not any(row.n for row in rows):
        say("Nobody has judged these pictures yet: run `gesture judge latest`.")


def yield_fields(row: YieldRow, axes: Sequence[str]) -> dict[str, Any]:
    """One row as the JSON object that `gesture yields --json` promises."""
    values = dict(row.values)
    return {axis: values[axis] for axis in axes} | {
        "k": row.k,
        "n": row.n,
        "unjudged": row.unjudged,
        "no_hand": row.no_hand,
        "yield": row.rate,
        "low": row.low,
        "high": row.high,
    }


def rank(
    ctx: typer.Context,
    run: RunArgument = "latest",
    by: Annotated[
        str,
        typer.Option(
            "--by",
            metavar="AXIS[,AXIS]",
            help="Axes that make a variant; every axis that varies when not given.",
        ),
    ] = "",
    verdicts: Annotated[
        bool,
        typer.Option(
            "--verdicts", help="Rank by the judge's verdicts on shared seeds, not by votes."
        ),
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Rank variants by blind votes, with intervals.

    Strengths are Bradley-Terry's, in log odds; ties count half, "both bad" not at all.
    """
    axes = split_names(by, what="--by") if by else ()
    with open_store(ctx, home) as store:
        ranking = rank_run(store, run, axes, verdicts=verdicts)
    if as_json:
        print_json(
            [
                {
                    "variant": each.variant,
                    "strength": each.strength,
                    "low": each.low,
                    "high": each.high,
                    "votes": each.votes,
                }
                for each in ranking.strengths
            ]
        )
        return
    if not ranking.strengths:
        say("Nothing to rank yet: rate some pairs in the app (`gesture app`).")
        return
    print_table(
        ("variant", "strength", "95 % interval", "won", "lost", "tied"),
        [
            (
                each.variant,
                f"{each.strength:+.2f}",
                f"{each.low:+.2f} to {each.high:+.2f}",
                each.wins,
                each.losses,
                each.ties,
            )
            for each in ranking.strengths
        ],
    )
    if not ranking.connected:
        say("Some variants never met, even through others: ranks between those groups say nothing.")


def rank_run(store: Store, run: str, axes: Sequence[str], *, verdicts: bool = False) -> Ranking:
    """The ranking of the variants of ``run`` on ``axes`` (all that vary when empty)."""
    from toolkit.rating import (
        bradley_terry,
        comparisons_from_verdicts,
        comparisons_from_votes,
        variants_of_cells,
    )
    from toolkit.rating.variants import check_variant_axes, varying_axes

    judged = store.judged_cells(run)
    by = tuple(axes) or varying_axes(judged)
    if judged:
        check_variant_axes(judged, by)
    if verdicts:
        return bradley_terry(comparisons_from_verdicts(judged, by))
    return bradley_terry(comparisons_from_votes(store.votes(run), variants_of_cells(judged, by)))
