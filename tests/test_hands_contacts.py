"""Places on the hand, how far two are from touching, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from toolkit.errors import PoseError
from toolkit.hands.contacts import read_contact
from toolkit.hands.kinematics import joint_points
from toolkit.hands.pose import HandPose
from toolkit.hands.touching import gap_mm, spot

OPEN = joint_points(HandPose())


def test_a_contact_reads_back_as_it_was_written() -> None:
    for text in ("thumb.tip index.tip", "other.palm palm", "thumb.distal other.ring.proximal"):
        assert str(read_contact(text)) == text
    assert read_contact("other.index.tip index.tip").two_handed
    assert not read_contact("thumb.tip palm").two_handed


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("thumb.tip", "names two places"),
        ("thumb.tip thumb.tip", "names two places"),
        ("thumb.dip index.tip", "no place 'thumb.dip'"),
        ("elbow index.tip", "no place 'elbow'"),
        ("right.index.tip index.tip", "no place"),
    ],
)
def test_an_unknown_place_is_refused_with_the_known_ones(text: str, says: str) -> None:
    with pytest.raises(PoseError, match=says):
        read_contact(text)


def test_places_lie_on_their_points() -> None:
    tip, _ = spot(OPEN, read_contact("index.tip palm").one)
    assert (tip == OPEN[8]).all()
    middle, radius = spot(OPEN, read_contact("ring.middle palm").one)
    assert np.allclose(middle, (OPEN[14] + OPEN[15]) / 2)
    assert 7 < radius < 11
    palm, _ = spot(OPEN, read_contact("index.tip palm").other)
    assert OPEN[0, 1] < palm[1] < OPEN[9, 1]


def test_the_gap_is_the_room_between_the_skins() -> None:
    contact = read_contact("index.tip pinky.tip")
    apart = float(np.linalg.norm(OPEN[8] - OPEN[20]))
    assert gap_mm([OPEN], contact) == pytest.approx(apart - 3.0)
    closed = OPEN.copy()
    closed[20] = closed[8]
    assert gap_mm([closed], contact) == pytest.approx(-3.0)
    across = read_contact("index.tip other.index.tip")
    assert gap_mm([OPEN, OPEN + np.array([50.0, 0, 0])], across) == pytest.approx(47.0)
