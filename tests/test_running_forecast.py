"""A forecast counts what is there and what is missing, and draws nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image as Pillow

from tests.tiny_models import build_tiny_flux, build_tiny_sd
from toolkit.errors import BadInput, ModelError, PlanError
from toolkit.generation.control_networks import defaults_with_controls
from toolkit.generation.models import model_spec
from toolkit.running.forecast import BUILT_IN_WORK_S, RUNS_LOOKED_AT, forecast
from toolkit.running.work import work
from toolkit.store.store import Store
from toolkit.sweeps.plan import MAX_REQUESTS, Plan
from toolkit.sweeps.plan_loader import load_plan
from toolkit.vocabulary.loader import load_vocabulary

WORDS = load_vocabulary()


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(build_tiny_sd(tmp_path_factory.mktemp("models") / "one"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        yield opened


def make_plan(*models: str, seeds: int = 3, **more: object) -> Plan:
    return load_plan(
        {"gestures": ["fist", "palm"], "seeds": seeds, "model": list(models), **more}, WORDS
    )


def fill(store: Store, plan: Plan, seconds: list[float]) -> None:
    """Put a picture into the store for each of the first requests; nothing is drawn."""
    defaults = {name: defaults_with_controls(model_spec(name), ()) for name in plan.models}
    pairs = list(plan.requests(defaults, limit=len(seconds)))
    store.start_run(plan.name, plan.to_json(), pairs, resume=False)
    for (_, request), each_s in zip(pairs, seconds, strict=True):
        picture = Pillow.new("RGB", (request.width_px, request.height_px))
        store.save_image(request, picture, seconds=each_s, device="cpu", versions={})


def test_an_empty_store_knows_no_time_of_a_model_of_one_s_own(store: Store, model: str) -> None:
    cost = forecast(make_plan(model), store)
    assert (cost.asked, cost.cells, cost.requested, cost.there, cost.missing) == (6, 2, 6, 0, 6)
    assert cost.seconds is None
    assert not cost.measured


def test_what_is_there_is_not_missing_and_the_median_tells_the_time(
    store: Store, model: str
) -> None:
    plan = make_plan(model)
    fill(store, plan, [1.0, 2.0, 9.0])
    cost = forecast(plan, store)
    assert (cost.there, cost.missing) == (3, 3)
    assert cost.seconds == pytest.approx(3 * 2.0)
    assert cost.measured
    limited = forecast(plan, store, limit=4)
    assert (limited.asked, limited.requested, limited.there, limited.missing) == (6, 4, 3, 1)
    assert limited.seconds == pytest.approx(2.0)
    assert forecast(plan, store, limit=10**20).requested == 6
    done = forecast(plan, store, limit=3)
    assert (done.missing, done.seconds, done.measured) == (0, 0.0, True)


def test_pictures_that_took_no_time_tell_nothing(store: Store, model: str) -> None:
    fill(store, make_plan(model), [0.0, 0.0])
    assert forecast(make_plan(model), store).seconds is None


def test_only_the_newest_runs_tell_the_time(store: Store, model: str) -> None:
    fill(store, make_plan(model, seeds=1), [50.0, 50.0])
    for seed in range(10, 10 + RUNS_LOOKED_AT):
        fill(store, _one(model, seed), [4.0])
    cost = forecast(_one(model, 99), store)
    assert cost.seconds == pytest.approx(2 * 4.0)


def test_time_grows_with_size_and_steps(store: Store, model: str) -> None:
    def seconds(**settings: object) -> float:
        cost = forecast(_one(model, 99, settings=settings), store)
        assert cost.seconds is not None
        return cost.seconds

    fill(store, make_plan(model, seeds=1, settings={"steps": 10, "size": 64}), [6.0, 6.0])
    assert seconds(steps=10, size=64) == pytest.approx(12.0)
    assert seconds(steps=10, size=128) == pytest.approx(48.0)
    assert seconds(steps=21, size=64) == pytest.approx(24.0)  # 2 x 21 + 2 passes, not 2 x 10 + 2
    assert seconds(steps=20, size=64, guidance=1) == pytest.approx(12.0)  # one pass a step


def test_what_the_plan_and_the_model_say_of_settings(store: Store, model: str) -> None:
    (made,) = forecast(make_plan(model, settings={"steps": 7}), store).settings
    assert (made.size, made.steps, made.guidance) == ("32x32", "7", "2")
    assert dict(made.why) == {
        "size": "gesture.json",
        "steps": "the plan",
        "guidance": "gesture.json",
    }
    varied = make_plan(model, axes={"guidance": [1, 3]})
    (made,) = forecast(varied, store).settings
    assert (made.guidance, dict(made.why)["guidance"]) == ("varies", "the plan")


def test_negatives_that_count_for_nothing_are_one_picture(store: Store, model: str) -> None:
    axes = {"negative": ["none", {"text": "blurry"}, {"text": "extra fingers"}]}
    plan = make_plan(model, seeds=1, axes=axes, settings={"guidance": 1})
    cost = forecast(plan, store)
    assert (cost.requested, cost.same, cost.missing) == (6, 4, 2)
    cost = forecast(make_plan(model, seeds=1, axes=axes, settings={"guidance": 2}), store)
    assert (cost.requested, cost.same) == (6, 0)


def test_what_the_model_cannot_draw_is_said_here(store: Store, tmp_path: Path) -> None:
    flux = str(build_tiny_flux(tmp_path / "flux"))
    axes = {"negative": ["none", {"text": "blurry"}]}
    with pytest.raises(BadInput, match="flux family takes no negative"):
        forecast(make_plan(flux, axes=axes), store)
    skip = [{"model": flux, "negative": {"text": "blurry"}}]
    assert forecast(make_plan(flux, axes=axes, skip=skip), store).requested == 6


def _one(model: str, seed: int, **more: object) -> Plan:
    said = {"gestures": ["fist", "palm"], "seeds": [seed], "model": model, **more}
    return load_plan(said, WORDS)


def test_a_built_in_model_has_a_guess(store: Store) -> None:
    plan = make_plan("thumbelina", seeds=2)
    cost = forecast(plan, store)
    one = next(plan.requests({"thumbelina": model_spec("thumbelina").defaults}))[1]
    assert cost.seconds == pytest.approx(4 * BUILT_IN_WORK_S * work(one))
    assert not cost.measured


def test_a_plan_that_is_too_large_is_counted_and_never_walked(store: Store, model: str) -> None:
    cost = forecast(make_plan(model, seeds=10**12), store)
    assert (cost.asked, cost.cells, cost.requested) == (2 * 10**12, 2, 2 * 10**12)
    assert (cost.there, cost.seconds, cost.measured) == (None, None, False)
    assert cost.missing == cost.requested
    most = forecast(make_plan(model, seeds=10**12), store, limit=MAX_REQUESTS + 1)
    assert (most.requested, most.there) == (MAX_REQUESTS + 1, None)
    assert forecast(make_plan(model, seeds=10**12), store, limit=5).there == 0


def test_a_plan_too_large_to_run_asks_nobody_for_its_model(store: Store) -> None:
    cost = forecast(make_plan("nobody/nothing", seeds=10**12), store)
    assert (cost.there, cost.absent) == (None, ())


def test_a_hub_model_that_is_not_here_is_only_counted(store: Store, model: str) -> None:
    cost = forecast(make_plan("nobody/nothing"), store)
    assert (cost.asked, cost.requested, cost.absent) == (6, 6, ("nobody/nothing",))
    assert (cost.there, cost.seconds, cost.measured) == (None, None, False)
    assert forecast(make_plan(model), store).absent == ()


def test_what_cannot_be_run_has_no_forecast(store: Store, tmp_path: Path, model: str) -> None:
    with pytest.raises(ModelError, match="no model"):
        forecast(make_plan("nosuch"), store)
    with pytest.raises(PlanError, match="limit is 0"):
        forecast(make_plan(model), store, limit=0)
    with pytest.raises(ModelError, match="no control network for 'skeleton'"):
        forecast(make_plan(model, settings={"control": "skeleton"}), store)
    assert store.runs() == []
    assert replace(forecast(make_plan(model), store), there=1).missing == 5
