"""Which two pictures a rater sees next, where each stands, and how likely that was.

Only pictures of the same gesture on the same seed meet, in different wordings. A quarter of
the pairs at least is drawn uniformly, because choosing by what is known already biases plain
Bradley-Terry; the probability of every pair is recorded. Draws are keyed by (seed, rater,
index), never taken from a stream, so the same question gives the same pair.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import BadInput, shown
from toolkit.rating.judged import JudgedCell
from toolkit.rating.variants import comparable_groups, values_on, variant_label
from toolkit.rating.votes import Vote

UNIFORM_SHARE = 0.25
"""The least share of pairs that is drawn uniformly."""

MAX_PAIRS = 2_000_000


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A picture that may be shown: its request's hash, its cell and its variant."""

    request_hash: str
    cell: str
    gesture: str
    variant: str


@dataclass(frozen=True, kw_only=True)
class ChosenPair:
    """Two pictures as they shall stand; ``propensity`` (0..1] is the pair's probability.

    It is the probability of the two pictures, whichever side each stands on.
    """

    left: Candidate
    right: Candidate
    propensity: float


@dataclass(frozen=True, kw_only=True, eq=False)
class PairPool:
    """Every pair that may be asked; made once by `pair_pool`.

    ``first`` and ``second`` (P,) index ``candidates``; ``meeting`` (P,) indexes ``meetings``,
    the (variant, variant) that the pair compares.
    """

    candidates: tuple[Candidate, ...]
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    meeting: NDArray[np.int64]
    meetings: tuple[tuple[str, str], ...]

    def __len__(self) -> int:
        return len(self.first)


def pair_pool(judged: Sequence[JudgedCell], by: Sequence[str]) -> PairPool:
    """All pairs of finished pictures that differ on ``by`` alone, in a fixed order.

    The verdicts in ``judged`` are not looked at. Pictures that are one and the same file make
    no pair. Raises `UnknownName` for an unknown axis and `BadInput` above `MAX_PAIRS`.
    """
    groups = comparable_groups(judged, by)
    total = sum(len(group) * (len(group) - 1) // 2 for group in groups)
    if total > MAX_PAIRS:
        raise BadInput(
            f"These pictures make {total:,} pairs, more than {MAX_PAIRS:,}.",
            hint="Rate a smaller run, or compare by fewer axes.",
            code="too_many_pairs",
            fields={"count": total, "most": MAX_PAIRS},
        )
    found: list[tuple[Candidate, Candidate]] = []
    for group in groups:
        members = sorted((_candidate(cell, by) for cell in group), key=_order)
        found += [
            (one, two)
            for one, two in combinations(members, 2)
            if one.request_hash != two.request_hash
        ]
    found.sort(key=lambda pair: (_order(pair[0]), _order(pair[1])))
    candidates = tuple(dict.fromkeys(each for pair in found for each in pair))
    number = {candidate: n for n, candidate in enumerate(candidates)}
    meetings = sorted({(one.variant, two.variant) for one, two in found})
    kind = {meeting: n for n, meeting in enumerate(meetings)}
    return PairPool(
        candidates=candidates,
        first=np.array([number[one] for one, _ in found], dtype=np.int64),
        second=np.array([number[two] for _, two in found], dtype=np.int64),
        meeting=np.array([kind[one.variant, two.variant] for one, two in found], dtype=np.int64),
        meetings=tuple(meetings),
    )


def _candidate(cell: JudgedCell, by: Sequence[str]) -> Candidate:
    return Candidate(
        request_hash=cell.request_hash,
        cell=cell.cell,
        gesture=cell.gesture,
        variant=variant_label(values_on(cell, by)),
    )


def _order(candidate: Candidate) -> tuple[str, str, str]:
    return candidate.variant, candidate.gesture, candidate.request_hash


def choose_pair(
    pool: PairPool,
    *,
    rater: str,
    index: int,
    seed: int,
    votes: Iterable[Vote] = (),
    strengths: Mapping[str, float] | None = None,
    uniform_share: float = UNIFORM_SHARE,
) -> ChosenPair | None:
    """The ``index``-th question for ``rater``; None when they have seen every pair.

    Pairs that the rater voted on are left out. The share that is not uniform goes to meetings
    of variants that are close in strength and were asked seldom: weight 4p(1-p) / (1 + votes),
    p the expected score, the Fisher information of one more vote over what is there.

    Args:
        pool: of `pair_pool`.
        rater: who is asked; ``index`` counts their questions from 0.
        seed: of the whole rating session, so that another session asks other pairs.
        votes: the votes so far, of everybody.
        strengths: log odds by variant (of `bradley_terry`), where known.
        uniform_share: of pairs drawn uniformly, 0.25..1.

    Raises:
        BadInput: a uniform share below a quarter or above 1.
    """
    if not UNIFORM_SHARE <= uniform_share <= 1.0:
        raise BadInput(
            f"The uniform share must lie between {UNIFORM_SHARE} and 1; got {shown(uniform_share)}."
        )
    chances = pair_chances(pool, rater, list(votes), strengths or {}, uniform_share)
    return drawn_pair(pool, chances, rater=rater, index=index, seed=seed)


def drawn_pair(
    pool: PairPool, chances: NDArray[np.float64], *, rater: str, index: int, seed: int
) -> ChosenPair | None:
    """The pair that the key (seed, rater, index) draws with ``chances`` (P,), and its sides; None
    when all chances are 0."""
    if not chances.any():
        return None
    open_pairs = np.flatnonzero(chances)
    cumulative = np.cumsum(chances[open_pairs])
    place = keyed_draw(seed, rater, index, "pair") * float(cumulative[-1])
    # Rounding can put the draw on the very end, beyond the last pair.
    step = min(int(np.searchsorted(cumulative, place, side="right")), len(open_pairs) - 1)
    chosen = int(open_pairs[step])
    one = pool.candidates[int(pool.first[chosen])]
    two = pool.candidates[int(pool.second[chosen])]
    if keyed_draw(seed, rater, index, "side") < 0.5:
        one, two = two, one
    return ChosenPair(left=one, right=two, propensity=float(chances[chosen]))


def pair_chances(
    pool: PairPool,
    rater: str,
    votes: Sequence[Vote],
    strengths: Mapping[str, float],
    uniform_share: float,
) -> NDArray[np.float64]:
    """The probability (P,) with which each pair of ``pool`` is asked next; all 0 when none is
    left for this rater, else they sum to 1."""
    left = ~_seen(pool, [vote for vote in votes if vote.rater == rater])
    return shared_out(pool, left, _worth(pool, votes, strengths), uniform_share)


def shared_out(
    pool: PairPool,
    left: NDArray[np.bool_],
    worth: NDArray[np.float64],
    uniform_share: float = UNIFORM_SHARE,
) -> NDArray[np.float64]:
    """The probability (P,) of each pair out of those that are ``left`` (P,): a share drawn
    uniformly, the rest by the ``worth`` (M,) of its meeting; all 0 when none is left."""
    if not left.any():
        return np.zeros(len(pool))
    open_pairs = np.bincount(pool.meeting[left], minlength=len(pool.meetings))
    worth = worth * (open_pairs > 0)
    by_meeting = worth / worth.sum() / np.maximum(open_pairs, 1)
    chances = uniform_share / left.sum() + (1 - uniform_share) * by_meeting[pool.meeting]
    return np.where(left, chances, 0.0)


def _seen(pool: PairPool, votes: Sequence[Vote]) -> NDArray[np.bool_]:
    """Which pairs (P,) of pictures the votes are about."""
    names = dict.fromkeys(candidate.request_hash for candidate in pool.candidates)
    number = {name: n for n, name in enumerate(names)}
    picture = np.array([number[each.request_hash] for each in pool.candidates], dtype=np.int64)
    one, two = picture[pool.first], picture[pool.second]
    pairs = np.minimum(one, two) * len(number) + np.maximum(one, two)
    told = [
        min(a, b) * len(number) + max(a, b)
        for a, b in ((number.get(vote.left, -1), number.get(vote.right, -1)) for vote in votes)
        if a >= 0 and b >= 0
    ]
    return np.isin(pairs, np.array(told, dtype=np.int64))


def _worth(
    pool: PairPool, votes: Sequence[Vote], strengths: Mapping[str, float]
) -> NDArray[np.float64]:
    variant = {candidate.cell: candidate.variant for candidate in pool.candidates}
    asked: dict[tuple[str, str], int] = {}
    for vote in votes:
        one, two = sorted((variant.get(vote.left_cell, ""), variant.get(vote.right_cell, "")))
        asked[one, two] = asked.get((one, two), 0) + 1
    gap = np.array(
        [strengths.get(one, 0.0) - strengths.get(two, 0.0) for one, two in pool.meetings]
    )
    times = np.array([asked.get(meeting, 0) for meeting in pool.meetings])
    return closeness(gap) / (1 + times)


def closeness(gap: NDArray[np.float64]) -> NDArray[np.float64]:
    """4p(1-p) for p = sigma(``gap``), in a form that cannot overflow; always above 0."""
    return np.maximum(1.0 / np.cosh(np.clip(gap, -40.0, 40.0) / 2) ** 2, 1e-12)


def keyed_draw(seed: int, rater: str, index: int, slot: str) -> float:
    """A number in [0, 1) that depends on the key alone."""
    key = f"{seed}\0{rater}\0{index}\0{slot}".encode()
    return int.from_bytes(hashlib.sha256(key).digest()[:6]) / 2**48
