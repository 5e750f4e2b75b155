"""`gesture vocab roundtrip`: every entry's own pose, drawn, seen and judged again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolkit.cli.frame import JsonOption, VocabOption, own_words, say
from toolkit.cli.output import print_json, print_table, progress_bar
from toolkit.cli.vocab.vocab_checks import FolderOption
from toolkit.documents.atomic_files import write_whole
from toolkit.errors import BadInput

if TYPE_CHECKING:
    from toolkit.judging.gesture.roundtrip import EntryTrip, RoundTrip

WORST = 15


def roundtrip(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Only these entries' pictures.")
    ] = None,
    every: Annotated[
        int, typer.Option("--every", min=1, max=18, help="Look at every n-th picture only.")
    ] = 1,
    html: Annotated[
        Path | None,
        typer.Option("--html", help="Also write a page of all entries with their pictures."),
    ] = None,
    vocab: VocabOption = None,
    folder: FolderOption = None,
    fetch: Annotated[
        bool,
        typer.Option("--fetch/--no-fetch", help="Fetch the judge's model when it is missing."),
    ] = True,
    as_json: JsonOption = False,
) -> None:
    """Draw every entry, find the hand again, and see whether the judge reads the same entry.

    Three views, three skin tones, both hands: 18 pictures of 256 px an entry.
    """
    from toolkit import load_vocabulary
    from toolkit.judging.gesture.hand_judge import HandJudge
    from toolkit.judging.gesture.roundtrip import round_trip

    vocabulary = load_vocabulary(folder, extra=own_words(vocab))
    for id in ids or ():
        vocabulary.gesture(id)
    if html is not None and not html.absolute().parent.is_dir():
        raise BadInput(f"There is no folder {html.parent} to write the page into.")
    with (
        HandJudge.open(vocabulary, fetch=fetch, on_message=say) as judge,
        progress_bar("Round trip", unit="entries") as advance,
    ):
        report = round_trip(judge, ids=ids, every=every, on_progress=advance)
    if html is not None:
        from toolkit.cli.vocab.roundtrip_page import page

        try:
            write_whole(html, page(report, vocabulary).encode())
        except OSError as error:
            raise BadInput(f"{html} cannot be written: {error.strerror}.") from error
        say(f"The page lies at {html}.")
    if as_json:
        print_json(_fields(report))
    else:
        _show(report)


def _fields(report: RoundTrip) -> dict[str, Any]:
    clear = report.distinguishable
    return {
        "points": {"n": report.points_n, "recovered": report.points_recovered},
        "pictures": _counts(report, None),
        "distinguishable": {"entries": len(clear)} | _counts(report, clear),
        "entries": [_entry(trip) for trip in report.entries],
    }


def _counts(report: RoundTrip, ids: tuple[str, ...] | None) -> dict[str, int]:
    return {key: report.total(key, ids) for key in ("n", "found", "matched", "first", "passed")}


def _entry(trip: EntryTrip) -> dict[str, Any]:
    return {
        "id": trip.id,
        "found": trip.found,
        "matched": trip.matched,
        "first": trip.first,
        "passed": trip.passed,
        "n": trip.n,
        "recovered": trip.recovered,
        "confused_with": dict(trip.confused_with),
        "alike": dict(trip.alike),
    }


def _show(report: RoundTrip) -> None:
    from toolkit.cli.vocab.roundtrip_page import confused_words

    worst = sorted(report.entries, key=lambda trip: trip.matched / max(trip.n, 1))[:WORST]
    print_table(
        ("entry", "matched", "found", "of", "taken for"),
        [
            (
                trip.id,
                trip.matched,
                trip.found,
                trip.n,
                confused_words(trip),
            )
            for trip in worst
        ],
        title=f"The {len(worst)} entries that fare worst",
    )
    clear = report.distinguishable
    typer.echo(f"Points: {report.points_recovered} of {report.points_n} entries recovered.")
    for name, ids in (("All entries", None), (f"{len(clear)} distinguishable entries", clear)):
        n, found, matched = (report.total(key, ids) for key in ("n", "found", "matched"))
        if n:
            typer.echo(
                f"{name}: of {n} pictures {found} found ({found / n:.0%}), "
                f"{matched} matched ({matched / n:.0%})."
            )
