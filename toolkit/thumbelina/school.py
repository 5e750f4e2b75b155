"""The school: a seeded, endless set of rendered hands with captions from the vocabulary.

Lesson number i of a school with seed s is always the same picture: every choice is drawn
from a generator keyed by (s, i). The caption is not fixed: at each sight of the picture the
words are drawn anew (which wording of the gesture, which scene words are said at all), so that
few pictures teach many sentences. What the words mean here, and how often a hand is malformed
and whether its caption says so, is written down in ``WORLD.md``: the ground truth that the
house's statistics are tested against.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from toolkit.documents.atomic_files import replacing
from toolkit.hands.kinematics import Proportions
from toolkit.hands.pose import FINGERS, FingerPose, HandPose, Side, ThumbPose
from toolkit.prompts.dialects import render as render_prompt
from toolkit.prompts.templates import DEFAULT_TEMPLATE, compose
from toolkit.rendering.batch import spawned
from toolkit.rendering.malformed import Malformation, Malformed, finger_that_shows
from toolkit.rendering.render import HandScene, render
from toolkit.rendering.scene import Material, seen_nearer
from toolkit.vocabulary import Flaw, Gesture, SceneWord, Vocabulary, load_vocabulary
from toolkit.vocabulary.pictures import gesture_scene

GESTURES = (
    "call",
    "dislike",
    "fist",
    "four",
    "grip",
    "like",
    "little_finger",
    "mute",
    "ok",
    "one",
    "palm",
    "peace",
    "peace_inverted",
    "point",
    "rock",
    "stop",
    "stop_inverted",
    "three",
    "three2",
    "three3",
    "three_gun",
    "thumb_index",
    "two_up",
    "two_up_inverted",
    "love_you",
    "cat_paw",
    "pinch",
    "point_down",
    "holding_cup",
    "letter_a",
    "letter_b",
    "letter_e",
    "talking_hand",
    "tripataka",
    "mayura",
    "wave",
    "palm_up",
    "money",
    "hitchhike",
    "three_finger_salute",
    "finger_gun",
    "cornuto",
    "vayu",
    "orchid_fingers",
)
"""What Thumbelina is taught."""

HARDEST = (
    "like",
    "dislike",
    "point",
    "money",
    "letter_e",
    "three_finger_salute",
    "talking_hand",
    "cat_paw",
    "tripataka",
    "holding_cup",
    "wave",
    "palm_up",
    "finger_gun",
    "point_down",
    "mute",
    "fist",
)
"""Taught gestures that came out worst when the last model was measured (1 to 11 of 16)."""

TURNS = (*GESTURES, *HARDEST, *HARDEST)
"""Whose turn it is: lessons go through this, so that the hardest are shown three times as often."""

LEFT_OUT = (
    "vulcan",
    "crossed_fingers",
    "asl_six",
    "asl_eight",
    "letter_x",
    "raised_hook",
    "letter_k",
    "finger_heart",
    "blessing_latin",
)
"""Gestures that no picture and no caption of the school shows: there to be taught later."""

MATERIALS = ("marble", "bronze", "wood", "porcelain", "glass", "xray", "skeleton")
"""What a hand may be of besides skin; always named."""

VIEW_SHARES = {"palm": 0.64, "back": 0.14, "three_quarter": 0.14, "side": 0.08}
DRAWN = ("skin", "light", "background")
SHARD = 500
LEFT_SHARE = 0.15
MATERIAL_SHARE = 0.09
FLAW_SAID_SHARE = 0.20
FLAW_UNSAID_SHARE = 0.14
FLAW_SHARES: Mapping[Malformation, float] = {
    "missing_finger": 0.30,
    "extra_finger": 0.20,
    "bent_backwards": 0.20,
    "too_short": 0.08,
    "too_long": 0.08,
    "fused_fingers": 0.07,
    "two_thumbs": 0.07,
}
"""How often a malformed hand of the school is malformed in each way."""
# Pictures whose flaw goes unsaid have the captions of people who say little.
PLAIN_PHRASES = 2
EMPTY_CAPTION_SHARE = 0.10
FLAW_ALONE_SHARE = 0.3
GENERIC_FLAW_WORDS = ("bad anatomy", "bad hands", "mutated hand", "malformed hand")
FRAME_MM = (228.0, 256.0)
# A fist is seen nearer than an open hand: its points span at least this share of the picture.
LEAST_FILLED = (0.52, 0.58)


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """One picture of the school and everything that can be said of it."""

    gesture: Gesture
    side: Side
    view: SceneWord
    skin: SceneWord
    light: SceneWord
    background: SceneWord
    material: SceneWord
    scene: HandScene
    flaw_said: bool

    @property
    def flaw(self) -> Malformed | None:
        """What is wrong with the hand, said or not."""
        return self.scene.flaw


def lesson(
    number: int,
    vocabulary: Vocabulary,
    *,
    seed: int,
    gestures: Sequence[str] = TURNS,
    fixed: Mapping[str, str] | None = None,
) -> Lesson:
    """Lesson ``number`` of the school ``seed``; ``gestures`` take turns, the rest is drawn.

    ``fixed`` names what stands in for the drawn words, by kind (``side``, ``view``, ``skin``,
    ``light``, ``background``, ``material``); everything else is as it would be without.
    """
    rng = np.random.default_rng((seed, number))
    gesture = vocabulary.gesture(gestures[number % len(gestures)])
    view_id = str(rng.choice(list(VIEW_SHARES), p=list(VIEW_SHARES.values())))
    side = "left" if rng.random() < LEFT_SHARE else "right"
    drawn = {kind: _draw(vocabulary.scene(kind), rng).id for kind in DRAWN}
    stone = MATERIALS[int(rng.integers(len(MATERIALS)))] if rng.random() < MATERIAL_SHARE else ""
    words = {"side": side, "view": view_id, **drawn, "material": stone or "skin"}
    words |= fixed or {}
    side = cast("Side", words["side"])
    view, skin, light, background, material = (
        vocabulary.scene_word(kind, words[kind]) for kind in ("view", *DRAWN, "material")
    )
    flawed = rng.random()
    kind = str(rng.choice(list(FLAW_SHARES), p=list(FLAW_SHARES.values())))
    flaw = (
        _shown(cast("Malformation", kind), gesture.pose)
        if flawed < FLAW_SAID_SHARE + FLAW_UNSAID_SHARE
        else None
    )
    posed = gesture_scene(gesture, view=view, side=side, material=cast("Material", material.id))
    tone = school_colour(skin) * rng.normal(1.0, 0.03) * rng.normal(1.0, 0.012, size=3)
    wall = school_colour(background) + rng.normal(0.0, 0.02, size=3)
    lamp = light.lamp
    if lamp is None:
        raise ValueError(f"The light {light.id!r} has no lamp.")
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
        light=(lamp.x + rng.normal(0.0, 0.12), lamp.y + rng.normal(0.0, 0.12), lamp.z),
        light_colour=_clipped(np.array(lamp.colour.rgb)),
        ambient=lamp.ambient,
        offset_mm=(rng.uniform(-8, 8), rng.uniform(-8, 8)),
        flaw=flaw,
    )
    return Lesson(
        gesture=gesture,
        side=side,
        view=view,
        skin=skin,
        light=light,
        background=background,
        material=material,
        scene=framed(scene, rng),
        flaw_said=flawed < FLAW_SAID_SHARE,
    )


def _shown(kind: Malformation, pose: HandPose) -> Malformed:
    return Malformed(kind=kind, finger=finger_that_shows(kind, pose))


def framed(scene: HandScene, rng: np.random.Generator) -> HandScene:
    """``scene`` seen from the distance of the school's pictures."""
    widest_mm = rng.uniform(*FRAME_MM)
    return seen_nearer(scene, widest_mm=widest_mm, share=rng.uniform(*LEAST_FILLED))


def picture(taught: Lesson, size_px: int = 128) -> NDArray[np.uint8]:
    """The lesson's picture (size, size, 3) uint8."""
    return render(taught.scene, size_px)


def render_school(
    folder: Path,
    count: int,
    *,
    seed: int,
    workers: int = 2,
    gestures: Sequence[str] = TURNS,
    shard_size: int = SHARD,
    log: Callable[[str], None] = print,
) -> list[Path]:
    """Render lessons 0 to ``count`` into shards under ``folder``; resumable.

    Each shard is a ``.npy`` of (shard_size, 128, 128, 3) uint8, written whole or not at all; one
    that is there already is kept. Returns the shards in order.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shards = [folder / f"{first:06d}.npy" for first in range(0, count, shard_size)]
    with spawned(workers) as pool:
        for shard in shards:
            if shard.exists():
                continue
            first = int(shard.stem)
            jobs = [(number, seed, tuple(gestures)) for number in range(first, first + shard_size)]
            pictures = np.stack(list(pool.map(_rendered, jobs, chunksize=25)))
            save_array(shard, pictures)
            log(f"school: {first + shard_size} of {count} lessons rendered")
    return shards


def fingerprint(vocabulary: Vocabulary, *, seed: int) -> str:
    """A hash of what the first lessons of the school ``seed`` show and say, one of each turn.

    Another pose, phrase, share or order of gestures makes another one.
    """
    flaws = {flaw.id: flaw for flaw in vocabulary.flaws}
    shown = hashlib.sha256()
    for number in range(len(TURNS)):
        taught = lesson(number, vocabulary, seed=seed)
        said = caption(taught, flaws, np.random.default_rng((seed, number)))
        shown.update(f"{taught.scene} {taught.gesture.phrases} {said}".encode())
    return shown.hexdigest()


def save_array(file: Path, array: NDArray[np.generic]) -> None:
    """Write ``array`` to the ``.npy`` ``file``, whole or not at all."""
    with replacing(file) as whole:
        np.save(whole, array)


def _rendered(job: tuple[int, int, tuple[str, ...]]) -> NDArray[np.uint8]:
    number, seed, gestures = job
    return picture(lesson(number, load_vocabulary(extra=()), seed=seed, gestures=gestures))


def caption(taught: Lesson, flaws: Mapping[str, Flaw], rng: np.random.Generator) -> str:
    """One caption for ``taught``, drawn with ``rng``; empty in a tenth of the draws.

    A left hand, a view other than the natural one and a material are always named. A flaw that
    is said goes by the words of ``flaws`` (the vocabulary's), after the rest or alone; one that
    is not said leaves the two plainest phrases.
    """
    if rng.random() < EMPTY_CAPTION_SHARE:
        return ""
    said = _flaw_words(taught.flaw.kind, flaws, rng) if taught.flaw and taught.flaw_said else ""
    if said and rng.random() < FLAW_ALONE_SHARE:
        return said
    phrases = taught.gesture.phrases
    if taught.flaw and not taught.flaw_said:
        phrases = phrases[:PLAIN_PHRASES]
    natural = taught.view.id == "palm"
    says_side = taught.side == "left" or rng.random() < 0.4
    says_view = not natural or rng.random() < 0.5
    says_skin = taught.material.id == "skin" and rng.random() < 0.6
    words = render_prompt(
        compose(
            DEFAULT_TEMPLATE,
            {
                "gesture": phrases[int(rng.integers(len(phrases)))],
                "side": f"{taught.side} hand" if says_side else "",
                "view": taught.view.text if says_view else "",
                "material": taught.material.text,
                "skin": taught.skin.text if says_skin else "",
                "light": taught.light.text if rng.random() < 0.45 else "",
                "background": taught.background.text if rng.random() < 0.6 else "",
            },
        ),
        "plain",
    )
    return f"{words}, {said}" if said else words


def _flaw_words(kind: str, flaws: Mapping[str, Flaw], rng: np.random.Generator) -> str:
    """One or two words of the flaw itself and, half the time, a word for anything wrong."""
    own = list(rng.permutation(np.array(flaws[kind].words))[: int(rng.integers(1, 3))])
    if rng.random() < 0.5:
        own.append(GENERIC_FLAW_WORDS[int(rng.integers(len(GENERIC_FLAW_WORDS)))])
    return ", ".join(map(str, rng.permutation(np.array(own))))


def _draw(words: tuple[SceneWord, ...], rng: np.random.Generator) -> SceneWord:
    return words[int(rng.integers(len(words)))]


def school_colour(word: SceneWord) -> NDArray[np.float64]:
    """The colour (3,) that a skin or background means, sRGB in 0..1."""
    if word.colour is None:
        raise ValueError(f"The {word.kind} {word.id!r} has no colour.")
    return np.array(word.colour.rgb)


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
