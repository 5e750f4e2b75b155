"""Which control networks go with a model: named in its folder, or known for its family.

A model's folder may name them in its ``gesture.json``, by folder (relative to the model's) or hub
id: ``"controls": {"skeleton": "../thumbelina-skeleton"}``. For the rest, each family has the
networks that most people use. Nothing here loads weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from toolkit.documents.user_paths import user_path
from toolkit.errors import ModelError, shown
from toolkit.generation.models import ModelSpec, folder_revision
from toolkit.sweeps.settings import ControlModel, ModelDefaults

CONFIG_FILE = "config.json"
FAMILY_CONTROLS: Mapping[str, Mapping[str, str]] = {
    "sd": {
        "skeleton": "lllyasviel/control_v11p_sd15_openpose",
        "depth": "lllyasviel/control_v11f1p_sd15_depth",
    },
    "sdxl": {
        "skeleton": "thibaud/controlnet-openpose-sdxl-1.0",
        "depth": "diffusers/controlnet-depth-sdxl-1.0",
    },
}
"""Hub ids by family and kind of control image; flux takes none here yet."""


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
    if not name and spec.folder is None:
        name = FAMILY_CONTROLS.get(spec.family.name, {}).get(kind, "")
    if not name:
        raise ModelError(
            f"The model {shown(spec.name)} has no control network for {shown(kind)}.",
            hint='Name one in its gesture.json: "controls": {"' + kind + '": "FOLDER or hub id"}.',
        )
    folder = user_path(name, what="control network")
    if spec.folder is not None and not folder.is_absolute():
        folder = (spec.folder / folder).resolve()
    if not (folder / CONFIG_FILE).is_file():
        if spec.folder is not None and name.startswith("."):
            raise ModelError(
                f"The control network of {shown(spec.name)} for {shown(kind)} is not in {folder}.",
                hint="A control network's folder is what ControlNetModel.save_pretrained writes.",
            )
        from toolkit.generation.hub import hub_commit

        return ControlModel(kind=kind, name=name, revision=hub_commit(name))
    if not any(folder.glob("*.safetensors")):
        raise ModelError(
            f"The control network in {folder} has no safetensors weights.",
            hint="Pickled weights can run code and are never loaded: convert them to safetensors.",
        )
    return ControlModel(kind=kind, name=str(folder), revision=folder_revision(folder))
