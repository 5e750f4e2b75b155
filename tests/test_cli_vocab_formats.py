"""`gesture vocab export` and `import`: files out and in, and nothing overwritten."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest
from typer.testing import CliRunner

from toolkit import load_vocabulary
from toolkit.cli import app
from toolkit.cli.vocab.vocab_formats import EntryKind
from toolkit.documents.yaml_reader import parse_yaml, read_yaml
from toolkit.vocabulary.entry_schema import GestureFile, Kind
from toolkit.vocabulary.formats.json_schema import vocabulary_schema


def _run(*words: str | Path, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["vocab", *map(str, words)])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.stderr if code else result.stdout


def test_the_kinds_are_the_schemas() -> None:
    assert {kind.value for kind in EntryKind} == set(get_args(Kind))


@pytest.mark.parametrize(
    ("form", "file"),
    [
        ("wildcards", "hands/fist.txt"),
        ("wildcards-yaml", "hands.yaml"),
        ("styles-csv", "styles.csv"),
    ],
)
def test_what_is_exported_can_be_imported(tmp_path: Path, form: str, file: str) -> None:
    target = tmp_path / "out" if form == "wildcards" else tmp_path / file
    _run("export", "--to", form, target)
    source = target / file if form == "wildcards" else target
    draft = _run("import", source, "--from", form, "--kind", "emblem")
    entries = GestureFile.model_validate(parse_yaml(draft, name="draft")).gestures
    fist = load_vocabulary().gesture("fist")
    assert entries["fist"].phrases == fist.phrases
    if form != "wildcards":
        assert list(entries) == list(load_vocabulary().gestures)
    output = tmp_path / "draft.yaml"
    _run("import", source, "--from", form, "--kind", "emblem", "--output", output)
    assert read_yaml(output, name="draft")["kind"] == "emblem"


def test_the_schema_is_exported(tmp_path: Path) -> None:
    _run("export", "--to", "json-schema", tmp_path / "new" / "s.json")
    kept = json.loads((tmp_path / "new" / "s.json").read_text("utf-8"))
    assert kept == vocabulary_schema()


def test_nothing_is_overwritten_unless_forced(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    _run("export", "--to", "wildcards", folder)
    _run("export", "--to", "wildcards", folder)  # the same again is no harm
    mine = folder / "hands" / "fist.txt"
    mine.write_text("my own words\n", "utf-8")
    (folder / "hands" / "palm.txt").unlink()
    assert "fist.txt exists already" in _run("export", "--to", "wildcards", folder, code=2)
    assert mine.read_text("utf-8") == "my own words\n"
    assert not (folder / "hands" / "palm.txt").exists()
    _run("export", "--to", "wildcards", folder, "--force")
    assert mine.read_text("utf-8") != "my own words\n"
    _run("import", mine, "--from", "wildcards", "--kind", "emblem", "--output", tmp_path / "d.yaml")
    (tmp_path / "d.yaml").write_text("mine", "utf-8")
    again = ("import", mine, "--from", "wildcards", "--kind", "emblem", "--output")
    assert "d.yaml exists already" in _run(*again, tmp_path / "d.yaml", code=2)
    assert (tmp_path / "d.yaml").read_text("utf-8") == "mine"
    assert "is a folder" in _run("export", "--to", "styles-csv", tmp_path, code=2)


@pytest.mark.parametrize("form", ["wildcards", "wildcards-yaml", "styles-csv"])
@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\xff",
        b"x" * 10_000_000,
        "name,prompt\na: b,\u202eturned\n".encode(),
        b"",
        b"\n\n,,,\n\x07",
    ],
    ids=["binary", "10 MB", "right to left", "empty", "control"],
)
def test_bad_input_is_one_sentence_that_names_the_file(
    tmp_path: Path, form: str, data: bytes
) -> None:
    file = tmp_path / "bad.dat"
    file.write_bytes(data)
    told = _run("import", file, "--from", form, "--kind", "action", code=2)
    assert "bad.dat: " in told
    assert len(told.splitlines()) == 1


def test_a_missing_file_and_a_wrong_format_are_bad_input(tmp_path: Path) -> None:
    missing = tmp_path / "none.csv"
    told = _run("import", missing, "--from", "styles-csv", "--kind", "emblem", code=2)
    assert "none.csv: cannot be read" in told
    assert "json-schema" in _run("export", "--to", "nonsense", tmp_path / "x", code=2)
