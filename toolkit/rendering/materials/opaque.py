"""Hands of stone, metal, wood and china, and the skinless muscle figure: opaque surfaces.

Each painter takes what is seen and lit, and gives the colour of each hand pixel (P, 3).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolkit.hands.flesh import FOREARM
from toolkit.rendering.light import Lit, gloss, rim
from toolkit.rendering.materials.noise import noise
from toolkit.rendering.materials.skin import BACK_LINES, creases, distance

Floats = NDArray[np.float64]

GRID_MM = 7.0
GRID_TURN = np.pi / 4


def _mixed(share: Floats, one: tuple[float, ...], other: tuple[float, ...]) -> Floats:
    """Colours (P, 3) from ``one`` at share 0 to ``other`` at share 1."""
    t = np.clip(share, 0.0, 1.0)[:, None]
    return np.array(one) * (1.0 - t) + np.array(other) * t


def marble(seen: Lit) -> Floats:
    """White stone with grey veins, faintly translucent: soft light, a dull gloss."""
    at = seen.surface.palm
    turned = at @ np.array([[0.8, 0.3, 0.1], [-0.5, 0.7, 0.4], [0.2, -0.4, 0.9]])
    wave = turned[:, 0] / 38.0 + 0.55 * noise(at / 34.0, 3)
    broad = 0.05 + 0.09 * np.clip(0.5 + noise(at / 30.0 + 11.0), 0.0, 1.0)
    vein = np.exp(-((np.sin(np.pi * wave) / broad) ** 2))
    cloud = 0.5 + 0.5 * noise(at / 26.0 + 3.0, 2)
    stone = _mixed(0.55 * vein + 0.22 * cloud, (0.95, 0.94, 0.92), (0.42, 0.43, 0.47))
    shade = 0.25 + 0.75 * seen.diffuse - 0.25 * seen.fold
    return stone * shade[:, None] * seen.scene.light_colour + 0.10 * gloss(seen, 40.0)[:, None]


def porcelain(seen: Lit) -> Floats:
    """White glaze: bluish shadow, a sharp window's light, a bright edge."""
    shade = seen.diffuse - 0.25 * seen.fold
    glaze = _mixed((shade - 0.6) / 0.5, (0.55, 0.59, 0.69), (0.93, 0.93, 0.92))
    shine = 0.55 * np.clip(gloss(seen, 160.0) * 2.5, 0.0, 1.0) + 0.18 * rim(seen, 3.0)
    return glaze * seen.scene.light_colour + shine[:, None]


def bronze(seen: Lit) -> Floats:
    """Metal mirrors a room, dark below and bright above; green patina in the folds."""
    normal = seen.surface.normal
    up = normal[:, 1] + 0.25 * np.sin(5.0 * normal[:, 0] + 2.0 * normal[:, 1])
    mirrored = 0.5 + 0.5 * np.tanh(2.2 * up)
    shade = 0.42 * mirrored + 0.5 * seen.diffuse**2
    metal = _mixed(shade, (0.13, 0.07, 0.03), (0.80, 0.55, 0.27))
    lines = creases(seen.surface, seen.body.mm_per_px)
    green = np.clip(0.6 * seen.fold + 0.45 * lines + 0.25 * noise(seen.surface.palm / 9.0), 0, 0.6)
    metal = metal * (1.0 - green[:, None]) + green[:, None] * np.array([0.22, 0.36, 0.29])
    shine = np.clip(gloss(seen, 35.0), 0.0, 1.0)[:, None] * np.array([1.0, 0.86, 0.58])
    return metal * seen.scene.light_colour + 0.7 * shine


def wood(seen: Lit) -> Floats:
    """One carved block, its rings around an axis beside the palm, its fibres along the fingers."""
    at = seen.surface.palm
    bent = at + 5.0 * noise(at / np.array([22.0, 70.0, 22.0]), 2)[:, None]
    ring = np.hypot(bent[:, 0] - 12.0, bent[:, 2] + 38.0) / 3.6
    late = (ring - np.floor(ring)) ** 2.5
    fibre = noise(at / np.array([1.1, 24.0, 1.1]))
    grain = _mixed(0.75 * late + 0.16 * fibre, (0.80, 0.58, 0.36), (0.42, 0.24, 0.12))
    shade = seen.diffuse - 0.2 * seen.fold
    return grain * shade[:, None] * seen.scene.light_colour + 0.07 * gloss(seen, 18.0)[:, None]


def ecorche(seen: Lit) -> Floats:
    """Muscle without skin: red fibres along each part, pale tendons to the backs of the fingers."""
    on = seen.surface
    finger = on.part > 0
    own = np.stack([on.along / 22.0, on.lateral / 9.0, on.dorsal / 9.0], axis=1)
    arc_mm = np.arctan2(on.lateral, on.dorsal) * on.radius
    fibre = np.sin(arc_mm * 3.0 + 0.9 * noise(own))
    muscle = _mixed(0.5 + 0.5 * fibre, (0.52, 0.11, 0.10), (0.76, 0.24, 0.20))
    side = np.abs(on.lateral) / on.radius
    # Over a joint the tendon widens to a hood; between, a cord is left.
    from_joint = np.minimum(np.abs(on.along), np.abs(on.along - on.length))
    cord = 0.34 + 0.3 * np.exp(-((from_joint / 5.0) ** 2))
    back = np.clip((cord - side) * 9.0, 0.0, 1.0) * (on.dorsal > 0.0)
    sheath = np.clip((0.42 - side) * 8.0, 0.0, 1.0) * (on.dorsal < 0.0) * 0.8
    pale = np.where(finger, back + sheath, 0.0)
    behind = ~finger & (on.part >= FOREARM) & (on.facing < 0.1)
    tendon = np.clip(2.6 - distance(BACK_LINES, on.palm), 0.0, 1.0)
    pale = np.where(behind, tendon, pale)
    # The palm's aponeurosis: a fan from the wrist to the fingers.
    x, y = on.palm[:, 0], on.palm[:, 1]
    front = ~finger & (on.facing > 0.1) & (y > 0.0)
    fan = np.clip((0.05 * y + 3.0 + 0.12 * np.maximum(y - 40, 0) - np.abs(x + 3.0)) / 3.0, 0, 1)
    rays = 0.65 + 0.35 * np.cos(np.arctan2(x + 3.0, y + 12.0) * 40.0)
    pale = np.where(front, 0.85 * fan * rays, pale)
    strands = 0.94 + 0.06 * np.sin(on.lateral * 7.0)
    white = np.array([0.90, 0.83, 0.70]) * strands[:, None]
    mix = np.clip(pale, 0.0, 1.0)[:, None]
    flesh = muscle * (1.0 - mix) + white * mix
    shade = seen.diffuse - 0.35 * seen.fold
    return flesh * shade[:, None] * seen.scene.light_colour + 0.16 * gloss(seen, 22.0)[:, None]


def bone(seen: Lit) -> Floats:
    """Dry bone: ivory, a little darker where it is rough."""
    rough = 0.5 + 0.5 * noise(seen.surface.point / 4.0, 2)
    ivory = _mixed(0.35 * rough + 0.4 * seen.fold, (0.94, 0.90, 0.79), (0.66, 0.58, 0.44))
    shade = 0.1 + 0.9 * seen.diffuse - 0.5 * rim(seen, 2.0)
    return ivory * shade[:, None] * seen.scene.light_colour


def wireframe(seen: Lit) -> Floats:
    """Lines along and around every part, on dark: the surface as a modeller's mesh."""
    on = seen.surface
    finger = on.part > 0
    around = np.arctan2(on.lateral, on.dorsal) / GRID_TURN * GRID_MM
    u = np.where(finger, on.along, on.palm[:, 1])
    v = np.where(finger, around * on.radius / 8.0, on.palm[:, 0])
    period = np.where(finger, GRID_MM * on.radius / 8.0, GRID_MM)
    thick = 0.62 * max(1.0, seen.body.mm_per_px)
    off_u = np.abs(u - GRID_MM * np.round(u / GRID_MM))
    off_v = np.abs(v - period * np.round(v / period))
    line = np.exp(-((np.minimum(off_u, off_v) / thick) ** 2)) + 0.8 * rim(seen, 3.0)
    mesh = _mixed(line, (0.05, 0.10, 0.13), (0.35, 0.95, 0.90))
    return mesh * (0.55 + 0.45 * seen.diffuse)[:, None]
