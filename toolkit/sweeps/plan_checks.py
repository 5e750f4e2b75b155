"""What is wrong with a plan as a whole, each part of which can be read."""

from __future__ import annotations

import itertools

from toolkit.axes import AXES, NOTHING, SCENE_AXES, number_on
from toolkit.errors import PlanError, PromptError, shown
from toolkit.prompts.templates import SLOTS, template_slots, unfilled_slot
from toolkit.sweeps.plan import Plan
from toolkit.sweeps.plan_prompts import PromptPrinter
from toolkit.sweeps.whole_prompts import unused


def check_plan(plan: Plan, what: str) -> None:
    """Raise `PlanError` for what only shows when the parts are put together.

    Slots that nothing fills, axes that change nothing, words that no dialect can say.
    """
    templates = tuple(plan.whole_prompts.values()) or (plan.template,)
    try:
        used: set[str] = set()
        for template in templates:
            used |= _check_template(template, plan, what)
        for axis in (*SCENE_AXES, "phrase", "weight"):
            slot = axis if axis in SCENE_AXES else "gesture"
            if axis == "style" and set(plan.axes.get("style", ())) <= {*plan.styles, NOTHING}:
                continue  # styles go around the whole prompt
            if axis in plan.axes and axis != "negative" and slot not in used:
                raise PlanError(
                    f"{what}: {unused(axis, slot, templates)}",
                    hint=f"Put {{{slot}}} into the template, or take the axis out.",
                )
        if not plan.cell_count:
            raise PlanError(f"{what}: the skip rules leave no cell.", hint="Take one out.")
        _check_words(plan)
    except PromptError as error:
        raise PlanError.at(what, error) from None


def _check_template(template: str, plan: Plan, what: str) -> frozenset[str]:
    """Raise for a slot that cannot be filled; the slots there are."""
    slots = template_slots(template, dialect=plan.dialect)
    called = f"{what}: the {'prompt' if plan.whole_prompts else 'template'} {shown(template)}"
    for slot in sorted(slots - {"negative", *SLOTS} - set(plan.axes)):
        raise unfilled_slot(template, slot, set(plan.axes) - set(AXES))
    if "gesture" not in slots and not plan.whole_prompts:
        raise PlanError(
            f"{called} has no {{gesture}}.", hint="Say where the gesture's phrase goes."
        )
    if "negative" in slots:
        raise PlanError(
            f"{called} puts {{negative}} into the prompt.",
            hint="Negative words have their own axis, 'negative'; take the slot out.",
        )
    for slot in sorted(slots & set(AXES) - set(SLOTS)):
        raise PlanError(
            f"{called} has the slot {{{slot}}}, which is no axis of words.",
            hint="Call the slot otherwise.",
        )
    return slots


def _check_words(plan: Plan) -> None:
    """Print all words at the outermost weights, so that no sweep stops midway at a bad one."""
    printer = PromptPrinter(plan.words, tuple(plan.axes), plan.settings.dialect)
    weights = sorted(
        plan.axes.get("weight", ("",)), key=lambda text: number_on("weight", {"weight": text})
    )
    phrases = plan.axes.get("phrase", ("",))
    anywhere = phrases[0] if len(plan.languages) == 1 else "plain"  # there in every language
    outermost = {weights[0], weights[-1]}
    first = {name: values[0] for name, values in plan.axes.items()}

    def check(**values: str) -> None:
        printer.print(tuple((first | values)[axis] for axis in plan.axes))

    for lang, prompt in itertools.product(plan.languages, plan.whole_prompts or ("",)):
        at: dict[str, str] = {"language": lang, "prompt": prompt}
        for gesture in plan.gestures:
            for phrase in phrases:
                # Chinese has fewer phrases: one that it lacks may be left out by skip or zip.
                if len(plan.languages) > 1 and not plan.reaches(
                    gesture=gesture, phrase=phrase, language=lang
                ):
                    continue
                for weight in outermost:
                    check(**at, gesture=gesture, phrase=phrase, weight=weight)
            for value in plan.axes.get("negative", ()):
                check(**at, gesture=gesture, phrase=anywhere, negative=value)
        for axis in sorted({axis for axis, _ in plan.texts} | {"style"}):
            for value in plan.axes.get(axis, ()):
                check(**at, phrase=anywhere, **{axis: value})
    for cell in plan.extra:
        printer.print(tuple(value for _, value in cell.values))
