"""Image processors without torchvision, so that diffusers' imports warn nobody.

Importing any of diffusers' Stable Diffusion pipelines asks transformers for
``CLIPImageProcessor`` and ``SiglipImageProcessor``. Since transformers 5 these names mean the
torchvision versions; where torchvision is not installed transformers falls back to the PIL
versions and warns on every start that it did (`transformers.utils.import_utils`,
``_LazyModule.__getattr__``). Nothing here uses either of them: the safety checker, whose input
they prepare, is left out. So the fallback is chosen before anybody asks.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

_ASKED_FOR = ("CLIPImageProcessor", "SiglipImageProcessor")


def choose_pil_image_processors() -> None:
    """Take the PIL image processors where there is no torchvision; call it before diffusers."""
    if find_spec("torchvision") is not None:
        return
    transformers = import_module("transformers")
    # None in versions that do not warn.
    processors = {name: getattr(transformers, f"{name}Pil", None) for name in _ASKED_FOR}
    # The first look-up makes transformers put another module object in its own place.
    transformers = import_module("transformers")
    for name, processor in processors.items():
        if processor is not None:
            setattr(transformers, name, processor)
