"""A run as a grid: rows and columns named by axes, a sign on every picture that was judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.axes import NUMBER_AXES
from toolkit.rating.verdicts import Outcome
from toolkit.store import Store
from toolkit.sweeps.cells import Cell
from toolkit.sweeps.contact_sheet import varying_axes
from toolkit.sweeps.requests import GenerationRequest
from toolkit.ui.html import emoji_sign, mark, short_model, text
from toolkit.ui.language.texts import Lang, axis_name, number, say
from toolkit.vocabulary import Vocabulary

MAX_PLACES = 800
MAX_COLUMNS = 100
SEED = "seed"


@dataclass(frozen=True, kw_only=True)
class RunView:
    """A run as the grid needs it: what was asked, what is finished, what was said about it."""

    run: str
    pairs: Sequence[tuple[Cell, GenerationRequest]]
    outcomes: Mapping[tuple[str, str], Outcome]

    @property
    def axes(self) -> tuple[str, ...]:
        """The axes that may be columns, the seed first."""
        return (SEED, *varying_axes(cell for cell, _ in self.pairs))


def read_run(store: Store, run: str, judge: str = "") -> RunView:
    """Look up one run; raises `UnknownName` and `StoreError`."""
    return RunView(
        run=run,
        pairs=store.run_requests(run),
        outcomes={
            (cell.request_hash, cell.gesture): cell.outcome
            for cell in store.judged_cells(run, judge)
        },
    )


def grid_html(view: RunView, column_axis: str, vocabulary: Vocabulary, lang: Lang) -> str:
    """The grid as a table; the page's script fetches the pictures of its tiles."""
    axis = column_axis if column_axis in view.axes else SEED
    places, rows, columns = _arrange(view, axis)
    total = len(rows) * len(columns)
    columns = columns[:MAX_COLUMNS]
    per_row = max(1, len(columns))
    kept = rows[: max(1, MAX_PLACES // per_row)]
    head = "".join(f"<th scope='col'>{_value(axis, column, lang)}</th>" for column in columns)
    body = "".join(
        f"<tr><th scope='row'>{_row_label(row, vocabulary, lang)}</th>"
        + "".join(f"<td>{_tile(places.get((row, column)), view, lang)}</td>" for column in columns)
        + "</tr>"
        for row in kept
    )
    shown = len(kept) * per_row
    note = say("sweep.first_shown", lang, n=number(shown), total=number(total))
    cut = f"<p class='quiet'>{text(note)}</p>" if shown < total else ""
    return (
        f"<div class='gridwrap'><table class='sheetgrid' style='--tile: {_tile_px(per_row)}px'>"
        f"<thead><tr><th></th>{head}</tr></thead><tbody>{body}</tbody></table></div>{cut}"
    )


def _tile_px(columns: int) -> int:
    """Few columns leave room for large pictures; many scroll sideways, but stay legible."""
    return max(96, min(168, 640 // columns))


Row = tuple[tuple[str, str], ...]
Place = tuple[Cell, GenerationRequest]


def _arrange(view: RunView, axis: str) -> tuple[dict[tuple[Row, str], Place], list[Row], list[str]]:
    varying = [name for name in view.axes if name != SEED]
    places: dict[tuple[Row, str], Place] = {}
    rows: dict[Row, None] = {}
    columns: dict[str, None] = {}
    for cell, request in view.pairs:
        values = {**dict(cell.values), SEED: str(request.seed)}
        names = ["gesture", *varying, *([] if axis == SEED else [SEED])]
        row = tuple((name, values[name]) for name in names if name != axis and name in values)
        column = values[axis]
        rows.setdefault(row)
        columns.setdefault(column)
        places.setdefault((row, column), (cell, request))
    return places, list(rows), list(columns)


def _row_label(row: Row, vocabulary: Vocabulary, lang: Lang) -> str:
    gesture = vocabulary.gestures.get(dict(row).get("gesture", ""))
    if gesture is None:
        title = dict(row).get("gesture", "")
    else:
        name = gesture.name.en if lang == "en" else gesture.name.zh
        title = f"{emoji_sign(gesture.emoji)} {name}".strip()
    rest = ", ".join(_value(name, value, lang) for name, value in row if name != "gesture")
    return f"<b>{text(title)}</b>{rest}"


def _value(axis: str, value: str, lang: Lang) -> str:
    shown = short_model(value) if axis == "model" else value
    if axis in NUMBER_AXES or (axis == "phrase" and value.isdigit()):
        shown = f"{axis_name(axis, lang)} {shown}"
    return text(shown)


def _tile(place: Place | None, view: RunView, lang: Lang) -> str:
    if place is None:
        return ""
    cell, request = place
    outcome = view.outcomes.get((request.hash, cell.gesture))
    if outcome is None:
        waiting = text(say("sweep.missing", lang))
        return f"<div class='tile empty-tile' title='{waiting}'></div>"
    return tile(request.hash, cell.id, outcome, f"{cell.gesture}, seed {request.seed}", lang)


def tile(request_hash: str, cell: str, outcome: Outcome, words: str, lang: Lang) -> str:
    """One finished picture, to be filled by the page's script, with its verdict's sign."""
    return (
        f"<button class='tile' data-act='picture' data-hash='{text(request_hash)}' "
        f"data-cell='{text(cell)}'>"
        f"<img alt='{text(words)}'>{mark(outcome, lang)}</button>"
    )
