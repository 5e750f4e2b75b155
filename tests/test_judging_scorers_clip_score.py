"""The CLIP judge on a real, tiny, random CLIP: its number, its version, what it refuses."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from transformers import AutoProcessor, CLIPModel, CLIPTextModel

from tests.tiny_judges import build_tiny_clip
from toolkit.errors import JudgeError, UnknownName
from toolkit.judging.judge import Question, question_of
from toolkit.judging.judges import NoJudge, open_judge
from toolkit.judging.scorers.clip_score import PREFIX, ClipScoreJudge, words_of
from toolkit.rating.verdicts import fits_question
from toolkit.vocabulary import load_vocabulary

WORDS = load_vocabulary()
PICTURE = np.random.default_rng(3).integers(0, 256, (48, 40, 3)).astype(np.uint8)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_clip(tmp_path_factory.mktemp("models") / "tiny-clip")


@pytest.fixture(scope="module")
def judge(clip: Path) -> ClipScoreJudge:
    return ClipScoreJudge.open(WORDS, model=str(clip), fetch=False, device="cpu")


@pytest.mark.parametrize("gesture", ["peace", "fist", "any"])
def test_the_number_is_that_of_clip_s_own_forward_pass(
    judge: ClipScoreJudge, clip: Path, gesture: str
) -> None:
    answer = judge.answer(PICTURE, Question(expected=gesture))
    model = CLIPModel.from_pretrained(clip)
    given = AutoProcessor.from_pretrained(clip)(
        images=Image.fromarray(PICTURE),
        text=[PREFIX + WORDS.gesture(gesture).phrases[0]],
        return_tensors="pt",
    )
    with torch.no_grad():
        logit = float(model(**given).logits_per_image) / float(model.logit_scale.exp())
    assert answer.number == pytest.approx(100 * logit, abs=1e-3)
    assert (answer.outcome, answer.reason, answer.score) == ("measured", "measured", None)
    assert fits_question(answer.outcome, answer.number, question_of(judge))


def test_it_is_one_number_for_one_question(judge: ClipScoreJudge) -> None:
    peace = judge.answer(PICTURE, Question(expected="peace"))
    assert judge.answer(PICTURE, Question(expected="peace", view="back")) == peace
    assert judge.answer(Image.fromarray(PICTURE), Question(expected="peace")) == peace
    assert judge.answer(PICTURE, Question(expected="fist")).number != peace.number
    assert judge.answer(PICTURE[::-1].copy(), Question(expected="peace")).number != peace.number


def test_the_words_are_the_plainest_phrase() -> None:
    gesture = WORDS.gesture("peace")
    assert words_of(gesture) == f"A photo depicts {gesture.phrases[0]}"


def test_the_version_says_which_model_and_which_words(judge: ClipScoreJudge, clip: Path) -> None:
    assert judge.version.startswith("tiny-clip@")
    again = ClipScoreJudge.open(WORDS, model=str(clip), fetch=False)
    assert again.version == judge.version


def test_words_longer_than_the_model_reads_are_cut(judge: ClipScoreJudge) -> None:
    assert judge._embedded_words("a hand " * 200).shape == (16,)


def test_what_it_is_asked_must_be_something(judge: ClipScoreJudge, clip: Path) -> None:
    with pytest.raises(UnknownName):
        judge.answer(PICTURE, Question(expected="peaec"))
    with pytest.raises(JudgeError, match="thinner"):
        judge.answer(np.zeros((1, 100, 3), np.uint8), Question(expected="peace"))
    with ClipScoreJudge.open(WORDS, model=str(clip), fetch=False) as closed:
        pass
    with pytest.raises(JudgeError, match="clip-score is closed"):
        closed.answer(PICTURE, Question(expected="peace"))


def test_another_kind_of_model_is_refused(clip: Path, tmp_path: Path) -> None:
    text = CLIPTextModel.from_pretrained(clip)
    text.save_pretrained(tmp_path)
    with pytest.raises(JudgeError, match="of the kind 'clip_text_model'; expected 'clip'"):
        ClipScoreJudge.open(WORDS, model=str(tmp_path), fetch=False)


def test_weights_that_are_not_there_are_not_made_up(clip: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(clip, tmp_path / "copy"))
    weights = load_file(copy / "model.safetensors")
    del weights["visual_projection.weight"]
    save_file(weights, copy / "model.safetensors", {"format": "pt"})
    with pytest.raises(JudgeError, match=r"lacks 1 of its weights, 'visual_projection\.weight'"):
        ClipScoreJudge.open(WORDS, model=str(copy), fetch=False)


def test_a_damaged_file_is_one_sentence(clip: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(clip, tmp_path / "copy"))
    (copy / "model.safetensors").write_bytes(b"no weights at all")
    with pytest.raises(JudgeError, match="cannot be loaded"):
        ClipScoreJudge.open(WORDS, model=str(copy), fetch=False)


def test_without_a_network_every_picture_is_unjudged_and_says_why() -> None:
    with open_judge(WORDS, "clip-score:nobody/nothing") as judge:
        assert isinstance(judge, NoJudge)
        assert (judge.name, question_of(judge)) == ("clip-score", "number")
        answer = judge.answer(PICTURE, Question(expected="peace"))
    assert (answer.outcome, answer.reason) == ("unjudged", "no_judge")
    assert "'nobody/nothing' is not on this machine" in str(answer.details[0].values()["text"])
