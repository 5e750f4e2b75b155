"""What a hand can be made of, and how each looks: a dict of small painters."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import UnknownName, shown
from toolkit.rendering.bones import bones
from toolkit.rendering.light import Lit, backdrop, lit
from toolkit.rendering.materials.opaque import (
    bone,
    bronze,
    ecorche,
    marble,
    porcelain,
    wireframe,
    wood,
)
from toolkit.rendering.materials.skin import skin
from toolkit.rendering.materials.transparent import glass, xray
from toolkit.rendering.rods import Body, joined, look, meet
from toolkit.rendering.scene import HandScene, Material, seen_hands

Floats = NDArray[np.float64]
Painter = Callable[[HandScene, int], Floats]

MATERIALS: tuple[Material, ...] = get_args(Material)
DARK = np.array([0.035, 0.05, 0.07])


def paint(scene: HandScene, size_px: int) -> Floats:
    """The scene's picture (size, size, 3), float sRGB about 0..1, in its material.

    Raises `UnknownName` for a material that nobody can paint.
    """
    painter = PAINTERS.get(scene.material)
    if painter is None:
        raise UnknownName(
            f"a hand can be made of {', '.join(PAINTERS)}; got {shown(scene.material)}",
            hint="Choose one of these as the scene's material.",
        )
    return painter(scene, size_px)


def _solid(
    colour: Callable[[Lit], Floats],
    *,
    body: Callable[[HandScene, int], Body] = look,
    bridged: bool = True,
    wall: Floats | None = None,
) -> Painter:
    """A painter of an opaque hand; ``wall`` is a background of its own."""

    def painter(scene: HandScene, size_px: int) -> Floats:
        met = body(scene, size_px)
        behind = backdrop(scene, size_px) if wall is None else np.tile(wall, (size_px, size_px, 1))
        picture = behind.copy()
        if (met.seen >= 0).any():
            seen = lit(scene, met, bridged=bridged)
            picture[seen.surface.row, seen.surface.column] = colour(seen)
        return picture

    return painter


def _bare_bones(scene: HandScene, size_px: int) -> Body:
    hands = seen_hands(scene)
    rods, which = joined([bones(hand)[0] for hand in hands])
    return meet(scene, size_px, hands, rods, which)


PAINTERS: dict[str, Painter] = {
    "skin": _solid(skin),
    "marble": _solid(marble),
    "bronze": _solid(bronze),
    "wood": _solid(wood),
    "porcelain": _solid(porcelain),
    "glass": glass,
    "xray": xray,
    "ecorche": _solid(ecorche),
    "skeleton": _solid(bone, body=_bare_bones, bridged=False),
    "wireframe": _solid(wireframe, wall=DARK),
}
