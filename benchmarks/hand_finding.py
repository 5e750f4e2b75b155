"""Measure the finding of hands: small ones in large pictures, and none where there is none.

    python benchmarks/hand_finding.py DATA                 # DATA is filled by form_data/fill.py
    python benchmarks/hand_finding.py DATA --half choose   # what may be looked at while it is built

Whole hands of people and an origin that nothing was chosen on are cut out, drawn 64, 96 and 128 px
long (the longer side of their landmarks) into pictures of 1,024 px, on plain ground and on
photographs without hands, and looked for. A find counts where its landmarks lie within 0.35 of the
hand's size, in the mean, of those that the cutout had. Then the pictures without hands as they are.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

sys.path.insert(0, str(Path(__file__).parent))

from form_data.truth import PASTED_ON, clean_cutout, files, read_file

from toolkit.decoding.pixels import Pixels
from toolkit.judging.finding.every_hand import every_hand
from toolkit.judging.finding.landmarker import HandLandmarker
from toolkit.judging.form.school.cutouts import Cutout
from toolkit.rating.yields import wilson_interval

PICTURE_PX = 1024
SIZES_PX = (64, 96, 128)
GROUNDS = ("plain", "photographs")
NEAR = 0.35


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A large picture with one small hand, and where its landmarks are (21, 2)."""

    picture: Pixels
    points: NDArray[np.float64]


def cutouts(
    photographs: Sequence[Path],
    landmarker: HandLandmarker,
    number: int,
    random: np.random.Generator,
) -> list[Cutout]:
    """``number`` clean cutouts from ``photographs`` in chance order."""
    found: list[Cutout] = []
    for index in random.permutation(len(photographs)):
        cut = clean_cutout(photographs[int(index)], landmarker)
        if cut is not None:
            found.append(cut)
        if len(found) == number:
            break
    return found


def placed(cut: Cutout, size_px: int, ground: Pixels, random: np.random.Generator) -> Placed:
    """``cut`` drawn ``size_px`` long at a chance place of ``ground``."""
    scale = size_px / float(np.ptp(cut.points, axis=0).max())
    side = int(cut.picture.shape[0] * scale)
    hand = cv2.resize(cut.picture, (side, side), interpolation=cv2.INTER_AREA)
    matte = cv2.resize(cut.matte, (side, side), interpolation=cv2.INTER_AREA)[..., None]
    left, top = (int(each) for each in random.integers(0, PICTURE_PX - side, 2))
    picture = ground.astype(np.float32)
    under = picture[top : top + side, left : left + side]
    picture[top : top + side, left : left + side] = under * (1 - matte) + hand * matte
    return Placed(
        picture=picture.astype(np.uint8), points=cut.points * scale + np.array([left, top])
    )


def ground(kind: str, pictures: Sequence[Path], random: np.random.Generator) -> Pixels:
    """A picture of 1,024 px to draw on: one colour, or a photograph without hands."""
    if kind == "plain":
        colour = random.integers(40, 230, 3)
        return np.full((PICTURE_PX, PICTURE_PX, 3), colour, np.uint8)
    picture = None
    while picture is None:
        picture = read_file(pictures[int(random.integers(len(pictures)))])
    fitted = ImageOps.fit(Image.fromarray(picture), (PICTURE_PX, PICTURE_PX))
    return np.asarray(fitted, dtype=np.uint8)


def rate(k: int, n: int) -> dict[str, object]:
    """k of n with Wilson's interval."""
    low, high = wilson_interval(k, n)
    return {"k": k, "n": n, "rate": round(k / n, 4), "interval": [round(low, 4), round(high, 4)]}


def main() -> None:
    """Draw, look, count, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, help="a folder that form_data/fill.py filled")
    parser.add_argument("--half", choices=("choose", "measure"), default="measure")
    parser.add_argument("--number", type=int, default=60, help="pictures of each size and ground")
    parser.add_argument("--json", action="store_true", help="print JSON only")
    arguments = parser.parse_args()
    half: str = arguments.half
    random = np.random.default_rng(17)
    without = files(arguments.data, half, "nohand")
    found: dict[str, dict[str, object]] = {}
    took: list[float] = []
    with HandLandmarker.open() as landmarker:
        hands = files(arguments.data, half, "hand", PASTED_ON[half])
        cuts = cutouts(hands, landmarker, arguments.number, random)
        for size in SIZES_PX:
            found[str(size)] = {}
            for kind in GROUNDS:
                hits = 0
                for cut in cuts:
                    one = placed(cut, size, ground(kind, without, random), random)
                    start = time.process_time()
                    seen = every_hand(one.picture, landmarker)
                    took.append(time.process_time() - start)
                    away = [
                        np.linalg.norm(hand.points_px[:, :2] - one.points, axis=1).mean()
                        for hand in seen
                    ]
                    hits += int(min(away, default=np.inf) < NEAR * size)
                found[str(size)][kind] = rate(hits, len(cuts))
                print(size, kind, hits, "of", len(cuts), file=sys.stderr)
        false: list[str] = []
        n = 0
        for file in without:
            picture = read_file(file)
            if picture is not None:
                n += 1
                if every_hand(picture, landmarker):
                    false.append(str(file.relative_to(arguments.data)))
    numbers = {
        "half": half,
        "found": found,
        "core_seconds_each": round(float(np.mean(took)), 3),
        "without_hands": {**rate(len(false), n), "which": false},
    }
    print(json.dumps(numbers, indent=None if arguments.json else 1))


if __name__ == "__main__":
    main()
