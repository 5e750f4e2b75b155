"""The store: runs, pictures, verdicts and votes of one home folder."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, final

from PIL.Image import Image as Picture
from sqlalchemy import select
from sqlalchemy.engine import Engine

from toolkit.documents.user_paths import user_path
from toolkit.errors import StoreError
from toolkit.store import adopting, images, runs
from toolkit.store.chunks import batches
from toolkit.store.database import (
    DATABASE,
    check_writable,
    database_error,
    migrate,
    open_engine,
    reading,
    writing,
)
from toolkit.store.files import (
    INCOMING,
    checked_hash,
    image_file,
    make_folder,
    picture_path,
    size_bytes,
    sweep_incoming,
    write_atomically,
)
from toolkit.store.home import default_home
from toolkit.store.recipe import png_bytes, read_picture, strip_png
from toolkit.store.revisions import Revisions
from toolkit.store.rows import stored
from toolkit.store.run_records import RunRecords
from toolkit.store.schema import ImageRow
from toolkit.store.vote_log.group_commit import GroupCommit
from toolkit.store.vote_log.log_reader import segment_files
from toolkit.store.vote_log.run_copies import RunCopies
from toolkit.store.vote_log.segment_writer import VOTES, SegmentWriter
from toolkit.sweeps.requests import GenerationRequest, Image
from toolkit.vocabulary.any_hand import ANY

if TYPE_CHECKING:
    from toolkit.progress import Advance
    from toolkit.store.adding.report import AddReport
    from toolkit.vocabulary.vocabulary import Vocabulary


@final
class Store(RunRecords):
    """One home folder: ``gesture.db``, ``images/ab/<hash>.png`` and ``controls/ab/<hash>.png``
    (control images, by the hash of their bytes), and ``votes/``, the log of what people said
    (`toolkit.store.vote_log`). Pictures that were made elsewhere lie beside ours
    by the hash of their own bytes, with their own ending. Make it with `Store.open`.

    Threads may share a store, and several processes may open the same home. Records go in and
    out; every failure is a `StoreError` of one sentence, bad names are `BadInput`.
    """

    def __init__(self, *, home: Path, engine: Engine) -> None:
        self._home = home
        self._engine = engine
        self._log = SegmentWriter(home / VOTES)
        self._revisions = Revisions(home / DATABASE)
        self._copies = RunCopies(home / VOTES, incoming=home / "images" / INCOMING)
        self._people = GroupCommit(self._write_together)

    @classmethod
    def open(cls, home: Path | None = None) -> Store:
        """Open (or make) the store in ``home``, by default `default_home`, and migrate it.

        A new database beside existing pictures takes them in, since they carry their recipes, and
        then the votes of the log beside it (`rebuild_votes`).
        Raises `StoreError` for a home that cannot be written, a full disk, a damaged database.
        """
        home = user_path(home or default_home(), what="home folder").absolute()
        make_folder(home / "images")
        database = home / DATABASE
        check_writable(database)
        store = cls(home=home, engine=open_engine(database))
        try:
            if migrate(store._engine):
                store.adopt_images()
                if segment_files(store._log.folder):
                    store.rebuild_votes()
            sweep_incoming(store.images_folder / INCOMING)
        except BaseException:
            store.close()
            raise
        return store

    @property
    def home(self) -> Path:
        """The folder that holds everything (absolute)."""
        return self._home

    @property
    def images_folder(self) -> Path:
        """The folder that `Image.file` is relative to (absolute)."""
        return self._home / "images"

    def close(self) -> None:
        """Let go of the database; the store cannot be used afterwards."""
        self._engine.dispose()
        self._log.close()
        self._revisions.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def revision(self) -> int:
        """The number of the state that the database is in: it changes whenever anybody wrote.

        Only this store's own numbers can be compared. Raises `StoreError`.
        """
        try:
            return self._revisions.now()
        except sqlite3.Error as error:
            raise database_error(
                error, "looking at the database", str(self._home / DATABASE)
            ) from error

    # Pictures

    def add_pictures(
        self,
        pictures: Sequence[Path | str] | Path | str,
        *,
        run: str,
        by: str = "folder",
        gesture: str = ANY,
        vocabulary: Vocabulary | None = None,
        workers: int | None = None,
        on_progress: Advance | None = None,
    ) -> AddReport:
        """Copy pictures that were made elsewhere into a run, to be judged and counted like ours.

        Each file is decoded once in a process of its own, which may die of it, and kept as it is
        (as PNG where no browser shows its format), named by the hash of its bytes. What cannot be
        added is in the report, and the rest goes on. Pictures that the run has stay as they are.

        Args:
            pictures: files and folders, PNG, JPEG, WebP, GIF, AVIF and what else Pillow reads.
            run: the run's name; one of that name is added to, else it is begun.
            by: what cells are made of: ``folder``, ``prompt``, ``model``, ``none``, a table
                ``NAME.csv`` (columns ``file``, one an axis, ``gesture``, ``prompt``, ``seed``), or
                several with commas between.
            gesture: what the pictures should show, by id or name; ``any`` is any hand.
            vocabulary: whose gestures are known; by default ours.
            workers: how many processes; by default as the number of pictures is worth.
            on_progress: told (done, total); without it a bar is shown in a terminal or a notebook.

        Raises:
            BadInput: nothing was given, a name that no run can have, a run of a sweep or with
                other axes, more than 20,000 pictures, or a table that is none.
            UnknownName: nobody knows the ``gesture``.
            StoreError: the store's own disk refuses.
        """
        from toolkit.store.adding.add import add_pictures
        from toolkit.store.adding.places import read_by
        from toolkit.vocabulary.loader import load_vocabulary

        @cache
        def words() -> Vocabulary:
            return load_vocabulary() if vocabulary is None else vocabulary

        return add_pictures(
            self._engine,
            self.images_folder,
            [pictures] if isinstance(pictures, Path | str) else list(pictures),
            run=run,
            by=read_by(by),
            gesture=ANY if gesture == ANY else words().gesture(gesture).id,
            gesture_id=lambda name: words().gesture(name).id,
            workers=workers,
            on_progress=on_progress,
        )

    def has_image(self, request_hash: str) -> bool:
        """Whether the picture is finished: recorded, and its whole file is there."""
        return bool(self.finished([request_hash]))

    def finished(self, hashes: Iterable[str]) -> set[str]:
        """Those of ``hashes`` whose pictures are finished (see `has_image`)."""
        done: set[str] = set()
        with reading(self._engine, "looking for pictures") as connection:
            for some in batches(checked_hash(each) for each in hashes):
                query = select(ImageRow.request_hash, ImageRow.size_bytes).where(
                    ImageRow.request_hash.in_(some)
                )
                for row in stored(connection, query):
                    request_hash = row.text("request_hash")
                    if size_bytes(self._path(request_hash)) == row.whole("size_bytes"):
                        done.add(request_hash)
        return done

    def save_image(
        self,
        request: GenerationRequest,
        picture: Picture,
        *,
        seconds: float = 0.0,
        device: str = "",
        versions: Mapping[str, str] | None = None,
        sampler: str = "",
    ) -> Image:
        """Keep a finished picture: the file with its recipe first, then its row.

        ``sampler`` names the one that drew it, where the request leaves it to the model. Killed
        in between, the picture is merely made again. The file is written whole or not at all, also
        when two processes save the same picture. Raises `StoreError`.
        """
        known = tuple((versions or {}).items())
        content = png_bytes(
            picture, request, seconds=seconds, device=device, versions=known, sampler=sampler
        )
        path = self.images_folder / image_file(request.hash)
        write_atomically(path, content, incoming=self.images_folder / INCOMING)
        image = Image(
            request=request,
            file=image_file(request.hash),
            seconds=seconds,
            device=device,
            versions=known,
        )
        with writing(self._engine, "saving a picture") as connection:
            images.record(connection, image, len(content))
        return image

    def images(self, run: str) -> list[Image]:
        """The finished pictures of ``run`` (an id or "latest"), in order, each once."""
        with reading(self._engine, "reading the pictures") as connection:
            return images.run_images(connection, runs.resolve(connection, run))

    def image(self, request_hash: str) -> Image:
        """The finished picture of one request; raises `StoreError` when there is none."""
        checked_hash(request_hash)
        with reading(self._engine, "reading a picture") as connection:
            query = images.select_images().where(ImageRow.request_hash == request_hash)
            found = [images.image_of(row) for row in stored(connection, query)]
        if not found:
            raise StoreError(
                f"There is no picture {request_hash} in {self.home}.",
                hint="Make it by running its sweep again with --resume.",
                code="picture_missing",
            )
        return found[0]

    def image_path(self, request_hash: str) -> Path:
        """Where the picture's file is; raises `StoreError` when it is not there."""
        path = self._path(request_hash)
        if size_bytes(path) is None:
            raise StoreError(
                f"The picture {path} is missing.",
                hint="Run its sweep again with --resume: it is made anew.",
                code="picture_missing",
            )
        return path

    def read_image(self, request_hash: str) -> Picture:
        """The decoded picture; raises `StoreError` when it is missing or damaged."""
        return read_picture(self.image_path(request_hash))

    def blind_png(self, request_hash: str) -> bytes:
        """The picture as PNG bytes that carry nothing but its pixels, for blind rating."""
        return strip_png(self.image_path(request_hash))

    def save_control(self, png: bytes) -> str:
        """Keep a control image; returns the hash of its bytes, by which requests name it."""
        sha256 = hashlib.sha256(png).hexdigest()
        path = self._control_path(sha256)
        if size_bytes(path) != len(png):
            write_atomically(path, png, incoming=self.images_folder / INCOMING)
        return sha256

    def read_control(self, sha256: str) -> Picture:
        """The control image of one hash; raises `StoreError` when it is missing or damaged."""
        path = self._control_path(sha256)
        if size_bytes(path) is None:
            raise StoreError(
                f"The control image {path} is missing.",
                hint="Run its sweep again from its plan: it is drawn anew.",
                code="control_missing",
            )
        return read_picture(path)

    def take_in(self, pictures: Mapping[str, bytes]) -> int:
        """Keep picture files (PNG with our recipe, by request hash) and record them; how many are
        new. A file without a readable recipe of that very request is not recorded."""
        for request_hash, content in pictures.items():
            path = self._path(checked_hash(request_hash))
            if size_bytes(path) is None:
                write_atomically(path, content, incoming=self.images_folder / INCOMING)
        return self.adopt_images()

    def adopt_images(self) -> int:
        """Record the pictures in the folder that the database does not know; returns how many.

        Files without a readable recipe, or under another name than their hash, are left alone.
        """
        return adopting.adopt_images(self._engine, self.images_folder)

    def _path(self, request_hash: str) -> Path:
        return picture_path(self.images_folder, request_hash)

    def _control_path(self, sha256: str) -> Path:
        return self._home / "controls" / image_file(sha256)
