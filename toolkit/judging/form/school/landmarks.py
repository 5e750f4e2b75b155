"""Where a detector sees the hand of a picture that was made here: asked, or guessed at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.judging.finding.landmarker import HandLandmarker
from toolkit.judging.form.school.lesson import palm_px

Floats = NDArray[np.float64]
Pixels = NDArray[np.uint8]
Random = np.random.Generator


@dataclass(frozen=True, kw_only=True)
class Finder:
    """Gives landmarks as the judge will have them.

    Args:
        landmarker: what is asked; None: nobody, all are guessed.
        guessed: how many (0..1) are the true ones, moved a little: that takes no time.
    """

    landmarker: HandLandmarker | None
    guessed: float = 0.0

    def points(
        self, picture: Pixels, meant: Floats, random: Random, *, farthest_px: float
    ) -> Floats | None:
        """(21, 2) for the hand that is ``meant`` (21, 2) in ``picture``, both in its pixels.

        None where no hand is seen, or only one that lies ``farthest_px`` away in the mean.
        """
        if self.landmarker is None or random.random() < self.guessed:
            spread = random.uniform(0.01, 0.05) * palm_px(meant)
            return meant + random.normal(0, 1, meant.shape) * spread
        found = [
            hand.points_px[:, :2] for hand in self.landmarker.detect(np.ascontiguousarray(picture))
        ]
        if not found:
            return None
        nearest = min(found, key=lambda points: _away(points, meant))
        return nearest if _away(nearest, meant) <= farthest_px else None


def _away(points: Floats, meant: Floats) -> float:
    return float(np.linalg.norm(points - meant, axis=1).mean())
