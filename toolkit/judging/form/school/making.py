"""The school's lessons, part by part, as shards in a folder: ``OUT/SPLIT/PART/NNN.npz``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from toolkit.decoding.pixels import read_picture
from toolkit.errors import BadInput, JudgeError, shown
from toolkit.judging.finding.landmarker import HandLandmarker
from toolkit.judging.form.school import composites, renders
from toolkit.judging.form.school.cutout_files import CutoutFolder, cut_all
from toolkit.judging.form.school.grounds import Grounds
from toolkit.judging.form.school.landmarks import Finder
from toolkit.judging.form.school.lesson import Lesson, save_shard
from toolkit.judging.form.school.no_hands import no_hands, open_credulous
from toolkit.judging.form.school.photographs import (
    CUT_FROM,
    GROUNDS_FROM,
    WHOLE_FROM,
    Photograph,
    photographs,
)
from toolkit.judging.form.school.whole import whole_hands
from toolkit.vocabulary import load_vocabulary

Random = np.random.Generator

SHARD = 500
SHARDS: Mapping[str, int] = {"composites": 45, "renders": 20, "no_hands": 6, "whole": 12}
"""The school's parts, and how many shards of each are made unless another number is asked for."""

# How many of the composites' landmarks are guessed at: to detect them takes most of the time.
GUESSED = 0.8


@dataclass(frozen=True, kw_only=True)
class Making:
    """What decides the lessons that are made.

    Args:
        data: a folder that ``benchmarks/form_data/fill.py`` filled.
        output: the folder to write to; each split has a folder in it.
        manifest: the list of the photographs.
        split: ``train``, or ``choose`` for lessons to choose between trainings by.
        seed: the same seed and photographs give the same lessons.
        shards: how many of each part; None: as `SHARDS` says.
        shard_size: lessons in a shard; of the part ``whole``, photographs.
    """

    data: Path
    output: Path
    manifest: Path
    split: str = "train"
    seed: int = 1
    shards: int | None = None
    shard_size: int = SHARD

    def chosen(self, kind: str, repositories: Sequence[str] | None = None) -> list[Photograph]:
        """The photographs of ``kind`` that may be used.

        Raises:
            BadInput: none is there.
        """
        found = photographs(
            self.manifest, self.data, kind=kind, split=self.split, repositories=repositories
        )
        if not found:
            raise BadInput(
                f"{self.data} holds no photographs of kind {kind} for {self.split}.",
                hint=f"Run benchmarks/form_data/fill.py {self.data} --splits {self.split}",
            )
        return found

    def grounds(self) -> Grounds:
        """What cutouts and renders are laid on."""
        return Grounds([one.file for one in self.chosen("nohand", GROUNDS_FROM)])


def make(making: Making, parts: Sequence[str], *, log: Callable[[str], None] = print) -> None:
    """Make the shards of ``parts`` that are not there yet; a killed call may be repeated.

    Raises:
        BadInput: an unknown part, no such split, or photographs are missing.
        JudgeError: the hand landmarker cannot be opened.
    """
    for part in parts:
        if part not in _PARTS:
            raise BadInput(f"The school's parts are {', '.join(_PARTS)}; got {shown(part)}.")
    with ExitStack() as stack:
        landmarker = stack.enter_context(HandLandmarker.open())
        for part in parts:
            shards = _PARTS[part](making, landmarker, stack, log)
            folder = making.output / making.split / part
            folder.mkdir(parents=True, exist_ok=True)
            for number in range(SHARDS[part] if making.shards is None else making.shards):
                file = folder / f"{number:03d}.npz"
                if file.exists():
                    continue
                lessons = shards(number, np.random.default_rng((making.seed, number)))
                if not lessons:
                    break
                save_shard(file, lessons)
                log(f"{part}: shard {number}, {len(lessons)} lessons")


_Shards = Callable[[int, Random], list[Lesson]]
_Log = Callable[[str], None]


def _composites(making: Making, landmarker: HandLandmarker, stack: ExitStack, log: _Log) -> _Shards:
    cutouts = _cutouts(making, landmarker, log)
    grounds, finder = making.grounds(), Finder(landmarker=landmarker, guessed=GUESSED)

    def lessons(random: Random) -> Iterator[Lesson | None]:
        while True:
            cutout, source = cutouts.draw(random)
            kind = composites.drawn_kind(random)
            yield composites.composite(
                cutout, kind, random, grounds=grounds, finder=finder, source=source
            )

    return lambda number, random: _first(making.shard_size, lessons(random))


def _renders(making: Making, landmarker: HandLandmarker, stack: ExitStack, log: _Log) -> _Shards:
    props = renders.props_of(load_vocabulary(extra=()))
    grounds, finder = making.grounds(), Finder(landmarker=landmarker)

    def lessons(random: Random) -> Iterator[Lesson | None]:
        while True:
            kind = renders.drawn_kind(random)
            yield renders.rendered(props, kind, random, grounds=grounds, finder=finder)

    return lambda number, random: _first(making.shard_size, lessons(random))


def _no_hands(making: Making, landmarker: HandLandmarker, stack: ExitStack, log: _Log) -> _Shards:
    cutouts, chosen = _cutouts(making, landmarker, log), making.chosen("nohand")
    credulous = stack.enter_context(open_credulous())

    def lessons(random: Random) -> Iterator[Lesson]:
        while True:
            photograph = chosen[int(random.integers(len(chosen)))]
            try:
                picture = read_picture(photograph.file)
            except JudgeError:
                continue
            yield from no_hands(
                picture,
                random,
                credulous=credulous,
                borrow=cutouts.points,
                source=f"{photograph.repository}/{photograph.file.name}",
            )

    return lambda number, random: _first(making.shard_size, lessons(random))


def _whole(making: Making, landmarker: HandLandmarker, stack: ExitStack, log: _Log) -> _Shards:
    chosen = making.chosen("hand", WHOLE_FROM)
    order = np.random.default_rng(making.seed).permutation(len(chosen))

    def shard(number: int, random: Random) -> list[Lesson]:
        own = order[number * making.shard_size : (number + 1) * making.shard_size]
        return [one for n in own for one in whole_hands(chosen[int(n)], landmarker)]

    return shard


def _cutouts(making: Making, landmarker: HandLandmarker, log: _Log) -> CutoutFolder:
    folder = making.output / making.split / "cutouts"
    cut_all(making.chosen("hand", CUT_FROM), folder, landmarker, log=log)
    return CutoutFolder(folder)


def _first(count: int, lessons: Iterable[Lesson | None]) -> list[Lesson]:
    return list(islice((lesson for lesson in lessons if lesson is not None), count))


_PARTS: Mapping[str, Callable[[Making, HandLandmarker, ExitStack, _Log], _Shards]] = {
    "composites": _composites,
    "renders": _renders,
    "no_hands": _no_hands,
    "whole": _whole,
}
