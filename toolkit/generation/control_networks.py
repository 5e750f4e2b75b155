"""Which control networks go with a model: named in its folder, or known for its family.

A model's folder may name them in its ``gesture.json``, by folder (relative to the model's) or hub
id: ``"controls": {"skeleton": "../thumbelina-skeleton"}``. For the rest, each family has the
networks that most people use. Nothing here loads weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from toolkit.documents.user_paths import user_path
from toolkit.errors import ModelError, shown
from toolkit.generation.model_checks import CONVERT
from toolkit.generation.model_files import read_object
from toolkit.generation.models import ModelSpec, folder_revision
from toolkit.sweeps.settings import ControlModel, ModelDefaults

CONFIG_FILE = "config.json"
FAMILY_CONTROLS: Mapping[tuple[str, int], Mapping[str, tuple[str, ...]]] = {
    ("sd", 768): {
        "skeleton": (
            "lllyasviel/control_v11p_sd15_openpose",
            "lllyasviel/sd-controlnet-openpose",
        ),
        "depth": ("lllyasviel/control_v11f1p_sd15_depth", "lllyasviel/sd-controlnet-depth"),
    },
    ("sd", 1024): {
        "skeleton": ("thibaud/controlnet-sd21-openpose-diffusers",),
        "depth": ("thibaud/controlnet-sd21-depth-diffusers",),
    },
    ("sdxl", 2048): {
        "skeleton": (
            "xinsir/controlnet-openpose-sdxl-1.0",
            "thibaud/controlnet-openpose-sdxl-1.0",
        ),
        "depth": ("diffusers/controlnet-depth-sdxl-1.0", "xinsir/controlnet-depth-sdxl-1.0"),
    },
}
"""Hub ids by family, width of the vectors that its unet reads, and kind of control image; the first
that is there with safetensors weights is taken. flux takes none here yet."""


def control_models(spec: ModelSpec, kinds: Iterable[str]) -> tuple[ControlModel, ...]:
    """The control networks of ``spec`` for ``kinds``, found but not loaded.

    Raises `ModelError` when the model has none for a kind, or it cannot be found.
    """
    return tuple(_control_model(spec, kind) for kind in sorted(kinds))


def defaults_with_controls(spec: ModelSpec, kinds: Iterable[str]) -> ModelDefaults:
    """``spec``'s defaults for a plan that asks for ``kinds``; raises like `control_models`."""
    return replace(spec.defaults, controls=control_models(spec, kinds))


def _control_model(spec: ModelSpec, kind: str) -> ControlModel:
    name = spec.controls.get(kind, "")
    if name:
        return _named_network(spec, kind, name)
    usual = FAMILY_CONTROLS.get((spec.family.name, spec.text_width or 0), {}).get(kind, ())
    if not usual or spec.folder is not None:
        raise ModelError(
            f"The model {shown(spec.name)} has no control network for {shown(kind)}.",
            hint='Name one in its gesture.json: "controls": {"' + kind + '": "FOLDER or hub id"}.',
        )
    refused: list[ModelError] = []
    for candidate in usual:
        try:
            return _hub_network(spec, kind, candidate)
        except ModelError as error:
            refused.append(error)
    raise refused[0]


def _named_network(spec: ModelSpec, kind: str, name: str) -> ControlModel:
    folder = user_path(name, what="control network")
    beside = spec.folder or (Path(spec.source).parent if spec.base else None)
    if beside is not None and not folder.is_absolute():
        folder = (beside / folder).resolve()
    if not (folder / CONFIG_FILE).is_file():
        if beside is not None and name.startswith("."):
            raise ModelError(
                f"The control network of {shown(spec.name)} for {shown(kind)} is not in {folder}.",
                hint="A control network's folder is what ControlNetModel.save_pretrained writes.",
            )
        return _hub_network(spec, kind, name)
    if not any(folder.glob("*.safetensors")):
        raise _pickled(f"in {folder}")
    _check_fits(spec, str(folder), read_object(folder / CONFIG_FILE, what="a control network"))
    return ControlModel(kind=kind, name=str(folder), revision=folder_revision(folder))


def _hub_network(spec: ModelSpec, kind: str, name: str) -> ControlModel:
    from toolkit.generation.hub import hub_network

    found = hub_network(name)
    if found.files.whole and not any(each.endswith(".safetensors") for each in found.files.names):
        raise _pickled(shown(name))
    _check_fits(spec, name, found.files.json(CONFIG_FILE))
    return ControlModel(kind=kind, name=name, revision=found.commit)


def _pickled(which: str) -> ModelError:
    return ModelError(f"The control network {which} has no safetensors weights.", hint=CONVERT)


def _check_fits(spec: ModelSpec, name: str, config: Mapping[str, object]) -> None:
    """The network's class, and the width of the vectors that it reads, against the model's."""
    made = config.get("_class_name")
    if made is not None and made != "ControlNetModel":
        raise ModelError(
            f"The control network {shown(name)} is a {shown(made)}; expected a ControlNetModel.",
            hint="Name another in the model's gesture.json.",
        )
    reads = config.get("cross_attention_dim")
    if isinstance(reads, int) and spec.text_width is not None and reads != spec.text_width:
        raise ModelError(
            f"The control network {shown(name)} does not fit the model {shown(spec.name)}: "
            f"it reads vectors of width {reads}, the model's unet {spec.text_width}.",
            hint="Take a network that was made for this kind of model.",
        )
