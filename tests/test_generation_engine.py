"""The engine on real, tiny pipelines: the same picture whatever the batch, order or neighbours."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch
from diffusers import DiffusionPipeline
from diffusers.schedulers.scheduling_pndm import PNDMScheduler
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.tiny_models import build_tiny_flux, build_tiny_sd, build_tiny_sdxl
from toolkit.errors import GestureError, ModelError, PromptError
from toolkit.generation import engine as engine_module
from toolkit.generation.drawing import initial_noise
from toolkit.generation.engine import Engine
from toolkit.generation.families import SD
from toolkit.generation.models import model_spec
from toolkit.generation.outcomes import Failed, Generated
from toolkit.generation.schedulers import make_scheduler, scheduler_ids
from toolkit.sweeps.requests import GenerationRequest

pytestmark = pytest.mark.slow

PROMPTS = (
    "a photo of a fist",
    "a photo of a (fist)1.4, palm view",
    "an open hand with (five fingers)0.6 spread",
    ", ".join(["a peace sign, soft light"] * 12),
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = build_tiny_sd(tmp_path_factory.mktemp("sd") / "tiny")
    return Engine(model_spec(str(folder)), device="cpu")


def ask(engine: Engine, *, prompt: str = PROMPTS[0], seed: int = 1, **more) -> GenerationRequest:
    said = {"negative": "", "steps": 2, "guidance": 3.0, "width_px": 32, "height_px": 32} | more
    spec = engine.spec
    return GenerationRequest(
        prompt=prompt, seed=seed, model=spec.name, revision=spec.revision, **said
    )


def draw(
    engine: Engine, requests: Iterable[GenerationRequest], batch_size: int | None = None
) -> dict[str, NDArray[np.int16]]:
    made = list(engine.generate(requests, batch_size))
    return {g.request.hash: np.asarray(g.image).astype(np.int16) for g in made}


def assert_same(one: dict[str, NDArray[np.int16]], two: dict[str, NDArray[np.int16]]) -> None:
    assert one.keys() == two.keys()
    for key, picture in one.items():
        assert np.abs(picture - two[key]).max() <= 2


@given(
    st.lists(
        st.tuples(
            st.sampled_from(PROMPTS),
            st.sampled_from(["", "blurry, (deformed)1.3"]),
            st.integers(0, 2**63 - 1),
            st.sampled_from(["default", "EulerAncestralDiscreteScheduler"]),
        ),
        min_size=8,
        max_size=8,
        unique=True,
    ),
    st.randoms(use_true_random=False),
)
@settings(max_examples=5, deadline=None, phases=[Phase.generate])  # shrinking takes minutes
def test_a_picture_does_not_depend_on_batch_order_or_neighbours(
    engine: Engine, wanted: list[tuple[str, str, int, str]], random
) -> None:
    requests = [
        ask(engine, prompt=prompt, negative=negative, seed=seed, scheduler=scheduler)
        for prompt, negative, seed, scheduler in wanted
    ]
    together = draw(engine, requests, 8)
    alone = {key: value for r in requests for key, value in draw(engine, [r]).items()}
    shuffled = random.sample(requests, len(requests))
    assert_same(together, alone)
    assert_same(together, draw(engine, shuffled, 3))
    fresh = Engine(engine.spec, device="cpu")  # as after a resume
    assert_same(together, draw(fresh, shuffled[:4]) | draw(fresh, shuffled[4:]))


@pytest.mark.parametrize("build", [build_tiny_sdxl, build_tiny_flux])
def test_the_other_families_keep_it_too(build: Callable[[Path], Path], tmp_path: Path) -> None:
    engine = Engine(model_spec(str(build(tmp_path / "tiny"))), device="cpu")
    requests = [ask(engine, prompt=PROMPTS[seed % 4], seed=seed) for seed in range(8)]
    together = draw(engine, requests, 8)
    alone = {key: value for r in reversed(requests) for key, value in draw(engine, [r]).items()}
    assert_same(together, alone)


@given(st.integers(0, 2**63 - 1), st.text(max_size=20))
@settings(max_examples=20, deadline=None)
def test_noise_comes_from_the_seed_and_the_size_alone(seed: int, words: str) -> None:
    request = GenerationRequest(prompt=words, negative="", seed=seed, model="m")
    other = replace(request, prompt="x", model="n", steps=7, guidance=1.0)
    noise, generator = initial_noise(request, 8, 8)
    torch.manual_seed(0)
    again, generator_again = initial_noise(other, 8, 8)
    assert torch.equal(noise, again)
    assert torch.equal(generator.get_state(), generator_again.get_state())
    assert noise.shape == (1, 8, 16, 16)
    assert not torch.equal(noise, initial_noise(replace(request, seed=seed ^ 1), 8, 8)[0])


@pytest.mark.parametrize("build", [build_tiny_sd, build_tiny_sdxl, build_tiny_flux])
def test_an_unweighted_picture_is_the_plain_pipelines(
    build: Callable[[Path], Path], tmp_path: Path
) -> None:
    folder = build(tmp_path / "tiny")
    pipe = DiffusionPipeline.from_pretrained(folder, use_safetensors=True)
    pipe.set_progress_bar_config(disable=True)
    theirs = pipe(
        PROMPTS[0],
        num_inference_steps=2,
        guidance_scale=3.0,
        width=32,
        height=32,
        generator=torch.Generator("cpu").manual_seed(5),
    ).images[0]
    engine = Engine(model_spec(str(folder)), device="cpu")
    ours = next(engine.generate([ask(engine, seed=5)])).image
    difference = np.asarray(ours).astype(int) - np.asarray(theirs).astype(int)
    assert np.abs(difference).max() <= 2
    assert np.asarray(ours).std() > 5


def test_a_stop_is_heard_after_the_step_at_hand(engine: Engine) -> None:
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > 4

    requests = [ask(engine, seed=seed, steps=400) for seed in range(8)]
    assert list(engine.outcomes(requests, 8, stop=stop)) == []
    assert asked == 5  # once for the one text, then for each of four steps
    assert len(list(engine.generate([ask(engine)]))) == 1  # and the engine draws on


def test_the_first_batch_without_a_size_is_one_picture(engine: Engine) -> None:
    heard: list[str] = []
    requests = [ask(engine, prompt=f"a hand, {n}", seed=n) for n in range(6)]
    fresh = Engine(engine.spec, device="cpu")
    outcomes = fresh.outcomes(requests, on_stage=heard.append)
    next(outcomes)
    assert fresh.texts_encoded <= engine_module.FIRST_TEXTS + 1  # and the empty negative
    assert heard[-1] == "drawing"
    assert len(list(outcomes)) == 5


def test_words_weights_and_seeds_change_the_picture(engine: Engine) -> None:
    changes: list[dict[str, object]] = [
        {},
        {"prompt": "an open hand"},
        {"prompt": "a (fist)1.9"},
        {"negative": "blurry"},
        {"seed": 2},
        {"guidance": 5.0},
    ]
    strong = {"prompt": "a fist", "guidance": 15.0, "steps": 4}
    requests = [ask(engine, **(strong | change)) for change in changes]
    first, *others = draw(engine, requests).values()
    assert all(np.abs(first - other).max() > 2 for other in others)


@pytest.mark.parametrize("scheduler", scheduler_ids(SD))
def test_every_scheduler_draws_alone_as_in_a_batch(engine: Engine, scheduler: str) -> None:
    requests = [ask(engine, seed=seed, scheduler=scheduler, steps=4) for seed in (1, 2, 3)]
    assert_same(
        draw(engine, requests), {k: v for r in requests for k, v in draw(engine, [r]).items()}
    )


def test_each_text_is_encoded_once_and_shapes_are_not_mixed(engine: Engine) -> None:
    fresh = Engine(engine.spec, device="cpu")
    requests = [
        ask(fresh, prompt=prompt, seed=seed, width_px=size)
        for size in (16, 32)
        for prompt in PROMPTS
        for seed in range(3)
    ]
    stages: list[str] = []
    made = list(fresh.outcomes(requests, 5, on_stage=stages.append))
    assert fresh.texts_encoded == len(PROMPTS) + 1
    assert all(isinstance(outcome, Generated) for outcome in made)
    assert {(o.image.width, o.image.height) for o in made if isinstance(o, Generated)} == {
        (16, 32),
        (32, 32),
    }
    assert stages[:4] == ["loading", "encoding", "loading", "drawing"]
    assert set(stages[4:]) == {"drawing"}


def test_a_big_run_is_encoded_in_windows(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    requests = [ask(engine, prompt=f"hand {n}", seed=n) for n in range(7)]
    whole = draw(engine, requests)
    monkeypatch.setattr(engine_module, "CONDITIONING_BUDGET_BYTES", 12_000)
    assert_same(draw(engine, requests), whole)


def test_one_bad_request_does_not_take_the_others_along(engine: Engine) -> None:
    good = [ask(engine, seed=seed) for seed in range(3)]
    bad = [
        ask(engine, width_px=33),
        ask(engine, dialect="a1111"),
        replace(good[0], revision="f" * 40),
        ask(engine, scheduler="Nothing"),
    ]
    outcomes = list(engine.outcomes([*bad[:2], *good, *bad[2:]]))
    failed = {o.request.hash: o for o in outcomes if isinstance(o, Failed)}
    assert failed.keys() == {request.hash for request in bad}
    assert all(isinstance(failure.error, GestureError) for failure in failed.values())
    assert {o.request.hash for o in outcomes if isinstance(o, Generated)} == {
        request.hash for request in good
    }
    with pytest.raises(PromptError, match="got 'a1111'"):
        list(engine.generate([bad[1]]))


def test_a_batch_that_does_not_fit_is_halved(engine: Engine) -> None:
    sizes: list[int] = []

    def no_room(_module: torch.nn.Module, args: Sequence[torch.Tensor]) -> None:
        sizes.append(len(args[0]))
        if len(args[0]) > 4:  # two halves of guidance: more than two pictures
            raise torch.OutOfMemoryError("out of memory")

    requests = [ask(engine, seed=seed) for seed in range(6)]
    whole = draw(engine, requests)
    unet = engine._image_side.unet
    with unet.register_forward_pre_hook(no_room):
        assert_same(draw(engine, requests, 6), whole)
    assert sizes[0] == 12
    assert max(size for size in sizes if size <= 4) == 4


def test_pictures_that_are_not_numbers_fail_alone(engine: Engine) -> None:
    def spoil(_module: torch.nn.Module, _args: object, output: torch.Tensor) -> torch.Tensor:
        output[0] = float("nan")
        return output

    requests = [ask(engine, seed=seed) for seed in range(3)]
    list(engine.generate(requests))
    with engine._image_side.vae.decoder.register_forward_hook(spoil):
        outcomes = list(engine.outcomes(requests, 3))
    assert [type(outcome) for outcome in outcomes] == [Failed, Generated, Generated]
    assert isinstance(outcomes[0], Failed)
    assert "not numbers" in outcomes[0].reason


def test_batches_are_yielded_as_they_are_done_and_an_interrupt_keeps_them(engine: Engine) -> None:
    calls = 0

    def interrupt(_module: torch.nn.Module, _args: object) -> None:
        nonlocal calls
        calls += 1
        if calls > 2:  # two steps of the first batch
            raise KeyboardInterrupt

    requests = [ask(engine, seed=seed) for seed in range(4)]
    list(engine.generate(requests[:1]))
    made: list[int] = []
    with (
        engine._image_side.unet.register_forward_pre_hook(interrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        for generated in engine.generate(requests, 2):
            made.append(generated.request.seed)
    assert made == [0, 1]
    assert len(list(engine.generate(requests))) == 4


def test_a_model_with_missing_parts_is_a_model_error(tmp_path: Path) -> None:
    folder = build_tiny_sd(tmp_path / "tiny")
    spec = model_spec(str(folder))
    (folder / "unet" / "diffusion_pytorch_model.safetensors").write_bytes(b"junk")
    (folder / "gesture.json").unlink()
    broken = Engine(spec, device="cpu")
    with pytest.raises(ModelError, match="cannot be loaded"):
        list(broken.generate([ask(broken)]))


def test_a_closed_engine_loads_again(engine: Engine) -> None:
    before = draw(engine, [ask(engine)])
    engine.close()
    assert_same(draw(engine, [ask(engine)]), before)


@pytest.mark.parametrize("scheduler", scheduler_ids(SD))
def test_every_scheduler_draws_in_one_step(engine: Engine, scheduler: str) -> None:
    (picture,) = draw(engine, [ask(engine, scheduler=scheduler, steps=1)]).values()
    assert np.ptp(picture) > 0


@pytest.mark.parametrize("skips", [True, False])
def test_a_model_s_own_pndm_draws_in_few_steps(skips: bool, tmp_path: Path) -> None:
    """PNDM's Runge-Kutta start needs four steps; with fewer it begins without."""
    folder = build_tiny_sd(tmp_path / "pndm")
    PNDMScheduler(skip_prk_steps=skips).save_pretrained(folder / "scheduler")
    index = json.loads((folder / "model_index.json").read_text("utf-8"))
    index["scheduler"] = ["diffusers", "PNDMScheduler"]
    (folder / "model_index.json").write_text(json.dumps(index), "utf-8")
    own = Engine(model_spec(str(folder)), device="cpu")
    requests = [ask(own, steps=steps) for steps in (1, 2, 3, 4)]
    assert len(draw(own, requests)) == 4


def test_pndm_begins_by_runge_kutta_from_four_steps_on() -> None:
    like = PNDMScheduler(skip_prk_steps=False)
    for steps, skips in ((1, True), (3, True), (4, False), (20, False)):
        made = make_scheduler("PNDMScheduler", like, SD, steps=steps)
        assert made.config.skip_prk_steps == skips
    assert not make_scheduler("default", like, SD, steps=4).config.skip_prk_steps
    ddim = make_scheduler("DDIMScheduler", like, SD, steps=1)
    assert type(ddim).__name__ == "DDIMScheduler"


def test_neighbours_of_other_steps_are_drawn_apart(engine: Engine) -> None:
    requests = [ask(engine, seed=1, steps=steps) for steps in (1, 2, 8)]
    together = draw(engine, requests, 8)
    assert_same(together, {k: v for r in requests for k, v in draw(engine, [r]).items()})
    one, two, eight = together.values()
    assert np.abs(one - two).max() > 2
    assert np.abs(two - eight).max() > 2


def _loud_autoencoder(folder: Path) -> None:
    """Weights in the decoder that half precision cannot hold the products of."""
    file = folder / "vae" / "diffusion_pytorch_model.safetensors"
    weights = safetensors.torch.load_file(file)
    weights["decoder.conv_in.weight"] *= 3e4
    safetensors.torch.save_file(weights, file)


def test_a_picture_that_half_precision_breaks_is_decoded_once_more(tmp_path: Path) -> None:
    folder = build_tiny_sd(tmp_path / "loud")
    _loud_autoencoder(folder)
    exact = Engine(model_spec(str(folder)), device="cpu")
    half = Engine(model_spec(str(folder)), device="cpu", dtype=torch.float16)
    requests = [ask(exact, seed=seed) for seed in (1, 2)]
    pictures = draw(half, requests)
    assert len(pictures) == 2  # not Failed
    for key, picture in draw(exact, requests).items():
        assert np.abs(picture - pictures[key]).mean() < 8


def test_a_black_picture_is_a_failure_with_its_reason(tmp_path: Path) -> None:
    folder = build_tiny_sd(tmp_path / "black")
    file = folder / "vae" / "diffusion_pytorch_model.safetensors"
    weights = safetensors.torch.load_file(file)
    weights["decoder.conv_out.weight"] *= 0
    weights["decoder.conv_out.bias"] = torch.full_like(weights["decoder.conv_out.bias"], -9.0)
    safetensors.torch.save_file(weights, file)
    engine = Engine(model_spec(str(folder)), device="cpu")
    (failed,) = engine.outcomes([ask(engine)])
    assert isinstance(failed, Failed)
    assert "black all over" in failed.reason


def test_low_memory_draws_the_same_picture(engine: Engine) -> None:
    thrifty = Engine(engine.spec, device="cpu", low_memory=True)
    requests = [ask(engine, seed=seed) for seed in (1, 2, 3)]
    assert_same(draw(engine, requests, 3), draw(thrifty, requests, 3))
    assert thrifty._image_side.vae.use_slicing
    assert thrifty._image_side.vae.use_tiling
