"""The benchmarks of the statistics run, and print what they promise."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent.parent / "benchmarks"


def _printed(name: str, *words: str) -> Any:
    told = subprocess.run(
        [sys.executable, str(FOLDER / name), *words, "--json"],
        capture_output=True,
        text=True,
        check=True,
        cwd=FOLDER.parent,
        env={"PYTHONPATH": str(FOLDER.parent), "PATH": "/usr/bin:/bin", "OMP_NUM_THREADS": "1"},
    )
    return json.loads(told.stdout)


def test_rank_says_how_long_a_board_takes_from_arrays_and_from_the_store() -> None:
    found = _printed("rank.py", "--votes", "600", "--variants", "8")
    assert (found["votes"], found["variants"]) == (600, 8)
    for name in ("seconds", "refresh_seconds", "add_seconds", "store_seconds"):
        assert found[name] > 0


@pytest.mark.slow
def test_coverage_has_a_row_for_each_world_of_each_part() -> None:
    parts = ("strengths", "agreement", "corrected", "words", "forged")
    rows = _printed("coverage.py", "--studies", "1", "--only", ",".join(parts))
    assert list(dict.fromkeys(row["part"] for row in rows)) == list(parts)
    assert {row["studies"] for row in rows} == {1}
    for row in rows:
        shares = [row[name] for name in row if name in ("coverage", "moved", "named", "false")]
        assert shares and all(0 <= each <= 1 for each in shares)
