"""`gesture rank` and `gesture votes raters`: what the votes say, and whose count."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolkit.cli.frame import HomeOption, JsonOption, RunArgument, open_store, say, split_names
from toolkit.cli.output import print_json, print_table, say_percent
from toolkit.cli.statistics_commands import JudgeOption, judged_by

if TYPE_CHECKING:
    from toolkit.rating import Exclusion, Ranking, Strength
    from toolkit.rating.raters.exclusions import Cause
    from toolkit.rating.raters.vote_checks import RaterChecks

VariantAxesOption = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="AXIS[,AXIS]",
        help="Axes that make a variant; every axis that varies when not given.",
    ),
]

SHOWN = 20


def rank(
    ctx: typer.Context,
    run: RunArgument = "latest",
    by: VariantAxesOption = "",
    verdicts: Annotated[
        bool,
        typer.Option(
            "--verdicts", help="Rank by the judge's verdicts on shared seeds, not by votes."
        ),
    ] = False,
    everyone: Annotated[
        bool,
        typer.Option("--everyone", help="Count the votes of raters who fail a check too."),
    ] = False,
    judge: JudgeOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Rank variants by blind votes, with intervals.

    Strengths are Bradley-Terry's, in log odds, with Davidson's ties; "both bad" does not count.
    Intervals allow for the votes of one rater, and those on one seed, to depend on each other.
    Raters whose votes fail a check are left out and named (`gesture votes raters`).
    """
    from toolkit import ranking as rank_by_votes
    from toolkit import verdict_ranking

    axes = split_names(by, what="--by") if by else ()
    with open_store(ctx, home) as store:
        judged = judged_by(judge, store, run, of="gesture")
        found = (
            verdict_ranking(judged, axes)
            if verdicts
            else rank_by_votes(judged, store.vote_table(run), axes, everyone=everyone)
        )
    if as_json:
        print_json(ranking_fields(found))
        return
    show_ranking(found)


def ranking_fields(found: Ranking) -> list[dict[str, Any]]:
    """The JSON list that `gesture rank --json` promises, a variant each, strongest first.

    ``more_votes`` is about how many tell it from the next of its group (0: told apart; null: the
    last, or practically never), ``first_place_votes`` how many would change the first place.
    """
    from toolkit.rating import first_place

    first, more = first_place(found), _more_votes(found)
    return [
        {
            "variant": each.variant,
            "strength": each.strength,
            "low": each.low,
            "high": each.high,
            "votes": each.votes,
            "wins": each.wins,
            "losses": each.losses,
            "ties": each.ties,
            "group": each.component + 1,
            "more_votes": more.get(each.variant),
            "first_place_votes": first.votes if first else None,
            "clusters": list(found.clusters),
            "excluded_share": found.excluded_share,
        }
        for each in found.strengths
    ]


def show_ranking(found: Ranking) -> None:
    """Print a ranking, group by group, and what it rests on."""
    if not found.strengths:
        say("Nothing to rank yet: rate some pairs in the app (`gesture app`).")
    else:
        more = _more_votes(found)
        rows = sorted(found.strengths, key=lambda each: each.component)
        print_table(
            (
                *(() if found.connected else ("group",)),
                *("variant", "strength", "95 % interval", "won", "lost", "tied", "from the next"),
            ),
            [
                (
                    *(() if found.connected else (each.component + 1,)),
                    each.variant,
                    f"{each.strength:+.2f}",
                    f"{each.low:+.2f} to {each.high:+.2f}",
                    each.wins,
                    each.losses,
                    each.ties,
                    _apart_words(each, more),
                )
                for each in rows
            ],
        )
        _say_what_it_rests_on(found)
    for line in exclusion_lines(found.excluded, found.excluded_share):
        say(line)


def exclusion_lines(excluded: tuple[Exclusion, ...], share: float) -> list[str]:
    """Who was left out and why, a sentence each, the share of votes last."""
    if not excluded:
        return []
    lines = [f"Left out: {each.rater} ({each.votes}): {_why(each)}." for each in excluded[:SHOWN]]
    if len(excluded) > SHOWN:
        lines.append(f"Left out: {len(excluded) - SHOWN:,} more raters.")
    lines.append(
        f"{say_percent(share)} of the votes are left out; `--everyone` counts them,"
        " `gesture votes raters` shows every check."
    )
    return lines


def raters(
    ctx: typer.Context,
    run: RunArgument = "latest",
    by: VariantAxesOption = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show each rater's checks: passed, failed, or too little to tell.

    Checked are the side they choose, whether they repeat themselves when a pair comes again,
    whether they answer as the others do, and whether they push one variant; never their speed.
    """
    from toolkit.rating import rater_checks

    axes = split_names(by, what="--by") if by else ()
    with open_store(ctx, home) as store:
        found = rater_checks(store.judged_cells(run, of="gesture"), store.vote_table(run), axes)
    if as_json:
        print_json([_rater_fields(each) for each in found.raters])
        return
    if not found.raters:
        say("Nobody has voted yet: rate some pairs in the app (`gesture app`).")
        return
    causes: list[Cause] = [check.cause for check in found.raters[0].checks]
    print_table(
        ("rater", "votes", "as the others", "expected", *(CAUSES[each] for each in causes)),
        [
            (
                each.rater,
                each.votes,
                say_percent(each.agreement),
                say_percent(each.expected),
                *(check.outcome for check in each.checks),
            )
            for each in found.raters
        ],
    )
    for line in exclusion_lines(found.excluded, found.share):
        say(line)


CAUSES: dict[Cause, str] = {
    "one_side": "both sides",
    "fails_gold": "known answers",
    "contradicts_itself": "repeats",
    "against_others": "with others",
    "pushes_one": "pushes none",
}
"""What is checked, as a column is headed."""


def _rater_fields(each: RaterChecks) -> dict[str, Any]:
    return {
        "rater": each.rater,
        "votes": each.votes,
        "excluded": each.failed.cause if each.failed else None,
        "agreement": each.agreement,
        "expected": each.expected,
        "honest": each.honest,
        "checks": {
            check.cause: {"outcome": check.outcome, **dict(check.fields)} for check in each.checks
        },
    }


def _why(each: Exclusion) -> str:
    told = each.values()
    if each.cause == "one_side":
        return f"chose the left picture {told['left']} of {told['votes']} times"
    if each.cause == "fails_gold":
        return f"{told['right']} of {told['asked']} known questions right"
    if each.cause == "contradicts_itself":
        return f"chose the same picture {told['same']} of {told['asked']} times when asked again"
    if each.cause == "against_others":
        return (
            f"chose what the others hold better {told['right']} of {told['votes']} times,"
            f" expected {told['expected']}"
        )
    return (
        f"gave {told['variant']} {told['score']:g} of {told['votes']} votes,"
        f" expected {told['expected']}"
    )


def _more_votes(found: Ranking) -> dict[str, int | None]:
    """By variant, about how many votes tell it from the next of its group; the last is not in."""
    from toolkit.rating import votes_to_tell_apart

    more: dict[str, int | None] = {}
    for group in range(len(found.components)):
        rows = [each for each in found.strengths if each.component == group]
        for one, two in pairwise(rows):
            difference = found.difference(one.variant, two.variant)
            more[one.variant] = votes_to_tell_apart(found, difference)
    return more


def _apart_words(each: Strength, more: dict[str, int | None]) -> str:
    if each.variant not in more:
        return ""
    votes = more[each.variant]
    if votes is None:
        return "not to be told apart"
    return "told apart" if votes == 0 else f"about {votes:,} votes more"


def _say_what_it_rests_on(found: Ranking) -> None:
    from toolkit.rating import first_place

    counted = f"{_count(found.raters, 'rater')} and {_count(found.seeds, 'seed')}"
    if found.clusters:
        ways = " and by ".join(found.clusters)
        say(f"{_count(found.votes, 'vote')}; intervals by {ways} ({counted}).")
    else:
        say(
            f"{_count(found.votes, 'vote')} by {counted}: too few of both to speak of others; the"
            " intervals are about these alone."
        )
    if not found.connected:
        say("No votes link the groups, not even through others: ranks between them say nothing.")
    first = first_place(found)
    if first is not None and first.votes is not None:
        say(
            f"{_count(first.votes, 'vote')} more of {first.rival} over {first.leader} would change"
            f" the first place ({say_percent(first.share)} of all)."
        )


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"
