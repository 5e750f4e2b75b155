"""How much of other people's lists the vocabulary covers, and sources that name no such item.

An entry covers the item of an `OutsideList` when one of its sources reads ``<prefix> <item>``,
whatever the case and the spaces between.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.documents.near_names import near
from toolkit.vocabulary.entries import OutsideList
from toolkit.vocabulary.linting.findings import Finding, finding
from toolkit.vocabulary.vocabulary import Vocabulary


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """One outside list: how many of its ``total`` items some entry covers, and which none does.

    ``covered_by`` pairs each covered item with the ids of the gestures that cover it.
    """

    id: str
    name: str
    covered: int
    total: int
    missing: tuple[str, ...]
    covered_by: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def share(self) -> float:
        """Covered share of the list, 0..1."""
        return self.covered / self.total


def coverage(vocabulary: Vocabulary) -> tuple[Coverage, ...]:
    """The coverage of every outside list, in the file's order."""
    claims: dict[str, list[str]] = defaultdict(list)
    for gesture in vocabulary.gestures.values():
        for source in gesture.sources:
            claims[_folded(source)].append(gesture.id)
    return tuple(_of_list(outside, claims) for outside in vocabulary.lists)


def _of_list(outside: OutsideList, claims: dict[str, list[str]]) -> Coverage:
    items = tuple(dict.fromkeys(outside.items))
    owners = {item: tuple(claims.get(_source(outside, item), ())) for item in items}
    missing = tuple(item for item in items if not owners[item])
    return Coverage(
        id=outside.id,
        name=outside.name,
        covered=len(items) - len(missing),
        total=len(items),
        missing=missing,
        covered_by=tuple((item, ids) for item, ids in owners.items() if ids),
    )


def unknown_sources(vocabulary: Vocabulary) -> Iterator[Finding]:
    """A source with an outside list's prefix that names no item of it: it covers nothing.

    A rule of lint: a misspelt item would otherwise be missed in silence.
    """
    known = {
        outside.id: {_source(outside, item) for item in outside.items}
        for outside in vocabulary.lists
    }
    for gesture in vocabulary.gestures.values():
        for i, source in enumerate(gesture.sources):
            outside = _list_of(source, vocabulary.lists)
            if outside is None or _folded(source) in known[outside.id]:
                continue
            hint = near(source, [f"{outside.prefix} {item}" for item in outside.items])
            yield finding(
                gesture,
                "unknown_source",
                f"sources[{i}]",
                f"'{source}' is no item of the list '{outside.id}' ({outside.name}). "
                f"{hint or 'gesture vocab coverage shows what is missing.'}",
            )


def _list_of(source: str, lists: tuple[OutsideList, ...]) -> OutsideList | None:
    """The list whose prefix begins a source; the longest prefix where several do."""
    folded = _folded(source)
    fitting = [each for each in lists if folded.startswith(_folded(each.prefix) + " ")]
    return max(fitting, key=lambda each: len(each.prefix), default=None)


def _source(outside: OutsideList, item: str) -> str:
    return _folded(f"{outside.prefix} {item}")


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
