"""The photographs that the school may use: those of a manifest that lie in a folder.

The manifest is ``benchmarks/form_data/photographs.csv``, the folder one that ``fill.py`` beside it
filled. Photographs are for teaching (``train``), for choosing between trainings (``choose``), or
for measuring what came of it; the last are never opened here.
"""

from __future__ import annotations

import csv
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import BadInput, shown

SPLITS = ("train", "choose")
# Where a hand can be cut out: before plain walls, and one set that lies on black already.
CUT_FROM = (
    "ardamavi/Sign-Language-Digits-Dataset",
    "snrao310/ASL-Finger-Spelling-Recognition",
    "SubhiH/HandsDataset",
    "EPSRC-NUMBERS/Human-Robot_Finger-Counting_Dataset",
    "mannan-123/asl-dataset",
)
ON_BLACK = frozenset({"snrao310/ASL-Finger-Spelling-Recognition"})
# Where hands are taken with all that is around them.
WHOLE_FROM = (
    "SubhiH/HandsDataset",
    "EPSRC-NUMBERS/Human-Robot_Finger-Counting_Dataset",
    "mannan-123/asl-dataset",
    "dmanwill/Hand-Gesture-Recognition-Dataset-and-CNN-Model",
    "BasemElbarashy/Hand-Dataset",
)
# Where the grounds come from that cutouts and renders are laid on.
GROUNDS_FROM = ("BIDS/BSDS500", "EliSchwartz/imagenet-sample-images")


@dataclass(frozen=True, kw_only=True)
class Photograph:
    """A picture file, and the repository (``owner/name``) that it comes from."""

    file: Path
    repository: str


def photographs(
    manifest: Path,
    data: Path,
    *,
    kind: str,
    split: str,
    repositories: Collection[str] | None = None,
) -> list[Photograph]:
    """Those of ``kind`` (``hand`` or ``nohand``) and ``split`` that are there.

    ``repositories`` leaves only those; they need not all have some.

    Raises:
        BadInput: ``split`` is not one of `SPLITS`, or the manifest cannot be read.
    """
    if split not in SPLITS:
        raise BadInput(
            f"The school uses the photographs of {' or '.join(SPLITS)}; got {shown(split)}."
        )
    try:
        with manifest.open(encoding="utf-8", newline="") as lines:
            rows = [row for row in csv.DictReader(lines) if row["split"] == split]
        named = [(row["repository"], row["path"]) for row in rows if row["kind"] == kind]
    except (OSError, KeyError, UnicodeDecodeError) as error:
        raise BadInput(
            f"{manifest} is no list of photographs: {error}",
            hint="Give --manifest the file benchmarks/form_data/photographs.csv.",
        ) from error
    if repositories is not None:
        named = [one for one in named if one[0] in repositories]
    placed = [
        Photograph(file=data / repository.replace("/", "+") / path, repository=repository)
        for repository, path in named
    ]
    return [one for one in placed if one.file.is_file()]
