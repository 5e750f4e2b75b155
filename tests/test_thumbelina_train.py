"""The recipe runs end to end on a tiny budget, and resumes to the same folders."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionPipeline

from toolkit.errors import BadInput
from toolkit.thumbelina import school
from toolkit.thumbelina.autoencoder import encode, new_autoencoder, whiten
from toolkit.thumbelina.reading import Questions
from toolkit.thumbelina.train import Recipe, train
from toolkit.vocabulary import load_vocabulary

TINY = Recipe(minutes=0.15, lessons=8, eye_lessons=8, shard_size=4, seed=1, early_step=1, workers=1)


def test_the_recipe_makes_two_plain_diffusers_folders(tmp_path: Path) -> None:
    lines: list[str] = []
    folders = train(tmp_path / "work", tmp_path / "models", TINY, log=lines.append)
    assert [folder.name for folder in folders] == ["thumbelina-early", "thumbelina"]
    for folder in folders:
        files = [file for file in folder.rglob("*") if file.is_file()]
        assert max(file.stat().st_size for file in files) < 10_000_000
        assert not [file for file in files if file.suffix in {".bin", ".pt", ".ckpt"}]
    pipeline = StableDiffusionPipeline.from_pretrained(folders[1])
    pipeline.set_progress_bar_config(disable=True)
    made = pipeline(
        "a photo of peace sign",
        num_inference_steps=2,
        generator=torch.Generator().manual_seed(0),
        output_type="np",
    ).images
    assert made.shape == (1, 128, 128, 3)
    assert np.isfinite(made).all()
    # A second call finds every stage done and writes the same weights.
    weights = sorted((folders[1] / "unet").glob("*.safetensors"))
    before = [file.read_bytes() for file in weights]
    train(tmp_path / "work", tmp_path / "models", TINY, log=lines.append)
    assert [file.read_bytes() for file in weights] == before


def test_whitening_leaves_reconstructions_alone_and_evens_the_latents() -> None:
    torch.manual_seed(0)
    vocabulary = load_vocabulary()
    pictures = np.stack([school.picture(school.lesson(n, vocabulary, seed=1)) for n in range(6)])
    model = new_autoencoder().eval()
    with torch.no_grad():
        before = model.decode(torch.from_numpy(encode(model, pictures))).sample
        whiten(model, pictures)
        latents = encode(model, pictures)
        after = model.decode(torch.from_numpy(latents)).sample
    assert torch.allclose(before, after, atol=1e-3)
    assert np.allclose(latents.mean(axis=(0, 2, 3)), 0, atol=1e-3)
    assert np.allclose(latents.std(axis=(0, 2, 3)), 1, atol=1e-3)


@pytest.mark.parametrize("wrong", [{"minutes": 0}, {"lessons": 0}, {"workers": -1}])
def test_impossible_recipes_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(BadInput, match="above 0"):
        Recipe(**wrong)  # pyright: ignore[reportArgumentType]


def test_the_reader_is_asked_what_the_caption_says_and_nothing_else() -> None:
    vocabulary = load_vocabulary()
    questions = Questions(vocabulary, school.GESTURES)
    lesson = school.lesson(2, vocabulary, seed=1)
    phrase = lesson.gesture.phrases[0]
    said = questions.answers(lesson, f"a photo of {phrase}, {lesson.skin.text}")
    assert said[0] == 1 + school.GESTURES.index(lesson.gesture.id)
    assert said[3] == 1 + [word.id for word in vocabulary.scene("skin")].index(lesson.skin.id)
    assert [said[1], said[2], said[4], said[5]] == [0, 0, 0, 0]
    assert questions.answers(lesson, "") == [0] * 6
    assert all(answer < size for answer, size in zip(said, questions.sizes, strict=True))
