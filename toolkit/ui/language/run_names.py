"""A run in one line of the interface's language: what it tries, how many pictures, when.

A plan's name is stored as it was written. Where it is a sample plan's, or the one that the Sweep
form made of the chosen gestures, it is said anew in the page's language; a name that somebody
gave stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import cast

from toolkit.store import RunInfo
from toolkit.ui.language.texts import TEXTS, Lang, say
from toolkit.vocabulary import Vocabulary

NAME_LENGTH = 60
SHOWN_LENGTH = 48


def run_label(run: RunInfo, vocabulary: Vocabulary, lang: Lang) -> str:
    """Star, name, number of pictures and date; cut to one line."""
    name = run_name(run, vocabulary, lang)
    shown = name if len(name) <= SHOWN_LENGTH else f"{name[: SHOWN_LENGTH - 2]}…"
    share = f"{run.made}" if run.made == run.requested else f"{run.made}/{run.requested}"
    star = "★ " if run.starred else ""
    return f"{star}{shown} · {share} · {date_words(run, lang)}"


def run_name(run: RunInfo, vocabulary: Vocabulary, lang: Lang) -> str:
    """What somebody called the run, else the name of its plan in ``lang``."""
    if run.name:
        return run.name
    key = f"plan.{run.plan_name}"
    if key in TEXTS:
        return say(key, lang)
    known = [id for id in _gestures(run.plan_json) if id in vocabulary.gestures]
    if known and run.plan_name == gestures_name(known, vocabulary, "en"):
        return gestures_name(known, vocabulary, lang)
    return run.plan_name


def date_words(run: RunInfo, lang: Lang) -> str:
    """When a run was begun, in UTC: "27 Nov 10:11", "11月27日 10:11"."""
    when = run.created_at
    month = say(f"month.{when.month}", lang)
    return say("time.date", lang, day=when.day, month=month, time=f"{when:%H:%M}")


def gestures_name(ids: Sequence[str], vocabulary: Vocabulary, lang: Lang) -> str:
    """The names of some gestures as a plan's name, cut where there are many; never empty."""
    names = [vocabulary.gesture(each).name.in_(lang) for each in ids]
    between = ", " if lang == "en" else "、"
    shown: list[str] = []
    for name in names:
        if len(between.join([*shown, name])) > NAME_LENGTH - 8:
            break
        shown.append(name)
    rest = len(names) - len(shown)
    words = between.join(shown) or names[0][:NAME_LENGTH]
    return (f"{words} +{rest}" if rest and shown else words).replace("/", " ")


def _gestures(plan_json: str) -> list[str]:
    """The gestures that a stored plan names; none where it cannot be read."""
    try:
        plan: object = json.loads(plan_json)
    except ValueError:
        return []
    named: object = (
        cast("dict[str, object]", plan).get("gestures") if isinstance(plan, dict) else ()
    )
    listed = cast("list[object]", named) if isinstance(named, list) else []
    return [each for each in listed if isinstance(each, str)]
