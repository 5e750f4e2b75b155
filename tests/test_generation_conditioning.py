"""Words into tensors: equal to compel's own call and to the plain pipelines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from compel import Compel, CompelForSD

from tests.tiny_models import build_tiny_flux, build_tiny_sd, build_tiny_sdxl
from toolkit.errors import PromptError
from toolkit.generation.conditioning import Conditioner, clean_text
from toolkit.generation.loading import load_text_side
from toolkit.generation.models import model_spec

pytestmark = pytest.mark.slow

PLAIN = "a photo of a fist, palm view, soft light"
LONG = ", ".join(["a photo of a hand making a fist"] * 20)


class Side:
    """A loaded text side and its conditioner."""

    def __init__(self, folder: Path) -> None:
        self.spec = model_spec(str(folder))
        self.pipe: Any = load_text_side(self.spec, device="cpu", dtype=torch.float32)
        self.conditioner = Conditioner(self.spec.family, self.pipe)


@pytest.fixture(scope="module", params=[48, 77])
def sd(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Side:
    folder = tmp_path_factory.mktemp("sd") / "tiny"
    return Side(build_tiny_sd(folder, max_length=request.param))


@pytest.fixture(scope="module")
def sdxl(tmp_path_factory: pytest.TempPathFactory) -> Side:
    return Side(build_tiny_sdxl(tmp_path_factory.mktemp("sdxl") / "tiny"))


@pytest.fixture(scope="module")
def flux(tmp_path_factory: pytest.TempPathFactory) -> Side:
    return Side(build_tiny_flux(tmp_path_factory.mktemp("flux") / "tiny"))


@pytest.mark.parametrize("prompt", [PLAIN, "a photo of a (fist)1.0, (palm view)1.0, soft light"])
def test_an_unweighted_prompt_is_the_plain_pipelines(sd: Side, prompt: str) -> None:
    made = sd.conditioner.condition(prompt, "blurry")
    positive, negative = sd.pipe.encode_prompt(PLAIN, "cpu", 1, True, "blurry")
    torch.testing.assert_close(made.prompt, positive, atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(made.negative, negative, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("negative", ["", "blurry, (deformed)1.3", LONG])
@pytest.mark.parametrize("prompt", ["a (fist)1.4, palm+ view", "a (fist)0.4 photo", LONG])
def test_a_pair_is_compels_own_call_with_both_texts(sd: Side, prompt: str, negative: str) -> None:
    made = sd.conditioner.condition(prompt, negative)
    theirs = CompelForSD(sd.pipe)(prompt, negative)
    torch.testing.assert_close(made.prompt, theirs.embeds)
    torch.testing.assert_close(made.negative, theirs.negative_embeds)
    assert made.tokens % sd.pipe.tokenizer.model_max_length == 0


def test_weights_move_the_embedding_one_way(sd: Side) -> None:
    def at(weight: float) -> torch.Tensor:
        return sd.conditioner.condition(f"a photo of a (fist){weight}, palm view", "").prompt

    plain = at(1.0)
    low, high, higher = (float((at(w) - plain).norm()) for w in (0.5, 1.2, 1.6))
    assert low > 0.01
    assert 0.01 < high < higher


def test_a_pair_does_not_take_its_length_from_others(sd: Side) -> None:
    alone = Conditioner(sd.spec.family, sd.pipe).condition(PLAIN, "")
    after = Conditioner(sd.spec.family, sd.pipe)
    after.condition(LONG, LONG)
    torch.testing.assert_close(after.condition(PLAIN, "").prompt, alone.prompt, atol=0, rtol=0)


def test_each_text_is_encoded_once(sd: Side) -> None:
    conditioner = Conditioner(sd.spec.family, sd.pipe)
    for prompt in ("one", "two", "one"):
        for negative in ("", "blurry", "two"):
            conditioner.condition(prompt, negative)
    assert conditioner.texts_encoded == 4


def test_the_plain_dialect_takes_every_letter_literally(sd: Side) -> None:
    literal = sd.conditioner.condition("a (fist)1.5+ hand", "", "plain").prompt
    escaped = sd.conditioner.condition(r"a \(fist\)1.5\+ hand", "").prompt
    weighted = sd.conditioner.condition("a (fist)1.5 hand", "").prompt
    words = sd.pipe.encode_prompt("a (fist)1.5+ hand", "cpu", 1, False)[0]
    torch.testing.assert_close(literal, words, atol=1e-5, rtol=1e-4)
    assert not torch.allclose(literal, weighted, atol=1e-3)
    assert literal.shape == escaped.shape


def test_another_dialect_is_refused(sd: Side) -> None:
    with pytest.raises(PromptError, match="compel and plain; got 'a1111'"):
        sd.conditioner.condition("(fist:1.3)", "", "a1111")


@pytest.mark.parametrize("prompt", [PLAIN, "(a photo of a fist)1.0, palm view, soft light"])
def test_sdxl_equals_the_plain_pipeline_pooled_and_all(sdxl: Side, prompt: str) -> None:
    made = sdxl.conditioner.condition(prompt, "blurry")
    positive, negative, pooled, negative_pooled = sdxl.pipe.encode_prompt(
        PLAIN, device="cpu", do_classifier_free_guidance=True, negative_prompt="blurry"
    )
    torch.testing.assert_close(made.prompt, positive, atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(made.negative, negative, atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(made.pooled, pooled, atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(made.negative_pooled, negative_pooled, atol=1e-5, rtol=1e-4)


def test_sdxl_pools_clean_words_not_weight_syntax(sdxl: Side) -> None:
    weighted = sdxl.conditioner.condition("a photo of a (fist)1.4, palm view, soft light+", "")
    plain = sdxl.conditioner.condition(PLAIN, "")
    torch.testing.assert_close(weighted.pooled, plain.pooled)
    assert not torch.allclose(weighted.prompt, plain.prompt, atol=1e-3)


def test_sdxl_without_negative_is_zeros_as_in_the_plain_pipeline(sdxl: Side) -> None:
    made = sdxl.conditioner.condition(PLAIN, "")
    assert made.negative is not None
    assert made.negative_pooled is not None
    assert not made.negative.any()
    assert not made.negative_pooled.any()


def test_sdxl_takes_a_weighted_conjunction_and_long_texts(sdxl: Side) -> None:
    both = sdxl.conditioner.condition('("a fist", "soft light").and(1, 0.5)', LONG)
    assert both.negative is not None
    assert both.prompt.shape == both.negative.shape


def test_flux_equals_the_plain_pipeline(flux: Side) -> None:
    made = flux.conditioner.condition(PLAIN, "")
    length = flux.pipe.tokenizer_2.model_max_length
    positive, pooled, _ = flux.pipe.encode_prompt(PLAIN, device="cpu", max_sequence_length=length)
    torch.testing.assert_close(made.prompt, positive, atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(made.pooled, pooled, atol=1e-5, rtol=1e-4)
    assert made.negative is None


def test_flux_refuses_a_negative(flux: Side) -> None:
    with pytest.raises(PromptError, match="takes no negative prompt; got 'blurry'"):
        flux.conditioner.condition(PLAIN, "blurry")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a (fist)1.3, palm+ view", "a fist, palm view"),
        (r"a \(left\) hand", "a (left) hand"),
        ("a fist (blurry)0", "a fist"),
        ('("a fist", "an open hand").blend(0.7, 0.3)', "a fist an open hand"),
        ("", ""),
    ],
)
def test_clean_text_keeps_the_words(text: str, words: str) -> None:
    assert clean_text(Compel.parse_prompt_string(text)) == words


@pytest.mark.parametrize(
    "text", ["", "(", ")", "((a)", "+", "-", "()1.3", "拳头 ✊", "a" * 3000, "\\"]
)
def test_odd_texts_give_an_embedding_or_a_clear_error(sd: Side, text: str) -> None:
    try:
        made = sd.conditioner.condition(text, "")
    except PromptError as error:
        assert "Compel cannot" in error.message
    else:
        assert torch.isfinite(made.prompt).all()
