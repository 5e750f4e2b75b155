"""What a plan writes under ``gestures``, ``axes``, ``settings`` and ``skip``, by the axis table.

A value is read once, by the one reader of its axis's kind. On an axis it becomes the text that
`Cell.values` carries: scene words by id, numbers as the shortest text (``1``, ``0.8``), phrases
as ``plain``, ``explicit`` or 1..n, and words of one's own as `toolkit.prompts.literals` says.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol, cast, get_args

from toolkit.axes import AXES, NOTHING, PLAN_AXES, Axis
from toolkit.documents.near_names import near
from toolkit.documents.numbers import real_number, whole_number
from toolkit.errors import PlanError, PromptError, UnknownName, shown
from toolkit.prompts.expand import phrase_text
from toolkit.prompts.literals import literal_hint, literal_value, literal_words
from toolkit.prompts.reading import read_prompt
from toolkit.sweeps.cells import SkipRule
from toolkit.vocabulary.entries import Gesture, SceneKind, SceneWord

SCENE_KINDS: tuple[SceneKind, ...] = get_args(SceneKind)
MAX_SPREAD = 5_000
"""The most values that files and wildcards may give one axis."""

OWN = "own"
"""The negative value that stands for the gesture's own negative words."""


Spread = Callable[[Axis, object, str], Iterable[tuple[object, str]]]
"""(axis, written value, where) -> the values that it stands for, each with where it stands."""


class Words(Protocol):
    """What a plan needs of a vocabulary."""

    @property
    def gestures(self) -> Mapping[str, Gesture]: ...

    def gesture(self, id: str, /) -> Gesture: ...

    def scene(self, kind: SceneKind, /) -> tuple[SceneWord, ...]: ...

    def scene_word(self, kind: SceneKind, id: str, /) -> SceneWord: ...


def read_gestures(value: object, words: Words, *, where: str) -> dict[str, Gesture]:
    """The gestures by id, in the order given; ``all`` for every one.

    Raises:
        UnknownName: an id that nobody knows, with near names.
        PlanError: none at all, or one given twice.
    """
    if value == "all":
        found = dict(words.gestures)
    else:
        names = _texts(value, where)
        _no_doubles(names, where)
        found: dict[str, Gesture] = {}
        for name in names:
            try:
                found[name] = words.gesture(name)
            except UnknownName as error:
                raise UnknownName.at(where, error) from None
    if not found:
        raise PlanError(f"{where}: names no gesture.", hint="Name some, or write 'all'.")
    return found


def read_axis(
    name: str,
    value: object,
    *,
    gestures: Mapping[str, Gesture],
    words: Words,
    where: str,
    slots: Collection[str] = (),
    again: bool = False,
    spread: Spread | None = None,
    dialect: str = "auto",
) -> tuple[str, ...]:
    """The values on one axis, as text; ``slots`` are the template's, any may be an axis.

    ``again`` says that a value may come again, as in a column of linked axes; ``spread`` gives the
    values that a written one stands for; ``dialect`` is how weights are written in words of one's
    own.

    Raises:
        UnknownName: the axis, or a word on it, is not known.
        PlanError: no value, one given twice, or one that the axis cannot take.
    """
    if name not in PLAN_AXES and (name in AXES or name not in slots):
        hint = near(name, [*PLAN_AXES, *slots]) or (
            f"The axes are {', '.join(PLAN_AXES)}; another must stand as {{name}} in the template."
        )
        if name == "gesture":
            hint = "Gestures stand under the key 'gestures'."
        if name in ("seed", "seeds"):
            hint = "Seeds stand under the key 'seeds', beside 'axes'."
        raise UnknownName(
            f"{where}: there is no axis {shown(name)}.",
            hint=hint,
            code="unknown_axis",
            fields={"got": name},
        )
    if value == "all":
        values = _all_values(name, gestures, words, where)
    else:
        axis = plan_axis(name)
        items = _items(value, where)
        values = [
            text
            for i, item in enumerate(items)
            for text in _spread_values(axis, item, f"{where}[{i}]", spread, dialect)
        ]
        if len(values) > max(MAX_SPREAD, len(items)):
            raise PlanError(
                f"{where}: has {len(values):,} values by its files and wildcards; at most "
                f"{MAX_SPREAD:,} are taken.",
                hint="Take a part of a file, or draw some wildcards: 'wildcard_draws: 20'.",
            )
    if not again:
        _no_doubles(values, where)
    if name == "phrase":
        _check_phrases(values, gestures, where)
    elif name == "negative":
        for text in values:
            negative_words(text, words, where=where)
    elif kind := scene_kind(name):
        for text in values:
            scene_text(kind, text, words, where=where)
    return tuple(values)


def _spread_values(
    axis: Axis, item: object, where: str, spread: Spread | None, dialect: str
) -> Iterable[str]:
    """What a written value stands for, without repetitions: a file may say one thing twice."""
    given = [(item, where)] if spread is None else spread(axis, item, where)
    return dict.fromkeys(read_value(axis, said, where=at, dialect=dialect) for said, at in given)


def plan_axis(name: str) -> Axis:
    """The axis called ``name``: one of the table, or else a slot of the plan's own template."""
    known = AXES.get(name)
    if known is not None:
        return known
    return Axis(name=name, kind="words", meaning="A slot of the template.", default=NOTHING)


def read_value(axis: Axis, value: object, *, where: str, dialect: str = "auto") -> str:
    """One value on ``axis`` as text; weights in words of one's own are written in ``dialect``.

    Raises:
        PlanError: a value that the axis cannot take; ``where`` says where it stands.
        UnknownName: a word that is not among the axis's choices; suggests near ones.
    """
    if axis.kind == "number":
        return number_text(read_number(axis, value, where=where))
    if axis.kind in ("whole", "seed"):
        return str(read_whole(axis, value, where=where))
    if axis.choices:
        return read_choice(axis, value, where=where)
    if axis.kind in ("phrase", "scene", "words"):
        return _read_words(axis, value, where, dialect)
    return _text(value, where)


def _read_words(axis: Axis, value: object, where: str, dialect: str) -> str:
    """An id, or literal words: ``{text: ...}``, or text that cannot be an id."""
    ids = axis.kind != "words"
    if isinstance(value, Mapping):
        given = dict(cast("Mapping[object, object]", value))
        text = given.get("text")
        if set(given) != {"text"} or not isinstance(text, str):
            raise PlanError(
                f"{where}: got {shown(given)}; expected a word, or {{text: your words}}."
            )
        return _literal(text, where, ids=ids, dialect=dialect)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and not ids:
        return _literal(shown(value), where, ids=ids, dialect=dialect)  # a lens of 90
    if number and axis.kind == "phrase" and isinstance(value, int):
        return shown(value)
    if not isinstance(value, str):
        return _text(value, where)
    said = value.strip() or NOTHING
    words = literal_words(said, ids=ids)
    return said if words is None else _literal(words, where, ids=ids, dialect=dialect)


def _literal(words: str, where: str, *, ids: bool, dialect: str) -> str:
    try:
        value = literal_value(words, ids=ids)
        read_prompt(" ".join(words.split()), dialect)
        return value
    except PromptError as error:
        raise PlanError.at(where, error) from None


def read_number(axis: Axis, value: object, *, where: str) -> float:
    """A value on a "number" axis; raises `PlanError`."""
    try:
        return real_number(value, low=axis.low, high=axis.high)
    except ValueError as error:
        raise PlanError(
            f"{where}: {error}.",
            code="out_of_range",
            fields={"where": where, "got": value, "low": axis.low, "high": axis.high},
        ) from None


def read_whole(axis: Axis, value: object, *, where: str) -> int:
    """A value on a "whole" or "seed" axis; raises `PlanError`."""
    try:
        return whole_number(value, low=axis.low, high=axis.high)
    except ValueError as error:
        raise PlanError(
            f"{where}: {error}.",
            code="out_of_range",
            fields={"where": where, "got": value, "low": axis.low, "high": axis.high},
        ) from None


def read_choice(axis: Axis, value: object, *, where: str) -> str:
    """A value on an axis of choices; raises `PlanError`, or `UnknownName` with near names."""
    text = _text(value, where)
    if text not in axis.choices:
        raise UnknownName(
            f"{where}: there is no {axis.name} {shown(text)}.",
            hint=near(text, axis.choices) or f"Known are {', '.join(axis.choices)}.",
        )
    return text


def number_text(number: float) -> str:
    """The shortest text of a number, to six decimals: ``1``, ``0.8``."""
    return f"{round(number, 6):.6f}".rstrip("0").rstrip(".")


def scene_text(kind: SceneKind, value: str, words: Words, *, where: str = "") -> str:
    """What goes into the prompt for a scene value: a word's text, literal words, '' for ``none``.

    Raises:
        UnknownName: neither a word's id nor literal, with near names.
    """
    try:
        return words.scene_word(kind, value).text
    except UnknownName as error:
        own = literal_words(value)
        if own is not None:
            return own
        known = UnknownName.at(where, error)
        hint = f"{known.hint} {literal_hint(value)}".strip()
        raise UnknownName(known.message, hint=hint, code=known.code, fields=known.fields) from None


def negative_words(value: str, words: Words, *, where: str = "") -> tuple[str, bool]:
    """The negative text that a value names, and whether the gesture's own words join it.

    ``anatomy`` is a negative set, ``own`` the gesture's own words, ``anatomy+own`` both,
    ``none`` nothing; anything else that cannot be an id is literal.
    """
    own = literal_words(value)
    if own is not None and not scene_ids("negative", value, words):
        return own, False
    ids = [part.strip() for part in value.split("+")]
    texts = [scene_text("negative", id, words, where=where) for id in ids if id != OWN]
    return ", ".join(text for text in texts if text), OWN in ids


def scene_ids(kind: SceneKind, value: str, words: Words) -> tuple[str, ...]:
    """The ids that a scene ``value`` names: one, of negatives several; () where one is no id.

    ``none`` counts as an id, and ``own`` as one of a negative.
    """
    known = {NOTHING, *(word.id for word in words.scene(kind))}
    if kind != "negative":
        return (value,) if value in known else ()
    ids = tuple(part.strip() for part in value.split("+"))
    return ids if (known | {OWN}).issuperset(ids) else ()


def read_skip(
    rules: Sequence[Mapping[str, object]],
    axes: Mapping[str, tuple[str, ...]],
    *,
    where: str,
    dialect: str = "auto",
) -> tuple[SkipRule, ...]:
    """Skip rules checked against the axes: a rule that can never match is a mistake.

    ``dialect`` is how weights are written in words of one's own.

    Raises:
        PlanError: an empty rule, an axis that the plan lacks, a value that is not on its axis.
    """
    out: list[SkipRule] = []
    for i, rule in enumerate(rules):
        here = f"{where}[{i}]"
        if not rule:
            raise PlanError(f"{here}: is empty.", hint="Write {gesture: fist, view: back}.")
        allowed: dict[str, frozenset[str]] = {}
        for name, value in rule.items():
            if name not in axes:
                raise PlanError(
                    f"{here}: the plan has no axis {shown(name)}.",
                    hint=near(name, axes) or f"Its axes are {', '.join(axes)}.",
                )
            place = f"{here}.{name}"
            values = [
                read_value(plan_axis(name), item, where=place, dialect=dialect)
                for item in _items(value, place)
            ]
            for text in values:
                if text not in axes[name]:
                    raise PlanError(
                        f"{place}: {shown(text)} is not on that axis.",
                        hint=near(text, axes[name]) or f"It has {', '.join(axes[name][:20])}.",
                    )
            allowed[name] = frozenset(values)
        out.append(allowed)
    return tuple(out)


def _all_values(name: str, gestures: Mapping[str, Gesture], words: Words, where: str) -> list[str]:
    if name == "phrase":
        shared = min(len(gesture.phrases) for gesture in gestures.values())
        return [str(i + 1) for i in range(shared)]
    if kind := scene_kind(name):
        found = [word.id for word in words.scene(kind)]
        if found:
            return found
        raise PlanError(f"{where}: the vocabulary has no {name} at all.")
    raise PlanError(f"{where}: 'all' means nothing here.", hint="List the values to try.")


def _check_phrases(values: Sequence[str], gestures: Mapping[str, Gesture], where: str) -> None:
    for value in values:
        for gesture in gestures.values():
            try:
                phrase_text(gesture, value)
            except PromptError as error:
                raise PlanError.at(where, error) from None


def _items(value: object, where: str) -> list[object]:
    items = list(cast("Sequence[object]", value)) if isinstance(value, list | tuple) else [value]
    if not items or value is None:
        raise PlanError(f"{where}: has no value.", hint="Give at least one, or take it out.")
    return items


def _texts(value: object, where: str) -> list[str]:
    return [_text(item, f"{where}[{i}]") for i, item in enumerate(_items(value, where))]


def _text(value: object, where: str) -> str:
    if isinstance(value, str) and value:
        return value
    hint = "YAML reads on, off, yes, no and null as switches; put such a word in quotes."
    raise PlanError(
        f"{where}: got {shown(value)}; expected a word.",
        hint=hint if value is None or isinstance(value, bool) else "",
    )


def scene_kind(name: str) -> SceneKind | None:
    """The kind of scene words on the axis ``name``; None where it has none."""
    return next((kind for kind in SCENE_KINDS if kind == name), None)


def _no_doubles(values: Sequence[str], where: str) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise PlanError(
                f"{where}: {shown(value)} is given twice.",
                hint="Keep one of the two.",
                code="given_twice",
                fields={"where": where, "got": value},
            )
        seen.add(value)
