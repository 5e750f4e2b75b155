"""A table beside the pictures: a CSV with a column ``file`` and one column for each axis."""

from __future__ import annotations

import csv
import io
import os
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.axes import MAX_SEED
from toolkit.documents.bounded_reader import read_bytes
from toolkit.documents.numbers import whole_number
from toolkit.errors import BadInput, UnknownName, one_line, shortened, shown
from toolkit.store.adding.report import Refusal
from toolkit.store.adding.sources import MAX_PICTURES, NAME_LENGTH, Source, place_of

MAX_BYTES = 32_000_000
MAX_AXES = 16
VALUE_LENGTH = 200
PROMPT_LENGTH = 20_000
FILE, GESTURE, PROMPT, SEED = "file", "gesture", "prompt", "seed"
NO_AXES = (FILE, GESTURE, PROMPT, SEED)
TAKEN = ("run", "folder")
"""No column can be called so: `gesture yields --by run` and ``--by folder`` mean other things."""

_AXIS = re.compile(r"[^\W\d][\w -]{0,39}")


@dataclass(frozen=True, kw_only=True)
class Row:
    """What the table says of one picture; "" and None for what it does not.

    ``values`` are its axes' values in the columns' order, empty ones left out.
    """

    line: int
    file: str
    values: tuple[tuple[str, str], ...]
    gesture: str = ""
    prompt: str = ""
    seed: int | None = None


@dataclass(frozen=True, kw_only=True)
class PictureTable:
    """The rows of a CSV, its axes in the columns' order, and rows that cannot be used."""

    path: Path
    axes: tuple[str, ...]
    rows: tuple[Row, ...]
    refused: tuple[Refusal, ...]


def read_table(path: Path, gesture_id: Callable[[str], str]) -> PictureTable:
    """The table at ``path``: UTF-8, else code page 1252; commas, semicolons or tabs between.

    Args:
        gesture_id: a gesture's id by any of its names; raises `UnknownName`.

    Raises:
        BadInput: there is no such file, or it is no table with a column ``file``.
    """
    text = _text(read_bytes(path, limit_bytes=MAX_BYTES, hint="Check the table's path."))
    name = shortened(path.name, NAME_LENGTH)
    separator = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        first = next(reader, list[str]())
        head = [each.strip() for each in first]
        axes = _axes(head, name)
        rows: list[Row] = []
        refused: list[Refusal] = []
        for cells in reader:
            if not any(each.strip() for each in cells):
                continue
            row = _row(
                dict(zip(head, cells, strict=False)), axes, reader.line_num, name, gesture_id
            )
            if isinstance(row, Refusal):
                refused.append(row)
            else:
                rows.append(row)
            if len(rows) + len(refused) > MAX_PICTURES:
                raise BadInput(
                    f"{name} has more than {MAX_PICTURES:,} rows.",
                    hint="Split it into several tables.",
                )
    except csv.Error as error:
        raise BadInput(
            f"{name}: line {reader.line_num}: is no row of a table ({error}).",
            hint="Save it as CSV, in UTF-8.",
        ) from None
    return PictureTable(path=path, axes=axes, rows=tuple(rows), refused=tuple(refused))


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _axes(head: Sequence[str], name: str) -> tuple[str, ...]:
    if FILE not in head:
        raise BadInput(
            f"{name} has no column {FILE!r}; its first line is {shown(', '.join(head))}.",
            hint="The first line names the columns: file, then one for each axis; gesture, prompt "
            "and seed may stand there too.",
        )
    for column in head:
        if column and head.count(column) > 1:
            raise BadInput(f"{name} has two columns {shown(column)}.", hint="Rename one.")
    axes = tuple(each for each in head if each and each not in NO_AXES)
    for axis in axes:
        if _AXIS.fullmatch(axis) is None or axis in TAKEN:
            raise BadInput(
                f"{name}: a column cannot be called {shown(axis)}.",
                hint=f"At most 40 letters, digits, blanks, - and _, beginning with a letter; not "
                f"{' or '.join(TAKEN)}.",
            )
    if len(axes) > MAX_AXES:
        raise BadInput(f"{name} has {len(axes)} axes; at most {MAX_AXES} are taken.")
    return axes


def _row(
    cells: Mapping[str, str],
    axes: Sequence[str],
    line: int,
    name: str,
    gesture_id: Callable[[str], str],
) -> Row | Refusal:
    where = f"{name}, line {line}"
    said = {column: one_line(text).strip() for column, text in cells.items()}
    file = cells.get(FILE, "").strip()
    if not file:
        return Refusal.of(where, "row_without_file")
    for column, text in said.items():
        most = PROMPT_LENGTH if column == PROMPT else VALUE_LENGTH
        if column != FILE and len(text) > most:
            return Refusal.of(where, "too_long", column=column, most=most)
    gesture = said.get(GESTURE, "")
    try:
        gesture = gesture_id(gesture) if gesture else ""
        written = said.get(SEED, "")
        seed = whole_number(int(written), low=0, high=MAX_SEED) if written else None
    except UnknownName:
        return Refusal.of(where, "unknown_gesture", got=shortened(gesture))
    except ValueError:
        return Refusal.of(where, "bad_seed", got=shortened(said[SEED]))
    values = tuple((axis, said[axis]) for axis in axes if said.get(axis))
    return Row(
        line=line,
        file=file,
        values=values,
        gesture=gesture,
        prompt=said.get(PROMPT, ""),
        seed=seed,
    )


@dataclass(kw_only=True)
class Matched:
    """The sources that a table names with their rows, in the table's order; and what is amiss."""

    pairs: list[tuple[Source, Row]] = field(default_factory=list[tuple[Source, Row]])
    refused: list[Refusal] = field(default_factory=list[Refusal])


def match(table: PictureTable, sources: Sequence[Source]) -> Matched:
    """Give each row its picture among ``sources``: the table can name no other file.

    A row names a picture by its path from the table on, by its path below the folder that was
    given, or by its file's name where only one picture has it.
    """
    by_path = {place_of(each.file): each for each in sources}
    by_name = {each.name: each for each in sources}
    files = Counter(each.file.name for each in sources)
    by_file = {each.file.name: each for each in sources}
    folder = table.path.parent
    told = Matched()
    taken: set[str] = set()
    for row in table.rows:
        where = f"{shortened(table.path.name, NAME_LENGTH)}, line {row.line}"
        named = os.path.normpath(row.file.replace("\\", "/"))
        found = by_path.get(place_of(folder / named)) or by_name.get(named)
        if found is None and files[named] > 1:
            told.refused.append(Refusal.of(where, "several", got=shortened(one_line(row.file))))
            continue
        found = found or by_file.get(named)
        if found is None:
            told.refused.append(Refusal.of(where, "missing", got=shortened(one_line(row.file))))
            continue
        key = place_of(found.file)
        if key in taken:
            told.refused.append(Refusal.of(where, "row_twice", got=shortened(one_line(row.file))))
            continue
        taken.add(key)
        told.pairs.append((found, row))
    told.refused += [
        Refusal.of(source.name, "not_in_table")
        for path, source in by_path.items()
        if path not in taken
    ]
    return told
