"""How much work a picture is, so that pictures of other sizes and steps can be forecast."""

from __future__ import annotations

from toolkit.sweeps.requests import GenerationRequest

DECODING_PASSES = 2
"""What encoding, decoding and keeping a picture take, in passes of the denoiser."""


def step_work(request: GenerationRequest) -> float:
    """Megapixel passes of one denoising step; with guidance above 1 a step is two passes."""
    passes = 2 if request.guidance > 1 else 1
    return request.width_px * request.height_px * passes / 1e6


def work(request: GenerationRequest) -> float:
    """Megapixel passes: the picture's size times its denoising passes.

    Times of one model grow in proportion. A mended picture is its mending alone, of one hand in
    the mean.
    """
    steps = request.steps
    if request.mend is not None:
        steps = max(1, round(steps * request.mend.strength))
    around = request.width_px * request.height_px * DECODING_PASSES / 1e6
    return steps * step_work(request) + around
