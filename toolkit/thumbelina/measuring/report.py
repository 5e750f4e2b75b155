"""The evaluation for people: Markdown tables, as the model card prints them, and a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from toolkit.rating.yields import wilson_interval
from toolkit.sweeps.contact_sheet import SheetRow, Tile, draw_sheet
from toolkit.thumbelina.measuring.bench import Bench
from toolkit.thumbelina.measuring.evaluation import Evaluation, Point

SHEET_SEEDS = 8


def evaluation_text(found: Evaluation) -> str:
    """``found`` as Markdown."""
    gain = found.negative_gain
    best_k, plain_k = (
        sum(getattr(each, name) for each in found.gestures) for name in ("k", "k_plain")
    )
    plain_n = sum(each.n_plain for each in found.gestures)
    lines = [
        f"{found.model}, revision {found.revision[:10]}: {len(found.gestures)} gestures, default "
        f"settings, {found.seconds_per_image:.2f} s a picture.",
        "",
        "| what | figure |",
        "|---|---|",
        f"| hand found | {found.found:.3f} of {found.n} |",
        f"| yield, best wording | {_share(best_k, found.n)} |",
        f"| yield, plainest wording | {_share(plain_k, plain_n)} |",
        f"| negative words, plainest wording | {gain.difference:+.3f} "
        f"({gain.low:+.3f} to {gain.high:+.3f}), {gain.pairs} pairs |",
    ]
    if found.control is not None:
        control = found.control
        lines += [
            f"| skeleton control: landmarks off by | {control.error_palm:.3f} palm lengths "
            f"({control.found} of {control.n} found) |",
            f"| skeleton control: yield | {control.yield_taught:.3f} of {control.n}; gestures left "
            f"out of the school {control.yield_left_out:.3f} of {control.n_left_out} |",
        ]
    lines += [
        f"| {each.words} as asked | {_share(each.k, each.n)}; of renders {each.read} of "
        f"{each.renders} are read rightly |"
        for each in found.obeyed
    ]
    for name, curve in (
        ("weight of the gesture phrase", found.weight_curve),
        ("guidance", found.guidance_curve),
        ("steps", found.steps_curve),
        ("skeleton strength", found.control_curve),
    ):
        lines += _curve_lines(name, curve)
    lines += ["", "| gesture | best wording | yield | plainest |", "|---|---|---|---|"]
    lines += [
        f"| {each.id} | {each.phrase} | {each.k} of {each.n} | {each.k_plain} of {each.n_plain} |"
        for each in found.gestures
    ]
    return "\n".join(lines)


def _curve_lines(name: str, curve: Sequence[Point]) -> list[str]:
    if not curve:
        return []
    rows = [f"| {point.value:g} | {_share(point.k, point.n)} |" for point in curve]
    return ["", f"| {name} | yield |", "|---|---|", *rows]


def _share(k: int, n: int) -> str:
    low, high = wilson_interval(k, n)
    return f"{k} of {n} = {k / max(n, 1):.2f} ({low:.2f} to {high:.2f})"


def write_sheet(bench: Bench, found: Evaluation, file: Path) -> None:
    """Write a picture with a row a gesture: the plainest wording, the first seeds, each judged."""
    gestures = [each.id for each in found.gestures]
    seeds = min(SHEET_SEEDS, found.n // max(len(gestures), 1))
    judged = bench.judged("sheet", gestures, seeds=seeds, axes={"phrase": 1})
    rows = [
        SheetRow(
            label=gesture,
            tiles=tuple(
                Tile(picture=bench.store.read_image(cell.request_hash), mark=cell.outcome)
                for cell in judged
                if cell.gesture == gesture
            ),
        )
        for gesture in gestures
    ]
    columns = [f"seed {number + 1}" for number in range(seeds)]
    draw_sheet(f"{found.model}, plainest wording", columns, rows).save(file)
