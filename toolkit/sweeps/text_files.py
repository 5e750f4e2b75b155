"""Files of words that stand beside a plan: found without leaving its folder, read within bounds."""

from __future__ import annotations

from pathlib import Path

from toolkit.documents.bounded_reader import read_bytes
from toolkit.documents.user_paths import user_path
from toolkit.documents.yaml_reader import forbidden_character
from toolkit.errors import BadInput, PlanError, shortened, shown

MAX_BYTES = 1_000_000
MAX_LINES = 5_000


def inside(folder: Path | None, written: object, *, where: str) -> Path:
    """The path ``written`` in a plan, which must lead to ``folder`` (the plan's own) or below.

    Raises:
        PlanError: no text, no folder (the plan is no file), a path outside.
    """
    if not isinstance(written, str) or not written.strip():
        raise PlanError(f"{where}: got {shown(written)}; expected the name of a file.")
    if folder is None:
        raise PlanError(
            f"{where}: names {shown(written)}, but a plan that is no file itself can name none.",
            hint="Write the plan into a file beside it.",
        )
    try:
        named = user_path(written, what="file")
    except BadInput as error:
        raise PlanError.at(where, error) from None
    root = folder.resolve()
    found = (root / named).resolve()
    if not found.is_relative_to(root):
        raise PlanError(
            f"{where}: {shown(written)} lies outside the plan's folder.",
            hint="Copy it beside the plan, and write its name alone.",
        )
    return found


def read_words(path: Path, *, name: str) -> str:
    """The text of a file of at most 1 MB, line ends made \\n: UTF-8, else code page 1252.

    Raises:
        PlanError: with ``name``: not there, not readable, too large, no text, an invisible
            character (with its line).
    """
    content = read_bytes(
        path,
        limit_bytes=MAX_BYTES,
        name=name,
        error=PlanError,
        hint="Check the file's name; it is looked for from the plan's folder on.",
    )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError as error:
            line = 1 + content.count(b"\n", 0, error.start)
            raise PlanError(
                f"{name}: line {line}: is neither UTF-8 nor code page 1252 (byte {error.start}).",
                hint="Save it as UTF-8; pictures and archives cannot be read here.",
            ) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if forbidden_character(text) is not None:
        for number, line in enumerate(text.split("\n"), start=1):
            if (bad := forbidden_character(line)) is not None:
                raise PlanError(
                    f"{name}: line {number}: holds the invisible character {bad}.",
                    hint="Delete it.",
                )
    return text


def word_lines(path: Path, *, name: str) -> list[tuple[int, str]]:
    """The lines that hold words, with their numbers from 1; blank ones and ``# comments`` apart.

    Raises:
        PlanError: as `read_words`; no line at all, or more than 5,000.
    """
    lines = [
        (number, line.strip())
        for number, line in enumerate(read_words(path, name=name).split("\n"), start=1)
        if line.strip() and not line.strip().startswith("#")
    ]
    if not lines:
        raise PlanError(f"{name}: holds no words.", hint="A wording is a line of its own.")
    if len(lines) > MAX_LINES:
        raise PlanError(
            f"{name}: holds {len(lines):,} wordings; at most {MAX_LINES:,} are read.",
            hint="Split it into several files.",
        )
    return lines


def called(path: Path, folder: Path | None) -> str:
    """How errors call the file: from the plan's folder on."""
    root = folder.resolve() if folder else path.parent
    return shortened(path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name)
