"""Make the form reader's lessons, and train it.

python -m toolkit.judging.form.school make DATA OUT --parts composites renders no_hands whole
python -m toolkit.judging.form.school make DATA OUT --split choose --shards 2
python -m toolkit.judging.form.school train OUT WORK --minutes 75

DATA is a folder that ``benchmarks/form_data/fill.py DATA --splits train choose`` filled.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import cv2
import torch

from toolkit.errors import GestureError
from toolkit.judging.form.school.making import SHARDS, Making, make
from toolkit.judging.form.school.photographs import SPLITS
from toolkit.judging.form.school.train import Recipe, train

MANIFEST = Path("benchmarks/form_data/photographs.csv")


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the arguments, make or train, say what went wrong; returns the exit code."""
    given = _parser().parse_args(arguments)
    cv2.setNumThreads(1)  # the workers of a training are forked
    try:
        if given.command == "make":
            _make(given)
        else:
            _train(given)
    except GestureError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m toolkit.judging.form.school",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make", help="make lessons from photographs and renders")
    making.add_argument("data", type=Path)
    making.add_argument("output", type=Path)
    making.add_argument("--parts", nargs="+", choices=list(SHARDS), default=list(SHARDS))
    making.add_argument("--split", choices=SPLITS, default=SPLITS[0])
    making.add_argument("--shards", type=int, help=f"of each part; else {_counts()}")
    making.add_argument("--seed", type=int, default=1)
    making.add_argument("--manifest", type=Path, default=MANIFEST)
    training = commands.add_parser("train", help="train the network, or go on")
    training.add_argument("lessons", type=Path)
    training.add_argument("output", type=Path)
    training.add_argument("--minutes", type=float, default=Recipe.minutes)
    training.add_argument("--batch", type=int, default=Recipe.batch)
    training.add_argument("--seed", type=int, default=Recipe.seed)
    training.add_argument("--workers", type=int, default=Recipe.workers)
    training.add_argument("--threads", type=int, default=1, help="of the network itself")
    return parser


def _make(given: argparse.Namespace) -> None:
    making = Making(
        data=given.data,
        output=given.output,
        manifest=given.manifest,
        split=given.split,
        seed=given.seed,
        shards=given.shards,
    )
    make(making, given.parts, log=_say)


def _train(given: argparse.Namespace) -> None:
    torch.set_num_threads(given.threads)
    recipe = Recipe(
        minutes=given.minutes, batch=given.batch, seed=given.seed, workers=given.workers
    )
    for figures in train(given.lessons, given.output, recipe, log=_say).figures:
        _say(str(figures))


def _counts() -> str:
    return ", ".join(f"{number} {part}" for part, number in SHARDS.items())


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
