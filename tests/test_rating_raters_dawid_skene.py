"""Dawid and Skene's EM against a slow twin, and against raters whose skill is known."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from toolkit.errors import BadInput, NotConverged
from toolkit.rating import RaterAnswer, dawid_skene
from toolkit.rating.raters.dawid_skene import RIGHT_BEFORE, TRUTH_BEFORE, WRONG_BEFORE

KINDS = ("pass", "fail", "unsure")


def _answers(skills: list[float], items: int, key: int) -> tuple[list[RaterAnswer], list[str]]:
    rng = np.random.default_rng(key)
    truths = ["pass" if rng.random() < 0.6 else "fail" for _ in range(items)]
    told = [
        RaterAnswer(
            rater=f"r{n}",
            item=f"i{item:03}",
            answer=truth if rng.random() < skill else {"pass": "fail", "fail": "pass"}[truth],
        )
        for item, truth in enumerate(truths)
        for n, skill in enumerate(skills)
    ]
    return told, truths


def _slow_twin(
    told: list[RaterAnswer], kinds: tuple[str, ...], rounds: int
) -> dict[str, list[float]]:
    """The same EM in plain loops over dictionaries."""
    items = sorted({each.item for each in told})
    raters = sorted({each.rater for each in told})
    truth = {}
    for item in items:
        own = [each.answer for each in told if each.item == item]
        truth[item] = [own.count(kind) / len(own) for kind in kinds]
    for _ in range(rounds):
        share = [TRUTH_BEFORE + sum(truth[item][t] for item in items) for t in range(len(kinds))]
        share = [each / sum(share) for each in share]
        chance: dict[tuple[str, int, int], float] = {}
        for rater, t in product(raters, range(len(kinds))):
            row = [
                RIGHT_BEFORE if a == t else WRONG_BEFORE / (len(kinds) - 1)
                for a in range(len(kinds))
            ]
            for each in told:
                if each.rater == rater:
                    row[kinds.index(each.answer)] += truth[each.item][t]
            for a, amount in enumerate(row):
                chance[rater, t, a] = amount / sum(row)
        for item in items:
            weight = [math.log(share[t]) for t in range(len(kinds))]
            for each in told:
                if each.item == item:
                    for t in range(len(kinds)):
                        weight[t] += math.log(chance[each.rater, t, kinds.index(each.answer)])
            likely = [math.exp(each - max(weight)) for each in weight]
            truth[item] = [each / sum(likely) for each in likely]
    return truth


def test_the_slow_twin_agrees() -> None:
    told, _ = _answers([0.9, 0.8, 0.7, 0.55], 25, 1)
    told += [RaterAnswer(rater="r1", item="i000", answer="unsure")]
    study = dawid_skene(told, KINDS)
    slow = _slow_twin(told, KINDS, study.iterations)
    for item, chances in slow.items():
        assert study.truths[item] == pytest.approx(chances, abs=1e-9), item


def test_skills_are_recovered_and_their_order_with_them() -> None:
    skills = [0.95, 0.85, 0.7, 0.5, 0.2]
    told, truths = _answers(skills, 400, 2)
    study = dawid_skene(told)
    found = {each.rater: each for each in study.raters}
    for n, skill in enumerate(skills):
        each = found[f"r{n}"]
        assert each.right == pytest.approx(skill, abs=0.07)
        assert each.low < each.right < each.high and each.answered == 400
        assert each.chance("pass", "pass") + each.chance("pass", "fail") == pytest.approx(1.0)
    hits = sum(
        (study.truths[f"i{n:03}"][0] > 0.5) == (truth == "pass") for n, truth in enumerate(truths)
    )
    assert hits / 400 > 0.95
    # The majority is worse: two of five raters hardly know, or turn it round.
    majority = sum(
        (sum(each.answer == "pass" for each in told if each.item == f"i{n:03}") >= 3)
        == (truth == "pass")
        for n, truth in enumerate(truths)
    )
    assert hits > majority


def test_known_truths_count_for_more_than_the_crowd() -> None:
    told, truths = _answers([0.2, 0.2, 0.95], 60, 3)
    blind = {each.rater: each.right for each in dawid_skene(told).raters}
    gold = {f"i{n:03}": truth for n, truth in enumerate(truths[:20])}
    told_gold = {each.rater: each.right for each in dawid_skene(told, gold=gold).raters}
    assert blind["r2"] < 0.5 < told_gold["r2"] and told_gold["r0"] < 0.5


def test_little_is_no_proof_and_the_edges_hold() -> None:
    one = dawid_skene([RaterAnswer(rater="a", item="x", answer="pass")])
    (only,) = one.raters
    assert only.right < 0.9 and only.low < 0.5 < only.high
    assert dawid_skene([]).raters == ()
    everyone = [
        RaterAnswer(rater=rater, item=str(item), answer="pass")
        for rater in "abc"
        for item in range(30)
    ]
    alike = dawid_skene(everyone)
    assert all(each.right > 0.8 for each in alike.raters)
    with pytest.raises(BadInput, match="maybe"):
        dawid_skene([RaterAnswer(rater="a", item="x", answer="maybe")])
    with pytest.raises(NotConverged, match="1 iterations"):
        dawid_skene(_answers([0.7, 0.6, 0.55], 40, 4)[0], max_iterations=1)
