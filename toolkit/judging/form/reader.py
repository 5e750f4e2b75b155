"""The form reader: a hand's crop to what is seen in it, by the network in this package.

Every crop is read twice, as it is and as its mirror image, and the two readings are averaged.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import final

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from safetensors.torch import load as load_tensors
from torch import Tensor

from toolkit.errors import JudgeError
from toolkit.judging.form.crop import CROP_PX, TIPS, HandCrop, network_input
from toolkit.judging.form.network import KINDS, ODD, STRIDE, TIP, FormNetwork

WEIGHTS = Path(__file__).with_name("form.safetensors")
# A tip is a peak of the map of at least this height (0..1), alone within so many cells.
LEAST_TIP, TIP_REACH = 0.2, 2
# A landmark explains a tip within this many palm lengths.
EXPLAINED_WITHIN = 0.24

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A place in the picture, in its pixels, and how sure the reader is of it (0..1)."""

    x: float
    y: float
    score: float


@dataclass(frozen=True, kw_only=True)
class FormReading:
    """What the reader saw of one hand.

    Args:
        kinds: for each of `KINDS` how likely (0..1, summing to 1).
        tips: the visible fingertips, surest first.
        unexplained: the surest tip that none of the five landmarks explains, or None.
        oddest: where most is odd.
    """

    kinds: tuple[tuple[str, float], ...]
    tips: tuple[Spot, ...]
    unexplained: Spot | None
    oddest: Spot

    @property
    def flawed(self) -> float:
        """How likely the head takes it for a hand with any flaw, if it is a hand (0..1)."""
        kinds = dict(self.kinds)
        return 1.0 - kinds["whole"] / max(1.0 - kinds["no_hand"], 1e-6)


@final
class FormReader:
    """The opened network; about 20 ms a hand on one core."""

    def __init__(self, network: FormNetwork, *, version: str) -> None:
        """Wrap a network in evaluation mode; use `open`."""
        self._network = network.eval()
        # A third faster than with the channels first.
        self._network.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
        self.version = version

    @classmethod
    def open(cls, path: Path = WEIGHTS) -> FormReader:
        """Open the weights of the package, or others of the same network.

        Raises:
            JudgeError: they cannot be read, or are of another network.
        """
        network, version = _opened(path)
        return cls(network, version=version)

    def read(self, crop: HandCrop) -> FormReading:
        """Look at one crop."""
        one = torch.from_numpy(network_input(crop))
        with _one_thread(), torch.inference_mode():
            both = torch.stack([one, one.flip(-1)]).contiguous(memory_format=torch.channels_last)
            maps, logits = self._network(both)
        kinds = logits.softmax(1).mean(0)
        dense = torch.sigmoid(maps[:, TIP:])
        dense = (dense[0] + dense[1].flip(-1)) / 2
        tips = _peaks(dense[TIP - TIP])
        odd = dense[ODD - TIP]
        top = int(odd.argmax())
        row, column = divmod(top, odd.shape[1])
        spots = _spots(crop, tips)
        return FormReading(
            kinds=tuple(zip(KINDS, kinds.tolist(), strict=True)),
            tips=spots,
            unexplained=_unexplained(crop, tips, spots),
            oddest=_spots(crop, [(column, row, float(odd.flatten()[top]))])[0],
        )


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let torch work in one thread: sums come out the same whatever the number of cores, and a
    crop is too little work to be shared."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


@cache
def _opened(path: Path) -> tuple[FormNetwork, str]:
    try:
        content = path.read_bytes()
        network = FormNetwork()
        network.load_state_dict({k: v.float() for k, v in load_tensors(content).items()})
    except (OSError, ValueError, RuntimeError) as error:
        raise JudgeError(
            f"The form reader's weights {path} cannot be opened: {str(error).splitlines()[0]}",
            hint="Reinstall gesture-toolkit.",
        ) from error
    except Exception as error:  # safetensors' own error is no subclass of these
        raise JudgeError(
            f"The form reader's weights {path} are damaged: {error}",
            hint="Reinstall gesture-toolkit.",
        ) from error
    return network, sha256(content).hexdigest()[:8]


def _peaks(heat: Tensor) -> list[tuple[int, int, float]]:
    """Where the map of tips is highest: (column, row, height) of each peak, highest first."""
    size = 2 * TIP_REACH + 1
    highest = F.max_pool2d(heat[None], size, 1, TIP_REACH)[0]
    rows, columns = torch.where((heat == highest) & (heat >= LEAST_TIP))
    found = [(int(x), int(y), float(heat[y, x])) for x, y in zip(columns, rows, strict=True)]
    return sorted(found, key=lambda peak: -peak[2])


def _in_crop(peaks: list[tuple[int, int, float]]) -> Floats:
    return np.array([(x, y) for x, y, _ in peaks], np.float64).reshape(-1, 2) * STRIDE


def _spots(crop: HandCrop, peaks: list[tuple[int, int, float]]) -> tuple[Spot, ...]:
    places = crop.in_picture(_in_crop(peaks))
    return tuple(
        Spot(x=float(x), y=float(y), score=score)
        for (x, y), (_, _, score) in zip(places, peaks, strict=True)
    )


def _unexplained(
    crop: HandCrop, peaks: list[tuple[int, int, float]], spots: tuple[Spot, ...]
) -> Spot | None:
    palm = palm_px(crop)
    for place, spot in zip(_in_crop(peaks), spots, strict=True):
        away = np.linalg.norm(crop.points[list(TIPS)] - place, axis=1).min()
        inside = bool((place > 1).all() and (place < CROP_PX - 1).all())
        if inside and away > EXPLAINED_WITHIN * palm:
            return spot
    return None


def palm_px(crop: HandCrop) -> float:
    """The palm's length in the crop, or its breadth where it is seen from the tips."""
    points = crop.points
    long, broad = points[0] - points[9], points[5] - points[17]
    return max(float(np.linalg.norm(long)), 1.1 * float(np.linalg.norm(broad)), 1.0)
