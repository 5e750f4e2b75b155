"""The model that a plan names: one folder or file is one name, however it is spelled."""

from __future__ import annotations

from pathlib import Path

from toolkit.axes import BUILT_IN_MODELS
from toolkit.documents.user_paths import user_path
from toolkit.errors import BadInput, PlanError

MODEL_FILE = ".safetensors"
QUANTISED_FILE = ".gguf"
"""What the name of a model in one file ends in."""

_INDEX = "model_index.json"


def model_name(name: str, folder: Path | None, *, where: str) -> str:
    """``name`` as cells carry it: of a folder or file its whole real path, else as it is.

    Args:
        name: a built-in model's name, a path (relative to ``folder``, or else to the working
            folder; ``~`` is the home folder), or a hub id.
        folder: where the plan stands, None for a plan that is no file.
        where: for the message.

    Raises:
        PlanError: a path that no file system can hold.
    """
    if name in BUILT_IN_MODELS:
        return name
    try:
        path = user_path(name, what="model")
    except BadInput as error:
        raise PlanError.at(where, error) from error
    for base in dict.fromkeys((folder or Path.cwd(), Path.cwd())):
        found = base / path
        is_file = found.suffix.lower() in (MODEL_FILE, QUANTISED_FILE) and found.is_file()
        if is_file or (found / _INDEX).is_file() or (found.is_dir() and _is_path(name)):
            return str(found.resolve())
    return str(((folder or Path.cwd()) / path).resolve()) if _is_path(name) else name


def _is_path(name: str) -> bool:
    """Whether it is spelled so that it can be no hub id."""
    return name.startswith(("/", "~", "./", "../", ".\\", "..\\")) or Path(name).is_absolute()
