"""The prompts of a plan's cells: as trees, and printed quickly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import final

from toolkit.axes import AXES, NOTHING, number_on
from toolkit.prompts.dialects import render
from toolkit.prompts.expand import gesture_part, make_negative
from toolkit.prompts.printing import TemplatePrinter
from toolkit.prompts.styles import Style, styled
from toolkit.prompts.templates import compose
from toolkit.prompts.tree import Prompt
from toolkit.vocabulary.entries import Gesture

MAX_REMEMBERED = 8_192


@dataclass(frozen=True, kw_only=True)
class PromptWords:
    """What a plan's prompts are made of.

    ``texts`` gives what fills a slot for each value of an axis of words, and each negative;
    ``own_negatives`` are the values with which the gesture's own negative words go; ``styles``
    are the values of the axis ``style`` that go around or after the whole prompt. Weights in
    ``template`` and in the styles are in ``dialect``, and so are phrases of one's own.
    """

    gestures: Mapping[str, Gesture]
    template: str
    dialect: str
    texts: Mapping[tuple[str, str], Prompt | str]
    own_negatives: frozenset[str]
    styles: Mapping[str, Style]

    def gesture_part(self, gesture: str, phrase: str, weight: str) -> Prompt:
        """The gesture's words at their weight, for the values on the axes."""
        return gesture_part(
            self.gestures[gesture],
            phrase=phrase or AXES["phrase"].default,
            weight=number_on("weight", {"weight": weight}),
            dialect=self.dialect,
        )

    def prompt(self, values: Mapping[str, str]) -> Prompt:
        """The prompt's tree for a cell's ``values`` by axis."""
        words = {
            axis: self.texts[axis, value]
            for axis, value in values.items()
            if axis != "negative" and (axis, value) in self.texts
        }
        part = self.gesture_part(
            values["gesture"], values.get("phrase", ""), values.get("weight", "")
        )
        made = compose(self.template, {**words, "gesture": part}, dialect=self.dialect)
        style = self.styles.get(values.get("style", NOTHING))
        return made if style is None else styled(made, style.prompt, self.dialect)

    def negative(self, values: Mapping[str, str]) -> Prompt:
        """The negative prompt's tree for a cell's ``values`` by axis."""
        value = values.get("negative", NOTHING)
        made = make_negative(
            self.gestures[values["gesture"]],
            words=self.texts.get(("negative", value), ""),
            own=value in self.own_negatives,
        )
        style = self.styles.get(values.get("style", NOTHING))
        return made if style is None else styled(made, style.negative, self.dialect)


@final
class PromptPrinter:
    """Prints the prompts of choices, one value for each axis in order, in one dialect."""

    def __init__(self, words: PromptWords, axes: Sequence[str], dialect: str) -> None:
        """``axes`` are the axes' names in the order of the choices to come."""
        self._words = words
        self._axes = tuple(axes)
        self._dialect = dialect
        self._print = TemplatePrinter(words.template, source=words.dialect, target=dialect).print
        self._gesture = self._places("gesture", "phrase", "weight")
        self._negative = self._places("gesture", "negative", "style")
        self._style = self._axes.index("style") if "style" in self._axes else -1
        self._slots = [
            (
                axis,
                place,
                {value: text for (name, value), text in words.texts.items() if name == axis},
            )
            for place, axis in enumerate(self._axes)
            if axis != "negative" and any(name == axis for name, _ in words.texts)
        ]
        self._parts: dict[tuple[str, ...], Prompt] = {}
        self._negatives: dict[tuple[str, ...], str] = {}

    def print(self, choice: tuple[str, ...]) -> tuple[str, str]:
        """The prompt and the negative prompt of one choice.

        Raises:
            PromptError: words that the dialect cannot say at their weight.
        """
        if self._style >= 0 and choice[self._style] in self._words.styles:
            return self._whole(choice)
        slots: dict[str, Prompt | str] = {
            axis: texts[choice[place]] for axis, place, texts in self._slots
        }
        slots["gesture"] = self._gesture_part(
            tuple([choice[i] if i >= 0 else "" for i in self._gesture])
        )
        return self._print(slots), self._negative_text(choice)

    def _places(self, *axes: str) -> tuple[int, ...]:
        return tuple(self._axes.index(axis) if axis in self._axes else -1 for axis in axes)

    def _gesture_part(self, key: tuple[str, ...]) -> Prompt:
        part = self._parts.get(key)
        if part is None:
            if len(self._parts) >= MAX_REMEMBERED:
                self._parts.clear()
            part = self._parts[key] = self._words.gesture_part(*key)
        return part

    def _negative_text(self, choice: tuple[str, ...]) -> str:
        key = tuple([choice[i] if i >= 0 else "" for i in self._negative])
        text = self._negatives.get(key)
        if text is None:
            if len(self._negatives) >= MAX_REMEMBERED:
                self._negatives.clear()
            values = dict(zip(self._axes, choice, strict=True))
            text = self._negatives[key] = render(self._words.negative(values), self._dialect)
        return text

    def _whole(self, choice: tuple[str, ...]) -> tuple[str, str]:
        values = dict(zip(self._axes, choice, strict=True))
        prompt = render(self._words.prompt(values), self._dialect)
        return prompt, self._negative_text(choice)
