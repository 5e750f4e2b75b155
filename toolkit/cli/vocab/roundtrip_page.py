"""The round trip as one page: every entry with its picture, skeleton, depth map and verdict.

The page is one file that needs nothing else: pictures are inside it, every text is escaped.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from html import escape

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from toolkit.documents.data_urls import data_url
from toolkit.judging.gesture.roundtrip import EntryTrip, RoundTrip
from toolkit.vocabulary.entries import Gesture
from toolkit.vocabulary.pictures import gesture_depth, gesture_picture, gesture_skeleton
from toolkit.vocabulary.vocabulary import Vocabulary

SIZE_PX = 128
# Colours that colour-blind people can tell apart, with a sign beside.
GOOD, FAIR, POOR = ("✓", "#00695c"), ("~", "#8a6d00"), ("✗", "#b3261e")
GOOD_SHARE, FAIR_SHARE = 0.85, 0.5

NO_GESTURE = {"no_hand": "no hand", "one_hand": "one hand"}

STYLE = """
body{font:15px/1.45 system-ui,"Noto Sans CJK SC",sans-serif;margin:24px auto;max-width:1240px;
padding:0 16px;color:#1d1b20;background:#fdfcff}
h1{font-size:24px;margin:0 0 4px}p{margin:4px 0 16px;color:#49454f}
main{display:grid;grid-template-columns:repeat(auto-fill,minmax(290px,1fr));gap:16px}
article{border:1px solid #e0dce6;border-radius:12px;padding:12px;background:#fff}
h2{font-size:16px;margin:0 0 8px}h2 small{color:#6b6672;font-weight:400}
.row{display:grid;grid-template-columns:repeat(3,1fr);gap:4px}
.row img{width:100%;border-radius:6px;display:block}
.verdict{margin:8px 0 0;font-variant-numeric:tabular-nums}
.note{font-size:13px;color:#6b6672;margin:2px 0 0}
"""


def page(report: RoundTrip, vocabulary: Vocabulary) -> str:
    """The whole HTML page of ``report``."""
    n, found, matched = (report.total(key) for key in ("n", "found", "matched"))
    said = (
        f"{len(report.entries)} entries, {report.points_recovered} of {report.points_n} "
        f"one-handed entries recovered from their points; of {n} pictures a hand was found in "
        f"{found} and the entry (or a twin) was the best match in {matched}."
    )
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width,initial-scale=1">',
            f"<title>Round trip</title><style>{STYLE}</style></head><body>",
            f"<h1>Round trip</h1><p>{escape(said)}</p><main>",
            *(_card(trip, vocabulary.gesture(trip.id)) for trip in report.entries),
            "</main></body></html>\n",
        ]
    )


def confused_words(trip: EntryTrip) -> str:
    """What the entry's pictures were taken for, most frequent first: ``fist ×3, no hand ×1``."""
    return ", ".join(f"{NO_GESTURE.get(name, name)} ×{n}" for name, n in trip.confused_with)


def _card(trip: EntryTrip, gesture: Gesture) -> str:
    pictures = (gesture_picture, gesture_skeleton, gesture_depth)
    shown = "".join(
        f'<img alt="{what}" src="{_webp_url(draw(gesture, SIZE_PX))}">'
        for what, draw in zip(("render", "skeleton", "depth"), pictures, strict=True)
    )
    sign, colour = _sign(trip)
    title = f"{escape(gesture.emoji)} {escape(gesture.id)}".strip()
    names = f"{escape(gesture.name.en)} · {escape(gesture.name.zh)}"
    return (
        f'<article id="{escape(gesture.id)}"><h2>{title} <small>{names}</small></h2>'
        f'<div class="row">{shown}</div>'
        f'<p class="verdict"><b style="color:{colour}">{sign}</b> '
        f"matched {trip.matched} of {trip.n}, found {trip.found}</p>"
        + "".join(f'<p class="note">{escape(note)}</p>' for note in _notes(trip))
        + "</article>"
    )


def _sign(trip: EntryTrip) -> tuple[str, str]:
    share = trip.matched / trip.n if trip.n else 0.0
    return GOOD if share >= GOOD_SHARE else FAIR if share >= FAIR_SHARE else POOR


def _notes(trip: EntryTrip) -> Iterator[str]:
    if trip.confused_with:
        yield f"taken for {confused_words(trip)}"
    if trip.alike:
        yield "alike: " + ", ".join(f"{name} ({cost:g})" for name, cost in trip.alike[:4])
    if not trip.recovered:
        yield "not recovered from its own points"


def _webp_url(picture: NDArray[np.uint8]) -> str:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "WEBP", quality=80)
    return data_url(buffer.getvalue(), "image/webp")
