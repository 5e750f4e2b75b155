"""`gesture demo` and `gesture app`: the whole circle once, and the app to look at it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.frame import (
    HomeOption,
    JsonOption,
    VocabOption,
    chosen_home,
    open_store,
    own_words,
    say,
    split_names,
    vocab_words,
)
from toolkit.cli.output import print_json
from toolkit.cli.statistics_commands import (
    say_question,
    show_effects,
    show_yields,
    yield_fields,
)
from toolkit.cli.sweep_commands import draw, look, report_fields
from toolkit.documents.atomic_files import replacing
from toolkit.documents.near_names import near
from toolkit.errors import UnknownName, shown

if TYPE_CHECKING:
    from toolkit import Store

HostOption = Annotated[str, typer.Option("--host", help="Address to listen on.")]
PortOption = Annotated[
    int | None,
    typer.Option("--port", min=1, max=65535, help="Port; a free one from 7860 when not given."),
]
BrowserOption = Annotated[
    bool, typer.Option("--browser/--no-browser", help="Open the app in a browser window.")
]


def demo(
    ctx: typer.Context,
    with_app: Annotated[
        bool, typer.Option("--app/--no-app", help="Open the app at the end.")
    ] = True,
    named: Annotated[
        str, typer.Option("--plan", metavar="PLAN", help="Another plan than the sample one.")
    ] = "demo",
    by: Annotated[
        str, typer.Option("--by", metavar="AXIS[,AXIS]", help="Axes of the yield table.")
    ] = "weight",
    host: HostOption = "127.0.0.1",
    port: PortOption = None,
    browser: BrowserOption = True,
    vocab: VocabOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Sweep, judge and table the sample plan, then open the app."""
    from toolkit import effects, load_plan, load_vocabulary
    from toolkit import yields as count_yields
    from toolkit.rating import varying_axes

    axes = split_names(by, what="--by")
    vocabulary = load_vocabulary(extra=own_words(vocab))
    plan = load_plan(named, vocabulary)
    known = (*plan.axes, "seed")
    for axis in axes:
        if axis not in known:
            raise UnknownName(
                f"--by: the plan {plan.name} has no axis {shown(axis)}.",
                hint=near(axis, known) or f"Its axes are {', '.join(known)}.",
            )
    with open_store(ctx, home) as store:
        report = draw(plan, store, again=f"gesture demo --plan {named}{vocab_words(vocab)}")
        look(store, report.run, vocabulary)
        judged = store.judged_cells(report.run)
        rows = count_yields(judged, by=axes)
        sheets = write_sheets(store, report.run)
    if as_json:
        print_json(
            report_fields(report)
            | {
                "yields": [yield_fields(row, axes) for row in rows],
                "sheets": [str(sheet) for sheet in sheets],
            }
        )
    else:
        show_yields(rows, axes)
        say_question(judged)
        for axis in axes:
            if axis in varying_axes(judged) and (found := effects(judged, axis)):
                typer.echo("")
                show_effects(found, axis)
        typer.echo(f"\nContact sheets, one for each gesture: {sheets[0].parent}")
    if with_app:
        _open(chosen_home(ctx, home), host=host, port=port, browser=browser, vocab=vocab)


def app(
    ctx: typer.Context,
    host: HostOption = "127.0.0.1",
    port: PortOption = None,
    browser: BrowserOption = True,
    vocab: VocabOption = None,
    home: HomeOption = None,
) -> None:
    """Open the app on what is in the store."""
    _open(chosen_home(ctx, home), host=host, port=port, browser=browser, vocab=vocab)


def write_sheets(store: Store, run: str) -> list[Path]:
    """Write one contact sheet for each gesture of ``run`` below the store's home."""
    from toolkit.store.sheets import run_sheets

    folder = store.home / "sheets" / run
    sheets = run_sheets(store, run, on_gap=lambda error: say(f"Left out of the sheet: {error}"))
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for gesture, sheet in sheets.items():
        file = folder / f"{gesture}.png"
        with replacing(file) as whole:
            sheet.save(whole)
        written.append(file)
    return written


def _open(
    home: Path | None,
    *,
    host: str,
    port: int | None,
    browser: bool,
    vocab: Sequence[Path] | None,
) -> None:
    from toolkit import load_vocabulary
    from toolkit.ui.app import launch

    vocabulary = load_vocabulary(extra=own_words(vocab))
    say("Opening the app; Ctrl-C ends it.")
    launch(home, host=host, port=port, open_browser=browser, vocabulary=vocabulary)
