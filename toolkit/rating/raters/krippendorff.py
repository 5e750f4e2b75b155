"""Do many raters say the same, beyond chance? Krippendorff's alpha, with an interval.

Alpha is 1 - Do/De: how often two answers about one picture differ, against how often any two
answers do (Krippendorff, Content Analysis, 4th edition 2018, chapter 12). It takes any number of
raters, each of whom may have answered about some pictures only. 1 is full agreement, 0 is chance.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.rating.distributions import t_quantile
from toolkit.rating.raters.dawid_skene import RaterAnswer

Floats = NDArray[np.float64]

RESAMPLES = 2_000
"""How many times the pictures are drawn anew for the interval."""

BLOCK = 2_000_000
"""How many numbers of draws are held at once."""

ADDED = 1
"""How many pictures on which two answers differ are added before the interval is taken."""

FARTHEST = 1.5
"""Near full agreement some draws have hardly a standard error, and distances counted in it run away
from what is meant by them."""

FEWEST_ITEMS = 5
"""With fewer pictures there is no interval but -1..1."""


@dataclass(frozen=True, kw_only=True)
class Alpha:
    """``alpha`` (at most 1) of ``answers`` by ``raters`` about ``items`` with two answers or more,
    in ``low``..``high``. None where no item has two, or all answers are the same: then chance
    leaves nothing to agree upon; ``low`` and ``high`` are None with it."""

    alpha: float | None
    low: float | None
    high: float | None
    items: int
    raters: int
    answers: int


def krippendorff(given: Iterable[RaterAnswer], *, confidence: float = 0.95, seed: int = 1) -> Alpha:
    """Alpha of nominal answers.

    The interval is a bootstrap-t over pictures (Efron and Tibshirani, An Introduction to the
    Bootstrap, 1993, section 12.5), on the scale -log(1 - alpha), on which alpha is more nearly
    symmetric, of no fewer standard errors than Student's t and no more than `FARTHEST` times so
    many; and it holds the middle of what alpha is in the draws (section 13.3 there). `ADDED`
    pictures on which two answers differ are put to it before, without which full agreement had no
    width. Draws are keyed by ``seed``. ``benchmarks/coverage.py`` measures how often it holds.
    """
    told = list(given)
    answers = sorted({each.answer for each in told})
    table = _table(told, answers)
    counts = {
        "items": len(table),
        "raters": len({each.rater for each in told}),
        "answers": round(float(table.sum())),
    }
    if np.count_nonzero(table.sum(axis=0)) < 2:
        return Alpha(alpha=None, low=None, high=None, **counts)
    parts = _parts(table)
    alpha = float(_alphas(parts.sum(axis=0)[None, :])[0])
    low, high = -1.0, 1.0
    if len(table) >= FEWEST_ITEMS:
        low, high = _interval(_with_added(parts), confidence, seed)
    return Alpha(alpha=alpha, low=min(alpha, low), high=max(alpha, high), **counts)


def _table(told: Sequence[RaterAnswer], answers: Sequence[str]) -> Floats:
    """(items, answers): how many gave each answer; items with fewer than two are left out."""
    item = {name: n for n, name in enumerate(dict.fromkeys(each.item for each in told))}
    answer = {name: n for n, name in enumerate(answers)}
    table = np.zeros((len(item), len(answers)))
    for each in told:
        table[item[each.item], answer[each.answer]] += 1
    return table[table.sum(axis=1) >= 2]


def _parts(table: Floats) -> Floats:
    """(items, 1 + answers), what alpha is made of: pairs that agree, and each answer's count."""
    size = table.sum(axis=1)
    agreeing = (table * (table - 1)).sum(axis=1) / (size - 1)
    return np.column_stack([agreeing, table])


def _with_added(parts: Floats) -> Floats:
    """With pictures more on which one answer of each of the two most frequent kinds differ."""
    extra = np.zeros((ADDED, parts.shape[1]))
    extra[:, 1 + np.argsort(-parts[:, 1:].sum(axis=0), kind="stable")[:2]] = 1.0
    return np.concatenate([parts, extra])


def _alphas(sums: Floats) -> Floats:
    """Alpha (B,) of sums of parts (B, 1 + answers)."""
    of_answer = sums[:, 1:]
    total = of_answer.sum(axis=1)
    chance = (of_answer * (of_answer - 1)).sum(axis=1) / np.maximum(total * (total - 1), 1e-12)
    return 1.0 - (1.0 - sums[:, 0] / total) / np.maximum(1.0 - chance, 1e-12)


def _errors(sums: Floats, parts: Floats, weight: Floats) -> Floats:
    """The standard error (B,) of each alpha, by its slope in the items' parts.

    ``weight`` (B, items) is how often each item is in each draw.
    """
    of_answer = sums[:, 1:]
    total = of_answer.sum(axis=1, keepdims=True)
    differ = 1.0 - sums[:, :1] / total
    by_chance = 1.0 - (of_answer**2).sum(axis=1, keepdims=True) / total**2
    by_chance = np.maximum(by_chance, 1e-12)
    in_agreeing = 1.0 / (total * by_chance)
    slope_chance = -2.0 * of_answer / total**2 + 2.0 * (1.0 - by_chance) / total
    in_answers = -(sums[:, :1] / total**2) / by_chance + differ * slope_chance / by_chance**2
    influence = np.concatenate([in_agreeing, in_answers], axis=1) @ parts.T
    items = parts.shape[0]
    return np.sqrt((weight * influence**2).sum(axis=1) * items / (items - 1))


def _interval(parts: Floats, confidence: float, seed: int) -> tuple[float, float]:
    items = len(parts)
    rng = np.random.default_rng([seed, items])
    once = np.ones((1, items))
    sums = once @ parts
    alpha, error = float(_alphas(sums)[0]), float(_errors(sums, parts, once)[0])
    drawn: list[Floats] = []
    far: list[Floats] = []
    step = max(1, BLOCK // items)
    for begin in range(0, RESAMPLES, step):
        draws = min(step, RESAMPLES - begin)
        weight = rng.multinomial(items, np.full(items, 1.0 / items), draws).astype(np.float64)
        alphas = _alphas(weight @ parts)
        left = np.maximum(1.0 - alphas, 1e-9)
        errors = np.maximum(_errors(weight @ parts, parts, weight) / left, 1e-9)
        drawn.append(alphas)
        far.append(np.log((1.0 - alpha) / left) / errors)
    tail = (1 - confidence) / 2
    students = t_quantile(1 - tail, items - 1)
    below, above = np.quantile(np.concatenate(far), (tail, 1 - tail))
    reach_up = min(max(students, -float(below)), FARTHEST * students) * error / (1.0 - alpha)
    reach_down = min(max(students, float(above)), FARTHEST * students) * error / (1.0 - alpha)
    low, high = np.quantile(np.concatenate(drawn), (tail, 1 - tail))
    return (
        max(-1.0, min(float(low), 1.0 - (1.0 - alpha) * math.exp(reach_down))),
        max(float(high), 1.0 - (1.0 - alpha) * math.exp(-reach_up)),
    )
