"""`gesture vocab`: the shapes that other programs read, and what people see."""

from __future__ import annotations

import json

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
    assert shown["other"] is None
    assert not {"written", "placed"} & set(shown)
    assert "fist" in CliRunner().invoke(app, ["vocab", "show", "fist"]).stdout


def test_show_writes_contacts_as_the_file_does() -> None:
    touching = next(g for g in load_vocabulary().gestures.values() if g.contacts)
    shown = _json("vocab", "show", touching.id)
    assert isinstance(shown, dict)
    assert shown["contacts"] == [str(contact) for contact in touching.contacts]


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
