"""The Sweep tab's form: what is chosen on the page becomes a plan, and its cost in words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import cast

from markupsafe import Markup

from toolkit.axes import AXES, NOTHING, SCENE_AXES
from toolkit.documents.data_urls import data_url
from toolkit.errors import PlanError
from toolkit.generation.model_words import model_words
from toolkit.generation.models import model_spec
from toolkit.prompts.literals import literal_words
from toolkit.prompts.templates import DEFAULT_TEMPLATE
from toolkit.running.forecast import Forecast
from toolkit.sweeps.adapter_values import adapter_paths
from toolkit.sweeps.axis_values import scene_ids
from toolkit.sweeps.plan import MAX_REQUESTS, Plan
from toolkit.sweeps.plan_files import plan_yaml
from toolkit.sweeps.plan_loader import load_plan
from toolkit.ui.html import html
from toolkit.ui.language.run_names import gestures_name
from toolkit.ui.language.texts import Lang, axis_name, duration, number, say
from toolkit.ui.language.values import short_model
from toolkit.ui.sweep.adapter_choice import Offered, adapter_axes, choice_of
from toolkit.ui.sweep.form_values import (
    Field,
    FieldProblem,
    FormError,
    SweepForm,
    decimal_number,
    whole_number,
)
from toolkit.ui.sweep.mend_choice import mend_axis, mend_choice_of
from toolkit.vocabulary import SceneKind, Vocabulary
from toolkit.vocabulary.any_hand import ANY

FORM_AXES = (
    *("phrase", "weight", "view", "negative", "control", "control_strength"),
    *("side", "skin", "light", "background", "material"),
)
"""The axes that the form has a field for."""

PLURAL_EN = {"skin": "skins", "light": "lights", "side": "hands"}
MAX_FIRST_SEED = 10**18
FILE_FIELDS: tuple[tuple[str, Field], ...] = (("lora", "loras"), ("embedding", "embeddings"))


def read_plan(
    form: SweepForm,
    vocabulary: Vocabulary,
    offered: Sequence[str],
    adapters: Offered | None = None,
) -> Plan:
    """The plan that ``form`` describes, of models and LoRA or embedding files on offer.

    Raises:
        FormError: nothing chosen where something must be, a model or file that is not on offer,
            a number that is none or too large.
        PlanError, UnknownName: what `load_plan` refuses.
    """
    if not form.gestures:
        raise FormError(FieldProblem(field="gestures", wrong="nothing_chosen"))
    if not form.axes.get("phrase") and not form.own_phrases.strip():
        raise FormError(FieldProblem(field="phrases", wrong="nothing_chosen"))
    if not form.models:
        raise FormError(FieldProblem(field="models", wrong="nothing_chosen"))
    for model in form.models:
        if model not in offered:
            raise FormError(FieldProblem(field="models", wrong="not_offered", got=model))
    document: dict[str, object] = {
        "name": gestures_name(form.gestures, vocabulary, "en"),
        "gestures": list(form.gestures),
        "axes": {
            **_axes(form, vocabulary),
            **adapter_axes(form.adapters, adapters or {}),
            **mend_axis(form.mending),
        },
        "model": list(form.models),
        "seeds": {
            "start": whole_number(form.first_seed, "first_seed", low=0, high=MAX_FIRST_SEED),
            "count": whole_number(form.seeds, "seeds", low=1, high=MAX_REQUESTS),
        },
        "settings": _settings(form),
    }
    try:
        return load_plan(document, vocabulary)
    except PlanError as error:
        words = error.message.removeprefix("plan: ")
        raise PlanError(words, hint=error.hint, code=error.code, fields=error.fields) from error


def read_uploaded(
    text: str,
    vocabulary: Vocabulary,
    offered: Sequence[str],
    files: Collection[str] | None = (),
) -> Plan:
    """The plan in YAML ``text`` from a file, of models that are on offer here.

    ``files`` are the LoRA and embedding files that it may name, whole paths; None for any.

    Raises:
        FormError: a model or file that is not on offer: what somebody brings names no path here.
        PlanError, UnknownName: what `load_plan` refuses.
    """
    plan = load_plan(text if "\n" in text else f"{text}\n", vocabulary)
    for model in plan.models:
        if model not in offered:
            raise FormError(FieldProblem(field="models", wrong="not_offered", got=model))
    for axis, field in FILE_FIELDS:
        values = [
            *plan.axes.get(axis, ()),
            *(dict(cell.values).get(axis, "") for cell in plan.extra),
        ]
        for file in adapter_paths((axis, value) for value in values):
            if files is not None and file not in files:
                got = Path(file).name
                raise FormError(FieldProblem(field=field, wrong="not_offered", got=got))
    return plan


def form_of(plan: Plan, adapters: Offered | None = None) -> SweepForm | None:
    """The form that says what ``plan`` says; None where a plan says more than the form can."""
    axes = {name: list(values) for name, values in plan.axes.items() if name in FORM_AXES}
    others = set(plan.axes) - set(axes) - {"gesture", "model", "lora", "embedding", "mend"}
    chosen, mending = choice_of(plan, adapters or {}), mend_choice_of(plan)
    settings = {name for name, value in asdict(plan.settings).items() if value is not None}
    seeds = plan.seeds
    if (
        others
        or chosen is None
        or mending is None
        or plan.whole_prompts
        or plan.template != DEFAULT_TEMPLATE
        or plan.linked
        or plan.skip
        or plan.extra
        or plan.sample
        or not isinstance(seeds, range)
        or settings - {"steps", "guidance", "dialect"}
        or plan.settings.dialect != "compel"
    ):
        return None
    phrases = axes.pop("phrase", ["plain"])
    own = [each for each in phrases if not (each in ("plain", "explicit") or each.isdigit())]
    if NOTHING in own:
        return None
    steps, guidance = plan.settings.steps, plan.settings.guidance
    return SweepForm(
        gestures=list(plan.axes["gesture"]),
        axes={
            "phrase": [each for each in phrases if each not in own],
            **{name: [_as_typed(name, value) for value in values] for name, values in axes.items()},
        },
        models=list(plan.models),
        seeds=str(len(seeds)),
        first_seed=str(seeds.start),
        steps="" if steps is None else str(steps),
        guidance="" if guidance is None else f"{guidance:g}",
        own_phrases="\n".join(literal_words(each) or each for each in own),
        adapters=chosen,
        mending=mending,
    )


def _as_typed(axis: str, value: str) -> str:
    """A value as the form's list has it, or as somebody types it there."""
    return (literal_words(value) or value) if axis in SCENE_AXES else value


def check_controls(plan: Plan) -> None:
    """Raise `FormError` where a model on disk brings no network for a control that is chosen."""
    for name in plan.models if plan.control_kinds else ():
        spec = model_spec(name)
        if spec.folder is not None and not plan.control_kinds <= spec.controls.keys():
            short = short_model(name)
            wrong = "model_without_control"
            raise FormError(FieldProblem(field="controls", wrong=wrong, got=short))


def _axes(form: SweepForm, vocabulary: Vocabulary) -> dict[str, object]:
    axes: dict[str, object] = {
        name: [_id_or_words(name, value, vocabulary) for value in values]
        for name, values in form.axes.items()
        if values
    }
    own = [{"text": line} for line in form.own_phrases.splitlines() if line.strip()]
    if own:
        axes["phrase"] = [*form.axes.get("phrase", ()), *own]
    if weights := form.axes.get("weight"):
        read = [decimal_number(each, "weights", high=AXES["weight"].high) for each in weights]
        axes["weight"] = list(dict.fromkeys(read))
    if strengths := form.axes.get("control_strength"):
        most = AXES["control_strength"].high
        read = [decimal_number(each, "strengths", high=most) for each in strengths]
        axes["control_strength"] = list(dict.fromkeys(read))
        if set(form.axes.get("control", ())) <= {NOTHING}:
            raise FormError(FieldProblem(field="strengths", wrong="no_control"))
    return axes


def _id_or_words(axis: str, value: str, vocabulary: Vocabulary) -> object:
    """What is on the list as its id; what was typed beside it as words of one's own."""
    if axis not in SCENE_AXES:
        return value
    return value if scene_ids(cast("SceneKind", axis), value, vocabulary) else {"text": value}


def _settings(form: SweepForm) -> dict[str, object]:
    settings: dict[str, object] = {}
    if form.steps.strip():
        settings["steps"] = whole_number(form.steps, "steps", low=1, high=AXES["steps"].high)
    if form.guidance.strip():
        settings["guidance"] = decimal_number(form.guidance, "guidance", high=AXES["guidance"].high)
    return settings


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


def untaught_words(plan: Plan, vocabulary: Vocabulary, lang: Lang) -> str:
    """Which of the plan's gestures its models were never taught, as far as that is known."""
    said: list[str] = []
    for model in plan.models:
        known = model_words(model)
        new = [id for id in plan.gestures if known and id not in known.gestures and id != ANY]
        if new:
            names = gestures_name(new, vocabulary, lang)
            said.append(say("try.untaught", lang, model=short_model(model), gestures=names))
    return " ".join(said)


def cost_words(cost: Forecast, lang: Lang) -> str:
    """What running would cost: time, and what is there already."""
    if cost.absent:
        return say("error.model_not_here", lang, got=cost.absent[0])
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


def plan_link(plan: Plan, lang: Lang) -> Markup:
    """A link that saves ``plan`` as YAML."""
    url = data_url(plan_yaml(plan).encode(), "application/yaml")
    words = say("plan.download", lang)
    return html("<p><a class='plainbutton' download='plan.yaml' href='{}'>{}</a></p>", url, words)


def _factor(axis: str, count: int, lang: Lang) -> str:
    name = axis_name(axis, lang)
    if axis in ("lora", "embedding", "mend"):
        return f"{number(count)} {say(f'values.{axis}', lang)}"
    if lang == "zh":
        return f"{count} {name}"
    if count != 1:
        name = PLURAL_EN.get(axis, f"{name}s") if axis in AXES else name
    return f"{number(count)} {name}"
