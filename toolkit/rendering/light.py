"""Light on the surface: soft Lambert light, shadow in the folds, gloss."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from toolkit.rendering.rods import Body, Surface, surface
from toolkit.rendering.scene import HandScene

Floats = NDArray[np.float64]

SMOOTH_MM = 5.0
FOLD_MM = 26.0
FOLD_MAX = 0.15
# Skin scatters light: it wraps around the edge of the shadow.
WRAP = 0.35


@dataclass(frozen=True, kw_only=True)
class Lit:
    """What a material sees of one picture: scene, body, surface and the light on it.

    ``diffuse`` (P,) is soft light around 0..1.15, ``fold`` (P,) 0..1 how deep the pixel lies in a
    fold, ``backdrop`` (size, size, 3) what is behind the hands.
    """

    scene: HandScene
    body: Body
    surface: Surface
    diffuse: Floats
    fold: Floats
    backdrop: Floats


def lit(scene: HandScene, body: Body, *, bridged: bool = True) -> Lit:
    """The body's surface lit as ``scene`` says; ``bridged`` when skin covers the palm's rods."""
    raw = surface(body)
    normal, fold = _softened(body, raw)
    skin = replace(raw, normal=normal) if bridged else raw
    light = np.asarray(scene.light) / max(float(np.linalg.norm(scene.light)), 1e-9)
    lambert = np.clip((skin.normal @ light + WRAP) / (1.0 + WRAP), 0.0, 1.0)
    shade = scene.ambient + (1.0 - scene.ambient) * 1.15 * lambert
    return Lit(
        scene=scene,
        body=body,
        surface=skin,
        diffuse=shade * (1.0 - FOLD_MAX * fold),
        fold=fold,
        backdrop=backdrop(scene, body.size_px),
    )


def backdrop(scene: HandScene, size_px: int) -> Floats:
    """The background (size, size, 3): its colour, a little lighter above."""
    fall = np.linspace(1.06, 0.92, size_px)[:, None, None]
    return np.broadcast_to(np.asarray(scene.background) * fall, (size_px, size_px, 3))


def gloss(seen: Lit, sharpness: float) -> Floats:
    """Mirror light (P,) 0..1 of the scene's lamp; ``sharpness`` is Blinn and Phong's exponent."""
    light = np.asarray(seen.scene.light) / max(float(np.linalg.norm(seen.scene.light)), 1e-9)
    half = light + np.array([0.0, 0.0, 1.0])
    half /= max(float(np.linalg.norm(half)), 1e-9)
    return np.clip(seen.surface.normal @ half, 0.0, 1.0) ** sharpness


def rim(seen: Lit, sharpness: float) -> Floats:
    """Fresnel's edge (P,) 0..1: bright where the surface turns away from the camera."""
    return (1.0 - np.clip(seen.surface.normal[:, 2], 0.0, 1.0)) ** sharpness


def _softened(body: Body, raw: Surface) -> tuple[Floats, Floats]:
    """Palm normals averaged (P, 3), and how deep each pixel lies in a fold (P,) 0..1.

    Normals and depth are blurred together as one RGBA picture of half the size: eight bits are
    enough for light, and Pillow's box filter costs a fifth of a cumulative sum in numpy.
    """
    half = (body.size_px + 1) // 2
    row, column = raw.row // 2, raw.column // 2
    here = raw.point[:, 2]
    step = max(float(np.ptp(here)), 1.0) / 255
    channels = np.empty((len(here), 4))
    channels[:, :3] = raw.normal * 127 + 128.5
    channels[:, 3] = (here - here.min()) / step
    field = np.full((half, half, 4), (128, 128, 128, 0), dtype=np.uint8)
    field[row, column] = channels
    reach = ImageFilter.BoxBlur(SMOOTH_MM / (2 * body.mm_per_px))
    # Two boxes are near a Gaussian.
    blurred = np.asarray(Image.fromarray(field, "RGBA").filter(reach).filter(reach))
    mean = blurred[row, column].astype(np.float64)
    # The palm's rods are no fingers: there only the mean counts, and it fades out to the fingers.
    normal = raw.normal.copy()
    palm = np.flatnonzero(raw.part < 1)
    normal[palm] = mean[palm, :3] - 128.0
    normal /= np.maximum(np.sqrt((normal * normal).sum(axis=1)), 1e-6)[:, None]
    below = mean[:, 3] * step + here.min() - here
    return normal, np.clip(below / (FOLD_MM * FOLD_MAX), 0.0, 1.0)
