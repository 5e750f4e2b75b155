"""How well Thumbelina hears people: yields by how a gesture is said, on wordings kept aside.

Four ways of saying a taught gesture: ``taught``, ``a photo of`` and one of its two plainest
phrases, as in her school; ``bare``, those phrases alone; ``everyday`` and ``everyday_zh``, the
wordings in ``hearing_wordings.yaml``, which were written before she was taught everyday speech and
are not in her grammar. Every picture is judged for its gesture. Run it with
``python benchmarks/hearing.py --json``; --wordings prints each wording's count beside.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from toolkit import HandJudge, Store, load_plan, load_vocabulary, run_sweep, yields
from toolkit.documents.yaml_reader import read_yaml
from toolkit.judging.looking.judge_run import judge_run
from toolkit.rating import YieldRow, wilson_interval
from toolkit.thumbelina.school import GESTURES

WORDINGS = Path(__file__).with_name("hearing_wordings.yaml")
SEEDS = {"start": 20_001, "count": 4}
"""Seeds that nothing was chosen on."""

Said = Sequence[tuple[str, str]]
"""(gesture, wording) pairs."""


def everyday(language: str) -> Iterator[tuple[str, str]]:
    """The wordings kept aside in ``language`` ("en" or "zh")."""
    read: Mapping[str, Mapping[str, Sequence[object]]] = read_yaml(  # pyright: ignore[reportAssignmentType]
        WORDINGS, name=WORDINGS.name
    )
    for gesture, wordings in read[language].items():
        yield from ((gesture, str(wording)) for wording in wordings)


def plain_phrases(before: str) -> Iterator[tuple[str, str]]:
    """The two plainest phrases of every taught gesture, with ``before`` in front."""
    words = load_vocabulary()
    for gesture in GESTURES:
        yield from ((gesture, f"{before}{phrase}") for phrase in words[gesture].phrases[:2])


def heard(said: Said, model: str, store: Store, judge: HandJudge) -> list[YieldRow]:
    """The yield of every wording, each drawn with the same seeds."""
    plan = load_plan(
        {
            "name": "hearing",
            "prompts": [
                {"name": f"{gesture}: {wording}"[:80], "text": wording, "gesture": gesture}
                for gesture, wording in said
            ],
            "model": model,
            "seeds": SEEDS,
        },
        judge.vocabulary,
    )
    report = run_sweep(plan, store)
    judge_run(store, report.run, judge)
    return list(yields(store.judged_cells(report.run), by="prompt"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="thumbelina", help="a built-in model or a folder")
    parser.add_argument("--home", type=Path, help="keep the pictures here")
    parser.add_argument("--wordings", action="store_true", help="print every wording's count")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args()
    ways: Mapping[str, Said] = {
        "taught": list(plain_phrases("a photo of ")),
        "bare": list(plain_phrases("")),
        "everyday": list(everyday("en")),
        "everyday_zh": list(everyday("zh")),
    }
    found: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        home = asked.home or Path(folder)
        with Store.open(home) as store, HandJudge.open(load_vocabulary()) as judge:
            for way, said in ways.items():
                rows = heard(said, asked.model, store, judge)
                k, n = sum(row.k for row in rows), sum(row.n for row in rows)
                found[way] = {"k": k, "n": n, "yield": round(k / n, 4) if n else 0.0}
                if not asked.json:
                    low, high = wilson_interval(k, n)
                    print(f"{way:12} {k:4} of {n:4}  {k / n:.3f}  ({low:.3f} to {high:.3f})")
                if asked.wordings:
                    for row in rows:
                        print(f"    {row.k} of {row.n}  {row.values[0][1]}")
    if asked.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
