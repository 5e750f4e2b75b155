"""Seeds: the same ones for every cell, and choices that depend on nothing but their key.

Two wordings are compared on the same noise only when every cell uses the same seeds. A random
choice is keyed by (seed, slot, index) and hashed; no stream is shared, so that adding a value,
a slot or a draw moves no other choice.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import cast

from toolkit.axes import AXES, MAX_SEED
from toolkit.documents.numbers import whole_number
from toolkit.errors import PlanError, shown

_SEED = AXES["seed"]


def read_seeds(value: object, *, where: str) -> Sequence[int]:
    """Seeds from a plan: a count (seeds 1 to n), ``{start, count}``, or a list.

    Returns a ``range`` for the first two, so that a billion seeds take no memory.

    Raises:
        PlanError: no seed, one given twice, or one outside 0..2^63-1; names ``where``.
    """
    if isinstance(value, Mapping):
        given = cast("Mapping[str, object]", value)
        for key in given:
            if key not in ("start", "count"):
                raise PlanError(f"{where}: unknown key {shown(key)}; known are start and count.")
        if "count" not in given:
            raise PlanError(f"{where}: the key 'count' is missing.", hint="Say how many seeds.")
        start = _seed(given.get("start", 1), f"{where}.start")
        return _run(start, given["count"], f"{where}.count")
    if isinstance(value, list | tuple):
        listed = cast("Sequence[object]", value)
        seeds = tuple(_seed(seed, f"{where}[{i}]") for i, seed in enumerate(listed))
        if not seeds:
            raise PlanError(f"{where}: the list is empty.", hint="Give at least one seed.")
        if len(set(seeds)) < len(seeds):
            twice = Counter(seeds).most_common(1)[0][0]
            raise PlanError(f"{where}: the seed {twice} is given twice.", hint="Keep one.")
        return seeds
    if isinstance(value, range) and value.step == 1:
        return _run(_seed(value.start, where), value.stop - value.start, where)
    return _run(1, value, where)


def keyed_number(seed: int, slot: str, index: int, value: str = "") -> int:
    """A number from 0 to 2^64-1 that (seed, slot, index, value) alone decide."""
    key = f"{seed}\x1f{slot}\x1f{index}\x1f{value}".encode()
    return int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "big")


def keyed_choice(values: Sequence[str], *, seed: int, slot: str, index: int) -> str:
    """The value of the highest keyed number: every value is equally likely.

    Rendezvous hashing (Thaler and Ravishankar 1998): a value that is added takes over the
    draws that fall to it and leaves every other draw where it was, in whatever order the
    values stand.
    """
    return max(values, key=lambda value: keyed_number(seed, slot, index, value))


def _run(start: int, count: object, where: str) -> range:
    try:
        # More could not be counted: a range of 2^63 seeds has no length.
        number = whole_number(count, low=1, high=MAX_SEED)
    except ValueError:
        raise PlanError(
            f"{where}: got {shown(count)}; expected a whole number of seeds, at least 1 and at "
            f"most {MAX_SEED}.",
            hint="Write 'seeds: 4', 'seeds: {start: 100, count: 4}' or 'seeds: [1, 5, 9]'.",
        ) from None
    if start + number - 1 > MAX_SEED:
        raise PlanError(f"{where}: seed {start + number - 1} lies above {MAX_SEED}.")
    return range(start, start + number)


def _seed(value: object, where: str) -> int:
    try:
        return whole_number(value, low=_SEED.low, high=_SEED.high)
    except ValueError as error:
        raise PlanError(f"{where}: {error}.") from None
