"""Which models there are: built-in ones, folders on this machine, and the model hub's.

Nothing here loads weights or imports torch, so plans and dry runs stay quick.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar, cast

from toolkit.axes import AXES, BUILT_IN_MODELS, DEFAULT_SCHEDULER
from toolkit.documents.near_names import near
from toolkit.documents.numbers import real_number, whole_number
from toolkit.documents.user_paths import user_path
from toolkit.errors import BadInput, ModelError, shown
from toolkit.generation.families import Family, family_of
from toolkit.generation.model_checks import CONVERT_FILE, PICKLES, check_parts
from toolkit.generation.model_files import (
    INDEX_FILE,
    Configs,
    folder_files,
    read_object,
)
from toolkit.generation.model_settings import MAX_SIDE_PX, SETTINGS_FILE, suited_settings
from toolkit.generation.safetensors_header import read_header
from toolkit.generation.single_files import BaseConfigs, base_of, check_transformer
from toolkit.samplers import OWN_SAMPLER, sampler_id, sampler_name, sampler_names
from toolkit.store.content_hashes import file_hash, folder_hash
from toolkit.sweeps.model_names import MODEL_FILE, QUANTISED_FILE
from toolkit.sweeps.settings import ModelDefaults

HEARD_FILE = "heard.json"
"""In a model's folder: the words that it knows and the gestures that it was taught."""

NOT_WEIGHTS = (SETTINGS_FILE, HEARD_FILE)
"""``gesture.json`` says ``steps``, ``guidance``, ``width_px``, ``height_px``, ``scheduler``, and
``controls``, the control network for each kind of control image."""

WEIGHT_FOLDER = Path(__file__).resolve().parent.parent / "thumbelina" / "weights"

_N = TypeVar("_N", int, float)
_ONE_FILE = "A checkpoint in one file is one of SD 1.5, SD 2 or SDXL."
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*(@[\w./-]+)?")


@dataclass(frozen=True, kw_only=True)
class ModelSpec:
    """A model found: enough to load it and to name its pictures.

    ``source`` is a folder, a hub id, or "" for a pipeline in hand. ``revision`` is the content hash
    (40 hex digits) or the hub's commit: a retrained model never shows stale pictures. ``online``
    says whether the hub answered; if not, only the cache is asked for weights. ``controls`` names
    the model's own control networks by kind. ``variant`` is that of the weight files, None for the
    plain ones. ``text_width`` is the width of the vectors that its unet reads, None where that is
    not known. A model in one file has a ``base``, one of `single_files.BASES` or a folder. ``vae``
    is a file or folder in place of the model's own.
    """

    name: str
    source: str
    family: Family
    defaults: ModelDefaults
    online: bool = False
    controls: Mapping[str, str] = field(default_factory=dict[str, str])
    variant: str | None = None
    text_width: int | None = None
    base: str = ""
    vae: str | None = None

    @property
    def revision(self) -> str:
        """The content hash or commit."""
        return self.defaults.revision

    @property
    def identity(self) -> str:
        """What requests call it, whatever its path: beside the revision, which is its content."""
        return self.defaults.name or self.name

    @property
    def folder(self) -> Path | None:
        """The model's folder, or None for a model of the hub."""
        path = Path(self.source)
        return path if self.source and path.is_dir() else None


def model_spec(name: str, *, revision: str | None = None) -> ModelSpec:
    """Find the model ``name``: a built-in one, a folder, or a hub id ``owner/name[@revision]``.

    A hub id costs one small request when the network is there, else the cache answers.
    Raises `ModelError` saying what was looked for and which models are available.
    """
    if name in BUILT_IN_MODELS:
        folder = WEIGHT_FOLDER / name
        if not (folder / INDEX_FILE).is_file():
            raise ModelError(
                f"The weights of the built-in model {shown(name)} are missing.",
                hint="Install the package again, or make them with `gesture thumbelina train`.",
                code="model_weights_missing",
                fields={"got": name},
            )
        return _folder_spec(name, folder)
    try:
        path = user_path(name, what="model")
    except BadInput as error:
        raise ModelError(error.message, hint=_available_hint(name)) from error
    if path.is_dir():
        path = path.resolve()
        return _folder_spec(str(path), path)
    if path.is_file():
        path = path.resolve()
        return _file_spec(str(path), path)
    if _HUB_ID.fullmatch(name):
        return _hub_spec(name, revision)
    raise ModelError(
        f"There is no model {shown(name)}.",
        hint=_available_hint(name),
        code="unknown_model",
        fields={"got": name},
    )


def available_models() -> tuple[str, ...]:
    """Models that run here without a network: built-in ones, then those in the hub's cache."""
    from toolkit.generation.hub import cached_models

    built_in = (name for name in BUILT_IN_MODELS if (WEIGHT_FOLDER / name / INDEX_FILE).is_file())
    return (*built_in, *cached_models())


def folder_revision(folder: Path) -> str:
    """Content hash (40 hex digits) of the files that decide a picture; cached until one changes.

    Read-me files, pictures, the defaults file and hidden files do not count, nor weights that lie
    beside a model's parts (a LoRA, say): no pipeline loads them.
    """
    of_parts = (folder / INDEX_FILE).is_file()

    def decides(file: Path) -> bool:
        beside = of_parts and len(file.parts) == 1 and file.suffix.lower() == MODEL_FILE
        return not beside and _decides_pictures(file)

    return folder_hash(folder, decides)


def _decides_pictures(file: Path) -> bool:
    suffixes = {".json", ".safetensors", ".txt", ".model"}
    return file.name not in NOT_WEIGHTS and file.suffix.lower() in suffixes


def _folder_spec(name: str, folder: Path) -> ModelSpec:
    index = read_object(folder / INDEX_FILE, what="a diffusers model's index")
    family = family_of(index, where=shown(name))
    files = folder_files(folder)
    variant = check_parts(name, family, index, files)
    said = _said(folder / SETTINGS_FILE)
    vae = _vae(said, folder / SETTINGS_FILE)
    revision = revision_with(folder_revision(folder), vae)
    return ModelSpec(
        name=name,
        source=os.fspath(folder),
        family=family,
        defaults=own_defaults(name, family, said, files, revision, where=folder / SETTINGS_FILE),
        controls=_controls(said, where=folder / SETTINGS_FILE),
        variant=variant,
        text_width=text_width(files),
        vae=vae,
    )


def _file_spec(name: str, file: Path) -> ModelSpec:
    """A checkpoint in one file; its settings and its base may stand in JSON beside it."""
    if file.suffix.lower() not in (MODEL_FILE, QUANTISED_FILE):
        raise ModelError(
            f"The model {shown(file.name)} is no {MODEL_FILE} file.",
            hint=CONVERT_FILE if file.suffix.lower() in PICKLES else _available_hint(name),
        )
    beside = file.with_suffix(".json")
    said = _said(beside)
    config = said.get("config")
    quantised = file.suffix.lower() == QUANTISED_FILE
    if config is None:
        base = base_of(file)
        files: Configs = BaseConfigs(base)
        index = files.json(INDEX_FILE)
    else:
        folder = _beside(config, beside, "config")
        files, base = folder_files(folder), os.fspath(folder)
        index = read_object(folder / INDEX_FILE, what="a diffusers model's index")
    family = family_of(index, where=shown(name))
    if family.whole:
        raise ModelError(
            f"The base of {shown(file.name)} is a {family.name} model.", hint=_ONE_FILE
        )
    if quantised or family.name == "flux":
        check_transformer(file, family.name)
    vae = _vae(said, beside)
    revision = revision_with(file_hash(file), vae, None if config is None else base)
    own = own_defaults(name, family, said, files, revision, where=beside)
    width = None
    if not quantised:
        width = read_header(str(file)).shape_of("model.diffusion_model.", "attn2.to_k.weight")
    return ModelSpec(
        name=name,
        source=os.fspath(file),
        family=family,
        defaults=replace(own, name=file.name),
        controls=_controls(said, where=beside),
        text_width=None if width is None else width[-1],
        base=base,
        vae=vae,
    )


def _vae(said: Mapping[str, object], where: Path) -> str | None:
    """The whole path of the VAE that stands in for the model's own."""
    if said.get("vae") is None:
        return None
    path = _beside(said["vae"], where, "vae")
    if path.is_file() and path.suffix.lower() != MODEL_FILE:
        raise ModelError(f"{where}: vae: {shown(path.name)} is no {MODEL_FILE} file.")
    return os.fspath(path)


def _beside(named: object, where: Path, key: str) -> Path:
    if not isinstance(named, str) or not named:
        raise ModelError(f"{where}: {key}: got {shown(named)}; expected a path.")
    path = (where.parent / user_path(named, what=key)).resolve()
    if not path.exists():
        raise ModelError(f"{where}: {key}: {shown(named)} is not there.")
    return path


def revision_with(revision: str, *paths: str | None) -> str:
    """The revision of a model together with other files and folders that decide its pictures."""
    parts = [revision]
    for path in map(Path, filter(None, paths)):
        parts.append(file_hash(path) if path.is_file() else folder_revision(path))
    return revision if len(parts) == 1 else hashlib.sha256("".join(parts).encode()).hexdigest()[:40]


def text_width(files: Configs) -> int | None:
    """The width of the vectors that a model's unet reads, None where that is not known."""
    width = files.json("unet/config.json").get("cross_attention_dim")
    return width if isinstance(width, int) else None


def _hub_spec(name: str, revision: str | None) -> ModelSpec:
    from toolkit.generation.hub import hub_model

    repository, _, asked = name.partition("@")
    found = hub_model(repository, revision=revision or asked or None, hint=_available_hint(name))
    family = family_of(found.model_index, where=shown(name))
    variant = check_parts(name, family, found.model_index, found.files)
    return ModelSpec(
        name=name,
        source=repository,
        family=family,
        defaults=own_defaults(name, family, {}, found.files, found.commit),
        online=found.online,
        variant=variant,
        text_width=text_width(found.files),
    )


def _said(file: Path) -> Mapping[str, object]:
    if not file.is_file():
        return {}
    said = read_object(file, what="a model's default settings")
    known = {"steps", "guidance", "width_px", "height_px", "scheduler", "controls", "vae"}
    if file.name != SETTINGS_FILE:
        known.add("config")
    if unknown := sorted(set(said) - known):
        raise ModelError(
            f"{file}: unknown keys {', '.join(unknown)}; expected {', '.join(sorted(known))}."
        )
    return said


def _controls(said: Mapping[str, object], *, where: Path) -> dict[str, str]:
    controls = said.get("controls", {})
    if isinstance(controls, dict):
        named = cast("dict[object, object]", controls)
        if all(isinstance(part, str) and part for pair in named.items() for part in pair):
            return {str(kind): str(name) for kind, name in named.items()}
    raise ModelError(
        f"{where}: controls must map a kind of control image to a folder or hub id; "
        f"got {shown(controls)}."
    )


def own_defaults(
    name: str,
    family: Family,
    said: Mapping[str, object],
    files: Configs,
    revision: str,
    *,
    where: Path | None = None,
) -> ModelDefaults:
    """What the model ``name`` brings: ``said`` in the file ``where``, or by its own parts.

    Raises `ModelError` for what ``said`` cannot be.
    """
    suited = suited_settings(name, family, files)
    side_px = suited["side_px"].value
    suited |= {"width_px": suited["side_px"], "height_px": suited["side_px"]}
    why = {key: each.why for key, each in suited.items() if key != "side_px"}
    why |= {key: SETTINGS_FILE for key in said if key in why}
    most_steps = AXES["steps"].high
    try:
        return ModelDefaults(
            name=where.parent.name if where is not None and name not in BUILT_IN_MODELS else "",
            revision=revision,
            steps=_read("steps", whole_number, said, int(suited["steps"].value), 1, most_steps),
            guidance=_read("guidance", real_number, said, suited["guidance"].value, 0, 100),
            width_px=_read("width_px", whole_number, said, int(side_px), 1, MAX_SIDE_PX),
            height_px=_read("height_px", whole_number, said, int(side_px), 1, MAX_SIDE_PX),
            scheduler=_sampler(said.get("scheduler", DEFAULT_SCHEDULER), family),
            why=tuple(sorted(why.items())),
            negative_above=family.negative_above,
        )
    except ValueError as error:
        raise ModelError(f"{where}: {error}.") from None


def _sampler(said: object, family: Family) -> str:
    suited = sampler_names(flow=family.flow)
    id = sampler_id(said) if isinstance(said, str) else None
    if id is None or (id != OWN_SAMPLER and sampler_name(id) not in suited):
        hint = near(str(said), suited) or f"known: {', '.join(suited)}"
        raise ValueError(f"scheduler: {shown(said)} suits no {family.name} model ({hint})")
    return id


def _read(
    key: str,
    reader: Callable[..., _N],
    said: Mapping[str, object],
    otherwise: _N,
    low: int,
    high: int,
) -> _N:
    try:
        return reader(said.get(key, otherwise), low=low, high=high)
    except ValueError as error:
        raise ValueError(f"{key}: {error}") from None


def _available_hint(name: str) -> str:
    available = available_models()
    everything = sorted({*available, *BUILT_IN_MODELS})
    here = ", ".join(available) or "none"
    rest = f"Available here: {here}; or give a folder, or a hub id like owner/name."
    return f"{near(name, everything)} {rest}".strip()
