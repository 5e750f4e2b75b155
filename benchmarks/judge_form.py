"""Measure the form judge against known truth: rendered hands, photographs, generated hands.

    python benchmarks/judge_form.py                     # renders only: runs everywhere
    python benchmarks/judge_form.py --data DATA --json  # DATA is filled by form_data/fill.py
    python benchmarks/judge_form.py --half choose       # what bounds may be chosen on
    python benchmarks/judge_form.py --worst worst.png   # the twenty worst mistakes on renders

Renders: every one-handed gesture in turn, four views, all skins, whole and with each flaw that
shows. Pasted: flaws cut and pasted on photographs of an origin that nothing was trained on.
Photographs: whole hands of people that nothing was trained on. Generated hands: crops that were
labelled by looking; one in which no hand is found fails, as it does for the judge. Else figures
are of the hands found. ``unsure`` counts as not flagged. What a part needs and is not there is
null with the reason.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw

sys.path.insert(0, str(Path(__file__).parent))

from form_data import truth
from form_data.truth import Known

from toolkit.decoding.pixels import Pixels
from toolkit.judging.finding.landmarker import HandLandmarker
from toolkit.judging.form.crop import crop_hand
from toolkit.judging.form.judge import FormJudge
from toolkit.judging.form.reader import FormReader
from toolkit.judging.form.school import held_out
from toolkit.rating.yields import wilson_interval

WHOLE, EACH = 420, 105
PASTED_WHOLE, PASTED_EACH = 200, 60
FALSE_ALARMS = (0.01, 0.02, 0.05, 0.1)
CALIBRATED = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
SHOWN, SHEET_PX, COLUMNS = 20, 192, 5


@dataclass(frozen=True, kw_only=True, eq=False)
class Seen:
    """What the judge said of one picture: the score of its worst hand, None without any."""

    kind: str
    name: str
    flawed: bool
    score: float | None
    outcome: str
    picture: Pixels | None = None

    @property
    def mistaken(self) -> float:
        """How far the score is from the truth (0..1)."""
        return abs((self.score or 0.0) - self.flawed) if self.score is not None else 0.0


def seen(judge: FormJudge, known: Iterable[Known], *, keep: bool = False) -> list[Seen]:
    """Every picture judged by its worst hand; ``keep`` the pictures too."""
    found: list[Seen] = []
    for one in known:
        hands = judge.hands(one.picture)
        judged = [hand for hand in hands if hand.score is not None]
        worst = max(judged, key=lambda hand: hand.score or 0.0) if judged else None
        found.append(
            Seen(
                kind=one.kind,
                name=one.name,
                flawed=one.flawed,
                score=worst.score if worst else None,
                outcome=worst.outcome if worst else "too_small" if hands else "no_hand",
                picture=one.picture if keep else None,
            )
        )
    return found


def share(looks: Sequence[Seen], outcome: str = "fail") -> dict[str, object]:
    """How many of the hands found have ``outcome``, with Wilson's interval."""
    found = [each for each in looks if each.score is not None]
    k = sum(each.outcome == outcome for each in found)
    low, high = wilson_interval(k, len(found))
    return {
        "pictures": len(looks),
        "n": len(found),
        "k": k,
        "rate": round(k / len(found), 4) if found else None,
        "interval": [round(low, 4), round(high, 4)],
        "unsure": sum(each.outcome == "unsure" for each in found),
    }


def by_kind(looks: Sequence[Seen]) -> dict[str, object]:
    """For each flaw its recall, the area under its curve, and the curve."""
    whole = [each.score for each in looks if not each.flawed and each.score is not None]
    kinds = dict.fromkeys(each.kind for each in looks if each.flawed)
    told: dict[str, object] = {}
    for kind in kinds:
        own = [each for each in looks if each.kind == kind]
        scores = [each.score for each in own if each.score is not None]
        counts = share(own)
        told[kind] = {
            **counts,
            "recall": counts["rate"],
            "auc": auc(scores, whole),
            "recall_at": curve(scores, whole),
        }
    return told


def curve(bad: Sequence[float], good: Sequence[float]) -> dict[str, float] | None:
    """The recall at each share of `FALSE_ALARMS` among the whole ones."""
    if not bad or not good:
        return None
    bounds = np.quantile(np.array(good), [1 - alarms for alarms in FALSE_ALARMS])
    recalls = [float((np.array(bad) > bound).mean()) for bound in bounds]
    return {str(at): round(recall, 3) for at, recall in zip(FALSE_ALARMS, recalls, strict=True)}


def auc(bad: Sequence[float], good: Sequence[float]) -> float | None:
    """How often a flawed hand scores above a whole one (0..1)."""
    if not bad or not good:
        return None
    return round(held_out.auc(np.array(bad), np.array(good)), 4)


def detection(looks: Sequence[Seen]) -> dict[str, object]:
    """Precision, recall and F1 of "malformed"; a crop in which no hand is found fails too."""
    flagged = [each for each in looks if each.outcome in ("fail", "no_hand")]
    hits = sum(each.flawed for each in flagged)
    bad = [each for each in looks if each.flawed]
    good = [each for each in looks if not each.flawed]
    precision = hits / len(flagged) if flagged else 0.0
    recall = hits / len(bad) if bad else 0.0
    scores = [[each.score for each in part if each.score is not None] for part in (bad, good)]
    failing = [[1.0 if e.score is None else e.score for e in part] for part in (bad, good)]
    return {
        "n": len(looks),
        "malformed": len(bad),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 4),
        "auc": auc(*failing),
        "found": sum(each.score is not None for each in looks),
        "of_the_found": {
            "auc": auc(*scores),
            "recall_at": curve(*scores),
            "whole_called_flawed": share(good),
            "malformed_called_flawed": share(bad),
            "calibration": calibration(looks),
        },
        "worst": [each.name for each in worst(looks)],
    }


def calibration(looks: Sequence[Seen]) -> list[dict[str, object]]:
    """For each fifth of the scores: how many hands, their mean score, and how many are flawed."""
    told: list[dict[str, object]] = []
    for low, high in itertools.pairwise(CALIBRATED):
        own = [e for e in looks if e.score is not None and low <= e.score < high + (high == 1.0)]
        if own:
            mean = float(np.mean([each.score for each in own]))
            flawed = float(np.mean([each.flawed for each in own]))
            told.append({"n": len(own), "score": round(mean, 3), "flawed": round(flawed, 3)})
    return told


def worst(looks: Sequence[Seen]) -> list[Seen]:
    """The mistakes that the judge was surest of, at most `SHOWN`."""
    wrong = [e for e in looks if e.score is not None and (e.outcome == "fail") != e.flawed]
    return sorted(wrong, key=lambda each: -each.mistaken)[:SHOWN]


def sheet(looks: Sequence[Seen], file: Path) -> None:
    """Draw the worst mistakes, each with its truth and its score."""
    shown = [(each, each.picture) for each in worst(looks)]
    rows = -(-len(shown) // COLUMNS)
    page = Image.new("RGB", (COLUMNS * SHEET_PX, max(1, rows) * SHEET_PX), "white")
    for place, (each, picture) in enumerate(shown):
        if picture is None:
            continue
        tile = Image.fromarray(picture).resize((SHEET_PX, SHEET_PX))
        text = f"{each.kind} {each.score:.2f}"
        ImageDraw.Draw(tile).text((5, 4), text, fill="white", stroke_fill="black", stroke_width=1)
        page.paste(tile, (place % COLUMNS * SHEET_PX, place // COLUMNS * SHEET_PX))
    page.save(file, optimize=True)


def ms_per_hand(known: Sequence[Known]) -> float:
    """Milliseconds of one core that the reader takes for a hand that was found."""
    torch.set_num_threads(1)
    reader = FormReader.open()
    with HandLandmarker.open() as landmarker:
        finds = [(one.picture, landmarker.detect(one.picture)) for one in known]
    crops = [crop_hand(picture, hands[0]) for picture, hands in finds if hands]
    reader.read(crops[0])
    start = time.process_time()
    for crop in crops:
        reader.read(crop)
    return round(1000 * (time.process_time() - start) / len(crops), 1)


def of_photographs(judge: FormJudge, data: Path, half: str, every: int) -> dict[str, object]:
    """All that needs the folder ``data``."""
    with HandLandmarker.open() as landmarker:
        flaws = truth.pasted(data, half, landmarker, PASTED_WHOLE // every, PASTED_EACH // every)
        pasted = seen(judge, flaws)
    whole = seen(judge, truth.photographs(data, half, every))
    false = [e.name for e in seen(judge, truth.without_hands(data, half)) if e.outcome != "no_hand"]
    return {
        "pasted": by_kind(pasted),
        "false_alarms": {
            "pasted": share([each for each in pasted if not each.flawed]),
            "photographs": share(whole),
        },
        "worst_photographs": [each.name for each in worst(whole)],
        "generated": detection(seen(judge, truth.generated(data, half))),
        "without_hands": {"false": len(false), "which": false},
    }


def main() -> None:
    """Read the arguments, look at everything, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="a folder that form_data/fill.py filled")
    parser.add_argument("--half", choices=("choose", "measure"), default="measure")
    parser.add_argument("--every", type=int, default=1, help="only every n-th picture of a part")
    parser.add_argument("--no-renders", action="store_true")
    parser.add_argument("--worst", type=Path, help="draw the worst mistakes on renders here")
    parser.add_argument("--json", action="store_true", help="print JSON only")
    given = parser.parse_args()
    numbers: dict[str, object] = {"half": given.half, "renders": None}
    alarms: dict[str, object] = {"renders": None, "photographs": None}
    with FormJudge.open() as judge:
        if not given.no_renders:
            drawn = truth.renders(given.half, WHOLE // given.every, EACH // given.every)
            pictures = list(drawn)
            start = time.process_time()
            looks = seen(judge, pictures, keep=True)
            took = (time.process_time() - start) / len(looks)
            numbers |= {"renders": by_kind(looks), "core_ms_per_picture": round(1000 * took, 1)}
            alarms["renders"] = share([each for each in looks if not each.flawed])
            if given.worst:
                sheet(looks, given.worst)
            numbers["ms_per_hand"] = ms_per_hand(pictures[:100])
        numbers["false_alarms"] = alarms
        if given.data is None:
            why = "no --data; see benchmarks/form_data/fill.py"
            numbers |= {"pasted": None, "generated": None, "why": why}
        else:
            more = of_photographs(judge, given.data, given.half, given.every)
            numbers |= {**more, "false_alarms": {**alarms, **more["false_alarms"]}}  # pyright: ignore
    print(json.dumps(numbers, indent=None if given.json else 1))


if __name__ == "__main__":
    main()
