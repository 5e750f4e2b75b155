"""`gesture vocab new`: a file of one's own to begin with, from a pose of ours or a photograph."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.frame import VocabOption, own_words, say
from toolkit.cli.vocab.vocab_formats import EntryKind, write_new
from toolkit.errors import BadInput, VocabularyError, shown

if TYPE_CHECKING:
    from toolkit.vocabulary.entries import Gesture
    from toolkit.vocabulary.formats.starter import Starter
    from toolkit.vocabulary.vocabulary import Vocabulary

ID = re.compile(r"[a-z][a-z0-9_]{0,47}")
NO_POSE = "a flat hand, to begin with: set every finger"


def new(
    id: Annotated[
        str, typer.Argument(metavar="ID", help="The new gesture's id: small letters, digits, _.")
    ],
    pose: Annotated[
        str, typer.Option("--pose", metavar="ID", help="Begin with the pose of this gesture.")
    ] = "",
    photo: Annotated[
        Path | None,
        typer.Option("--from", metavar="PHOTO", help="Read the pose from this photograph."),
    ] = None,
    kind: Annotated[
        EntryKind, typer.Option("--kind", help="What kind of gesture it is.")
    ] = EntryKind.EMBLEM,
    output: Annotated[
        Path | None,
        typer.Option("--output", help="A new .yaml file.  [default: standard output]"),
    ] = None,
    fetch: Annotated[
        bool,
        typer.Option("--fetch/--no-fetch", help="Fetch the judge's model when it is missing."),
    ] = True,
    vocab: VocabOption = None,
) -> None:
    """Write a commented entry of your own: with a pose of ours, or one read from a photograph."""
    from toolkit import load_vocabulary
    from toolkit.vocabulary.formats.starter import starter_yaml

    vocabulary = load_vocabulary(extra=own_words(vocab))
    _check_id(id, vocabulary)
    if pose and photo is not None:
        raise BadInput("Give --pose or --from, not both.")
    if output is not None and output.suffix != ".yaml":
        raise BadInput(f"{output} does not end in .yaml.", hint="A vocabulary's files do.")
    if output is not None and output.exists():
        raise BadInput(f"{output} exists already.", hint="Choose another name.")
    if photo is not None:
        gesture, note = _from_photo(id, photo, vocabulary, fetch=fetch)
    else:
        gesture = _like(id, vocabulary.gesture(pose or "palm"))
        note = f"the pose of {pose}" if pose else NO_POSE
    text = starter_yaml(_starter(replace(gesture, kind=kind.value), note, vocabulary))
    if output is None:
        typer.echo(text, nl=False)
        return
    write_new({output: text})
    say(f"Wrote {output}. Next: gesture vocab lint --vocab {output}")


def _check_id(id: str, vocabulary: Vocabulary) -> None:
    from toolkit.vocabulary.any_hand import ANY, ANY_HAND

    if ID.fullmatch(id) is None:
        raise BadInput(
            f"{shown(id)} cannot be an id: expected a small letter, then at most 47 small letters, "
            "digits or underscores."
        )
    taken = ANY_HAND if id == ANY else vocabulary.gestures.get(id)
    if taken is not None and taken.origin:
        raise VocabularyError(
            f"{shown(id)} is already in your vocabulary {taken.origin} ({taken.file}).",
            hint="Choose another id.",
        )
    if taken is not None:
        raise VocabularyError(
            f"{shown(id)} is a gesture of ours.",
            hint=f"Call yours otherwise, such as 'my_{id}'; to add words to ours, write in a file "
            f"of yours: gestures: {{{id}: {{phrases: [...]}}}}",
        )


def _like(id: str, gesture: Gesture) -> Gesture:
    """A new gesture with the hands of a known one, and none of its words."""
    from toolkit.vocabulary.entries import Gesture as Entry
    from toolkit.vocabulary.entries import Localized
    from toolkit.vocabulary.formats.starter import words_of_id

    return Entry(
        id=id,
        kind=gesture.kind,
        name=Localized(en=words_of_id(id), zh=words_of_id(id)),
        phrases=(words_of_id(id),),
        written=gesture.written,
        placed=gesture.placed,
        contacts=gesture.contacts,
        orientation=gesture.orientation,
        facing=gesture.facing,
        pointing=gesture.pointing,
        view=gesture.view,
    )


def _from_photo(
    id: str, photo: Path, vocabulary: Vocabulary, *, fetch: bool
) -> tuple[Gesture, str]:
    """A new gesture with the pose of the largest hand in a picture, and a note on it."""
    from toolkit.judging.gesture.features import measure_detected
    from toolkit.judging.gesture.pose_reading import read_pose
    from toolkit.judging.looking.file_workers import read_in_worker

    if not photo.is_file():
        raise BadInput(f"There is no picture {photo}.", hint="Check the path.")
    reading = read_in_worker(photo, vocabulary, fetch=fetch, on_message=say)
    if not reading.seen:
        raise BadInput(
            f"No hand was found in {photo}.",
            hint="Take a picture in which one whole hand is large and sharp.",
        )
    seen = reading.seen[0]
    nearest = vocabulary.gesture(seen.matches[0].gesture)
    measured = measure_detected(seen.hand, seen.side)
    read = read_pose(seen.hand, measured, seen.side, start=nearest.pose)
    note = (
        f"degrees, read from {shown(photo.name)} (a {seen.side} hand, written as a right one; "
        f"nearest of the known: {nearest.id}); check them"
    )
    begun = replace(_like(id, nearest), contacts=(), view="palm")
    return (
        replace(
            begun,
            written=read.pose,
            orientation=read.orientation,
            facing=read.facing,
            pointing=read.pointing,
        ),
        note,
    )


def _starter(gesture: Gesture, note: str, vocabulary: Vocabulary) -> Starter:
    from toolkit.vocabulary.formats.starter import Starter
    from toolkit.vocabulary.linting.pose_rules import look_alikes

    alike = look_alikes(gesture, vocabulary.gestures.values())
    return Starter(gesture=gesture, pose_note=note, twins=[other.id for other in alike])
