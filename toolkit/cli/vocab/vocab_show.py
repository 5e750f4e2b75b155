"""`gesture vocab show`: one entry in words, and its pictures as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolkit.cli.frame import JsonOption, VocabOption, own_words, say
from toolkit.cli.output import print_json, print_table
from toolkit.cli.vocab.vocab_checks import FolderOption
from toolkit.documents.atomic_files import replacing
from toolkit.errors import BadInput, shown

if TYPE_CHECKING:
    from toolkit.hands.pose import Side
    from toolkit.vocabulary.entries import Gesture
    from toolkit.vocabulary.vocabulary import Vocabulary


def show(
    gesture_id: Annotated[str, typer.Argument(metavar="ID", help="The gesture's id.")],
    picture: Annotated[
        Path | None, typer.Option("--picture", help="Write the shaded hand to this picture file.")
    ] = None,
    skeleton: Annotated[
        Path | None, typer.Option("--skeleton", help="Write the OpenPose skeleton for ControlNet.")
    ] = None,
    depth: Annotated[
        Path | None, typer.Option("--depth", help="Write the depth map for a depth ControlNet.")
    ] = None,
    size: Annotated[
        int, typer.Option("--size", min=16, max=2048, help="Side of the pictures in pixels.")
    ] = 512,
    view: Annotated[str, typer.Option("--view", help="A view word, such as back or side.")] = "",
    side: Annotated[str, typer.Option("--side", help="right or left.")] = "right",
    material: Annotated[
        str, typer.Option("--material", help="What the shaded hand is made of, such as glass.")
    ] = "skin",
    forearm: Annotated[
        bool, typer.Option("--forearm", help="Add a stub of the forearm to skeleton and depth.")
    ] = False,
    vocab: VocabOption = None,
    folder: FolderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one gesture: names, phrases, pose, notes, sources; or write its pictures."""
    from toolkit import load_vocabulary

    vocabulary = load_vocabulary(folder, extra=own_words(vocab))
    gesture = vocabulary.gesture(gesture_id)
    files = {"picture": picture, "skeleton": skeleton, "depth": depth}
    if any(files.values()):
        _write(
            gesture,
            vocabulary,
            {what: file for what, file in files.items() if file is not None},
            size_px=size,
            view=view or gesture.view,
            side=side,
            material=material,
            forearm=forearm,
        )
        if not as_json:
            return
    if as_json:
        print_json(full(gesture))
        return
    said = full(gesture)
    said["clip_tokens"] = ", ".join(map(str, said["clip_tokens"]))
    rows = [(key, _in_words(value)) for key, value in said.items() if value]
    print_table(("", f"{gesture.emoji} {gesture.id}".strip()), rows)


def _write(
    gesture: Gesture,
    vocabulary: Vocabulary,
    files: dict[str, Path],
    *,
    size_px: int,
    view: str,
    side: str,
    material: str,
    forearm: bool,
) -> None:
    from typing import cast

    from PIL import Image

    from toolkit.rendering.scene import Material
    from toolkit.vocabulary.pictures import gesture_depth, gesture_picture, gesture_skeleton

    if side not in ("right", "left"):
        raise BadInput(f"A side is right or left; got {shown(side)}.")
    hand = cast("Side", side)
    word = vocabulary.scene_word("view", view)
    for what, file in files.items():
        if what == "picture":
            made = cast("Material", material)
            pixels = gesture_picture(gesture, size_px, view=word, side=hand, material=made)
        else:
            draw = gesture_skeleton if what == "skeleton" else gesture_depth
            pixels = draw(gesture, size_px, view=word, side=hand, forearm=forearm)
        try:
            with replacing(file) as whole:
                Image.fromarray(pixels).save(whole)
        except (OSError, ValueError) as error:
            raise BadInput(
                f"The {what} cannot be written to {file}: {error}.",
                hint="Give a file name that ends in .png, in a folder that can be written.",
            ) from error
        say(f"{file}: {what} of {gesture.id}, {size_px} px")


def full(gesture: Gesture) -> dict[str, Any]:
    """Everything an entry says, as plain JSON values; the hands as drawn and judged."""
    from dataclasses import asdict

    from toolkit.vocabulary.clip_tokens import count_tokens

    brief: dict[str, Any] = {
        "id": gesture.id,
        "kind": gesture.kind,
        "name": {"en": gesture.name.en, "zh": gesture.name.zh},
        "phrases": list(gesture.phrases),
        "clip_tokens": [count_tokens(phrase) for phrase in gesture.phrases],
    }
    hands = {
        "features": asdict(gesture.features),
        "pose": asdict(gesture.pose),
        "other": asdict(gesture.other) if gesture.other else None,
        "contacts": [str(contact) for contact in gesture.contacts],
    }
    left = {"written", "placed", *brief, *hands}
    rest = {key: value for key, value in asdict(gesture).items() if key not in left}
    return brief | hands | rest


def _in_words(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_in_words(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return "\n".join(str(part) for part in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
