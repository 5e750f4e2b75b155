"""Whether scene words are obeyed: side, skin, background and material, seen in the picture.

The judge reads sides, a `SceneReader` the rest. How many rendered pictures each of them reads
rightly is measured beside: what a model that obeys perfectly could score.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from toolkit.thumbelina.measuring.bench import Bench, Pixels
from toolkit.thumbelina.measuring.scene_reader import LIGHT, Named, scene_lessons, taught_reader
from toolkit.thumbelina.school import MATERIALS, picture

SIDES = ("right", "left")


@dataclass(frozen=True, kw_only=True)
class Obeyed:
    """``k`` of ``n`` pictures show what the words of one kind asked for; of ``renders``
    rendered as asked, ``read`` are read rightly."""

    words: str
    k: int
    n: int
    read: int
    renders: int


def obeyed(
    bench: Bench, gestures: Sequence[str], *, seeds: int, renders: int
) -> tuple[Obeyed, ...]:
    """How often side, skin, background and material are as asked, over ``gestures``.

    ``renders`` pictures a word are rendered to learn from and to measure the readers on.
    """
    vocabulary = bench.vocabulary
    kinds = {
        "skin": [word.id for word in vocabulary.scene("skin") if word.colour],
        "background": [word.id for word in vocabulary.scene("background") if word.colour],
        "material": list(MATERIALS),
    }
    found = [_sides(bench, gestures, seeds, renders)]
    for kind, ids in kinds.items():
        reader = taught_reader(vocabulary, kind, ids, gestures, each=renders)
        # The light that the reader was taught under; a skin's colour is not its own without.
        axes = {kind: ids, "light": LIGHT}
        found.append(_asked(bench, gestures, seeds, kind, axes, reader.read, reader.named))
    return tuple(found)


def _sides(bench: Bench, gestures: Sequence[str], seeds: int, renders: int) -> Obeyed:
    def side(pixels: Pixels) -> str | None:
        return bench.judge.read(pixels, pairs=False).side

    lessons = scene_lessons(bench.vocabulary, "side", SIDES, gestures, each=renders)
    read = [side(picture(each)) == each.side for each in lessons]
    named = Named(k=sum(read), n=len(read))
    return _asked(bench, gestures, seeds, "side", {"side": list(SIDES)}, side, named)


def _asked(
    bench: Bench,
    gestures: Sequence[str],
    seeds: int,
    kind: str,
    axes: Mapping[str, object],
    read: Callable[[Pixels], str | None],
    named: Named,
) -> Obeyed:
    """Draw ``gestures`` with each word of ``kind`` and count what ``read`` sees as asked."""
    run = bench.run(bench.plan(kind, gestures, seeds=seeds, axes=axes))
    asked = [read(pixels) == cell.value(kind) for cell, pixels in bench.pictures(run)]
    return Obeyed(words=kind, k=sum(asked), n=len(asked), read=named.k, renders=named.n)
