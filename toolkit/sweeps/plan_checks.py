"""What is wrong with a plan as a whole, each part of which can be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.axes import AXES, SCENE_AXES, number_on
from toolkit.errors import PlanError, PromptError, shown
from toolkit.prompts.dialects import render
from toolkit.prompts.expand import make_negative, make_prompt
from toolkit.prompts.templates import SLOTS, template_slots, unfilled_slot
from toolkit.sweeps.plan import Plan
from toolkit.sweeps.whole_prompts import unused
from toolkit.vocabulary.entries import Gesture, Language


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
    slots = template_slots(template)
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
    """Render all words at the outermost weights, so that no sweep stops midway at a bad one."""
    weights = [number_on("weight", {"weight": text}) for text in plan.axes.get("weight", ("",))]
    phrases = plan.axes.get("phrase", (AXES["phrase"].default,))
    for lang in plan.languages:
        _check_words_in(lang, plan, weights, phrases)
    for cell in plan.extra:
        render(plan.prompt(cell), plan.settings.dialect)
        render(plan.negative(cell), plan.settings.dialect)


def _check_words_in(
    lang: Language, plan: Plan, weights: Sequence[float], phrases: Sequence[str]
) -> None:
    texts = plan.texts_in(lang)
    slots = [(axis, words) for (axis, _), words in texts.items() if axis != "negative"]
    negatives = [words for (axis, _), words in texts.items() if axis == "negative"]
    first = dict(reversed(slots))  # of each axis the first value

    def check(gesture: Gesture, phrase: str, weight: float, words: Mapping[str, str]) -> None:
        for template in tuple(plan.whole_prompts.values()) or (plan.template,):
            used = template_slots(template)
            filled = {axis: text for axis, text in words.items() if axis in used}
            prompt = make_prompt(
                gesture, phrase=phrase, weight=weight, words=filled, template=template, lang=lang
            )
            render(prompt, plan.settings.dialect)

    for gesture in plan.gestures.values():
        for phrase in phrases:
            # Chinese has fewer phrases: one that it lacks may be left out by skip or zip.
            if len(plan.languages) > 1 and not plan.reaches(
                gesture=gesture.id, phrase=phrase, language=lang
            ):
                continue
            for weight in {min(weights), max(weights)}:
                check(gesture, phrase, weight, first)
        for words in negatives:
            negative = make_negative(gesture, words=words, own=True, lang=lang)
            render(negative, plan.settings.dialect)
    one = next(iter(plan.gestures.values()))
    for axis, words in slots:
        check(one, "plain", 1.0, {**first, axis: words})
