"""LoRA and embedding files as the Sweep form has them: names on offer, scales, tokens.

A page never says a path: what it names is looked up among the files on offer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from toolkit.axes import NOTHING
from toolkit.errors import PlanError
from toolkit.generation.adapter_folder import AdapterFile, AdapterKind
from toolkit.sweeps.adapter_values import (
    MAX_SCALE,
    EmbeddingFile,
    LoraFile,
    Place,
    embeddings_of,
    loras_of,
)
from toolkit.sweeps.plan import Plan
from toolkit.ui.sweep.form_values import (
    SCALES,
    AdapterChoice,
    Field,
    FieldProblem,
    FormError,
    listed,
)

_SCALE = re.compile(r"[-+−]?(\d{1,9}(\.\d{0,9})?|\.\d{1,9})")

Offered = Mapping[str, AdapterFile]
"""The files on offer by name."""


def adapter_axes(choice: AdapterChoice, offered: Offered) -> dict[str, list[str]]:
    """The values of the axes ``lora`` and ``embedding``, as cells carry them; nothing chosen
    leaves an axis out.

    Raises:
        FormError: a file that is not on offer, a scale that is no number from -4 to 4, more or
            fewer tokens than files.
    """
    axes: dict[str, list[str]] = {}
    if choice.loras:
        files = [_path(name, "lora", "loras", offered) for name in choice.loras]
        scales = _scales(choice.scales)
        axes["lora"] = _lora_values(files, scales)
    if choice.embeddings:
        files = [_path(name, "embedding", "embeddings", offered) for name in choice.embeddings]
        tokens = listed(choice.tokens) or [token_of(name) for name in choice.embeddings]
        if len(tokens) != len(files):
            got = str(len(tokens))
            raise FormError(
                FieldProblem(field="tokens", wrong="not_as_many", got=got, high=len(files))
            )
        place: Place = "prompt" if choice.place == "prompt" else "negative"
        axes["embedding"] = _embedding_values(files, tokens, place)
    return axes


def choice_of(plan: Plan, offered: Offered) -> AdapterChoice | None:
    """What the page says for ``plan``; None where a plan says more than it can."""
    names = {str(file.path): name for name, file in offered.items()}
    lora, embedding = (plan.axes.get(axis, ()) for axis in ("lora", "embedding"))
    try:
        files = [each for value in lora for each in loras_of(value)]
        embedded = [each for value in embedding for each in embeddings_of(value)]
    except PlanError:
        return None
    if not {each.file for each in (*files, *embedded)} <= set(names):
        return None
    paths = list(dict.fromkeys(each.file for each in files))
    scales = list(dict.fromkeys(each.scale for each in files))
    where = list(dict.fromkeys(each.file for each in embedded))
    tokens = {each.file: each.token for each in embedded}
    places = {each.place for each in embedded}
    said = AdapterChoice(
        loras=[names[path] for path in paths],
        scales=", ".join(f"{scale:g}" for scale in scales) or SCALES,
        embeddings=[names[path] for path in where],
        tokens=""
        if all(token == token_of(names[path]) for path, token in tokens.items())
        else ", ".join(tokens[path] for path in where),
        place=next(iter(places), "negative"),
    )
    whole = {axis: tuple(values) for axis, values in adapter_axes(said, offered).items()}
    asked = {axis: values for axis, values in (("lora", lora), ("embedding", embedding)) if values}
    return said if whole == asked else None


def token_of(name: str) -> str:
    """The word that stands for the embedding in the file called ``name``: its stem, in one word."""
    return re.sub(r"[^\w.-]+", "-", Path(name).stem).strip("-+.") or "embedding"


def _lora_values(files: Sequence[str], scales: Sequence[float]) -> list[str]:
    uses = [LoraFile(file=file, scale=scale).text for file in files for scale in scales]
    return [NOTHING, *dict.fromkeys(uses)]


def _embedding_values(files: Sequence[str], tokens: Sequence[str], place: Place) -> list[str]:
    pairs = zip(files, tokens, strict=True)
    uses = [EmbeddingFile(file=file, token=token, place=place).text for file, token in pairs]
    return [NOTHING, *dict.fromkeys(uses)]


def _path(name: str, kind: AdapterKind, field: Field, offered: Offered) -> str:
    file = offered.get(name)
    if file is None or file.kind != kind:
        raise FormError(FieldProblem(field=field, wrong="not_offered", got=name))
    return str(file.path)


def _scales(typed: str) -> list[float]:
    read: dict[float, None] = {}
    for word in listed(typed) or ["1"]:
        value = float(word.replace("−", "-")) if _SCALE.fullmatch(word) else None
        if value is None or abs(value) > MAX_SCALE:
            raise FormError(
                FieldProblem(
                    field="scales", wrong="not_number", got=word, low=-MAX_SCALE, high=MAX_SCALE
                )
            )
        read[value] = None
    return list(read)
