"""`gesture votes`: the log of what people said, and the database made from it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from toolkit.cli.frame import HomeOption, JsonOption, open_store, say
from toolkit.cli.output import print_json
from toolkit.cli.rank_commands import raters

if TYPE_CHECKING:
    from toolkit.store import RebuiltVotes

SHOWN_BAD = 20

votes = typer.Typer(name="votes", help="The log of what people said, and who said it.")


@votes.callback()
def _group() -> None:
    """The log of what people said, and who said it."""


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
