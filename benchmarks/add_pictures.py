"""How much a run over somebody's folder costs beside its judge: added, judged and tabled.

    python benchmarks/add_pictures.py --json               # 1,000 pictures of 512 px
    python benchmarks/add_pictures.py --pictures FOLDER    # those of a folder

The pictures are made here, half PNG, half JPEG, in four folders, with a noise that compresses like
a photograph's. They are added, judged by a judge that answers at once (so that what is measured is
everything around a judge: reading, decoding, saving verdicts), counted by folder and compared.
``ms_a_picture`` is the sum of all over the number of pictures; the target is 10. Seconds are of
the clock; with other work on the machine they are longer, so the work of processes is told too, and
what Pillow alone takes to decode the same files once: they are decoded when they are added, and
again for the judge.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image

from toolkit import Answer, Question, Store, effects, judge_run, yields
from toolkit.decoding.pixels import Pixels
from toolkit.decoding.worker_pool import cores

NUMBER, SIDE_PX, FOLDERS = 1_000, 512, 4
TARGET_MS = 10.0


class InstantJudge:
    """A judge that takes no time: it looks at one pixel."""

    name = "instant"
    version = "1"

    def answer(self, picture: Pixels, question: Question) -> Answer:
        """Pass where the first pixel is bright."""
        del question
        bright = int(picture[0, 0, 0]) > 127
        return Answer(outcome="pass" if bright else "fail", reason="match" if bright else "no_hand")


def make_pictures(folder: Path, number: int, side_px: int) -> None:
    """``number`` pictures that all differ, in `FOLDERS` folders."""
    rng = np.random.default_rng(7)
    for place in range(number):
        below = folder / f"service-{place % FOLDERS}"
        below.mkdir(parents=True, exist_ok=True)
        coarse = rng.integers(0, 256, (side_px // 16, side_px // 16, 3), dtype=np.uint8)
        picture = Image.fromarray(coarse).resize((side_px, side_px), Image.Resampling.BICUBIC)
        fine = rng.integers(-3, 4, (side_px, side_px, 1))
        pixels = np.clip(np.asarray(picture).astype(np.int16) + fine, 0, 255).astype(np.uint8)
        ending = "png" if place // FOLDERS % 2 else "jpg"
        Image.fromarray(pixels).save(below / f"{place:04}.{ending}", quality=92)


def processor_s() -> float:
    """Processor seconds of this process and of those that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


@contextmanager
def timed(numbers: dict[str, float], name: str) -> Iterator[None]:
    """Write the block's seconds of the clock and of the processors into ``numbers``."""
    start, work = time.perf_counter(), processor_s()
    yield
    numbers[f"{name}_s"] = round(time.perf_counter() - start, 3)
    numbers[f"{name}_processor_s"] = round(processor_s() - work, 3)


def measure(pictures: Path, home: Path) -> dict[str, object]:
    """Add, judge and table the pictures below ``pictures`` in a new home."""
    times: dict[str, float] = {}
    files = sorted(each for each in pictures.rglob("*") if each.is_file())
    with timed(times, "decode_alone"):
        for file in files:
            with Image.open(file) as picture:
                picture.load()
    with Store.open(home) as store:
        with timed(times, "add"):
            report = store.add_pictures(pictures, run="bench", by="folder", gesture="peace")
        with timed(times, "judge"):
            judge_run(store, "bench", InstantJudge())
        with timed(times, "table"):
            judged = store.judged_cells("bench")
            rows = yields(judged, by="folder")
            found = effects(judged, "folder")
        with timed(times, "again"):
            again = store.add_pictures(pictures, run="bench", by="folder", gesture="peace")
    number = max(1, report.added)
    total_s = times["add_s"] + times["judge_s"] + times["table_s"]
    return {
        "pictures": report.added,
        "refused": len(report.refused),
        "known_when_added_again": again.known,
        "cells": len(rows),
        "effects": len(found),
        "cores": cores(),
        **times,
        "ms_a_picture": round(1000 * total_s / number, 2),
        "target_ms": TARGET_MS,
    }


def main() -> None:
    """Make the pictures, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pictures", type=Path, help="a folder, in place of made pictures")
    parser.add_argument("--number", type=int, default=NUMBER)
    parser.add_argument("--side", type=int, default=SIDE_PX, help="their size in pixels")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.pictures
        if folder is None:
            folder = Path(scratch) / "pictures"
            make_pictures(folder, given.number, given.side)
        numbers = measure(folder, Path(scratch) / "home")
    if given.json:
        print(json.dumps(numbers, indent=1))
    else:
        for name, value in numbers.items():
            print(f"{name:26} {value}")


if __name__ == "__main__":
    main()
