"""Read one YAML file that a stranger may have written.

Refused before anything is built: files above 1 MB, text that is not UTF-8, control and
bidirectional characters, anchors and aliases (the means of a YAML bomb), merge keys, tags,
deep nesting, several documents, keys that are not plain text, and keys given twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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
_TEXT = "tag:yaml.org,2002:str"
_SWITCHES = ("tag:yaml.org,2002:null", "tag:yaml.org,2002:bool")
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
# By a value's first letter: what YAML may read it as, besides text.
_RESOLVERS = cast(
    "Mapping[str, list[tuple[str, re.Pattern[str]]]]",
    yaml.SafeLoader.yaml_implicit_resolvers,  # pyright: ignore[reportUnknownMemberType]
)
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
    builder = _Builder(text, name)
    try:
        return Document(builder.document(), builder.lines)
    except yaml.YAMLError as error:
        raise _syntax_error(error, name) from None


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


def _syntax_error(error: yaml.YAMLError, name: str) -> VocabularyError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark is not None else ""
    problem = getattr(error, "problem", None) or "cannot be read"
    return VocabularyError(
        f"{name}: {where}not valid YAML ({shortened(problem)}).",
        hint="Check quotes, colons and indents.",
    )


class _Builder:
    """Plain values from the parser's events: dicts with text keys, lists, text, numbers, switches.

    One pass, no tree of nodes between: what is refused is refused at the event that shows it.
    """

    def __init__(self, text: str, name: str) -> None:
        self._name = name
        self._depth = 0
        self._events = cast("Iterator[yaml.Event]", yaml.parse(text, Loader=_Loader))  # pyright: ignore[reportUnknownMemberType]
        self.lines: dict[str, int] = {}

    def document(self) -> dict[str, object]:
        """The one document's mapping."""
        next(self._events)  # the stream's start
        if isinstance(next(self._events), yaml.StreamEndEvent):
            raise VocabularyError(f"{self._name}: is empty.", hint="Fill it or delete it.")
        root = self._next()
        if not isinstance(root, yaml.MappingStartEvent):
            raise VocabularyError(
                f"{self._name}: is not a mapping.",
                hint="Begin with a line such as 'kind: emblem'.",
            )
        tree = self._collection(root, "")
        next(self._events)  # the document's end
        after = next(self._events)
        if isinstance(after, yaml.DocumentStartEvent):
            raise self._wrong(after, "begins a second document", "Remove the '---' line.")
        return cast("dict[str, object]", tree)

    def _next(self) -> yaml.Event:
        event = next(self._events)
        if isinstance(event, yaml.CollectionEndEvent):
            return event
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            sign = shortened(str(anchor))
            raise self._wrong(
                event,
                f"uses an anchor or alias ('&{sign}' or '*{sign}')",
                "Write the text out in full; put words that begin with & or * in quotes.",
            )
        tag = getattr(event, "tag", None)
        if tag:
            raise self._wrong(event, f"uses the tag {shown(tag)}", "Remove the tag.")
        return event

    def _value(self, event: yaml.Event, where: str) -> object:
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, where)
        return self._collection(event, where)

    def _collection(self, event: yaml.Event, where: str) -> object:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._wrong(
                event,
                f"is nested more than {MAX_DEPTH} deep",
                "No entry needs that; look for a stray bracket.",
            )
        mapping = isinstance(event, yaml.MappingStartEvent)
        result = self._mapping(where) if mapping else self._sequence(where)
        self._depth -= 1
        return result

    def _sequence(self, where: str) -> list[object]:
        result: list[object] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            inner = f"{where}[{len(result)}]"
            self.lines[inner] = event.start_mark.line + 1
            result.append(self._value(event, inner))
        return result

    def _mapping(self, where: str) -> dict[str, object]:
        result: dict[str, object] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._key(event, where)
            inner = f"{where}.{key}" if where else key
            if key in result:
                raise self._refuse(event, inner, "is given twice", "Keep one of the two.")
            self.lines[inner] = event.start_mark.line + 1
            result[key] = self._value(self._next(), inner)
        return result

    def _key(self, event: yaml.Event, where: str) -> str:
        place = where or "top"
        if not isinstance(event, yaml.ScalarEvent):
            raise self._refuse(event, place, "has a key that is not text", "Use a plain word.")
        if event.value == _MERGE_KEY:
            raise self._refuse(event, place, "uses the merge key '<<'", "Write the keys out.")
        if _tag(event) != _TEXT:
            raise self._refuse(
                event,
                place,
                f"has the key {shown(event.value)}, which YAML does not read as text",
                f"Write '{shortened(event.value)}' in quotes.",
            )
        return self._clean(event, place)

    def _scalar(self, event: yaml.ScalarEvent, where: str) -> object:
        tag = _tag(event)
        if tag == _TEXT:
            return self._clean(event, where)
        if tag in _SWITCHES:
            return _plain(tag, event)
        if tag in _NUMBERS:
            if len(event.value) > 40:
                raise self._refuse(event, where, "is a number of over 40 digits", "Shorten it.")
            try:
                return _plain(tag, event)
            except (ValueError, IndexError):
                pass
        raise self._refuse(
            event, where, f"is {shown(event.value)}, neither text nor number", "Put it in quotes."
        )

    def _clean(self, event: yaml.ScalarEvent, where: str) -> str:
        text = str(event.value).strip()
        bad = hidden_character(text)
        if bad is not None:
            raise self._refuse(event, where, f"holds a forbidden character ({bad})", "Remove it.")
        return text

    def _refuse(self, event: yaml.Event, where: str, what: str, hint: str) -> VocabularyError:
        return self._wrong(event, f"{shortened(where)}: {what}", hint)

    def _wrong(self, event: yaml.Event, what: str, hint: str) -> VocabularyError:
        line = event.start_mark.line + 1
        return VocabularyError(f"{self._name}: line {line}: {what}.", hint=hint)


def _tag(event: yaml.ScalarEvent) -> str:
    """What YAML takes a value without a tag for; quoted ones are text."""
    if not event.implicit[0]:
        return _TEXT
    for tag, pattern in _RESOLVERS.get(event.value[:1], ()):
        if pattern.match(event.value):
            return tag
    return _TEXT


def _plain(tag: str, event: yaml.ScalarEvent) -> object:
    node = yaml.ScalarNode(tag, event.value)
    return cast("object", yaml.constructor.SafeConstructor().construct_object(node))  # pyright: ignore[reportUnknownMemberType]
