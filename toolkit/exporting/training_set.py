"""Pictures that passed, in a folder that `datasets` and trainers read, with words and recipe."""

from __future__ import annotations

import json
from pathlib import Path

from toolkit.exporting.source import ExportSource
from toolkit.reporting.picture_columns import picture_name
from toolkit.reporting.report import link_or_copy

METADATA = "metadata.jsonl"
READ_ENDINGS = (".png", ".jpg", ".webp")
"""What trainers read; other formats are written as PNG."""


def write_training_set(source: ExportSource, folder: Path) -> int:
    """Write ``train/`` with the pictures that passed and `METADATA`; returns how many.

    Each picture is there once; the rest is counted by its outcome. Our PNGs keep their recipe.
    """
    train = folder / "train"
    train.mkdir()
    lines: list[str] = []
    seen: set[str] = set()
    for cell in source.facts.judged:
        if cell.request_hash in seen:
            continue
        if cell.outcome != "pass":
            source.left_out[cell.outcome] += 1
            continue
        path = source.picture_file(cell)
        if path is None:
            continue
        seen.add(cell.request_hash)
        name = picture_name(cell.request_hash)
        file = train / f"{name}{path.suffix if path.suffix in READ_ENDINGS else '.png'}"
        if path.suffix in READ_ENDINGS:
            link_or_copy(path, file)
        else:
            file.write_bytes(source.png(cell) or b"")
        request = source.request(cell)
        line = {
            "file_name": file.name,
            "text": source.words(cell),
            "gesture": cell.gesture,
            "judge": ", ".join(source.who(each) for each in cell.judge.split(", ")),
            "of": cell.of,
            "prompt": request.prompt,
            "negative": request.negative,
            "dialect": request.dialect,
            "seed": cell.seed_words,
            "model": request.model,
            "revision": request.revision,
            "sampler": request.scheduler,
            "steps": request.steps,
            "guidance": request.guidance,
            "width_px": request.width_px,
            "height_px": request.height_px,
            "hash": cell.request_hash,
            "values": json.dumps(dict(cell.values), ensure_ascii=False),
        }
        lines.append(json.dumps(line))  # ASCII: whatever is in a prompt, a line stays a line
    (train / METADATA).write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return len(lines)
