"""Batches: every request once, one shape a batch; what no model can draw is refused."""

from __future__ import annotations

from dataclasses import fields, replace
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
from toolkit.sweeps.requests import (
    Control,
    Elsewhere,
    EmbeddingUse,
    GenerationRequest,
    LoraUse,
    Mend,
)

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
    with pytest.raises(UnknownName, match="No scheduler 'Euler a' suits a model of the flux"):
        check_request(replace(asked(spec), scheduler="EulerAncestralDiscreteScheduler"), spec)


SHARED = GenerationRequest(
    prompt="a fist",
    negative="blurry",
    seed=1,
    model="m",
    control=Control(kind="depth", sha256="a", strength=0.5, model="n", revision="r"),
)
NOT_SHARED: dict[str, object] = {
    "prompt": "a palm",
    "negative": "",
    "seed": 2,
    "dialect": "plain",
}
SHAPING: dict[str, object] = {
    "model": "other",
    "revision": "x",
    "scheduler": "DDIMScheduler",
    "steps": 7,
    "guidance": 1.0,
    "width_px": 64,
    "height_px": 64,
    "control": None,
    "elsewhere": Elsewhere(sha256="ab" * 32, ending=".png"),
    "loras": (LoraUse(file="x.safetensors", sha256="a"),),
    "embeddings": (EmbeddingUse(file="x.safetensors", sha256="a", token="x"),),
    "mend": Mend(parent="ab" * 32, strength=0.5),
}


def test_a_batch_shares_everything_but_words_seed_and_control_image() -> None:
    """A field that the shape forgot would be drawn by a neighbour's value, under a wrong name."""
    assert {*NOT_SHARED, *SHAPING} == {field.name for field in fields(GenerationRequest)}
    shape = shape_of(SHARED, 48)
    for name, value in NOT_SHARED.items():
        assert shape_of(replace(SHARED, **{name: value}), 48) == shape, name
    for name, value in SHAPING.items():
        assert shape_of(replace(SHARED, **{name: value}), 48) != shape, name
    assert shape_of(SHARED, 96) != shape


@pytest.mark.parametrize(
    ("name", "value", "same"),
    [
        ("sha256", "b", True),
        ("kind", "skeleton", False),
        ("strength", 0.6, False),
        ("model", "o", False),
        ("revision", "s", False),
        ("start", 0.2, False),
        ("end", 0.7, False),
    ],
)
def test_a_batch_shares_the_control_network_and_its_strength(
    name: str, value: object, same: bool
) -> None:
    assert SHARED.control is not None
    other = replace(SHARED, control=replace(SHARED.control, **{name: value}))
    assert (shape_of(other, 48) == shape_of(SHARED, 48)) == same


def test_pictures_of_several_parents_are_mended_together() -> None:
    mend = Mend(parent="ab" * 32, strength=0.5)
    one = shape_of(replace(SHARED, mend=mend), 48)
    assert shape_of(replace(SHARED, mend=replace(mend, parent="cd" * 32)), 48) == one
    for other in (replace(mend, strength=0.6), replace(mend, hands="all"), replace(mend, number=2)):
        assert shape_of(replace(SHARED, mend=other), 48) != one


def test_batches_keep_the_order_and_the_size_that_fits_the_device() -> None:
    many = [replace(SHARED, seed=seed, width_px=256, height_px=256) for seed in range(40)]
    tokens = {pair_of(many[0]): 48}
    sizes = [len(b) for b in make_batches(many, tokens, size=None, device="cpu")]
    assert sizes == [2] * 20
    sizes = [len(b) for b in make_batches(many, tokens, size=None, device="cuda:0")]
    assert sizes == [32, 8]
    batches = list(make_batches(many, tokens, size=16, device="cpu"))
    assert [request.seed for batch in batches for request in batch] == list(range(40))
    assert [len(batch) for batch in batches] == [16, 16, 8]


def test_a_ramp_begins_with_one_picture_and_goes_on_over_shapes() -> None:
    many = [replace(SHARED, seed=seed) for seed in range(20)]
    other = [replace(SHARED, seed=seed, steps=SHARED.steps + 1) for seed in range(9)]
    tokens = {pair_of(many[0]): 48}
    batches = list(make_batches([*many, *other], tokens, size=None, device="cpu", ramp=True))
    size = batch_size(SHARED.width_px, SHARED.height_px, "cpu")
    assert size == 8
    assert [len(batch) for batch in batches] == [1, 2, 4, 8, 5, 8, 1]
    assert [request for batch in batches for request in batch] == [*many, *other]
    asked_for = make_batches(many, tokens, size=8, device="cpu", ramp=True)
    assert [len(batch) for batch in asked_for] == [8, 8, 4]


@pytest.mark.parametrize(
    ("width_px", "height_px", "device", "size"),
    [
        (128, 128, "cpu", 8),
        (128, 256, "cpu", 4),
        (512, 512, "cpu", 1),
        (512, 512, "cuda", 8),
        (1024, 512, "cuda", 4),
        (128, 128, "cuda", 64),
    ],
)
def test_a_batch_has_so_many_pixels(width_px: int, height_px: int, device: str, size: int) -> None:
    assert batch_size(width_px, height_px, device) == size


def test_one_step_and_the_widest_guidance_can_be_asked_for(spec: ModelSpec) -> None:
    check_request(replace(asked(spec), steps=1), spec)
    check_request(replace(asked(spec), guidance=0.0), spec)
    check_request(replace(asked(spec), guidance=100.0), spec)
    for guidance in (-0.1, 100.1):
        with pytest.raises(BadInput, match="between 0 and 100"):
            check_request(replace(asked(spec), guidance=guidance), spec)
    check_request(replace(asked(spec), width_px=8, height_px=8), spec)
    with pytest.raises(BadInput, match="multiples of 8"):
        check_request(replace(asked(spec), width_px=4), spec)


def test_flux_takes_no_control_image(tmp_path: Path) -> None:
    flux = model_spec(str(build_tiny_flux(tmp_path / "flux")))
    held = replace(asked(flux), control=SHARED.control)
    with pytest.raises(ModelError, match="no control images for flux models"):
        check_request(held, flux)
