"""`gesture votes`: the log of what people said, and the database made from it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from toolkit.cli.frame import HomeOption, JsonOption, RunArgument, open_store, say
from toolkit.cli.output import print_json, print_table
from toolkit.cli.rank_commands import raters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.rating import Vote
    from toolkit.store import RebuiltVotes

SHOWN_BAD = 20

votes = typer.Typer(name="votes", help="What people said, and who said it.")


@votes.callback()
def _group() -> None:
    """What people said, and who said it."""


@votes.command("list")
def list_votes(
    ctx: typer.Context,
    run: RunArgument = "latest",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the votes of a run that stand, the oldest first.

    For other programs, and without the raters' names: `gesture export RUN --to votes`.
    """
    from toolkit.rating import variants_of_cells, varying_axes

    with open_store(ctx, home) as store:
        cast = store.votes(run)
        judged = store.judged_cells(run)
    variants = variants_of_cells(judged, varying_axes(judged))
    rows = [vote_fields(vote, variants) for vote in cast]
    if as_json:
        print_json(rows)
    elif rows:
        columns = ("created_at", "rater", "gesture", "left", "right", "winner", "latency_ms")
        print_table(columns, [[row[name] for name in columns] for row in rows])
    else:
        say("Nobody has voted on this run yet: rate some pairs in the app (`gesture app`).")


def vote_fields(vote: Vote, variants: Mapping[str, str]) -> dict[str, Any]:
    """One vote as the JSON object that `gesture votes list --json` promises.

    ``left`` and ``right`` are the variants, the cells' ids where their pictures are gone.
    """
    return {
        "uuid": vote.uuid,
        "run": vote.run,
        "created_at": vote.created_at.isoformat(timespec="seconds"),
        "rater": vote.rater,
        "gesture": vote.gesture,
        "left": variants.get(vote.left_cell, vote.left_cell),
        "right": variants.get(vote.right_cell, vote.right_cell),
        "winner": vote.winner,
        "left_picture": vote.left,
        "right_picture": vote.right,
        "latency_ms": vote.latency_ms,
        "propensity": vote.propensity,
    }


votes.command("raters")(raters)


@votes.command("rebuild")
def rebuild(ctx: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Make the database's votes and people's verdicts from the log beside it.

    The log is in the home's folder `votes`; a vote is there before anybody is told that it is
    kept. Runs that were voted on and are lost come back too. Nothing is deleted.
    """
    with open_store(ctx, home) as store:
        done = store.rebuild_votes()
    if as_json:
        print_json(asdict(done))
        return
    typer.echo(
        f"{_count(done.votes, 'vote')}, {done.retracted:,} of them taken back, and "
        f"{_count(done.verdicts, 'verdict')} by people, from {_count(done.segments, 'segment')}"
    )
    typer.echo(f"{done.added:,} were missing in the database, {done.changed:,} stood otherwise")
    if done.runs:
        typer.echo(f"runs that came back: {', '.join(done.runs)}")
    for line in _remarks(done):
        say(line)


def _remarks(done: RebuiltVotes) -> list[str]:
    """What did not go by itself, a sentence each."""
    said: list[str] = []
    if done.only_here:
        said.append(f"{done.only_here:,} in the database are not in the log; they stay.")
    if done.left_out:
        said.append(
            f"{done.left_out:,} in the log are about runs or pictures that are not here; "
            "they stay in the log."
        )
    for bad in done.bad[:SHOWN_BAD]:
        where = f"{bad.file}, line {bad.line}" if bad.line else bad.file
        more = " (a process was killed as it wrote; it had not been acknowledged)"
        said.append(f"Left out: {where}: {bad.reason}{more if bad.torn else ''}.")
    if len(done.bad) > SHOWN_BAD:
        said.append(f"Left out: {len(done.bad) - SHOWN_BAD:,} more.")
    return said


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"
