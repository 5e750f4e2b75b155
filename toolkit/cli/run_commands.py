"""`gesture runs`: the runs of a home, shown, named and deleted."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolkit.cli.frame import HomeOption, JsonOption, RunArgument, open_store, say
from toolkit.cli.output import print_json, print_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.rating import Verdict
    from toolkit.store import RunInfo
    from toolkit.store.deleting import DeletedRun
    from toolkit.sweeps.cells import Cell

SHOWN_VALUES = 12

runs = typer.Typer(name="runs", help="The runs of a home: list, show, rename, delete.")


@runs.callback()
def _group() -> None:
    """The runs of a home: list, show, rename, delete."""


NamedRun = Annotated[str, typer.Argument(metavar="RUN", help="A run's id, its name, or `latest`.")]
"""A run that a command changes: never the newest by default."""


@runs.command("list")
def list_runs(ctx: typer.Context, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List every run, the newest first."""
    with open_store(ctx, home) as store:
        found = store.runs()
    if as_json:
        print_json([run_fields(each) for each in found])
    elif found:
        print_table(
            ("run", "name", "made", "cells", "pictures", "of", "votes", "begun (UTC)"),
            [
                (
                    each.id,
                    _said_name(each),
                    "elsewhere" if each.added_axes is not None else "here",
                    each.cells,
                    each.made,
                    each.requested,
                    each.votes,
                    f"{each.created_at:%Y-%m-%d %H:%M}",
                )
                for each in found
            ],
        )
    else:
        say("There is no run yet: start one with `gesture sweep PLAN`, or `gesture add PICTURES`.")


@runs.command("show")
def show_run(
    ctx: typer.Context,
    run: RunArgument = "latest",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one run: its axes with their values, its pictures, who has judged them."""
    with open_store(ctx, home) as store:
        info = store.run(run)
        axes = _axes(store.cells(info.id))
        judged = _judged(store.verdicts(info.id))
    if as_json:
        print_json(run_fields(info) | {"axes": axes, "judged": judged})
        return
    made = "made elsewhere" if info.added_axes is not None else f"plan {info.plan_name}"
    typer.echo(f"Run {info.id}{f' ({info.name})' if info.name else ''}, {made}")
    typer.echo(f"begun {info.created_at:%Y-%m-%d %H:%M} UTC")
    typer.echo(f"{info.made:,} of {info.requested:,} pictures in {info.cells:,} cells")
    if info.note:
        typer.echo(f"note: {info.note}")
    for axis, values in axes.items():
        more = f", … {len(values) - SHOWN_VALUES:,} more" if len(values) > SHOWN_VALUES else ""
        typer.echo(f"  {axis}: {', '.join(values[:SHOWN_VALUES])}{more}")
    for judge, count in judged.items():
        typer.echo(f"{judge}: {count:,} verdicts")
    if info.votes:
        typer.echo(f"{info.votes:,} votes")
    if not judged:
        say("Nobody has judged it yet: run `gesture judge`.")


@runs.command("rename")
def rename_run(
    ctx: typer.Context,
    run: NamedRun,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it shall be called.")],
    home: HomeOption = None,
) -> None:
    """Call a run something else; its id stays, and every command takes both."""
    with open_store(ctx, home) as store:
        info = store.rename_run(run, name)
    typer.echo(f"Run {info.id} is called {info.name} now.")


@runs.command("star")
def star_run(
    ctx: typer.Context,
    run: NamedRun,
    off: Annotated[bool, typer.Option("--off", help="Take the star away.")] = False,
    home: HomeOption = None,
) -> None:
    """Put a star to a run; starred runs stand first in the app."""
    with open_store(ctx, home) as store:
        info = store.mark_run(run, starred=not off)
    typer.echo(f"Run {info.called} has {'a' if info.starred else 'no'} star now.")


@runs.command("note")
def note_run(
    ctx: typer.Context,
    run: NamedRun,
    note: Annotated[str, typer.Argument(metavar="TEXT", help="The note; empty takes it away.")],
    home: HomeOption = None,
) -> None:
    """Write a note to a run, in place of the one that it has."""
    with open_store(ctx, home) as store:
        info = store.mark_run(run, note=note)
    typer.echo(f"Run {info.called} has {'a' if info.note else 'no'} note now.")


@runs.command("delete")
def delete_run(
    ctx: typer.Context,
    run: NamedRun,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    home: HomeOption = None,
) -> None:
    """Delete a run with the pictures that no other run has, and the verdicts about them.

    Votes and people's verdicts that go are written to a file in the home's folder `deleted`
    first. Pictures that other runs share stay, with theirs.
    """
    with open_store(ctx, home) as store:
        going = store.what_goes(run)
        say(f"{_going_words(going)} There is no way back.")
        if not yes and not typer.confirm(f"Delete run {going.run}?", err=True):
            say("Nothing was deleted.")
            raise typer.Exit(1)
        gone = store.delete_run(going.run)
    typer.echo(f"Run {gone.run} is deleted.")
    if gone.record is not None:
        say(f"What people said of it is kept in {gone.record}.")


def run_fields(info: RunInfo) -> dict[str, Any]:
    """One run as the JSON object that `gesture runs list --json` promises."""
    return {
        "run": info.id,
        "name": info.name,
        "plan": info.plan_name,
        "made_elsewhere": info.added_axes is not None,
        "cells": info.cells,
        "requested": info.requested,
        "made": info.made,
        "votes": info.votes,
        "starred": info.starred,
        "note": info.note,
        "begun": info.created_at.isoformat(),
    }


def _said_name(info: RunInfo) -> str:
    return f"{'★ ' if info.starred else ''}{info.name or info.plan_name}"


def _axes(cells: Sequence[Cell]) -> dict[str, list[str]]:
    """Each axis with its values, in the run's order."""
    found: dict[str, dict[str, None]] = {}
    for cell in cells:
        for axis, value in cell.values:
            found.setdefault(axis, {}).setdefault(value)
    return {axis: list(values) for axis, values in found.items()}


def _judged(verdicts: Sequence[Verdict]) -> dict[str, int]:
    """How many verdicts each judge has given; "unjudged" is none."""
    return dict(Counter(each.judge for each in verdicts if each.outcome != "unjudged"))


def _going_words(going: DeletedRun) -> str:
    pictures = f"{going.pictures:,} picture{'s' * (going.pictures != 1)}"
    verdicts = f"{going.verdicts:,} verdict{'s' * (going.verdicts != 1)}"
    people = f", {going.people:,} of them by people" if going.people else ""
    votes = f"{going.votes:,} vote{'s' * (going.votes != 1)}"
    shared = f"; {going.shared:,} that other runs have stay" if going.shared else ""
    return (
        f"With run {going.run} go {pictures}, {verdicts} about them{people}, and {votes}{shared}."
    )
