"""Votes for other programs: as the arenas list them, as pairs, and as Pick-a-Pic does."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping

from toolkit.exporting.parquet_files import Kind, Row
from toolkit.exporting.rater_ids import rater_id, rater_number
from toolkit.exporting.source import ExportSource
from toolkit.rating import JudgedCell, Vote, Winner

ARENA_WINNERS: Mapping[Winner, str] = {
    "left": "model_a",
    "right": "model_b",
    "tie": "tie",
    "both_bad": "tie (bothbad)",
}
"""How the public arenas call an answer; they have none for "not sure"."""

VOTE_COLUMNS: Mapping[str, Kind] = {
    "model_a": "string",
    "model_b": "string",
    "winner": "string",
    "gesture": "string",
    "seed": "string",
    "prompt_a": "string",
    "prompt_b": "string",
    "picture_a": "string",
    "picture_b": "string",
    "checkpoint_a": "string",
    "checkpoint_b": "string",
    "values_a": "string",
    "values_b": "string",
    "rater": "string",
    "latency_ms": "int64",
    "propensity": "float64",
    "created_at": "timestamp[ms, tz=UTC]",
    "uuid": "string",
    "run": "string",
    "app_version": "string",
}

PAIR_COLUMNS: Mapping[str, Kind] = {
    "prompt": "string",
    "chosen": "image",
    "rejected": "image",
    "prompt_chosen": "string",
    "prompt_rejected": "string",
    "gesture": "string",
    "chosen_hash": "string",
    "rejected_hash": "string",
    "rater": "string",
    "uuid": "string",
}

PICKAPIC_COLUMNS: Mapping[str, Kind] = {
    "are_different": "bool",
    "best_image_uid": "string",
    "caption": "string",
    "created_at": "timestamp[ms, tz=UTC]",
    "has_label": "bool",
    "image_0_uid": "string",
    "image_0_url": "string",
    "image_1_uid": "string",
    "image_1_url": "string",
    "jpg_0": "binary",
    "jpg_1": "binary",
    "label_0": "float64",
    "label_1": "float64",
    "model_0": "string",
    "model_1": "string",
    "ranking_id": "int64",
    "user_id": "int64",
    "num_example_per_prompt": "int64",
}
"""Those of `pickapic_v2`, in its order."""


def vote_rows(source: ExportSource) -> Iterator[Row]:
    """Every vote but "not sure", left first."""
    for vote, left, right in source.known_votes():
        if vote.winner not in ARENA_WINNERS:
            source.left_out[vote.winner] += 1
            continue
        yield {
            "model_a": source.variants[left.cell],
            "model_b": source.variants[right.cell],
            "winner": ARENA_WINNERS[vote.winner],
            "gesture": vote.gesture,
            "seed": left.seed_words,
            "prompt_a": source.request(left).prompt,
            "prompt_b": source.request(right).prompt,
            "picture_a": vote.left,
            "picture_b": vote.right,
            "checkpoint_a": source.request(left).model,
            "checkpoint_b": source.request(right).model,
            "values_a": _values(left),
            "values_b": _values(right),
            "rater": rater_id(vote.rater, source.salt),
            "latency_ms": vote.latency_ms,
            "propensity": vote.propensity,
            "created_at": vote.created_at,
            "uuid": vote.uuid,
            "run": vote.run,
            "app_version": vote.app_version,
        }


def pair_rows(source: ExportSource) -> Iterator[Row]:
    """Every vote with a winner as a chosen and a rejected picture."""
    for vote, left, right in _decided(source):
        chosen, rejected = (left, right) if vote.winner == "left" else (right, left)
        pictures = source.png(chosen), source.png(rejected)
        if None in pictures:
            continue
        yield {
            "prompt": _caption(source, vote, left, right),
            "chosen": pictures[0],
            "rejected": pictures[1],
            "prompt_chosen": source.request(chosen).prompt,
            "prompt_rejected": source.request(rejected).prompt,
            "gesture": vote.gesture,
            "chosen_hash": chosen.request_hash,
            "rejected_hash": rejected.request_hash,
            "rater": rater_id(vote.rater, source.salt),
            "uuid": vote.uuid,
        }


def pickapic_rows(source: ExportSource) -> Iterator[Row]:
    """Every vote with a winner in the columns that Pick-a-Pic and the DPO scripts have.

    A tie would have the labels 0.5, which those scripts train on as a loss: ties are dropped.
    """
    decided = [
        (vote, left, right, _caption(source, vote, left, right))
        for vote, left, right in _decided(source)
    ]
    counts = Counter(caption for *_, caption in decided)
    for vote, left, right, caption in decided:
        first, second = source.jpeg(left), source.jpeg(right)
        if first is None or second is None:
            continue
        yield {
            "are_different": first != second,
            "best_image_uid": vote.left if vote.winner == "left" else vote.right,
            "caption": caption,
            "created_at": vote.created_at,
            "has_label": True,
            "image_0_uid": vote.left,
            "image_0_url": "",
            "image_1_uid": vote.right,
            "image_1_url": "",
            "jpg_0": first,
            "jpg_1": second,
            "label_0": float(vote.winner == "left"),
            "label_1": float(vote.winner == "right"),
            "model_0": source.request(left).model,
            "model_1": source.request(right).model,
            "ranking_id": int(hashlib.sha256(vote.uuid.encode()).hexdigest()[:15], 16),
            "user_id": rater_number(vote.rater, source.salt),
            "num_example_per_prompt": counts[caption],
        }


def _decided(source: ExportSource) -> Iterator[tuple[Vote, JudgedCell, JudgedCell]]:
    for vote, left, right in source.known_votes():
        if vote.winner in ("left", "right"):
            yield vote, left, right
        else:
            source.left_out[vote.winner] += 1


def _caption(source: ExportSource, vote: Vote, left: JudgedCell, right: JudgedCell) -> str:
    """The plain words that both pictures were drawn from; the winner's where they differ."""
    return source.words(left if vote.winner == "left" else right)


def _values(cell: JudgedCell) -> str:
    return json.dumps(dict(cell.values), ensure_ascii=False)
