"""Rendered hands of every one-handed gesture, whole and with each malformation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from toolkit.hands.kinematics import Proportions
from toolkit.hands.pose import FINGERS, FingerPose, HandPose
from toolkit.judging.form.school.grounds import Grounds
from toolkit.judging.form.school.landmarks import Finder
from toolkit.judging.form.school.lesson import Lesson, lesson_way, moved, warped
from toolkit.judging.form.school.photo_effects import pressed, relit
from toolkit.rendering.malformed import MALFORMATIONS, Malformation, Malformed, finger_that_shows
from toolkit.rendering.render import render
from toolkit.rendering.rods import Body, camera_rods, look
from toolkit.rendering.scene import Colour, HandScene, scene_points_px, seen_nearer
from toolkit.vocabulary.entries import Gesture, Lamp, SceneWord
from toolkit.vocabulary.pictures import gesture_scene
from toolkit.vocabulary.vocabulary import Vocabulary

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Pixels = NDArray[np.uint8]
Random = np.random.Generator

WHOLE = 0.4
SIZES_PX = (192, 256, 256, 320)
# How many poses are changed, and how many flaws are of the finger on which they show best.
RELAXED, SHOWING = 0.6, 0.7
# How many renders are laid on a photograph, and how many get another light.
ON_GROUND, RELIT = 0.5, 0.3
# Less of a flaw than this in the picture is not seen; a stump is marked so far about its end.
LEAST_ODD_MM2, STUMP_MM = 120.0, 18.0
# How far landmarks may be off in the mean.
FARTHEST_MM = 90.0
# A tip is seen plainly, or half, where so much of the spot about it is its own (0..1).
PLAINLY, HALF = 0.6, 0.1
WORST_JPEG, BEST_JPEG = 70, 99
# Within the ranges of a finger's joints.
_LIMITS_DEG: Mapping[str, tuple[float, float, float]] = {
    "mcp": (-40.0, 92.0, 1.0),
    "pip": (-4.0, 112.0, 1.0),
    "dip": (-8.0, 88.0, 0.6),
    "spread": (-24.0, 29.0, 0.35),
}
_ADDING = ("extra_finger", "two_thumbs", "fused_fingers")


@dataclass(frozen=True, kw_only=True)
class Props:
    """What renders are made of: the vocabulary's gestures, views, colours and lamps."""

    gestures: tuple[Gesture, ...]
    views: tuple[SceneWord, ...]
    skins: tuple[Colour, ...]
    backgrounds: tuple[Colour, ...]
    lamps: tuple[Lamp, ...]


def props_of(vocabulary: Vocabulary) -> Props:
    """All one-handed gestures, and every scene word that has a meaning for the renderer."""

    def colours(kind: str) -> tuple[Colour, ...]:
        return tuple(w.colour.rgb for w in vocabulary.words if w.kind == kind and w.colour)

    return Props(
        gestures=tuple(one for one in vocabulary.gestures.values() if one.hands == 1),
        views=tuple(w for w in vocabulary.words if w.kind == "view" and w.turn),
        skins=colours("skin"),
        backgrounds=colours("background"),
        lamps=tuple(w.lamp for w in vocabulary.words if w.kind == "light" and w.lamp),
    )


def drawn_kind(random: Random) -> str:
    """``whole`` or one of the malformations."""
    if random.random() < WHOLE:
        return "whole"
    return MALFORMATIONS[int(random.integers(len(MALFORMATIONS)))]


def rendered(
    props: Props, kind: str, random: Random, *, grounds: Grounds, finder: Finder
) -> Lesson | None:
    """A lesson of ``kind``; None where its flaw is not seen, or the hand is not found."""
    gesture = props.gestures[int(random.integers(len(props.gestures)))]
    scene = _scene(props, gesture, kind, random)
    size = int(random.choice(SIZES_PX))
    body = look(scene, size)
    odd = _odd(scene, body, kind)
    unseen = odd.sum() * body.mm_per_px**2 < LEAST_ODD_MM2
    if unseen and kind not in ("whole", "missing_finger"):
        return None
    picture = _picture(scene, body, grounds, random)
    meant = scene_points_px(scene, size)
    far = FARTHEST_MM / body.mm_per_px
    points = finder.points(picture, meant, random, farthest_px=far)
    if points is None:
        return None
    way = lesson_way(points)
    tips, maybe = _tips(body)
    return Lesson(
        picture=pressed(warped(picture, way), random, worst=WORST_JPEG, best=BEST_JPEG),
        points=moved(way, points),
        kind=kind,
        odd=warped(odd.astype(np.uint8), way, nearest=True),
        tips=moved(way, tips),
        maybe=moved(way, maybe),
        parts=warped(_parts(body), way, nearest=True),
        source=gesture.id,
    )


def _scene(props: Props, gesture: Gesture, kind: str, random: Random) -> HandScene:
    view = props.views[int(random.integers(len(props.views)))]
    side = "right" if random.random() < 0.5 else "left"
    scene = gesture_scene(gesture, view=view, side=side)
    pose = scene.pose
    if random.random() < RELAXED:
        pose = _relaxed(pose, random, random.uniform(2, 9))
    lamp = props.lamps[int(random.integers(len(props.lamps)))]
    scene = replace(
        scene,
        pose=pose,
        skin=_coloured(props.skins, random, 0.03),
        background=_coloured(props.backgrounds, random, 0.08),
        light=(
            lamp.x + random.normal(0, 0.3),
            lamp.y + random.normal(0, 0.3),
            abs(lamp.z + random.normal(0, 0.2)) + 0.1,
        ),
        ambient=float(np.clip(lamp.ambient + random.normal(0, 0.08), 0.2, 0.9)),
        light_colour=lamp.colour.rgb,
        camera_yaw=scene.camera_yaw + random.normal(0, 12),
        camera_pitch=scene.camera_pitch + random.normal(0, 9),
        camera_roll=scene.camera_roll + random.normal(0, 14),
        proportions=Proportions(
            scale=float(random.uniform(0.9, 1.1)),
            breadth=float(random.uniform(0.92, 1.1)),
            girth=float(random.uniform(0.88, 1.15)),
        ),
        flaw=_flaw(kind, pose, random),
    )
    return seen_nearer(
        scene,
        widest_mm=float(random.uniform(228, 330)),
        share=float(random.uniform(0.45, 0.62)),
    )


def _flaw(kind: str, pose: HandPose, random: Random) -> Malformed | None:
    if kind == "whole":
        return None
    malformation = cast("Malformation", kind)
    shows = random.random() < SHOWING
    finger = finger_that_shows(malformation, pose) if shows else int(random.integers(1, 5))
    return Malformed(kind=malformation, finger=finger)


def _relaxed(pose: HandPose, random: Random, spread_deg: float) -> HandPose:
    """``pose`` with the joints of its long fingers off by about ``spread_deg``."""

    def relaxed(finger: FingerPose) -> FingerPose:
        angles = {
            name: float(np.clip(getattr(finger, name) + random.normal(0, spread_deg * share), a, b))
            for name, (a, b, share) in _LIMITS_DEG.items()
        }
        return replace(finger, **angles)

    return replace(pose, **{name: relaxed(getattr(pose, name)) for name in FINGERS[1:]})


def _coloured(colours: tuple[Colour, ...], random: Random, spread: float) -> Colour:
    colour = colours[int(random.integers(len(colours)))]
    red, green, blue = np.clip(np.array(colour) + random.normal(0, spread, 3), 0, 1).tolist()
    return red, green, blue


def _picture(scene: HandScene, body: Body, grounds: Grounds, random: Random) -> Pixels:
    picture = render(scene, body.size_px)
    if random.random() < ON_GROUND:
        hand = (body.owner >= 0).astype(np.float32)
        share = np.asarray(cv2.GaussianBlur(hand, (0, 0), 0.7))[..., None]
        ground = grounds.draw(body.size_px, random)
        picture = (picture * share + ground * (1 - share)).astype(np.uint8)
    if random.random() < RELIT:
        picture = relit(picture, random).astype(np.uint8)
    return picture


def _part_seen(body: Body) -> NDArray[np.int64]:
    """(S, S): what rod is seen, as `toolkit.hands.flesh.Rods.part` says; -9 for none."""
    return np.where(body.owner >= 0, body.rods.part[np.maximum(body.owner, 0)], -9)


def _parts(body: Body) -> Pixels:
    """(S, S) uint8 of `toolkit.judging.form.network.PARTS`."""
    part = _part_seen(body)
    parts = np.zeros(part.shape, np.uint8)
    parts[part > -9] = 2
    parts[part == -2] = 1
    parts[part > 0] = 3
    parts[(part > 0) & (part % 4 == 3)] = 4
    return parts


def _odd(scene: HandScene, body: Body, kind: str) -> Mask:
    """(S, S): where the flaw is."""
    flaw = scene.flaw
    if flaw is None:
        return np.zeros(body.owner.shape, dtype=np.bool_)
    part = _part_seen(body)
    if kind in _ADDING:  # what was added comes last
        whole = camera_rods(replace(body.hands[0], flaw=None))
        return body.owner >= len(whole.part)
    own = body.rods.part // 4 == flaw.finger
    if kind == "missing_finger":
        (x, y), *_ = _in_picture(body, body.rods.end[own & (body.rods.part >= 0)])
        rows, columns = np.mgrid[0 : body.size_px, 0 : body.size_px]
        return np.hypot(columns - x, rows - y) < STUMP_MM / body.mm_per_px
    return (part >= 0) & (part // 4 == flaw.finger)


def _tips(body: Body) -> tuple[Floats, Floats]:
    """The fingertips that are plainly seen, and those that are half, (N, 2) each."""
    rods, sure, maybe = body.rods, list[Floats](), list[Floats]()
    ends = _in_picture(body, rods.end)
    for rod in np.flatnonzero((rods.part >= 0) & (rods.part % 4 == 3)):
        axis = rods.end[rod] - rods.start[rod]
        axis = axis / (float(np.linalg.norm(axis)) + 1e-6)
        (tip,) = _in_picture(body, (rods.end[rod] + axis * rods.end_radius[rod] * 0.5)[None])
        x, y = int(ends[rod][0]), int(ends[rod][1])
        if not (0 <= x < body.size_px and 0 <= y < body.size_px):
            continue
        near = body.owner[max(0, y - 2) : y + 3, max(0, x - 2) : x + 3]
        share = float((near == rod).mean())
        if share > HALF:
            (sure if share > PLAINLY else maybe).append(tip)
    return np.array(sure).reshape(-1, 2), np.array(maybe).reshape(-1, 2)


def _in_picture(body: Body, points: Floats) -> Floats:
    """``points`` (N, 3) of camera space in pixels, (N, 2)."""
    half = body.size_px / 2
    flat = points[:, :2] / body.mm_per_px
    return np.stack([half + flat[:, 0], half - flat[:, 1]], axis=1)
