"""What the judge's tests share: the opened judge and rendered hands of known truth."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from toolkit.judging.judge import HandJudge
from toolkit.vocabulary import load_vocabulary
from toolkit.vocabulary.pictures import gesture_picture

SIZE_PX = 256


@cache
def opened_judge() -> HandJudge:
    """One judge for the whole session, its model found or fetched as a user's is."""
    return HandJudge.open(load_vocabulary())


@cache
def picture(gesture: str, side: str = "right", size_px: int = SIZE_PX) -> NDArray[np.uint8]:
    """A rendered hand of that gesture, (size, size, 3) uint8."""
    wanted = "left" if side == "left" else "right"
    return gesture_picture(load_vocabulary().gesture(gesture), size_px, side=wanted)
