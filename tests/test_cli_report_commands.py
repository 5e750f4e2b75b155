"""`gesture report`, as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from tests.ui_samples import fill_store
from toolkit.cli import app


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["report", *map(str, words)])


@pytest.fixture
def filled(home: Path) -> str:
    return fill_store(home, seeds=1)


def test_a_folder_and_a_grid_are_written_and_told(filled: str, tmp_path: Path) -> None:
    out, grid = tmp_path / "out", tmp_path / "grid.png"
    done = run("latest", "--output", out, "--grid", grid, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["run"], told["pictures"], told["lost"]) == (filled, 4, 0)
    assert told["index"] == str(out / "index.html") and told["grid"] == str(grid)
    assert told["files"] == sum(each.is_file() for each in out.rglob("*"))
    with Image.open(grid) as picture:
        assert picture.format == "PNG"
    said = run(filled, "--output", out, "--pictures", "thumbs", "--of", "gesture")
    assert said.exit_code == 0 and said.stdout.endswith(f"{out / 'index.html'}\n")
    assert "4/4" in said.stderr and not (out / "pictures").exists()


def test_bad_input_is_said_in_a_sentence(filled: str, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    for words, said in (
        ([], "Nothing to write"),
        (["--output", out, "--pictures", "small"], "expected full or thumbs"),
        (["--output", out, "--judge", "hand-landmarcs"], "hand-landmarks"),
        (["--output", out, "--of", "grip"], "--of"),
        (["--grid", str(tmp_path / "grid.jpg")], "ends in .png"),
    ):
        done = run(filled, *words)
        assert done.exit_code == 2 and said in done.stderr, done.output
    assert list(tmp_path.glob("*.*")) == [] and not Path(out).exists()
