"""The request is the picture's identity: equal wishes have equal hashes."""

from __future__ import annotations

from dataclasses import replace

from toolkit.sweeps.requests import GenerationRequest

REQUEST = GenerationRequest(prompt="a hand", negative="", seed=1, model="thumbelina")


def test_seven_and_seven_point_zero_are_one_guidance() -> None:
    assert replace(REQUEST, guidance=7).hash == replace(REQUEST, guidance=7.0).hash


def test_everything_that_decides_the_picture_changes_the_hash() -> None:
    others = [
        replace(REQUEST, prompt="two hands"),
        replace(REQUEST, negative="blurry"),
        replace(REQUEST, seed=2),
        replace(REQUEST, model="other"),
        replace(REQUEST, revision="abc"),
        replace(REQUEST, scheduler="DDIMScheduler"),
        replace(REQUEST, steps=21),
        replace(REQUEST, guidance=3.6),
        replace(REQUEST, width_px=256),
        replace(REQUEST, dialect="plain"),
    ]
    hashes = {request.hash for request in [REQUEST, *others]}
    assert len(hashes) == len(others) + 1
