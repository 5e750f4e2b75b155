"""`gesture demo --no-app`: sweep, judge, table and contact sheets, on a tiny real model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from PIL import Image
from typer.testing import CliRunner

from toolkit import load_plan, load_vocabulary
from toolkit.cli import app


def _plan(folder: Path, model: str) -> str:
    file = folder / "mini.yaml"
    document = {
        "gestures": ["fist", "palm"],
        "axes": {"phrase": ["plain", "explicit"]},
        "seeds": 2,
        "model": model,
    }
    file.write_text(yaml.safe_dump(document), "utf-8")
    return str(file)


@pytest.mark.slow
def test_the_demo_ends_with_verdicts_a_table_and_a_sheet_for_each_gesture(
    tmp_path: Path, home: Path, tiny_model: str
) -> None:
    words = ["demo", "--no-app", "--plan", _plan(tmp_path, tiny_model), "--by", "phrase"]
    result = CliRunner().invoke(app, [*words, "--json"])
    assert result.exit_code == 0, result.stderr
    report = json.loads(result.stdout)
    assert (report["requested"], report["made"], report["failed"]) == (8, 8, 0)
    assert [(row["phrase"], row["n"] + row["unjudged"]) for row in report["yields"]] == [
        ("plain", 4),
        ("explicit", 4),
    ]
    sheets = [Path(sheet) for sheet in report["sheets"]]
    assert [sheet.stem for sheet in sheets] == ["fist", "palm"]
    for sheet in sheets:
        assert sheet.is_relative_to(home)
        with Image.open(sheet) as picture:
            assert picture.width > 2 * 128
    again = CliRunner().invoke(app, words)
    assert again.exit_code == 0
    assert "explicit" in again.stdout
    assert str(sheets[0].parent) in again.stdout.replace("\n", "")


def test_the_sample_plan_is_sixty_four_pictures_in_which_one_thing_differs() -> None:
    plan = load_plan("demo", load_vocabulary())
    assert plan.count == 64
    assert {name for name, values in plan.axes.items() if len(values) > 1} == {"gesture", "weight"}
