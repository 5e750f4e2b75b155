"""How well a network tells flawed hands from whole ones, on lessons that it did not learn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from toolkit.judging.form.network import KINDS, FormNetwork
from toolkit.judging.form.reader import FormReader
from toolkit.judging.form.school.lesson import Lesson
from toolkit.judging.form.school.sampling import plain_crop

Floats = NDArray[np.float64]

FALSE_ALARMS = 0.05
# Fewer lessons of a kind say nothing.
LEAST_LESSONS = 5


@dataclass(frozen=True, kw_only=True)
class KindFigures:
    """How one kind is told from whole hands.

    Args:
        kind: one of `KINDS`.
        lessons: how many there are of it.
        auc: 0..1, how often it is taken for more flawed than a whole hand is.
        recall: 0..1, how many are found where `FALSE_ALARMS` of the whole hands are too.
    """

    kind: str
    lessons: int
    auc: float
    recall: float

    def __str__(self) -> str:
        return f"{self.kind} ({self.lessons}): AUC {self.auc:.3f}, recall {self.recall:.2f}"


def figures(network: FormNetwork, lessons: Sequence[Lesson]) -> tuple[KindFigures, ...]:
    """The figures of every kind of which there are enough ``lessons``; none without whole hands."""
    reader = FormReader(network, version="")
    scores = np.array([reader.read(plain_crop(lesson)).flawed for lesson in lessons])
    kinds = np.array([lesson.kind for lesson in lessons])
    whole = scores[kinds == "whole"]
    if len(whole) < LEAST_LESSONS:
        return ()
    bound = np.quantile(whole, 1 - FALSE_ALARMS)
    return tuple(
        KindFigures(
            kind=kind,
            lessons=len(own),
            auc=auc(own, whole),
            recall=float((own > bound).mean()),
        )
        for kind in KINDS[1:]
        if len(own := scores[kinds == kind]) >= LEAST_LESSONS
    )


def auc(flawed: Floats, whole: Floats) -> float:
    """How often (0..1) a score of ``flawed`` (N,) is above one of ``whole`` (M,), ties half.

    Hanley & McNeil 1982: the area under the curve of recall over false alarms.
    """
    ranks = rankdata(np.concatenate([whole, flawed]))[len(whole) :]
    least = len(flawed) * (len(flawed) + 1) / 2
    return float((ranks.sum() - least) / (len(flawed) * len(whole)))
