"""An entry to begin with: it loads and lints as written, whatever pose it begins with."""

from __future__ import annotations

from dataclasses import astuple, replace
from pathlib import Path

import pytest

from toolkit.hands.pose import FINGERS, FingerPose, HandPose, ThumbPose
from toolkit.vocabulary import Gesture, Localized, Vocabulary, load_vocabulary
from toolkit.vocabulary.formats.starter import Starter, starter_yaml, words_of_id
from toolkit.vocabulary.linting.pose_rules import look_alikes
from toolkit.vocabulary.linting.rules import lint

OURS = load_vocabulary(extra=())
BENT = HandPose(
    thumb=ThumbPose(radial=31, palmar=12, twist=20, mcp=3, ip=-4),
    index=FingerPose(mcp=12.5, pip=33, dip=22, spread=4),
    middle=FingerPose(mcp=90, pip=100, dip=70, spread=0),
    ring=FingerPose(mcp=0, pip=0, dip=0, spread=-7),
    pinky=FingerPose(mcp=0, pip=0, dip=0, spread=0),
)


def taken_in(gesture: Gesture, folder: Path) -> Vocabulary:
    alike = [other.id for other in look_alikes(gesture, OURS)]
    text = starter_yaml(Starter(gesture=gesture, pose_note="a note", twins=alike))
    (folder / "a.yaml").write_text(text, encoding="utf-8")
    return load_vocabulary(extra=[folder])


def angles_deg(pose: HandPose) -> list[float]:
    """All 21 angles."""
    return [angle for finger in FINGERS for angle in astuple(getattr(pose, finger))]


def new(like: Gesture, **changes: object) -> Gesture:
    """A new entry with the hands of ``like``."""
    name = Localized(en="zorp", zh="zorp")
    begun = replace(like, id="zorp", name=name, phrases=("zorp",), phrases_zh=(), twins=())
    return replace(begun, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("id", ["peace", "ok", "fist", "like", "point_sideways", "holy", "timeout"])
def test_it_has_the_pose_of_ours_and_is_clean(id: str, tmp_path: Path) -> None:
    ours = OURS[id]
    words = taken_in(new(ours), tmp_path)
    zorp = words["zorp"]
    assert angles_deg(zorp.written) == pytest.approx(angles_deg(ours.written), abs=0.05)
    if zorp.placed is None or ours.placed is None:
        assert zorp.placed is ours.placed
    else:
        assert zorp.placed.offset_mm == ours.placed.offset_mm
        assert angles_deg(zorp.placed.pose) == pytest.approx(angles_deg(ours.placed.pose), abs=0.05)
    assert zorp.contacts == ours.contacts and zorp.orientation == ours.orientation
    assert (zorp.facing, zorp.pointing, zorp.view) == (ours.facing, ours.pointing, ours.view)
    assert zorp.kind == ours.kind
    if ours.hands == 1:
        assert id in zorp.twins
    assert lint(words) == []


def test_any_angles_come_back(tmp_path: Path) -> None:
    words = taken_in(new(OURS["palm"], written=BENT, contacts=()), tmp_path)
    assert words["zorp"].written == BENT


def test_ids_as_words_hold_no_digits() -> None:
    assert words_of_id("my_2_sign4") == "my two sign four"
    assert words_of_id("zorp") == "zorp"
