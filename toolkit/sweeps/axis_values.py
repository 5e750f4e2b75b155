"""What a plan writes under ``gestures``, ``axes``, ``settings`` and ``skip``, by the axis table.

A value is read once, by the one reader of its axis's kind. On an axis it becomes the text that
`Cell.values` carries: scene words by id, numbers as the shortest text (``1``, ``0.8``), phrases
as ``plain``, ``explicit`` or 1..n, and words of one's own as `toolkit.prompts.literals` says.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol, get_args

from toolkit.axes import AXES, LANGUAGES, NOTHING, PLAN_AXES, Axis
from toolkit.documents.near_names import near
from toolkit.errors import PlanError, PromptError, UnknownName, shown
from toolkit.prompts.expand import BETWEEN, phrase_number, phrase_text
from toolkit.prompts.literals import literal_hint, literal_words
from toolkit.sweeps.one_value import listed, plan_axis, read_value, texts_of
from toolkit.vocabulary.entries import Gesture, Language, SceneKind, SceneWord

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

    @property
    def overlays(self) -> tuple[str, ...]: ...

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
        names = texts_of(value, where)
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
    languages: Sequence[Language] = ("en",),
    again: bool = False,
    spread: Spread | None = None,
    dialect: str = "auto",
) -> tuple[str, ...]:
    """The values on one axis, as text; ``slots`` are the template's, any may be an axis.

    A phrase must be there in one of ``languages``, those of the plan. ``again`` says that a value
    may come again, as in a column of linked axes; ``spread`` gives the values that a written one
    stands for; ``dialect`` is how weights are written in words of one's own.

    Raises:
        UnknownName: the axis, or a word on it, is not known.
        PlanError: no value, one given twice, or one that the axis cannot take.
    """
    if name not in PLAN_AXES and (name in AXES or name not in slots):
        raise _unknown_axis(name, slots, where)
    if value == "all":
        values = _all_values(name, gestures, words, languages, where)
    else:
        axis = plan_axis(name)
        items = listed(value, where)
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
        _check_phrases(values, gestures, languages, where)
    elif name == "negative":
        for text in values:
            negative_words(text, words, where=where)
    elif kind := scene_kind(name):
        for text in values:
            scene_text(kind, text, words, where=where)
    return tuple(values)


def _unknown_axis(name: str, slots: Collection[str], where: str) -> UnknownName:
    hint = near(name, [*PLAN_AXES, *slots]) or (
        f"The axes are {', '.join(PLAN_AXES)}; another must stand as {{name}} in the template."
    )
    for singular in ("gesture", "prompt", "seed"):
        if name in (singular, f"{singular}s"):
            hint = f"{singular.capitalize()}s stand under the key '{singular}s', beside 'axes'."
    return UnknownName(
        f"{where}: there is no axis {shown(name)}.",
        hint=hint,
        code="unknown_axis",
        fields={"got": name},
    )


def _spread_values(
    axis: Axis, item: object, where: str, spread: Spread | None, dialect: str
) -> Iterable[str]:
    """What a written value stands for, without repetitions: a file may say one thing twice."""
    given = [(item, where)] if spread is None else spread(axis, item, where)
    return dict.fromkeys(read_value(axis, said, where=at, dialect=dialect) for said, at in given)


def scene_text(
    kind: SceneKind, value: str, words: Words, *, where: str = "", lang: Language = "en"
) -> str:
    """What goes into the prompt for a scene value: a word's text in the language ``lang``, literal
    words, '' for ``none``.

    Raises:
        UnknownName: neither a word's id nor literal, with near names.
    """
    try:
        return words.scene_word(kind, value).text_in(lang)
    except UnknownName as error:
        own = literal_words(value)
        if own is not None:
            return own
        known = UnknownName.at(where, error)
        hint = f"{known.hint} {literal_hint(value)}".strip()
        raise UnknownName(known.message, hint=hint, code=known.code, fields=known.fields) from None


def negative_words(
    value: str, words: Words, *, where: str = "", lang: Language = "en"
) -> tuple[str, bool]:
    """The negative text that a value names, and whether the gesture's own words join it.

    ``anatomy`` is a negative set, ``own`` the gesture's own words, ``anatomy+own`` both,
    ``none`` nothing; anything else that cannot be an id is literal.
    """
    own = literal_words(value)
    if own is not None and not scene_ids("negative", value, words):
        return own, False
    ids = [part.strip() for part in value.split("+")]
    texts = [scene_text("negative", id, words, where=where, lang=lang) for id in ids if id != OWN]
    return BETWEEN[lang].join(text for text in texts if text), OWN in ids


def scene_ids(kind: SceneKind, value: str, words: Words) -> tuple[str, ...]:
    """The ids that a scene ``value`` names: one, of negatives several; () where one is no id.

    ``none`` counts as an id, and ``own`` as one of a negative.
    """
    known = {NOTHING, *(word.id for word in words.scene(kind))}
    if kind != "negative":
        return (value,) if value in known else ()
    ids = tuple(part.strip() for part in value.split("+"))
    return ids if (known | {OWN}).issuperset(ids) else ()


def _all_values(
    name: str,
    gestures: Mapping[str, Gesture],
    words: Words,
    languages: Sequence[Language],
    where: str,
) -> list[str]:
    if name == "language":
        return list(LANGUAGES)
    if name == "phrase":
        shared = min(
            len(gesture.phrases_in(lang)) for gesture in gestures.values() for lang in languages
        )
        return [str(i + 1) for i in range(shared)]
    if kind := scene_kind(name):
        found = [word.id for word in words.scene(kind)]
        if found:
            return found
        raise PlanError(f"{where}: the vocabulary has no {name} at all.")
    raise PlanError(f"{where}: 'all' means nothing here.", hint="List the values to try.")


def _check_phrases(
    values: Sequence[str],
    gestures: Mapping[str, Gesture],
    languages: Sequence[Language],
    where: str,
) -> None:
    for value in values:
        for gesture in gestures.values():
            if any(phrase_number(gesture, value, lang) for lang in languages):
                continue
            try:
                phrase_text(gesture, value, languages[0])
            except PromptError as error:
                raise PlanError.at(where, error) from None


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
