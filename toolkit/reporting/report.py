"""The report: one folder that opens from disk, without a server and without a network."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Literal

from toolkit.documents.user_paths import user_path
from toolkit.documents.whole_folders import check_replaceable, replacing_folder
from toolkit.errors import StoreError
from toolkit.rating import Asked, Ranking
from toolkit.reporting.picture_columns import axis_columns, picture_columns, picture_name
from toolkit.reporting.run_facts import RunFacts, read_facts
from toolkit.reporting.story import (
    Row,
    agreement_rows,
    counted_rows,
    effect_rows,
    picture_rows,
    ranked,
    ranking_rows,
    variant_values,
    votes_to_tell,
    yield_rows,
)
from toolkit.reporting.tables import write_table
from toolkit.reporting.thumbnails import thumbnail_webp
from toolkit.reporting.words import Languages, in_each
from toolkit.store import Store

PictureKind = Literal["full", "thumbs"]
Advance = Callable[[int, int], object]

PAGE = (
    "page/report.css",
    "page/elements.js",
    "page/state.js",
    "page/choosing.js",
    "page/charts.js",
    "page/windowed.js",
    "page/grid.js",
    "page/large.js",
    "page/report.js",
)
"""The page's own files, scripts in the order in which they are loaded."""

REPORT_FILES = re.compile(
    r"index\.html|data\.js|report\.json|page/[a-z]+\.(?:js|css)|tables/[a-z-]+\.(?:csv|parquet)|"
    r"thumbs/[0-9a-f]{20}\.webp|pictures/[0-9a-f]{20}\.[a-z]{3,4}"
)
"""Every file of a report; a folder with another one is never replaced."""

_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was written: the ``folder``, its ``index``, how many pictures, and of them ``lost``
    ones that could not be read; ``size_bytes`` counts a linked picture as one of its own."""

    run: str
    folder: Path
    index: Path
    pictures: int
    lost: int
    files: int
    size_bytes: int


def write_report(
    store: Store,
    run: str,
    output: Path,
    languages: Languages,
    *,
    pictures: PictureKind = "full",
    judge: str = "",
    of: Asked | None = None,
    on_progress: Advance | None = None,
) -> Report:
    """Write the report of ``run`` (an id, a name or "latest") as the folder ``output``.

    The folder appears when it is whole; an older report there is replaced. A picture whose file
    is missing or damaged is a gap.

    Args:
        languages: the words of each language, from the app's room of languages.
        pictures: ``full`` brings every picture beside its thumbnail, linked where the disk can,
            else copied; ``thumbs`` leaves them out.
        judge: whose verdicts count, as for `Store.judged_cells`.
        of: the question that is counted; by default both where both were answered.
        on_progress: told (done, total) pictures.

    Raises:
        UnknownName: there is no such run.
        BadInput: ``output`` is a file or holds files of others; the run has no finished picture;
            the judge measures.
        OSError: the disk refused.
    """
    output = user_path(output, what="folder")
    check_replaceable(output, ours=REPORT_FILES, what="report")
    facts = read_facts(store, run, judge=judge, of=of)
    with replacing_folder(output, ours=REPORT_FILES, what="report") as folder:
        hashes = list(dict.fromkeys(cell.request_hash for cell in facts.judged))
        files = _write_pictures(store, hashes, folder, pictures, on_progress)
        lost = [each for each in hashes if each not in files]
        rankings = ranked(facts)
        tables = _tables(facts, rankings, {} if pictures == "thumbs" else files)
        written = {
            name: [file.name for file in write_table(folder / "tables", name, rows)]
            for name, rows in tables.items()
        }
        data = _data(facts, languages, rankings, tables, written)
        data["pictures"] = picture_columns(
            facts, languages, {} if pictures == "thumbs" else files, frozenset(lost)
        )
        (folder / "data.js").write_text(f"window.REPORT = {script_json(data)};\n", "utf-8")
        _write_page(folder, facts, languages)
        count, size_bytes = _measure(folder)
        summary = {"kind": "gesture report", "run": facts.info.id, "pictures": len(hashes)}
        (folder / "report.json").write_text(json.dumps(summary), "utf-8")
    return Report(
        run=facts.info.id,
        folder=output,
        index=output / "index.html",
        pictures=len(hashes),
        lost=len(lost),
        files=count + 1,
        size_bytes=size_bytes,
    )


def script_json(value: object) -> str:
    """``value`` as JSON that may stand in a script, whatever texts are in it; never NaN."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign, escape in _UNSAFE.items():
        text = text.replace(sign, escape)
    # Half a surrogate pair, which a file may bring, is no character that UTF-8 has.
    return text.encode("utf-8", "backslashreplace").decode()


def _write_pictures(
    store: Store,
    hashes: Sequence[str],
    folder: Path,
    kind: PictureKind,
    on_progress: Advance | None,
) -> dict[str, Path]:
    """Thumbnails, and full pictures where they are wanted; the store's path of each by its hash.

    Decoding and encoding let go of Python's lock, so threads use every core.
    """
    (folder / "thumbs").mkdir()
    if kind == "full":
        (folder / "pictures").mkdir()
    write = partial(_write_picture, store, folder, kind)
    found: dict[str, Path] = {}
    with ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, 8)) as threads:
        for done, (request_hash, path) in enumerate(
            zip(hashes, threads.map(write, hashes), strict=True), 1
        ):
            if path is not None:
                found[request_hash] = path
            if on_progress is not None:
                on_progress(done, len(hashes))
    return found


def _write_picture(store: Store, folder: Path, kind: PictureKind, request_hash: str) -> Path | None:
    try:
        path = store.image_path(request_hash)
        small = thumbnail_webp(store.read_image(request_hash))
    except StoreError:
        return None
    name = picture_name(request_hash)
    (folder / "thumbs" / f"{name}.webp").write_bytes(small)
    if kind == "full":
        link_or_copy(path, folder / "pictures" / f"{name}{path.suffix}")
    return path


def link_or_copy(source: Path, target: Path) -> None:
    """The file ``source`` as ``target`` too: a second name where the disk can, else a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _tables(
    facts: RunFacts, rankings: Mapping[str, Ranking], files: Mapping[str, Path]
) -> dict[str, list[Row]]:
    axes = ("gesture", *facts.varying)
    names = {each: f"pictures/{picture_name(each)}{path.suffix}" for each, path in files.items()}
    tables: dict[str, list[Row]] = {
        "map": list(counted_rows(facts, "gesture", *facts.varying)),
        "yields": [row for axis in axes for row in yield_rows(facts, axis)],
        "effects": [row for axis in facts.varying for row in effect_rows(facts, axis)],
        "agreement": [
            {key: value for key, value in row.items() if key != "confusion"}
            for row in agreement_rows(facts)
        ],
        "pictures": picture_rows(facts, names),
    }
    ranks = {f"ranking-{source}": ranking_rows(found) for source, found in rankings.items()}
    return {**tables, **ranks}


def _data(
    facts: RunFacts,
    languages: Languages,
    rankings: Mapping[str, Ranking],
    tables: Mapping[str, Sequence[Row]],
    written: Mapping[str, Sequence[str]],
) -> dict[str, object]:
    info = facts.info
    return {
        "run": {
            "id": info.id,
            "names": in_each(languages, lambda words: words.run(info)),
            "begun": f"{info.created_at:%Y-%m-%d %H:%M} UTC",
            "made": info.made,
            "requested": info.requested,
            "votes": len(facts.votes),
            "judge": facts.judge,
            "of": facts.of,
            "answered": list(facts.answered),
        },
        "texts": {code: dict(words.page) for code, words in languages.items()},
        "outcomes": {
            code: {
                question: {
                    outcome: words.outcome(outcome, question)
                    for outcome in ("pass", "fail", "unsure", "unjudged")
                }
                for question in ("gesture", "form", "both")
            }
            for code, words in languages.items()
        },
        "axes": axis_columns(facts, languages),
        "varying": list(facts.varying),
        "yields": list(tables["yields"]),
        "effects": list(tables["effects"]),
        "ranking": {
            source: {
                "rows": ranking_rows(found),
                "connected": found.connected,
                "more": votes_to_tell(found),
            }
            for source, found in rankings.items()
        },
        "variants": {
            label: in_each(
                languages,
                lambda words, values=values: words.page["comma"].join(
                    words.label(axis, value) for axis, value in values if value
                ),
            )
            for label, values in variant_values(facts).items()
        },
        "agreement": agreement_rows(facts),
        "tables": dict(written),
    }


def _write_page(folder: Path, facts: RunFacts, languages: Languages) -> None:
    (folder / "page").mkdir()
    here = resources.files("toolkit.reporting")
    for name in PAGE:
        (folder / name).write_bytes(here.joinpath(name).read_bytes())
    first = next(iter(languages.values()))
    page = here.joinpath("page/index.html").read_text("utf-8")
    scripts = "\n".join(f'<script src="{name}"></script>' for name in PAGE if name.endswith(".js"))
    page = page.replace("{{needs}}", html.escape(first.page["needs_scripts"]))
    page = page.replace("{{scripts}}", scripts)
    # The name last: whatever somebody called the run, nothing is filled into it.
    page = page.replace("{{title}}", html.escape(first.run(facts.info)))
    (folder / "index.html").write_text(page, "utf-8")


def _measure(folder: Path) -> tuple[int, int]:
    """How many files, and their bytes."""
    files = [each for each in folder.rglob("*") if each.is_file()]
    return len(files), sum(each.stat().st_size for each in files)
