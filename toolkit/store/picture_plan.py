"""A plan around one picture: its prompt, negative and settings, to go on from.

`plan_around` reads the picture's recipe, ours or another program's; `recipe_document` is the one
function that makes a plan's document of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import yaml

from toolkit.errors import PromptError, shown
from toolkit.prompts.conversion import convert
from toolkit.prompts.reading import Source
from toolkit.store.foreign_recipe import ForeignRecipe, read_foreign_recipe
from toolkit.store.recipe import CHUNK, picture_notes, read_recipe
from toolkit.sweeps.mend_values import MendValue
from toolkit.sweeps.requests import GenerationRequest
from toolkit.vocabulary.entries import Gesture

_BREAKS = re.compile(r"[\t\r\n]+")
_WORD = re.compile(r"\w")


@dataclass(frozen=True, kw_only=True)
class PicturePlan:
    """A plan's ``document``, and in ``remarks`` what of the picture's recipe it cannot say.

    ``foreign`` is whether another program made the picture.
    """

    document: Mapping[str, object]
    remarks: tuple[str, ...] = ()
    foreign: bool = False

    def to_yaml(self) -> str:
        """The document as a plan file, its remarks as comments."""
        head = "".join(f"# {remark}\n" for remark in self.remarks)
        body = yaml.safe_dump(
            dict(self.document), allow_unicode=True, sort_keys=False, width=10_000
        )
        return head + body


def plan_around(
    path: Path, gestures: Mapping[str, Gesture], *, gesture: str | None = None
) -> PicturePlan:
    """The plan that draws the picture at ``path`` again, ready to be varied.

    Args:
        gestures: the vocabulary's, among whose phrases the prompt's is looked for.
        gesture: what the picture is meant to show, where its prompt holds no such phrase; any
            hand without.

    Raises:
        StoreError: not a PNG, or one without a recipe that can be read.
    """
    name = f"from {path.stem}"[:80]
    if CHUNK in picture_notes(path)[1]:
        request = read_recipe(path)
        recipe = _ours(request)
        document = recipe_document(recipe, gestures, name=name, gesture=gesture)
        remarks = (*recipe.remarks, *_left_out(request))
        document = _with_mending(_with_control(document, request), request)
        return PicturePlan(document=document, remarks=remarks)
    recipe = read_foreign_recipe(path)
    document = recipe_document(recipe, gestures, name=name, gesture=gesture)
    return PicturePlan(document=document, remarks=recipe.remarks, foreign=True)


def recipe_document(
    recipe: ForeignRecipe,
    gestures: Mapping[str, Gesture],
    *,
    name: str,
    gesture: str | None = None,
) -> dict[str, object]:
    """The plan's document for a recipe: what `load_plan` reads.

    Where a phrase of ``gesture`` (or, without one, of any of ``gestures``) stands in the prompt,
    it becomes ``{gesture}`` in the template; otherwise the prompt stays whole, judged by
    ``gesture`` or, without one, for any hand.
    """
    prompt = _BREAKS.sub(" ", recipe.prompt).strip()
    negative = _BREAKS.sub(" ", recipe.negative).strip()
    among = gestures if gesture is None else {gesture: gestures[gesture]}
    found = _phrase_in(prompt, among)
    axes: dict[str, object] = {}
    if found is not None:
        id, number, start, end = found
        before, after = (_literal(text, recipe.dialect) for text in (prompt[:start], prompt[end:]))
        said: dict[str, object] = {
            "gestures": [id],
            "template": f"{before}{{gesture}}{after}",
        }
        axes["phrase"] = [number]
    else:
        text = _literal(prompt, recipe.dialect)
        said = {"prompts": [{"text": text, **({"gesture": gesture} if gesture else {})}]}
    if negative:
        axes["negative"] = [{"text": negative}]
    settings: dict[str, object] = {
        "steps": recipe.steps,
        "guidance": recipe.guidance,
        "size": None if recipe.size_px is None else list(recipe.size_px),
        "scheduler": recipe.scheduler or None,
        "dialect": "plain" if recipe.dialect == "plain" else None,
    }
    document: dict[str, object] = {
        "name": name,
        **said,
        "dialect": recipe.dialect,
        "axes": axes,
        "seeds": 4 if recipe.seed is None else [recipe.seed],
        "settings": {key: value for key, value in settings.items() if value is not None},
    }
    return document | ({"model": recipe.model} if recipe.model else {})


def _ours(request: GenerationRequest) -> ForeignRecipe:
    dialect = cast("Source", request.dialect)
    prompt, negative = request.prompt, request.negative
    if dialect == "compel":
        try:
            texts = [convert(text, source="compel", target="a1111") for text in (prompt, negative)]
        except PromptError:
            pass  # the web UI reads some of the words as commands: they stay as compel reads them
        else:
            # No no-break spaces after signs there, and both are read into the same tree.
            (prompt, negative), dialect = (made.text for made in texts), "a1111"
    return ForeignRecipe(
        program="gesture-toolkit",
        dialect=dialect,
        prompt=prompt,
        negative=negative,
        seed=request.seed,
        steps=request.steps,
        guidance=request.guidance,
        size_px=(request.width_px, request.height_px),
        scheduler=request.scheduler,
        model=request.model,
    )


def _left_out(request: GenerationRequest) -> tuple[str, ...]:
    """Files that joined the model: the picture knows their content, not where they lie."""
    joined = [("LoRA", each.file) for each in request.loras]
    joined += [("embedding", each.file) for each in request.embeddings]
    return tuple(
        f"Its {kind} {shown(file)} is left out: name the file under 'axes'."
        for kind, file in joined
    )


def _with_control(document: dict[str, object], request: GenerationRequest) -> dict[str, object]:
    """The control image is the gesture's own; its kind and strength are settings."""
    if request.control is None:
        return document
    settings = cast("dict[str, object]", document["settings"])
    control = {"control": request.control.kind, "control_strength": request.control.strength}
    if request.control.start > 0:
        control["control_start"] = request.control.start
    if request.control.end < 1:
        control["control_end"] = request.control.end
    return document | {"settings": settings | control}


def _with_mending(document: dict[str, object], request: GenerationRequest) -> dict[str, object]:
    """How it was mended is a value on the axis ``mend``; the picture before is drawn anew."""
    mend = request.mend
    if mend is None:
        return document
    value = MendValue(strength=mend.strength, passes=mend.number, hands=mend.hands)
    axes = cast("dict[str, object]", document["axes"])
    return document | {"axes": {**axes, "mend": [value.text]}}


def _phrase_in(prompt: str, gestures: Mapping[str, Gesture]) -> tuple[str, int, int, int] | None:
    """The gesture whose longest phrase stands in ``prompt``, its number, where it stands."""
    low = prompt.lower()
    best: tuple[str, int, int, int] | None = None
    if len(low) != len(prompt):
        return None  # some capitals have small letters of two characters
    for gesture in gestures.values():
        for number, phrase in enumerate(gesture.phrases, start=1):
            if best is not None and len(phrase) <= best[3] - best[2]:
                continue
            start = low.find(phrase.lower())
            end = start + len(phrase)
            around = (prompt[start - 1 : start] if start > 0 else "") + prompt[end : end + 1]
            same = prompt[start:end] == phrase or start == 0
            if start >= 0 and same and not _WORD.search(around):
                best = (gesture.id, number, start, end)
    return best


def _literal(text: str, dialect: Source) -> str:
    """A stretch of a prompt as a template says it: its braces and brackets are no slots."""
    text = text.replace("{", "{{").replace("}", "}}")
    if dialect in ("a1111", "auto"):
        while "[[" in text:
            text = text.replace("[[", "[ [")
        return text
    return text.replace("[", "[[").replace("]", "]]")
