"""The command's reference page, made from the commands themselves.

``python -m toolkit.cli.reference > docs/commands.md`` writes it; a test holds it up to date.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import typer
from typer.testing import CliRunner

from toolkit.cli import app

_HEAD = """# The command `gesture`

Made by `python -m toolkit.cli.reference > docs/commands.md`; do not edit by hand.
"""


def reference() -> str:
    """The help of ``gesture`` and of every command below it, as one Markdown page."""
    parts = [_HEAD]
    for path in ((), *_paths(app)):
        shown = CliRunner().invoke(
            app, [*path, "--help"], prog_name="gesture", env={"COLUMNS": "92", "NO_COLOR": "1"}
        )
        lines = [line.rstrip() for line in shown.stdout.strip().splitlines()]
        title = " ".join(("gesture", *path))
        parts.append(f"## `{title}`\n\n```text\n" + "\n".join(lines) + "\n```\n")
    return "\n".join(parts)


def _paths(group: typer.Typer, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for command in group.registered_commands:
        name = command.name or (command.callback.__name__ if command.callback else "")
        yield (*before, name.replace("_", "-"))
    for below in group.registered_groups:
        if below.typer_instance is not None:
            path = (*before, str(below.typer_instance.info.name))
            yield path
            yield from _paths(below.typer_instance, path)


if __name__ == "__main__":
    sys.stdout.write(reference())
