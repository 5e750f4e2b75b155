"""The Sweep tab's form: what is chosen on the page becomes a plan, and its cost in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.errors import BadInput, PlanError, shown
from toolkit.running.forecast import Forecast
from toolkit.sweeps.plan import MAX_REQUESTS, Plan, load_plan
from toolkit.ui.language.texts import Lang, axis_name, duration, number, say
from toolkit.vocabulary import Vocabulary

PLURAL_EN = {"skin": "skins", "light": "lights", "side": "hands"}
NAME_LENGTH = 60
NUMBERS = {"weight": "weight", "control_strength": "control strength"}
"""Axes whose values may be text, as typed, and what errors call them."""


@dataclass(frozen=True, kw_only=True)
class SweepForm:
    """What the page says; empty choices leave an axis out, ``None`` leaves it to the model.

    ``axes`` maps axis names to chosen values; those of `NUMBERS` may be text, as typed.
    """

    gestures: Sequence[str]
    axes: Mapping[str, Sequence[str | float]]
    seeds: float | None
    first_seed: float | None
    models: Sequence[str]
    steps: float | None = None
    guidance: float | None = None


def read_plan(form: SweepForm, vocabulary: Vocabulary, offered: Sequence[str]) -> Plan:
    """The plan that ``form`` describes.

    Raises:
        BadInput: no gesture, no model, a model that is not on offer, a number that is none.
        PlanError, UnknownName: what `load_plan` refuses.
    """
    if not form.gestures:
        raise BadInput("No gesture is chosen.", hint="Choose at least one.")
    if not form.models:
        raise BadInput("No model is chosen.", hint="Choose at least one.")
    for model in form.models:
        if model not in offered:
            raise BadInput("That model is not on offer here.", hint="Choose one from the list.")
    axes: dict[str, object] = {
        name: list(values) for name, values in form.axes.items() if values and name not in NUMBERS
    }
    for name, words in NUMBERS.items():
        if values := form.axes.get(name):
            axes[name] = _no_twins([_number(value, words) for value in values])
    document: dict[str, object] = {
        "name": plan_name(form.gestures, vocabulary),
        "gestures": list(form.gestures),
        "axes": axes,
        "model": list(form.models),
        "seeds": {
            "start": _whole(form.first_seed, "first seed"),
            "count": _whole(form.seeds, "number of seeds"),
        },
        "settings": {
            **({} if form.steps is None else {"steps": _whole(form.steps, "steps")}),
            **({} if form.guidance is None else {"guidance": float(form.guidance)}),
        },
    }
    try:
        return load_plan(document, vocabulary)
    except PlanError as error:
        raise PlanError(error.message.removeprefix("plan: "), hint=error.hint) from error


def plan_name(gestures: Sequence[str], vocabulary: Vocabulary) -> str:
    """A name for the run: its gestures, cut where there are many."""
    names = [vocabulary.gesture(each).name.en for each in gestures]
    shown: list[str] = []
    for name in names:
        if len(", ".join([*shown, name])) > NAME_LENGTH - 8:
            break
        shown.append(name)
    rest = len(names) - len(shown)
    said = ", ".join(shown) or names[0][:NAME_LENGTH]
    return (f"{said} +{rest}" if rest and shown else said).replace("/", " ")


def product_words(plan: Plan, lang: Lang) -> tuple[str, str]:
    """The plan's size in words: ("4 gestures × 2 phrases × 4 seeds", "32 pictures")."""
    factors = [
        _factor(axis, len(values), lang)
        for axis, values in plan.axes.items()
        if len(values) > 1 or axis == "gesture"
    ]
    factors.append(_factor("seed", len(plan.seeds), lang))
    key = "sweep.picture" if plan.count == 1 else "sweep.pictures"
    return " × ".join(factors), say(key, lang, n=number(plan.count))


def cost_words(cost: Forecast, lang: Lang) -> str:
    """What running would cost: time, and what is there already."""
    if cost.there is None:
        return say("sweep.too_many", lang, n=number(MAX_REQUESTS))
    if cost.missing == 0:
        return say("sweep.all_there", lang)
    parts = [
        say("sweep.unknown_time", lang)
        if cost.seconds is None
        else say("sweep.about", lang, time=duration(cost.seconds, lang))
    ]
    if cost.there:
        parts.append(say("sweep.there", lang, n=number(cost.there)))
    return "; ".join(parts) if lang == "en" else "；".join(parts)


def _factor(axis: str, count: int, lang: Lang) -> str:
    name = axis_name(axis, lang)
    if lang == "zh":
        return f"{count} {name}"
    if count != 1:
        name = PLURAL_EN.get(axis, f"{name}s")
    return f"{number(count)} {name}"


def _number(value: object, what: str) -> float:
    try:
        return float(str(value).replace(",", "."))
    except ValueError:
        raise BadInput(f"The {what} {shown(str(value)[:40])} is not a number.") from None


def _whole(value: float | None, what: str) -> int:
    if value is None or not math.isfinite(value) or value != int(value):
        raise BadInput(f"The {what} must be a whole number.")
    return int(value)


def _no_twins(values: Sequence[float]) -> list[float]:
    return list(dict.fromkeys(values))
