"""How long one picture of a hand takes, and what two cores bring: median CPU milliseconds.

    python benchmarks/render_speed.py                 # skin at 128 px, then every material
    python benchmarks/render_speed.py --size 256

The goal is 15 ms for a hand of skin at 128 px on one core. CPU time is counted, as wall time
misleads on a busy machine; the batch's figures are wall time, as that is what a batch saves.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from dataclasses import replace

from toolkit.rendering.batch import render_many
from toolkit.rendering.materials.table import MATERIALS
from toolkit.rendering.render import render
from toolkit.rendering.scene import HandScene
from toolkit.vocabulary import load_vocabulary
from toolkit.vocabulary.pictures import gesture_scene


def cpu_ms(scenes: list[HandScene], size_px: int) -> float:
    """Median CPU time of one picture over ``scenes``, after one to warm up."""
    render(scenes[0], size_px)
    taken: list[float] = []
    for scene in scenes:
        start = time.process_time()
        render(scene, size_px)
        taken.append(1000 * (time.process_time() - start))
    return statistics.median(taken)


def batch_s(scenes: list[HandScene], size_px: int, workers: int) -> float:
    """Wall time of one batch, the start of its processes included."""
    start = time.perf_counter()
    render_many(scenes, size_px, workers=workers)
    return time.perf_counter() - start


def main() -> None:
    """Print the medians of every material, of one and two hands, and the batch's gain."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=128, help="side of a picture in pixels")
    parser.add_argument("--batch", type=int, default=400, help="pictures in the batch")
    size_px, count = (arguments := parser.parse_args()).size, arguments.batch
    gestures = list(load_vocabulary().gestures.values())
    single = [gesture_scene(gesture) for gesture in gestures if gesture.other is None][:60]
    double = [gesture_scene(gesture) for gesture in gestures if gesture.other is not None][:30]
    print(f"one hand of skin, {size_px} px:  {cpu_ms(single, size_px):6.1f} ms")
    if double:
        print(f"two hands of skin, {size_px} px: {cpu_ms(double, size_px):6.1f} ms")
    for material in MATERIALS[1:]:
        scenes = [replace(scene, material=material) for scene in single[:15]]
        print(f"  {material:22} {cpu_ms(scenes, size_px):6.1f} ms")
    cores = os.cpu_count() or 1
    batch = [single[number % len(single)] for number in range(count)]
    alone, together = batch_s(batch, size_px, 1), batch_s(batch, size_px, cores)
    print(
        f"batch of {count}: {alone:.2f} s on one core, {together:.2f} s on {cores} "
        f"({alone / together:.2f} times as fast)"
    )


if __name__ == "__main__":
    main()
