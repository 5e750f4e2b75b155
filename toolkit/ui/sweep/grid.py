"""A run as a grid: rows and columns named by axes, a sign on every picture that was judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from toolkit.rating.judged import JudgedCell
from toolkit.store import Store
from toolkit.sweeps.cells import Cell
from toolkit.sweeps.contact_sheet import varying_axes
from toolkit.sweeps.requests import GenerationRequest
from toolkit.ui.html import NOTHING, html, joined, mark
from toolkit.ui.language.texts import Lang, number, say
from toolkit.ui.language.values import value_label, values_label
from toolkit.ui.language.verdict_sentences import judged_words
from toolkit.vocabulary import Vocabulary

MAX_PLACES = 800
MAX_COLUMNS = 100
SEED = "seed"


@dataclass(frozen=True, kw_only=True)
class RunPictures:
    """A run as the grid needs it: what was asked, what is finished, what was said about it."""

    run: str
    pairs: Sequence[tuple[Cell, GenerationRequest]]
    judged: Sequence[JudgedCell]

    @cached_property
    def said(self) -> Mapping[tuple[str, str], JudgedCell]:
        """What was said of each finished picture, by its request's hash and its gesture."""
        return {(cell.request_hash, cell.gesture): cell for cell in self.judged}

    @cached_property
    def elsewhere(self) -> bool:
        """Whether its pictures were made elsewhere: there is no plan to go on from."""
        return any(request.elsewhere is not None for _, request in self.pairs)

    @cached_property
    def axes(self) -> tuple[str, ...]:
        """The axes that may be columns, the seed first."""
        return (SEED, *varying_axes(cell for cell, _ in self.pairs))

    @cached_property
    def values(self) -> Mapping[str, tuple[str, ...]]:
        """The values of the gesture and of every varying axis, in the run's order, no seeds."""
        names = ("gesture", *(axis for axis in self.axes if axis != SEED))
        found: dict[str, dict[str, None]] = {name: {} for name in names}
        for cell, _ in self.pairs:
            for name, value in cell.values:
                if name in found:
                    found[name].setdefault(value)
        return {name: tuple(values) for name, values in found.items()}


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How a grid is laid out: the axis of its columns, the one that its rows are sorted by first
    ("": the gesture), and the values, each as ``axis=value``, that are left out."""

    columns: str = SEED
    rows: str = ""
    hidden: frozenset[str] = frozenset()

    def within(self, view: RunPictures) -> Layout:
        """The same without what ``view`` does not have; never all values of one axis hidden."""
        columns = self.columns if self.columns in view.axes else SEED
        rows = self.rows if self.rows in view.axes and self.rows not in (columns, SEED) else ""
        hidden: set[str] = set()
        for axis, values in view.values.items():
            named = {f"{axis}={value}" for value in values} & self.hidden
            hidden |= named if len(named) < len(values) else set()
        return Layout(columns=columns, rows=rows, hidden=frozenset(hidden))

    def shows(self, cell: Cell) -> bool:
        """Whether ``cell`` has none of the hidden values."""
        return not any(f"{axis}={value}" in self.hidden for axis, value in cell.values)


def read_run(store: Store, run: str) -> RunPictures:
    """Look up one run; raises `UnknownName` and `StoreError`."""
    return RunPictures(run=run, pairs=store.run_requests(run), judged=store.judged_cells(run))


def grid_html(view: RunPictures, layout: Layout, vocabulary: Vocabulary, lang: Lang) -> Markup:
    """The grid as a table; the page's script fetches the pictures of its tiles."""
    layout = layout.within(view)
    axis = layout.columns
    places, rows, columns = _arrange(view, layout)
    total = len(rows) * len(columns)
    columns = columns[:MAX_COLUMNS]
    per_row = max(1, len(columns))
    kept = rows[: max(1, MAX_PLACES // per_row)]
    head = joined(
        html("<th scope='col'>{}</th>", value_label(axis, column, vocabulary, lang))
        for column in columns
    )
    body = joined(
        html(
            "<tr><th scope='row'>{}</th>{}</tr>",
            _row_label(row, layout.rows, vocabulary, lang),
            joined(
                html("<td>{}</td>", _tile(places.get((row, column)), view, vocabulary, lang))
                for column in columns
            ),
        )
        for row in kept
    )
    shown = len(kept) * per_row
    note = say("sweep.first_shown", lang, n=number(shown), total=number(total))
    return html(
        "<div class='gridwrap'><table class='sheetgrid' style='--tile: {px}px'>"
        "<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table></div>{cut}",
        px=_tile_px(per_row),
        head=head,
        body=body,
        cut=html("<p class='quiet'>{}</p>", note) if shown < total else NOTHING,
    )


def _tile_px(columns: int) -> int:
    """Few columns leave room for large pictures; many scroll sideways, but stay legible."""
    return max(96, min(168, 640 // columns))


Row = tuple[tuple[str, str], ...]
Place = tuple[Cell, GenerationRequest]


def _arrange(
    view: RunPictures, layout: Layout
) -> tuple[dict[tuple[Row, str], Place], list[Row], list[str]]:
    axis = layout.columns
    varying = [name for name in view.axes if name not in (SEED, layout.rows)]
    first = [layout.rows] if layout.rows else []
    order = {
        name: {value: place for place, value in enumerate(values)}
        for name, values in view.values.items()
    }
    places: dict[tuple[Row, str], Place] = {}
    rows: dict[Row, None] = {}
    columns: dict[str, None] = {}
    for cell, request in view.pairs:
        if not layout.shows(cell):
            continue
        values = {**dict(cell.values), SEED: str(request.seed)}
        names = [*first, "gesture", *varying, *([] if axis == SEED else [SEED])]
        row = tuple((name, values[name]) for name in names if name != axis and name in values)
        column = values[axis]
        rows.setdefault(row)
        columns.setdefault(column)
        places.setdefault((row, column), (cell, request))
    listed = list(rows)
    if first:
        listed.sort(key=lambda row: order[layout.rows].get(dict(row).get(layout.rows, ""), 0))
    return places, listed, list(columns)


def _row_label(row: Row, first: str, vocabulary: Vocabulary, lang: Lang) -> Markup:
    head = first or "gesture"
    strong = value_label(head, dict(row).get(head, ""), vocabulary, lang)
    rest = [(name, value) for name, value in row if name != head]
    return html("<b>{}</b>{}", strong, values_label(rest, vocabulary, lang))


def place_words(
    cell: Cell,
    request: GenerationRequest,
    axes: Sequence[str],
    vocabulary: Vocabulary,
    lang: Lang,
) -> str:
    """What a picture shows: its gesture, its values on ``axes``, its seed."""
    values = {**dict(cell.values), SEED: str(request.seed)}
    names = [name for name in axes if name in values and name not in ("gesture", SEED)]
    return values_label(
        [(name, values[name]) for name in ("gesture", *names, SEED) if name in values],
        vocabulary,
        lang,
    )


def _tile(place: Place | None, view: RunPictures, vocabulary: Vocabulary, lang: Lang) -> Markup:
    if place is None:
        return NOTHING
    cell, request = place
    said = view.said.get((request.hash, cell.gesture))
    if said is None:
        return html("<div class='tile empty-tile' title='{}'></div>", say("sweep.missing", lang))
    words = place_words(cell, request, view.axes, vocabulary, lang)
    return tile(cell.id, said, words, lang)


def tile(cell: str, said: JudgedCell, words: str, lang: Lang) -> Markup:
    """One finished picture, to be filled by the page's script, with its verdict's sign.

    Where both questions were asked and one failed, it is named in the corner.
    """
    failed = [
        say(f"asked.{question}", lang)
        for question, outcome in (("gesture", said.gesture_outcome), ("form", said.form_outcome))
        if said.of == "both" and outcome == "fail"
    ]
    return html(
        "<button class='tile' data-act='picture' data-hash='{}' data-cell='{}'>"
        "<img alt='{}'>{}{}</button>",
        said.request_hash,
        cell,
        words,
        mark(said.outcome, lang, judged_words(said, lang)),
        html("<span class='why'>{}</span>", " · ".join(failed)) if failed else NOTHING,
    )
