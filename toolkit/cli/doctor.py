"""`gesture doctor`: what this machine has, what is missing, and the command that mends it."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Literal

import typer

from toolkit.cli.frame import HomeOption, JsonOption, chosen_home, say
from toolkit.cli.output import print_json, print_table
from toolkit.documents.user_paths import user_path
from toolkit.errors import GestureError, StoreError

State = Literal["ok", "missing"]

LIBRARIES = (
    "torch",
    "diffusers",
    "transformers",
    "compel",
    "mediapipe",
    "gradio",
    "sqlalchemy",
    "numpy",
    "scipy",
)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at; ``mend`` is a command or a sentence, empty when all is well."""

    check: str
    state: State
    detail: str
    mend: str = ""


def doctor(
    ctx: typer.Context,
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Fetch the judge's model when it is missing.")
    ] = False,
    mend: Annotated[
        bool,
        typer.Option("--mend", help="Save what is readable of a damaged database into a new one."),
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what is here, what is missing, and what mends it.

    Looks at device, versions, models, judge and store; exit code 1 when something is missing.
    """
    chosen = chosen_home(ctx, home)
    if mend:
        _mend(chosen)
    findings = examine(chosen, fetch=fetch, on_message=say)
    healthy = all(finding.state == "ok" for finding in findings)
    if as_json:
        print_json({"ok": healthy, "checks": [asdict(finding) for finding in findings]})
    else:
        print_table(
            ("", "check", "found"),
            [("✓" if f.state == "ok" else "✗", f.check, f.detail) for f in findings],
        )
        for finding in findings:
            if finding.mend:
                say(f"{finding.check}: {finding.mend}")
    if not healthy:
        raise typer.Exit(1)


def examine(
    home: Path | None, *, fetch: bool = False, on_message: Callable[[str], None] | None = None
) -> list[Finding]:
    """Every finding about this machine, in the order in which things are needed."""
    return [
        _gesture(),
        _libraries(),
        _checked("device", "", _device),
        _checked("vocabulary", "Install gesture-toolkit again.", _vocabulary),
        _checked("models", "Install gesture-toolkit again, or name a model by folder.", _models),
        _checked("judge", "", lambda: _judge(fetch, on_message)),
        _checked("store", "", lambda: _store(home)),
    ]


def _checked(check: str, mend: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(check=check, state="ok", detail=look())
    except GestureError as error:
        return Finding(check=check, state="missing", detail=error.message, mend=error.hint or mend)
    except ImportError as error:
        return Finding(
            check=check,
            state="missing",
            detail=f"{error.name or error} cannot be imported",
            mend="Run `pip install gesture-toolkit` in this environment again.",
        )


def _gesture() -> Finding:
    from toolkit import __version__

    system = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    return Finding(
        check="gesture", state="ok", detail=f"{__version__}, {system}, {os.cpu_count()} cores"
    )


def _libraries() -> Finding:
    found: list[str] = []
    lost: list[str] = []
    for library in LIBRARIES:
        try:
            found.append(f"{library} {version(library)}")
        except PackageNotFoundError:
            lost.append(library)
    if lost:
        return Finding(
            check="libraries",
            state="missing",
            detail=f"not installed: {', '.join(lost)}",
            mend=f"Run `pip install {' '.join(lost)}`.",
        )
    return Finding(check="libraries", state="ok", detail=", ".join(found))


def _device() -> str:
    import torch

    if torch.cuda.is_available():
        memory_gb = torch.cuda.get_device_properties(0).total_memory / 1e9
        return f"cuda: {torch.cuda.get_device_name(0)}, {memory_gb:.0f} GB"
    if torch.backends.mps.is_available():
        return "mps: Apple GPU"
    return f"cpu, {torch.get_num_threads()} threads (no GPU needed for Thumbelina)"


def _vocabulary() -> str:
    from toolkit import load_vocabulary

    words = load_vocabulary()
    own = f", with your own from {', '.join(words.overlays)}" if words.overlays else ""
    return f"{len(words)} gestures{own}"


def _models() -> str:
    from toolkit import available_models
    from toolkit.errors import ModelError

    names = list(available_models())
    if not names:
        raise ModelError("No embedded model is here.")
    return ", ".join(names)


def _judge(fetch: bool, on_message: Callable[[str], None] | None) -> str:
    from toolkit.judging.finding.model_file import model_file, model_version

    path = model_file(fetch=fetch, on_message=on_message)
    return f"hand landmark model {model_version(path)} at {path}"


def _store(home: Path | None) -> str:
    from toolkit import Store
    from toolkit.store.mending import find_damage

    with Store.open(home) as store:
        folder, runs = store.home, len(store.runs())
    if damages := find_damage(folder):
        more = f" (and {len(damages) - 1} more)" if len(damages) > 1 else ""
        raise StoreError(
            f"The database in {folder} is damaged: {damages[0]}{more}",
            hint="Close every program that uses it and run `gesture doctor --mend`.",
        )
    return f"{folder}, {runs} runs"


def _mend(home: Path | None) -> None:
    """Mend the database of ``home`` when it is damaged, and say what was done."""
    from toolkit.store import default_home
    from toolkit.store.mending import find_damage, mend

    folder = user_path(home or default_home(), what="home folder").absolute()
    damages = find_damage(folder)
    for damage in damages:
        say(f"store: {damage}")
    if not damages:
        say(f"The database in {folder} has no damage: nothing to mend.")
        return
    done = mend(folder)
    say(
        f"Kept {done.kept} records, lost {done.lost}, took in {done.adopted} pictures again. "
        f"The damaged database is kept as {done.aside}."
    )
