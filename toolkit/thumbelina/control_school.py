"""The control network's school: rendered hands, each with its skeleton.

Half of the lessons show poses that no gesture has: each finger is held as some taught gesture
holds it, the caption says "a hand" and no more. So the network learns to follow lines, not to
recognize gestures. No hand is malformed here. The processes that render import no torch.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from toolkit.hands.pose import FINGERS
from toolkit.rendering.batch import spawned
from toolkit.sweeps.control_images import control_picture
from toolkit.thumbelina.school import GESTURES, Lesson, framed, lesson, picture
from toolkit.vocabulary import Vocabulary, load_vocabulary

SIZE_PX = 128
ANY_HAND = ("a hand", "hand")
MIXED_SHARE = 0.5


def control_lesson(number: int, vocabulary: Vocabulary, *, seed: int) -> Lesson:
    """Lesson ``number`` of the control network's school: a taught gesture or, half of the time, a
    pose put together finger by finger."""
    taught = lesson(number, vocabulary, seed=seed)
    scene = replace(taught.scene, flaw=None)
    rng = np.random.default_rng((seed, number, 1))
    if rng.random() < MIXED_SHARE:
        donors = {name: GESTURES[int(rng.integers(len(GESTURES)))] for name in FINGERS}
        fingers = {
            name: getattr(vocabulary.gesture(donor).pose, name) for name, donor in donors.items()
        }
        scene = framed(replace(scene, pose=replace(scene.pose, **fingers)), rng)
        taught = replace(taught, gesture=replace(taught.gesture, phrases=ANY_HAND))
    return replace(taught, scene=scene, flaw_said=False)


def control_lessons(count: int, vocabulary: Vocabulary, *, seed: int) -> list[Lesson]:
    """The first ``count`` lessons."""
    return [control_lesson(number, vocabulary, seed=seed) for number in range(count)]


def render_control_school(
    count: int, *, seed: int, workers: int
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Pictures and skeletons of the first ``count`` lessons, (count, 128, 128, 3) uint8 each."""
    jobs = [(number, seed) for number in range(count)]
    with spawned(workers) as pool:
        pairs = list(pool.map(_example, jobs, chunksize=25))
    return np.stack([picture for picture, _ in pairs]), np.stack([drawn for _, drawn in pairs])


def _example(job: tuple[int, int]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    number, seed = job
    return control_example(control_lesson(number, load_vocabulary(extra=()), seed=seed))


def control_example(taught: Lesson) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The lesson's picture and its skeleton, (128, 128, 3) uint8 each."""
    return picture(taught, SIZE_PX), control_picture(taught.scene, "skeleton", SIZE_PX)
