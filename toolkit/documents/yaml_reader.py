"""Read one YAML file that a stranger may have written.

Refused before anything is built: files above 1 MB, text that is not UTF-8, control and
bidirectional characters, anchors and aliases (the means of a YAML bomb), merge keys, tags,
deep nesting, several documents, keys that are not plain text, and keys given twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, cast

import yaml

from toolkit.documents.bounded_reader import read_bytes
from toolkit.errors import VocabularyError, shortened, shown

MAX_BYTES = 1_000_000
MAX_DEPTH = 12

# Marks that turn the reading direction, and invisible ones that hide differences. The
# joiner U+200D and the variation selector U+FE0F stay allowed: emoji need them.
HIDDEN = frozenset(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200B, 0x200E, 0x200F, 0x2060, 0x061C, 0xFEFF]
)
_MERGE_KEY = "<<"
_Loader = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))


# Controls but for line breaks and tabs, surrogates, private use; one search, for speed.
_FORBIDDEN = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ue000-\\uf8ff"
    "\\U000f0000-\\U000ffffd\\U00100000-\\U0010fffd"
    f"{''.join(chr(code) for code in sorted(HIDDEN))}]"
)


def forbidden_character(text: str) -> str | None:
    """Name of the first control, private or direction-changing character, or None."""
    found = _FORBIDDEN.search(text)
    return f"U+{ord(found.group()):04X}" if found else None


def hidden_character(text: str) -> str | None:
    """The same for one line of text, in which a line break or a tab is one of them too."""
    if "\n" in text or "\r" in text or "\t" in text:
        return "line break or tab"
    return forbidden_character(text)


class Document(NamedTuple):
    """What a file says, and the line (from 1) of every key and item by its path (``a.b[0]``)."""

    tree: dict[str, object]
    lines: Mapping[str, int]


def read_yaml(path: Path, *, name: str) -> dict[str, object]:
    """The file's mapping. Raises `VocabularyError` with ``name`` and, where known, the line."""
    return read_document(path, name=name).tree


def read_document(path: Path, *, name: str) -> Document:
    """The same with the lines of its keys, for errors that are found later."""
    return parse_document(read_text(path, name=name), name=name)


def parse_yaml(text: str, *, name: str) -> dict[str, object]:
    """The mapping that the text says; see the module's docstring for what is refused."""
    return parse_document(text, name=name).tree


def parse_document(text: str, *, name: str) -> Document:
    """The same with the lines of its keys, for errors that are found later."""
    bad = forbidden_character(text)
    if bad is not None:
        line = 1 + text[: text.index(chr(int(bad[2:], 16)))].count("\n")
        raise VocabularyError(
            f"{name}: line {line}: holds the invisible character {bad}.", hint="Delete it."
        )
    try:
        _check_events(text, name)
        root = cast("yaml.Node | None", yaml.compose(text, Loader=_Loader))  # pyright: ignore[reportUnknownMemberType]
    except yaml.YAMLError as error:
        raise _syntax_error(error, name) from None
    if root is None:
        raise VocabularyError(f"{name}: is empty.", hint="Fill it or delete it.")
    if not isinstance(root, yaml.MappingNode):
        raise VocabularyError(
            f"{name}: is not a mapping.", hint="Begin with a line such as 'kind: emblem'."
        )
    builder = _Builder(name)
    tree = cast("dict[str, object]", builder.build(root, ""))
    return Document(tree, builder.lines)


def read_text(path: Path, *, name: str) -> str:
    """The text of a UTF-8 file of at most 1 MB, its line ends made \\n.

    Raises:
        VocabularyError: with ``name``: no regular file, not readable, too large, not UTF-8.
    """
    content = read_bytes(
        path,
        limit_bytes=MAX_BYTES,
        name=name,
        error=VocabularyError,
        hint="Check the file's name and permissions.",
    )
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = 1 + content.count(b"\n", 0, error.start)
        raise VocabularyError(
            f"{name}: line {line}: is not UTF-8 text (byte {error.start}).",
            hint="Save it as UTF-8; pictures and archives cannot be read here.",
        ) from None


def _check_events(text: str, name: str) -> None:
    depth = documents = 0
    events = cast("Iterator[yaml.Event]", yaml.parse(text, Loader=_Loader))  # pyright: ignore[reportUnknownMemberType]
    for event in events:
        line = event.start_mark.line + 1
        anchor = getattr(event, "anchor", None)
        if isinstance(event, yaml.AliasEvent) or anchor is not None:
            raise VocabularyError(
                f"{name}: line {line}: uses an anchor or alias "
                f"('&{shortened(str(anchor))}' or '*{shortened(str(anchor))}').",
                hint="Write the text out in full; put words that begin with & or * in quotes.",
            )
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag:
            raise VocabularyError(
                f"{name}: line {line}: uses the tag {shown(event.tag)}.", hint="Remove the tag."
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        if depth > MAX_DEPTH:
            raise VocabularyError(
                f"{name}: line {line}: is nested more than {MAX_DEPTH} deep.",
                hint="No entry needs that; look for a stray bracket.",
            )
        if documents > 1:
            raise VocabularyError(
                f"{name}: line {line}: begins a second document.", hint="Remove the '---' line."
            )


def _syntax_error(error: yaml.YAMLError, name: str) -> VocabularyError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark is not None else ""
    problem = getattr(error, "problem", None) or "cannot be read"
    return VocabularyError(
        f"{name}: {where}not valid YAML ({shortened(problem)}).",
        hint="Check quotes, colons and indents.",
    )


class _Builder:
    """Plain values from composed nodes: dicts with text keys, lists, text, numbers, switches."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.lines: dict[str, int] = {}
        self._plain = cast(
            "Callable[[yaml.Node], object]",
            yaml.constructor.SafeConstructor().construct_object,  # pyright: ignore[reportUnknownMemberType]
        )

    def build(self, node: yaml.Node, where: str) -> object:
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, where)
        if isinstance(node, yaml.SequenceNode):
            return [self._item(item, f"{where}[{i}]") for i, item in enumerate(node.value)]
        return self._scalar(node, where)

    def _item(self, node: yaml.Node, where: str) -> object:
        self.lines[where] = node.start_mark.line + 1
        return self.build(node, where)

    def _mapping(self, node: yaml.MappingNode, where: str) -> dict[str, object]:
        result: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node, where)
            inner = f"{where}.{key}" if where else key
            if key in result:
                raise self._refuse(key_node, inner, "is given twice", "Keep one of the two.")
            self.lines[inner] = key_node.start_mark.line + 1
            result[key] = self.build(value_node, inner)
        return result

    def _key(self, node: yaml.Node, where: str) -> str:
        place = where or "top"
        if not isinstance(node, yaml.ScalarNode):
            raise self._refuse(node, place, "has a key that is not text", "Use a plain word.")
        if node.value == _MERGE_KEY:
            raise self._refuse(node, place, "uses the merge key '<<'", "Write the keys out.")
        if node.tag != "tag:yaml.org,2002:str":
            raise self._refuse(
                node,
                place,
                f"has the key {shown(node.value)}, which YAML does not read as text",
                f"Write '{shortened(node.value)}' in quotes.",
            )
        return self._clean(node, place)

    def _scalar(self, node: yaml.Node, where: str) -> object:
        if node.tag == "tag:yaml.org,2002:str":
            return self._clean(node, where)
        if node.tag in ("tag:yaml.org,2002:null", "tag:yaml.org,2002:bool"):
            return self._plain(node)
        if node.tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float"):
            if len(node.value) > 40:
                raise self._refuse(node, where, "is a number of over 40 digits", "Shorten it.")
            try:
                return self._plain(node)
            except (ValueError, IndexError):
                pass
        raise self._refuse(
            node, where, f"is {shown(node.value)}, neither text nor number", "Put it in quotes."
        )

    def _clean(self, node: yaml.Node, where: str) -> str:
        text = str(node.value).strip()
        bad = hidden_character(text)
        if bad is not None:
            raise self._refuse(node, where, f"holds a forbidden character ({bad})", "Remove it.")
        return text

    def _refuse(self, node: yaml.Node, where: str, what: str, hint: str) -> VocabularyError:
        line = node.start_mark.line + 1
        return VocabularyError(f"{self._name}: line {line}: {shortened(where)}: {what}.", hint=hint)
