"""Simulated studies of answers about pictures: alpha, and yields corrected by people's answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.rating.raters.corrected_yields import Share, corrected
from toolkit.rating.raters.dawid_skene import RaterAnswer
from toolkit.rating.raters.krippendorff import krippendorff
from toolkit.rating.yields import PassCount, wilson_interval

TRUTHS = 400_000
"""How many pictures the true alpha is computed from."""


@dataclass(frozen=True, kw_only=True)
class AnswerWorld:
    """``raters`` answer about ``items`` pictures, ``passing`` (0..1) of which pass; each is right
    with the chance ``right`` and has answered with the chance ``answered``."""

    name: str
    items: int
    raters: int
    passing: float
    right: float
    answered: float = 1.0

    def drawn(self, items: int, rng: np.random.Generator) -> np.ndarray:
        """(items, raters): 1 pass, 0 fail, -1 not answered."""
        truth = rng.random((items, 1)) < self.passing
        hit = rng.random((items, self.raters)) < self.right
        told = np.where(hit, truth, ~truth).astype(int)
        return np.where(rng.random(told.shape) < self.answered, told, -1)


ANSWER_WORLDS = (
    AnswerWorld(name="two raters, 30 pictures", items=30, raters=2, passing=0.5, right=0.85),
    AnswerWorld(name="five raters, 30 pictures", items=30, raters=5, passing=0.5, right=0.85),
    AnswerWorld(name="most pass", items=60, raters=4, passing=0.85, right=0.9),
    AnswerWorld(name="half unanswered", items=80, raters=6, passing=0.5, right=0.8, answered=0.5),
    AnswerWorld(name="guessing", items=60, raters=3, passing=0.5, right=0.5),
    AnswerWorld(name="hardly a mistake", items=40, raters=3, passing=0.6, right=0.98),
)


@dataclass(frozen=True, kw_only=True)
class AnswerRow:
    """How often the interval holds the truth."""

    name: str
    studies: int
    truth: float
    coverage: float
    mean_width: float


def true_alpha(world: AnswerWorld) -> float:
    """Alpha of endless pictures; sums alone, as the function is not made for so many answers."""
    told = world.drawn(TRUTHS, np.random.default_rng([13, ANSWER_WORLDS.index(world)]))
    yes, no = (told == 1).sum(axis=1), (told == 0).sum(axis=1)
    size = yes + no
    kept = size >= 2
    yes, no, size = yes[kept], no[kept], size[kept]
    differ = float((2 * yes * no / (size - 1)).sum() / size.sum())
    share = float(yes.sum() / size.sum())
    return 1.0 - differ / (2.0 * share * (1.0 - share))


def measure_alpha(world: AnswerWorld, studies: int) -> AnswerRow:
    """Simulate ``studies`` studies, keyed by the world."""
    rng = np.random.default_rng([14, ANSWER_WORLDS.index(world)])
    truth, held, width = true_alpha(world), 0, 0.0
    for _ in range(studies):
        told = world.drawn(world.items, rng)
        given = [
            RaterAnswer(rater=str(j), item=str(i), answer="pass" if told[i, j] else "fail")
            for i, j in zip(*np.nonzero(told >= 0), strict=True)
        ]
        found = krippendorff(given)
        if found.low is None or found.high is None:
            held += 1  # nothing is claimed
            width += 2.0
            continue
        held += found.low <= truth <= found.high
        width += found.high - found.low
    return AnswerRow(
        name=world.name,
        studies=studies,
        truth=truth,
        coverage=held / studies,
        mean_width=width / studies,
    )


@dataclass(frozen=True, kw_only=True)
class JudgeWorld:
    """A judge looks at ``pictures``, ``passing`` (0..1) of which pass by people's standard; people
    look at ``labelled`` of them. The judge passes a good one with the chance ``hits``, a bad one
    with ``false``."""

    name: str
    pictures: int
    labelled: int
    passing: float
    hits: float
    false: float


JUDGE_WORLDS = (
    JudgeWorld(name="good judge", pictures=400, labelled=60, passing=0.5, hits=0.9, false=0.1),
    JudgeWorld(name="lenient judge", pictures=400, labelled=60, passing=0.4, hits=0.95, false=0.4),
    JudgeWorld(name="few labels", pictures=200, labelled=12, passing=0.6, hits=0.9, false=0.2),
    JudgeWorld(name="few pass", pictures=300, labelled=40, passing=0.05, hits=0.8, false=0.1),
    JudgeWorld(name="most pass", pictures=300, labelled=40, passing=0.95, hits=0.9, false=0.3),
    JudgeWorld(name="blind judge", pictures=300, labelled=50, passing=0.5, hits=0.5, false=0.5),
)


def measure_corrected(world: JudgeWorld, studies: int) -> AnswerRow:
    """Simulate ``studies`` studies, keyed by the world: how often the corrected yield's interval
    holds the share that passes by people's standard."""
    rng = np.random.default_rng([15, JUDGE_WORLDS.index(world)])
    held, width = 0, 0.0
    for _ in range(studies):
        good = rng.random(world.pictures) < world.passing
        passed = rng.random(world.pictures) < np.where(good, world.hits, world.false)
        seen = rng.permutation(world.pictures) < world.labelled
        precision = _share(int((good & passed & seen).sum()), int((passed & seen).sum()))
        missed = _share(int((good & ~passed & seen).sum()), int((~passed & seen).sum()))
        counted = PassCount(k=int(passed.sum()), n=world.pictures)
        _, low, high = corrected(counted, precision, missed)
        held += low <= world.passing <= high
        width += high - low
    return AnswerRow(
        name=world.name,
        studies=studies,
        truth=world.passing,
        coverage=held / studies,
        mean_width=width / studies,
    )


def _share(k: int, n: int) -> Share:
    low, high = wilson_interval(k, n)
    return Share(k=k, n=n, low=low, high=high)
