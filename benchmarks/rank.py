"""How long a board of many votes takes: from arrays, after one more vote, and from the store.

    python benchmarks/rank.py --json                  # a million votes, a thousand variants
    python benchmarks/rank.py --votes 100000 --no-store

``seconds`` is from arrays to a ranking with intervals by rater and by seed, ``refresh_seconds`` a
ranking anew after one vote more (the median of five), ``add_seconds`` what taking the vote costs,
``store_seconds`` from a database with all these votes to the ranking, the checks of raters
included; ``cpu_seconds`` and ``store_cpu_seconds`` are what of both the processor worked, on a
machine that others use as well. The database is made in a temporary folder and thrown away.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import numpy as np
from vote_studies import answers, columns

from toolkit import Store
from toolkit.rating.judged import JudgedCell
from toolkit.rating.strengths.board import Board
from toolkit.rating.strengths.columns import VoteColumns
from toolkit.rating.strengths.comparisons import Comparison
from toolkit.rating.strengths.ranking import ranking

RATERS, SEEDS = 5_000, 100
RUN = "run"
MOMENT = "2026-01-01 00:00:00.000000"
COLUMNS = (
    *("uuid", "run_id", "gesture", "left_hash", "right_hash", "left_cell", "right_cell"),
    *("winner", "rater", "latency_ms", "propensity", "created_at", "app_version"),
)
WINNER = {1.0: "left", 0.0: "right", 0.5: "tie"}


def votes_of(votes: int, variants: int) -> VoteColumns:
    """So many votes on so many variants by `RATERS` raters on `SEEDS` seeds; a fifth are ties."""
    rng = np.random.default_rng(17)
    level = rng.normal(0, 1, variants)
    first = rng.integers(0, variants, votes)
    second = (first + rng.integers(1, variants, votes)) % variants
    score = answers(level[first] - level[second], 0.6, rng)
    rater, seed = rng.integers(0, RATERS, votes), rng.integers(0, SEEDS, votes)
    return columns(variants, first, second, score, rater, seed)


def from_arrays(votes: VoteColumns) -> dict[str, float]:
    """Seconds of a ranking, of a ranking after one vote more, and of taking that vote."""
    begin, worked = time.perf_counter(), time.process_time()
    board = Board.from_columns(votes)
    board.ranking()
    whole, worked = time.perf_counter() - begin, time.process_time() - worked
    adding: list[float] = []
    refreshing: list[float] = []
    for n in range(5):
        vote = Comparison(
            first=votes.variants[n], second=votes.variants[-1], score=1.0, rater="r0", seed="s0"
        )
        begin = time.perf_counter()
        board.add(vote)
        adding.append(time.perf_counter() - begin)
        begin = time.perf_counter()
        board.ranking()
        refreshing.append(time.perf_counter() - begin)
    return {
        "seconds": round(whole, 3),
        "cpu_seconds": round(worked, 3),
        "refresh_seconds": round(median(refreshing), 4),
        "add_seconds": round(median(adding), 7),
    }


def judged_cells(variants: int) -> list[JudgedCell]:
    """A picture of each variant on each seed."""
    return [
        JudgedCell(
            cell=f"cell{variant}",
            gesture="fist",
            values=(("gesture", "fist"), ("phrase", f"{variant:03}")),
            seed=seed,
            request_hash=_picture(variant, seed),
            outcome="unjudged",
            reason="no_judge",
        )
        for variant in range(variants)
        for seed in range(SEEDS)
    ]


def from_store(votes: VoteColumns, home: Path) -> tuple[float, float]:
    """Seconds from a store with these votes to the ranking, and those that the processor worked.

    The pictures themselves are not in it: what is measured is what the votes take.
    """
    Store.open(home=home).close()
    with sqlite3.connect(home / "gesture.db") as database:
        database.execute("PRAGMA foreign_keys = OFF")
        database.execute(
            "INSERT INTO runs (id, plan_name, plan_json, fingerprint, created_at)"
            " VALUES (?, 'rank', '{}', '', ?)",
            (RUN, MOMENT),
        )
        names = ", ".join(COLUMNS)
        places = ", ".join("?" * len(COLUMNS))
        database.executemany(f"INSERT INTO votes ({names}) VALUES ({places})", _rows(votes))
    judged = judged_cells(len(votes.variants))
    with Store.open(home=home) as store:
        begin, worked = time.perf_counter(), time.process_time()
        ranking(judged, store.vote_table(RUN), ["phrase"])
        return time.perf_counter() - begin, time.process_time() - worked


def _rows(votes: VoteColumns) -> Iterator[tuple[object, ...]]:
    told = zip(votes.first, votes.second, votes.score, votes.rater, votes.seed, strict=True)
    for n, (first, second, score, rater, seed) in enumerate(told):
        yield (
            *(f"v{n}", RUN, "fist", _picture(first, seed), _picture(second, seed)),
            *(f"cell{first}", f"cell{second}", WINNER[float(score)], votes.raters[rater]),
            *(500, 0.5, MOMENT, ""),
        )


def _picture(variant: int, seed: int) -> str:
    return f"{variant:032x}{seed:032x}"


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--votes", type=int, default=1_000_000)
    parser.add_argument("--variants", type=int, default=1_000)
    parser.add_argument("--no-store", action="store_true", help="from arrays alone")
    parser.add_argument("--json", action="store_true", help="print JSON only")
    arguments = parser.parse_args()
    votes = votes_of(arguments.votes, arguments.variants)
    found: dict[str, float] = {"votes": arguments.votes, "variants": arguments.variants}
    found |= from_arrays(votes)
    if not arguments.no_store:
        with tempfile.TemporaryDirectory() as folder:
            whole, worked = from_store(votes, Path(folder))
        found |= {"store_seconds": round(whole, 3), "store_cpu_seconds": round(worked, 3)}
    print(json.dumps(found) if arguments.json else "\n".join(f"{k}: {v}" for k, v in found.items()))


if __name__ == "__main__":
    main()
