"""Measure the judge against known truth: rendered hands, or photographs sorted by gesture.

    python benchmarks/judge_truth.py                     # every gesture, rendered
    python benchmarks/judge_truth.py --size 128 --side both
    python benchmarks/judge_truth.py --folder PHOTOS     # PHOTOS/<gesture id>/*.jpg

Prints how often a hand is found, how often the true gesture is the best match, how often its
verdict is a pass (recall), how many of a gesture's passes are truly that gesture when every
picture is asked for every gesture (precision), and the confusions.
"""

from __future__ import annotations

import argparse
import itertools
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from toolkit.hands.pose import Side
from toolkit.judging.gesture.decide import decide
from toolkit.judging.gesture.hand_judge import HandJudge
from toolkit.judging.gesture.reading import Reading
from toolkit.judging.gesture.roundtrip import rendered
from toolkit.vocabulary import Gesture, Vocabulary, load_vocabulary

PICTURE_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")


@dataclass(frozen=True, kw_only=True)
class Looked:
    """One picture of known truth and what the judge read."""

    gesture: Gesture
    what: str
    reading: Reading


def drawn(
    vocabulary: Vocabulary, *, size_px: int, sides: tuple[Side, ...], seed: int
) -> Iterator[tuple[Gesture, str, np.ndarray]]:
    """Each gesture as the round trip draws it: three yaws, three skins, the rest by seed."""
    for gesture in vocabulary.gestures.values():
        pictures = rendered(gesture, size_px=size_px, sides=sides, seed=seed)
        for number, picture in enumerate(pictures):
            yield gesture, str(number), picture


def photographed(vocabulary: Vocabulary, folder: Path) -> Iterator[tuple[Gesture, str, np.ndarray]]:
    """Photographs in folders named by gesture id; other folders are left out."""
    for sub in sorted(path for path in folder.iterdir() if path.name in vocabulary.gestures):
        for file in sorted(sub.iterdir()):
            if file.suffix.lower() in PICTURE_SUFFIXES:
                pixels = np.asarray(Image.open(file).convert("RGB"))
                yield vocabulary.gesture(sub.name), file.name, pixels


def alike(one: Gesture, other: Gesture) -> bool:
    """Whether two entries cannot be told apart: the same, or declared twins."""
    return one.id == other.id or other.id in one.twins or one.id in other.twins


def report(seen: list[Looked], vocabulary: Vocabulary) -> dict[str, object]:
    """All the numbers, as plain JSON values."""
    gestures = vocabulary.gestures
    own = [decide(look.reading, look.gesture, gestures) for look in seen]
    best = [gestures[a.best_match] if a.best_match else None for a in own]
    confusions = Counter(
        (look.gesture.id, match.id if match else "no hand")
        for look, match, answer in zip(seen, best, own, strict=True)
        if answer.outcome != "pass"
    )
    true_pass, false_pass, count = Counter[str](), Counter[str](), Counter[str]()
    wrongly: Counter[tuple[str, str]] = Counter()
    for look, answer in zip(seen, own, strict=True):
        count[look.gesture.id] += 1
        true_pass[look.gesture.id] += answer.outcome == "pass"
        for asked in gestures.values():
            if alike(asked, look.gesture):
                continue
            if decide(look.reading, asked, gestures).outcome == "pass":
                false_pass[asked.id] += 1
                wrongly[look.gesture.id, asked.id] += 1
    known = sorted(count)
    passes, wrong = true_pass.total(), false_pass.total()
    return {
        "pictures": len(seen),
        "found": float(np.mean([look.reading.hands > 0 for look in seen])),
        "found at once": float(
            np.mean([look.reading.hand is not None and not look.reading.hand.retried
                     for look in seen])
        ),
        "best match true": float(
            np.mean([match is not None and alike(match, look.gesture)
                     for look, match in zip(seen, best, strict=True)])
        ),
        "recall": passes / len(seen),
        "false passes a picture": wrong / len(seen),
        "false passes an asked pair": wrong / max(1, len(seen) * (len(gestures) - 1)),
        "reasons": dict(Counter(answer.reason for answer in own).most_common()),
        "gestures": {
            name: {
                "n": count[name],
                "recall": true_pass[name] / count[name],
                "precision": true_pass[name] / max(1, true_pass[name] + false_pass[name]),
            }
            for name in known
        },
        "not passed, best match": [[*pair, n] for pair, n in confusions.most_common(30)],
        "passed for another": [[*pair, n] for pair, n in wrongly.most_common(30)],
    }  # fmt: skip


def main() -> None:
    """Read the arguments, look at every picture, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=256, help="side of a render in pixels")
    parser.add_argument("--side", choices=("right", "left", "both"), default="both")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="photographs in folders named by gesture id")
    parser.add_argument("--every", type=int, default=1, help="look at every n-th picture only")
    parser.add_argument("--json", action="store_true", help="print JSON only")
    arguments = parser.parse_args()
    vocabulary = load_vocabulary()
    sides: tuple[Side, ...] = ("right", "left") if arguments.side == "both" else (arguments.side,)
    pictures = (
        photographed(vocabulary, arguments.folder)
        if arguments.folder
        else drawn(vocabulary, size_px=arguments.size, sides=sides, seed=arguments.seed)
    )
    with HandJudge.open(vocabulary) as judge:
        looking_s = 0.0
        seen: list[Looked] = []
        for gesture, what, pixels in itertools.islice(pictures, 0, None, arguments.every):
            start = time.perf_counter()
            seen.append(Looked(gesture=gesture, what=what, reading=judge.read(pixels)))
            looking_s += time.perf_counter() - start
    if not seen:
        raise SystemExit("No pictures: the folder has no sub-folder named by a gesture id.")
    numbers = report(seen, vocabulary) | {"ms a picture": 1000 * looking_s / len(seen)}
    print(json.dumps(numbers, indent=None if arguments.json else 1, ensure_ascii=False))


if __name__ == "__main__":
    main()
