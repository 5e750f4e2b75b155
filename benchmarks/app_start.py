"""How soon the app is there: `python app.py` until it answers, and until its page is painted.

Run it with ``python benchmarks/app_start.py --json``, on a quiet machine; the aims are 3 s until it
answers and 1.5 s from then until the first paint in Chromium. The first of the repeats also
writes bytecode, where Python is let.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


def answering(process: subprocess.Popen[bytes], address: str) -> float:
    """Seconds until ``address`` answers."""
    begun = time.perf_counter()
    while process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=30).close()
            return time.perf_counter() - begun
        except OSError:
            time.sleep(0.01)
    raise SystemExit("The app ended before it answered.")


def painted(address: str) -> tuple[float, float]:
    """Seconds until a new page's first paint, and until it is ready, in Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        begun = time.perf_counter()
        page.goto(address)
        page.wait_for_selector("html[data-arrived] .card")
        ready = time.perf_counter() - begun
        paint = page.evaluate(PAINT) / 1000
        browser.close()
    return paint, ready


def main() -> None:
    """Start the app some times and print the medians, in seconds."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--repeats", type=int, default=3)
    asked.add_argument("--space", action="store_true", help="as a Space, with its first study")
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    answers: list[float] = []
    paints: list[float] = []
    readies: list[float] = []
    for _ in range(given.repeats):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        with tempfile.TemporaryDirectory() as home:
            environment = {**os.environ, "GESTURE_HOME": home, "GRADIO_SERVER_PORT": str(port)}
            if given.space:
                environment |= {"SPACE_ID": "me/gestures", "SYSTEM": "spaces"}
            process = subprocess.Popen(
                [sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
            )
            try:
                address = f"http://127.0.0.1:{port}/"
                answers.append(answering(process, address))
                paint, ready = painted(address)
                paints.append(paint)
                readies.append(ready)
            finally:
                process.terminate()
                process.wait()
    found = {
        "answers_s": round(statistics.median(answers), 2),
        "first_paint_s": round(statistics.median(paints), 2),
        "ready_s": round(statistics.median(readies), 2),
        "repeats": given.repeats,
    }
    print(json.dumps(found) if given.json else found)


if __name__ == "__main__":
    main()
