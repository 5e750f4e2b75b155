"""What adding pictures gave: how many, and of each that could not be added, why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """One thing that was given and could not be added, and why.

    ``name`` is the file, or the table and its line. ``code`` is one of `CODES`; the sentence is
    made where it is shown (`toolkit.ui.language.refusal_sentences`) out of it and the ``fields``.
    """

    name: str
    code: str
    fields: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, name: str, code: str, /, **fields: object) -> Refusal:
        """The refusal with its fields as text."""
        told = tuple(sorted((key, str(value)) for key, value in fields.items()))
        return cls(name=name, code=code, fields=told)

    def values(self) -> Mapping[str, str]:
        """The fields by name."""
        return dict(self.fields)


CODES = (
    "no_file",
    "not_regular",
    "unreadable",
    "folder_unreadable",
    "too_deep",
    "bad_path",
    "empty",
    "too_large",
    "no_picture",
    "picture_broken",
    "too_many_pixels",
    "far_too_large",
    "too_thin",
    "crashed",
    "timed_out",
    "not_in_table",
    "missing",
    "several",
    "row_twice",
    "row_without_file",
    "bad_seed",
    "too_long",
    "unknown_gesture",
)
"""Why something was not added."""


@dataclass(frozen=True, kw_only=True)
class AddReport:
    """What adding pictures to a run gave.

    ``added`` pictures are new in the run, ``known`` were in it before, ``twice`` are files whose
    content another file of this call had. ``refused`` could not be added. ``left_alone`` counts
    files in folders that no picture's ending have. Of the added, ``seeded`` have a known seed,
    ``converted`` are kept as PNG since no browser shows their format, ``animated`` count with
    their first frame. ``run`` is the run's id, "" where nothing could be added to a new one;
    ``cells`` is how many it has now, ``axes`` what they differ in.
    """

    run: str
    name: str
    axes: tuple[str, ...]
    cells: int
    added: int
    known: int
    twice: int
    seeded: int
    converted: int
    animated: int
    left_alone: int
    refused: tuple[Refusal, ...] = ()

    def _repr_html_(self) -> str:
        told = "".join(
            f"<li>{escape(each.name)}: {escape(each.code)}</li>" for each in self.refused[:20]
        )
        return (
            f"<p>{escape(self.name)}: {self.added} added, {self.known} there before, "
            f"{self.twice} twice, {len(self.refused)} refused.</p><ul>{told}</ul>"
        )
