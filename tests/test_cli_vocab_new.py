"""`gesture vocab new`: an entry of one's own, from a pose of ours or from a photograph."""

from __future__ import annotations

from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from tests.judging_samples import picture
from toolkit import load_vocabulary
from toolkit.cli import app
from toolkit.vocabulary.linting.rules import lint

OURS = load_vocabulary(extra=())


def _run(*words: str | Path, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["vocab", "new", *map(str, words)])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return " ".join(result.stderr.split()) if code else result.stdout


def test_a_pose_of_ours_goes_into_a_file_that_loads_and_is_clean(tmp_path: Path) -> None:
    file = tmp_path / "mine" / "zorp.yaml"
    assert _run("zorp", "--pose", "peace", "--kind", "mudra", "--output", file) == ""
    words = load_vocabulary(extra=[file])
    assert words["zorp"].pose == OURS["peace"].pose and words["zorp"].kind == "mudra"
    assert lint(words) == []
    again = _run("zorp", "--output", file, code=2)
    assert "exists already" in again
    assert "already in your vocabulary zorp" in _run("zorp", "--vocab", file, code=2)


def test_without_a_file_it_is_printed(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(_run("zorp"), encoding="utf-8")
    assert "zorp" in load_vocabulary(extra=[tmp_path]).gestures


@pytest.mark.parametrize("side", ["right", "left"])
def test_a_photograph_becomes_angles_that_draw_the_hand_again(side: str, tmp_path: Path) -> None:
    photo = tmp_path / "my\nphoto: {a}.jpg"
    Image.fromarray(picture("rock", side, 384)).save(photo)
    file = tmp_path / "zorp.yaml"
    _run("zorp", "--from", photo, "--output", file)
    text = file.read_text("utf-8")
    assert f"a {side} hand, written as a right one" in text and "check them" in text
    words = load_vocabulary(extra=[file])
    assert [each for each in lint(words) if each.level == "error"] == []
    off = [
        np.abs(np.subtract(astuple(got)[:3], astuple(expected)[:3]))
        for got, expected in (
            (getattr(words["zorp"].pose, name), getattr(OURS["rock"].pose, name))
            for name in ("index", "middle", "ring", "pinky")
        )
    ]
    assert np.mean(off) < 15 and np.max(off) < 40
    assert (words["zorp"].facing, words["zorp"].pointing) == ("palm", "up")


BAD = {
    "bad id": (["Zorp-1"], "'Zorp-1' cannot be an id"),
    "long id": (["z" * 60], "cannot be an id"),
    "id of ours": (["peace"], "'peace' is a gesture of ours. Call yours otherwise"),
    "id of any hand": (["any"], "'any' is a gesture of ours"),
    "unknown pose": (["zorp", "--pose", "peece"], "'peace'"),
    "both": (["zorp", "--pose", "peace", "--from", "a.jpg"], "not both"),
    "no photograph": (["zorp", "--from", "nowhere.jpg"], "nowhere.jpg"),
    "no yaml": (["zorp", "--output", "zorp.txt"], "does not end in .yaml"),
    "no kind": (["zorp", "--kind", "smell"], "smell"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_is_one_sentence(case: str) -> None:
    given, expected = BAD[case]
    assert expected in _run(*given, code=2)


def test_a_picture_without_a_hand_and_one_that_is_none(tmp_path: Path) -> None:
    grey = tmp_path / "grey.png"
    Image.new("RGB", (200, 200), (120, 120, 120)).save(grey)
    assert "No hand was found" in _run("zorp", "--from", grey, code=2)
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    assert "broken.png" in " ".join(
        CliRunner().invoke(app, ["vocab", "new", "zorp", "--from", str(broken)]).stderr.split()
    )
