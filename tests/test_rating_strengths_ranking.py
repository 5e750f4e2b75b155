"""Rankings out of votes and out of verdicts; votes on pictures that have gone are left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.rating_samples import judged, vote
from toolkit import ranking, verdict_ranking
from toolkit.errors import BadInput, UnknownName

PLAIN = [judged("fail", seed=seed, phrase="plain", weight="1") for seed in range(4)]
EXPLICIT = [judged("pass", seed=seed, phrase="explicit", weight="1") for seed in range(4)]
CELLS = PLAIN + EXPLICIT


def test_votes_rank_the_variants_of_the_axes_that_vary() -> None:
    votes = [vote(p, e, "right") for p, e in zip(PLAIN, EXPLICIT, strict=True)]
    ranked = ranking(CELLS, votes)
    assert [each.variant for each in ranked.strengths] == ["phrase=explicit", "phrase=plain"]
    assert [each.wins for each in ranked.strengths] == [4, 0]
    named = ranking(CELLS, votes, by=["phrase", "weight"])
    assert named.strengths[0].variant == "phrase=explicit weight=1"


def test_a_vote_on_a_cell_that_is_not_there_is_left_out() -> None:
    stranger = replace(EXPLICIT[0], cell="nowhere")
    votes = [vote(PLAIN[0], EXPLICIT[0], "right"), vote(PLAIN[1], stranger, "left")]
    votes.append(vote(stranger, PLAIN[2], "left"))
    ranked = ranking(CELLS, votes)
    assert sum(each.votes for each in ranked.strengths) == 2


def test_verdicts_rank_on_shared_seeds() -> None:
    ranked = verdict_ranking(CELLS)
    assert [(each.variant, each.wins) for each in ranked.strengths] == [
        ("phrase=explicit", 4),
        ("phrase=plain", 0),
    ]


@pytest.mark.parametrize("by", [["sparkle"], ["gesture"], ["seed"]])
def test_an_axis_that_makes_no_variant_is_refused(by: list[str]) -> None:
    for rank in (lambda: ranking(CELLS, [], by), lambda: verdict_ranking(CELLS, by)):
        with pytest.raises((UnknownName, BadInput), match=by[0]):
            rank()


def test_nothing_that_varies_gives_an_empty_ranking() -> None:
    assert ranking(PLAIN, []).strengths == ()
    assert ranking([], []).strengths == ()
    assert verdict_ranking([]).strengths == ()
