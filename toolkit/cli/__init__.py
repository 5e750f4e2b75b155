"""The command ``gesture``: each command validates, calls one function, and shows.

Heavy libraries are imported inside the commands that need them, so ``gesture --help`` is quick.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from toolkit.cli.add_commands import add
from toolkit.cli.agreement_commands import judges
from toolkit.cli.app_commands import app as open_app
from toolkit.cli.app_commands import demo
from toolkit.cli.doctor import doctor
from toolkit.cli.export_commands import export
from toolkit.cli.frame import CleanErrors
from toolkit.cli.judge_commands import judge
from toolkit.cli.mend_commands import mend
from toolkit.cli.models_commands import models
from toolkit.cli.prompt_commands import dialect, expand
from toolkit.cli.rank_commands import rank
from toolkit.cli.report_commands import report
from toolkit.cli.run_commands import runs
from toolkit.cli.space_commands import space
from toolkit.cli.statistics_commands import effects, yields
from toolkit.cli.sweep_commands import sweep
from toolkit.cli.thumbelina_commands import thumbelina
from toolkit.cli.vocab.vocab_commands import vocab
from toolkit.cli.vocab.vocab_roundtrip import roundtrip
from toolkit.cli.votes_commands import votes

__all__ = ["app"]

app = typer.Typer(
    name="gesture",
    cls=CleanErrors,
    help="Words to pictures to verdicts to better words: hands that models can draw.",
    epilog="Exit codes: 0 done, 1 failed, 2 bad input, 130 stopped by Ctrl-C.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _say_version(asked: bool) -> None:
    if asked:
        from toolkit import __version__

        typer.echo(f"gesture {__version__}")
        raise typer.Exit


@app.callback()
def gesture(
    ctx: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(
            "--home", help="The same as --home after the command.", file_okay=False, hidden=True
        ),
    ] = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version and stop.", callback=_say_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Words to pictures to verdicts to better words: hands that models can draw."""
    del version
    # Libraries that are loaded later warn of what is not installed; a user can ask for it.
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    ctx.obj = home


app.command(name="demo")(demo)
app.command(name="app")(open_app)
vocab.command("roundtrip")(roundtrip)
app.add_typer(vocab)
app.command(name="dialect")(dialect)
app.command(name="expand")(expand)
app.command(name="sweep")(sweep)
app.command(name="add")(add)
app.add_typer(runs)
app.command(name="judge")(judge)
app.command(name="mend")(mend)
app.add_typer(judges)
app.add_typer(models)
app.command(name="yields")(yields)
app.command(name="effects")(effects)
app.command(name="rank")(rank)
app.command(name="report")(report)
app.command(name="export")(export)
app.add_typer(votes)
app.command(name="doctor")(doctor)
app.add_typer(thumbelina)
app.add_typer(space)
