"""How entries name each other: twins, which are mutual, and those that people mix up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from toolkit.documents.near_names import near
from toolkit.errors import shown
from toolkit.vocabulary.entries import Gesture


@dataclass(frozen=True, kw_only=True)
class UnknownRelation:
    """A twin or a confusable that cannot be one: where it is named, what is wrong, a near id."""

    gesture: Gesture
    key: str
    problem: str
    hint: str


def unknown_relations(
    named_by: Iterable[Gesture], gestures: Mapping[str, Gesture]
) -> Iterator[UnknownRelation]:
    """Twins and confusables of some entries that name nobody of ``gestures``, or themselves."""
    for gesture in named_by:
        for key, named_ids in (("twins", gesture.twins), ("confusable", gesture.confusable)):
            for named in named_ids:
                if named == gesture.id:
                    problem = f"{shown(named)} is the entry itself"
                elif named not in gestures:
                    problem = f"no gesture is called {shown(named)}"
                else:
                    continue
                hint = near(named, [id for id in gestures if id != gesture.id])
                yield UnknownRelation(gesture=gesture, key=key, problem=problem, hint=hint)


def with_mutual_twins(gestures: Mapping[str, Gesture]) -> dict[str, Gesture]:
    """The gestures with twinship made mutual (but a twin's twin is no twin of one's own)."""
    twins: dict[str, set[str]] = {id: set(gesture.twins) for id, gesture in gestures.items()}
    for id, gesture in gestures.items():
        for twin in gesture.twins:
            twins[twin].add(id)
    return {id: _with_twins(gesture, twins[id], gestures) for id, gesture in gestures.items()}


def _with_twins(gesture: Gesture, twins: set[str], order: Iterable[str]) -> Gesture:
    if not twins and not gesture.twins:
        return gesture
    listed = tuple(other for other in order if other in twins)
    return gesture if listed == gesture.twins else replace(gesture, twins=listed)
