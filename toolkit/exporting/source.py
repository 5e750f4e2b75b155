"""What is exported: a run's facts, its pictures as bytes, its words without weights."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from toolkit.errors import PromptError, StoreError
from toolkit.exporting.rater_ids import rater_id
from toolkit.prompts.conversion import convert
from toolkit.rating import JudgedCell, Vote, variants_of_cells
from toolkit.reporting.run_facts import PERSON, RunFacts
from toolkit.store import Store
from toolkit.sweeps import GenerationRequest

JPEG_QUALITY = 95


@dataclass(frozen=True, kw_only=True)
class ExportSource:
    """One run to export; ``salt`` is what raters' ids are hashed with.

    ``left_out`` counts what no row was made of, by the reason.
    """

    store: Store
    facts: RunFacts
    salt: bytes
    left_out: Counter[str] = field(default_factory=Counter[str])

    @property
    def name(self) -> str:
        """What the run is called: by somebody, else its plan's name."""
        return self.facts.info.name or self.facts.info.plan_name

    @cached_property
    def variants(self) -> dict[str, str]:
        """Each cell's variant, by its id: what a vote compares; the model where nothing varies."""
        found = variants_of_cells(self.facts.judged, self.facts.varying)
        return {id: label or self._model(id) for id, label in found.items()}

    @cached_property
    def places(self) -> dict[tuple[str, str], JudgedCell]:
        """Each picture in its place, by cell and hash."""
        return {(cell.cell, cell.request_hash): cell for cell in self.facts.judged}

    def known_votes(self) -> Iterator[tuple[Vote, JudgedCell, JudgedCell]]:
        """The votes with the two pictures as shown, left and right; others are counted."""
        for vote in self.facts.votes:
            left = self.places.get((vote.left_cell, vote.left))
            right = self.places.get((vote.right_cell, vote.right))
            if left is None or right is None:
                self.left_out["picture_missing"] += 1
            else:
                yield vote, left, right

    def request(self, cell: JudgedCell) -> GenerationRequest:
        """The request of a finished picture."""
        return self.facts.requests[cell.request_hash]

    def words(self, cell: JudgedCell) -> str:
        """A picture's prompt as plain words, without weights or signs of a dialect."""
        request = self.request(cell)
        return plain_words(request.prompt, request.dialect)

    def jpeg(self, cell: JudgedCell) -> bytes | None:
        """The picture as JPEG without any notes; None (and counted) where it cannot be read."""
        return self._encoded(cell, "JPEG", quality=JPEG_QUALITY)

    def png(self, cell: JudgedCell) -> bytes | None:
        """The picture as PNG without any notes; None (and counted) where it cannot be read."""
        return self._encoded(cell, "PNG")

    def who(self, judge: str) -> str:
        """A judge's name; a person's is hashed."""
        if not judge.startswith(PERSON):
            return judge
        return PERSON + rater_id(judge.removeprefix(PERSON), self.salt)

    def picture_file(self, cell: JudgedCell) -> Path | None:
        """The picture's file in the store; None (and counted) where it cannot be read."""
        try:
            self.store.read_image(cell.request_hash)
            return self.store.image_path(cell.request_hash)
        except StoreError:
            self.left_out["picture_missing"] += 1
            return None

    def _encoded(self, cell: JudgedCell, kind: str, **options: int) -> bytes | None:
        buffer = io.BytesIO()
        try:
            picture = self.store.read_image(cell.request_hash).convert("RGB")
        except StoreError:
            self.left_out["picture_missing"] += 1
            return None
        picture.save(buffer, kind, **options)
        return buffer.getvalue()

    def _model(self, id: str) -> str:
        return next(self.request(cell).model for cell in self.facts.judged if cell.cell == id)


def plain_words(prompt: str, dialect: str) -> str:
    """``prompt`` without weights; as it is where its dialect cannot be read."""
    try:
        return convert(prompt, source=dialect, target="plain").text
    except PromptError:
        return prompt
