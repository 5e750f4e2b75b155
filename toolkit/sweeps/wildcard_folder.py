"""A folder of wildcard files: ``hands/pose.txt`` is ``__hands/pose__``, YAML files hold many.

A line of a text file, or an item of a list in YAML, is a choice; a YAML file's keys, nested, are
names below its folder, as in dynamicprompts (0.31, ``wildcards/``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import cast, final

from toolkit.documents.bounded_reader import files_below
from toolkit.documents.near_names import near
from toolkit.documents.yaml_reader import parse_yaml
from toolkit.errors import PlanError, PromptError, VocabularyError, shown
from toolkit.prompts.wildcard_expansion import Line
from toolkit.sweeps.text_files import MAX_LINES, called, read_words, word_lines

_WEIGHT = re.compile(r"^(?P<weight>\d{1,9}(?:\.\d{0,9})?)::(?P<text>.*)$", re.DOTALL)


@final
class WildcardFolder:
    """The wildcards below ``folder``; files are read when they are first asked for."""

    def __init__(self, folder: Path | None, *, beside: Path | None) -> None:
        """``beside`` is the plan's folder, by which errors call files; None for no wildcards."""
        self._folder = folder
        self._beside = beside
        self._known: dict[str, tuple[Line, ...]] = {}

    def lines(self, name: str) -> tuple[Line, ...]:
        """The lines of all wildcards that ``name`` fits, without repetitions.

        Raises:
            PromptError: nothing is called so; suggests near names.
            PlanError: a file that cannot be read.
        """
        if name not in self._known:
            self._known[name] = self._looked_up(name)
        return self._known[name]

    def _looked_up(self, name: str) -> tuple[Line, ...]:
        if self._folder is None or not self._folder.is_dir():
            raise PromptError(
                f"There is no folder of wildcards in which to look for {shown(name)}.",
                hint="Name it in the plan, 'wildcards: DIR', or put it beside the plan.",
            )
        names = [each for each in self._names if fnmatchcase(each, name)]
        names = names or [each for each in self._names if fnmatchcase(each, f"*/{name}")]
        found = dict.fromkeys(line for each in names for line in self._lines_of(each))
        if not found:
            raise PromptError(
                f"There is no wildcard {shown(name)} in {called(self._folder, self._beside)}.",
                hint=near(name, self._names)
                or f"There are {', '.join(list(self._names)[:12]) or 'none at all'}.",
                code="unknown_wildcard",
                fields={"got": name},
            )
        if len(found) > MAX_LINES:
            raise PromptError(
                f"The wildcard {shown(name)} has {len(found):,} lines; at most {MAX_LINES:,} "
                "are read."
            )
        return tuple(found)

    @cached_property
    def _names(self) -> Mapping[str, Path | tuple[Line, ...]]:
        """Every wildcard's name -> its text file, or its lines from a YAML file."""
        folder = self._folder
        if folder is None:
            return {}
        names: dict[str, Path | tuple[Line, ...]] = {}
        for path in files_below(folder, name=called(folder, self._beside), error=PlanError):
            below = path.relative_to(folder)
            if path.suffix.lower() == ".txt":
                names[below.with_suffix("").as_posix()] = path
            elif path.suffix.lower() in (".yaml", ".yml"):
                prefix = below.parent.as_posix()
                names.update(self._yaml(path, "" if prefix == "." else f"{prefix}/"))
        return names

    def _lines_of(self, name: str) -> tuple[Line, ...]:
        held = self._names[name]
        if isinstance(held, tuple):
            return held
        lines = word_lines(held, name=called(held, self._beside))
        return tuple(Line(text, 1.0) for _, text in lines)

    def _yaml(self, path: Path, prefix: str) -> Iterator[tuple[str, tuple[Line, ...]]]:
        file = called(path, self._beside)
        try:
            tree = parse_yaml(read_words(path, name=file), name=file)
        except VocabularyError as error:
            raise PlanError(error.message, hint=error.hint) from None
        yield from _lists(tree, prefix, file, "")


def _lists(
    tree: Mapping[str, object], prefix: str, file: str, above: str
) -> Iterator[tuple[str, tuple[Line, ...]]]:
    for key, value in tree.items():
        where = f"{above}.{key}" if above else key
        if isinstance(value, dict):
            yield from _lists(cast("dict[str, object]", value), f"{prefix}{key}/", file, where)
            continue
        items = cast("list[object]", value) if isinstance(value, list) else [value]
        yield (
            f"{prefix}{key}",
            tuple(_line(item, f"{file}: {where}[{number}]") for number, item in enumerate(items)),
        )


def _line(item: object, where: str) -> Line:
    weight: object = 1.0
    if isinstance(item, dict):
        fields = cast("dict[str, object]", item)
        weight, item = fields.get("weight", 1.0), fields.get("text") or fields.get("content")
    elif isinstance(item, int | float) and not isinstance(item, bool):
        item = str(item)
    elif isinstance(item, str) and (given := _WEIGHT.match(item)):
        weight, item = float(given["weight"]), given["text"]
    if not isinstance(item, str) or isinstance(weight, bool) or not isinstance(weight, int | float):
        raise PlanError(
            f"{where}: holds {shown(item)}; expected text, or 'text' with a 'weight'.",
            hint="Put it in quotes.",
        )
    return Line(item.strip(), float(weight))
