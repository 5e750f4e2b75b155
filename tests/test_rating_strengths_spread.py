"""Variances by rater and by seed against a slow twin that sums votes one by one."""

from __future__ import annotations

import numpy as np
import pytest

from toolkit.rating import Board, Comparison
from toolkit.rating.strengths.cluster_sums import outer_sums
from toolkit.rating.strengths.davidson import chances, hessian
from toolkit.rating.strengths.spread import FEWEST_CLUSTERS


def _study(raters: int, seeds: int, votes: int = 150, key: int = 3) -> list[Comparison]:
    rng = np.random.default_rng(key)
    found: list[Comparison] = []
    for _ in range(votes):
        one, two = rng.choice(4, 2, replace=False)
        found.append(
            Comparison(
                first=f"v{one}",
                second=f"v{two}",
                score=float(rng.choice([0.0, 0.5, 1.0])),
                rater=f"r{rng.integers(raters)}",
                seed=f"s{rng.integers(seeds)}",
            )
        )
    return found


def _slow_filling(told: list[Comparison], board: Board, key: str) -> np.ndarray:
    """The outer products of each cluster's slopes, a vote at a time."""
    ranking = board.ranking()
    level = {row.variant: row.strength for row in ranking.strengths}
    place = {name: n for n, name in enumerate(ranking.order)}
    log_nu = float(np.log(ranking.nu)) if ranking.nu else None
    clusters: dict[str, np.ndarray] = {}
    for each in told:
        of_both = chances(np.array([level[each.first], level[each.second]]), log_nu)
        name = {"rater": each.rater, "seed": each.seed, "both": each.rater + each.seed}[key]
        slope = clusters.setdefault(name, np.zeros(len(place) + 1))
        slope[place[each.first]] += each.score - of_both.expected[0, 1]
        slope[place[each.second]] -= each.score - of_both.expected[0, 1]
        slope[-1] += (each.score == 0.5) - of_both.tie[0, 1]
    count = len(clusters)
    return count / (count - 1) * sum(np.outer(each, each) for each in clusters.values())


def test_the_slow_twin_agrees_by_rater_by_seed_and_by_both() -> None:
    told = _study(raters=9, seeds=11)
    board = Board()
    for each in told:
        board.add(each)
    ranking = board.ranking()
    assert ranking.spread is not None and ranking.counts is not None
    assert (ranking.clusters, ranking.raters, ranking.seeds) == (("rater", "seed"), 9, 11)
    slow = [_slow_filling(told, board, key) for key in ("rater", "seed", "both")]
    for fast, own in zip(ranking.spread.filling, slow, strict=True):
        assert np.allclose(fast, own)
    level = np.array(
        [next(r.strength for r in ranking.strengths if r.variant == name) for name in ranking.order]
    )
    told_chances = chances(level, float(np.log(ranking.nu or 1.0)))
    inverse = np.linalg.inv(hessian(told_chances, ranking.counts.meetings, 0.1, True))
    rater, seed, both = (np.diag(inverse @ each @ inverse)[:4] for each in slow)
    # The four are linked, so centring on their mean is all that differs: strengths sum to 0.
    expected = np.maximum.reduce(
        [np.diag(ranking.spread.laplace), rater, seed, rater + seed - both]
    )
    assert ranking.spread.variances == pytest.approx(expected, rel=1e-6)
    assert ranking.spread.freedom == 8


def test_a_difference_has_an_interval_of_its_own() -> None:
    board = Board()
    for each in _study(raters=9, seeds=11):
        board.add(each)
    ranking = board.ranking()
    one, two = ranking.strengths[0], ranking.strengths[1]
    told = ranking.difference(one.variant, two.variant)
    back = ranking.difference(two.variant, one.variant)
    assert told.difference == pytest.approx(one.strength - two.strength)
    assert (told.low, told.high) == pytest.approx((-back.high, -back.low))
    assert told.error >= told.independent_error > 0


@pytest.mark.parametrize(
    ("raters", "seeds", "ways"),
    [(1, 1, ()), (FEWEST_CLUSTERS, 2, ("rater",)), (2, 8, ("seed",)), (8, 8, ("rater", "seed"))],
)
def test_few_raters_or_seeds_are_not_counted_as_clusters(
    raters: int, seeds: int, ways: tuple[str, ...]
) -> None:
    board = Board()
    for each in _study(raters, seeds):
        board.add(each)
    assert board.ranking().clusters == ways


def test_raters_who_disagree_widen_the_intervals() -> None:
    def width(turned: bool) -> float:
        board = Board()
        for rater in range(10):
            for vote in range(20):
                score = float(rater % 2) if turned else float((rater + vote) % 2)
                board.add(
                    Comparison(first="a", second="b", score=score, rater=f"{rater}", seed=f"{vote}")
                )
        row = board.ranking().strengths[0]
        return row.high - row.low

    assert width(turned=True) > 3 * width(turned=False)


def test_every_way_of_summing_gives_the_same_sum() -> None:
    rng = np.random.default_rng(5)
    votes, width = 400, 6
    places = [rng.integers(0, width, votes) for _ in range(2)]
    amounts = [rng.normal(size=votes) for _ in range(2)]
    for clusters in (4, 150, votes):
        cluster = rng.integers(0, clusters, votes)
        _, cluster = np.unique(cluster, return_inverse=True)
        slow = np.zeros((width, width))
        for each in range(cluster.max() + 1):
            row = np.zeros(width)
            for place, amount in zip(places, amounts, strict=True):
                for n in np.flatnonzero(cluster == each):
                    row[place[n]] += amount[n]
            slow += np.outer(row, row)
        assert np.allclose(outer_sums(cluster.astype(np.int64), places, amounts, width), slow)
