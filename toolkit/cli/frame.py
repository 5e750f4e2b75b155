"""The frame around every command: clean errors, the home folder, the shared options."""

from __future__ import annotations

import errno
import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from toolkit.errors import MESSAGE_CHARACTERS, BadInput, GestureError, shortened, shown

if TYPE_CHECKING:
    from toolkit.store import Store

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home",
        help="Folder for pictures and results.  [default: $GESTURE_HOME, "
        "else the platform's user data folder]",
        show_default=False,
        file_okay=False,
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print JSON and nothing else on standard output.")
]
VocabOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--vocab",
        metavar="DIR",
        help="A folder, or one .yaml file, of your own words beside ours; may be given again.  "
        "[default: those that $GESTURE_VOCAB names]",
        show_default=False,
    ),
]
RunArgument = Annotated[
    str, typer.Argument(metavar="RUN", help="A run's id, its name, or `latest`.")
]
RunsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="RUN...",
        help="A run's id, its name, or `latest`; of several, `run` is an axis.  [default: latest]",
        show_default=False,
    ),
]

INTERRUPTED = 130


class Stopped(GestureError):
    """The user pressed Ctrl-C; what was finished is kept, and the hint says how to go on."""

    exit_code = INTERRUPTED


class CleanErrors(TyperGroup):
    """A group of commands that never shows a traceback, unless ``GESTURE_DEBUG`` is set.

    A `GestureError` becomes its sentence and hint on standard error and its own exit code;
    anything else is an error of ours or of the machine: one sentence, exit code 1.
    """

    def invoke(self, ctx: Any) -> Any:
        """Run the command; raises `typer.Exit` with the right code for every error."""
        try:
            return super().invoke(ctx)
        except GestureError as error:
            if debugging():
                raise
            say_error(error.message, error.hint)
            raise typer.Exit(error.exit_code) from error
        except KeyboardInterrupt as error:
            say_error("Stopped.", "What was finished is kept.")
            raise typer.Exit(INTERRUPTED) from error
        except (typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except OSError as error:
            if debugging():
                raise
            say_error(*_machine_trouble(error))
            raise typer.Exit(1) from error
        except Exception as error:
            if _is_usage_error(error):
                # Typer repeats what was given in full, however long it is.
                error.args = tuple(_bounded(part) for part in error.args)
                for name, said in vars(error).items():
                    setattr(error, name, _bounded(said))
                raise
            if debugging():
                raise
            say_error(
                f"Something broke inside gesture: {type(error).__name__}: "
                f"{shortened(str(error), 200)}",
                "Set GESTURE_DEBUG=1 to see where, and please report it.",
            )
            raise typer.Exit(1) from error


def open_store(ctx: typer.Context, home: Path | None) -> Store:
    """The store in ``--home`` of the command, else of ``gesture`` itself, else the default."""
    from toolkit.store import Store

    return Store.open(chosen_home(ctx, home))


def chosen_home(ctx: typer.Context, home: Path | None) -> Path | None:
    """The home folder that the user named, or None for the default one."""
    if home is not None:
        return home
    outer = ctx.find_root().obj
    return outer if isinstance(outer, Path) else None


def say(text: str) -> None:
    """One line for the user on standard error, so that standard output stays for results."""
    typer.echo(text, err=True)


def say_error(message: str, hint: str = "") -> None:
    """``error: message hint`` on standard error, on one line."""
    text = " ".join(f"{message} {hint}".split())
    typer.echo(f"{typer.style('error:', fg='red', bold=True)} {text}", err=True)


def own_words(vocab: Sequence[Path] | None) -> list[Path] | None:
    """What ``--vocab`` named, for `load_vocabulary`; None, for the environment's, without it."""
    return list(vocab) if vocab else None


def vocab_words(vocab: Sequence[Path] | None) -> str:
    """The same options again, for a command that is told to the user."""
    return "".join(f" --vocab {shlex.quote(str(each))}" for each in vocab or ())


def home_words(home: Path | None) -> str:
    """The same --home again, for a command that is told to the user."""
    return "" if home is None else f" --home {shlex.quote(str(home))}"


def split_names(text: str, *, what: str) -> tuple[str, ...]:
    """``a,b, c`` -> ``("a", "b", "c")``; raises `BadInput` for none or one given twice."""
    names = tuple(part.strip() for part in text.split(",") if part.strip())
    if not names:
        raise BadInput(f"{what} is empty; give at least one name, several with commas between.")
    for name in names:
        if names.count(name) > 1:
            raise BadInput(f"{what} names {shown(name)} twice.", hint="Name it once.")
    return names


def debugging() -> bool:
    """Whether the user asked for tracebacks with ``GESTURE_DEBUG=1``."""
    return os.environ.get("GESTURE_DEBUG", "") not in ("", "0")


def _is_usage_error(error: Exception) -> bool:
    """Typer's own errors (a wrong option, a missing argument) know how to show themselves."""
    return hasattr(error, "exit_code") and hasattr(error, "show")


def _bounded(said: object) -> object:
    return shortened(said, MESSAGE_CHARACTERS) if isinstance(said, str) else said


def _machine_trouble(error: OSError) -> tuple[str, str]:
    where = f" at {shortened(str(error.filename), 200)}" if error.filename else ""
    if error.errno == errno.ENOSPC:
        return f"The disk is full{where}.", "Free some space; what was finished is kept."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"No permission to read or write{where}.", "Choose another folder with --home."
    return f"The machine refused: {error.strerror or error}{where}.", ""


def is_terminal() -> bool:
    """Whether a person sits before standard error (then progress bars are worth drawing)."""
    return sys.stderr.isatty()
