"""Verdicts as rows, each with the picture it is about."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from toolkit.exporting.parquet_files import Kind, Row
from toolkit.exporting.source import ExportSource
from toolkit.rating import JudgedCell
from toolkit.rating.verdicts import detail_json

VERDICT_COLUMNS: Mapping[str, Kind] = {
    "image": "image",
    "picture": "string",
    "gesture": "string",
    "question": "string",
    "outcome": "string",
    "reason": "string",
    "judge": "string",
    "judge_version": "string",
    "score": "float64",
    "number": "float64",
    "best_match": "string",
    "details": "string",
    "prompt": "string",
    "negative": "string",
    "seed": "string",
    "model": "string",
    "revision": "string",
    "values": "string",
}


def verdict_rows(source: ExportSource) -> Iterator[Row]:
    """Every verdict about a finished picture, "unjudged" ones too; people's names are hashed."""
    pictures: dict[tuple[str, str], JudgedCell] = {}
    for cell in source.facts.judged:
        pictures.setdefault((cell.request_hash, cell.gesture), cell)
    for verdict in source.facts.verdicts:
        cell = pictures.get((verdict.request_hash, verdict.expected))
        png = None if cell is None else source.png(cell)
        if cell is None or png is None:
            source.left_out["picture_missing"] += cell is None
            continue
        request = source.request(cell)
        yield {
            "image": png,
            "picture": verdict.request_hash,
            "gesture": verdict.expected,
            "question": verdict.question,
            "outcome": verdict.outcome,
            "reason": verdict.reason,
            "judge": source.who(verdict.judge),
            "judge_version": verdict.judge_version,
            "score": verdict.score,
            "number": verdict.number,
            "best_match": verdict.best_match,
            "details": json.dumps([detail_json(each) for each in verdict.details]),
            "prompt": request.prompt,
            "negative": request.negative,
            "seed": cell.seed_words,
            "model": request.model,
            "revision": request.revision,
            "values": json.dumps(dict(cell.values), ensure_ascii=False),
        }
