"""Your taste and the crowd's, as far as the votes can tell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store_samples import sample_pairs, sample_vote
from tests.ui_samples import fill_store
from toolkit.store import Store
from toolkit.ui.rate.live_run import LiveRun
from toolkit.ui.rate.taste import taste

PAIRS = sample_pairs(12)
NAMES = {"weight=0.8": "light", "weight=1.2": "heavy"}


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveRun]:
    home = tmp_path / "home"
    fill_store(home, seeds=12)
    with Store.open(home) as store:
        live = LiveRun(lambda: store, store.run().id)
        live.refresh()
        yield live


def rate(live: LiveRun, rater: str, count: int, winner: str) -> None:
    """``rater`` says of ``count`` seeds that 0.8, which stands left, is the ``winner``."""
    for seed in range(count):
        vote = sample_vote(live.id, PAIRS[seed], PAIRS[12 + seed], winner)  # type: ignore[arg-type]
        named = {**vars(vote), "rater": rater, "uuid": f"{rater}-{seed}"}
        live.add(named["uuid"], rater, type(vote)(**named), [])


def test_nobody_has_said_anything(live: LiveRun) -> None:
    found = taste(live, "ann", NAMES)
    assert found.yours.top == found.everybody.top == ()
    assert not found.yours.sure and found.yours.votes == 0


def test_own_taste_may_differ_from_the_crowd_s(live: LiveRun) -> None:
    rate(live, "ann", 10, "left")
    for rater in ("bob", "eve", "kim"):
        rate(live, rater, 12, "right")
    found = taste(live, "ann", NAMES)
    assert [each.name for each in found.yours.top] == ["light", "heavy"]
    assert [each.name for each in found.everybody.top] == ["heavy", "light"]
    assert (found.yours.votes, found.everybody.votes) == (10, 46)
    assert (found.yours.top[0].won, found.yours.top[0].met) == (10.0, 10)
    assert found.everybody.sure


@pytest.mark.parametrize("winner", ["tie", "both_bad", "not_sure"])
def test_too_few_is_said(live: LiveRun, winner: str) -> None:
    rate(live, "ann", 3, winner)
    found = taste(live, "ann", NAMES).yours
    assert not found.sure
    assert found.votes == (3 if winner == "tie" else 0)
