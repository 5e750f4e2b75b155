"""One run to a folder, or to the hub, in a form that other programs read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from toolkit.documents.near_names import near
from toolkit.documents.whole_folders import replacing_folder
from toolkit.errors import BadInput, shown
from toolkit.exporting.dataset_card import dataset_card
from toolkit.exporting.hub_upload import SCHEME, Hub, hub_address, upload
from toolkit.exporting.parquet_files import Kind, Row, write_parquet
from toolkit.exporting.rater_ids import home_salt
from toolkit.exporting.recipe_card import write_recipe_card
from toolkit.exporting.source import ExportSource
from toolkit.exporting.training_set import write_training_set
from toolkit.exporting.verdict_rows import VERDICT_COLUMNS, verdict_rows
from toolkit.exporting.vote_rows import (
    PAIR_COLUMNS,
    PICKAPIC_COLUMNS,
    VOTE_COLUMNS,
    pair_rows,
    pickapic_rows,
    vote_rows,
)
from toolkit.rating import Asked
from toolkit.reporting.run_facts import read_facts
from toolkit.store import Store

ExportKind = Literal["votes", "pairs", "pickapic", "verdicts", "training-set", "recipe-card"]
KINDS: tuple[ExportKind, ...] = get_args(ExportKind)

TABLES: Mapping[str, tuple[Mapping[str, Kind], Callable[[ExportSource], Iterator[Row]]]] = {
    "votes": (VOTE_COLUMNS, vote_rows),
    "pairs": (PAIR_COLUMNS, pair_rows),
    "pickapic": (PICKAPIC_COLUMNS, pickapic_rows),
    "verdicts": (VERDICT_COLUMNS, verdict_rows),
}
"""The kinds that are one Parquet file: their columns, and what makes the rows."""

EXPORT_FILES = re.compile(
    r"README\.md|data/train\.parquet|train/metadata\.jsonl|train/[0-9a-f]{20}\.[a-z]{3,4}|"
    r"card\.json|plan\.yaml|strip\.png|pictures/[0-9a-f]{20}\.[a-z]{3,4}"
)
"""Every file of an export; a folder with another one is never replaced."""

EXPORTS = "exports"
"""Sub-folder of the home for what is sent to the hub."""

NO_WINNER = ("tie", "both_bad")


@dataclass(frozen=True, kw_only=True)
class Export:
    """What was written: ``rows``, of votes the ``dropped_ties`` (ties, and both bad) that a pair
    cannot say, the ``files`` by their paths in ``folder``. ``left_out`` counts what else no row
    was made of; ``address`` is where the hub shows it, "" for a folder."""

    run: str
    kind: ExportKind
    rows: int
    dropped_ties: int
    files: tuple[str, ...]
    folder: Path
    left_out: Mapping[str, int]
    address: str = ""


def export_kind(named: str) -> ExportKind:
    """The kind of export that is called ``named``; raises `BadInput`."""
    for kind in KINDS:
        if kind == named:
            return kind
    raise BadInput(
        f"There is no export {shown(named)}; expected one of {', '.join(KINDS)}.",
        hint=near(named, KINDS),
    )


def export_run(
    store: Store,
    run: str,
    kind: ExportKind,
    target: Path | str,
    *,
    judge: str = "",
    of: Asked | None = None,
    license_id: str = "unknown",
    public: bool = False,
    hf_api: Hub | None = None,
) -> Export:
    """Write ``run`` (an id, a name or "latest") as ``kind`` to ``target``.

    Args:
        target: a folder, new, empty or an older export; or ``hf://datasets/OWNER/NAME[/path]``,
            which is written to ``exports/`` in the home first and stays there.
        judge: whose verdicts count, where they do; as for `Store.judged_cells`.
        of: the question that counts; by default both where both were answered.
        license_id: the licence that the card names, as the hub calls it.
        public: whether a data set that is made on the hub is seen by everybody.
        hf_api: what speaks with the hub, by default `huggingface_hub.HfApi`.

    Raises:
        UnknownName: there is no such run.
        BadInput: the address is none, the folder holds files of others, or there is nothing to
            export.
        StoreError: the hub refuses or cannot be reached; the folder stays.
        OSError: the disk refused.
    """
    address = hub_address(str(target)) if str(target).startswith(SCHEME) else None
    facts = read_facts(store, run, judge=judge, of=of)
    source = ExportSource(store=store, facts=facts, salt=home_salt(store.home))
    folder = Path(target) if address is None else store.home / EXPORTS / f"{facts.info.id}-{kind}"
    with replacing_folder(folder, ours=EXPORT_FILES, what="data set") as filled:
        rows = _write(source, kind, filled, license_id)
        files = tuple(
            sorted(
                each.relative_to(filled).as_posix() for each in filled.rglob("*") if each.is_file()
            )
        )
    seen = ""
    if address is not None:
        message = f"{kind} of the run {facts.info.id}"
        seen = upload(folder, address, public=public, message=message, hf_api=hf_api)
    pairs = kind in ("pairs", "pickapic")
    return Export(
        run=facts.info.id,
        kind=kind,
        rows=rows,
        dropped_ties=sum(source.left_out[name] for name in NO_WINNER) if pairs else 0,
        files=files,
        folder=folder,
        left_out={
            name: count
            for name, count in source.left_out.items()
            if count and not (pairs and name in NO_WINNER)
        },
        address=seen,
    )


def _write(source: ExportSource, kind: ExportKind, folder: Path, license_id: str) -> int:
    """Write everything of an export into the empty ``folder``; returns its rows."""
    if kind == "recipe-card":
        return write_recipe_card(source, folder, license_id=license_id)
    if kind == "training-set":
        rows, columns = write_training_set(source, folder), list[str]()
    else:
        table, make = TABLES[kind]
        columns = list(table)
        (folder / "data").mkdir()
        rows = write_parquet(folder / "data" / "train.parquet", table, make(source))
    if not rows:
        raise BadInput(
            f"The run {shown(source.facts.info.called)} has nothing for {kind}.",
            hint=_WANTED[kind],
        )
    card = dataset_card(source, kind, rows=rows, columns=columns, license_id=license_id)
    (folder / "README.md").write_text(card, "utf-8")
    return rows


_WANTED: Mapping[str, str] = {
    "votes": "Rate some pairs in the app (`gesture app`).",
    "pairs": "Rate some pairs in the app (`gesture app`); ties make none.",
    "pickapic": "Rate some pairs in the app (`gesture app`); ties make none.",
    "verdicts": "Judge its pictures: `gesture judge RUN`.",
    "training-set": "None of its pictures passed; judge them, or count another question (--of).",
}
