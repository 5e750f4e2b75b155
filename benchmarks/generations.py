"""The three generations of the embedded model side by side: the model card's table, measured again.

    python benchmarks/generations.py [HOME] [PICTURE]

Sweeps ``plans/generations.yaml`` (384 pictures, some minutes on two cores; a second call reuses
the pictures in HOME), judges them and prints, as Markdown: hands found and yield per model with
intervals, the yield per gesture, and what was drawn instead (confusions). With PICTURE it also
writes the README's picture: the same prompts and the same noise, one row a model. All else about
one model says `gesture thumbelina evaluate`.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

import PIL.Image

from toolkit import Store, judge_run, load_plan, load_vocabulary, run_sweep, yields
from toolkit.judging.gesture.hand_judge import HandJudge
from toolkit.rating.judged import JudgedCell
from toolkit.rating.yields import YieldRow


def main() -> None:
    """Run the sweep and print the tables."""
    if any(argument.startswith("-") for argument in sys.argv[1:]):
        raise SystemExit(__doc__)
    vocabulary = load_vocabulary()
    with (
        tempfile.TemporaryDirectory() as scratch,
        Store.open(Path(sys.argv[1] if len(sys.argv) > 1 else scratch)) as store,
        HandJudge.open(vocabulary) as judge,
    ):
        report = run_sweep(load_plan("generations", vocabulary), store)
        judge_run(store, report.run, judge)
        if report.made:
            print(f"\n{report.made} pictures in {report.seconds:.0f} s", end="")
            print(f", {report.seconds / report.made:.2f} s each.")
        _generations(store, report.run)
        if len(sys.argv) > 2:
            _picture(store, report.run, Path(sys.argv[2]))


def _generations(store: Store, run: str) -> None:
    judged = store.judged_cells(run)
    print("\n| model | hand found | yield | 95 % interval |\n|---|---|---|---|")
    for row in yields(judged, ["model"]):
        found = row.n - row.no_hand
        print(f"| {row.values[0][1]} | {found} of {row.n} | {_share(row)} |")
    print("\n| gesture | " + " | ".join(_models(judged)) + " |")
    print("|---" * (1 + len(_models(judged))) + "|")
    table = {(dict(r.values)["gesture"], dict(r.values)["model"]): r for r in _by_both(judged)}
    for gesture in dict.fromkeys(cell.gesture for cell in judged):
        cells = [table[gesture, model] for model in _models(judged)]
        print(f"| {gesture} | " + " | ".join(f"{r.k} of {r.n}" for r in cells) + " |")
    for model in _models(judged):
        _confusions(store, run, model)


def _models(judged: list[JudgedCell]) -> list[str]:
    return list(dict.fromkeys(dict(cell.values)["model"] for cell in judged))


def _by_both(judged: list[JudgedCell]) -> list[YieldRow]:
    return yields(judged, ["gesture", "model"])


def _confusions(store: Store, run: str, model: str) -> None:
    requests = {request.hash for _, request in store.run_requests(run) if request.model == model}
    wrong: Counter[tuple[str, str]] = Counter()
    for verdict in store.verdicts(run):
        if verdict.request_hash in requests and verdict.outcome == "fail":
            shown = "no hand" if verdict.reason == "no_hand" else verdict.best_match
            wrong[verdict.expected, f"{shown} ({verdict.reason})"] += 1
    print(f"\n{model}: asked for, but seen: ", end="")
    print("; ".join(f"{a} → {b} ×{n}" for (a, b), n in wrong.most_common(30)) or "nothing wrong")


def _picture(store: Store, run: str, file: Path, *, seed: int = 1) -> None:
    rows: dict[str, list[PIL.Image.Image]] = {}
    for _, request in store.run_requests(run):
        if request.seed == seed:
            rows.setdefault(request.model, []).append(store.read_image(request.hash))
    width_px, height_px = next(iter(rows.values()))[0].size
    sheet = PIL.Image.new("RGB", (width_px * max(map(len, rows.values())), height_px * len(rows)))
    for row, pictures in enumerate(rows.values()):
        for column, picture in enumerate(pictures):
            sheet.paste(picture, (column * width_px, row * height_px))
    sheet.save(file)


def _share(row: YieldRow) -> str:
    rate = "–" if row.rate is None else f"{row.rate:.2f}"
    return f"{row.k} of {row.n} = {rate} | {row.low:.2f}–{row.high:.2f}"


if __name__ == "__main__":
    main()
