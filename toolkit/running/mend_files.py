"""Picture files mended one by one: the hands that the form judge finds wrong, drawn once more."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from PIL import Image as Pictures
from PIL.Image import Image as Picture

from toolkit.axes import DEFAULT_MODEL
from toolkit.decoding.pixels import as_pixels, opened_picture
from toolkit.errors import BadInput, GestureError, JudgeError, StoreError, shown
from toolkit.generation.engine import Engine
from toolkit.generation.models import ModelSpec, model_spec
from toolkit.generation.outcomes import Failed
from toolkit.running.hands_to_mend import Box, HandsToMend
from toolkit.store.picture_plan import plan_around
from toolkit.store.recipe import write_png
from toolkit.sweeps.mend_values import MendValue, mending_passes
from toolkit.sweeps.plan_loader import load_plan
from toolkit.sweeps.requests import GenerationRequest
from toolkit.vocabulary.vocabulary import Vocabulary


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is drawn in place of a hand, and by which model; "" and None as the picture's own
    recipe says.

    Args:
        model: a built-in model, a folder, a file or a hub id.
        gesture: a gesture's id, whose first phrase is the prompt.
        prompt: a whole prompt, instead of a gesture's.
        negative: what is not wanted.
        seed: of the noise; another seed draws another hand.
    """

    model: str = ""
    gesture: str = ""
    prompt: str = ""
    negative: str = ""
    seed: int | None = None


@dataclass(frozen=True, kw_only=True)
class MendedFile:
    """What became of one picture.

    Args:
        picture: the file that was given; it is never changed.
        file: the mended picture, None where nothing was mended.
        hands: how many hands were drawn anew, all passes together.
        reason: why the picture could not be mended, "" where it could.
        seconds: what the drawing took.
    """

    picture: Path
    file: Path | None = None
    hands: int = 0
    reason: str = ""
    seconds: float = 0.0


def mend_files(
    pictures: Sequence[Path],
    *,
    vocabulary: Vocabulary,
    words: Words,
    value: MendValue,
    folder: Path,
    device: str | None = None,
) -> Iterator[MendedFile]:
    """Mend each of ``pictures`` and write it into ``folder`` as ``NAME-mended.png``.

    Prompt, negative, model and seed are those of the picture's recipe, ours or another program's,
    as far as ``words`` name no others; the hand is drawn at the model's own size. What cannot be
    mended is given with its reason, and the rest goes on. A picture in which no hand is to be
    mended is not written again.

    Raises:
        BadInput: no picture was given.
        UnknownName: nobody knows the gesture.
        ModelError: the model that ``words`` name cannot be found.
        JudgeError: the form judge cannot be opened.
        StoreError: the folder cannot be written.
    """
    if not pictures:
        raise BadInput("No picture was given.", hint="Name picture files.")
    if words.gesture:
        vocabulary.gesture(words.gesture)
    if words.model:
        model_spec(words.model)
    return _mended_files(pictures, vocabulary, words, value, folder, device)


def _mended_files(
    pictures: Sequence[Path],
    vocabulary: Vocabulary,
    words: Words,
    value: MendValue,
    folder: Path,
    device: str | None,
) -> Iterator[MendedFile]:
    with HandsToMend() as hands:
        judge = hands.judge
        at_hand = _AtHand()
        engine: Engine | None = None
        for file in pictures:
            try:
                content = _content(file)
                with opened_picture(content, name=file.name) as opened:
                    picture = Pictures.fromarray(as_pixels(opened, name=file.name))
                spec, base = _request(file, vocabulary, words)
                if engine is None or engine.spec.name != spec.name:
                    if engine is not None:
                        engine.close()
                    engine = Engine(
                        spec,
                        device=device,
                        parents=lambda _hash: at_hand.picture,
                        hands=lambda _picture, _mend: at_hand.boxes,
                    )
                at_hand.picture = picture
                parent = hashlib.sha256(content).hexdigest()
                steps = mending_passes(base, value, parent=parent, judge=judge)
                yield _mend(file, steps, engine, at_hand, hands, folder)
            except StoreError:
                raise
            except GestureError as error:
                yield MendedFile(picture=file, reason=f"{error.message} {error.hint}".strip())
        if engine is not None:
            engine.close()


class _AtHand:
    """The picture that is being mended and the hands in it, as the engine asks for them."""

    picture: Picture
    boxes: Sequence[Box]


def _mend(
    file: Path,
    passes: Sequence[GenerationRequest],
    engine: Engine,
    at_hand: _AtHand,
    hands: HandsToMend,
    folder: Path,
) -> MendedFile:
    last: GenerationRequest | None = None
    drawn, seconds = 0, 0.0
    for request in passes:
        assert request.mend is not None
        at_hand.boxes = hands(at_hand.picture, request.mend)
        if not at_hand.boxes:
            break
        (outcome,) = engine.outcomes([request])
        if isinstance(outcome, Failed):
            raise outcome.error
        at_hand.picture, last = outcome.image, request
        drawn, seconds = drawn + len(at_hand.boxes), seconds + outcome.seconds
    if last is None:
        return MendedFile(picture=file)
    folder.mkdir(parents=True, exist_ok=True)
    target = _free(folder, f"{file.stem}-mended")
    write_png(at_hand.picture, last, target, seconds=seconds, device=engine.device)
    return MendedFile(picture=file, file=target, hands=drawn, seconds=seconds)


def _content(file: Path) -> bytes:
    if not file.is_file():
        raise BadInput(f"There is no picture {file}.", hint="Check the path.")
    try:
        return file.read_bytes()
    except OSError as error:
        raise JudgeError(f"{file.name} cannot be read: {error.strerror}.") from error


def _request(
    file: Path, vocabulary: Vocabulary, words: Words
) -> tuple[ModelSpec, GenerationRequest]:
    """What is drawn in place of the hands, by which model: by the recipe in ``file``, or by
    ``words``."""
    document = _document(file, vocabulary, words)
    if words.model:
        document["model"] = words.model
    if words.seed is not None:
        document["seeds"] = [words.seed]
    if words.negative:
        axes = dict(cast("Mapping[str, object]", document.get("axes") or {}))
        document["axes"] = {**axes, "negative": [{"text": words.negative}]}
    plan = load_plan(document, vocabulary)
    (name,) = plan.models
    spec = model_spec(name)
    _, request = next(plan.requests({name: spec.defaults}))
    return spec, request


def _document(file: Path, vocabulary: Vocabulary, words: Words) -> dict[str, object]:
    if words.prompt:
        said: dict[str, object] = {"prompts": [{"text": words.prompt, "gesture": "any"}]}
    elif words.gesture:
        said = {"gestures": [words.gesture]}
    else:
        try:
            recipe = plan_around(file, vocabulary.gestures)
        except StoreError as error:
            raise BadInput(
                f"{file.name} carries no recipe, so nobody knows its words.",
                hint="Say what the hand shows: --gesture ID, or --prompt WORDS.",
            ) from error
        document = dict(recipe.document)
        settings = dict(cast("Mapping[str, object]", document.get("settings") or {}))
        # The hand is drawn at the model's own size, by its words alone.
        kept = ("steps", "guidance", "scheduler", "dialect")
        document["settings"] = {key: settings[key] for key in kept if key in settings}
        if recipe.foreign and not words.model:
            raise BadInput(
                f"{file.name} was drawn by another program with "
                f"{shown(str(document.get('model') or 'a model that it does not name'))}.",
                hint="Name the model that is to draw its hands: --model NAME.",
            )
        return document
    return {"name": "mend", "model": DEFAULT_MODEL, "seeds": [1], **said}


def _free(folder: Path, stem: str) -> Path:
    """A name in ``folder`` that no file has."""
    target, number = folder / f"{stem}.png", 2
    while target.exists():
        target, number = folder / f"{stem}-{number}.png", number + 1
    return target
