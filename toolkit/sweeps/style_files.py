"""``styles.csv`` of Stable Diffusion web UI as values of a plan's axis."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from pathlib import Path

from toolkit.documents.near_names import near
from toolkit.errors import PlanError, PromptError, UnknownName, shortened, shown
from toolkit.prompts.styles import Style, check_style
from toolkit.prompts.wildcard_grammar import has_wildcards
from toolkit.sweeps.text_files import MAX_LINES, read_words

COLUMNS = ("name", "prompt", "negative_prompt")


def read_styles(
    path: Path, *, name: str, dialect: str, only: Collection[str] = ()
) -> list[tuple[str, Style]]:
    """The styles of the file at ``path`` in order, each with where it stands (``row 3``).

    Rows count from 1, as a spreadsheet counts them; the first names the columns; an oldest file's
    ``text`` is its prompt. Rows without any words divide styles from one another and are left out.

    Args:
        name: how errors call the file.
        dialect: how its weights are written.
        only: the names of the styles to take; all without it.

    Raises:
        PlanError: with file and row: no CSV, other columns, a name missing or given twice,
            ``{prompt}`` twice in one text, wildcards, weights that cannot be read.
        UnknownName: a name in ``only`` that the file lacks.
    """
    reader = csv.reader(io.StringIO(read_words(path, name=name)), strict=True)
    found: list[tuple[str, Style]] = []
    try:
        columns = _columns(next(reader, list[str]()), name)
        for number, row in enumerate(reader, start=2):
            where = f"{name}: row {number} (line {reader.line_num})"
            if not any(cell.strip() for cell in row):
                continue
            if len(row) > len(columns):
                raise PlanError(
                    f"{where}: has {len(row)} columns; expected {len(columns)}.",
                    hint="Put a text that holds commas in double quotes.",
                )
            fields = dict(zip(columns, (" ".join(cell.split()) for cell in row), strict=False))
            style = Style(
                name=fields["name"],
                prompt=fields.get("prompt", fields.get("text", "")),
                negative=fields.get("negative_prompt", ""),
            )
            if style.prompt or style.negative:
                found.append((where, _checked(style, where, dialect)))
            if len(found) > MAX_LINES:
                raise PlanError(f"{name}: holds more than {MAX_LINES:,} styles.")
    except csv.Error as error:
        raise PlanError(
            f"{name}: line {reader.line_num}: is not CSV ({error}).",
            hint=f"Expected the columns {', '.join(COLUMNS)}.",
        ) from None
    _check_names(found)
    if not found:
        raise PlanError(f"{name}: holds no style.", hint="Is it the file?")
    return _chosen(found, only, name)


def _columns(first: list[str], name: str) -> list[str]:
    columns = [column.strip() for column in first]
    if "name" in columns and ("prompt" in columns or "text" in columns):
        return columns
    named = shortened(", ".join(columns)) or "nothing"
    raise PlanError(
        f"{name}: line 1: has the columns {named}; expected {', '.join(COLUMNS)}.",
        hint="The first line names the columns.",
    )


def _checked(style: Style, where: str, dialect: str) -> Style:
    if not style.name:
        raise PlanError(f"{where}: has no name.", hint="Name the style in the first column.")
    try:
        check_style(style, dialect)
        if has_wildcards(style.prompt) or has_wildcards(style.negative):
            raise PromptError(
                f"The style {shown(style.name)} holds wildcards, which styles cannot.",
                hint="Write a style for each choice.",
            )
    except PromptError as error:
        raise PlanError.at(where, error) from None
    return style


def _check_names(found: list[tuple[str, Style]]) -> None:
    seen: set[str] = set()
    for where, style in found:
        if style.name in seen:
            raise PlanError(
                f"{where}: the style {shown(style.name)} is given twice.", hint="Rename one."
            )
        seen.add(style.name)


def _chosen(
    found: list[tuple[str, Style]], only: Collection[str], name: str
) -> list[tuple[str, Style]]:
    names = [style.name for _, style in found]
    for each in only:
        if each not in names:
            raise UnknownName(
                f"{name}: has no style {shown(each)}.",
                hint=near(each, names) or f"It has {', '.join(names[:12])}.",
            )
    return [pair for pair in found if not only or pair[1].name in only]
