"""Cutouts on disk: one file each, in a folder for each repository that they come from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import final

import cv2
import numpy as np
from numpy.typing import NDArray

from toolkit.decoding.pixels import read_picture
from toolkit.documents.atomic_files import replacing
from toolkit.errors import BadInput, JudgeError
from toolkit.judging.finding.landmarker import HandLandmarker
from toolkit.judging.form.school.cutouts import Cutout, cut_out
from toolkit.judging.form.school.photographs import ON_BLACK, Photograph

Floats = NDArray[np.float64]
Random = np.random.Generator

SMALLEST_PX = 56.0
"""A hand whose longer side is shorter is not cut out."""


def cut_all(
    chosen: Sequence[Photograph],
    folder: Path,
    landmarker: HandLandmarker,
    *,
    log: Callable[[str], None],
) -> None:
    """Save every hand of ``chosen`` that comes out clean; a later call goes on with the rest."""
    folder.mkdir(parents=True, exist_ok=True)
    done = max((_number(file) for file in folder.glob("*/*.npz")), default=-1)
    for number, photograph in enumerate(chosen):
        if number <= done:
            continue
        own = folder / photograph.repository.replace("/", "+")
        for hand, cutout in enumerate(cutouts_of(photograph, landmarker)):
            own.mkdir(exist_ok=True)
            save_cutout(own / f"{number:05d}-{hand}.npz", cutout)
        if number % 500 == 0:
            log(f"cutouts: {number} of {len(chosen)} photographs")


def cutouts_of(photograph: Photograph, landmarker: HandLandmarker) -> list[Cutout]:
    """The clean cutouts of the hands in ``photograph``; none where it cannot be read."""
    try:
        picture = read_picture(photograph.file)
        hands = landmarker.detect(picture)
    except JudgeError:
        return []
    cut = [
        cut_out(picture, hand.points_px[:, :2], on_black=photograph.repository in ON_BLACK)
        for hand in hands
        if hand.longer_side_px >= SMALLEST_PX
    ]
    return [cutout for cutout in cut if cutout is not None and cutout.clean]


def save_cutout(file: Path, cutout: Cutout) -> None:
    """Write ``cutout`` without loss, its matte in 256 steps."""
    matte = np.round(cutout.matte * 255).astype(np.uint8)
    _, packed = cv2.imencode(".png", np.dstack([cutout.picture[..., ::-1], matte]))
    with replacing(file) as part, part.open("wb") as stream:
        np.savez(
            stream,
            allow_pickle=False,
            image=packed,
            points=cutout.points,
            covered=cutout.covered,
            filled=cutout.filled,
        )


def load_cutout(file: Path) -> Cutout:
    """The cutout that `save_cutout` wrote."""
    with np.load(file, allow_pickle=False) as kept:
        image = np.asarray(cv2.imdecode(kept["image"], cv2.IMREAD_UNCHANGED), dtype=np.uint8)
        return Cutout(
            picture=np.ascontiguousarray(image[..., 2::-1]),
            matte=np.asarray(image[..., 3] / 255, dtype=np.float32),
            points=kept["points"],
            covered=float(kept["covered"]),
            filled=float(kept["filled"]),
        )


@final
class CutoutFolder:
    """Draws from the cutouts that `cut_all` saved."""

    def __init__(self, folder: Path) -> None:
        """Look for the files in ``folder``.

        Raises:
            BadInput: there are none.
        """
        owners = (sorted(own.glob("*.npz")) for own in sorted(folder.glob("*")))
        self._files = [files for files in owners if files]
        if not self._files:
            raise BadInput(
                f"No hand was cut out into {folder}.",
                hint="Fill the data folder with benchmarks/form_data/fill.py first.",
            )
        # Large repositories are of few people: they are drawn less often than their size says.
        roots = np.sqrt([len(files) for files in self._files])
        self._shares = roots / roots.sum()

    def draw(self, random: Random) -> tuple[Cutout, str]:
        """A cutout and its name."""
        files = self._files[int(random.choice(len(self._files), p=self._shares))]
        file = files[int(random.integers(len(files)))]
        return load_cutout(file), f"{file.parent.name}/{file.stem}"

    def points(self, random: Random) -> Floats:
        """The landmarks (21, 2) of one of the cutouts, all alike likely."""
        every = [file for files in self._files for file in files]
        with np.load(every[int(random.integers(len(every)))], allow_pickle=False) as kept:
            return kept["points"]


def _number(file: Path) -> int:
    return int(file.stem.partition("-")[0])
