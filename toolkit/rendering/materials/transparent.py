"""Hands that light goes through: glass, and the x-ray film."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolkit.rendering.bones import bones
from toolkit.rendering.light import backdrop, gloss, lit, rim
from toolkit.rendering.raster import Hits, hits
from toolkit.rendering.rods import Body, joined, look
from toolkit.rendering.scene import HandScene, seen_hands

Floats = NDArray[np.float64]

FILM = np.array([0.015, 0.025, 0.045])
EXPOSED = np.array([0.90, 0.97, 1.0])
# Attenuation by a millimetre; a bone's marrow takes off less than its hard outside.
FLESH_PER_MM, BONE_PER_MM = 0.0075, 0.15
MARROW, MARROW_WIDTH = 0.55, 0.62
HIDDEN_MM = 4.0


def glass(scene: HandScene, size_px: int) -> Floats:
    """Clear glass: the background upside down inside, dark near the edge, bright at it."""
    body = look(scene, size_px)
    if not (body.seen >= 0).any():
        return backdrop(scene, size_px).copy()
    seen = lit(scene, body)
    on, picture = seen.surface, seen.backdrop.copy()
    thick = _thickness(body)[on.row, on.column]
    # A solid of glass is a lens: what is above is seen below, what is left right.
    reach = 0.9 * thick / body.mm_per_px
    row = np.clip(on.row + on.normal[:, 1] * reach, 0, size_px - 1).astype(np.int64)
    column = np.clip(on.column - on.normal[:, 0] * reach, 0, size_px - 1).astype(np.int64)
    upside_down = 1.04 - 0.24 * on.normal[:, 1] - 0.08 * on.normal[:, 0]
    through = picture[row, column] * upside_down[:, None]
    through *= 1.0 - np.clip(thick / 70.0, 0, 1)[:, None] * np.array([0.26, 0.10, 0.14])
    facing = np.clip(on.normal[:, 2], 0.0, 1.0)
    through *= (1.0 - 0.42 * np.exp(-(((facing - 0.42) / 0.17) ** 2)))[:, None]
    inside = _hidden_edges(body)[on.row, on.column]
    edge = np.clip(1.7 * rim(seen, 1.9) + 0.35 * inside, 0.0, 1.0)[:, None]
    light = np.clip(1.4 * gloss(seen, 70.0), 0.0, 1.0) + 0.22 * _inner_light(on.normal, scene)
    colour = through * (1.0 - 0.8 * edge) + 0.8 * edge
    picture[on.row, on.column] = colour + light[:, None] * np.asarray(scene.light_colour)
    return picture


def xray(scene: HandScene, size_px: int) -> Floats:
    """The film: 27 bones glow inside a faint hand, as what is thicker is brighter."""
    hands = seen_hands(scene)
    made = [bones(hand) for hand in hands]
    rods, _ = joined([part for part, _ in made])
    which = np.concatenate([number + 100 * i for i, (_, number) in enumerate(made)])
    absorbed = FLESH_PER_MM * _thickness(look(scene, size_px)).reshape(-1)
    for width, density in ((1.0, BONE_PER_MM), (MARROW_WIDTH, -MARROW * BONE_PER_MM)):
        found = hits(
            rods.start,
            rods.end,
            rods.start_radius * width,
            rods.end_radius * width,
            size_px=size_px,
            frame_mm=scene.frame_mm,
        )
        absorbed += density * _chords(found, which, size_px)
    light = (1.0 - np.exp(-np.maximum(absorbed, 0.0)))[:, None]
    return (FILM * (1.0 - light) + EXPOSED * light).reshape(size_px, size_px, 3)


def _thickness(body: Body) -> Floats:
    """How much flesh lies behind each pixel, from the nearest to the farthest surface, mm."""
    found = body.found
    front = body.depth.reshape(-1)
    back = front.copy()
    np.minimum.at(back, found.pixel, found.height - 2.0 * found.half)
    return (front - back).reshape(body.size_px, body.size_px)


def _chords(found: Hits, which: NDArray[np.int64], size_px: int) -> Floats:
    """Millimetres of bone over each pixel: the longest chord of each bone, bones added up."""
    pixels = size_px * size_px
    key = which[found.rod] * pixels + found.pixel
    if not len(key):
        return np.zeros(pixels)
    order = np.argsort(key, kind="stable")
    key, chord = key[order], 2.0 * found.half[order]
    first = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    longest = np.maximum.reduceat(chord, first)
    total: Floats = np.zeros(pixels)
    np.add.at(total, key[first] % pixels, longest)
    return total


def _hidden_edges(body: Body) -> Floats:
    """Where the outline of something behind shows through, (size, size) 0..1."""
    found, depth = body.found, body.depth.reshape(-1)
    behind = depth[found.pixel] - found.height > HIDDEN_MM
    edge = np.zeros(len(depth))
    np.maximum.at(
        edge, found.pixel[behind], np.exp(-((found.half[behind] / (2.5 * body.mm_per_px)) ** 2))
    )
    return edge.reshape(body.size_px, body.size_px)


def _inner_light(normal: Floats, scene: HandScene) -> Floats:
    """The lamp again, mirrored by the far side: a soft glow away from the light, (P,) 0..1."""
    light = np.asarray(scene.light) / max(float(np.linalg.norm(scene.light)), 1e-9)
    away = np.array([-light[0], -light[1], 0.6])
    return np.clip(normal @ (away / np.linalg.norm(away)), 0.0, 1.0) ** 6
