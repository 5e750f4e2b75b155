"""`gesture yields`, `gesture effects` and `gesture rank`: what the verdicts and the votes say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolkit.cli.frame import HomeOption, JsonOption, RunArgument, open_store, say, split_names
from toolkit.cli.output import print_json, print_table, say_percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit import Store, YieldRow
    from toolkit.rating import Effect, JudgedCell

ByOption = Annotated[
    str, typer.Option("--by", metavar="AXIS[,AXIS]", help="Axes to count by, commas between.")
]

JudgeOption = Annotated[
    str,
    typer.Option(
        "--judge",
        help="Whose verdicts: a judge's name, `people`, or one `person:NAME`.  "
        "[default: the newest judge's]",
        show_default=False,
    ),
]


def yields(
    ctx: typer.Context,
    run: RunArgument = "latest",
    by: ByOption = "gesture",
    judge: JudgeOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Count well-formed pictures: k of n, with intervals.

    Intervals are Wilson's, at 95 %. Unjudged pictures are in neither k nor n.
    """
    from toolkit import yields as count_yields

    axes = split_names(by, what="--by")
    with open_store(ctx, home) as store:
        rows = count_yields(judged_by(judge, store, run), by=axes)
    show_yields(rows, axes, as_json=as_json)


def judged_by(judge: str, store: Store, run: str) -> list[JudgedCell]:
    """The pictures of ``run`` with what ``judge`` said ("": the newest machine judge).

    Raises `UnknownName` for a judge that nobody knows: a mistyped name would look like pictures
    that nobody has judged.
    """
    if judge:
        from toolkit.judging.judge_run import check_judge

        check_judge(store, run, judge)
    return store.judged_cells(run, judge)


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


def effects(
    ctx: typer.Context,
    axis: Annotated[
        str,
        typer.Option("--axis", help="The axis that is asked about, such as phrase or weight."),
    ],
    run: RunArgument = "latest",
    reference: Annotated[
        str | None,
        typer.Option(
            "--reference", help="The value to compare against; the axis's own when not given."
        ),
    ] = None,
    judge: JudgeOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say which values on an axis change the yield, compared on the same seeds.

    Interval and p-value are of one test, by flipping the signs of whole seeds; p is adjusted by
    Holm for the number of values.
    """
    from toolkit import effects as measure_effects

    with open_store(ctx, home) as store:
        found = measure_effects(judged_by(judge, store, run), axis, reference=reference)
    if as_json:
        print_json([effect_fields(each) for each in found])
        return
    show_effects(found, axis)


def show_effects(found: Sequence[Effect], axis: str) -> None:
    """Print a table of effects; says so when there is nothing to compare or too few seeds."""
    if not found:
        say(f"Nothing to compare on {axis}: it takes two values with judged pictures of one seed.")
        return
    print_table(
        (axis, "against", "gain", "95 % interval", "p (Holm)", "pairs", "seeds"),
        [
            (
                each.value,
                each.reference,
                f"{each.difference.difference:+.0%}",
                f"{each.difference.low:+.0%} to {each.difference.high:+.0%}",
                say_p(each.p_adjusted),
                each.difference.pairs,
                each.difference.seeds,
            )
            for each in found
        ],
    )
    from toolkit.rating import smallest_p

    seeds = max(each.difference.seeds for each in found)
    if smallest_p(seeds) > 0.05:
        say(
            f"{seeds} seed{'s' * (seeds != 1)} can give no p below {smallest_p(seeds):.3f}, "
            "whatever the gain: take 6 or more."
        )


def say_p(p: float) -> str:
    """A p-value with three digits, never as 0."""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def effect_fields(effect: Effect) -> dict[str, Any]:
    """One effect as the JSON object that `gesture effects --json` promises."""
    return {
        "value": effect.value,
        "reference": effect.reference,
        "gain": effect.difference.difference,
        "low": effect.difference.low,
        "high": effect.difference.high,
        "p_adjusted": effect.p_adjusted,
        "n_pairs": effect.difference.pairs,
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
    judge: JudgeOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Rank variants by blind votes, with intervals.

    Strengths are Bradley-Terry's, in log odds; ties count half, "both bad" not at all.
    """
    from toolkit import ranking as rank_by_votes
    from toolkit import verdict_ranking

    axes = split_names(by, what="--by") if by else ()
    with open_store(ctx, home) as store:
        judged = judged_by(judge, store, run)
        ranking = (
            verdict_ranking(judged, axes)
            if verdicts
            else rank_by_votes(judged, store.votes(run), axes)
        )
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
