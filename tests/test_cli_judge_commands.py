"""`gesture judge FILE...` and `gesture vocab roundtrip`: shapes of the JSON, bad input."""

from __future__ import annotations

import inspect
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from typer.testing import CliRunner

from tests.judging_samples import picture
from toolkit.cli import app, judge_commands
from toolkit.judging.judges import DEFAULT_JUDGES
from toolkit.judging.looking.files import Look
from toolkit.rating.flaws import FLAW_KINDS, Flaw
from toolkit.rating.verdicts import Answer
from toolkit.vocabulary import load_vocabulary


def _run(*words: str) -> object:
    result = CliRunner().invoke(app, [*words, "--json"])
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.slow
def test_picture_files_get_matches_and_a_verdict(tmp_path: Path) -> None:
    file = tmp_path / "hand.png"
    Image.fromarray(picture("peace")).save(file)
    looks = _run("judge", str(file), "--expect", "peace")
    assert isinstance(looks, list)
    (look,) = looks
    assert set(look) == {
        "file",
        "hands",
        "matches",
        "verdict",
        "reason",
        "explanation",
        "details",
        "form",
    }
    assert (look["verdict"], look["reason"], look["details"]) == ("pass", "match", [])
    assert look["explanation"] == "Shows peace sign."
    assert look["matches"][0]["id"] == "peace"
    (hand,) = look["hands"]
    assert set(hand) == {"side", "box", "matches", "reasons", "differences", "form"}
    left, top, right, bottom = hand["box"]
    assert 0 <= left < right <= 256 and 0 <= top < bottom <= 256
    _check_form(hand["form"], look["form"])
    assert len(hand["reasons"]) == len(hand["differences"])
    (alone,) = _run("judge", str(file), "--expect", "peace", "--judge", "hand")
    assert alone == look | {"form": None, "hands": [hand | {"form": None}]}
    plain = CliRunner().invoke(app, ["judge", str(file), "--judge", "hand"])
    assert plain.exit_code == 0
    assert "peace" in plain.stdout


def _check_form(hand: dict[str, Any], whole: dict[str, Any]) -> None:
    """One hand's form and its picture's, whatever the judge thinks of it."""
    assert set(hand) == {"verdict", "code", "score", "flaws", "tips"}
    codes = {"pass": "whole", "fail": "flawed", "unsure": "unclear"}
    assert hand["code"] == codes[hand["verdict"]]
    assert 0 <= hand["score"] <= 1 and isinstance(hand["tips"], int)
    assert bool(hand["flaws"]) == (hand["verdict"] == "fail")
    for flaw in hand["flaws"]:
        assert set(flaw) == {"kind", "score", "x", "y"} and flaw["kind"] in FLAW_KINDS
    assert set(whole) == {"verdict", "reason", "explanation"}
    assert (whole["verdict"], whole["reason"]) == (hand["verdict"], hand["code"])
    assert whole["explanation"].endswith(".")


def test_a_line_says_the_form_of_a_hand_that_is_flawed_or_may_be() -> None:
    flaw = Flaw(kind="extra_finger", score=0.9, x=1.0, y=2.0).detail()
    shows = Answer(outcome="pass", reason="match")
    said: dict[str, Answer | None] = {
        "Malformed: extra finger (0.90).": Answer(outcome="fail", reason="flawed", details=(flaw,)),
        "Whether the hands are well formed is not clear.": Answer(
            outcome="unsure", reason="unclear"
        ),
    }
    look = Look(file="a.png", hands=(), matches=(), expected="fist", answer=shows)
    gestures = load_vocabulary().gestures
    for words, form in said.items():
        line = judge_commands._sentence(replace(look, form=form), gestures)
        assert line == f"✓ a.png: Shows fist. {words}"
    for form in (
        None,
        Answer(outcome="pass", reason="whole"),
        Answer(outcome="fail", reason="no_hand"),
        Answer(outcome="unjudged", reason="too_small"),
    ):
        line = judge_commands._sentence(replace(look, form=form), gestures)
        assert line == "✓ a.png: Shows fist."


def test_the_default_is_who_judges_where_nobody_is_named() -> None:
    defaults = inspect.signature(judge_commands.judge).parameters["names"].default
    assert tuple(defaults.split(",")) == DEFAULT_JUDGES


def test_a_missing_picture_and_an_unknown_gesture_are_bad_input(tmp_path: Path) -> None:
    missing = CliRunner().invoke(app, ["judge", str(tmp_path / "none.png")])
    assert missing.exit_code == 2
    assert "none.png" in missing.stderr
    file = tmp_path / "hand.png"
    Image.fromarray(picture("peace")).save(file)
    unknown = CliRunner().invoke(app, ["judge", str(file), "--expect", "peaec"])
    assert unknown.exit_code == 2
    assert "peace" in unknown.stderr


def test_two_runs_at_once_are_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["judge", "one", "two", "--home", str(tmp_path)])
    assert result.exit_code == 2


def test_a_failed_picture_says_why_in_words_and_in_codes(tmp_path: Path) -> None:
    file = tmp_path / "hand.png"
    Image.fromarray(picture("peace")).save(file)
    looks = _run("judge", str(file), "--expect", "fist", "--judge", "hand")
    assert isinstance(looks, list)
    (look,) = looks
    assert look["reason"] == "other_gesture"
    assert look["explanation"].startswith("Looks like peace sign, not fist: ")
    first = look["details"][0]
    assert first == {
        "code": "finger",
        "digit": first["digit"],
        "seen": "extended",
        "expected": "folded",
    }
    assert f"{first['digit']} finger extended, expected folded" in look["explanation"]
    assert look["hands"][0]["differences"] == look["details"]


@pytest.mark.slow
def test_a_thin_picture_is_a_sentence_and_the_others_are_judged(tmp_path: Path) -> None:
    Image.new("RGB", (100, 1)).save(tmp_path / "thin.png")
    Image.fromarray(picture("peace")).save(tmp_path / "hand.png")
    Image.fromarray(picture("peace")).save(
        tmp_path / "moving.gif", save_all=True, append_images=[Image.new("RGB", (256, 256))]
    )
    files = [str(tmp_path / name) for name in ("thin.png", "hand.png", "moving.gif")]
    words = ["judge", *files, "--expect", "peace", "--judge", "hand", "--workers", "2"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0
    thin, hand, moving = result.stdout.strip().splitlines()
    assert thin.startswith("– ") and "100 x 1 pixels" in thin
    assert hand.startswith("✓ ") and "animated" not in hand
    assert moving.startswith("✓ ") and "The file is animated; its first picture was" in moving
    alone = CliRunner().invoke(app, ["judge", files[0], "--judge", "hand"])
    assert alone.exit_code == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["judge", "hand.png", "--workers", "0"], "--workers"),
        (["judge", "latest", "--workers", "nan"], "--workers"),
        (["judge", "latest", "--workers", "99999999999999999999"], "--workers"),
        (["judge", "latest", "--judge", "nosuch"], "hand-landmarks"),
        (["judge", "latest", "--judge", "hand-landmarks,hand-landmark"], "Did you mean"),
        (["judge", "latest", "--judge", ","], "--judge"),
        (["judge", "latest", "--judge", "hnad"], "Did you mean 'hand'"),
        (["judge", "latest", "--judge", "hand,nosuch"], "'nosuch'"),
        (["judge", "hand.png", "--judge", "nosuch"], "nosuch"),
        (["judge", "hand.png", "--judge", "form"], "hand-landmarks, with form or alone"),
        (["judge", "hand.png", "--judge", "hand,vlm:a/b"], "got 'hand,vlm:a/b'"),
        (["judge", "latest", "--judge", "clip-scor:a/b"], "Did you mean 'clip-score'"),
        (["judge", "latest", "--judge", "hand:a/b"], "expected a folder or a hub id"),
        (["judge", "latest", "--judge", "vlm:a/b,vlm:c/d"], "is named twice"),
    ],
)
def test_an_unknown_judge_and_an_odd_number_of_workers_are_bad_input(
    tmp_path: Path, words: list[str], says: str
) -> None:
    result = CliRunner().invoke(app, [*words, "--home", str(tmp_path)])
    assert result.exit_code == 2
    assert says in result.stderr
    assert not (tmp_path / "gesture.db").exists(), "refused before anything is opened"


@pytest.mark.slow
def test_the_round_trip_has_the_promised_shape(tmp_path: Path) -> None:
    html = tmp_path / "page.html"
    report = _run("vocab", "roundtrip", "fist", "rock", "--every", "9", "--html", str(html))
    assert isinstance(report, dict)
    assert set(report["points"]) == {"n", "recovered"}
    assert {"n", "found", "matched"} <= set(report["pictures"])
    assert [entry["id"] for entry in report["entries"]] == ["fist", "rock"]
    for entry in report["entries"]:
        assert {"id", "found", "matched", "n", "confused_with"} <= set(entry)
    assert html.read_text("utf-8").startswith("<!doctype html>")
    nowhere = CliRunner().invoke(
        app, ["vocab", "roundtrip", "fist", "--html", str(tmp_path / "no" / "page.html")]
    )
    assert nowhere.exit_code == 2
