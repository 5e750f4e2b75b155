"""A shaded picture of a hand: spheres to a depth map by one maximum, then light.

Orthographic, the camera looking along -z. The depth map is the pointwise maximum over dense
spheres (no beads to see), so the whole hand is one scatter operation; light comes from the
depth's gradient, and soft shadow in the folds from depth below its own blur.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image as PILImage
from PIL import ImageFilter

from toolkit.hands.flesh import Floats, Rods, flesh, spheres
from toolkit.hands.kinematics import MEAN_PROPORTIONS, Proportions, joint_points, rotation
from toolkit.hands.pose import HandPose

Colour = tuple[float, float, float]
FAR = -1e6
SUPERSAMPLING = 2
FINGER_SMOOTH_MM = 1.5
PALM_SMOOTH_MM = 6.0
FOLD_REACH_MM = 5.0
FOLD_MM = 26.0
FOLD_MAX = 0.15
WRAP = 0.35


@dataclass(frozen=True, kw_only=True)
class HandScene:
    """Everything that decides one rendered picture.

    Colours are sRGB in 0..1. ``yaw``, ``pitch``, ``roll`` turn the hand (degrees, see
    `rotation`), then the ``camera_`` turns the whole view; ``frame_mm`` is the width of the
    picture in the hand's world; ``offset_mm`` moves the hand right and up; ``light`` is a
    direction to the light (x right, y up, z to the camera), of any length; ``ambient`` 0..1;
    ``detail`` 0..1 is the strength of nails and creases.
    """

    pose: HandPose
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    camera_yaw: float = 0.0
    camera_pitch: float = 0.0
    camera_roll: float = 0.0
    proportions: Proportions = field(default_factory=lambda: MEAN_PROPORTIONS)
    skin: Colour = (0.86, 0.65, 0.53)
    background: Colour = (0.55, 0.58, 0.62)
    light: Colour = (-0.4, 0.6, 0.8)
    light_colour: Colour = (1.0, 1.0, 1.0)
    ambient: float = 0.55
    frame_mm: float = 300.0
    offset_mm: tuple[float, float] = (0.0, 0.0)
    detail: float = 1.0


def scene_points_mm(scene: HandScene) -> Floats:
    """The scene's 21 points (21, 3) in camera millimetres, the picture's centre at the origin."""
    turned = joint_points(scene.pose, scene.proportions) @ _turn(scene).T
    return turned + _shift(turned, scene)


def scene_points_px(scene: HandScene, size_px: int) -> Floats:
    """The scene's 21 points (21, 2) in pixels, x right, y down, for a square picture."""
    points = scene_points_mm(scene)
    scale = size_px / scene.frame_mm
    return np.stack([size_px / 2 + points[:, 0] * scale, size_px / 2 - points[:, 1] * scale], 1)


def _turn(scene: HandScene) -> Floats:
    camera = rotation(yaw=scene.camera_yaw, pitch=scene.camera_pitch, roll=scene.camera_roll)
    return camera @ rotation(yaw=scene.yaw, pitch=scene.pitch, roll=scene.roll)


def _shift(turned: Floats, scene: HandScene) -> Floats:
    """What brings the 21 turned points to the middle of the picture, (3,) mm."""
    middle = (turned.min(axis=0) + turned.max(axis=0)) / 2
    return np.array([scene.offset_mm[0] - middle[0], scene.offset_mm[1] - middle[1], 0.0])


def _camera_rods(scene: HandScene) -> Rods:
    sign = -1.0 if scene.pose.side == "left" else 1.0
    points = joint_points(scene.pose, scene.proportions)
    rods = flesh(points, sign, scene.proportions)
    turn = _turn(scene)
    shift = _shift(points @ turn.T, scene)
    return replace(
        rods,
        start=rods.start @ turn.T + shift,
        end=rods.end @ turn.T + shift,
        dorsal=rods.dorsal @ turn.T,
    )


def depth_map(scene: HandScene, size_px: int) -> tuple[Floats, NDArray[np.int64], Rods]:
    """Depth (size, size) in mm toward the camera (`FAR` where there is no hand), the rod seen
    at each pixel (-1 for none), and the rods in camera space."""
    rods = _camera_rods(scene)
    centres, radii, rod = spheres(rods)
    scale = size_px / scene.frame_mm
    x = size_px / 2 + centres[:, 0] * scale
    y = size_px / 2 - centres[:, 1] * scale
    r = radii * scale
    near = (x > -r) & (x < size_px + r) & (y > -r) & (y < size_px + r)
    x, y, r, z, rod = x[near], y[near], r[near], centres[near, 2], rod[near]
    pixels = [np.empty(0, dtype=np.int64)]
    depths = [np.empty(0)]
    owners = [np.empty(0, dtype=np.int64)]
    # Spheres of like radius share one patch size, so that little of the scatter is empty.
    order = np.argsort(r)
    for group in np.array_split(order, 4):
        if not len(group):
            continue
        half = int(np.ceil(r[group].max())) + 1
        span = np.arange(-half, half + 1)
        column = np.floor(x[group]).astype(np.int64)[:, None] + span
        row = np.floor(y[group]).astype(np.int64)[:, None] + span
        dx2 = (column + 0.5 - x[group][:, None]) ** 2
        dy2 = (row + 0.5 - y[group][:, None]) ** 2
        height2 = (r[group] ** 2)[:, None, None] - dy2[:, :, None] - dx2[:, None, :]
        inside = (
            (height2 > 0)
            & ((row >= 0) & (row < size_px))[:, :, None]
            & ((column >= 0) & (column < size_px))[:, None, :]
        )
        which, i, j = np.nonzero(inside)
        pixels.append(row[which, i] * size_px + column[which, j])
        depths.append(z[group][which] + np.sqrt(height2[which, i, j]) / scale)
        owners.append(rod[group][which])
    depth = np.full(size_px * size_px, FAR)
    owner = np.full(size_px * size_px, -1, dtype=np.int64)
    pixel = np.concatenate(pixels)
    height = np.concatenate(depths)
    np.maximum.at(depth, pixel, height)
    won = height >= depth[pixel]
    owner[pixel[won]] = np.concatenate(owners)[won]
    return depth.reshape(size_px, size_px), owner.reshape(size_px, size_px), rods


def _soften(values: NDArray[np.uint8], reach_px: float) -> Floats:
    """Blur a uint8 picture (H, W) or (H, W, 3) by two boxes of ``reach_px``: near a Gaussian.

    Eight bits are enough for light (one part in 127), and Pillow's box filter costs a fifth
    of a cumulative sum in numpy.
    """
    picture = PILImage.fromarray(values).filter(ImageFilter.BoxBlur(reach_px))
    return np.asarray(picture.filter(ImageFilter.BoxBlur(reach_px)), dtype=np.float64)


def render(scene: HandScene, size_px: int = 128) -> NDArray[np.uint8]:
    """Draw ``scene`` as an RGB picture (size, size, 3) uint8, supersampled and reduced."""
    fine = size_px * SUPERSAMPLING
    depth, owner, rods = depth_map(scene, fine)
    mm_per_px = scene.frame_mm / fine
    colour = _background(scene, fine).copy()
    row, column = np.nonzero(owner >= 0)
    if len(row):
        surface = _surface(row, column, depth, owner, rods, mm_per_px)
        shade = _shade(scene, depth, surface, mm_per_px)
        colour[row, column] = _skin(scene, surface) * shade[:, None] * scene.light_colour
    coarse = colour.reshape(size_px, SUPERSAMPLING, size_px, SUPERSAMPLING, 3).mean(axis=(1, 3))
    return (np.clip(coarse, 0.0, 1.0) * 255 + 0.5).astype(np.uint8)


def _background(scene: HandScene, size: int) -> Floats:
    fall = np.linspace(1.06, 0.92, size)[:, None, None]
    return np.broadcast_to(np.asarray(scene.background) * fall, (size, size, 3))


@dataclass(frozen=True, kw_only=True)
class _Surface:
    """What is known of each of P hand pixels, in the frame of the rod it belongs to (mm)."""

    row: NDArray[np.int64]
    column: NDArray[np.int64]
    part: NDArray[np.int64]
    radius: Floats
    length: Floats
    along: Floats
    dorsal: Floats
    lateral: Floats
    normal: Floats


def _surface(
    row: NDArray[np.int64],
    column: NDArray[np.int64],
    depth: Floats,
    owner: NDArray[np.int64],
    rods: Rods,
    mm_per_px: float,
) -> _Surface:
    size = owner.shape[0]
    rod = owner[row, column]
    x_mm = (column + 0.5 - size / 2) * mm_per_px
    y_mm = (size / 2 - row - 0.5) * mm_per_px
    surface = np.stack([x_mm, y_mm, depth[row, column]], axis=1)
    whole_axis = rods.end - rods.start
    lengths = np.linalg.norm(whole_axis, axis=1)
    axes = whole_axis / lengths[:, None]
    laterals = np.cross(axes, rods.dorsal)
    offset = surface - rods.start[rod]
    along = np.einsum("ij,ij->i", offset, axes[rod])
    clamped = np.clip(along, 0.0, lengths[rod])
    normal = offset - clamped[:, None] * axes[rod]
    normal /= np.maximum(np.linalg.norm(normal, axis=1), 1e-6)[:, None]
    return _Surface(
        row=row,
        column=column,
        part=rods.part[rod],
        radius=rods.start_radius[rod],
        length=lengths[rod],
        along=along,
        dorsal=np.einsum("ij,ij->i", offset, rods.dorsal[rod]),
        lateral=np.abs(np.einsum("ij,ij->i", offset, laterals[rod])),
        normal=normal,
    )


def _shade(scene: HandScene, depth: Floats, surface: _Surface, mm_per_px: float) -> Floats:
    size = depth.shape[0]
    palm = surface.part < 1
    normal = surface.normal.copy()
    # Skin bridges what bones leave apart: normals are averaged over the hand, more in the palm.
    for chosen, reach_mm in ((~palm, FINGER_SMOOTH_MM), (palm, PALM_SMOOTH_MM)):
        if chosen.any():
            row, column = surface.row[chosen], surface.column[chosen]
            field_ = np.full((size, size, 3), 128, dtype=np.uint8)
            field_[row, column] = np.round(surface.normal[chosen] * 127 + 128)
            normal[chosen] = _soften(field_, reach_mm / mm_per_px)[row, column] - 128.0
    normal /= np.maximum(np.linalg.norm(normal, axis=1), 1e-6)[:, None]
    light = np.asarray(scene.light) / np.linalg.norm(scene.light)
    lambert = np.clip((normal @ light + WRAP) / (1.0 + WRAP), 0.0, 1.0)
    here = depth[surface.row, surface.column]
    step = max(float(np.ptp(here)), 1.0) / 255
    filled = np.zeros((size, size), dtype=np.uint8)
    filled[surface.row, surface.column] = (here - here.min()) / step
    blurred = _soften(filled, FOLD_REACH_MM / mm_per_px)[surface.row, surface.column]
    fold = blurred * step + here.min() - here
    occlusion = 1.0 - np.clip(fold / FOLD_MM, 0.0, FOLD_MAX)
    return (scene.ambient + (1.0 - scene.ambient) * 1.15 * lambert) * occlusion


def _skin(scene: HandScene, surface: _Surface) -> Floats:
    """Colour of each hand pixel (P, 3): base tone, redder tips, creases, nails."""
    base = np.asarray(scene.skin)
    part, along, dorsal = surface.part, surface.along, surface.dorsal
    finger = part >= 0
    distal = finger & (part % 4 == 3)
    tip = np.where(distal, np.clip(along / surface.length, 0.0, 1.0), 0.0)
    skin = base * (1.0 + tip[:, None] * np.array([0.03, -0.06, -0.05]))
    crease = finger & (part % 4 >= 1) & (np.abs(along - 0.8) < 0.75)
    crease &= dorsal < -0.2 * surface.radius
    skin[crease] *= 1.0 - scene.detail * np.array([0.16, 0.22, 0.22])
    wrinkle = finger & (part % 4 >= 2) & (np.abs(np.abs(along) - 1.4) < 0.5) & (dorsal > 0)
    skin[wrinkle] *= 1.0 - scene.detail * np.array([0.10, 0.13, 0.13])
    nail = distal & (dorsal > 0.30 * surface.radius) & (along > 0.50 * surface.length)
    nail &= surface.lateral < 0.72 * surface.radius
    pale = 0.5 * base + 0.5 * np.array([0.97, 0.80, 0.76])
    skin[nail] = (1 - scene.detail) * base + scene.detail * pale
    return skin
