"""Bradley-Terry strengths of a list of comparisons, with Davidson's ties."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.rating.strengths.board import Board, Ties
from toolkit.rating.strengths.comparisons import Comparison
from toolkit.rating.strengths.ranked import Ranking


def bradley_terry(
    comparisons: Sequence[Comparison],
    *,
    ridge: float = 0.1,
    confidence: float = 0.95,
    ties: Ties = "davidson",
    max_iterations: int = 100,
    tolerance: float = 1e-9,
) -> Ranking:
    """Fit the strengths by Newton's method and give each an interval.

    The model is `toolkit.rating.strengths.davidson`, the intervals are clustered by rater and by
    seed (`toolkit.rating.strengths.spread`). With few votes or clusters such a variance collapses,
    most of all for unbeaten variants, so it is never let below the Laplace approximation of the
    posterior. An empty list gives an empty ranking. ``benchmarks/coverage.py`` measures how often
    the intervals hold the truth.

    Args:
        comparisons: who met whom; order does not matter.
        ridge: precision of the prior, above 0; 0.1 is a standard deviation of 3.2 log odds.
        confidence: of the intervals, 0..1.
        ties: Davidson's model of ties, or each as half a win.
        max_iterations: Newton steps before giving up.
        tolerance: the largest slope, in votes per vote, that counts as converged.

    Raises:
        BadInput: a ridge that is not above 0, a score outside 0..1, a variant against itself.
        NotConverged: the slope did not vanish within ``max_iterations``.
    """
    board = Board(
        ridge=ridge,
        confidence=confidence,
        ties=ties,
        max_iterations=max_iterations,
        tolerance=tolerance,
    )
    for each in sorted(comparisons, key=lambda each: (each.first, each.second)):
        board.add(each)
    return board.ranking()
