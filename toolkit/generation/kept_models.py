"""Models that stay loaded from one run to the next, where loading costs a visitor's seconds."""

from __future__ import annotations

from threading import Lock
from typing import Any

from toolkit.generation import loading
from toolkit.generation.models import ModelSpec

_kept: dict[tuple[str, str], Any] = {}
_lock = Lock()


def keep(spec: ModelSpec, *, device: str | None = None) -> None:
    """Load the model of ``spec`` onto ``device`` (the GPU where there is one when None) for good.

    Engines of this process, and of those forked from it, draw with it from then on, without
    LoRAs, which would change it. Raises `ModelError`.
    """
    where = device or loading.default_device()
    dtype = loading.default_dtype(spec, where)
    settings: dict[str, Any] = {"device": where, "dtype": dtype, "low_memory": False}
    if spec.family.whole:
        sides = {"image": loading.load_whole(spec, **settings)}
    else:
        sides = {
            "text": loading.load_text_side(spec, **settings),
            "image": loading.load_image_side(spec, **settings),
        }
    with _lock:
        _kept.update({(spec.identity, side): pipe for side, pipe in sides.items()})


def kept(spec: ModelSpec, side: str) -> Any:
    """The ``text`` or ``image`` side of the model of ``spec`` that is kept, None where none is."""
    with _lock:
        return _kept.get((spec.identity, side))


def let_go() -> None:
    """Keep nothing any more."""
    with _lock:
        _kept.clear()
