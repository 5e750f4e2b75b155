"""Many pictures at once: the same pixels, the same order, whoever draws them."""

from __future__ import annotations

import numpy as np
import pytest

from toolkit.errors import BadInput
from toolkit.hands.pose import HandPose
from toolkit.rendering.batch import render_many
from toolkit.rendering.render import render
from toolkit.rendering.scene import HandScene

SCENES = [HandScene(pose=HandPose(), yaw=float(yaw)) for yaw in range(0, 360, 18)]


@pytest.mark.parametrize("workers", [None, 1, 2])
def test_a_batch_is_its_pictures_in_order(workers: int | None) -> None:
    pictures = render_many(SCENES, 48, workers=workers)
    assert pictures.shape == (len(SCENES), 48, 48, 3)
    assert (pictures == np.stack([render(scene, 48) for scene in SCENES])).all()
    assert len({picture.tobytes() for picture in pictures}) == len(SCENES)


def test_no_scene_gives_no_picture() -> None:
    assert render_many([], 32).shape == (0, 32, 32, 3)


def test_a_batch_without_workers_is_refused() -> None:
    with pytest.raises(BadInput, match="got 0"):
        render_many(SCENES, 32, workers=0)
