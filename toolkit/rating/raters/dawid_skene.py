"""How good each rater is, and what is true of each picture, from answers alone: Dawid and Skene.

A picture has one true answer; each rater answers by a confusion matrix of their own (Dawid and
Skene, Applied Statistics 28, 1979, p. 20). Truths and matrices are found together by EM, each
making the other likelier. A Dirichlet prior on the rows of the matrices and on how frequent each
truth is keeps a rater of three answers from passing for perfect (Kim and Ghahramani, AISTATS 2012,
p. 619), and says which truth is which: raters are taken to be right more often than by chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import BadInput, NotConverged, shown
from toolkit.rating.distributions import beta_quantile

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

RIGHT_BEFORE, WRONG_BEFORE, TRUTH_BEFORE = 3.0, 1.0, 1.0
"""Answers that are added before any is seen: for each rater and truth so many right ones, and so
many wrong ones shared by the other answers; for each truth so many pictures."""


@dataclass(frozen=True, kw_only=True)
class RaterAnswer:
    """What ``rater`` (a person or a judge) answered about ``item`` (a picture)."""

    rater: str
    item: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class RaterSkill:
    """How good a rater is: ``right`` is the chance (0..1) of their right answer about a picture of
    this study, in ``low``..``high``, from ``answered`` pictures.

    ``confusion`` is (truth, answer, chance), the chances of one truth summing to 1.
    """

    rater: str
    answered: int
    right: float
    low: float
    high: float
    confusion: tuple[tuple[str, str, float], ...]

    def chance(self, truth: str, answer: str) -> float:
        """How likely the rater answers ``answer`` where ``truth`` is true (0..1)."""
        return next(p for one, two, p in self.confusion if (one, two) == (truth, answer))


@dataclass(frozen=True, kw_only=True)
class SkillStudy:
    """``raters`` by name; ``frequencies`` (truth, share 0..1) of the items; ``truths`` of each item
    the chance of each truth, in the order of ``answers``; how many ``iterations`` EM took."""

    answers: tuple[str, ...]
    raters: tuple[RaterSkill, ...]
    frequencies: tuple[tuple[str, float], ...]
    truths: Mapping[str, tuple[float, ...]]
    iterations: int


def dawid_skene(
    given: Iterable[RaterAnswer],
    answers: Sequence[str] = ("pass", "fail"),
    *,
    gold: Mapping[str, str] | None = None,
    confidence: float = 0.95,
    max_iterations: int = 2_000,
    tolerance: float = 1e-7,
) -> SkillStudy:
    """Every rater's confusion and every item's truth, by EM from the majority's answers.

    Args:
        given: who answered what; a second answer of one rater about one item counts as one more.
        answers: what may be answered, and be true.
        gold: the truth of items where it is known.
        confidence: of the raters' intervals, which take the truths as found: with few raters they
            are too narrow.
        max_iterations: rounds before giving up.
        tolerance: the largest change of a truth's chance that counts as converged.

    Raises:
        BadInput: an answer or a known truth that is none of ``answers``.
        NotConverged: truths still moved after ``max_iterations``.
    """
    told, known = list(given), dict(gold or {})
    strange = {each.answer for each in told} | set(known.values())
    if strange := strange - set(answers):
        raise BadInput(
            f"Answers are {', '.join(answers)}; got {', '.join(map(shown, sorted(strange)))}."
        )
    items = sorted({each.item for each in told})
    raters = sorted({each.rater for each in told})
    if not told:
        return SkillStudy(
            answers=tuple(answers), raters=(), frequencies=(), truths={}, iterations=0
        )
    count = _counts(told, raters, items, answers)
    fixed = np.array(
        [answers.index(known[item]) if item in known else -1 for item in items], dtype=np.int64
    )
    truth = _pinned(_shares(count.sum(axis=0)), fixed)
    moved = 1.0
    for iteration in range(1, max_iterations + 1):
        confusion, frequency = _confusions(count, truth), _frequencies(truth)
        weight = np.log(frequency) + np.einsum("rna,rta->nt", count, np.log(confusion))
        weight -= weight.max(axis=1, keepdims=True)
        new = _pinned(_shares(np.exp(weight)), fixed)
        moved = float(np.abs(new - truth).max())
        truth = new
        if moved <= tolerance:
            return _study(count, truth, raters, items, answers, iteration, confidence)
    raise NotConverged(
        f"The raters' skills did not converge in {max_iterations} iterations (truths moved by"
        f" {moved:.3g}, wanted {tolerance:.3g}).",
        hint="Allow more iterations, or ask more questions whose answers are known.",
        code="not_converged",
    )


def _counts(
    told: Sequence[RaterAnswer],
    raters: Sequence[str],
    items: Sequence[str],
    answers: Sequence[str],
) -> Floats:
    """(raters, items, answers): how often each rater gave each answer about each item."""
    rater = {name: n for n, name in enumerate(raters)}
    item = {name: n for n, name in enumerate(items)}
    answer = {name: n for n, name in enumerate(answers)}
    count = np.zeros((len(raters), len(items), len(answers)))
    for each in told:
        count[rater[each.rater], item[each.item], answer[each.answer]] += 1
    return count


def _shares(amounts: Floats) -> Floats:
    return np.asarray(amounts / amounts.sum(axis=1, keepdims=True), dtype=np.float64)


def _pinned(truth: Floats, fixed: Ints) -> Floats:
    known = fixed >= 0
    truth[known] = np.eye(truth.shape[1])[fixed[known]]
    return truth


def _confusions(count: Floats, truth: Floats) -> Floats:
    """(raters, truths, answers), each row a mean under the prior."""
    seen = np.einsum("rna,nt->rta", count, truth) + _before(count.shape[2])
    return np.asarray(seen / seen.sum(axis=2, keepdims=True), dtype=np.float64)


def _before(kinds: int) -> Floats:
    before = np.full((kinds, kinds), WRONG_BEFORE / max(1, kinds - 1))
    np.fill_diagonal(before, RIGHT_BEFORE)
    return before


def _frequencies(truth: Floats) -> Floats:
    counted = truth.sum(axis=0) + TRUTH_BEFORE
    return np.asarray(counted / counted.sum(), dtype=np.float64)


def _study(
    count: Floats,
    truth: Floats,
    raters: Sequence[str],
    items: Sequence[str],
    answers: Sequence[str],
    iterations: int,
    confidence: float,
) -> SkillStudy:
    confusion = _confusions(count, truth)
    frequency = _frequencies(truth)
    # Of what each rater answered, how much was right: a Beta of the answers seen and the prior's.
    right = np.einsum("rnt,nt->r", count, truth)
    answered = count.sum(axis=(1, 2))
    tail = (1 - confidence) / 2
    skills: list[RaterSkill] = []
    for n, rater in enumerate(raters):
        hits, misses = float(right[n]), float(answered[n] - right[n])
        shape = hits + RIGHT_BEFORE, misses + WRONG_BEFORE
        skills.append(
            RaterSkill(
                rater=rater,
                answered=round(float(answered[n])),
                right=float(np.sum(frequency * np.diag(confusion[n]))),
                low=beta_quantile(tail, *shape),
                high=beta_quantile(1 - tail, *shape),
                confusion=tuple(
                    (one, two, float(confusion[n, i, j]))
                    for i, one in enumerate(answers)
                    for j, two in enumerate(answers)
                ),
            )
        )
    return SkillStudy(
        answers=tuple(answers),
        raters=tuple(skills),
        frequencies=tuple(zip(answers, map(float, frequency), strict=True)),
        truths={
            item: tuple(map(float, chances)) for item, chances in zip(items, truth, strict=True)
        },
        iterations=iterations,
    )
