"""A pipeline that somebody has loaded already, as a model of a sweep.

It is drawn with as it is and given back as it was: scheduler, tokenizers and progress bar. Its
identity is a hash of its configuration and of every weight, so that pictures of it are found again
and a changed weight is another model. Hashing reads all weights once: about a second for each
gigabyte; it is remembered while the weights stay what they are.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast
from weakref import WeakKeyDictionary

import torch

from toolkit.axes import BUILT_IN_MODELS
from toolkit.errors import BadInput, shown
from toolkit.generation.families import family_of
from toolkit.generation.models import ModelSpec, own_defaults, text_width

_revisions: WeakKeyDictionary[Any, tuple[object, str]] = WeakKeyDictionary()


def pipeline_spec(name: str, pipe: Any) -> ModelSpec:
    """The loaded diffusers pipeline ``pipe`` as the model ``name`` of a plan.

    Raises:
        BadInput: a name that means another model, or what is no pipeline.
        ModelError: a pipeline that does not draw from words alone.
    """
    if name in BUILT_IN_MODELS or not name.strip() or "/" in name:
        raise BadInput(
            f"A pipeline cannot be called {shown(name)}.",
            hint="Choose a short name that is no built-in model, path or hub id.",
        )
    if not hasattr(pipe, "components") or not hasattr(pipe, "config"):
        raise BadInput(
            f"pipelines[{shown(name)}] is {shown(pipe)}; expected a diffusers pipeline.",
            hint="Load one with from_pretrained.",
        )
    family = family_of({"_class_name": type(pipe).__name__}, where=shown(name))
    configs = _Configs(pipe)
    return ModelSpec(
        name=name,
        source="",
        family=family,
        defaults=own_defaults(name, family, {}, configs, pipeline_revision(pipe)),
        text_width=text_width(configs),
    )


def pipeline_revision(pipe: Any) -> str:
    """Content hash (40 hex digits) of ``pipe``'s configuration and weights, LoRAs that are on
    included; read again only when a weight was changed or replaced."""
    seen = tuple(
        (name, key, tensor.data_ptr(), tensor._version) for name, key, tensor in _weights(pipe)
    )
    configuration = _configuration(pipe)
    state = (seen, configuration)
    remembered = _revisions.get(pipe)
    if remembered is not None and remembered[0] == state:
        return remembered[1]
    digest = hashlib.sha256(configuration.encode())
    for name, key, tensor in _weights(pipe):
        digest.update(f"{name}\0{key}\0{tensor.dtype}\0{tuple(tensor.shape)}\0".encode())
        content = tensor.detach().contiguous().cpu().flatten().view(torch.uint8)
        digest.update(content.numpy().data)
    revision = digest.hexdigest()[:40]
    _revisions[pipe] = (state, revision)
    return revision


@contextmanager
def given_back(pipe: Any) -> Iterator[None]:
    """Whatever is done with ``pipe`` in the block, it is afterwards as it was before."""
    scheduler = pipe.scheduler
    bar = dict(getattr(pipe, "_progress_bar_config", {}))
    tokenizers = [
        (part, part.model_max_length, dict(part.deprecation_warnings))
        for name, part in pipe.components.items()
        if name.startswith("tokenizer") and hasattr(part, "model_max_length")
    ]
    pipe.set_progress_bar_config(disable=True)
    try:
        yield
    finally:
        pipe.scheduler = scheduler
        pipe.set_progress_bar_config(**bar)
        for tokenizer, length, warned in tokenizers:
            tokenizer.model_max_length = length
            tokenizer.deprecation_warnings.clear()
            tokenizer.deprecation_warnings.update(warned)


class _Configs:
    """The configurations of a loaded pipeline, called as in its folder (`ModelFiles`)."""

    def __init__(self, pipe: Any) -> None:
        self._parts = {
            f"{name}/{'scheduler_config' if name == 'scheduler' else 'config'}.json": part
            for name, part in pipe.components.items()
            if getattr(part, "config", None) is not None
        }
        self.names = frozenset(self._parts)

    def json(self, name: str) -> Mapping[str, object]:
        if name not in self._parts:
            return {}
        part = self._parts[name]
        config = part.config
        said = config.to_dict() if hasattr(config, "to_dict") else dict(config)
        return {"_class_name": type(part).__name__, **cast("dict[str, object]", said)}


def _configuration(pipe: Any) -> str:
    configs = _Configs(pipe)
    said = {name: configs.json(name) for name in sorted(configs.names)}
    active = getattr(pipe, "get_active_adapters", list)
    adapters = {
        name: {
            key: sorted(dict(module.scaling).items())
            for key, module in part.named_modules()
            if isinstance(getattr(module, "scaling", None), dict)
        }
        for name, part in sorted(pipe.components.items())
        if getattr(part, "peft_config", None)
    }
    try:
        on = list(active())
    except ValueError:
        on = []
    return json.dumps([type(pipe).__name__, said, on, adapters], sort_keys=True, default=str)


def _weights(pipe: Any) -> Iterator[tuple[str, str, torch.Tensor]]:
    for name, part in sorted(pipe.components.items()):
        if isinstance(part, torch.nn.Module) and name != "safety_checker":
            for key, tensor in part.state_dict().items():
                yield name, key, tensor
