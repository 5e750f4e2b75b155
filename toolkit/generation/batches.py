"""Which requests are drawn together: all of one shape, whatever their prompts and seeds."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from toolkit.errors import BadInput, ModelError, shown
from toolkit.generation.families import Family
from toolkit.generation.models import ModelSpec
from toolkit.generation.schedulers import check_scheduler
from toolkit.prompts.compel_syntax import parse_compel
from toolkit.prompts.tree import flatten
from toolkit.sweeps.cells import Cell
from toolkit.sweeps.requests import GenerationRequest

CPU_BATCH_PIXELS = 8 * 128 * 128
"""Pixels of a batch on a CPU. Measured on a model of Thumbelina's shape (128 px, 5 steps, two
threads): batches of 4, 8, 16 and 32 take 0.120, 0.098, 0.104 and 0.117 s a picture."""

GPU_BATCH_PIXELS = 8 * 512 * 512
"""Pixels of a batch on a GPU; a batch that does not fit is halved."""

MAX_BATCH = 64


class Shape(NamedTuple):
    """What the images of one batch share: all but prompt, negative, seed, control image and
    the picture that is mended."""

    request: GenerationRequest
    tokens: int


def shape_of(request: GenerationRequest, tokens: int) -> Shape:
    """The batch key of ``request`` whose conditioning is ``tokens`` long."""
    control = replace(request.control, sha256="") if request.control else None
    mend = replace(request.mend, parent="") if request.mend else None
    shared = replace(
        request, prompt="", negative="", seed=0, dialect="", control=control, mend=mend
    )
    return Shape(shared, tokens)


def make_batches(
    requests: Iterable[GenerationRequest],
    tokens: Mapping[Hashable, int],
    *,
    size: int | None,
    device: str,
    ramp: bool = False,
) -> Iterator[tuple[GenerationRequest, ...]]:
    """Group ``requests`` by shape in order of first appearance, cut into batches.

    Args:
        requests: any order; each is in exactly one batch.
        tokens: conditioning length by `pair_of` the request.
        size: images a batch, or None for `batch_size` of device and picture size.
        device: ``cpu`` or ``cuda``.
        ramp: begin with one picture, then two, four and so on up to the size, so that the first
            is soon there to be looked at.
    """
    first = 1 if ramp and size is None else MAX_BATCH
    groups: dict[Shape, list[GenerationRequest]] = {}
    for request in requests:
        groups.setdefault(shape_of(request, tokens[pair_of(request)]), []).append(request)
    for shape, members in groups.items():
        count = size or batch_size(shape.request.width_px, shape.request.height_px, device)
        start = 0
        while start < len(members):
            end = start + min(first, count)
            yield tuple(members[start:end])
            start, first = end, min(2 * first, MAX_BATCH)


def by_adapters(requests: Sequence[GenerationRequest]) -> list[GenerationRequest]:
    """Requests of one set of LoRAs and embeddings together, in order of first appearance."""
    groups: dict[Hashable, list[GenerationRequest]] = {}
    for request in requests:
        groups.setdefault((request.loras, request.embeddings), []).append(request)
    return [request for group in groups.values() for request in group]


def pair_of(request: GenerationRequest) -> Hashable:
    """What decides a request's conditioning."""
    return (
        request.dialect,
        request.prompt,
        request.negative,
        request.loras,
        request.embeddings,
    )


def batch_size(width_px: int, height_px: int, device: str) -> int:
    """Images a batch (1..64) for this picture size and device."""
    pixels = CPU_BATCH_PIXELS if device == "cpu" else GPU_BATCH_PIXELS
    return max(1, min(MAX_BATCH, pixels // max(1, width_px * height_px)))


def check_request(request: GenerationRequest, spec: ModelSpec) -> None:
    """Raise unless the model can draw ``request`` exactly as asked.

    Raises:
        ModelError: another model or revision than ``spec``; a control image that the family does
            not take.
        BadInput: a negative prompt, weights, steps, guidance or a size that no model of the family
            can take.
        UnknownName: a scheduler that does not suit the family.
    """
    if request.model not in (spec.name, spec.identity):
        raise ModelError(
            f"The request is for {shown(request.model)}, the engine holds {shown(spec.name)}."
        )
    if request.revision and request.revision != spec.revision:
        raise ModelError(
            f"The request is for revision {request.revision[:12]} of {shown(spec.name)}; "
            f"the model here is {spec.revision[:12]}.",
            hint="Start the sweep anew to draw with the model as it is now.",
        )
    if request.control and not spec.family.control_class:
        raise ModelError(
            f"The engine takes no control images for {spec.family.name} models yet.",
            hint="Leave 'control' out, or choose a model of another family.",
        )
    family = spec.family
    able = family.mending_control_class if request.control else family.mending_class
    if request.mend and not able:
        with_control = " with a control image" if request.control else ""
        raise BadInput(
            f"A model of the {family.name} family cannot mend pictures{with_control}: diffusers "
            "has no inpainting pipeline for it.",
            hint="Take 'mend' out, or leave it out for this model: "
            f"skip: [{{model: {request.model}, mend: ...}}].",
            code="no_mending",
            fields={"model": request.model},
        )
    if request.negative.strip() and not family.takes_negative:
        raise BadInput(
            f"A model of the {family.name} family takes no negative prompt; got "
            f"{shown(request.negative)}.",
            hint="Take 'negative' out, or leave it out for this model: "
            f"skip: [{{model: {request.model}, negative: ...}}].",
            code="no_negative",
            fields={"model": request.model},
        )
    if not family.weights and _has_weights(request):
        raise BadInput(
            f"A model of the {family.name} family hears no weights of words; got "
            f"{shown(request.prompt)}.",
            hint="Take the weights out, or choose a model that hears them (`gesture models list`).",
            code="no_weights",
            fields={"model": request.model},
        )
    if request.steps < 1:
        raise BadInput(f"steps must be at least 1; got {request.steps}.")
    if not 0.0 <= request.guidance <= 100.0:
        raise BadInput(f"guidance must lie between 0 and 100; got {request.guidance}.")
    _check_size(request, spec.family)
    check_scheduler(request.scheduler, spec.family)


def check_requests(
    pairs: Iterable[tuple[Cell, GenerationRequest]], specs: Mapping[str, ModelSpec]
) -> None:
    """`check_request` for each cell, by the model that it names; raises the first complaint.

    What no model can draw is said before anything is loaded, not in the middle of a sweep.
    """
    checked: set[str] = set()
    for cell, request in pairs:
        if cell.id not in checked:
            checked.add(cell.id)
            check_request(request, specs[cell.value("model")])


def _has_weights(request: GenerationRequest) -> bool:
    if request.dialect != "compel":
        return False
    texts = (request.prompt, request.negative)
    return any(part.weight != 1 for text in texts for part in flatten(parse_compel(text)))


def _check_size(request: GenerationRequest, family: Family) -> None:
    multiple = family.size_multiple_px
    for side_px in (request.width_px, request.height_px):
        if side_px < multiple or side_px % multiple:
            raise BadInput(
                f"A {family.name} model draws sizes that are multiples of {multiple} pixels; "
                f"got {request.width_px}x{request.height_px}."
            )
