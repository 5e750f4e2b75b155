"""The log goes to a dataset and comes back from it; nothing waits for the hub."""

from __future__ import annotations

import shutil
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.store_samples import sample_pairs, sample_picture, sample_vote
from toolkit.store import Store
from toolkit.store.vote_log.hub_copies import HubCopies
from toolkit.store.vote_log.segment_writer import VOTES

PAIRS = sample_pairs(seeds=4)
SOON_S = 30.0


class FolderHub:
    """Answers as `huggingface_hub.HfApi` does, with a folder for the hub."""

    def __init__(self, folder: Path, *, reachable: bool = True) -> None:
        self.folder = folder
        self.reachable = reachable
        self.asked = 0
        self._threads = ThreadPoolExecutor(1)

    def _ask(self) -> None:
        self.asked += 1
        if not self.reachable:
            raise OSError("no network")

    def create_repo(self, *, repo_id: str, **_: Any) -> SimpleNamespace:
        self._ask()
        return SimpleNamespace(repo_id=repo_id)

    def run_as_future(self, work: Any, *args: Any) -> Future[Any]:
        return self._threads.submit(work, *args)

    def create_commit(self, *, operations: list[Any], **_: Any) -> str:
        self._ask()
        for each in operations:
            path = self.folder / each.path_in_repo
            path.parent.mkdir(parents=True, exist_ok=True)
            with each.as_file() as file:
                path.write_bytes(file.read())
        return "commit"

    def snapshot_download(self, *, local_dir: str, **_: Any) -> None:
        self._ask()
        if self.folder.is_dir():
            shutil.copytree(self.folder, local_dir, dirs_exist_ok=True, symlinks=True)


def until(what: Any) -> None:
    """Wait until ``what()`` holds."""
    end = time.monotonic() + SOON_S
    while not what():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


@dataclass(frozen=True)
class Voted:
    run: str
    uuids: tuple[str, ...]


def voted_store(home: Path, hub: FolderHub, uuids: tuple[str, ...]) -> tuple[Voted, HubCopies]:
    """A store with votes whose log goes to ``hub``."""
    with Store.open(home) as store:
        run = store.start_run("plan", "{}", PAIRS)
        for _, request in PAIRS:
            store.save_image(request, sample_picture(request))
        copies = HubCopies(home / VOTES, "me/votes", api=hub, every_minutes=60, retry_s=(0.05,))
        copies.start(store.rebuild_votes)
        until(lambda: copies.status == "pushing" or not hub.reachable)
        for uuid in uuids:
            store.save_vote(sample_vote(run, PAIRS[0], PAIRS[4], uuid=uuid))
    return Voted(run, uuids), copies


def test_votes_go_to_the_dataset_and_come_back_on_a_new_disk(tmp_path: Path) -> None:
    hub = FolderHub(tmp_path / "hub")
    said, copies = voted_store(tmp_path / "first", hub, ("u1", "u2"))
    copies.push_now()
    copies.stop()
    assert [path.suffix for path in (tmp_path / "hub" / "votes").glob("*.jsonl")] == [".jsonl"]
    with Store.open(tmp_path / "second") as store:
        assert store.runs() == []
        again = HubCopies(store.home / VOTES, "me/votes", api=hub, every_minutes=60)
        again.start(store.rebuild_votes)
        until(lambda: again.status == "pushing")
        assert sorted(each.uuid for each in store.votes(said.run)) == ["u1", "u2"]
        assert again.read_back() == 0
        again.stop()


def test_a_hub_out_of_reach_stops_no_vote_and_gets_them_later(tmp_path: Path) -> None:
    hub = FolderHub(tmp_path / "hub", reachable=False)
    said, copies = voted_store(tmp_path / "home", hub, ("u1",))
    assert copies.status == "waiting"
    until(lambda: hub.asked > 2)
    with Store.open(tmp_path / "home") as store:
        assert [each.uuid for each in store.votes(said.run)] == ["u1"]
    hub.reachable = True
    until(lambda: copies.status == "pushing")
    copies.push_now()
    (segment,) = (tmp_path / "hub" / "votes").glob("*.jsonl")
    assert '"u1"' in segment.read_text()
    hub.reachable = False
    (tmp_path / "home" / VOTES / "more.jsonl").write_text("")
    with pytest.raises(OSError, match="no network"):
        copies.push_now()
    copies.stop()


def test_the_dataset_names_no_file_elsewhere(tmp_path: Path) -> None:
    hub = FolderHub(tmp_path / "hub")
    votes = tmp_path / "hub" / "votes"
    votes.mkdir(parents=True)
    (votes / "good.jsonl").write_text("")
    (votes / ".hidden.jsonl").write_text("")
    (votes / "a b.jsonl").write_text("")
    (votes / "runs").mkdir()
    (votes / "runs" / "x.txt").write_text("")
    (votes / "link.jsonl").symlink_to("/etc/hostname")
    copies = HubCopies(tmp_path / "home", "me/votes", api=hub)
    assert copies.read_back() == 1
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["good.jsonl"]


def test_what_is_here_is_never_replaced(tmp_path: Path) -> None:
    hub = FolderHub(tmp_path / "hub")
    (tmp_path / "hub" / "votes").mkdir(parents=True)
    (tmp_path / "hub" / "votes" / "a.jsonl").write_text("theirs")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "a.jsonl").write_text("ours, and longer")
    assert HubCopies(tmp_path / "home", "me/votes", api=hub).read_back() == 0
    assert (tmp_path / "home" / "a.jsonl").read_text() == "ours, and longer"
