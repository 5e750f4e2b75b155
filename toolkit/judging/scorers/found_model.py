"""Finds somebody's model on this machine or on the hub, and loads it: safetensors only, no code.

What is in the hub's cache is taken as it is; the hub is asked for what is missing alone, so that a
judge stays the same until somebody asks for another revision (``owner/name@revision``).
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from toolkit.documents.user_paths import user_path
from toolkit.errors import BadInput, JudgeError, one_line, shortened, shown
from toolkit.store.content_hashes import folder_hash

CONFIG_FILE = "config.json"
TIMEOUT_S = 8.0
SAID_CHARACTERS = 200
"""How much of what a library said is repeated."""

_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*(@[\w./-]+)?")
_DECIDES = {".json", ".safetensors", ".txt", ".model", ".jinja"}
_PICKLES = {".bin", ".ckpt", ".pt", ".pth"}
_SAFETENSORS = "Pickled weights can run code and are never loaded: convert them to safetensors."

Loaded = TypeVar("Loaded")


@dataclass(frozen=True, kw_only=True)
class FoundModel:
    """A model found, not loaded.

    ``source`` is a folder or a hub id, ``revision`` the folder's content hash or the hub's commit
    (40 hex digits), ``fetch`` whether the hub may be asked for what is not here.
    """

    name: str
    source: str
    revision: str
    fetch: bool = False

    @property
    def version(self) -> str:
        """The model and its revision, the same on every machine: of a folder its last name."""
        return f"{Path(self.source).name if self.is_folder else self.source}@{self.revision[:12]}"

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder of this machine."""
        return Path(self.source).is_dir()


def find_model(name: str, *, fetch: bool) -> FoundModel:
    """Find the model ``name``: a folder, or a hub id ``owner/name`` or ``owner/name@revision``.

    Raises:
        BadInput: it is neither.
        JudgeError: a folder without a model or with pickled weights; a model of the hub that is
            not on this machine and cannot be fetched.
    """
    path = user_path(name, what="model")
    if path.is_dir():
        _check_folder(path)
        return FoundModel(
            name=name,
            source=str(path.resolve()),
            revision=folder_hash(path, lambda file: file.suffix.lower() in _DECIDES),
        )
    if not _HUB_ID.fullmatch(name):
        raise BadInput(
            f"There is no model folder {shown(name)}.",
            hint="Give a folder that save_pretrained wrote, or a hub id like owner/name.",
        )
    repository, _, asked = name.partition("@")
    return FoundModel(
        name=name,
        source=repository,
        revision=_commit(repository, asked or None, fetch=fetch),
        fetch=fetch,
    )


def load_model(
    found: FoundModel,
    load: Callable[[dict[str, Any]], Loaded],
    *,
    on_message: Callable[[str], None] | None = None,
) -> Loaded:
    """What ``load`` makes of ``found``, without chatter.

    Args:
        found: from `find_model`.
        load: given the keywords that every ``from_pretrained`` takes, code of the model's own
            forbidden among them.
        on_message: told when the hub is asked for files.

    Raises:
        JudgeError: the model cannot be loaded, with what the library said.
    """
    given: dict[str, Any] = {"trust_remote_code": False, "local_files_only": True}
    if not found.is_folder:
        given["revision"] = found.revision
    try:
        with _quiet():
            return load(given)
    except JudgeError:
        raise
    except Exception as error:  # what a stranger's files make of a library can be anything
        if not (found.fetch and isinstance(error, OSError)):
            raise _not_loaded(found, error) from error
    if on_message is not None:
        on_message(f"Fetching the model {found.name} from the hub.")
    try:
        with _quiet():
            return load({**given, "local_files_only": False})
    except JudgeError:
        raise
    except Exception as error:
        raise _not_loaded(found, error) from error


def check_complete(found: FoundModel, missing: object) -> None:
    """Raise `JudgeError` where weights are ``missing``: the library would make them up."""
    names = sorted(map(str, missing)) if isinstance(missing, set | list | tuple) else []
    if names:
        raise JudgeError(
            f"The model {shown(found.name)} lacks {len(names)} of its weights, "
            f"{shown(names[0])} first.",
            hint="Its folder or its kind is another than the judge expects; see docs/judging.md.",
        )


def default_device() -> str:
    """``cuda`` where there is one, else ``cpu``."""
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def _check_folder(folder: Path) -> None:
    if not (folder / CONFIG_FILE).is_file():
        raise JudgeError(
            f"The folder {shown(str(folder))} holds no transformers model: it has no "
            f"{CONFIG_FILE}.",
            hint="Give a folder that save_pretrained wrote.",
        )
    if not any(folder.glob("*.safetensors")):
        pickles = sorted(path.name for path in folder.iterdir() if path.suffix in _PICKLES)
        got = f"only {', '.join(pickles)}" if pickles else "none"
        raise JudgeError(
            f"The model in {shown(str(folder))} needs safetensors weights; found {got}.",
            hint=_SAFETENSORS,
        )


def _commit(repository: str, revision: str | None, *, fetch: bool) -> str:
    """The commit of ``repository`` in the cache, or on the hub where it is not there."""
    from huggingface_hub import HfApi, constants, try_to_load_from_cache
    from huggingface_hub.errors import (
        HfHubHTTPError,
        HFValidationError,
        HTTPError,  # pyright: ignore[reportPrivateImportUsage]: its home changes by release
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    try:
        cached = try_to_load_from_cache(repository, CONFIG_FILE, revision=revision)
        if isinstance(cached, str):
            return Path(cached).parent.name
        if not fetch:
            raise JudgeError(
                f"The model {shown(repository)} is not on this machine, and --no-fetch was given."
            )
        if not constants.HF_HUB_OFFLINE:
            info = HfApi().model_info(repository, revision=revision, timeout=TIMEOUT_S)
            return info.sha or revision or "main"
    except HFValidationError as error:
        raise BadInput(f"{shown(repository)} is not a model id: {error}") from error
    except RevisionNotFoundError as error:
        raise JudgeError(
            f"The model {shown(repository)} has no revision {shown(revision)}."
        ) from error
    except RepositoryNotFoundError as error:  # a gated one too: nobody is let in unasked
        raise JudgeError(
            f"The hub does not know the model {shown(repository)}, or does not let us have it.",
            hint="Accept its licence on its page, where it has one, and log in: hf auth login.",
        ) from error
    except (HTTPError, HfHubHTTPError, OSError):
        pass  # no network, or a hub in trouble
    raise JudgeError(
        f"The model {shown(repository)} is not on this machine and the hub cannot be reached.",
        hint="Give the folder of a copy, or try again with a network.",
    )


def _not_loaded(found: FoundModel, error: Exception) -> JudgeError:
    said = shortened(one_line(str(error)), SAID_CHARACTERS) or type(error).__name__
    return JudgeError(
        f"The model {shown(found.name)} cannot be loaded as the judge's: {said}",
        hint=_SAFETENSORS if "safetensors" in said else "",
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """No bars and no chatter while weights are read; what was set before is set again."""
    from transformers.utils import logging

    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()
