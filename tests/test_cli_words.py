"""`gesture vocab`: the shapes that other programs read, and what people see."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from toolkit import load_vocabulary
from toolkit.cli import app


def _json(*words: str) -> object:
    result = CliRunner().invoke(app, [*words, "--json"])
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_list_has_the_promised_shape_and_every_gesture() -> None:
    listed = _json("vocab", "list")
    assert isinstance(listed, list)
    assert [entry["id"] for entry in listed] == list(load_vocabulary().gestures)
    for entry in listed:
        assert set(entry) == {"id", "kind", "name", "phrases"}
        assert set(entry["name"]) == {"en", "zh"}
        assert len(entry["phrases"]) >= 3


def test_list_keeps_to_one_kind() -> None:
    listed = _json("vocab", "list", "--kind", "number")
    assert isinstance(listed, list)
    assert listed
    assert {entry["kind"] for entry in listed} == {"number"}


def test_show_tells_everything_about_one_gesture() -> None:
    shown = _json("vocab", "show", "fist")
    assert isinstance(shown, dict)
    assert shown["id"] == "fist"
    assert shown["pose"]["index"]["pip"] > 45
    assert "fist" in CliRunner().invoke(app, ["vocab", "show", "fist"]).stdout


@pytest.mark.parametrize("words", ["thumbs up", "thums up", "👍", "拇指向上"])
def test_search_finds_in_both_languages_emoji_and_with_a_slip(words: str) -> None:
    found = _json("vocab", "search", words)
    assert isinstance(found, list)
    assert "like" in [entry["id"] for entry in found[:3]]


def test_a_table_in_a_pipe_is_not_cut() -> None:
    lines = CliRunner().invoke(app, ["vocab", "list"]).stdout.splitlines()
    for gesture in load_vocabulary().gestures.values():
        assert any(gesture.id in line and gesture.name.zh in line for line in lines)


def test_an_unknown_gesture_is_bad_input_with_a_near_name() -> None:
    result = CliRunner().invoke(app, ["vocab", "show", "fsit"])
    assert result.exit_code == 2
    assert "fist" in result.stderr
    assert "Traceback" not in result.output


def test_lint_is_content_with_our_own_words() -> None:
    result = CliRunner().invoke(app, ["vocab", "lint"])
    assert result.exit_code == 0, result.stdout


@pytest.mark.parametrize(
    "text",
    [
        "kind: emblem\ngestures:\n  broken: [unclosed",
        "kind: emblem\ngestures:\n  fist:\n    nonsense: 1\n",
        "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
        "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n",
    ],
    ids=["corrupt", "unknown key", "bomb"],
)
def test_lint_names_the_file_of_a_broken_vocabulary(tmp_path: Path, text: str) -> None:
    file = tmp_path / "gestures" / "mine.yaml"
    file.parent.mkdir()
    file.write_text(text, "utf-8")
    result = CliRunner().invoke(app, ["vocab", "lint", "--folder", str(tmp_path)])
    assert result.exit_code == 2
    assert "mine.yaml" in result.stderr
    assert len(result.stderr.splitlines()) == 1
