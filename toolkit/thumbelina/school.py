"""The school: a seeded, endless set of rendered hands with captions from the vocabulary.

Lesson number i of a school with seed s is always the same picture: every choice is drawn
from a generator keyed by (s, i). The caption is not fixed: at each sight of the picture the
words are drawn anew (which wording of the gesture, which scene words are said at all), so that
few pictures teach many sentences. What the words mean here: an unnamed side is a right hand, an
unnamed view shows the gesture's natural side; skin, light and background may go unsaid.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from toolkit.hands.kinematics import Proportions
from toolkit.hands.pose import FINGERS, FingerPose, HandPose, Side, ThumbPose
from toolkit.hands.render import HandScene, render
from toolkit.prompts.dialects import render as render_prompt
from toolkit.prompts.templates import DEFAULT_TEMPLATE, compose
from toolkit.vocabulary import Gesture, SceneWord, Vocabulary, load_vocabulary
from toolkit.vocabulary.pictures import gesture_scene

GESTURES = (
    "fist",
    "palm",
    "peace",
    "rock",
    "one",
    "three",
    "four",
    "like",
    "dislike",
    "call",
    "ok",
    "thumb_index",
    "love_you",
    "three2",
    "little_finger",
    "three3",
    "stop",
)
"""What Thumbelina v1 is taught."""

VIEW_SHARES = {"palm": 0.62, "back": 0.16, "three_quarter": 0.14, "side": 0.08}
SHARD = 500
LEFT_SHARE = 0.15
EMPTY_CAPTION_SHARE = 0.10


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """One picture of the school and everything that can be said of it."""

    gesture: Gesture
    side: Side
    view: SceneWord
    skin: SceneWord
    light: SceneWord
    background: SceneWord
    scene: HandScene


def lesson(
    number: int, vocabulary: Vocabulary, *, seed: int, gestures: Sequence[str] = GESTURES
) -> Lesson:
    """Lesson ``number`` of the school ``seed``; gestures take turns, the rest is drawn."""
    rng = np.random.default_rng((seed, number))
    gesture = vocabulary.gesture(gestures[number % len(gestures)])
    view_id = str(rng.choice(list(VIEW_SHARES), p=list(VIEW_SHARES.values())))
    view = vocabulary.scene_word("view", view_id)
    side: Side = "left" if rng.random() < LEFT_SHARE else "right"
    skin = _draw(vocabulary.scene("skin"), rng)
    light = _draw(vocabulary.scene("light"), rng)
    background = _draw(vocabulary.scene("background"), rng)
    posed = gesture_scene(gesture, view=view, side=side)
    tone = _colour(skin) * rng.normal(1.0, 0.03) * rng.normal(1.0, 0.012, size=3)
    wall = _colour(background) + rng.normal(0.0, 0.02, size=3)
    scene = replace(
        posed,
        pose=_wobble(posed.pose, rng),
        camera_yaw=posed.camera_yaw + rng.uniform(-16, 16),
        camera_pitch=posed.camera_pitch + rng.uniform(-10, 10),
        camera_roll=posed.camera_roll + rng.uniform(-9, 9),
        proportions=Proportions(
            scale=rng.uniform(0.94, 1.06),
            fingers=rng.uniform(0.95, 1.05),
            thumb=rng.uniform(0.96, 1.04),
            breadth=rng.uniform(0.95, 1.05),
            girth=rng.uniform(0.93, 1.07),
        ),
        skin=_clipped(tone),
        background=_clipped(wall),
        light=(
            light.numbers["x"] + rng.normal(0.0, 0.12),
            light.numbers["y"] + rng.normal(0.0, 0.12),
            light.numbers["z"],
        ),
        light_colour=_clipped(_colour(light)),
        ambient=light.numbers["ambient"],
        frame_mm=rng.uniform(268, 300),
        offset_mm=(rng.uniform(-10, 10), rng.uniform(-10, 10)),
    )
    return Lesson(
        gesture=gesture,
        side=side,
        view=view,
        skin=skin,
        light=light,
        background=background,
        scene=scene,
    )


def picture(taught: Lesson, size_px: int = 128) -> NDArray[np.uint8]:
    """The lesson's picture (size, size, 3) uint8."""
    return render(taught.scene, size_px)


def render_school(
    folder: Path,
    count: int,
    *,
    seed: int,
    workers: int = 2,
    gestures: Sequence[str] = GESTURES,
    shard_size: int = SHARD,
    log: Callable[[str], None] = print,
) -> list[Path]:
    """Render lessons 0 to ``count`` into shards under ``folder``; resumable.

    Each shard is a ``.npy`` of (shard_size, 128, 128, 3) uint8, written whole or not at all; one
    that is there already is kept. Returns the shards in order.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shards = [folder / f"{first:06d}.npy" for first in range(0, count, shard_size)]
    # Spawned, not forked: a fork of a process with torch's threads can hang.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for shard in shards:
            if shard.exists():
                continue
            first = int(shard.stem)
            jobs = [(number, seed, tuple(gestures)) for number in range(first, first + shard_size)]
            pictures = np.stack(list(pool.map(_rendered, jobs, chunksize=25)))
            partial = shard.with_suffix(".tmp.npy")
            np.save(partial, pictures)
            partial.replace(shard)
            log(f"school: {first + shard_size} of {count} lessons rendered")
    return shards


def _rendered(job: tuple[int, int, tuple[str, ...]]) -> NDArray[np.uint8]:
    number, seed, gestures = job
    return picture(lesson(number, load_vocabulary(), seed=seed, gestures=gestures))


def caption(taught: Lesson, rng: np.random.Generator) -> str:
    """One caption for ``taught``, drawn with ``rng``; empty in a tenth of the draws.

    A left hand and a view other than the natural one are always named.
    """
    if rng.random() < EMPTY_CAPTION_SHARE:
        return ""
    phrases = taught.gesture.phrases
    natural = taught.view.id == "palm"
    says_side = taught.side == "left" or rng.random() < 0.4
    says_view = not natural or rng.random() < 0.5
    return render_prompt(
        compose(
            DEFAULT_TEMPLATE,
            {
                "gesture": phrases[int(rng.integers(len(phrases)))],
                "side": f"{taught.side} hand" if says_side else "",
                "view": taught.view.text if says_view else "",
                "skin": taught.skin.text if rng.random() < 0.6 else "",
                "light": taught.light.text if rng.random() < 0.45 else "",
                "background": taught.background.text if rng.random() < 0.6 else "",
            },
        ),
        "plain",
    )


def _draw(words: tuple[SceneWord, ...], rng: np.random.Generator) -> SceneWord:
    return words[int(rng.integers(len(words)))]


def _colour(word: SceneWord) -> NDArray[np.float64]:
    return np.array([word.numbers["red"], word.numbers["green"], word.numbers["blue"]])


def _clipped(colour: NDArray[np.float64]) -> tuple[float, float, float]:
    red, green, blue = np.clip(colour, 0.0, 1.0)
    return float(red), float(green), float(blue)


def _wobble(pose: HandPose, rng: np.random.Generator) -> HandPose:
    """No two people hold a gesture alike: a few degrees of noise on every joint."""

    def finger(part: FingerPose) -> FingerPose:
        return FingerPose(
            mcp=float(np.clip(part.mcp + rng.normal(0, 3.5), -20, 95)),
            pip=float(np.clip(part.pip + rng.normal(0, 3.5), 0, 110)),
            dip=float(np.clip(part.dip + rng.normal(0, 3.0), 0, 88)),
            spread=float(np.clip(part.spread + rng.normal(0, 1.5), -20, 25)),
        )

    thumb = pose.thumb
    return replace(
        pose,
        thumb=ThumbPose(
            radial=float(np.clip(thumb.radial + rng.normal(0, 2.5), -25, 65)),
            palmar=float(np.clip(thumb.palmar + rng.normal(0, 2.0), -10, 65)),
            twist=thumb.twist,
            mcp=float(np.clip(thumb.mcp + rng.normal(0, 2.5), -15, 65)),
            ip=float(np.clip(thumb.ip + rng.normal(0, 3.0), -20, 88)),
        ),
        **{name: finger(getattr(pose, name)) for name in FINGERS[1:]},
    )
