"""What becomes of a request: a picture, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import PIL.Image
from numpy.typing import NDArray

from toolkit.errors import GestureError, ModelError, shown
from toolkit.generation.drawing import wrong_with
from toolkit.generation.patches import as_image
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


def outcome_of(
    request: GenerationRequest,
    picture: NDArray[np.float32],
    seconds: float,
    sampler: str,
    *,
    model: str,
) -> Generated | Failed:
    """What a drawn ``picture`` (height, width, 3; 0..1) makes of its request: `Failed` where it is
    one that no model means, such as all black."""
    if wrong := wrong_with(picture):
        what = f"{shown(model)} gave a picture {wrong}"
        hint = "Try fewer or more steps, a lower guidance, or another scheduler."
        return Failed(request=request, error=ModelError(f"{what}.", hint=hint))
    return Generated(request=request, image=as_image(picture), seconds=seconds, sampler=sampler)
