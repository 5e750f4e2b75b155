"""Whether scene words are obeyed: side, skin, background and material, from the pixels.

A picture obeys a word when, of all words of its kind, the rendered hand of that word and of the
same gesture is the one whose colours come nearest, averaged over all lights: the heel of the hand's
(mean and spread within), where the gesture's own pose has it, and the wall's. Sides are read by the
judge.
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
from toolkit.thumbelina.tracing import KNUCKLES
from toolkit.vocabulary.pictures import gesture_scene

Floats = NDArray[np.float64]
# How far from the wrist to the knuckles the heel of the hand is looked at: no finger lies there.
HEEL = 0.4
PATCH_PX = 4
SIZE_PX = 128


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
        bench.judge.read(pixels, pairs=False).side == cell.value("side")
        for cell, pixels in bench.pictures(bench.run(plan))
    ]
    return Obeyed(words="side", k=sum(asked), n=len(asked))


def _nearest(
    bench: Bench, gestures: Sequence[str], seeds: int, kind: str, ids: list[str]
) -> Obeyed:
    known = {
        gesture: np.stack([_reference(bench, gesture, kind, id) for id in ids])
        for gesture in gestures
    }
    plan = bench.plan(kind, gestures, seeds=seeds, axes={kind: ids})
    right = total = 0
    for cell, pixels in bench.pictures(bench.run(plan)):
        seen = _measure(pixels, _scene(bench, cell.gesture), kind)
        away = np.linalg.norm(known[cell.gesture] - seen, axis=1)
        right += ids[int(away.argmin())] == cell.value(kind)
        total += 1
    return Obeyed(words=kind, k=right, n=total)


def _reference(bench: Bench, gesture: str, kind: str, id: str) -> Floats:
    """The measure of ``gesture`` rendered with one word, the mean over all lights."""
    measured: list[Floats] = []
    for light in bench.vocabulary.scene("light"):
        numbers = light.numbers
        scene = replace(
            _with_word(_scene(bench, gesture), bench, kind, id),
            light=(numbers["x"], numbers["y"], numbers["z"]),
            ambient=numbers["ambient"],
        )
        measured.append(_measure(render(scene, SIZE_PX), scene, kind))
    return np.mean(measured, axis=0)


def _scene(bench: Bench, gesture: str) -> HandScene:
    scene = gesture_scene(bench.vocabulary.gesture(gesture))
    return replace(scene, frame_mm=float(np.mean(FRAME_MM)))


def _measure(pixels: Pixels, scene: HandScene, kind: str) -> Floats:
    if kind == "background":
        return wall_colour(pixels)
    return heel_colour(pixels, scene_points_px(scene, pixels.shape[0]))


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


def heel_colour(pixels: Pixels, points_px: Floats) -> Floats:
    """Mean and deviation (6,) of the colours about the heel of the hand, 0..255."""
    x, y = points_px[0] * (1 - HEEL) + points_px[list(KNUCKLES)].mean(axis=0) * HEEL
    height, width = pixels.shape[:2]
    row = int(np.clip(y, PATCH_PX, height - PATCH_PX - 1))
    column = int(np.clip(x, PATCH_PX, width - PATCH_PX - 1))
    patch = pixels[row - PATCH_PX : row + PATCH_PX + 1, column - PATCH_PX : column + PATCH_PX + 1]
    colours = patch.reshape(-1, 3).astype(np.float64)
    return np.concatenate([colours.mean(axis=0), colours.std(axis=0)])
