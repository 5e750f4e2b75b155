"""`gesture judge RUN --judge NAME:MODEL`: verdicts of other people's models, and their tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.store_samples import sample_pairs, sample_picture
from tests.tiny_judges import build_tiny_clip, build_tiny_llava
from toolkit import Store
from toolkit.cli import app


def _run(*words: str) -> Any:
    result = CliRunner().invoke(app, [*words, "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def run(home: Path) -> str:
    """Four pictures: two gestures in two weights."""
    del home
    pairs = sample_pairs(1)
    with Store.open() as store:
        run = store.start_run("plan", "{}", pairs)
        for _, request in pairs:
            store.save_image(request, sample_picture(request))
    return run


@pytest.mark.slow
def test_two_models_judge_a_run_and_the_tables_have_them(run: str, tmp_path: Path) -> None:
    clip = build_tiny_clip(tmp_path / "clip")
    llava = build_tiny_llava(tmp_path / "llava")
    measured, said = _run("judge", run, "--judge", f"clip-score:{clip},vlm:{llava}")
    assert (measured["judge"], measured["question"]) == ("clip-score", "number")
    assert (measured["measured"], measured["unjudged"]) == (4, 0)
    assert measured["judge_version"].startswith("clip@")
    assert (said["judge"], said["question"], said["unsure"]) == ("vlm", "form", 4)
    rows = _run("yields", run, "--judge", "clip-score", "--by", "gesture")
    assert [(row["gesture"], row["n"]) for row in rows] == [("fist", 2), ("peace", 2)]
    assert all(-100 <= row["mean"] <= 100 for row in rows)
    assert _run("judge", run, "--judge", f"clip-score:{clip}")["kept"] == 4
    other = build_tiny_clip(tmp_path / "other", seed=1)
    again = _run("judge", run, "--judge", f"clip-score:{other}")
    assert again["kept"] == 0, "another model is another version"


def test_a_model_that_is_not_here_leaves_every_picture_unjudged(run: str) -> None:
    result = CliRunner().invoke(app, ["judge", run, "--judge", "clip-score:nobody/nothing"])
    assert result.exit_code == 1
    assert "No judge: The model 'nobody/nothing' is not on this machine" in result.stderr
    assert "0 measured, 4 unjudged" in result.stdout
    assert "Traceback" not in result.output


def test_a_folder_that_is_not_there_is_bad_input(run: str) -> None:
    result = CliRunner().invoke(app, ["judge", run, "--judge", "vlm:./nowhere"])
    assert result.exit_code == 2
    assert "There is no model folder './nowhere'" in result.stderr
    with Store.open() as store:
        assert store.verdicts(run) == []
