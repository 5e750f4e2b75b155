"""What the model hub, or its cache on this machine, says about a model."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, cast

from huggingface_hub import (
    HfApi,
    constants,
    hf_hub_download,
    scan_cache_dir,
    try_to_load_from_cache,
)
from huggingface_hub.errors import (
    CacheNotFound,
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    HTTPError,  # pyright: ignore[reportPrivateImportUsage]: its home changes by release
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from toolkit.errors import ModelError, shown
from toolkit.generation.model_files import INDEX_FILE, ModelFiles, folder_files

PART_FILE = "config.json"
SMALL_FILES = (
    "unet/config.json",
    "transformer/config.json",
    "vae/config.json",
    "text_encoder/config.json",
    "text_encoder_2/config.json",
    "scheduler/scheduler_config.json",
)
"""What is fetched beside a model's index to know its size, its kind and whether its parts fit."""

TIMEOUT_S = 8.0
"""How long to wait for the hub before falling back to the cache."""


class HubModel(NamedTuple):
    """A hub model's commit (40 hex digits), its parsed index, whether the hub answered, and its
    files, of which only small ones are here."""

    commit: str
    model_index: Mapping[str, object]
    online: bool
    files: ModelFiles


def hub_model(repository: str, *, revision: str | None, hint: str = "") -> HubModel:
    """Ask the hub for ``owner/name``; without a network answer from this machine's cache.

    Only the model's index and small configurations are fetched, no weights. Raises `ModelError`
    when the hub does not know the model, does not let us have it, or cannot be reached and the
    cache has no copy.
    """
    if not constants.HF_HUB_OFFLINE:
        try:
            info = HfApi().model_info(repository, revision=revision, timeout=TIMEOUT_S)
            commit = info.sha or revision or "main"
            path = Path(hf_hub_download(repository, INDEX_FILE, revision=commit))
            names = frozenset(each.rfilename for each in info.siblings or ())
            for name in SMALL_FILES:
                if name in names:
                    hf_hub_download(repository, name, revision=commit)
            files = ModelFiles(folder=path.parent, names=names)
            return HubModel(commit, _read_index(path), online=True, files=files)
        except GatedRepoError as error:
            raise ModelError(
                f"The model {shown(repository)} is gated: its owner must let you in first.",
                hint="Accept its licence on its page and log in with `hf auth login`.",
            ) from error
        except RevisionNotFoundError as error:
            raise ModelError(
                f"The model {shown(repository)} has no revision {shown(revision)}."
            ) from error
        except RepositoryNotFoundError as error:
            raise ModelError(f"The hub knows no model {shown(repository)}.", hint=hint) from error
        except EntryNotFoundError as error:
            raise ModelError(
                f"The model {shown(repository)} has no {INDEX_FILE}: it is not a diffusers model.",
                hint=hint,
            ) from error
        except HFValidationError as error:
            raise ModelError(
                f"{shown(repository)} is not a model id: {error}", hint=hint
            ) from error
        except (HTTPError, HfHubHTTPError, OSError):
            pass  # no network, or a hub in trouble: the cache may still have it
    cached = _cached(repository, INDEX_FILE, revision)
    if cached is None:
        raise ModelError(
            f"The model {shown(repository)} is not on this machine and the hub cannot be reached.",
            hint=hint,
            code="model_not_here",
            fields={"got": repository},
        )
    files = replace(folder_files(cached.parent), whole=False)
    return HubModel(cached.parent.name, _read_index(cached), online=False, files=files)


class HubNetwork(NamedTuple):
    """One part of a model, alone in a repository: its commit and its files."""

    commit: str
    files: ModelFiles


def hub_network(repository: str) -> HubNetwork:
    """A control network ``owner/name`` of the hub; without a network from this machine's cache.

    Its configuration is fetched, no weights. Raises `ModelError` when neither has it.
    """
    if not constants.HF_HUB_OFFLINE:
        try:
            info = HfApi().model_info(repository, timeout=TIMEOUT_S)
            commit = info.sha or "main"
            path = Path(hf_hub_download(repository, PART_FILE, revision=commit))
            names = frozenset(each.rfilename for each in info.siblings or ())
            return HubNetwork(commit, ModelFiles(folder=path.parent, names=names))
        except HFValidationError as error:
            raise ModelError(f"{shown(repository)} is not a model id: {error}") from error
        except RepositoryNotFoundError as error:
            raise ModelError(f"The hub knows no model {shown(repository)}.") from error
        except EntryNotFoundError as error:
            raise ModelError(
                f"{shown(repository)} has no {PART_FILE}: it is no control network of diffusers."
            ) from error
        except (HTTPError, HfHubHTTPError, OSError):
            pass  # no network: the cache may still have it
    cached = _cached(repository, PART_FILE, None)
    if cached is None:
        raise ModelError(
            f"The model {shown(repository)} is not on this machine and the hub cannot be reached."
        )
    files = replace(folder_files(cached.parent), whole=False)
    return HubNetwork(cached.parent.name, files)


def cached_models() -> tuple[str, ...]:
    """Hub ids of the diffusers models in this machine's cache that have safetensors weights,
    sorted; asks no network."""
    try:
        cache = scan_cache_dir(constants.HF_HUB_CACHE)
    except CacheNotFound:
        return ()
    return tuple(
        sorted(
            repository.repo_id
            for repository in cache.repos
            if repository.repo_type == "model"
            and any(
                {INDEX_FILE, "safetensors"}
                <= {file.file_name.rpartition(".")[2] for file in revision.files}
                | {file.file_name for file in revision.files}
                for revision in repository.revisions
            )
        )
    )


def _cached(repository: str, file: str, revision: str | None) -> Path | None:
    try:
        found = try_to_load_from_cache(repository, file, revision=revision)
    except HFValidationError as error:
        raise ModelError(f"{shown(repository)} is not a model id: {error}") from error
    return Path(found) if isinstance(found, str) else None


def _read_index(path: Path) -> Mapping[str, object]:
    return cast("Mapping[str, object]", json.loads(path.read_text(encoding="utf-8")))
