"""`gesture doctor`: says what is there, what is missing, and what mends it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from toolkit import __version__
from toolkit.cli import app

CHECKS = ["gesture", "libraries", "device", "vocabulary", "models", "judge", "store"]


def test_every_check_is_reported_and_the_exit_code_agrees(home: Path) -> None:
    result = CliRunner().invoke(app, ["doctor", "--json"])
    report = json.loads(result.stdout)
    assert [check["check"] for check in report["checks"]] == CHECKS
    states = {check["check"]: check["state"] for check in report["checks"]}
    assert states["libraries"] == states["device"] == states["vocabulary"] == "ok"
    assert report["ok"] == (set(states.values()) == {"ok"})
    assert result.exit_code == (0 if report["ok"] else 1)
    assert __version__ in report["checks"][0]["detail"]


def test_a_missing_judge_is_named_with_its_mending_command(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GESTURE_HAND_LANDMARKER", str(tmp_path / "nothing.task"))
    result = CliRunner().invoke(app, ["doctor", "--json"])
    judge = next(c for c in json.loads(result.stdout)["checks"] if c["check"] == "judge")
    assert result.exit_code == 1
    assert judge["state"] == "missing"
    assert "nothing.task" in judge["detail"]
    assert "gesture doctor --fetch" in judge["mend"]
    shown = CliRunner().invoke(app, ["doctor"])
    assert "✗" in shown.stdout
    assert "gesture doctor --fetch" in shown.stderr


def test_a_home_that_is_a_file_is_a_finding_not_a_crash(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("here already")
    result = CliRunner().invoke(app, ["doctor", "--json", "--home", str(file / "home")])
    store = json.loads(result.stdout)["checks"][-1]
    assert (store["state"], result.exit_code) == ("missing", 1)
