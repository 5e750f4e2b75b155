"""How fast the two judges of our own look: small pictures in processes, large ones on one core.

    python benchmarks/judge_speed.py                        # rendered pictures of 128 px
    python benchmarks/judge_speed.py --pictures HOME/images # those of a store

64 pictures, both questions, are answered by as many processes as cores, after each has loaded and
looked at a few; then pictures of 1,024 and 4,096 px with a hand in them, by both judges in this
process. Seconds are of the clock; with other work on the machine they are longer.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import numpy as np
import torch
from PIL import Image

sys.path.insert(0, str(Path(__file__).parent))

from form_data.truth import scenes

from toolkit.decoding.pixels import Pixels
from toolkit.decoding.worker_pool import WorkerPool, cores
from toolkit.judging.judge import Judge, Question
from toolkit.judging.judges import open_judges
from toolkit.judging.looking.run_workers import (
    JudgeElsewhere,
    PictureQuestion,
    opened_asker,
    opening_of,
)
from toolkit.rendering.render import render
from toolkit.vocabulary import load_vocabulary

NUMBER, SMALL_PX, LARGE_PX = 64, 128, (1024, 4096)
HAND_PX = 256
ASKED = Question(expected="palm")


def elsewhere(judge: Judge) -> JudgeElsewhere:
    """``judge`` as a process opens it."""
    opening = opening_of(judge)
    assert opening is not None
    return JudgeElsewhere(name=judge.name, version=judge.version, opening=opening)


def small_pictures(folder: Path) -> list[Path]:
    """`NUMBER` rendered hands as files."""
    files: list[Path] = []
    for turn, scene in enumerate(scenes(None, NUMBER, 3)):
        files.append(folder / f"{turn}.png")
        Image.fromarray(render(scene, SMALL_PX)).save(files[-1])
    return files


def large_picture(size_px: int) -> Pixels:
    """A noisy wall of ``size_px`` with one hand of `HAND_PX` on it."""
    random = np.random.default_rng(4)
    picture = random.integers(90, 130, (size_px, size_px, 3)).astype(np.uint8)
    hand = render(next(scenes(None, 1, 5)), HAND_PX)
    start = size_px // 3
    picture[start : start + HAND_PX, start : start + HAND_PX] = hand
    return picture


def main() -> None:
    """Look, take the time, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pictures", type=Path, help="a folder of PNGs, in place of renders")
    parser.add_argument("--workers", type=int, default=cores())
    given = parser.parse_args()
    torch.set_num_threads(1)
    vocabulary = load_vocabulary(extra=())
    with tempfile.TemporaryDirectory() as scratch, open_judges(vocabulary) as judges:
        if given.pictures:
            files = sorted(given.pictures.rglob("*.png"))[:NUMBER]
        else:
            files = small_pictures(Path(scratch))
        names = tuple(judge.name for judge in judges)
        tasks = [PictureQuestion(file=file, question=ASKED, judges=names) for file in files]
        opening = partial(opened_asker, tuple(map(elsewhere, judges)))
        with WorkerPool(opening, workers=given.workers) as pool:
            warm = list(itertools.islice(itertools.cycle(tasks), 4 * given.workers))
            list(pool.run(warm))
            start = time.perf_counter()
            list(pool.run(tasks))
            took = time.perf_counter() - start
        numbers: dict[str, object] = {
            "pictures": len(tasks),
            "workers": given.workers,
            "seconds": round(took, 2),
        }
        for size in LARGE_PX:
            picture = large_picture(size)
            start = time.process_time()
            for judge in judges:
                judge.answer(picture, ASKED)
            numbers[f"core_seconds_{size}_px"] = round(time.process_time() - start, 2)
    print(json.dumps(numbers, indent=1))


if __name__ == "__main__":
    main()
