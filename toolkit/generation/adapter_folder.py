"""The folder of LoRA and embedding files that the app offers: what is there, and taking files in.

It lies in the store's home, so that plans which name its files go on finding them.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from toolkit.documents.atomic_files import replacing
from toolkit.errors import BadInput, shown
from toolkit.generation.adapter_files import AdapterKind, adapter_kind
from toolkit.generation.model_checks import PICKLES
from toolkit.store.content_hashes import file_hash
from toolkit.store.files import disk_error, make_folder
from toolkit.sweeps.model_names import MODEL_FILE

FOLDER = "adapters"
_STEM_BYTES = 120


@dataclass(frozen=True, kw_only=True)
class AdapterFile:
    """A whole file that joins a model: its real ``path``, and on which axis it stands."""

    path: Path
    kind: AdapterKind

    @property
    def name(self) -> str:
        """What lists call it: the file's name."""
        return self.path.name


def adapters_in(folder: Path) -> dict[str, AdapterFile]:
    """The LoRA and embedding files in ``folder`` by name; what is none of them is passed over."""
    found: dict[str, AdapterFile] = {}
    try:
        for path in sorted(path for path in folder.iterdir() if _may_be(path)):
            info = path.stat()
            kind = _known_kind(str(path), info.st_size, info.st_mtime_ns)
            if kind is not None:
                found[path.name] = AdapterFile(path=path.resolve(), kind=kind)
    except OSError:  # no folder yet, or one that changes at this moment
        pass
    return found


@lru_cache(maxsize=4096)
def _known_kind(path: str, _size: int, _changed_ns: int) -> AdapterKind | None:
    """The kind of a file that stays as it is: lists are made again at every letter typed."""
    try:
        return adapter_kind(path)
    except BadInput:
        return None


def take_in(file: Path, folder: Path) -> AdapterFile:
    """Keep a copy of ``file`` in ``folder``, under its own name where that is free.

    Only a whole safetensors file of a known kind is copied; one of the same name and content is
    there already.

    Raises:
        BadInput: a pickle, another file, one that is not whole, no LoRA and no embedding.
        StoreError: the disk refused.
    """
    ending, fields = file.suffix.lower(), {"got": file.name}
    if ending in PICKLES:
        raise BadInput(
            f"{shown(file.name)} is a pickle, which can run code, and is never loaded.",
            hint="Convert it to safetensors in a place you trust.",
            code="adapter_pickled",
            fields=fields,
        )
    if ending != MODEL_FILE:
        raise BadInput(
            f"{shown(file.name)} is no {MODEL_FILE} file.", code="adapter_ending", fields=fields
        )
    try:
        kind = adapter_kind(str(file))
    except BadInput as error:
        raise BadInput(
            f"{shown(file.name)} is no whole safetensors file.",
            hint=error.hint,
            code="adapter_not_whole",
            fields=fields,
        ) from error
    if kind is None:
        raise BadInput(
            f"{shown(file.name)} is neither a LoRA nor an embedding.",
            hint="A whole checkpoint is a model: give its folder or file as one.",
            code="adapter_neither",
            fields=fields,
        )
    make_folder(folder)
    target = _free(folder, file)
    try:
        if not target.exists():
            with replacing(target) as whole:
                shutil.copyfile(file, whole)
    except OSError as error:
        raise disk_error(error, "writing", target) from error
    return AdapterFile(path=target.resolve(), kind=kind)


def _may_be(path: Path) -> bool:
    hidden = path.name.startswith(".")
    return not hidden and path.suffix.lower() == MODEL_FILE and path.is_file()


def _free(folder: Path, file: Path) -> Path:
    """Where a copy of ``file`` goes: a name that plans and cells can carry, and no other file's."""
    stem = re.sub(r"[^\w.()-]+", "-", file.stem).strip(".-") or "file"
    while len(stem.encode()) > _STEM_BYTES:
        stem = stem[:-1]
    target = folder / f"{stem}{MODEL_FILE}"
    content = file_hash(file)
    if target.exists() and not (target.is_file() and file_hash(target) == content):
        return folder / f"{stem}-{content[:8]}{MODEL_FILE}"
    return target
