"""What raters answered to pairs whose answer is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.store_samples import sample_picture, sample_vote
from toolkit.rating import Winner
from toolkit.store import Store
from toolkit.store.known_answers import FOR_CHECKS, known_answers
from toolkit.sweeps.cells import Cell
from toolkit.sweeps.requests import GenerationRequest


@pytest.mark.parametrize(
    ("winner", "expected"),
    [
        ("left", [True]),
        ("right", [False]),
        ("tie", [False]),
        ("both_bad", []),
        ("not_sure", []),
    ],
)
@pytest.mark.parametrize("owner", [FOR_CHECKS, ""])
def test_the_whole_hand_is_right_in_runs_of_known_pairs_alone(
    tmp_path: Path, winner: Winner, expected: list[bool], owner: str
) -> None:
    whole, broken = (
        (
            Cell(id=flaw, gesture="peace", values=(("gesture", "peace"), ("flaw", flaw))),
            GenerationRequest(prompt=flaw, negative="", seed=1, model="m"),
        )
        for flaw in ("none", "too_long")
    )
    with Store.open(tmp_path) as store:
        assert list(known_answers(store)) == []
        run = store.start_run("known", "{}", [whole, broken], owner=owner)
        for _, request in (whole, broken):
            store.save_image(request, sample_picture(request))
        store.save_vote(sample_vote(run, whole, broken, winner))
        found = [(each.rater, each.right) for each in known_answers(store)]
        assert found == ([("ann", right) for right in expected] if owner else [])
        store.delete_vote("vote-1")
        assert list(known_answers(store)) == []
