"""Exports for the hub: what is asked of it, and that nothing is lost where it refuses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub.errors import (
    HfHubHTTPError,
    HTTPError,  # pyright: ignore[reportPrivateImportUsage]: its home changes by release
    LocalTokenNotFoundError,
)

from tests.report_samples import tell
from toolkit import Store
from toolkit.errors import BadInput, StoreError
from toolkit.exporting.export import export_run
from toolkit.exporting.hub_upload import hub_address


class RecordingHub:
    """A hub that remembers what it was asked, or refuses."""

    def __init__(self, refusal: Exception | None = None) -> None:
        self.asked: list[dict[str, Any]] = []
        self.files: list[str] = []
        self._refusal = refusal

    def create_repo(self, repo_id: str, **more: Any) -> object:
        self.asked.append({"repo_id": repo_id, **more})
        return repo_id

    def upload_folder(self, **given: Any) -> object:
        if self._refusal is not None:
            raise self._refusal
        self.asked.append(given)
        self.files = sorted(each.name for each in Path(given["folder_path"]).rglob("*.*"))
        return "commit"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("told") / "home"
    tell(folder)
    return folder


def test_a_private_data_set_gets_the_folder(home: Path) -> None:
    hub = RecordingHub()
    with Store.open(home) as store:
        done = export_run(store, "latest", "votes", "hf://datasets/ann/votes/june", hf_api=hub)
    made, sent = hub.asked
    assert made == {
        **{"repo_id": "ann/votes", "repo_type": "dataset", "private": True, "exist_ok": True}
    }
    assert (sent["repo_id"], sent["path_in_repo"]) == ("ann/votes", "june")
    assert hub.files == ["README.md", "train.parquet"] and done.address.endswith("/ann/votes")
    assert done.folder.is_relative_to(home) and (done.folder / "README.md").is_file()


def test_a_public_one_only_where_it_is_asked_for(home: Path) -> None:
    hub = RecordingHub()
    with Store.open(home) as store:
        export_run(store, "latest", "votes", "hf://datasets/ann/v", public=True, hf_api=hub)
    assert hub.asked[0]["private"] is False and hub.asked[1]["path_in_repo"] is None


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What `HfHubHTTPError` reads of an answer."""

    status_code: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    request: None = None


def refused(code: int) -> Exception:
    answer: Any = Answered(status_code=code)
    return HfHubHTTPError("no", response=answer)


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (lambda: refused(403), "answered 403"),
        (lambda: refused(500), "answered 500"),
        (lambda: LocalTokenNotFoundError("none"), "no token"),
        (lambda: HTTPError("down"), "cannot be reached"),
        (ConnectionResetError, "cannot be reached"),
    ],
)
def test_a_refusal_is_one_sentence_and_the_folder_stays(
    home: Path, refusal: Callable[[], Exception], said: str
) -> None:
    with Store.open(home) as store, pytest.raises(StoreError, match=said) as caught:
        target = "hf://datasets/ann/pairs"
        export_run(store, "latest", "pairs", target, hf_api=RecordingHub(refusal()))
    (folder,) = (home / "exports").glob("*-pairs")
    assert str(folder) in caught.value.message and (folder / "data" / "train.parquet").is_file()


def test_without_a_token_nothing_is_asked(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path / "none"))
    with Store.open(home) as store, pytest.raises(StoreError, match="no token"):
        export_run(store, "latest", "votes", "hf://datasets/ann/votes")


@pytest.mark.parametrize(
    "target",
    ["hf://ann/votes", "hf://datasets/ann", "hf://datasets/ann/v/../w", "hf://models/a/b", "hf://"],
)
def test_an_address_that_is_none_is_refused(target: str) -> None:
    with pytest.raises(BadInput, match="OWNER/NAME"):
        hub_address(target)


def test_addresses_are_read() -> None:
    assert hub_address("hf://datasets/ann/votes/") == ("ann/votes", "")
    assert hub_address("hf://datasets/a-b/c.d/e/f") == ("a-b/c.d", "e/f")
