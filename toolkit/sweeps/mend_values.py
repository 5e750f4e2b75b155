"""Mending as an axis value: read from a plan, taken apart again, and made a chain of requests.

On a cell a value is text: ``none``, ``inpaint 0.5`` for the hands that the form judge finds wrong
drawn once more at that strength, ``inpaint 0.5 all x2`` for every hand of the picture, twice.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from toolkit.axes import NOTHING
from toolkit.documents.numbers import real_number, whole_number
from toolkit.errors import PlanError, shown
from toolkit.sweeps.requests import GenerationRequest, Mend

MAX_PASSES = 4
LEAST_STRENGTH = 0.05
WHICH_HANDS = ("wrong", "all")
_TEXT = re.compile(r"inpaint (?P<strength>\d+(?:\.\d+)?)(?P<all> all)?(?: x(?P<passes>\d+))?")


@dataclass(frozen=True, kw_only=True)
class MendValue:
    """How pictures are mended.

    Args:
        strength: how far from what is there a hand may go, `LEAST_STRENGTH`..1.
        passes: how often, 1..`MAX_PASSES`; each looks at what the one before has made.
        hands: ``wrong`` for those that the form judge finds wrong, ``all`` for every one.
    """

    strength: float
    passes: int = 1
    hands: str = "wrong"

    @property
    def text(self) -> str:
        """As a cell's value has it."""
        every = " all" if self.hands == "all" else ""
        again = f" x{self.passes}" if self.passes > 1 else ""
        return f"inpaint {self.strength:g}{every}{again}"


def mend_of(value: str, where: str = "mend") -> MendValue | None:
    """What a cell's ``value`` on the axis ``mend`` asks for, None for nothing; `PlanError`."""
    if value in ("", NOTHING):
        return None
    found = _TEXT.fullmatch(value)
    if found is None:
        raise PlanError(
            f"{where}: got {shown(value)}; expected none, or {{inpaint: 0.5}}.",
            hint="More can be said: {inpaint: [0.3, 0.5], passes: 2, hands: all}.",
        )
    return read_mend(
        float(found["strength"]),
        int(found["passes"] or 1),
        "all" if found["all"] else "wrong",
        where,
    )


def spread_mends(value: object, where: str) -> Iterator[str]:
    """The texts that a written value stands for: one for each strength and number of passes.

    Args:
        value: ``none``, a cell's text, or ``{inpaint: 0.5, passes: 1, hands: wrong}``, of which
            the first two may be lists.
        where: for the message.

    Raises:
        PlanError: anything else.
    """
    if value is None:
        yield NOTHING
        return
    if isinstance(value, str):
        said = mend_of(value, where)
        yield NOTHING if said is None else said.text
        return
    given: dict[str, object] = {}
    if isinstance(value, Mapping):
        given = dict(cast("Mapping[str, object]", value))
    if not {"inpaint"} <= set(given) <= {"inpaint", "passes", "hands"}:
        got: object = given or cast("object", value)
        raise PlanError(
            f"{where}: got {shown(got)}; expected none, or {{inpaint: 0.5, passes: 1, "
            "hands: wrong}."
        )
    hands = given.get("hands", "wrong")
    for strength, passes in itertools.product(
        _listed(given["inpaint"]), _listed(given.get("passes", 1))
    ):
        yield read_mend(strength, passes, hands, where).text


def read_mend(strength: object, passes: object, hands: object, where: str) -> MendValue:
    """The value of these three as somebody gave them; raises `PlanError`, which names ``where``."""
    try:
        number = real_number(strength, low=LEAST_STRENGTH, high=1)
    except ValueError as error:
        raise PlanError(f"{where}.inpaint: {error}.") from None
    try:
        times = whole_number(passes, low=1, high=MAX_PASSES)
    except ValueError as error:
        raise PlanError(f"{where}.passes: {error}.") from None
    if hands not in WHICH_HANDS:
        raise PlanError(f"{where}.hands: got {shown(hands)}; expected {' or '.join(WHICH_HANDS)}.")
    return MendValue(strength=float(f"{number:g}"), passes=times, hands=str(hands))


def mended(request: GenerationRequest, value: MendValue, *, judge: str) -> GenerationRequest:
    """``request``, which is not mended yet, mended as ``value`` says.

    Each pass is a request of its own, whose parent is the one before. ``judge`` is the name and
    version of the judge that says which hands are drawn once more.
    """
    return mending_passes(request, value, parent=request.hash, judge=judge)[-1]


def mending_passes(
    request: GenerationRequest, value: MendValue, *, parent: str, judge: str
) -> list[GenerationRequest]:
    """The passes of mending the picture with the hash ``parent`` by ``request``'s words, in order;
    see `mended`."""
    made: list[GenerationRequest] = []
    for number in range(1, value.passes + 1):
        mend = Mend(
            parent=parent,
            strength=value.strength,
            hands=value.hands,
            number=number,
            judge=judge,
        )
        made.append(replace(request, mend=mend))
        parent = made[-1].hash
    return made


def parent_of(request: GenerationRequest) -> GenerationRequest | None:
    """The request whose picture ``request`` mends; None where it mends none, or one of another
    making (a file)."""
    mend = request.mend
    if mend is None:
        return None
    before = replace(request, mend=None)
    if mend.number > 1:
        value = MendValue(strength=mend.strength, passes=mend.number - 1, hands=mend.hands)
        before = mended(before, value, judge=mend.judge)
    return before if before.hash == mend.parent else None


def with_parents(request: GenerationRequest) -> list[GenerationRequest]:
    """``request`` and the pictures that it is made of, itself first."""
    line = [request]
    while (parent := parent_of(line[-1])) is not None:
        line.append(parent)
    return line


def _listed(value: object) -> Sequence[object]:
    return cast("Sequence[object]", value) if isinstance(value, list) else [value]
