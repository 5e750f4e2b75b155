"""`--vocab` and `GESTURE_VOCAB`, from the prompt to the verdict; and a run whose words are gone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.judging_samples import opened_judge
from toolkit import Store, load_vocabulary
from toolkit.cli import app
from toolkit.errors import UnknownName
from toolkit.judging.looking.judge_run import check_gestures, judge_run

ZORP = """\
gestures:
  zorp:
    name: {en: zorp sign}
    phrases: [zorp]
    pose: {fingers: straight, middle: fist, ring: fist, thumb: out}
  peace:
    phrases: [zorp greeting]
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "a.yaml").write_text(ZORP, encoding="utf-8")
    return folder


def _run(*words: str | Path, code: int = 0) -> Result:
    result = CliRunner().invoke(app, [*map(str, words)])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result


def test_every_command_on_words_knows_ones_own(mine: Path) -> None:
    own = ("--vocab", mine)
    listed = json.loads(_run("vocab", "list", *own, "--json").stdout)
    assert listed[-1]["id"] == "zorp" and listed[-1]["origin"] == "mine"
    assert "mine" in _run("vocab", "list", *own).stdout
    found = json.loads(_run("vocab", "search", "zorp", *own, "--json").stdout)
    assert {each["id"] for each in found} == {"zorp", "peace"}
    assert "zorp" in _run("vocab", "show", "zorp", *own).stdout
    assert "zorp" in _run("vocab", "suggest", "a zorp sign", *own).stdout
    assert "277 gestures, 0 errors" in _run("vocab", "lint", *own).stdout
    assert _run("vocab", "coverage", *own, "--json").stdout
    assert "a photo of zorp\n" in _run("expand", "zorp", *own).stdout
    assert "zorp greeting" in _run("expand", "peace", *own).stdout
    assert "'zorp'" in _run("expand", "zorp", code=2).stderr


def test_words_are_exported_with_ones_own(mine: Path, tmp_path: Path) -> None:
    _run("vocab", "export", tmp_path / "out", "--to", "wildcards", "--vocab", mine)
    assert (tmp_path / "out" / "hands" / "zorp.txt").read_text("utf-8") == "zorp\n"


def test_a_folder_of_ones_own_instead_of_ours_and_words_beside_it(
    mine: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other" / "a.yaml"
    other.parent.mkdir()
    other.write_text(
        "kind: emblem\ngestures: {wink: {name: {en: wink, zh: 眨眼}, phrases: [a, b, c], "
        "pose: {fingers: fist, thumb: over}}}",
        encoding="utf-8",
    )
    said = _run("vocab", "list", "--folder", other.parent, "--vocab", mine, code=2).stderr
    assert "no gesture of ours is called 'peace'" in " ".join(said.split())


def test_the_environment_is_asked_when_nothing_is_named(
    mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GESTURE_VOCAB", str(mine))
    assert "277 gestures" in _run("vocab", "lint").stdout
    monkeypatch.setenv("GESTURE_VOCAB", str(mine / "nowhere"))
    assert "GESTURE_VOCAB" in _run("vocab", "list", code=2).stderr


def test_a_broken_vocabulary_is_one_sentence_with_its_place(mine: Path) -> None:
    (mine / "b.yaml").write_text("gestures:\n  fist: {pose: {fingers: fist}}", encoding="utf-8")
    said = " ".join(_run("vocab", "lint", "--vocab", mine, code=2).stderr.split())
    assert "b.yaml: line 2: gestures.fist.pose: 'fist' is a gesture of ours" in said


@pytest.mark.slow
def test_ones_own_gesture_is_sent_round_with_ours(mine: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    own = ("--every", "6", "--vocab", mine, "--html", page, "--json")
    report = json.loads(_run("vocab", "roundtrip", "zorp", *own).stdout)
    (entry,) = report["entries"]
    assert (entry["id"], entry["recovered"], entry["n"]) == ("zorp", True, 3)
    assert entry["found"] >= 2
    assert 'id="zorp"' in page.read_text("utf-8")


@pytest.mark.slow
def test_a_run_of_ones_own_gesture_is_judged_with_it_alone(
    mine: Path, tmp_path: Path, home: Path
) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "gestures: [zorp]\nseeds: 1\nsettings: {steps: 1}\naxes: {language: [en, zh]}",
        encoding="utf-8",
    )
    assert "'zorp'" in _run("sweep", plan, code=2).stderr
    _run("sweep", plan, "--vocab", mine)
    said = " ".join(_run("judge", "latest", code=2).stderr.split())
    assert said == "error: The gesture 'zorp' is in no vocabulary here; give --vocab DIR."
    _run("judge", "latest", "--vocab", mine)
    rows = json.loads(
        _run("yields", "latest", "--of", "gesture", "--by", "gesture,language", "--json").stdout
    )
    assert [(row["gesture"], row["language"], row["n"]) for row in rows] == [
        ("zorp", "en", 1),
        ("zorp", "zh", 1),
    ]
    with Store.open(home) as store:
        run = store.run("latest")
        assert json.loads(run.plan_json)["vocabulary"] == ["mine"]
        check_gestures(store, run.id, load_vocabulary(extra=[mine]))
        with pytest.raises(UnknownName, match="in no vocabulary here; give --vocab DIR"):
            check_gestures(store, run.id, load_vocabulary(extra=()))
        with pytest.raises(UnknownName, match="in no vocabulary here"):
            judge_run(store, run.id, opened_judge())
