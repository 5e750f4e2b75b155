"""What a report says in one language; the app's room of languages fills it.

The report stands below the app, whose texts are the only ones of the house, so they are handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from toolkit.rating import Asked, Outcome, Verdict
from toolkit.store import RunInfo


@dataclass(frozen=True, kw_only=True)
class ReportWords:
    """The words of one language.

    ``page`` are the page's own texts by key, ``axis`` names an axis, ``value`` one of its values,
    ``label`` a value where its axis is not named beside it. ``run`` is a run's name, ``outcome``
    what an outcome means as an answer to a question, ``sentence`` why a verdict came out so.
    None of it is escaped: the page shows text as text.
    """

    page: Mapping[str, str]
    axis: Callable[[str], str]
    value: Callable[[str, str], str]
    label: Callable[[str, str], str]
    run: Callable[[RunInfo], str]
    outcome: Callable[[Outcome, Asked], str]
    sentence: Callable[[Verdict], str]


Languages = Mapping[str, ReportWords]
"""A report's languages by their codes (``en``, ``zh``), the first one first."""


def in_each(languages: Languages, say: Callable[[ReportWords], str]) -> dict[str, str]:
    """What ``say`` makes of each language's words, by its code."""
    return {code: say(words) for code, words in languages.items()}
