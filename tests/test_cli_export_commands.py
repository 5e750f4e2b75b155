"""`gesture export`, as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.report_samples import tell
from toolkit.cli import app


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["export", *map(str, words)])


@pytest.fixture
def told(home: Path) -> str:
    return tell(home)


def test_the_json_counts_rows_ties_and_files(told: str, tmp_path: Path) -> None:
    done = run("latest", "--to", "pickapic", tmp_path / "out", "--json")
    assert done.exit_code == 0, done.output
    fields = json.loads(done.stdout)
    assert (fields["rows"], fields["dropped_ties"]) == (3, 2)
    assert fields["files"] == ["README.md", "data/train.parquet"]
    assert fields["left_out"] == {"not_sure": 1}
    said = run(told, "--to", "pairs", tmp_path / "pairs", "--license", "cc0-1.0")
    assert said.stdout.startswith("3 rows, 2 without a winner dropped, 2 files: ")
    assert "Left out: 1 (not sure)." in said.stderr
    assert "license: cc0-1.0" in (tmp_path / "pairs" / "README.md").read_text("utf-8")


def test_bad_input_is_said_in_a_sentence(
    told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path / "none"))
    for words, code, said in (
        (["--to", "votez", tmp_path / "out"], 2, "Did you mean 'votes'?"),
        (["--to", "votes", "hf://ann/votes"], 2, "hf://datasets/OWNER/NAME"),
        (["--to", "votes", "hf://datasets/ann/votes"], 1, "there is no token for the hub"),
        (["--to", "training-set", tmp_path / "out", "--judge", "nobody"], 2, "nobody"),
    ):
        done = run(told, *words)
        assert done.exit_code == code and said in done.stderr, done.output
    assert not (tmp_path / "out").exists()
