"""Batches: every request once, one shape a batch; what no model can draw is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tiny_models import build_tiny_flux, build_tiny_sd
from toolkit.errors import BadInput, ModelError, UnknownName
from toolkit.generation.batches import (
    batch_size,
    check_request,
    make_batches,
    pair_of,
    shape_of,
)
from toolkit.generation.models import ModelSpec, model_spec
from toolkit.sweeps.requests import GenerationRequest

requests = st.lists(
    st.builds(
        GenerationRequest,
        prompt=st.sampled_from(["a fist", "an open hand", "a very long prompt"]),
        negative=st.sampled_from(["", "blurry"]),
        seed=st.integers(0, 1000),
        model=st.just("m"),
        steps=st.sampled_from([2, 4]),
        width_px=st.sampled_from([32, 64]),
    ),
    unique_by=lambda request: request.hash,
    max_size=40,
)


@given(requests, st.integers(1, 9))
@settings(max_examples=50, deadline=None)
def test_each_request_is_in_one_batch_of_its_shape(
    asked: list[GenerationRequest], size: int
) -> None:
    tokens = {pair_of(r): 96 if "long" in r.prompt else 48 for r in asked}
    batches = list(make_batches(asked, tokens, size=size, device="cpu"))
    assert sorted(r.hash for batch in batches for r in batch) == sorted(r.hash for r in asked)
    for batch in batches:
        assert len({shape_of(r, tokens[pair_of(r)]) for r in batch}) == 1
    shapes = [shape_of(r, tokens[pair_of(r)]) for r in asked]
    assert len(batches) == sum(-(-shapes.count(shape) // size) for shape in set(shapes))


def test_the_default_batch_shrinks_with_the_picture() -> None:
    assert batch_size(128, 128, "cpu") > batch_size(256, 256, "cpu") >= 1
    assert batch_size(2048, 2048, "cpu") == batch_size(4096, 4096, "cuda") == 1
    assert batch_size(8, 8, "cuda") == 64


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> ModelSpec:
    return model_spec(str(build_tiny_sd(tmp_path_factory.mktemp("sd") / "tiny")))


def asked(spec: ModelSpec) -> GenerationRequest:
    return GenerationRequest(
        prompt="a fist", negative="", seed=1, model=spec.name, revision=spec.revision
    )


@pytest.mark.parametrize(
    ("change", "error", "complaint"),
    [
        ({"model": "other"}, ModelError, "is for 'other'"),
        ({"revision": "0" * 40}, ModelError, "is for revision 000000000000"),
        ({"steps": 0}, BadInput, "steps must be at least 1; got 0"),
        ({"guidance": float("nan")}, BadInput, "guidance must lie between 0 and 100; got nan"),
        ({"width_px": 100}, BadInput, "multiples of 8 pixels; got 100x128"),
        ({"height_px": 0}, BadInput, "got 128x0"),
        ({"scheduler": "DDIMSchedular"}, UnknownName, "Did you mean 'DDIMScheduler'"),
        ({"scheduler": "DPMSolverSDEScheduler"}, UnknownName, "suits a model of the sd family"),
    ],
)
def test_what_the_model_cannot_draw_is_refused(
    spec: ModelSpec, change: dict[str, object], error: type[Exception], complaint: str
) -> None:
    good = asked(spec)
    check_request(good, spec)
    check_request(replace(good, revision=""), spec)
    with pytest.raises(error, match=complaint):
        check_request(replace(good, **change), spec)


def test_flux_wants_sixteens_and_flow_schedulers(tmp_path: Path) -> None:
    spec = model_spec(str(build_tiny_flux(tmp_path / "flux")))
    with pytest.raises(BadInput, match="multiples of 16"):
        check_request(replace(asked(spec), width_px=40), spec)
    with pytest.raises(UnknownName, match="FlowMatchEulerDiscreteScheduler"):
        check_request(replace(asked(spec), scheduler="EulerDiscreteScheduler"), spec)
