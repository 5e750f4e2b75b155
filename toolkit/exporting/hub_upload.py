"""An export sent to the hub as a data set; the folder stays here whatever happens."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple, Protocol

from toolkit.errors import BadInput, StoreError, shown

SCHEME = "hf://"

_ADDRESS = re.compile(
    r"hf://datasets/(?P<owner>[A-Za-z0-9][\w.-]{0,95})/(?P<name>[A-Za-z0-9][\w.-]{0,95})"
    r"(?:/(?P<path>[\w.-]+(?:/[\w.-]+)*))?/?"
)


class HubAddress(NamedTuple):
    """``owner/name`` of a data set, and the folder in it, "" for its top."""

    repository: str
    path: str


class Hub(Protocol):
    """What is asked of `huggingface_hub.HfApi`."""

    def create_repo(self, repo_id: str, *, repo_type: str, private: bool, exist_ok: bool) -> object:
        """Make the data set unless it is there."""
        ...

    def upload_folder(
        self,
        *,
        repo_id: str,
        repo_type: str,
        folder_path: str,
        path_in_repo: str | None,
        commit_message: str,
    ) -> object:
        """Send a folder as one commit."""
        ...


def hub_address(target: str) -> HubAddress:
    """Read ``hf://datasets/OWNER/NAME[/path]``; raises `BadInput`."""
    found = _ADDRESS.fullmatch(target)
    if found is None or ".." in target:
        raise BadInput(
            f"The address {shown(target)} is none of a data set.",
            hint="Write hf://datasets/OWNER/NAME, or with a folder after it.",
        )
    return HubAddress(f"{found['owner']}/{found['name']}", found["path"] or "")


def upload(
    folder: Path, address: HubAddress, *, public: bool, message: str, hf_api: Hub | None = None
) -> str:
    """Send ``folder`` to ``address``; returns where it can be seen.

    A data set that is not there is made, private unless ``public``; one that is there stays as
    visible as it is. Raises `StoreError`: no token, no network, or the hub refuses; the folder
    stays.
    """
    from huggingface_hub.errors import (
        HfHubHTTPError,
        HFValidationError,
        HTTPError,  # pyright: ignore[reportPrivateImportUsage]: its home changes by release
        LocalTokenNotFoundError,
        OfflineModeIsEnabled,
    )

    try:
        hub = hf_api or _hub()
        hub.create_repo(address.repository, repo_type="dataset", private=not public, exist_ok=True)
        hub.upload_folder(
            repo_id=address.repository,
            repo_type="dataset",
            folder_path=str(folder),
            path_in_repo=address.path or None,
            commit_message=message,
        )
    except LocalTokenNotFoundError as error:
        raise _kept(
            folder, "there is no token for the hub", "Set HF_TOKEN, or run `hf auth login`."
        ) from error
    except HFValidationError as error:
        raise _kept(folder, "the hub takes no such name", "Write OWNER/NAME.") from error
    except HfHubHTTPError as error:
        code = getattr(error.response, "status_code", "")
        raise _kept(
            folder,
            f"the hub answered {code}".rstrip(),
            "See that the token may write there." if code in (401, 403) else "Try again later.",
        ) from error
    except (OfflineModeIsEnabled, HTTPError, ConnectionError, TimeoutError) as error:
        raise _kept(folder, "the hub cannot be reached", "Send it again later.") from error
    return "/".join(["https://huggingface.co/datasets", address.repository])


def _hub() -> Hub:
    from huggingface_hub import HfApi, get_token
    from huggingface_hub.errors import LocalTokenNotFoundError

    if not get_token():
        raise LocalTokenNotFoundError("no token")
    return HfApi()


def _kept(folder: Path, why: str, hint: str) -> StoreError:
    return StoreError(
        f"Nothing was sent: {why}. The export is whole in {folder}.",
        hint=hint,
    )
