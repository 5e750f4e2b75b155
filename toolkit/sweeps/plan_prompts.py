"""The prompts of a plan's cells: as trees, and printed quickly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast, final

from toolkit.axes import AXES, NOTHING, number_on
from toolkit.prompts.dialects import render
from toolkit.prompts.expand import gesture_part, make_negative
from toolkit.prompts.printing import TemplatePrinter
from toolkit.prompts.styles import Style, styled
from toolkit.prompts.templates import compose, is_blank, template_in, template_slots
from toolkit.prompts.tree import Prompt, Text
from toolkit.prompts.tree import Sequence as Sequence_
from toolkit.sweeps.adapter_values import Place, embeddings_of
from toolkit.vocabulary.entries import Gesture, Language

MAX_REMEMBERED = 8_192

Texts = Mapping[tuple[str, str], Prompt | str]
"""What each (axis, value) puts into a prompt."""


@dataclass(frozen=True, kw_only=True)
class PromptWords:
    """What a plan's prompts are made of.

    ``texts`` gives, for each language of the plan, what fills a slot for each value of an axis of
    words, and each negative; ``own_negatives`` are the values with which the gesture's own negative
    words go; ``styles`` are the values of the axis ``style`` that go around or after the whole
    prompt; ``whole_prompts`` are templates by name on the axis ``prompt``, in place of
    ``template``. Weights in templates and styles are in ``dialect``, and so are phrases of one's
    own.
    """

    gestures: Mapping[str, Gesture]
    template: str
    dialect: str
    texts: Mapping[Language, Texts]
    own_negatives: frozenset[str]
    styles: Mapping[str, Style]
    whole_prompts: Mapping[str, str]

    def gesture_part(self, gesture: str, phrase: str, weight: str, language: str) -> Prompt:
        """The gesture's words at their weight, for the values on the axes, '' for none."""
        return gesture_part(
            self.gestures[gesture],
            phrase=phrase or AXES["phrase"].default,
            weight=number_on("weight", {"weight": weight}),
            dialect=self.dialect,
            lang=as_language(language),
        )

    def template_of(self, prompt: str, language: str) -> str:
        """The template for the values on the axes ``prompt`` and ``language``, '' for none."""
        template = self.whole_prompts.get(prompt, self.template)
        return template_in(template, as_language(language))

    def prompt(self, values: Mapping[str, str]) -> Prompt:
        """The prompt's tree for a cell's ``values`` by axis."""
        language = values.get("language", "")
        texts = self.texts[as_language(language)]
        template = self.template_of(values.get("prompt", ""), language)
        used = template_slots(template, dialect=self.dialect)
        words = {
            axis: texts[axis, value]
            for axis, value in values.items()
            if axis in used and (axis, value) in texts
        }
        part = self.gesture_part(
            values["gesture"], values.get("phrase", ""), values.get("weight", ""), language
        )
        made = compose(template, {**words, "gesture": part}, dialect=self.dialect)
        style = self.styles.get(values.get("style", NOTHING))
        made = made if style is None else styled(made, style.prompt, self.dialect)
        return _with_tokens(made, values, "prompt")

    def negative(self, values: Mapping[str, str]) -> Prompt:
        """The negative prompt's tree for a cell's ``values`` by axis."""
        value, lang = values.get("negative", NOTHING), as_language(values.get("language", ""))
        made = make_negative(
            self.gestures[values["gesture"]],
            words=self.texts[lang].get(("negative", value), ""),
            own=value in self.own_negatives,
            lang=lang,
        )
        style = self.styles.get(values.get("style", NOTHING))
        made = made if style is None else styled(made, style.negative, self.dialect)
        return _with_tokens(made, values, "negative")


def _with_tokens(prompt: Prompt, values: Mapping[str, str], place: Place) -> Prompt:
    """``prompt`` with the tokens of the cell's embeddings at its end."""
    found = embeddings_of(values.get("embedding", NOTHING))
    tokens = ", ".join(each.token for each in found if each.place == place)
    if not tokens:
        return prompt
    return (
        Text(text=tokens)
        if is_blank(prompt)
        else Sequence_(parts=(prompt, Text(text=f", {tokens}")))
    )


def as_language(value: str) -> Language:
    """The language that a value on the axis ``language`` names, '' for the default."""
    return cast("Language", value or AXES["language"].default)


class _Line(NamedTuple):
    """How the prompts of one template in one language are printed: its printer, and for each of
    its slots that an axis fills the axis, its place in a choice, and the text of each value."""

    printer: TemplatePrinter
    slots: Sequence[tuple[str, int, Mapping[str, Prompt | str]]]


@final
class PromptPrinter:
    """Prints the prompts of choices, one value for each axis in order, in one dialect."""

    def __init__(self, words: PromptWords, axes: Sequence[str], dialect: str) -> None:
        """``axes`` are the axes' names in the order of the choices to come."""
        self._words = words
        self._axes = tuple(axes)
        self._dialect = dialect
        self._gesture = self._places("gesture", "phrase", "weight", "language")
        self._negative = self._places("gesture", "negative", "style", "language", "embedding")
        self._line = self._places("prompt", "language")
        self._style, self._embedding = self._places("style", "embedding")
        self._lines: dict[tuple[str, ...], _Line] = {}
        self._parts: dict[tuple[str, ...], Prompt] = {}
        self._negatives: dict[tuple[str, ...], str] = {}

    def print(self, choice: tuple[str, ...]) -> tuple[str, str]:
        """The prompt and the negative prompt of one choice.

        Raises:
            PromptError: words that the dialect cannot say at their weight.
        """
        if self._style >= 0 and choice[self._style] in self._words.styles:
            return self._whole(choice)
        if self._embedding >= 0 and choice[self._embedding] != NOTHING:
            return self._whole(choice)
        key = self._values(self._line, choice)
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = self._new_line(*key)
        slots: dict[str, Prompt | str] = {
            axis: texts[choice[place]] for axis, place, texts in line.slots
        }
        slots["gesture"] = self._gesture_part(self._values(self._gesture, choice))
        return line.printer.print(slots), self._negative_text(choice)

    def _new_line(self, prompt: str, language: str) -> _Line:
        words = self._words
        template = words.template_of(prompt, language)
        used = template_slots(template, dialect=words.dialect)
        by_axis: dict[str, dict[str, Prompt | str]] = {}
        for (axis, value), text in words.texts[as_language(language)].items():
            if axis in used and axis in self._axes:
                by_axis.setdefault(axis, {})[value] = text
        return _Line(
            TemplatePrinter(template, source=words.dialect, target=self._dialect),
            [(axis, self._axes.index(axis), texts) for axis, texts in by_axis.items()],
        )

    def _places(self, *axes: str) -> tuple[int, ...]:
        return tuple(self._axes.index(axis) if axis in self._axes else -1 for axis in axes)

    @staticmethod
    def _values(places: tuple[int, ...], choice: tuple[str, ...]) -> tuple[str, ...]:
        return tuple([choice[place] if place >= 0 else "" for place in places])

    def _gesture_part(self, key: tuple[str, ...]) -> Prompt:
        part = self._parts.get(key)
        if part is None:
            if len(self._parts) >= MAX_REMEMBERED:
                self._parts.clear()
            part = self._parts[key] = self._words.gesture_part(*key)
        return part

    def _negative_text(self, choice: tuple[str, ...]) -> str:
        key = self._values(self._negative, choice)
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
