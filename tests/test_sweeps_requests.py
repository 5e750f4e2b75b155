"""The request is the picture's identity: equal wishes have equal hashes, for ever."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest

from toolkit.sweeps.requests import (
    Control,
    Elsewhere,
    EmbeddingUse,
    GenerationRequest,
    LoraUse,
    Mend,
)

REQUEST = GenerationRequest(prompt="a hand", negative="", seed=1, model="thumbelina")
FULL = GenerationRequest(
    prompt="a hand",
    negative="bad \u00e9",
    seed=2**63 - 1,
    model="m",
    revision="r",
    scheduler="DDIMScheduler",
    steps=7,
    guidance=4,
    control=Control(kind="depth", sha256="ab", strength=0.5, model="n", revision="q"),
)
OTHERS: dict[str, object] = {
    "prompt": "two hands",
    "negative": "blurry",
    "seed": 2,
    "model": "other",
    "revision": "abc",
    "dialect": "plain",
    "scheduler": "DDIMScheduler",
    "steps": 21,
    "guidance": 3.6,
    "width_px": 256,
    "height_px": 256,
    "control": Control(kind="depth", sha256="ab"),
    "loras": (LoraUse(file="hands.safetensors", sha256="cd", scale=0.8),),
    "embeddings": (EmbeddingUse(file="bad.safetensors", sha256="ef", token="badhands"),),
    "mend": Mend(parent="ab" * 32, strength=0.5),
    "elsewhere": Elsewhere(sha256="ab" * 32, ending=".jpg"),
}


def test_seven_and_seven_point_zero_are_one_guidance() -> None:
    assert replace(REQUEST, guidance=7).hash == replace(REQUEST, guidance=7.0).hash


def test_a_control_that_holds_throughout_has_its_old_name() -> None:
    control = Control(kind="depth", sha256="ab")
    whole = replace(REQUEST, control=control)
    assert "start" not in whole.to_json()
    assert replace(REQUEST, control=replace(control, start=0)).hash == whole.hash
    assert replace(REQUEST, control=replace(control, end=0.5)).hash != whole.hash


def test_everything_that_decides_the_picture_changes_the_hash() -> None:
    assert set(OTHERS) == {field.name for field in fields(GenerationRequest)}
    others = [replace(REQUEST, **{name: value}) for name, value in OTHERS.items()]
    hashes = {request.hash for request in [REQUEST, *others]}
    assert len(hashes) == len(others) + 1


@pytest.mark.parametrize(
    ("request_", "name"),
    [
        (REQUEST, "15aac54977c91edd8533265f515950bd8b0448123649a37eff8f5835734cce3b"),
        (FULL, "0fd4693586beb13181c1fc520a9cef42b3bdcf2cfa4b7276b78892e1d95b0abb"),
    ],
)
def test_the_name_of_a_picture_never_changes(request_: GenerationRequest, name: str) -> None:
    """Computed before LoRAs left the code: pictures of older versions are found again."""
    assert request_.hash == name
    assert json.loads(request_.to_json())["loras"] == []
