"""Small pictures for a report: WebP, at most 160 px and 5 kB each."""

from __future__ import annotations

import io

from PIL.Image import Image as Picture

SIDE_PX = 160
MOST_BYTES = 5_000

_QUALITIES = (75, 55, 35, 20, 8)


def thumbnail_webp(picture: Picture) -> bytes:
    """``picture`` as WebP of at most `SIDE_PX` a side and `MOST_BYTES`.

    Its quality falls until it fits, then its size does: mere noise is small and coarse.
    """
    side_px = SIDE_PX
    while True:
        small = picture.convert("RGB")
        small.thumbnail((side_px, side_px))
        for quality in _QUALITIES:
            buffer = io.BytesIO()
            small.save(buffer, "WEBP", quality=quality, method=2)
            if buffer.tell() <= MOST_BYTES:
                return buffer.getvalue()
        side_px = side_px * 3 // 4
