"""The pairs whose answer is known: rendered hands, one whole and one clearly malformed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image as Pictures
from PIL import ImageFilter
from PIL.Image import Image as Picture

from toolkit.errors import StoreError
from toolkit.rendering.malformed import Malformation, Malformed, finger_that_shows
from toolkit.rendering.render import render
from toolkit.rendering.scene import Colour, HandScene, seen_nearer
from toolkit.store import Store
from toolkit.store.bundles import add_bundle, write_bundle
from toolkit.store.known_answers import FLAW_AXIS, FOR_CHECKS, WHOLE
from toolkit.sweeps.cells import Cell, cell_id
from toolkit.sweeps.requests import GenerationRequest
from toolkit.vocabulary import Vocabulary
from toolkit.vocabulary.pictures import gesture_scene

BUNDLE = Path(__file__).with_name("gold_pairs.zip")
MAX_BYTES = 1_500_000
SIZE_PX = 128
WIDEST_MM, SHARE = 290.0, 0.5
"""How near the hand is seen (`seen_nearer`): a finger that is too long stays in the picture."""

SOFT_PX = 0.5
"""Both pictures are made as soft as generated ones are."""

CLEAR: dict[str, tuple[Malformation, ...]] = {
    "palm": ("extra_finger", "two_thumbs", "fused_fingers", "too_long"),
    "stop": ("extra_finger", "fused_fingers", "too_long"),
    "four": ("extra_finger", "fused_fingers", "too_long"),
    "three": ("fused_fingers", "too_long"),
    "peace": ("extra_finger", "fused_fingers", "too_long"),
    "ok": ("extra_finger", "fused_fingers", "too_long"),
    "rock": ("extra_finger", "too_long"),
    "call": ("extra_finger", "two_thumbs", "too_long"),
    "love_you": ("extra_finger", "two_thumbs", "too_long"),
    "like": ("two_thumbs",),
}
"""By gesture the flaws that nobody overlooks at this size; chosen by eye from all there are."""


def add_gold_pairs(store: Store) -> tuple[str, ...]:
    """Put the pairs into ``store`` unless they are there; the ids of the runs that are new."""
    return add_bundle(store, BUNDLE)


def make_gold_pairs(vocabulary: Vocabulary, path: Path = BUNDLE) -> int:
    """Draw the pairs anew and write their bundle to ``path``; its size in bytes.

    Raises `StoreError` for one of more than 1.5 MB.
    """
    drawn = list(gold_pictures(vocabulary))
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder)) as store:
        asked = [(cell, request) for cell, request, _ in drawn]
        run = store.start_run("known-pairs", "{}", asked, owner=FOR_CHECKS)
        for _, request, picture in drawn:
            store.save_image(request, picture)
        size = write_bundle(store, {run: FOR_CHECKS}, path)
    if size > MAX_BYTES:
        path.unlink()
        raise StoreError(f"The known pairs take {size:,} bytes; at most {MAX_BYTES:,} may travel.")
    return size


def gold_pictures(vocabulary: Vocabulary) -> Iterator[tuple[Cell, GenerationRequest, Picture]]:
    """Every pair's two pictures, the whole hand first: one pose, one light, one seed."""
    named: list[tuple[str, Malformation]] = [
        (gesture, flaw) for gesture, flaws in CLEAR.items() for flaw in flaws
    ]
    for seed, (gesture, flaw) in enumerate(named):
        scene = _scene(vocabulary, gesture, seed)
        broken = Malformed(kind=flaw, finger=finger_that_shows(flaw, scene.pose))
        both: tuple[tuple[str, Malformed | None], ...] = ((WHOLE, None), (flaw, broken))
        for value, malformed in both:
            pixels = render(replace(scene, flaw=malformed), SIZE_PX)
            values = (("gesture", gesture), (FLAW_AXIS, value))
            yield (
                Cell(id=cell_id(values), gesture=gesture, values=values),
                GenerationRequest(
                    prompt=gesture,
                    negative=value,
                    seed=seed,
                    model="toolkit.rendering",
                    width_px=SIZE_PX,
                    height_px=SIZE_PX,
                ),
                Pictures.fromarray(pixels).filter(ImageFilter.GaussianBlur(SOFT_PX)),
            )


def _scene(vocabulary: Vocabulary, gesture: str, seed: int) -> HandScene:
    """The gesture in skin, light and ground of its own, as the pictures that are rated have."""
    random = np.random.default_rng([2026, seed])

    def colour(kind: str) -> Colour:
        known = [w.colour.rgb for w in vocabulary.words if w.kind == kind and w.colour]
        return known[int(random.integers(len(known)))]

    lamps = [w.lamp for w in vocabulary.words if w.kind == "light" and w.lamp]
    lamp = lamps[int(random.integers(len(lamps)))]
    scene = gesture_scene(
        vocabulary.gestures[gesture], side="left" if random.random() < 0.5 else "right"
    )
    scene = replace(
        scene,
        skin=colour("skin"),
        background=colour("background"),
        light=(lamp.x, lamp.y, lamp.z),
        ambient=max(lamp.ambient, 0.4),
        camera_yaw=scene.camera_yaw + random.normal(0, 5),
        camera_roll=scene.camera_roll + random.normal(0, 6),
    )
    return seen_nearer(scene, widest_mm=WIDEST_MM, share=SHARE)
