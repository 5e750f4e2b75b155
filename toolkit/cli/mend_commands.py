"""`gesture mend`: hands of picture files drawn once more, the rest untouched."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolkit.cli.frame import JsonOption, VocabOption, own_words, say
from toolkit.cli.output import print_json
from toolkit.documents.user_paths import user_path
from toolkit.errors import BadInput

if TYPE_CHECKING:
    from toolkit.running.mend_files import MendedFile

FOLDER = Path("mended")


def mend(
    pictures: Annotated[
        list[str], typer.Argument(metavar="PICTURES...", help="Picture files of any origin.")
    ],
    model: Annotated[
        str,
        typer.Option(
            "--model",
            help="The model that draws the hands.  [default: the one in the picture's recipe]",
            show_default=False,
        ),
    ] = "",
    gesture: Annotated[
        str,
        typer.Option(
            "--gesture",
            metavar="ID",
            help="What the hand shows.  [default: the prompt in the picture's recipe]",
            show_default=False,
        ),
    ] = "",
    prompt: Annotated[
        str, typer.Option("--prompt", help="A whole prompt for the hand, instead.")
    ] = "",
    negative: Annotated[str, typer.Option("--negative", help="A negative prompt.")] = "",
    strength: Annotated[
        float,
        typer.Option("--strength", help="How far from what is there a hand may go, 0.05 to 1."),
    ] = 0.5,
    passes: Annotated[
        int, typer.Option("--passes", help="How often, 1 to 4; each looks at the one before.")
    ] = 1,
    every: Annotated[
        bool, typer.Option("--all", help="Every hand, not only those that the judge finds wrong.")
    ] = False,
    seed: Annotated[
        int | None,
        typer.Option("--seed", help="Another seed draws another hand.", min=0, max=2**63 - 1),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="FOLDER", help="Where mended pictures are written.")
    ] = FOLDER,
    device: Annotated[
        str | None,
        typer.Option("--device", help="cpu, cuda, xpu or mps.", show_default=False),
    ] = None,
    vocab: VocabOption = None,
    as_json: JsonOption = False,
) -> None:
    """Draw the hands of pictures once more where the form judge finds them wrong.

    Each is drawn at the model's full size and put back; the rest stays as it is. The given files
    are never changed: a mended picture is a new PNG with its recipe.
    """
    from toolkit import load_vocabulary
    from toolkit.running.mend_files import Words, mend_files
    from toolkit.sweeps.mend_values import read_mend

    if gesture and prompt:
        raise BadInput("--gesture and --prompt are both given.", hint="Give one of them.")
    value = read_mend(strength, passes, "all" if every else "wrong", where="mend")
    done: list[MendedFile] = []
    for each in mend_files(
        [user_path(name, what="picture") for name in pictures],
        vocabulary=load_vocabulary(extra=own_words(vocab)),
        words=Words(model=model, gesture=gesture, prompt=prompt, negative=negative, seed=seed),
        value=value,
        folder=user_path(str(out), what="folder"),
        device=device,
    ):
        done.append(each)
        if not as_json:
            (say if each.reason else typer.echo)(_sentence(each))
    if as_json:
        print_json([_fields(each) for each in done])
    if all(each.reason for each in done):
        raise typer.Exit(1)


def _sentence(mended: MendedFile) -> str:
    if mended.reason:
        return f"{mended.picture.name}: {mended.reason}"
    if mended.file is None:
        return f"{mended.picture.name}: no hand is to be mended."
    hands = "1 hand" if mended.hands == 1 else f"{mended.hands} hands"
    return f"{mended.picture.name}: {hands} drawn anew in {mended.seconds:.1f} s: {mended.file}"


def _fields(mended: MendedFile) -> dict[str, Any]:
    return asdict(mended) | {
        "picture": str(mended.picture),
        "file": None if mended.file is None else str(mended.file),
    }
