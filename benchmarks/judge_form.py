"""Measure the form judge against known truth: rendered hands, photographs, generated hands.

    python benchmarks/judge_form.py                     # renders only: runs everywhere
    python benchmarks/judge_form.py --data DATA --json  # DATA is filled by form_data/fill.py
    python benchmarks/judge_form.py --half choose       # what bounds may be chosen on

Renders: every one-handed gesture in turn, four views, all skins, whole and with each flaw that
shows. Photographs: whole hands of people that nothing was trained on, and pictures without any
hand. Generated hands: crops that were labelled by looking. ``recall`` is of the hands found;
``unsure`` counts as not flagged. What a part needs and is not there is null with the reason.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

sys.path.insert(0, str(Path(__file__).parent))

from form_data.fill import place, rows

from toolkit.errors import JudgeError
from toolkit.judging.form.hand_form import HandForm
from toolkit.judging.form.judge import FormJudge
from toolkit.judging.pixels import Pixels, as_pixels
from toolkit.rating.yields import wilson_interval
from toolkit.rendering.malformed import MALFORMATIONS, Malformation, Malformed, finger_that_shows
from toolkit.rendering.render import render
from toolkit.rendering.rods import camera_rods, look
from toolkit.rendering.scene import HandScene, seen_hands, seen_nearer
from toolkit.vocabulary import Gesture, Vocabulary, load_vocabulary
from toolkit.vocabulary.pictures import gesture_scene

VIEWS = ("palm", "back", "three_quarter", "side")
RENDER_PX = 256
# A flaw of which less is seen, in square millimetres, cannot be asked for.
LEAST_SEEN_MM2 = 120.0
WHOLE, EACH = 420, 105
CROP_SHARE = 0.4


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One picture of known truth: whether a hand was found, and how likely it is flawed."""

    flawed: bool
    score: float | None
    outcome: str

    @property
    def found(self) -> bool:
        """Whether there was a hand to judge."""
        return self.score is not None


def worst(hands: Sequence[HandForm], *, flawed: bool) -> Seen:
    """The picture's answer: that of its worst hand."""
    judged = [hand for hand in hands if hand.score is not None]
    if not judged:
        return Seen(flawed=flawed, score=None, outcome="no_hand" if not hands else "too_small")
    hand = max(judged, key=lambda each: each.score or 0.0)
    return Seen(flawed=flawed, score=hand.score, outcome=hand.outcome)


def scenes(
    vocabulary: Vocabulary, kind: Malformation | None, number: int, seed: int
) -> Iterator[HandScene]:
    """``number`` scenes of one-handed gestures in turn, with ``kind`` where it is seen."""
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


def _scene(gesture: Gesture, view: object, generator: np.random.Generator) -> HandScene:
    side = "right" if generator.random() < 0.5 else "left"
    scene = gesture_scene(gesture, view=view, side=side)  # pyright: ignore[reportArgumentType]
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


def read_file(file: Path) -> Pixels | None:
    """The picture, or None with a line on standard error."""
    try:
        with Image.open(file) as image:
            return as_pixels(ImageOps.exif_transpose(image).convert("RGB"))
    except (OSError, JudgeError) as error:
        print(f"{file}: {error}", file=sys.stderr)
        return None


def photographs(judge: FormJudge, data: Path, split: str, every: int) -> list[Seen]:
    """Whole hands of people that nothing was trained on."""
    chosen = [r for r in rows("photographs.csv") if r["kind"] == "hand" and r["split"] == split]
    seen: list[Seen] = []
    for row in chosen[::every]:
        picture = read_file(place(data, row["repository"], row["path"]))
        if picture is not None:
            seen.append(worst(judge.hands(picture), flawed=False))
    return seen


def without_hands(judge: FormJudge, data: Path, split: str, every: int) -> dict[str, object]:
    """How many pictures without a hand show the finder one."""
    chosen = [r for r in rows("photographs.csv") if r["kind"] == "nohand" and r["split"] == split]
    false: list[str] = []
    n = 0
    for row in chosen[::every]:
        picture = read_file(place(data, row["repository"], row["path"]))
        if picture is not None:
            n += 1
            if judge.hands(picture):
                false.append(f"{row['repository']}/{row['path']}")
    return {"n": n, "false": len(false), "which": false}


def generated(judge: FormJudge, data: Path, half: str, every: int) -> list[Seen]:
    """Labelled crops of generated hands, each with its surroundings."""
    chosen = [r for r in rows("generated.csv") if r["half"] == half and r["label"] in GOOD_BAD]
    seen: list[Seen] = []
    for row in chosen[::every]:
        picture = read_file(place(data, row["repository"], row["path"]))
        if picture is not None:
            box = [float(row[name]) for name in ("x0", "y0", "x1", "y1")]
            hands = judge.hands(_cut(picture, box))
            seen.append(worst(hands, flawed=row["label"] == "bad"))
    return seen


GOOD_BAD = ("good", "bad")


def _cut(picture: Pixels, box: Sequence[float]) -> Pixels:
    left, top, right, bottom = box
    margin = CROP_SHARE * max(right - left, bottom - top)
    height, width = picture.shape[:2]
    x0, y0 = max(0, int(left - margin)), max(0, int(top - margin))
    x1, y1 = min(width, int(right + margin)), min(height, int(bottom + margin))
    return np.ascontiguousarray(picture[y0:y1, x0:x1])


def share(seen: Sequence[Seen], outcome: str = "fail") -> dict[str, object]:
    """How many of the hands found have ``outcome``, with Wilson's interval."""
    found = [each for each in seen if each.found]
    k = sum(each.outcome == outcome for each in found)
    low, high = wilson_interval(k, len(found))
    return {
        "pictures": len(seen),
        "n": len(found),
        "k": k,
        "rate": round(k / len(found), 4) if found else None,
        "interval": [round(low, 4), round(high, 4)],
        "unsure": sum(each.outcome == "unsure" for each in found),
    }


def scores_of(seen: Sequence[Seen]) -> tuple[list[float], list[float]]:
    """The scores of the flawed and of the whole hands found."""
    bad = [each.score for each in seen if each.flawed and each.score is not None]
    good = [each.score for each in seen if not each.flawed and each.score is not None]
    return bad, good


def auc(bad: Sequence[float], good: Sequence[float]) -> float | None:
    """How often a flawed hand scores above a whole one (0..1)."""
    if not bad or not good:
        return None
    above = np.subtract.outer(np.array(bad), np.array(good))
    return round(float((above > 0).mean() + (above == 0).mean() / 2), 4)


def detection(seen: Sequence[Seen]) -> dict[str, object]:
    """Precision, recall and F1 of "malformed"; a crop in which no hand is found fails too."""
    flagged = [each for each in seen if each.outcome in ("fail", "no_hand")]
    hits = sum(each.flawed for each in flagged)
    bad = sum(each.flawed for each in seen)
    precision = hits / len(flagged) if flagged else 0.0
    recall = hits / bad if bad else 0.0
    return {
        "n": len(seen),
        "malformed": bad,
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 4),
        "auc": auc(*scores_of(seen)),
        "found": sum(each.found for each in seen),
        "of the found": {
            "whole called flawed": share([each for each in seen if not each.flawed]),
            "malformed called flawed": share([each for each in seen if each.flawed]),
        },
    }


def main() -> None:
    """Read the arguments, look at everything, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="a folder that form_data/fill.py filled")
    parser.add_argument("--half", choices=("choose", "measure"), default="measure")
    parser.add_argument("--every", type=int, default=1, help="only every n-th picture of a part")
    parser.add_argument("--no-renders", action="store_true")
    parser.add_argument("--json", action="store_true", help="print JSON only")
    arguments = parser.parse_args()
    seed = 2 if arguments.half == "measure" else 1
    numbers: dict[str, object] = {"half": arguments.half}
    alarms: dict[str, object] = {"renders": None, "photographs": None}
    with FormJudge.open() as judge:
        if not arguments.no_renders:
            vocabulary = load_vocabulary(extra=())
            took: list[float] = []
            kinds: dict[str, object] = {}
            whole: list[Seen] = []
            for kind in (None, *MALFORMATIONS):
                number = (WHOLE if kind is None else EACH) // arguments.every
                seen: list[Seen] = []
                for scene in scenes(vocabulary, kind, number, seed):
                    picture = render(scene, RENDER_PX)
                    start = time.perf_counter()
                    seen.append(worst(judge.hands(picture), flawed=kind is not None))
                    took.append(time.perf_counter() - start)
                if kind is None:
                    whole, alarms["renders"] = seen, share(seen)
                else:
                    found = share(seen)
                    areas = auc(scores_of(seen)[0], scores_of(whole)[1])
                    kinds[kind] = {**found, "recall": found["rate"], "auc": areas}
            numbers |= {"renders": kinds, "ms_per_hand": round(1000 * float(np.mean(took)), 1)}
        if arguments.data is None:
            numbers |= {"false_alarms": alarms, "generated": None, "why": "no --data"}
        else:
            part = arguments.half, arguments.every
            alarms["photographs"] = share(photographs(judge, arguments.data, *part))
            numbers |= {
                "false_alarms": alarms,
                "generated": detection(generated(judge, arguments.data, *part)),
                "without_hands": without_hands(judge, arguments.data, *part),
            }
    print(json.dumps(numbers, indent=None if arguments.json else 1))


if __name__ == "__main__":
    main()
