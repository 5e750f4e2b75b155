"""The known pairs that come with the package: each a whole hand and the same hand malformed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from toolkit.rating import pair_pool
from toolkit.store import Store
from toolkit.store.known_answers import FOR_CHECKS, whole_pictures
from toolkit.ui.serving.gold_pairs import BUNDLE, CLEAR, MAX_BYTES, add_gold_pairs, gold_pictures
from toolkit.ui.serving.housekeeping import visitors_runs
from toolkit.vocabulary import load_vocabulary


@pytest.fixture
def store(tmp_path: Path):
    with Store.open(tmp_path) as store:
        yield store


def test_the_bundle_holds_every_pair_once_and_is_small(store: Store) -> None:
    assert BUNDLE.stat().st_size <= MAX_BYTES
    [run] = add_gold_pairs(store)
    assert add_gold_pairs(store) == ()
    assert store.owner(run) == FOR_CHECKS
    assert visitors_runs(store) == []  # housekeeping leaves it alone
    judged = store.judged_cells(run)
    pool, whole = pair_pool(judged, ["flaw"]), whole_pictures(judged)
    assert len(pool) == sum(map(len, CLEAR.values())) == 27
    for one, two in zip(pool.first.tolist(), pool.second.tolist(), strict=True):
        both = pool.candidates[one], pool.candidates[two]
        assert len(whole & {each.request_hash for each in both}) == 1


def test_the_bundle_is_what_is_drawn_today(store: Store) -> None:
    add_gold_pairs(store)
    drawn = list(gold_pictures(load_vocabulary()))
    for _, request, picture in drawn[:6]:
        kept = store.read_image(request.hash).convert("RGB")
        difference = np.abs(np.asarray(kept, dtype=int) - np.asarray(picture, dtype=int))
        assert difference.mean() < 0.5


def test_two_of_a_pair_differ_in_the_flaw_alone(store: Store) -> None:
    drawn = list(gold_pictures(load_vocabulary()))
    for (_, one, whole), (_, other, broken) in zip(drawn[::2], drawn[1::2], strict=True):
        assert one.seed == other.seed
        changed = np.abs(np.asarray(whole, dtype=int) - np.asarray(broken, dtype=int)).max(axis=2)
        assert 0.006 < (changed > 24).mean() < 0.15
