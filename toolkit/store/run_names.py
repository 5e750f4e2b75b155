"""What runs may be called, and which run a name stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy import Connection, select, update

from toolkit.documents.yaml_reader import hidden_character
from toolkit.errors import BadInput, shown
from toolkit.store.rows import stored
from toolkit.store.schema import RunRow

MAX_NAME = 80
MAX_NOTE = 2_000
LATEST = "latest"
"""The name that stands for the newest run."""

_ID = re.compile(r"\d{6}-\d{6}")


def checked_name(name: str) -> str:
    """``name`` without blanks around it, if a run may be called so.

    Raises `BadInput` for one that is empty, too long, reads as a run's id, a path or an option, or
    holds an invisible character.
    """
    name = name.strip()
    what = ""
    if not 1 <= len(name) <= MAX_NAME:
        what = f"expected 1 to {MAX_NAME} characters"
    elif (hidden := hidden_character(name)) is not None:
        what = f"it holds the invisible character {hidden}"
    elif name == LATEST or _ID.fullmatch(name):
        what = "that stands for another run"
    elif name.startswith("-") or set(name) & set("/\\,"):
        what = "a name neither begins with - nor holds a slash or a comma"
    if what:
        raise BadInput(
            f"A run cannot be called {shown(name)}: {what}.",
            hint="Choose another name.",
            code="run_name",
            fields={"got": name},
        )
    return name


def marks(starred: bool | None, note: str | None) -> dict[str, object]:
    """What is to be written of a star and a note, None leaving it as it is.

    Raises `BadInput` for a note of more than 2,000 characters.
    """
    values: dict[str, object] = {} if starred is None else {"starred": int(starred)}
    if note is None:
        return values
    note = note.strip()
    if len(note) > MAX_NOTE:
        raise BadInput(
            f"A note has at most {MAX_NOTE:,} characters; this one has {len(note):,}.",
            hint="Shorten it.",
            code="note_too_long",
            fields={"count": len(note), "most": MAX_NOTE},
        )
    return values | {"note": note or None}


def is_run_id(text: str) -> bool:
    """Whether ``text`` is such as a run's id, 260131-142501: safe as part of a file's name."""
    return _ID.fullmatch(text) is not None


def id_of_name(connection: Connection, name: str) -> str | None:
    """The id of the run that is called ``name``, None where none is."""
    query = select(RunRow.id).where(RunRow.name == name)
    return next((row.text("id") for row in stored(connection, query)), None)


def set_name(connection: Connection, run: str, name: str) -> None:
    """Call the run with the id ``run`` so; raises `BadInput` where another is called so."""
    other = id_of_name(connection, name)
    if other not in (None, run):
        raise BadInput(
            f"The run {other} is called {shown(name)} already.", hint="Choose another name."
        )
    connection.execute(update(RunRow).where(RunRow.id == run).values(name=name))


def set_marks(connection: Connection, run: str, values: Mapping[str, object]) -> None:
    """Write ``starred`` and ``note`` of the run with the id ``run``, those that are given."""
    if values:
        connection.execute(update(RunRow).where(RunRow.id == run).values(**values))
