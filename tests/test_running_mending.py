"""Sweeps that mend: Thumbelina's own hands, found by the form judge, drawn once more."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from toolkit.errors import JudgeError, PlanError
from toolkit.generation.engine import Engine
from toolkit.generation.models import model_spec
from toolkit.generation.outcomes import Failed
from toolkit.rating import effects
from toolkit.rating.verdicts import Verdict
from toolkit.running.forecast import forecast
from toolkit.running.hands_to_mend import HandsToMend, judge_here
from toolkit.running.local import resume_run, run_sweep
from toolkit.store.recipe import read_recipe
from toolkit.store.store import Store
from toolkit.sweeps.mend_values import mend_of
from toolkit.sweeps.plan_loader import load_plan
from toolkit.sweeps.requests import Mend
from toolkit.vocabulary import load_vocabulary

pytestmark = pytest.mark.slow


def plan(*mends: object, seeds: int = 2, **more: object):
    document: dict[str, object] = {
        "name": "mending",
        "gestures": ["palm"],
        "model": "thumbelina-mid",
        "seeds": seeds,
        "axes": {"mend": list(mends)},
        **more,
    }
    return load_plan(document, load_vocabulary())


@pytest.fixture
def store(tmp_path: Path):
    with Store.open(tmp_path / "home") as opened:
        yield opened


def test_a_sweep_mends_what_it_has_drawn(store: Store) -> None:
    wanted = plan("none", {"inpaint": 0.5, "hands": "all"}, {"inpaint": 0.5, "hands": "wrong"})
    before = forecast(wanted, store)
    assert (before.requested, before.there, before.missing) == (6, 0, 6)
    report = run_sweep(wanted, store)
    assert (report.made, report.failed) == (6, 0)
    pictures = {
        (cell.value("mend"), request.seed): (request, np.asarray(store.read_image(request.hash)))
        for cell, request in store.run_requests(report.run)
    }
    with HandsToMend() as hands:
        judge = hands.judge
        assert judge == judge_here()
        for seed in (1, 2):
            plain, original = pictures["none", seed]
            every, mended = pictures["inpaint 0.5 all", seed]
            assert every.mend == Mend(
                parent=plain.hash, strength=0.5, hands="all", number=1, judge=judge
            )
            assert not np.array_equal(mended, original)
            assert store.image(every.hash).seconds > store.image(plain.hash).seconds
            assert read_recipe(store.image_path(every.hash)) == every
            # What the judge finds well formed, or is unsure of, stays as it is.
            wrong, kept = pictures["inpaint 0.5", seed]
            assert wrong.mend is not None
            found = hands(store.read_image(plain.hash), wrong.mend)
            assert np.array_equal(kept, original) == (not found)
    assert forecast(wanted, store).there == 6
    assert run_sweep(wanted, store).reused == 6


def test_what_is_only_mended_is_drawn_first_and_counted(store: Store) -> None:
    twice = plan({"inpaint": 0.4, "passes": 2, "hands": "all"}, seeds=1)
    report = run_sweep(twice, store, limit=1)
    assert (report.made, report.requested) == (3, 3)
    ((cell, request),) = store.run_requests(report.run)
    assert cell.value("mend") == "inpaint 0.4 all x2"
    assert request.mend is not None and request.mend.number == 2
    once = store.image(request.mend.parent).request
    assert once.mend is not None and store.has_image(once.mend.parent)
    # The same picture, with the one between and without it.
    made = np.asarray(store.read_image(request.hash)).astype(int)
    store.image_path(request.hash).unlink()
    again = resume_run(report.run, store)
    assert (again.made, again.reused) == (1, 0)
    assert np.abs(np.asarray(store.read_image(request.hash)).astype(int) - made).max() <= 2


def test_effects_say_what_mending_costs(store: Store) -> None:
    report = run_sweep(plan("none", {"inpaint": 0.5, "hands": "all"}), store)
    judged = store.judged_cells(report.run)
    assert effects(judged, "mend") == []  # nobody has judged them yet
    store.save_verdicts(
        Verdict(
            request_hash=cell.request_hash,
            expected=cell.gesture,
            judge="me",
            judge_version="1",
            outcome="pass",
            reason="match",
        )
        for cell in judged
    )
    (found,) = effects(store.judged_cells(report.run), "mend")
    costs = [
        store.image(request.hash).seconds - store.image(request.mend.parent).seconds
        for _, request in store.run_requests(report.run)
        if request.mend is not None
    ]
    assert found.seconds == pytest.approx(np.median(costs))
    assert found.seconds > 0


def test_hands_are_not_found_by_another_judge_than_the_pictures_name_says(store: Store) -> None:
    report = run_sweep(plan("none", {"inpaint": 0.5, "hands": "all"}, seeds=1), store)
    *_, (cell, request) = store.run_requests(report.run)
    assert cell.value("mend") != "none" and request.mend is not None
    old = replace(request.mend, judge="form 0.0")
    with HandsToMend() as hands, pytest.raises(JudgeError, match=r"form 0\.0"):
        hands(store.read_image(old.parent), old)
    with HandsToMend() as hands:
        spec = model_spec("thumbelina-mid")
        engine = Engine(spec, device="cpu", parents=store.read_image, hands=hands)
        (failed,) = engine.outcomes([replace(request, mend=old)])
    assert isinstance(failed, Failed) and "form 0.0" in failed.reason


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"inpaint": 0}, "a number from 0.05 to 1"),
        ({"inpaint": 0.5, "passes": 9}, "a whole number from 1 to 4"),
        ({"inpaint": 0.5, "hands": "left"}, "wrong or all"),
        ({"strength": 0.5}, "inpaint: 0.5"),
        ("twice", "inpaint: 0.5"),
        (0.5, "inpaint: 0.5"),
    ],
)
def test_a_value_that_is_none_is_one_sentence(value: object, said: str) -> None:
    with pytest.raises(PlanError, match="mend") as refused:
        plan("none", value)
    assert said in str(refused.value)


def test_values_spread_and_read_back() -> None:
    wanted = plan("none", {"inpaint": [0.3, 0.5], "passes": [1, 2]})
    assert wanted.axes["mend"] == (
        "none",
        "inpaint 0.3",
        "inpaint 0.3 x2",
        "inpaint 0.5",
        "inpaint 0.5 x2",
    )
    assert [mend_of(value) and mend_of(value).text for value in wanted.axes["mend"][1:]] == list(
        wanted.axes["mend"][1:]
    )
    assert load_plan(json.loads(wanted.to_json()), load_vocabulary()).axes == wanted.axes
