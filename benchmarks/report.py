"""What a static report of 10,000 pictures costs: to write, to open, to scroll, to filter.

    python benchmarks/report.py --json                 # 40 gestures, 10 wordings, 25 seeds
    python benchmarks/report.py --side-px 512 --keep DIR

A run is made up (pictures of smooth colour with a fine noise, verdicts by chance), its report is
written and opened from disk in Chromium. ``first_paint_ms`` is the browser's own first contentful
paint, ``ready_ms`` when everything stands, both of a page that was never opened before. Scrolling
goes 60 px a frame down the grid of all pictures and measures the time between frames (16.7 ms is
60 a second); ``elements`` is how many there are in the page meanwhile. ``filter_ms`` is one click
on "Only failures", up to the next frame.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

from toolkit import Store, Verdict, load_vocabulary
from toolkit.reporting.report import write_report
from toolkit.reporting.thumbnails import MOST_BYTES
from toolkit.sweeps import Cell, GenerationRequest
from toolkit.sweeps.cells import cell_id
from toolkit.ui.language.report_words import report_languages

GESTURES, WORDINGS, SEEDS = 40, 10, 25
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]

SCROLL = """async () => {
  const box = document.getElementById("grid"), deltas = [], ours = [];
  const draw = Windowed.prototype.draw;
  Windowed.prototype.draw = function () {
    const start = performance.now();
    draw.call(this);
    ours.push(performance.now() - start);
  };
  box.scrollIntoView();
  let before = performance.now(), most = 0;
  for (let frame = 0; frame < 300; frame++) {
    await new Promise((next) => requestAnimationFrame(next));
    const now = performance.now();
    deltas.push(now - before);
    before = now;
    box.scrollTop += 60;
    most = Math.max(most, document.querySelectorAll("*").length);
  }
  for (const each of [deltas, ours]) each.sort((one, two) => one - two);
  const at = (numbers, share) => numbers[Math.floor(share * (numbers.length - 1))];
  return { median: at(deltas, 0.5), p95: at(deltas, 0.95), worst: at(deltas, 1), most,
    ours: at(ours, 0.5), ours_p95: at(ours, 0.95) };
}"""

FILTER = """async () => {
  const start = performance.now();
  document.getElementById("only-failures").click();
  await new Promise((next) => requestAnimationFrame(next));
  return performance.now() - start;
}"""


def make_run(home: Path, gestures: list[str], side_px: int) -> None:
    """A finished, judged run of `GESTURES` × `WORDINGS` × `SEEDS` pictures in ``home``."""
    rng, chance = np.random.default_rng(7), random.Random(7)
    pictures: list[Image.Image] = []
    for _ in range(64):
        coarse = Image.fromarray(rng.integers(0, 256, (8, 8, 3), dtype=np.uint8))
        smooth = np.asarray(coarse.resize((side_px, side_px), Image.Resampling.BICUBIC))
        noise = rng.integers(-4, 5, (side_px, side_px, 1))
        pictures.append(Image.fromarray(np.clip(smooth + noise, 0, 255).astype(np.uint8)))
    pairs: list[tuple[Cell, GenerationRequest]] = []
    for gesture in gestures:
        for wording in range(WORDINGS):
            values = (("gesture", gesture), ("phrase", str(wording + 1)), ("model", "made-up"))
            cell = Cell(id=cell_id(values), gesture=gesture, values=values)
            pairs += [
                (
                    cell,
                    GenerationRequest(
                        prompt=f"a photo of {gesture}, in wording {wording}",
                        negative="",
                        seed=seed,
                        model="made-up",
                    ),
                )
                for seed in range(1, SEEDS + 1)
            ]
    with Store.open(home) as store:
        store.start_run("made up", '{"name":"made up"}', pairs)
        for number, (_, request) in enumerate(pairs):
            store.save_image(request, pictures[number % len(pictures)])
        store.save_verdicts(
            Verdict(
                request_hash=request.hash,
                expected=cell.gesture,
                outcome="pass" if passed else "fail",
                reason="match" if passed else "other_gesture",
                judge="hand-landmarks",
                judge_version="1",
            )
            for cell, request in pairs
            for passed in [chance.random() < 0.5]
        )


def look(index: Path) -> dict[str, float]:
    """Open the report from disk and measure it."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        raise SystemExit("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=program, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.goto(index.as_uri())
        page.wait_for_selector("html[data-ready]")
        ready = page.evaluate("performance.now()")
        page.wait_for_timeout(1_000)
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        scrolled = page.evaluate(SCROLL)
        filtered = page.evaluate(FILTER)
        browser.close()
    return {
        "first_paint_ms": round(paint, 1),
        "ready_ms": round(ready, 1),
        "frame_median_ms": round(scrolled["median"], 1),
        "frame_p95_ms": round(scrolled["p95"], 1),
        "frame_worst_ms": round(scrolled["worst"], 1),
        "script_median_ms": round(scrolled["ours"], 1),
        "script_p95_ms": round(scrolled["ours_p95"], 1),
        "elements": scrolled["most"],
        "filter_ms": round(filtered, 1),
    }


def measure(folder: Path, side_px: int) -> dict[str, float]:
    """Make a run below ``folder``, write its report and look at it."""
    vocabulary = load_vocabulary()
    start = time.perf_counter()
    make_run(folder / "home", list(vocabulary.gestures)[:GESTURES], side_px)
    made = time.perf_counter()
    with Store.open(folder / "home") as store:
        done = write_report(store, "latest", folder / "report", report_languages(vocabulary))
    written = time.perf_counter()
    thumbs = [each.stat().st_size for each in (folder / "report" / "thumbs").iterdir()]
    assert max(thumbs) <= MOST_BYTES
    return {
        "pictures": done.pictures,
        "side_px": side_px,
        "make_run_s": round(made - start, 1),
        "write_s": round(written - made, 1),
        "data_mb": round((folder / "report" / "data.js").stat().st_size / 1e6, 2),
        "thumb_bytes": round(sum(thumbs) / len(thumbs)),
        **look(done.index),
    }


def main() -> None:
    """Read the command line, measure, print."""
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--side-px", type=int, default=128, help="of the pictures; 128")
    reader.add_argument("--keep", type=Path, help="a new folder for the run and its report")
    reader.add_argument("--json", action="store_true", help="print JSON")
    given = reader.parse_args()
    if given.keep is not None:
        given.keep.mkdir(parents=True)
        numbers = measure(given.keep, given.side_px)
    else:
        with tempfile.TemporaryDirectory() as folder:
            numbers = measure(Path(folder), given.side_px)
    if given.json:
        print(json.dumps(numbers))
    else:
        for name, value in numbers.items():
            print(f"{name:18}{value}")


if __name__ == "__main__":
    sys.exit(main())
