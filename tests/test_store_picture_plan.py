"""A plan around one picture: ours, AUTOMATIC1111's, ComfyUI's, and what carries no recipe."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from PIL import Image as Pictures
from PIL.PngImagePlugin import PngInfo

from toolkit.errors import StoreError
from toolkit.prompts.conversion import convert
from toolkit.store.picture_plan import PicturePlan, plan_around
from toolkit.store.recipe import write_png
from toolkit.sweeps.plan import Plan
from toolkit.sweeps.plan_loader import load_plan
from toolkit.sweeps.settings import ModelDefaults
from toolkit.vocabulary import load_vocabulary

WORDS = load_vocabulary()


def picture(folder: Path, **texts: str) -> Path:
    notes = PngInfo()
    for key, text in texts.items():
        notes.add_itxt(key, text)
    file = folder / "picture.png"
    Pictures.new("RGB", (512, 768)).save(file, pnginfo=notes)
    return file


def around(path: Path, gesture: str | None = None) -> PicturePlan:
    made = plan_around(path, WORDS.gestures, gesture=gesture)
    body = yaml.safe_load(made.to_yaml())
    assert body == made.document
    return made


def loaded(made: PicturePlan) -> Plan:
    return load_plan(made.to_yaml(), WORDS)


@pytest.mark.parametrize("dialect", ["compel", "plain"])
def test_our_own_picture_is_asked_for_again_exactly(tmp_path: Path, dialect: str) -> None:
    plan = load_plan(
        {
            "gestures": ["peace"],
            "template": "5+ photos (of:1.2) {gesture}, [[x]] {{y}}, {view}, {words}",
            "axes": {
                "phrase": [1, 2, "waving AND smiling".lower()],
                "weight": [1, 1.3],
                "view": "palm",
                "words": [r"ereshkigal \(fate\)", 'a "quoted" word'],
                "negative": ["none", "(bad:1.2) hands, 5+ fingers"],
            },
            "seeds": [7],
            "settings": {"steps": 4, "size": [128, 192], "guidance": 2.5, "dialect": dialect},
        },
        WORDS,
    )
    models = {"thumbelina": ModelDefaults(revision="r")}
    for _, request in plan.requests(models):
        file = tmp_path / f"{request.hash[:8]}.png"
        write_png(Pictures.new("RGB", (8, 8)), request, file)
        gesture = None if "peace" in request.prompt or "sign" in request.prompt else "peace"
        made = around(file, gesture)
        assert not made.foreign and made.remarks == ()
        again = [each for _, each in loaded(made).requests(models)]
        assert again == [request]


A1111 = """photo of a (peace sign:1.3), [blurry], {{x}} <br>
second line
Negative prompt: (bad hands:1.2), extra digits
Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 42, Size: 512x640, Model hash: abc, Model: sd15"""


def test_a_picture_of_the_web_ui(tmp_path: Path) -> None:
    made = around(picture(tmp_path, parameters=A1111.replace("<br>", "")))
    assert made.foreign and "AUTOMATIC1111" in made.remarks[0]
    assert made.document["gestures"] == ["peace"]
    assert made.document["model"] == "sd15"
    plan = loaded(made)
    assert (plan.settings.steps, plan.settings.guidance, plan.settings.size) == (
        20,
        7.0,
        (512, 640),
    )
    assert plan.settings.scheduler == "EulerAncestralDiscreteScheduler"
    assert list(plan.seeds) == [42]
    assert list(plan.prompts("compel")) == [
        (
            "photo of a (peace sign)1.3, (blurry)0.909091, {{x}} second line",
            "(bad hands)1.2, extra digits",
        )
    ]


def comfy(text: str, **sampler: object) -> str:
    nodes = {
        "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "m.safetensors"}},
        "2": {"class_type": "CLIPTextEncode", "inputs": {"text": text, "clip": ["1", 1]}},
        "3": {"class_type": "CLIPTextEncode", "inputs": {"text": "(ugly:1.2)", "clip": ["1", 1]}},
        "4": {
            "class_type": "KSampler",
            "inputs": {
                "model": ["1", 0],
                "positive": ["2", 0],
                "negative": ["3", 0],
                "seed": 5,
                "steps": 30,
                "cfg": 6.5,
                "sampler_name": "dpmpp_2m",
                "scheduler": "karras",
                "denoise": 1,
            }
            | sampler,
        },
    }
    return json.dumps(nodes)


def test_a_picture_of_comfyui(tmp_path: Path) -> None:
    made = around(picture(tmp_path, prompt=comfy("((a peace sign:1.2)) [soft] {x}")))
    assert made.document["dialect"] == "comfyui"
    plan = loaded(made)
    assert plan.settings.scheduler == "DPM++ 2M Karras"
    assert (plan.settings.steps, plan.settings.guidance, plan.settings.size) == (
        30,
        6.5,
        (512, 768),
    )
    [(prompt, negative)] = plan.prompts("compel")
    assert (
        prompt == convert("((a peace sign:1.2)) [soft] {x}", source="comfyui", target="compel").text
    )
    assert negative == "(ugly)1.2"
    assert not any("karras" in remark for remark in made.remarks)


def test_what_cannot_be_kept_is_said(tmp_path: Path) -> None:
    odd = comfy("peace sign", seed=-5, steps=9_000, cfg=700, sampler_name="res_multistep")
    made = around(picture(tmp_path, prompt=odd))
    said = " ".join(made.remarks)
    for what in ("seed", "steps", "guidance", "res_multistep"):
        assert what in said
    assert made.document["seeds"] == 4
    assert loaded(made).settings.steps is None


def test_a_prompt_without_a_phrase_of_ours_stays_whole(tmp_path: Path) -> None:
    file = picture(tmp_path, prompt=comfy("a cat (in a hat:1.3)"))
    assert [cell.gesture for cell in loaded(around(file)).cells()] == ["any"]
    made = around(file, "fist")
    assert [cell.gesture for cell in loaded(made).cells()] == ["fist"]
    assert [prompt for prompt, _ in loaded(made).prompts("compel")] == ["a cat (in a hat)1.3"]


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"parameters": "no settings at all"},
        {"parameters": "Steps: 3, Sampler: x, CFG scale: y, Seed: z"},
        {"prompt": "{" * 5_000},
        {"prompt": "[]"},
        {"prompt": '{"1": {"class_type": "KSampler", "inputs": 3}}'},
        {"prompt": "[" * 100_000},
    ],
)
def test_a_picture_without_a_recipe_is_one_sentence(tmp_path: Path, texts: dict[str, str]) -> None:
    with pytest.raises(StoreError, match="no recipe that can be read"):
        around(picture(tmp_path, **texts))


def test_what_is_no_picture_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "x.png"
    file.write_bytes(b"no picture")
    with pytest.raises(StoreError, match="damaged or not a PNG"):
        around(file)
    with pytest.raises(StoreError):
        around(tmp_path / "nowhere.png")
    edited = picture(tmp_path, **{"gesture-toolkit": json.dumps({"request": {}, "hash": "x"})})
    with pytest.raises(StoreError):
        around(edited)
