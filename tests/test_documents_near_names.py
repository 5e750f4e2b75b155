"""Near names: the same hint everywhere, and no long wait for long names."""

from __future__ import annotations

import subprocess
import sys
import time

from toolkit.documents.near_names import near, near_names

KNOWN = ["peace", "peace_inverted", "fist", "Palm"]


def test_the_nearest_come_first_capitals_aside_three_at_most() -> None:
    assert near_names("peece", KNOWN) == ["peace"]
    assert near_names("PALM", KNOWN) == ["Palm"]
    assert near_names("zzz", KNOWN) == []
    assert near_names("ab", ["aba", "abb", "abc", "abd"]) == ["abd", "abc", "abb"]


def test_the_hint() -> None:
    assert near("peece", KNOWN) == "Did you mean 'peace'?"
    assert near("abx", ["aba", "abb"]) == "Did you mean 'abb' or 'aba'?"
    assert near("zzz", KNOWN) == ""
    assert near("zzz", []) == ""


def test_a_name_without_end_is_near_to_nothing_at_once() -> None:
    start = time.process_time()
    assert near_names("pea" * 300_000, [*KNOWN, "pea" * 100_000]) == []
    assert time.process_time() - start < 1.0
    assert near_names("a" * 200, ["a" * 199]) == ["a" * 199]
    assert near_names("a" * 201, ["a" * 200]) == []


def test_a_near_name_loads_no_pydantic() -> None:
    code = "import sys, toolkit.documents.near_names; print('pydantic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
