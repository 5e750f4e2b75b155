"""One written value of an axis of words, which may stand for many: a file's lines, wildcards.

A plan's own words are what it says itself and what stands in files beside it. Both may hold
wildcards, which become a value each: all of them, or some that are drawn (`Draws`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from toolkit.axes import Axis
from toolkit.documents.yaml_reader import hidden_character
from toolkit.errors import PlanError, PromptError, shown
from toolkit.prompts.literals import literal_value
from toolkit.prompts.styles import Style, check_style
from toolkit.prompts.wildcard_expansion import all_texts, drawn_text
from toolkit.prompts.wildcard_grammar import has_wildcards
from toolkit.sweeps.adapter_values import spread_adapters
from toolkit.sweeps.mend_values import spread_mends
from toolkit.sweeps.model_names import model_name
from toolkit.sweeps.seeds import keyed_number
from toolkit.sweeps.style_files import read_styles
from toolkit.sweeps.text_files import called, inside, word_lines
from toolkit.sweeps.wildcard_folder import WildcardFolder

MAX_TEXTS = 2_000
"""The most texts that one value's wildcards may make; `Draws` draw fewer."""

Placed = tuple[object, str]
"""A value as a plan could have written it, and where it stands."""


@dataclass(frozen=True, kw_only=True)
class Draws:
    """Draw ``count`` texts of each value's wildcards, keyed by ``seed``."""

    count: int
    seed: int = 0


@dataclass(frozen=True, kw_only=True)
class WordSources:
    """Where a plan's words come from besides itself.

    ``folder`` is the plan's own, None for a plan that is no file; ``dialect`` is how weights are
    written. ``styles`` collects the styles met, by their value on the axis.
    """

    folder: Path | None
    wildcards: WildcardFolder
    draws: Draws | None = None
    dialect: str = "auto"
    styles: dict[str, Style] = field(default_factory=dict[str, Style])

    def spread(self, axis: Axis, value: object, where: str) -> Iterator[Placed]:
        """The values that ``value`` on an ``axis`` stands for; most for itself alone.

        A model's folder becomes its whole path.

        Raises:
            PlanError: a file outside the plan's folder or one that cannot be read, wildcards
                that nobody knows or that make too many texts.
        """
        if axis.kind == "model" and isinstance(value, str) and not hidden_character(value or "\0"):
            yield model_name(value, self.folder, where=where), where
            return
        if axis.kind in ("lora", "embedding"):
            for text in spread_adapters(axis.name, value, self.folder, where):
                yield text, where
            return
        if axis.kind == "mend":
            for text in spread_mends(value, where):
                yield text, where
            return
        if axis.kind not in ("phrase", "scene", "words"):
            yield value, where
            return
        for said, place in self._from_files(axis, value, where):
            text = _own_text(said)
            try:
                if text is None or not has_wildcards(text):
                    yield said, place
                    continue
                for each in self.texts(text, slot=axis.name):
                    yield {"text": each}, place
            except PromptError as error:
                raise PlanError.at(place, error) from None

    def texts(self, text: str, *, slot: str) -> tuple[str, ...]:
        """What ``text`` may become by its wildcards: all, or what is drawn under ``slot``.

        Raises:
            PromptError: broken or unknown wildcards, too many texts.
        """
        if self.draws is None:
            return all_texts(text, self.wildcards.lines, most=MAX_TEXTS)
        seed = self.draws.seed
        drawn = (
            drawn_text(
                text,
                self.wildcards.lines,
                lambda place, option, index=index: (
                    keyed_number(seed, f"{slot}\x1f{text}\x1f{place}", index, option) / 2**64
                ),
            )
            for index in range(self.draws.count)
        )
        return tuple(dict.fromkeys(drawn))

    def _from_files(self, axis: Axis, value: object, where: str) -> Iterator[Placed]:
        given = dict(cast("Mapping[str, object]", value)) if isinstance(value, Mapping) else {}
        if "style" in given:
            style = _written_style(given, where)
            yield self._style_value(axis, style, where), where
        elif "file" not in given:
            yield value, where
        else:
            if set(given) - {"file", "names"}:
                raise PlanError(
                    f"{where}: got {shown(given)}; expected {{file: NAME}}, for styles also "
                    "{file: styles.csv, names: [...]}."
                )
            yield from self._lines(axis, given, where)

    def _lines(self, axis: Axis, given: Mapping[str, object], where: str) -> Iterator[Placed]:
        path = inside(self.folder, given["file"], where=where)
        name = f"{where}: {called(path, self.folder)}"
        if path.suffix.lower() != ".csv":
            if "names" in given:
                raise PlanError(f"{where}: only styles have names; {path.name} is no .csv file.")
            for number, text in word_lines(path, name=name):
                yield {"text": text}, f"{name}: line {number}"
            return
        only = _names(given.get("names", ()), where)
        for place, style in read_styles(path, name=name, dialect=self.dialect, only=only):
            if axis.name == "style":
                yield self._style_value(axis, style, place), place
                continue
            words = style.negative if axis.name == "negative" else _bare(style.prompt)
            if words:
                yield {"text": words}, place

    def _style_value(self, axis: Axis, style: Style, where: str) -> object:
        """A style as a value of the axis ``style``; its texts are kept aside."""
        if axis.name != "style":
            raise PlanError(f"{where}: a style stands on the axis 'style' alone.")
        try:
            check_style(style, self.dialect)
            value = literal_value(style.name)
        except PromptError as error:
            raise PlanError.at(where, error) from None
        if self.styles.setdefault(value, style) != style:
            raise PlanError(
                f"{where}: the style {shown(style.name)} is given twice.", hint="Keep one."
            )
        return {"text": style.name}


def _own_text(value: object) -> str | None:
    """The words of a value that are the plan's own, or may be; None for what has none."""
    if isinstance(value, Mapping):
        text = cast("Mapping[str, object]", value).get("text")
        return text if isinstance(text, str) else None
    return value if isinstance(value, str) else None


def _written_style(given: Mapping[str, object], where: str) -> Style:
    fields = given["style"]
    inner = dict(cast("Mapping[str, object]", fields)) if isinstance(fields, Mapping) else {}
    texts = [inner.get(key, "") for key in ("name", "prompt", "negative")]
    known = set(inner) <= {"name", "prompt", "negative"} and len(given) == 1
    if not known or not inner.get("name") or not all(isinstance(text, str) for text in texts):
        raise PlanError(
            f"{where}: got {shown(given)}; expected {{style: {{name: NAME, prompt: WORDS, "
            "negative: WORDS}}."
        )
    name, prompt, negative = (str(text) for text in texts)
    return Style(name=name, prompt=prompt, negative=negative)


def _names(value: object, where: str) -> tuple[str, ...]:
    items = list(cast("Sequence[object]", value)) if isinstance(value, list | tuple) else [value]
    if not all(isinstance(item, str) and item for item in items):
        raise PlanError(f"{where}: names: got {shown(items)}; expected the styles' names.")
    return tuple(str(item) for item in items)


def _bare(prompt: str) -> str:
    """A style's words alone, without the place of the prompt."""
    parts = (part.strip().strip(",").strip() for part in prompt.split("{prompt}"))
    return ", ".join(part for part in parts if part)
