"""The proof without a model: entries come back from their points and their pictures."""

from __future__ import annotations

import pytest

from tests.judging_samples import opened_judge
from toolkit.hands.pose import FingerPose, HandPose
from toolkit.judging.gesture.match import Matcher
from toolkit.judging.gesture.roundtrip import alike_entries, points_trip, rendered, round_trip
from toolkit.vocabulary import Gesture, Localized, load_vocabulary

pytestmark = pytest.mark.slow

SAMPLE = ("rock", "like", "hand_heart")


def test_every_one_handed_entry_comes_back_from_its_points() -> None:
    trip = points_trip(load_vocabulary())
    assert [id for id, recovered in trip.items() if not recovered] == []
    assert len(trip) > 150


def entry(id: str, **pose: FingerPose) -> Gesture:
    return Gesture(
        id=id,
        kind="emblem",
        name=Localized(en=id, zh="手"),
        phrases=("a", "b", "c"),
        written=HandPose(**pose),
    )


def test_entries_that_no_eye_tells_apart_are_named() -> None:
    bent = FingerPose(mcp=80, pip=90, dip=60)
    one, same = entry("one", index=bent), entry("same", index=FingerPose(mcp=81, pip=89, dip=60))
    far = entry("far", ring=bent)
    found = alike_entries([one, same, far])
    assert [name for name, _ in found["one"]] == ["same"]
    assert found["far"] == ()
    apart = Matcher([one, same, far]).apart()
    assert (apart.diagonal() < 1e-9).all()
    assert apart[0, 2] > 3 > apart[0, 1]


def test_the_same_entry_gives_the_same_pictures() -> None:
    gesture = load_vocabulary().gesture("peace")
    first, again = (next(rendered(gesture)) for _ in range(2))
    assert (first == again).all()
    pictures = list(rendered(gesture, size_px=32))
    assert len(pictures) == 18
    # Every third one, too, shows all skins.
    palms = [float(picture[14:18, 14:18].mean()) for picture in pictures[::3]]
    assert max(palms) > 1.8 * min(palms)


def test_a_small_round_trip_counts_what_it_saw() -> None:
    report = round_trip(opened_judge(), ids=SAMPLE, every=6)
    assert [trip.id for trip in report.entries] == list(SAMPLE)
    for trip in report.entries:
        assert trip.n == 3
        assert 0 <= trip.matched <= trip.found <= trip.n
        assert trip.matched + sum(count for _, count in trip.confused_with) >= trip.found
    by_id = {trip.id: trip for trip in report.entries}
    assert by_id["rock"].matched == by_id["like"].matched == 3
    assert report.total("n") == 9
    assert report.points_n > 150
