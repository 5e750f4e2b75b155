"""What becomes of a request: a picture, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass

import PIL.Image

from toolkit.errors import GestureError
from toolkit.sweeps.requests import GenerationRequest


@dataclass(frozen=True, kw_only=True)
class Generated:
    """A finished picture; ``seconds`` is its share of the batch's time, ``sampler`` the id of the
    sampler that drew it, also where it was the model's own."""

    request: GenerationRequest
    image: PIL.Image.Image
    seconds: float
    sampler: str = ""


@dataclass(frozen=True, kw_only=True)
class Failed:
    """A request that gave no picture, and why, as one sentence."""

    request: GenerationRequest
    error: GestureError

    @property
    def reason(self) -> str:
        """The sentence."""
        return str(self.error)
