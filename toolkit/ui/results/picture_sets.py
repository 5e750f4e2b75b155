"""The pictures behind a figure: which ones they are, and which of them are shown first.

A figure's bar, row or cell names its pictures in one text, which the page brings back and an
address holds: ``where?gesture=fist``, ``change?axis=weight&before=0.8&after=1.2``, ``told?…``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args
from urllib.parse import parse_qsl, quote, urlencode

from toolkit.errors import BadInput
from toolkit.rating.judged import JudgedCell
from toolkit.rating.variants import values_on
from toolkit.rating.verdicts import Outcome

Kind = Literal["where", "change", "told"]
Show = Literal["all", "fail", "unsure", "differs"]
SHOWS: tuple[Show, ...] = get_args(Show)
FIRST: Mapping[Outcome, int] = {"fail": 0, "unsure": 1, "unjudged": 2, "measured": 3, "pass": 4}
"""Failures come first: they are what one looks for."""
MOST_PAIRS = 30


@dataclass(frozen=True, kw_only=True)
class PictureSet:
    """Pictures ``where`` axes have values, those of a ``change`` on the same seeds, or those of
    which a judge and people ``told`` so and so; ``show`` filters them."""

    kind: Kind
    pairs: tuple[tuple[str, str], ...]
    show: Show = "all"

    @property
    def text(self) -> str:
        """What names it, without the filter."""
        return set_text(self.kind, self.pairs)

    def value(self, name: str) -> str:
        """The value of one of its pairs, "" where it is not there."""
        return dict(self.pairs).get(name, "")


def set_text(kind: Kind, pairs: Iterable[tuple[str, str]]) -> str:
    """What names the pictures of some pairs."""
    return f"{kind}?{urlencode(list(pairs), quote_via=quote)}"


def change_text(axis: str, before: str, after: str) -> str:
    """What names the pictures of two values on the same seeds."""
    return set_text("change", [("axis", axis), ("before", before), ("after", after)])


def read_set(text: str, show: str = "") -> PictureSet:
    """What ``text`` names; raises `BadInput` for what no figure can have said."""
    kind, _, query = text.partition("?")
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_PAIRS)
    except ValueError:
        kind, pairs = "", []
    if kind not in get_args(Kind):
        raise BadInput(
            "These pictures are not known.", hint="Choose them in a figure.", code="no_such_set"
        )
    return PictureSet(
        kind=cast(Kind, kind),
        pairs=tuple(pairs),
        show=cast(Show, show) if show in SHOWS else "all",
    )


def pictures_where(
    judged: Sequence[JudgedCell], pairs: Sequence[tuple[str, str]]
) -> list[JudgedCell]:
    """The pictures with these values, each once, failures first."""
    axes = [axis for axis, _ in pairs]
    found: dict[tuple[str, str], JudgedCell] = {}
    for cell in judged:
        if values_on(cell, axes) == tuple(pairs):
            found.setdefault((cell.request_hash, cell.gesture), cell)
    return failures_first(found.values())


def pictures_told(
    machine: Sequence[JudgedCell], people: Sequence[JudgedCell], said: tuple[str, str]
) -> list[JudgedCell]:
    """The pictures of which the judge and people said these outcomes."""
    theirs = {(cell.request_hash, cell.gesture): cell.outcome for cell in people}
    found = {
        (cell.request_hash, cell.gesture): cell
        for cell in machine
        if (cell.outcome, theirs.get((cell.request_hash, cell.gesture))) == said
    }
    return failures_first(found.values())


def failures_first(cells: Iterable[JudgedCell]) -> list[JudgedCell]:
    """``cells`` with failures first, then unsure and unjudged ones; else as they came."""
    return sorted(cells, key=lambda cell: FIRST[cell.outcome])


def differing(judged: Sequence[JudgedCell]) -> frozenset[tuple[str, int]]:
    """(gesture, seed) of which one picture passed and another did not."""
    said: dict[tuple[str, int], set[bool]] = {}
    for cell in judged:
        if cell.seed >= 0 and cell.outcome in ("pass", "fail", "unsure"):
            said.setdefault((cell.gesture, cell.seed), set()).add(cell.outcome == "pass")
    return frozenset(place for place, outcomes in said.items() if len(outcomes) > 1)


def shown_of(
    cells: Sequence[JudgedCell], show: Show, differs: frozenset[tuple[str, int]]
) -> list[JudgedCell]:
    """Those of ``cells`` that the filter lets through."""
    if show == "differs":
        return [cell for cell in cells if (cell.gesture, cell.seed) in differs]
    return [cell for cell in cells if show in ("all", cell.outcome)]
