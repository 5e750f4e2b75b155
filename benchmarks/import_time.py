"""How long ``import toolkit`` and ``gesture --help`` take in a fresh interpreter.

Run it with ``python benchmarks/import_time.py``; the goal for the import is below 0.3 s.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

CASES = {
    "python alone": ["-c", "pass"],
    "import toolkit": ["-c", "import toolkit"],
    "load the vocabulary": ["-c", "from toolkit import load_vocabulary; load_vocabulary()"],
    "gesture --help": ["-m", "toolkit.cli", "--help"],
    "gesture vocab list": ["-m", "toolkit.cli", "vocab", "list"],
}
REPEATS = 7


def seconds(arguments: list[str]) -> float:
    """Wall time of one fresh interpreter with ``arguments``."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Print the median and the range of every case, in milliseconds."""
    for name, arguments in CASES.items():
        seconds(arguments)
        taken_ms = [1000 * seconds(arguments) for _ in range(REPEATS)]
        print(
            f"{name:22} {statistics.median(taken_ms):7.0f} ms  "
            f"({min(taken_ms):.0f} to {max(taken_ms):.0f})"
        )


if __name__ == "__main__":
    main()
