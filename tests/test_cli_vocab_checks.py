"""`gesture vocab lint`, `coverage`, `suggest`: the shapes programs read, and the sentences."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from toolkit import load_vocabulary
from toolkit.cli import app

SOUND = """kind: emblem
gestures:
  fist:
    name: {en: fist, zh: 拳头}
    phrases: [raised fist, closed fist of a hand, all four fingers curled into the palm]
    phrases_zh: [握紧的拳头]
    pose: {fingers: fist, thumb: over}
    sources: [ASL A]
"""


def _folder(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "gestures" / "mine.yaml"
    file.parent.mkdir()
    file.write_text(text, "utf-8")
    return tmp_path


def _json(*words: str, code: int = 0) -> object:
    result = CliRunner().invoke(app, ["vocab", *words, "--json"])
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def test_lint_is_content_with_our_own_words() -> None:
    result = CliRunner().invoke(app, ["vocab", "lint"])
    assert result.exit_code == 0, result.stdout


def test_lint_tells_errors_from_warnings(tmp_path: Path) -> None:
    broken = SOUND.replace("握紧的拳头", "clenched").replace("[raised", "[a very much raised")
    told = _json("lint", "--folder", str(_folder(tmp_path, broken)), code=2)
    assert isinstance(told, dict)
    assert set(told) == {"errors", "warnings"}
    assert all(
        set(finding) == {"file", "entry", "rule", "message", "key"}
        for found in told.values()
        for finding in found
    )
    (error,) = told["errors"]
    assert (error["file"], error["entry"]) == ("gestures/mine.yaml", "fist")
    assert (error["rule"], error["key"]) == ("missing_translation", "phrases_zh[0]")


def test_lint_without_findings_has_the_same_shape(tmp_path: Path) -> None:
    told = _json("lint", "--folder", str(_folder(tmp_path, SOUND)))
    assert told == {"errors": [], "warnings": []}


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
    result = CliRunner().invoke(app, ["vocab", "lint", "--folder", str(_folder(tmp_path, text))])
    assert result.exit_code == 2
    assert "mine.yaml" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_coverage_has_the_promised_shape_and_lists() -> None:
    told = _json("coverage")
    assert isinstance(told, list)
    assert [each["list"] for each in told] == [
        *("hagridv2", "cldr", "grasp", "asl", "chinese-numbers", "mudras")
    ]
    for each in told:
        assert set(each) == {"list", "name", "covered", "total", "missing"}
        assert each["covered"] + len(each["missing"]) == each["total"]
    table = CliRunner().invoke(app, ["vocab", "coverage"]).stdout
    assert all(each["list"] in table for each in told)


def test_coverage_of_a_vocabulary_without_lists(tmp_path: Path) -> None:
    folder = _folder(tmp_path, SOUND)
    assert _json("coverage", "--folder", str(folder)) == []
    (folder / "lists.yaml").write_text(
        "lists:\n  asl: {name: Letters, prefix: ASL, items: [A, B]}\n", "utf-8"
    )
    told = _json("coverage", "--folder", str(folder))
    assert told == [{"list": "asl", "name": "Letters", "covered": 1, "total": 2, "missing": ["B"]}]


def test_suggest_names_the_gesture_why_and_what_to_add() -> None:
    told = _json("suggest", "a woman waving from a train")
    assert isinstance(told, dict)
    assert set(told) == {"prompt", "gestures", "lacks"}
    first = told["gestures"][0]
    assert set(first) == {"id", "score", "words", "fits", "why", "phrases"}
    assert (first["id"], first["words"]) == ("wave", ["waving"])
    assert all(set(lack) == {"kind", "why", "words"} for lack in told["lacks"])
    shown = CliRunner().invoke(app, ["vocab", "suggest", "a woman waving from a train"]).stdout
    assert "wave" in shown
    assert load_vocabulary().gesture("wave").phrases[-1] in shown
    assert "lacks view" in shown


def test_suggest_keeps_to_the_limit() -> None:
    prompt = "thumbs up, peace sign, ok sign, closed fist"
    told = _json("suggest", prompt, "--limit", "2")
    assert isinstance(told, dict)
    assert len(told["gestures"]) == 2


def test_suggest_has_nothing_to_say_of_a_mountain() -> None:
    result = CliRunner().invoke(app, ["vocab", "suggest", "a mountain at sunset"])
    assert result.exit_code == 0
    assert (result.stdout, "hand" in result.stderr) == ("", True)
    assert _json("suggest", "a mountain") == {"prompt": "a mountain", "gestures": [], "lacks": []}


def test_suggest_refuses_a_book() -> None:
    result = CliRunner().invoke(app, ["vocab", "suggest", "hand " * 5000])
    assert result.exit_code == 2
    assert "25,000 characters" in result.stderr
