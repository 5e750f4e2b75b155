"""What was said of the pairs of one pool, as counts that one more vote changes.

The same pairs as `choose_pair` draws, at a cost that does not grow with the votes.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import final

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import NotConverged
from toolkit.rating.strengths.pairing import ChosenPair, PairPool, closeness, drawn_pair, shared_out
from toolkit.rating.strengths.tallied_strengths import TalliedStrengths, tallied_strengths
from toolkit.rating.votes import Vote

REFIT_SHARE = 0.02
"""By this share the votes may grow before the strengths are fitted anew."""

_CODES = ("first", "second", "tie", "both_bad", "not_sure")
_SCORES = {"first": (1.0, 0.0), "second": (0.0, 1.0), "tie": (0.5, 0.5)}


@final
class PairTallies:
    """Counts of one pool's votes: of everybody by meeting, of each rater one by one.

    Not for several threads at once. Votes about pictures that are not in the pool count where
    their cells are known, as in `choose_pair`.
    """

    def __init__(self, pool: PairPool) -> None:
        self.pool = pool
        names = dict.fromkeys(candidate.request_hash for candidate in pool.candidates)
        self._number = {name: n for n, name in enumerate(names)}
        picture = np.array(
            [self._number[each.request_hash] for each in pool.candidates], dtype=np.int64
        )
        both = picture[pool.first], picture[pool.second]
        told = np.minimum(*both) * len(names) + np.maximum(*both)
        self._keys, self._key_of = np.unique(told, return_inverse=True)
        """Which two pictures, each once (K,), and which of these a pair of the pool is (P,)."""
        self.variants = sorted({each.variant for each in pool.candidates})
        place = {name: n for n, name in enumerate(self.variants)}
        self._variant = {each.cell: place[each.variant] for each in pool.candidates}
        self._meeting = {(place[a], place[b]): n for n, (a, b) in enumerate(pool.meetings)}
        self._ends = np.array(
            [(place[a], place[b]) for a, b in pool.meetings], dtype=np.int64
        ).reshape(-1, 2)
        self._asked = np.zeros(len(pool.meetings), dtype=np.int64)
        self._wins = np.zeros((len(self.variants), len(self.variants)))
        self._of: dict[str, array[int]] = {}
        self._left_out = np.zeros(len(self._keys), dtype=np.bool_)
        self._strengths: TalliedStrengths | None = None
        self._worth = np.ones(len(pool.meetings))
        self._fitted_at = 0
        self._decided = 0

    def __len__(self) -> int:
        """How many two pictures may be asked about; those that are left out do not count."""
        return len(self._keys) - self.left_out

    @property
    def left_out(self) -> int:
        """How many two pictures are left out."""
        return int(self._left_out.sum())

    def leave_out(self, one: str, other: str) -> None:
        """Ask nobody about the pictures ``one`` and ``other`` (request hashes) any more."""
        key = self._key(one, other)
        if key >= 0:
            self._left_out[key] = True

    def add(self, vote: Vote) -> None:
        """Count ``vote``."""
        self._of.setdefault(vote.rater, array("q")).append(self._packed(vote))
        self._count(vote, 1)

    def remove(self, vote: Vote) -> None:
        """Count ``vote``, which was added, no more."""
        told = self._of.get(vote.rater, array("q"))
        packed = self._packed(vote)
        if packed in told:
            told.remove(packed)
            self._count(vote, -1)

    def seen(self, rater: str) -> int:
        """How many two pictures ``rater`` voted on, without those that are left out."""
        keys = self._seen(rater)
        return int((~self._left_out[keys]).sum())

    def votes_of(self, rater: str) -> int:
        """How many votes ``rater`` cast."""
        return len(self._of.get(rater, ()))

    @property
    def decided(self) -> int:
        """How many votes of everybody prefer one picture or call both equal."""
        return self._decided

    def choose(
        self, *, rater: str, index: int, seed: int, waiting: Iterable[ChosenPair] = ()
    ) -> ChosenPair | None:
        """As `choose_pair` with all votes that were added, and strengths that are at most
        `REFIT_SHARE` behind them. ``waiting`` pairs were given to ``rater`` and not answered."""
        left = ~self._left_out
        left[self._seen(rater)] = False
        asked = self._asked.copy()
        for pair in waiting:
            key = self._key(pair.left.request_hash, pair.right.request_hash)
            if key >= 0:
                left[key] = False
            meeting = self._met(pair.left.cell, pair.right.cell)
            if meeting >= 0:
                asked[meeting] += 1
        self._refit()
        chances = shared_out(self.pool, left[self._key_of], self._worth / (1 + asked))
        return drawn_pair(self.pool, chances, rater=rater, index=index, seed=seed)

    def strengths(self) -> TalliedStrengths:
        """How strong each of `variants` is to everybody; raises `NotConverged`."""
        return tallied_strengths(self._wins)

    def wins(self) -> NDArray[np.float64]:
        """How often everybody preferred each variant to each other one (V, V)."""
        return self._wins.copy()

    def wins_of(self, rater: str) -> NDArray[np.float64]:
        """How often ``rater`` preferred each variant to each other one (V, V)."""
        wins = np.zeros_like(self._wins)
        for packed in self._of.get(rater, ()):
            met, code = divmod(packed % (5 * (len(self._ends) + 1)), 5)
            if met and (scores := _SCORES.get(_CODES[code])):
                one, two = self._ends[met - 1]
                wins[one, two] += scores[0]
                wins[two, one] += scores[1]
        return wins

    def _refit(self) -> None:
        grown = abs(self._decided - self._fitted_at)
        if not grown or grown < REFIT_SHARE * self._fitted_at:
            return
        self._fitted_at = self._decided
        try:
            found = tallied_strengths(self._wins).strength
        except NotConverged:
            return
        self._worth = closeness(found[self._ends[:, 0]] - found[self._ends[:, 1]])

    def _count(self, vote: Vote, by: int) -> None:
        meeting = self._met(vote.left_cell, vote.right_cell)
        if meeting < 0:
            return
        self._asked[meeting] += by
        scores = _SCORES.get(self._code(vote))
        if scores is None:
            return
        one, two = self._ends[meeting]
        self._wins[one, two] += by * scores[0]
        self._wins[two, one] += by * scores[1]
        self._decided += by

    def _seen(self, rater: str) -> NDArray[np.int64]:
        told = np.array(self._of.get(rater, ()), dtype=np.int64)
        keys = np.unique(told // (5 * (len(self._ends) + 1))) - 1
        return keys[keys >= 0]

    def _packed(self, vote: Vote) -> int:
        """Which two pictures, which meeting and which answer, as one number."""
        key = self._key(vote.left, vote.right) + 1
        met = self._met(vote.left_cell, vote.right_cell) + 1
        return (key * (len(self._ends) + 1) + met) * 5 + _CODES.index(self._code(vote))

    def _code(self, vote: Vote) -> str:
        if vote.winner not in ("left", "right"):
            return vote.winner
        left, right = self._variant.get(vote.left_cell), self._variant.get(vote.right_cell)
        turned = left is not None and right is not None and left > right
        return "first" if (vote.winner == "left") != turned else "second"

    def _key(self, one: str, other: str) -> int:
        a, b = self._number.get(one, -1), self._number.get(other, -1)
        if a < 0 or b < 0:
            return -1
        told = min(a, b) * len(self._number) + max(a, b)
        place = int(np.searchsorted(self._keys, told))
        return place if place < len(self._keys) and int(self._keys[place]) == told else -1

    def _met(self, left_cell: str, right_cell: str) -> int:
        one, two = self._variant.get(left_cell, -1), self._variant.get(right_cell, -1)
        return self._meeting.get((min(one, two), max(one, two)), -1)
