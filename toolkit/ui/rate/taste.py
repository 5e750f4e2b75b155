"""A rater's taste beside everybody's: which variants win, as far as the votes can tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import NotConverged
from toolkit.rating.strengths.tallied_strengths import tallied_strengths
from toolkit.ui.rate.live_run import LiveRun

TOP = 3
SURE = 1.96
"""So many standard errors two variants lie apart before one is called the better."""


@dataclass(frozen=True, kw_only=True)
class Favourite:
    """A variant in words, and how often it ``won`` (a tie is half) of the times it ``met``."""

    name: str
    won: float
    met: int


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """The strongest variants of somebody's ``votes`` (those that prefer one or call both equal),
    the first before the second as far as it is ``sure``."""

    top: tuple[Favourite, ...]
    votes: int
    sure: bool


@dataclass(frozen=True, kw_only=True)
class Taste:
    """One rater's own, and everybody's with theirs."""

    yours: Ranked
    everybody: Ranked


def taste(live: LiveRun, rater: str, names: Mapping[str, str]) -> Taste:
    """The favourites of ``rater`` and of everybody in ``live``, by Bradley-Terry strength.

    ``names`` are the variants in words.
    """
    tallies = live.tallies
    words = [names.get(each, each) for each in tallies.variants]
    return Taste(
        yours=_ranked(tallies.wins_of(rater), words),
        everybody=_ranked(tallies.wins(), words),
    )


def _ranked(wins: NDArray[np.float64], words: list[str]) -> Ranked:
    met = (wins + wins.T).sum(axis=1)
    votes = round(float(wins.sum()))
    known = np.flatnonzero(met)
    try:
        fitted = tallied_strengths(wins[np.ix_(known, known)])
    except NotConverged:
        return Ranked(top=(), votes=votes, sure=False)
    order = np.argsort(-fitted.strength, kind="stable").tolist()
    won = wins.sum(axis=1)
    top = tuple(
        Favourite(name=words[n], won=float(won[n]), met=round(float(met[n])))
        for n in (int(known[place]) for place in order[:TOP])
    )
    if len(order) < 2:
        return Ranked(top=top, votes=votes, sure=False)
    gap, error = fitted.gap(order[0], order[1])
    return Ranked(top=top, votes=votes, sure=gap > SURE * error)
