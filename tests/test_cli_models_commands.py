"""`gesture models`: what is here, what each can do, and why it draws as it does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from tests.tiny_models import build_tiny_flux
from toolkit.cli import app


def _json(*words: str) -> Any:
    result = CliRunner().invoke(app, ["models", *words, "--json"])
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_the_list_has_the_built_in_models() -> None:
    found = _json("list")
    by_name = {each["model"]: each for each in found["models"]}
    assert {"thumbelina", "thumbelina-mid", "thumbelina-early"} <= set(by_name)
    thumbelina = by_name["thumbelina"]
    assert (thumbelina["family"], thumbelina["size"]) == ("sd", [128, 128])
    assert (thumbelina["weights"], thumbelina["negative"]) == (True, True)
    assert thumbelina["control"] == ["skeleton"]
    assert "Euler a" in thumbelina["schedulers"]
    said = CliRunner().invoke(app, ["models", "list"]).stdout
    assert "thumbelina-early" in said


def test_a_folder_is_shown_with_its_reasons(tmp_path: Path) -> None:
    folder = build_tiny_flux(tmp_path / "flux")
    shown = _json("show", str(folder))
    assert (shown["negative"], shown["control"], shown["guidance_kind"]) == (False, [], "embedded")
    assert shown["schedulers"] == ["default", "Euler", "UniPC", "Flow Euler"]
    assert shown["why"]["steps"] == "gesture.json"
    (folder / "gesture.json").unlink()
    assert _json("show", str(folder))["why"]["steps"] == "usual for flux"
    said = CliRunner().invoke(app, ["models", "show", str(folder)]).stdout
    assert "negative: no" in said
    assert "steps from: usual for flux" in said


def test_an_unknown_model_is_one_sentence() -> None:
    result = CliRunner().invoke(app, ["models", "show", "thumbelna"])
    assert result.exit_code != 0
    assert "Did you mean 'thumbelina'" in result.stderr
