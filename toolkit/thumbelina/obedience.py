"""Whether scene words are obeyed: side, skin, background and material, from the pixels.

A picture obeys a word when, of all words of its kind, the rendered hand of that word is the one
whose colours come nearest: the palm's (mean and spread within) and the wall's, at the places
that the landmarks give. Sides are read by the judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from toolkit.hands.render import render
from toolkit.hands.scene import HandScene, scene_points_px
from toolkit.thumbelina.bench import Bench, Pixels
from toolkit.thumbelina.school import FRAME_MM, MATERIALS, school_colour
from toolkit.vocabulary.pictures import gesture_scene

Floats = NDArray[np.float64]
PALM = (0, 1, 5, 9, 13, 17)
PATCH_PX = 4
# Hands of these gestures show their palm or fist in full; references are rendered of them.
REFERENCES = ("palm", "fist", "stop")


@dataclass(frozen=True, kw_only=True)
class Obeyed:
    """``k`` of ``n`` pictures show what the words of one kind asked for."""

    words: str
    k: int
    n: int


def obeyed(bench: Bench, gestures: Sequence[str], *, seeds: int) -> tuple[Obeyed, ...]:
    """How often side, skin, background and material are as asked, over ``gestures``."""
    vocabulary = bench.vocabulary
    skins = [word.id for word in vocabulary.scene("skin") if word.numbers]
    walls = [word.id for word in vocabulary.scene("background") if word.numbers]
    return (
        _sides(bench, gestures, seeds),
        _nearest(bench, gestures, seeds, "skin", skins),
        _nearest(bench, gestures, seeds, "background", walls),
        _nearest(bench, gestures, seeds, "material", list(MATERIALS)),
    )


def _sides(bench: Bench, gestures: Sequence[str], seeds: int) -> Obeyed:
    plan = bench.plan("side", gestures, seeds=seeds, axes={"side": ["right", "left"]})
    asked = [
        bench.judge.read(pixels).side == cell.value("side") for cell, pixels in bench.pictures(plan)
    ]
    return Obeyed(words="side", k=sum(asked), n=len(asked))


def _nearest(
    bench: Bench, gestures: Sequence[str], seeds: int, kind: str, ids: list[str]
) -> Obeyed:
    known = np.stack([_reference(bench, kind, id) for id in ids])
    plan = bench.plan(kind, gestures, seeds=seeds, axes={kind: ids})
    right = total = 0
    for cell, pixels in bench.pictures(plan):
        hand = bench.judge.read(pixels).hand
        total += 1
        if kind == "background":
            seen = wall_colour(pixels)
        elif hand is not None:
            seen = palm_colour(pixels, hand.points_px[:, :2])
        else:
            continue  # no hand, no palm: not obeyed
        right += ids[int(np.linalg.norm(known - seen, axis=1).argmin())] == cell.value(kind)
    return Obeyed(words=kind, k=right, n=total)


def _reference(bench: Bench, kind: str, id: str) -> Floats:
    """The mean measure of rendered hands of one word."""
    vocabulary = bench.vocabulary
    measured: list[Floats] = []
    for name in REFERENCES:
        scene = replace(gesture_scene(vocabulary.gesture(name)), frame_mm=float(np.mean(FRAME_MM)))
        scene = _with_word(scene, bench, kind, id)
        pixels = render(scene, 128)
        measured.append(
            wall_colour(pixels)
            if kind == "background"
            else palm_colour(pixels, scene_points_px(scene, 128))
        )
    return np.mean(measured, axis=0)


def _with_word(scene: HandScene, bench: Bench, kind: str, id: str) -> HandScene:
    if kind == "material":
        return replace(scene, material=id)  # pyright: ignore[reportArgumentType]
    colour = tuple(map(float, school_colour(bench.vocabulary.scene_word(kind, id))))  # pyright: ignore[reportArgumentType]
    return replace(scene, **{kind: colour})  # pyright: ignore[reportArgumentType]


def wall_colour(pixels: Pixels) -> Floats:
    """The median colour (3,) of the picture's upper corners, 0..255; an arm may be below."""
    size_px = pixels.shape[0] // 8
    corners = [pixels[:size_px, :size_px], pixels[:size_px, -size_px:]]
    return np.median(np.concatenate([part.reshape(-1, 3) for part in corners]), axis=0)


def palm_colour(pixels: Pixels, points_px: Floats) -> Floats:
    """Mean and deviation (6,) of the colours about the palm's middle, 0..255."""
    x, y = points_px[list(PALM)].mean(axis=0)
    height, width = pixels.shape[:2]
    row = int(np.clip(y, PATCH_PX, height - PATCH_PX - 1))
    column = int(np.clip(x, PATCH_PX, width - PATCH_PX - 1))
    patch = pixels[row - PATCH_PX : row + PATCH_PX + 1, column - PATCH_PX : column + PATCH_PX + 1]
    colours = patch.reshape(-1, 3).astype(np.float64)
    return np.concatenate([colours.mean(axis=0), colours.std(axis=0)])
