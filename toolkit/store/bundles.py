"""Whole runs in one file: pictures with their recipes, what judges said, under their own ids.

A bundle put into another store gives the same runs with the same ids, so that votes on them find
them again. It is a zip file of ``runs/ID-HASH.json``, ``owners.json``, ``verdicts.jsonl`` and
``images/HASH.png``.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from toolkit.documents.atomic_files import replacing
from toolkit.errors import GestureError, StoreError, shown
from toolkit.store.files import is_hash
from toolkit.store.vote_log.log_lines import verdict_fields, verdict_from_fields

if TYPE_CHECKING:
    from toolkit.rating.verdicts import Verdict
    from toolkit.store.store import Store

MAX_BYTES = 64_000_000
MAX_FILES = 5_000


def write_bundle(store: Store, runs: Mapping[str, str], path: Path) -> int:
    """Write the drawn ``runs`` (id: owner in the other store) to the zip file ``path``.

    Returns its size in bytes. Raises `UnknownName` and `StoreError`.
    """
    with replacing(path) as whole, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("owners.json", json.dumps(dict(runs)))
        written: set[str] = set()
        lines: list[str] = []
        for run in runs:
            content = store.copy_of_run(run)
            mark = hashlib.sha256(content).hexdigest()[:12]
            file.writestr(f"runs/{run}-{mark}.json", content)
            for image in store.images(run):
                key = image.request.hash
                if key not in written:
                    written.add(key)
                    picture = store.image_path(key).read_bytes()
                    # PNG is packed already.
                    file.writestr(f"images/{key}.png", picture, zipfile.ZIP_STORED)
            lines += [json.dumps(verdict_fields(each)) for each in store.verdicts(run)]
        file.writestr("verdicts.jsonl", "".join(f"{line}\n" for line in dict.fromkeys(lines)))
    return path.stat().st_size


def add_bundle(store: Store, path: Path) -> tuple[str, ...]:
    """Put the runs of the bundle ``path`` into ``store``; the ids of those that were not there.

    Raises `StoreError` for a file that is no bundle; then nothing is added.
    """
    try:
        with zipfile.ZipFile(path) as file:
            if sum(each.file_size for each in file.infolist()) > MAX_BYTES:
                raise StoreError(f"The bundle {path} holds more than {MAX_BYTES:,} bytes.")
            names = file.namelist()[:MAX_FILES]
            copies = {n: file.read(n) for n in names if n.startswith("runs/")}
            here = {run.id for run in store.runs()}
            if copies and all(n[5:].rpartition("-")[0] in here for n in copies):
                return ()
            owners = json.loads(file.read("owners.json"))
            verdicts = _verdicts(file.read("verdicts.jsonl"))
            pictures = {
                key: file.read(name)
                for name in names
                if name.startswith("images/") and is_hash(key := name[7:].removesuffix(".png"))
            }
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, GestureError) as error:
        raise StoreError(
            f"The bundle {path} cannot be read: {str(error)[:200]}.",
            hint="Make it anew with `gesture space study`.",
        ) from error
    if not isinstance(owners, dict):
        raise StoreError(f"The bundle {path} names no owners; got {shown(owners)}.")
    store.take_in(pictures)
    said = cast("dict[str, object]", owners)
    added = store.restore_runs(
        {name.removeprefix("runs/"): content for name, content in copies.items()},
        {run: str(owner) for run, owner in said.items()},
    )
    if added:
        store.save_verdicts(verdicts)
    return added


def _verdicts(text: bytes) -> list[Verdict]:
    found: list[Verdict] = []
    for line in text.splitlines():
        content: object = json.loads(line)
        if not isinstance(content, dict):
            raise StoreError(f"a verdict is {shown(content)}")
        found.append(verdict_from_fields(cast("dict[str, object]", content)))
    return found
