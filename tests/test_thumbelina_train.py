"""The recipe runs end to end on a tiny budget, and resumes to the same folders."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import DPMSolverMultistepScheduler, StableDiffusionPipeline

from toolkit.errors import BadInput
from toolkit.generation.control_networks import control_models
from toolkit.generation.models import model_spec
from toolkit.thumbelina import school
from toolkit.thumbelina.training.autoencoder import encode, new_autoencoder, whiten
from toolkit.thumbelina.training.diffusion import noise_schedule, velocity_loss
from toolkit.thumbelina.training.loop import Paused
from toolkit.thumbelina.training.text_encoder import Questions
from toolkit.thumbelina.training.train import Recipe, train
from toolkit.vocabulary import load_vocabulary

pytestmark = pytest.mark.slow

TINY = Recipe(
    minutes=0.03,
    lessons=8,
    eye_lessons=8,
    control_lessons=4,
    repainted=3,
    shard_size=4,
    seed=1,
    early_step=1,
    mid_step=1,
    workers=1,
)


def test_half_of_the_noise_is_what_the_packaged_sampler_asks_for() -> None:
    asked: list[torch.Tensor] = []

    def predict(noisy: torch.Tensor, timesteps: torch.Tensor) -> torch.Tensor:
        asked.append(timesteps.cpu())
        return torch.zeros_like(noisy)

    assert velocity_loss(predict, torch.randn(32, 12, 16, 16)) > 0
    sampler = DPMSolverMultistepScheduler.from_config(noise_schedule().config)
    sampler.set_timesteps(model_spec("thumbelina").defaults.steps)
    own = set(sampler.timesteps.tolist())
    timesteps = asked[0].tolist()
    assert sum(each in own for each in timesteps) >= 16
    assert own <= set(timesteps)
    assert len({each // 100 for each in timesteps}) == 10


def test_the_recipe_makes_plain_diffusers_folders(tmp_path: Path) -> None:
    lines: list[str] = []
    assert train(tmp_path / "work", tmp_path / "models", TINY, stage="render") == ()
    with pytest.raises(Paused, match="autoencoder"):
        train(tmp_path / "work", tmp_path / "models", replace(TINY, pause_minutes=1e-6))
    folders = train(tmp_path / "work", tmp_path / "models", TINY, log=lines.append)
    assert [folder.name for folder in folders] == [
        "thumbelina-early",
        "thumbelina-mid",
        "thumbelina",
        "thumbelina-skeleton",
    ]
    for folder in folders:
        files = [file for file in folder.rglob("*") if file.is_file()]
        assert max(file.stat().st_size for file in files) < 10_000_000
        assert not [file for file in files if file.suffix in {".bin", ".pt", ".ckpt"}]
    spec = model_spec(str(folders[2]))
    assert control_models(spec, ["skeleton"])[0].name == str(folders[3].resolve())
    pipeline = StableDiffusionPipeline.from_pretrained(folders[2])
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
    weights = sorted((folders[2] / "unet").glob("*.safetensors"))
    before = [file.read_bytes() for file in weights]
    train(tmp_path / "work", tmp_path / "models", TINY, log=lines.append)
    assert [file.read_bytes() for file in weights] == before


def test_a_work_folder_keeps_to_its_lessons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, models = tmp_path / "work", tmp_path / "models"
    train(work, models, TINY, stage="render")
    train(work, models, replace(TINY, lessons=12), stage="render")
    assert len(list((work / "school").glob("*.npy"))) == 3
    for other in ({"seed": 2}, {"shard_size": 2}):
        with pytest.raises(BadInput, match="begun with other lessons"):
            train(work, models, replace(TINY, **other), stage="render")
    monkeypatch.setattr(school, "FLAW_SAID_SHARE", 0.5)
    with pytest.raises(BadInput, match="begun with other lessons"):
        train(work, models, TINY, stage="render")
    # Begun before such a note was kept: nobody knows what it holds.
    (work / "school.txt").unlink()
    with pytest.raises(BadInput, match="begun with other lessons"):
        train(work, models, TINY, stage="render")


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


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"minutes": 0}, "minutes are above 0; got 0"),
        ({"pause_minutes": 0}, "pause minutes are above 0; got 0"),
        ({"lessons": 0}, "lessons of at least 1; got 0"),
        ({"workers": -1}, "workers of at least 1; got -1"),
        ({"repainted": 0}, "repainted of at least 1; got 0"),
        ({"eye_lessons": 0}, "eye lessons of at least 1; got 0"),
        ({"early_step": 9, "mid_step": 3}, "got step 3 after 9"),
    ],
)
def test_impossible_recipes_are_refused(wrong: dict[str, float], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        Recipe(**wrong)  # pyright: ignore[reportArgumentType]


def test_the_reader_is_asked_what_the_caption_says_and_nothing_else() -> None:
    vocabulary = load_vocabulary()
    questions = Questions(vocabulary, school.GESTURES)
    lesson = next(
        found
        for number in range(50)
        if not (found := school.lesson(number, vocabulary, seed=1)).flaw
        and found.material.id == "skin"
    )
    plain, explicit = lesson.gesture.phrases[0], lesson.gesture.phrases[-1]
    said = questions.answers(lesson, f"a photo of {plain}, {lesson.skin.text}")
    assert said[0] == 1 + school.GESTURES.index(lesson.gesture.id)
    assert said[5] == 1 + [word.id for word in vocabulary.scene("skin")].index(lesson.skin.id)
    assert [each for place, each in enumerate(said) if place not in (0, 1, 5)] == [0] * 6
    assert questions.answers(lesson, "") == [0] * 9
    # Plain wordings are told from explicit ones, also where one stands inside of the other.
    wordings = (plain, explicit, "a photo, bad hands", f"{explicit}, {plain}")
    assert [questions.answers(lesson, words)[1] for words in wordings] == [2, 1, 0, 1]
    flawed = next(
        found
        for number in range(500)
        if (found := school.lesson(number, vocabulary, seed=1)).flaw and found.flaw_said
    )
    alone = questions.answers(flawed, "six fingers, bad hands")
    assert alone[:3] == [0, 0, 0] and alone[3] > 0
    assert all(answer < size for answer, size in zip(said, questions.sizes, strict=True))
