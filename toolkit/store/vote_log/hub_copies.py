"""The log's copies in a dataset of the Hugging Face hub, for a disk that is lost at a restart."""

from __future__ import annotations

import logging
import re
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any, Literal, final

from toolkit.errors import GestureError

EVERY_MINUTES = 1.0
"""How often what is new goes to the hub: so much is lost with the disk."""

RETRY_S = (5.0, 15.0, 60.0, 300.0)
"""How long to wait after a hub that could not be reached; the last of these from then on."""

IN_REPOSITORY = "votes"
MAX_FILE_BYTES = 200_000_000
_SEGMENT = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,100}\.jsonl")
_RUN = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,100}\.json")

Status = Literal["waiting", "pushing"]

_log = logging.getLogger(__name__)


@final
class HubCopies:
    """Pushes the log in ``folder`` to a dataset and reads it back at the start; for many threads.

    Nothing waits for it: votes are on the disk and acknowledged whether the hub answers or not,
    and are pushed when it does.

    Args:
        folder: the log's folder.
        repository: the dataset, ``owner/name``; it is made, private, where it is not there.
        token: who may write it; the machine's own where "".
        api: a `huggingface_hub.HfApi`, or what answers as it does; made of ``token`` when None.
        every_minutes: how often it is pushed.
        retry_s: seconds to wait after each failure to reach the hub.
    """

    def __init__(
        self,
        folder: Path,
        repository: str,
        *,
        token: str = "",
        api: Any = None,
        every_minutes: float = EVERY_MINUTES,
        retry_s: tuple[float, ...] = RETRY_S,
    ) -> None:
        self._folder = folder
        self._repository = repository
        self._token = token
        self._api = api
        self._every_minutes = every_minutes
        self._retry_s = retry_s
        self._scheduler: Any = None
        self._stopped = Event()
        self._lock = Lock()

    @property
    def status(self) -> Status:
        """``pushing`` once the hub was reached and took the last push, ``waiting`` else."""
        with self._lock:
            scheduler = self._scheduler
        if scheduler is None:
            return "waiting"
        last = getattr(scheduler, "last_future", None)
        failed = last is not None and last.done() and last.exception() is not None
        return "waiting" if failed else "pushing"

    def start(self, on_read_back: Callable[[], object]) -> Thread:
        """Reach the hub in a thread of its own, however often that takes.

        ``on_read_back`` is called once what the dataset has lies in the folder, where that is new.
        """
        thread = Thread(
            target=self._reach, args=(on_read_back,), name="votes to the hub", daemon=True
        )
        thread.start()
        return thread

    def read_back(self) -> int:
        """Fetch the segments and copies of runs that are not here; how many. Raises what the
        hub's library does."""
        fetched = 0
        with tempfile.TemporaryDirectory() as there:
            self._client().snapshot_download(
                repo_id=self._repository,
                repo_type="dataset",
                allow_patterns=[f"{IN_REPOSITORY}/*.jsonl", f"{IN_REPOSITORY}/runs/*.json"],
                local_dir=there,
            )
            for inner, form in (("", _SEGMENT), ("runs", _RUN)):
                source, target = Path(there, IN_REPOSITORY, inner), self._folder / inner
                for file in sorted(source.iterdir()) if source.is_dir() else ():
                    # Whoever wrote the dataset names files: nothing but a plain name gets here.
                    if not form.fullmatch(file.name) or file.is_symlink() or not file.is_file():
                        continue
                    if file.stat().st_size > MAX_FILE_BYTES or (target / file.name).exists():
                        continue
                    target.mkdir(parents=True, exist_ok=True)
                    partial = target / f"{file.name}.part"
                    shutil.copyfile(file, partial)
                    partial.replace(target / file.name)
                    fetched += 1
        return fetched

    def push_now(self) -> None:
        """Push what is new and wait for it; raises what the hub's library does."""
        with self._lock:
            scheduler = self._scheduler
        if scheduler is not None:
            scheduler.trigger().result()

    def stop(self) -> None:
        """End the pushing; what was not pushed stays in the folder."""
        self._stopped.set()
        with self._lock:
            if self._scheduler is not None:
                self._scheduler.stop()

    def _client(self) -> Any:
        if self._api is None:
            from huggingface_hub import HfApi

            self._api = HfApi(token=self._token or None)
        return self._api

    def _reach(self, on_read_back: Callable[[], object]) -> None:
        tries = 0
        while not self._stopped.is_set():
            try:
                self._begin(on_read_back)
                return
            # Whatever a network and its library raise: votes go on without them.
            except Exception as error:
                _log.warning("The dataset %s: %s", self._repository, str(error)[:200])
            self._stopped.wait(self._retry_s[min(tries, len(self._retry_s) - 1)])
            tries += 1

    def _begin(self, on_read_back: Callable[[], object]) -> None:
        from huggingface_hub import CommitScheduler

        api = self._client()
        api.create_repo(repo_id=self._repository, repo_type="dataset", private=True, exist_ok=True)
        if self.read_back():
            with suppress(GestureError):
                on_read_back()
        scheduler = CommitScheduler(
            repo_id=self._repository,
            repo_type="dataset",
            folder_path=self._folder,
            path_in_repo=IN_REPOSITORY,
            allow_patterns=["*.jsonl", "runs/*.json"],
            every=self._every_minutes,
            hf_api=api,
        )
        with self._lock:
            self._scheduler = scheduler
        if self._stopped.is_set():
            scheduler.stop()
