"""Pictures of known truth for the form judge: renders, pasted flaws, photographs, generated."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from form_data.fill import place, rows
from PIL import Image, ImageOps

from toolkit.decoding.pixels import Pixels, as_pixels
from toolkit.errors import JudgeError
from toolkit.judging.finding.landmarker import HandLandmarker
from toolkit.judging.form.school.composites import edited
from toolkit.judging.form.school.cutouts import Cutout, cut_out
from toolkit.judging.form.school.flaws import FLAWS
from toolkit.judging.form.school.grounds import Grounds, own_ground
from toolkit.judging.form.school.layers import Hand, hand_of
from toolkit.rendering.malformed import MALFORMATIONS, Malformation, Malformed, finger_that_shows
from toolkit.rendering.render import render
from toolkit.rendering.rods import camera_rods, look
from toolkit.rendering.scene import HandScene, seen_hands, seen_nearer
from toolkit.vocabulary import Gesture, SceneWord, load_vocabulary
from toolkit.vocabulary.pictures import gesture_scene

WHOLE = "whole"
VIEWS = ("palm", "back", "three_quarter", "side")
RENDER_PX = 256
# A flaw of which less is seen, in square millimetres, cannot be asked for.
LEAST_SEEN_MM2 = 120.0
# A labelled crop is cut with so much of its longer side about it.
CROP_SHARE = 0.4
# The origin whose hands flaws are pasted on, in each half; nothing was trained on either.
PASTED_ON = {
    "measure": "anthoniusadi/Hand-dataset",
    "choose": "linto-ai/multi-hand-gesture-dataset",
}
MOST_CUTOUTS = 300
GOOD_BAD = ("good", "bad")


@dataclass(frozen=True, kw_only=True, eq=False)
class Known:
    """A picture and what is true of it: ``kind`` is `WHOLE`, a flaw's kind, ``good`` or ``bad``."""

    picture: Pixels
    kind: str
    name: str

    @property
    def flawed(self) -> bool:
        """Whether its hand is malformed."""
        return self.kind not in (WHOLE, "good")


def renders(half: str, whole: int, each: int) -> Iterator[Known]:
    """Every one-handed gesture in turn, four views, all skins: ``whole`` ones, ``each`` flaw."""
    seed = 2 if half == "measure" else 1
    for kind in (None, *MALFORMATIONS):
        number = whole if kind is None else each
        for turn, scene in enumerate(scenes(kind, number, seed)):
            name = f"{kind or WHOLE} {turn}"
            yield Known(picture=render(scene, RENDER_PX), kind=kind or WHOLE, name=name)


def scenes(kind: Malformation | None, number: int, seed: int) -> Iterator[HandScene]:
    """``number`` scenes of one-handed gestures in turn, with ``kind`` where it is seen."""
    vocabulary = load_vocabulary(extra=())
    generator = np.random.default_rng([seed, 0 if kind is None else 1 + MALFORMATIONS.index(kind)])
    gestures = [gesture for gesture in vocabulary.gestures.values() if gesture.hands == 1]
    views = [vocabulary.scene_word("view", id) for id in VIEWS]
    skins = [word.colour.rgb for word in vocabulary.scene("skin") if word.colour]
    walls = [word.colour.rgb for word in vocabulary.scene("background") if word.colour]
    order = generator.permutation(len(gestures))
    given = turn = 0
    while given < number:
        gesture = gestures[int(order[turn % len(order)])]
        scene = _scene(gesture, views[turn % len(views)], generator)
        scene = replace(
            scene,
            skin=skins[turn % len(skins)],
            background=walls[int(generator.integers(len(walls)))],
            flaw=kind and Malformed(kind=kind, finger=finger_that_shows(kind, scene.pose)),
        )
        turn += 1
        if kind is None or _is_seen(scene, kind):
            given += 1
            yield scene


def _scene(gesture: Gesture, view: SceneWord, generator: np.random.Generator) -> HandScene:
    side = "right" if generator.random() < 0.5 else "left"
    scene = gesture_scene(gesture, view=view, side=side)
    scene = replace(
        scene,
        camera_yaw=scene.camera_yaw + generator.normal(0, 10),
        camera_pitch=scene.camera_pitch + generator.normal(0, 8),
        camera_roll=scene.camera_roll + generator.normal(0, 10),
    )
    return seen_nearer(scene, widest_mm=280.0, share=0.55)


def _is_seen(scene: HandScene, kind: Malformation) -> bool:
    if kind == "missing_finger":
        return True
    body = look(scene, 128)
    area = body.mm_per_px**2
    own = body.owner[body.owner >= 0]
    assert scene.flaw is not None
    if kind in ("extra_finger", "two_thumbs", "fused_fingers"):
        before = len(camera_rods(replace(seen_hands(scene)[0], flaw=None)).part)
        return float((own >= before).sum()) * area > LEAST_SEEN_MM2
    part = body.rods.part[own]
    return float(((part >= 0) & (part // 4 == scene.flaw.finger)).sum()) * area > LEAST_SEEN_MM2


def pasted(
    data: Path, half: str, landmarker: HandLandmarker, whole: int, each: int
) -> Iterator[Known]:
    """Flaws cut and pasted on photographs of one origin; the whole ones are edited alike.

    Half keep the ground that they were photographed before, half get another photograph's.
    """
    random = np.random.default_rng([17, half == "measure"])
    photographs = files(data, half, "hand", PASTED_ON[half])
    grounds = Grounds(files(data, half, "nohand"))
    order = [photographs[int(index)] for index in random.permutation(len(photographs))]
    found = (clean_cutout(file, landmarker) for file in order)
    cuts = list(itertools.islice((cut for cut in found if cut is not None), MOST_CUTOUTS))
    for kind in (WHOLE, *FLAWS):
        number = whole if kind == WHOLE else each
        made = 0
        for turn in range(20 * number):
            cut = cuts[turn % len(cuts)]
            hand = edited(hand_of(cut), kind, random)
            if hand is not None:
                made += 1
                picture = _on_ground(cut, hand, grounds, random)
                yield Known(picture=picture, kind=kind, name=f"{kind} {made}")
            if made == number:
                break


def clean_cutout(file: Path, landmarker: HandLandmarker) -> Cutout | None:
    """The first hand that is found in ``file``, cut out; None where it does not come out clean."""
    picture = read_file(file)
    hands = landmarker.detect(picture) if picture is not None else []
    cut = cut_out(picture, hands[0].points_px[:, :2]) if picture is not None and hands else None
    return cut if cut is not None and cut.clean else None


def _on_ground(cut: Cutout, hand: Hand, grounds: Grounds, random: np.random.Generator) -> Pixels:
    behind = (
        own_ground(cut, random) if random.random() < 0.5 else grounds.draw(hand.size_px, random)
    )
    matte = hand.matte[..., None]
    return np.clip(behind * (1 - matte) + hand.picture * matte, 0, 255).astype(np.uint8)


def photographs(data: Path, half: str, every: int) -> Iterator[Known]:
    """Whole hands of people that nothing was trained on."""
    for row in [r for r in rows("photographs.csv") if _is(r, half, "hand")][::every]:
        picture = read_file(place(data, row["repository"], row["path"]))
        if picture is not None:
            yield Known(picture=picture, kind=WHOLE, name=f"{row['repository']}/{row['path']}")


def without_hands(data: Path, half: str) -> Iterator[Known]:
    """Pictures in which there is no hand."""
    for row in [r for r in rows("photographs.csv") if _is(r, half, "nohand")]:
        picture = read_file(place(data, row["repository"], row["path"]))
        if picture is not None:
            yield Known(picture=picture, kind=WHOLE, name=f"{row['repository']}/{row['path']}")


def generated(data: Path, half: str) -> Iterator[Known]:
    """Labelled crops of generated hands, each with its surroundings; named by their lines."""
    for line, row in enumerate(rows("generated.csv"), start=2):
        if row["half"] != half or row["label"] not in GOOD_BAD:
            continue
        picture = read_file(place(data, row["repository"], row["path"]))
        if picture is not None:
            box = [float(row[name]) for name in ("x0", "y0", "x1", "y1")]
            yield Known(picture=_cut(picture, box), kind=row["label"], name=f"line {line}")


def files(data: Path, half: str, kind: str, repository: str = "") -> list[Path]:
    """The manifest's photographs of one ``kind`` in one ``half``."""
    return [
        place(data, row["repository"], row["path"])
        for row in rows("photographs.csv")
        if _is(row, half, kind) and repository in ("", row["repository"])
    ]


def read_file(file: Path) -> Pixels | None:
    """The picture as it is seen, or None with a line on standard error."""
    try:
        with Image.open(file) as image:
            return as_pixels(ImageOps.exif_transpose(image).convert("RGB"))
    except (OSError, JudgeError) as error:
        print(f"{file}: {error}", file=sys.stderr)
        return None


def _is(row: dict[str, str], half: str, kind: str) -> bool:
    return row["split"] == half and row["kind"] == kind


def _cut(picture: Pixels, box: Sequence[float]) -> Pixels:
    left, top, right, bottom = box
    margin = CROP_SHARE * max(right - left, bottom - top)
    height, width = picture.shape[:2]
    x0, y0 = max(0, int(left - margin)), max(0, int(top - margin))
    x1, y1 = min(width, int(right + margin)), min(height, int(bottom + margin))
    return np.ascontiguousarray(picture[y0:y1, x0:x1])
