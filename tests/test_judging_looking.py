"""Any picture file: its hands, the likeliest gestures, a verdict where one is asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.judging_samples import opened_judge, picture
from toolkit.errors import BadInput, JudgeError, UnknownName
from toolkit.judging.looking import look_at_files, read_picture


def saved(folder: Path, name: str, pixels: np.ndarray) -> Path:
    file = folder / name
    Image.fromarray(pixels).save(file)
    return file


def test_a_picture_shows_its_gesture_first(tmp_path: Path) -> None:
    files = [saved(tmp_path, f"{name}.png", picture(name)) for name in ("peace", "like", "dislike")]
    looks = list(look_at_files(files, opened_judge()))
    assert [look.matches[0].gesture for look in looks] == ["peace", "like", "dislike"]
    for look in looks:
        assert (look.verdict, look.reason) == ("unjudged", "nothing_expected")
        scores = [match.score for match in look.matches]
        assert scores == sorted(scores, reverse=True)
        assert look.hands[0].side == "right"


def test_an_expected_gesture_gets_a_verdict_with_its_reasons(tmp_path: Path) -> None:
    file = saved(tmp_path, "peace.png", picture("peace"))
    good, bad = (
        next(look_at_files([file], opened_judge(), expect=wanted)) for wanted in ("peace", "fist")
    )
    assert (good.verdict, good.reason) == ("pass", "match")
    assert (bad.verdict, bad.reason) == ("fail", "other_gesture")
    assert any("expected" in reason for reason in bad.hands[0].reasons)


def test_an_empty_wall_and_a_broken_file(tmp_path: Path) -> None:
    wall = saved(tmp_path, "wall.png", np.full((200, 200, 3), 150, np.uint8))
    broken = tmp_path / "broken.png"
    broken.write_bytes(wall.read_bytes()[:60])
    empty, unread = look_at_files([wall, broken], opened_judge(), expect="palm")
    assert (empty.verdict, empty.reason, empty.hands) == ("fail", "no_hand", ())
    assert (unread.verdict, unread.reason) == ("unjudged", "unreadable")
    assert "broken.png" in unread.explanation


def test_bad_requests_are_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no picture"):
        read_picture(tmp_path / "nowhere.png")
    text = tmp_path / "text.png"
    text.write_text("no picture at all")
    with pytest.raises(JudgeError, match=r"text\.png cannot be read"):
        read_picture(text)
    with pytest.raises(UnknownName):
        next(look_at_files([text], opened_judge(), expect="plam"))


def test_a_turned_photograph_is_put_upright(tmp_path: Path) -> None:
    upright = picture("peace")
    turned = Image.fromarray(np.rot90(upright, k=1).copy())
    exif = turned.getexif()
    exif[0x0112] = 6  # the camera was held sideways
    turned.save(tmp_path / "turned.png", exif=exif)
    assert (read_picture(tmp_path / "turned.png") == upright).all()
