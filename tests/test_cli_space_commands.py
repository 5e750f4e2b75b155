"""`gesture space`: what would go, without sending it."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from toolkit.cli import app


def test_deploy_says_what_would_go_and_sends_nothing() -> None:
    done = CliRunner().invoke(app, ["space", "deploy", "me/gestures", "--dataset", "me/votes"])
    assert done.exit_code == 0
    assert "variable GESTURE_DATASET = me/votes" in done.stdout
    assert "secrets: GESTURE_SECRET, HF_TOKEN" in done.stdout
    assert "Nothing was sent" in done.stderr and "GESTURE_SPACE_TOKEN" in done.stderr


def test_deploy_as_json() -> None:
    done = CliRunner().invoke(app, ["space", "deploy", "me/g", "--hardware", "cpu", "--json"])
    said = json.loads(done.stdout)
    assert said["hardware"] == "cpu" and said["sent"] is False and "app.py" in said["files"]
    assert said["address"] == "https://huggingface.co/spaces/me/g"


@pytest.mark.parametrize("name", ["gestures", "a/b/c"])
def test_a_wrong_name_is_bad_input(name: str) -> None:
    done = CliRunner().invoke(app, ["space", "deploy", name])
    assert done.exit_code == 2 and "owner/name" in done.stderr


def test_yes_without_a_network_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    done = CliRunner().invoke(app, ["space", "deploy", "me/gestures", "--yes"])
    assert done.exit_code == 1 and "did not take the Space" in done.stderr
    assert "Traceback" not in done.stderr
