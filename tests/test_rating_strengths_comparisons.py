"""Comparisons out of votes and verdicts: only what was really said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.rating_samples import judged, vote
from toolkit.errors import BadInput
from toolkit.rating import (
    Winner,
    comparisons_from_verdicts,
    comparisons_from_votes,
    variants_of_cells,
    varying_axes,
)
from toolkit.rating.strengths.comparisons import seeds_of_pictures

PLAIN = judged(phrase="plain", weight="1.0")
EXPLICIT = judged(phrase="explicit", weight="1.0")
HEAVY = judged(phrase="plain", weight="1.3")


@pytest.mark.parametrize(("winner", "score"), [("left", 1.0), ("right", 0.0), ("tie", 0.5)])
def test_an_answer_becomes_a_score(winner: Winner, score: float) -> None:
    names = variants_of_cells([PLAIN, EXPLICIT], ["phrase", "weight"])
    (told,) = comparisons_from_votes([vote(PLAIN, EXPLICIT, winner)], names)
    assert (told.first, told.second) == ("phrase=plain weight=1.0", "phrase=explicit weight=1.0")
    assert told.score == score


@pytest.mark.parametrize("winner", ["both_bad", "not_sure"])
def test_both_bad_and_not_sure_are_no_ties(winner: Winner) -> None:
    names = variants_of_cells([PLAIN, EXPLICIT], ["phrase"])
    assert comparisons_from_votes([vote(PLAIN, EXPLICIT, winner)], names) == []


def test_a_variant_never_meets_itself() -> None:
    names = variants_of_cells([PLAIN, HEAVY], ["phrase"])
    assert comparisons_from_votes([vote(PLAIN, HEAVY, "left")], names) == []


def test_votes_on_the_same_pictures_share_a_cluster_whichever_side_they_stand() -> None:
    names = variants_of_cells([PLAIN, EXPLICIT, HEAVY], ["phrase", "weight"])
    votes = [
        vote(PLAIN, EXPLICIT, "left"),
        vote(EXPLICIT, PLAIN, "left", rater="bob"),
        vote(PLAIN, HEAVY, "left", rater="bob"),
    ]
    told = comparisons_from_votes(votes, names)
    one, two, three = (each.seed for each in told)
    assert one == two != three, "whose seed is not known"
    assert [each.rater for each in told] == ["ann", "bob", "bob"]
    seeds = seeds_of_pictures([PLAIN, EXPLICIT, HEAVY])
    assert {each.seed for each in comparisons_from_votes(votes, names, seeds)} == {"0"}
    elsewhere = replace(PLAIN, seed=-1)
    assert elsewhere.request_hash not in seeds_of_pictures([elsewhere])


def test_verdicts_compare_the_same_gesture_seed_and_surroundings() -> None:
    cells = [
        judged("pass", phrase="plain", view="palm", seed=1),
        judged("fail", phrase="explicit", view="palm", seed=1),
        judged("pass", phrase="mid", view="palm", seed=1),
        judged("fail", phrase="plain", view="back", seed=1),
        judged("unjudged", phrase="explicit", view="back", seed=1),
        judged("fail", phrase="mid", view="back", seed=1),
        judged("pass", phrase="explicit", view="palm", seed=2),
        judged("pass", gesture="peace", phrase="mid", view="palm", seed=2),
    ]
    told = comparisons_from_verdicts(cells, ["phrase"])
    assert [(each.first, each.second, each.score, each.seed) for each in told] == [
        ("phrase=plain", "phrase=explicit", 1.0, "1"),
        ("phrase=plain", "phrase=mid", 0.5, "1"),
        ("phrase=explicit", "phrase=mid", 0.0, "1"),
    ]
    with pytest.raises(BadInput, match="different seeds"):
        comparisons_from_verdicts(cells, ["seed"])
    assert varying_axes(cells) == ("phrase", "view")
