"""A checkout as a Space of the Hugging Face hub: which files go, with which settings."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Literal

from toolkit.errors import BadInput, StoreError, shown

Hardware = Literal["zero", "cpu"]
HARDWARE: Mapping[Hardware, str] = {"zero": "zero-a10g", "cpu": "cpu-basic"}
"""What the hub calls them."""

BELONGS = (
    "app.py",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "requirements.txt",
    "packages.txt",
    "toolkit/*",
    "vocab/*",
    "plans/*",
    "docs/generations.png",
)
"""What a Space needs of a checkout; everything else stays."""

STAYS = ("*/__pycache__/*", "*.pyc", "*/.*")
LARGE_BYTES = 10_000_000
"""The hub takes larger files only as LFS."""


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """What is to be a Space.

    Args:
        repository: the Space, ``owner/name``.
        hardware: ``zero`` for ZeroGPU, ``cpu``.
        root: the checkout (absolute).
        files: what goes, relative to it, in order.
        size_bytes: how much that is.
        variables: what everybody may read of its settings.
        secrets: names of the secrets that it needs; nothing of their values is kept here.
        private: whether only its owner sees it.
    """

    repository: str
    hardware: Hardware
    root: Path
    files: tuple[str, ...]
    size_bytes: int
    variables: Mapping[str, str]
    secrets: tuple[str, ...]
    private: bool = False

    @property
    def address(self) -> str:
        """Where it will be."""
        return f"https://huggingface.co/spaces/{self.repository}"


def plan_deployment(
    repository: str,
    *,
    hardware: Hardware = "zero",
    dataset: str = "",
    models: str = "",
    private: bool = False,
    root: Path | None = None,
) -> Deployment:
    """What `deploy` would do; nothing is sent.

    Raises `BadInput` for a name that is no ``owner/name``, and `StoreError` where the package
    does not stand in a checkout, or a file is too large for the hub.
    """
    for name in (repository, dataset):
        parts = name.split("/")
        if name and (len(parts) != 2 or not all(parts) or name != name.strip()):
            raise BadInput(
                f"{shown(name)} is no repository of the hub; expected owner/name.",
                hint="Write your name at the hub, a slash, and the Space's name.",
            )
    here = (root or Path(__file__).parents[3]).absolute()
    if not (here / "app.py").is_file() or not (here / "requirements.txt").is_file():
        raise StoreError(
            f"{here} is no checkout: app.py or requirements.txt is not there.",
            hint="Clone the repository and run the command there.",
        )
    files = [
        path.relative_to(here).as_posix() for path in sorted(here.rglob("*")) if path.is_file()
    ]
    going = [
        name
        for name in files
        if any(fnmatch(name, each) for each in BELONGS)
        and not any(fnmatch(f"/{name}", each) for each in STAYS)
    ]
    large = [name for name in going if (here / name).stat().st_size > LARGE_BYTES]
    if large:
        raise StoreError(f"Too large for the hub without LFS (10 MB): {', '.join(large)}.")
    variables = {"GESTURE_DATASET": dataset, "GESTURE_MODELS": models}
    return Deployment(
        repository=repository,
        hardware=hardware,
        root=here,
        files=tuple(going),
        size_bytes=sum((here / name).stat().st_size for name in going),
        variables={name: value for name, value in variables.items() if value},
        secrets=("GESTURE_SECRET", *(("HF_TOKEN",) if dataset else ())),
        private=private,
    )


def deploy(deployment: Deployment, *, token: str = "", api: Any = None) -> str:
    """Make or renew the Space; its address.

    A key for visitors' cookies is made where the Space is new. ``token`` is the one that the
    Space writes its dataset with. ``api`` is a `huggingface_hub.HfApi`, or what answers as it
    does. Raises `StoreError` where the hub refuses or cannot be reached.
    """
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError

    hub: Any = HfApi() if api is None else api
    name = deployment.repository
    try:
        is_new = not hub.repo_exists(repo_id=name, repo_type="space")
        hub.create_repo(
            repo_id=name,
            repo_type="space",
            space_sdk="gradio",
            space_hardware=HARDWARE[deployment.hardware],
            private=deployment.private,
            exist_ok=True,
        )
        for key, value in deployment.variables.items():
            hub.add_space_variable(repo_id=name, key=key, value=value)
        if is_new:
            hub.add_space_secret(repo_id=name, key="GESTURE_SECRET", value=secrets.token_hex(32))
        if token:
            hub.add_space_secret(repo_id=name, key="HF_TOKEN", value=token)
        hub.upload_folder(
            repo_id=name,
            repo_type="space",
            folder_path=deployment.root,
            allow_patterns=list(deployment.files),
            delete_patterns=["toolkit/**", "vocab/**", "plans/**"],
            commit_message="The gesture toolkit, from a checkout",
        )
    except (HfHubHTTPError, OSError, ValueError) as error:
        raise StoreError(
            f"The hub did not take the Space {shown(name)}: {str(error)[:300]}",
            hint="Log in with `hf auth login`, with a token that may write; nothing is lost.",
        ) from error
    return deployment.address
