"""Endless batches of examples from the shards of a folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, final

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import IterableDataset, get_worker_info

from toolkit.errors import BadInput
from toolkit.judging.form.school.lesson import Lesson, load_shard
from toolkit.judging.form.school.making import SHARDS
from toolkit.judging.form.school.sampling import Example, sample

Random = np.random.Generator

# How often a part's shards are opened, against those of the others.
WEIGHTS: Mapping[str, int] = {"whole": 2}
# So many shards are mixed at a time.
POOL = 8


class Batch(NamedTuple):
    """N examples, stacked: see `Example`."""

    inputs: Tensor
    parts: Tensor
    odd: Tensor
    tips: Tensor
    asked: Tensor
    kind: Tensor


@final
class Batches(IterableDataset[Batch]):
    """Draws batches of ``size`` from shards that it opens again and again."""

    def __init__(self, files: Sequence[Path], *, size: int, seed: tuple[int, ...]) -> None:
        """Draw from ``files``, as often as they are named."""
        self._files = list(files)
        self._size = size
        self._seed = seed

    def __iter__(self) -> Iterator[Batch]:
        worker = get_worker_info()
        random = np.random.default_rng((*self._seed, worker.id if worker else 0))
        while True:
            chosen = random.permutation(len(self._files))[:POOL]
            pool = [lesson for n in chosen for lesson in load_shard(self._files[int(n)])]
            if len(pool) < self._size:
                raise BadInput(
                    f"{len(pool)} lessons are no batch of {self._size}.",
                    hint="Make more lessons, or ask for smaller batches.",
                )
            order = random.permutation(len(pool))
            photographed = [lesson for lesson in pool if _may_be_garbled(lesson)]
            for first in range(0, len(order) - self._size + 1, self._size):
                own = [pool[int(n)] for n in order[first : first + self._size]]
                yield stacked([_sampled(lesson, photographed, random) for lesson in own])


def stacked(examples: Sequence[Example]) -> Batch:
    """``examples`` as one batch."""
    *arrays, kinds = zip(*examples, strict=True)
    return Batch._make([*(torch.from_numpy(np.stack(one)) for one in arrays), torch.tensor(kinds)])


def shard_files(folder: Path) -> list[Path]:
    """The shards that `toolkit.judging.form.school.making.make` wrote for one split."""
    return [file for part in SHARDS for file in sorted((folder / part).glob("*.npz"))]


def weighted(files: Sequence[Path]) -> list[Path]:
    """``files``, each as often as `WEIGHTS` says."""
    return [file for file in files for _ in range(WEIGHTS.get(file.parent.name, 1))]


def _may_be_garbled(lesson: Lesson) -> bool:
    return lesson.kind == "whole" and lesson.parts is None


def _sampled(lesson: Lesson, photographed: Sequence[Lesson], random: Random) -> Example:
    if not _may_be_garbled(lesson):
        return sample(lesson, random)
    other = photographed[int(random.integers(len(photographed)))]
    return sample(lesson, random, other=other)
