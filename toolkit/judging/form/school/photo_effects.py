"""What cameras and files do to a picture: another light, and JPEG's loss."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Random = np.random.Generator


def relit(picture: NDArray[np.generic], random: Random) -> NDArray[np.float32]:
    """``picture`` (H, W, 3), 0..255, in another light, with other colours or none."""
    x = np.asarray(picture, dtype=np.float32) / 255
    if random.random() < 0.8:
        x = np.clip(x, 0, 1) ** random.uniform(0.6, 1.6)
    if random.random() < 0.5:
        x = x * (1 + random.normal(0, 0.08, 3))
    if random.random() < 0.5:
        x = saturated(x, random.uniform(0.3, 1.6))
    if random.random() < 0.12:
        x = saturated(x, 0.0)
    if random.random() < 0.6:
        x = (x - 0.5) * random.uniform(0.65, 1.35) + 0.5 + random.uniform(-0.12, 0.12)
    return np.asarray(np.clip(x, 0, 1) * 255, dtype=np.float32)


def saturated(picture: NDArray[np.floating], factor: float) -> NDArray[np.floating]:
    """``picture`` (H, W, 3) with its colours ``factor`` times as far from grey."""
    grey = picture.mean(axis=-1, keepdims=True)
    return grey + (picture - grey) * factor


def pressed(picture: Pixels, random: Random, *, worst: int, best: int) -> Pixels:
    """``picture`` (H, W, 3) as it comes back from a JPEG of a quality in ``worst``..``best``."""
    quality = int(random.integers(worst, best))
    _, packed = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    opened = cv2.imdecode(packed, cv2.IMREAD_COLOR)
    return np.ascontiguousarray(np.asarray(opened, dtype=np.uint8)[..., ::-1])
