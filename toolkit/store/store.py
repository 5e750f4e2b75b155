"""The store: runs, pictures, verdicts and votes of one home folder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from PIL.Image import Image as Picture
from sqlalchemy import Connection, select
from sqlalchemy.engine import Engine

from toolkit.axes import DEFAULT_LANGUAGE
from toolkit.documents.user_paths import user_path
from toolkit.errors import BadInput, StoreError, shown
from toolkit.rating.judged import JudgedCell
from toolkit.rating.verdicts import Asked, Verdict
from toolkit.rating.votes import Vote
from toolkit.rating.yields import PassCount
from toolkit.store import images, judgements, runs
from toolkit.store.chunks import batches
from toolkit.store.database import DATABASE, migrate, open_engine, reading, writing
from toolkit.store.files import (
    INCOMING,
    check_regular,
    checked_hash,
    disk_error,
    image_file,
    make_folder,
    sweep_incoming,
    write_atomically,
)
from toolkit.store.home import default_home
from toolkit.store.recipe import png_bytes, read_making, read_picture, strip_png
from toolkit.store.rows import stored
from toolkit.store.run_info import RunInfo
from toolkit.store.runs import LATEST
from toolkit.store.schema import ImageRow, ItemRow
from toolkit.sweeps.cells import Cell
from toolkit.sweeps.requests import GenerationRequest, Image


class Store:
    """One home folder: ``gesture.db``, ``images/ab/<hash>.png`` and ``controls/ab/<hash>.png``
    (control images, by the hash of their bytes). Make it with `Store.open`.

    Threads may share a store, and several processes may open the same home. Records go in and
    out; every failure is a `StoreError` of one sentence, bad names are `BadInput`.
    """

    def __init__(self, *, home: Path, engine: Engine) -> None:
        self._home = home
        self._engine = engine

    @classmethod
    def open(cls, home: Path | None = None) -> Store:
        """Open (or make) the store in ``home``, by default `default_home`, and migrate it.

        A new database beside existing pictures takes them in, since they carry their recipes.
        Raises `StoreError` for a home that cannot be written, a full disk, a damaged database.
        """
        home = user_path(home or default_home(), what="home folder").absolute()
        make_folder(home / "images")
        database = home / DATABASE
        _check_writable(database)
        store = cls(home=home, engine=open_engine(database))
        try:
            if migrate(store._engine):
                store.adopt_images()
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

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # Runs

    def start_run(
        self,
        plan_name: str,
        plan_json: str,
        cells_and_requests: Iterable[tuple[Cell, GenerationRequest]],
        *,
        resume: bool = False,
    ) -> str:
        """Record what a run asks for, in order, and return its id (such as 260131-142501).

        With ``resume``, the newest run of the same plan with the same requests is returned
        instead of a new one; a retrained model changes the requests, hence makes a new run.
        Raises `BadInput` when nothing is asked for.
        """
        pairs = list(cells_and_requests)
        if not pairs:
            raise BadInput(
                f"The plan {shown(plan_name)} asks for no picture.",
                hint="Give it a gesture and a seed.",
            )
        mark = runs.fingerprint(plan_json, ((cell, request.hash) for cell, request in pairs))
        with writing(self._engine, "starting a run") as connection:
            same = runs.find_same(connection, mark) if resume else None
            if same is not None:
                return same
            now = datetime.now(UTC)
            return runs.insert_run(connection, plan_name, plan_json, pairs, mark, now)

    def runs(self) -> list[RunInfo]:
        """All runs, newest first."""
        with reading(self._engine, "reading the runs") as connection:
            return runs.run_infos(connection)

    def run(self, name: str = LATEST) -> RunInfo:
        """The run with the id ``name``, or the newest for "latest"; raises `UnknownName`."""
        with reading(self._engine, "reading a run") as connection:
            return runs.run_infos(connection, runs.resolve(connection, name))[0]

    def cells(self, run: str) -> list[Cell]:
        """The cells of ``run`` (an id or "latest"), in order."""
        with reading(self._engine, "reading a run") as connection:
            return list(runs.run_cells(connection, runs.resolve(connection, run)).values())

    def run_requests(self, run: str) -> list[tuple[Cell, GenerationRequest]]:
        """The (cell, request) pairs of ``run`` (an id or "latest"), in order."""
        with reading(self._engine, "reading a run") as connection:
            return runs.run_requests(connection, runs.resolve(connection, run))

    # Pictures

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
                    if _size_bytes(self._path(request_hash)) == row.whole("size_bytes"):
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
    ) -> Image:
        """Keep a finished picture: the file with its recipe first, then its row.

        Killed in between, the picture is merely made again. The file is written whole or not
        at all, also when two processes save the same picture. Raises `StoreError`.
        """
        known = tuple((versions or {}).items())
        content = png_bytes(picture, request, seconds=seconds, device=device, versions=known)
        path = self._path(request.hash)
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
            query = (
                images.select_images()
                .join(ItemRow, ItemRow.request_hash == ImageRow.request_hash)
                .where(ItemRow.run_id == runs.resolve(connection, run))
                .order_by(ItemRow.position)
            )
            found: dict[str, Image] = {}
            for row in stored(connection, query):
                if row.text("hash") not in found:
                    found[row.text("hash")] = images.image_of(row)
            return list(found.values())

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
        if _size_bytes(path) is None:
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
        if _size_bytes(path) != len(png):
            write_atomically(path, png, incoming=self.images_folder / INCOMING)
        return sha256

    def read_control(self, sha256: str) -> Picture:
        """The control image of one hash; raises `StoreError` when it is missing or damaged."""
        path = self._control_path(sha256)
        if _size_bytes(path) is None:
            raise StoreError(
                f"The control image {path} is missing.",
                hint="Run its sweep again from its plan: it is drawn anew.",
                code="control_missing",
            )
        return read_picture(path)

    def adopt_images(self) -> int:
        """Record the pictures in the folder that the database does not know; returns how many.

        Files without a readable recipe, or under another name than their hash, are left alone.
        """
        adopted = 0
        try:
            files = sorted(self.images_folder.glob("??/*.png"))
        except OSError as error:
            raise disk_error(error, "listing", self.images_folder) from error
        for some in batches(files):
            with writing(self._engine, "taking in pictures") as connection:
                for path in some:
                    try:
                        image = read_making(path)
                    except StoreError:
                        continue
                    size = _size_bytes(path)
                    if image.file == f"{path.parent.name}/{path.name}" and size is not None:
                        adopted += images.record(connection, image, size, replace=False)
        return adopted

    # Verdicts and votes

    def save_verdicts(self, verdicts: Iterable[Verdict]) -> int:
        """Keep verdicts, each replacing the same judge's older one; returns how many.

        All or none: raises `StoreError` when one is about a picture nobody asked for.
        """
        answered = list(verdicts)
        with writing(self._engine, "saving verdicts") as connection:
            self._check_known(connection, (v.request_hash for v in answered), "verdict")
            judgements.upsert_verdicts(connection, answered, datetime.now(UTC))
        return len(answered)

    def verdicts(self, run: str, judge: str = "") -> list[Verdict]:
        """The verdicts about the pictures of ``run`` in order; of one ``judge`` when named."""
        with reading(self._engine, "reading the verdicts") as connection:
            said = judgements.run_verdicts(connection, runs.resolve(connection, run))
        return [verdict for verdict, _ in said if judge in ("", verdict.judge)]

    def judged_cells(
        self, run: str, judge: str = "", *, of: Asked | None = None
    ) -> list[JudgedCell]:
        """Every finished picture of ``run`` with what was said about it, in order.

        ``judge`` "" takes the newest machine judge's answer, "people" the majority of people, any
        other name that judge alone. ``of`` is the question: ``gesture`` (does it show what was
        asked), ``form`` (are its hands well formed), ``both`` or ``number``; None asks ``both``
        where both were answered, else the one that was (``JudgedCell.of``). A picture nobody looked
        at is there as "unjudged". Raises `BadInput` for a question that there is not.
        """
        with reading(self._engine, "reading the verdicts") as connection:
            return judgements.judged_cells(connection, runs.resolve(connection, run), judge, of)

    def pass_counts(self) -> dict[str, PassCount]:
        """How many pictures of each gesture show it, over all runs, by the newest machine judge.

        A picture that runs share counts once; gestures that nobody judged are not there.
        """
        with reading(self._engine, "counting the verdicts") as connection:
            return judgements.pass_counts(connection)

    def phrase_outcomes(
        self, gesture: str, language: str = DEFAULT_LANGUAGE
    ) -> dict[str, dict[str, bool]]:
        """Whether each judged picture of ``gesture`` shows it, by the phrase as it was asked for.

        Only pictures whose words were in ``language`` (``en`` or ``zh``) count.
        The phrase is the cell's own value on the axis ``phrase`` ("" where it has none), then
        comes the picture's request hash; one picture may stand under two phrases.
        """
        with reading(self._engine, "counting the verdicts") as connection:
            return judgements.phrase_outcomes(connection, gesture, language)

    def save_vote(self, vote: Vote) -> bool:
        """Keep a vote for good; False when its uuid is there already (then nothing changes).

        Raises `UnknownName` for a run that is not there, `StoreError` for unknown pictures.
        """
        with writing(self._engine, "saving a vote") as connection:
            runs.resolve(connection, vote.run)
            self._check_known(connection, (vote.left, vote.right), "vote")
            return judgements.insert_vote(connection, vote)

    def delete_vote(self, uuid: str) -> bool:
        """Undo a vote: it no longer counts but stays on record, marked with the time.

        False when there is no such vote or it was undone before.
        """
        with writing(self._engine, "undoing a vote") as connection:
            return judgements.undo_vote(connection, uuid, datetime.now(UTC))

    def votes(self, run: str) -> list[Vote]:
        """The votes of ``run`` that stand (undone ones left out), oldest first."""
        with reading(self._engine, "reading the votes") as connection:
            return judgements.run_votes(connection, runs.resolve(connection, run))

    def _path(self, request_hash: str) -> Path:
        return self.images_folder / image_file(request_hash)

    def _control_path(self, sha256: str) -> Path:
        return self._home / "controls" / image_file(sha256)

    def _check_known(self, connection: Connection, hashes: Iterable[str], what: str) -> None:
        strangers = judgements.unknown_hashes(connection, (checked_hash(each) for each in hashes))
        if strangers:
            raise StoreError(
                f"A {what} is about the picture {strangers[0]}, which no run in {self.home} asked"
                " for."
            )


def _check_writable(database: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        check_regular(database.with_name(f"{database.name}{ending}"))
    # SQLite opens what it cannot write and complains later, in its own words.
    try:
        with database.open("ab"):
            pass
    except OSError as error:
        raise disk_error(error, "opening the database", database) from error


def _size_bytes(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None
    except OSError as error:
        raise disk_error(error, "reading", path) from error
