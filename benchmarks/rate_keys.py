"""How fast a person can rate by keyboard, in Chromium: answers a second, and how soon the next pair
is on the screen.

    python benchmarks/rate_keys.py --answers 60 --json

The app is served from a process of its own on a home made for this; Chromium answers with arrow
keys, the next as soon as the next pair is painted and at most every 50 ms. ``next_ms`` is the
median from the key to the frame after the next pair is in its place; ``kept`` counts votes in the
database, ``doubled`` those on the same two pictures. Chromium is the one of `tests.browser_app`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from raters import fill, free_port, start

from toolkit.store import Store

KEYS = ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown")
LEAST_S = 0.05

# Told in the page: when the key went down, and when the frame with the next pair was painted.
WATCH = """() => {
  window.nextAfter = [];
  window.addEventListener('keydown', () => {
    const began = performance.now();
    const before = document.querySelector('[data-question]').dataset.question;
    const look = () => requestAnimationFrame(() => {
      const on = document.querySelector('[data-question]').dataset.question;
      const there = [...document.querySelectorAll('.rate .pick img')];
      if (on === before || there.length < 2 || !there.every(e => e.complete && e.naturalWidth))
        return look();
      requestAnimationFrame(() => window.nextAfter.push(performance.now() - began));
    });
    look();
  }, true);
}"""


def main() -> None:
    """Rate by keyboard, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=60)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary) / "home"
        run = fill(home, 0)
        port = free_port()
        server = start(home, port)
        try:
            seconds, next_ms = rated(f"http://127.0.0.1:{port}/", options.answers)
        finally:
            server.terminate()
            server.join()
        report = counted(home, run, options.answers, seconds, next_ms)
    if options.json:
        print(json.dumps(report))
        return
    for name, value in report.items():
        print(f"{name:12} {value}")


def rated(address: str, answers: int) -> tuple[float, list[float]]:
    """Seconds for ``answers``, and for each the milliseconds until the next pair was seen."""
    from playwright.sync_api import sync_playwright

    from tests.browser_app import CHROMIUM, FLAGS

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        open_when_served(page, address)
        page.get_by_role("tab", name="Rate", exact=True).click()
        page.wait_for_selector(".rate .ask:not([hidden]) .pick img", timeout=60_000)
        page.wait_for_timeout(2000)
        page.evaluate(WATCH)
        began = time.perf_counter()
        for number in range(answers):
            pressed = time.perf_counter()
            page.keyboard.press(KEYS[number % len(KEYS)])
            page.wait_for_function("n => window.nextAfter.length > n", arg=number, timeout=60_000)
            time.sleep(max(0.0, LEAST_S - (time.perf_counter() - pressed)))
        seconds = time.perf_counter() - began
        page.wait_for_function(
            "n => document.querySelector('.rate .done').innerText.startsWith(`${n} of`)",
            arg=answers,
            timeout=60_000,
        )
        next_ms = page.evaluate("window.nextAfter")
        browser.close()
    return seconds, next_ms


def open_when_served(page: Any, address: str) -> None:
    """Open the page once the server answers."""
    from playwright.sync_api import Error

    end = time.monotonic() + 120
    while True:
        try:
            page.goto(address)
            break
        except Error:
            if time.monotonic() > end:
                raise
            time.sleep(0.3)
    page.wait_for_selector("html[data-arrived] .card", timeout=60_000)


def counted(
    home: Path, run: str, answers: int, seconds: float, next_ms: list[float]
) -> dict[str, object]:
    """What the store has of the answers, beside how fast they were given."""
    with Store.open(home) as store:
        votes = store.votes(run)
    pairs = Counter(frozenset((vote.left, vote.right)) for vote in votes)
    return {
        "answers": answers,
        "kept": len(votes),
        "doubled": sum(times - 1 for times in pairs.values()),
        "a_second": round(answers / seconds, 2),
        "next_ms": round(statistics.median(next_ms), 1),
        "next_p95_ms": round(sorted(next_ms)[int(0.95 * len(next_ms))], 1),
    }


if __name__ == "__main__":
    main()
