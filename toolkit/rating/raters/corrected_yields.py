"""What a judge's yield would be if people had looked at every picture: corrected, with intervals.

People looked at some pictures. Of those that the judge passed they passed a share (its precision),
of those that it did not they passed another (what it misses); the corrected yield gives every
picture the share of its kind. That is prediction-powered inference (Angelopoulos and others,
Science 382, 2023, p. 669) with the judge's two answers as strata. Unlike the correction of Rogan
and Gladen (American Journal of Epidemiology 107, 1978, p. 71) it never leaves 0..1, and a blind
judge costs it nothing but width.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, final

from toolkit.errors import BadInput
from toolkit.rating.distributions import normal_between, t_quantile
from toolkit.rating.judged import JudgedCell
from toolkit.rating.tables import Record, Table
from toolkit.rating.variants import Values, asked_of, pictures_by
from toolkit.rating.verdicts import Outcome
from toolkit.rating.yields import PassCount, wilson_interval

Bounds = tuple[float, float]

KNOWN = 2
"""From so many labels on something is known of a share."""

SUREST = 1.0 - 1e-12
"""No interval is asked for a higher confidence (0..1)."""


@dataclass(frozen=True, kw_only=True)
class Share:
    """``k`` of ``n`` with Wilson's bounds (0..1; 0 and 1 where ``n`` is 0)."""

    k: int
    n: int
    low: float
    high: float

    @property
    def rate(self) -> float | None:
        """k/n (0..1), None where n is 0."""
        return self.k / self.n if self.n else None


@dataclass(frozen=True, kw_only=True)
class CorrectedYield:
    """The yield of the pictures that share ``values``, by the judge and corrected by people.

    ``judge`` counts what it passed of what it looked at, ``labelled`` are those of them at which
    people looked too. ``precision`` is how many of the labelled ones that the judge passed people
    passed, ``recall`` how many of those that people passed the judge did. ``corrected`` (0..1) is
    the yield by people's standard in ``low``..``high``; None where people looked at none of the
    pictures with one of the judge's answers: then nothing is known of these but the bounds.
    """

    values: Values
    judge: PassCount
    labelled: int
    precision: Share
    recall: Share
    corrected: float | None
    low: float
    high: float


@final
class CorrectedYields(Table[CorrectedYield]):
    """A list of `CorrectedYield`; `to_frame` has a column for each axis, then the numbers."""

    shares: ClassVar[tuple[str, ...]] = (
        *("judge_rate", "corrected", "low", "high"),
        *("precision", "precision_low", "precision_high"),
        *("recall", "recall_low", "recall_high"),
    )

    def records(self) -> list[Record]:
        """Every row as plain values."""
        return [
            {
                **dict(row.values),
                "k": row.judge.k,
                "n": row.judge.n,
                "judge_rate": row.judge.rate,
                "labelled": row.labelled,
                "precision": row.precision.rate,
                "precision_low": row.precision.low,
                "precision_high": row.precision.high,
                "recall": row.recall.rate,
                "recall_low": row.recall.low,
                "recall_high": row.recall.high,
                "corrected": row.corrected,
                "low": row.low,
                "high": row.high,
            }
            for row in self
        ]


def corrected_yields(
    judged: Iterable[JudgedCell],
    people: Iterable[JudgedCell],
    by: Sequence[str] | str = (),
    *,
    confidence: float = 0.95,
) -> CorrectedYields:
    """The judge's yields by the axes ``by`` beside what people's answers make of them.

    Args:
        judged: the pictures with the judge's answers (``store.judged_cells(run, judge, of=of)``).
        people: the same with people's (``store.judged_cells(run, "people", of=of)``).
        by: as of `toolkit.rating.yields`.
        confidence: of every interval.

    The pictures at which people looked are taken as drawn at random from each row's; "unsure" did
    not pass, as in yields. Raises as `yields`, and `BadInput` where the two answer different
    questions.
    """
    cells, told = list(judged), list(people)
    asked = {each.of for each in (*cells, *told)}
    if asked_of(cells) == "number" or len(asked) > 1:
        raise BadInput(
            f"A yield is corrected by answers to its own question; got {', '.join(sorted(asked))}.",
            hint='Read both with one question: store.judged_cells(run, "people", of="form").',
        )
    by = (by,) if isinstance(by, str) else by
    answers: dict[tuple[str, str], Outcome] = {
        (each.request_hash, each.gesture): each.outcome
        for each in told
        if each.outcome != "unjudged"
    }
    return CorrectedYields(
        _row(values, pictures, answers, confidence)
        for values, pictures in pictures_by(cells, by).items()
    )


def _row(
    values: Values,
    pictures: Sequence[JudgedCell],
    answers: dict[tuple[str, str], Outcome],
    confidence: float,
) -> CorrectedYield:
    looked = [each for each in pictures if each.outcome != "unjudged"]
    both = [
        (each.outcome == "pass", answers[each.request_hash, each.gesture] == "pass")
        for each in looked
        if (each.request_hash, each.gesture) in answers
    ]
    agreed = both.count((True, True))
    precision = _share(agreed, sum(judge for judge, _ in both), confidence)
    recall = _share(agreed, sum(person for _, person in both), confidence)
    missed = _share(both.count((False, True)), sum(not judge for judge, _ in both), confidence)
    passed = sum(each.outcome == "pass" for each in looked)
    found, low, high = corrected(
        PassCount(k=passed, n=len(looked)), precision, missed, confidence=confidence
    )
    return CorrectedYield(
        values=values,
        judge=PassCount(k=passed, n=len(looked)),
        labelled=len(both),
        precision=precision,
        recall=recall,
        corrected=found,
        low=low,
        high=high,
    )


def corrected(
    judge: PassCount, precision: Share, missed: Share, *, confidence: float = 0.95
) -> tuple[float | None, float, float]:
    """The corrected yield and its bounds (0..1); ``missed`` is what people passed of what the judge
    did not.

    With q the judge's share, a its precision and b the share missed it is qa + (1 - q)b; each of
    the three has Wilson's interval, and their distances from the middles, times how much the yield
    moves with each, are squared and added (Zou and Donner, Statistics in Medicine 27, 2008,
    p. 1693). Wilson's intervals of the two that people told are made with Student's t, which with
    few labels is what it takes to keep the promise; a share of which at most one label is known
    lies anywhere from 0 to 1.
    """
    if not judge.n:
        return None, 0.0, 1.0
    share = judge.k / judge.n
    low_share, high_share = wilson_interval(judge.k, judge.n, confidence=confidence)
    known = (precision.n > 0 or not judge.k) and (missed.n > 0 or judge.k == judge.n)
    a, b = _middle(precision), _middle(missed)
    low_a, high_a = _bounds(precision, confidence)
    low_b, high_b = _bounds(missed, confidence)
    middle = share * a + (1.0 - share) * b
    slope = a - b
    down_share, up_share = share - low_share, high_share - share
    if slope < 0:
        down_share, up_share = up_share, down_share
    # What is not known at all is no error that could cancel another: it is added as it is.
    free = share * (precision.n < KNOWN) + (1.0 - share) * (missed.n < KNOWN)
    told_a, told_b = share * (precision.n >= KNOWN), (1.0 - share) * (missed.n >= KNOWN)
    down = math.hypot(told_a * (a - low_a), told_b * (b - low_b), slope * down_share)
    up = math.hypot(told_a * (high_a - a), told_b * (high_b - b), slope * up_share)
    known_middle = told_a * a + told_b * b
    low, high = max(0.0, known_middle - down), min(1.0, known_middle + free + up)
    return (middle if known else None), low, high


def _middle(share: Share) -> float:
    return 0.5 if share.rate is None else share.rate


def _bounds(share: Share, confidence: float) -> Bounds:
    if share.n < KNOWN:
        return 0.0, 1.0
    reach = t_quantile((1 + confidence) / 2, share.n - 1)
    return wilson_interval(share.k, share.n, confidence=min(normal_between(reach), SUREST))


def _share(k: int, n: int, confidence: float) -> Share:
    low, high = wilson_interval(k, n, confidence=confidence)
    return Share(k=k, n=n, low=low, high=high)
