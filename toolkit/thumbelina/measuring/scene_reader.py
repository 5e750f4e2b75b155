"""Reads skin, background or material off a picture of one hand, as a measure of obedience.

A linear discriminant (Fisher 1936) over colours and grain of the hand and the wall, taught on
rendered lessons of each word under the same soft light: under any light an olive skin and a tan
one can be the same pixels. Some lessons are held back, and how many of those are read rightly
(`Named`) is what a perfect model could score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import final

import numpy as np
from numpy.typing import NDArray

from toolkit.rendering.batch import render_many
from toolkit.thumbelina.school import Lesson, lesson
from toolkit.vocabulary import Vocabulary

Floats = NDArray[np.float64]
Pixels = NDArray[np.uint8]

LIGHT = "soft"
SEED = 4700
# The last third of the lessons is held back.
LEARNT_SHARE = 2 / 3
# How much of the pooled covariance gives way to the identity.
SHRINKAGE = 0.01
# A pixel differs from the wall by this much of 255, or by twice what the corners differ.
OFF_WALL = 18.0


@dataclass(frozen=True, kw_only=True)
class Named:
    """``k`` of ``n`` rendered pictures that the reader had not seen were read rightly."""

    k: int
    n: int


@final
class SceneReader:
    """Tells the words ``ids`` of one kind apart; ``named`` says how well."""

    def __init__(self, pictures: Pixels, ids: Sequence[str]) -> None:
        """Learn from ``pictures`` (N, H, W, 3), whose words are ``ids`` in turn.

        Raises ValueError for fewer than three pictures a word.
        """
        self.ids = tuple(ids)
        if len(pictures) < 3 * len(self.ids):
            raise ValueError(
                f"A reader of {len(self.ids)} words needs at least 3 pictures of each; "
                f"got {len(pictures)} in all."
            )
        marks = np.stack([marks_of(picture) for picture in pictures])
        words = np.arange(len(pictures)) % len(self.ids)
        held = np.arange(len(pictures)) >= LEARNT_SHARE * len(pictures)
        self._centre, self._spread = marks[~held].mean(axis=0), marks[~held].std(axis=0) + 1e-6
        seen = (marks - self._centre) / self._spread
        numbers = range(len(self.ids))
        self._means = np.stack([seen[~held & (words == n)].mean(axis=0) for n in numbers])
        pooled = np.cov((seen - self._means[words])[~held].T)
        size = len(pooled)
        even = np.eye(size) * np.trace(pooled) / size
        self._inverse = np.linalg.inv((1.0 - SHRINKAGE) * pooled + SHRINKAGE * even)
        right = self._nearest(seen[held]) == words[held]
        self.named = Named(k=int(right.sum()), n=len(right))

    def read(self, pixels: Pixels) -> str:
        """Which of ``ids`` the picture (H, W, 3) shows."""
        seen = (marks_of(pixels) - self._centre) / self._spread
        return self.ids[int(self._nearest(seen[None])[0])]

    def _nearest(self, seen: Floats) -> NDArray[np.int64]:
        off = seen[:, None] - self._means[None]
        return np.einsum("nki,ij,nkj->nk", off, self._inverse, off).argmin(axis=1)


def taught_reader(
    vocabulary: Vocabulary, kind: str, ids: Sequence[str], gestures: Sequence[str], *, each: int
) -> SceneReader:
    """A reader of the scene words ``ids`` of ``kind``, from ``each`` rendered lessons a word."""
    lessons = scene_lessons(vocabulary, kind, ids, gestures, each=each)
    return SceneReader(render_many([taught.scene for taught in lessons]), ids)


def scene_lessons(
    vocabulary: Vocabulary, kind: str, ids: Sequence[str], gestures: Sequence[str], *, each: int
) -> list[Lesson]:
    """``each`` lessons of every word, the words and ``gestures`` in turn; ``kind`` may be
    ``side``. Views are natural, the light is `LIGHT`, hands well-formed and of skin."""
    plain = {"view": "palm", "light": LIGHT, "material": "skin"}
    lessons = [
        lesson(
            number // len(ids),
            vocabulary,
            seed=SEED + number % len(ids),
            gestures=gestures,
            fixed={**plain, kind: ids[number % len(ids)]},
        )
        for number in range(each * len(ids))
    ]
    return [replace(taught, scene=replace(taught.scene, flaw=None)) for taught in lessons]


def marks_of(pixels: Pixels) -> Floats:
    """What a reader goes by, (31,): logarithms of the hand's lightness (five quantiles), middle
    and brightest colours, their hues, spread and grain, and of the wall's colour.

    From every second pixel's mean, so that a decoder's fine grain counts for little.
    """
    height, width = (size // 2 * 2 for size in pixels.shape[:2])
    halved = pixels[:height, :width].reshape(height // 2, 2, width // 2, 2, 3)
    picture = halved.mean(axis=(1, 3))
    wall, hand = _wall_and_hand(picture)
    colours = picture[hand]
    lightness = colours.mean(axis=1)
    quantiles = np.percentile(lightness, [10, 30, 50, 70, 90])
    middle = colours[(lightness >= quantiles[1]) & (lightness <= quantiles[3])].mean(axis=0)
    brightest = colours[lightness >= quantiles[4]].mean(axis=0)
    hues = [np.log((colour + 4.0) / (colour.mean() + 4.0)) for colour in (middle, brightest)]
    grey = picture.mean(axis=2)
    steps = np.abs(np.diff(grey, axis=0))[:, :-1] + np.abs(np.diff(grey, axis=1))[:-1]
    grain = steps[hand[:-1, :-1]]
    colourful = colours.max(axis=1) - colours.min(axis=1)
    return np.concatenate(
        [
            np.log(quantiles + 6.0),
            np.log(middle + 6.0),
            np.log(brightest + 6.0),
            *hues,
            np.log(colours.std(axis=0) + 2.0),
            [np.log(grain.mean() + 1.0), np.log(np.median(grain) + 1.0), np.log(grain.std() + 1.0)],
            [colourful.mean() / 50.0, colourful.std() / 30.0],
            np.log(wall + 6.0),
            (middle - wall) / 60.0,
        ]
    )


def _wall_and_hand(picture: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """The median colour (3,) of the upper corners, for an arm may be below, and where (H, W) the
    picture is not of it; everywhere when that is next to nowhere."""
    size = len(picture) // 8
    corners = np.concatenate(
        [picture[:size, :size].reshape(-1, 3), picture[:size, -size:].reshape(-1, 3)]
    )
    wall = np.median(corners, axis=0)
    unrest = np.percentile(np.abs(corners - wall).max(axis=1), 90)
    hand = np.abs(picture - wall).max(axis=2) > max(OFF_WALL, 2.0 * float(unrest))
    hand[:, :2] = hand[:, -2:] = False
    return wall, hand if hand[:-1, :-1].sum() > 30 else np.ones_like(hand)
