"""One model, one name: paths by their folder, hub ids and built-in models as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.errors import PlanError
from toolkit.sweeps.model_names import model_name
from toolkit.sweeps.plan_loader import load_plan
from toolkit.vocabulary import load_vocabulary


def a_model(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "model_index.json").write_text("{}")
    return folder


def test_a_relative_name_is_relative_to_the_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = a_model(tmp_path / "plans" / "models" / "mine")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plans" / "p.yaml").write_text(
        "gestures: [fist]\nmodel: [models/mine, nobody/mine, thumbelina]\n"
    )
    plan = load_plan(tmp_path / "plans" / "p.yaml", load_vocabulary())
    assert plan.models == (str(beside), "nobody/mine", "thumbelina")
    here = a_model(tmp_path / "models" / "mine")
    assert model_name("models/mine", None, where="") == str(here)


def test_two_spellings_of_one_folder_are_given_twice(tmp_path: Path) -> None:
    folder = a_model(tmp_path / "mine")
    said = {"gestures": ["fist"], "model": [str(folder), f"{tmp_path}/./mine/"]}
    with pytest.raises(PlanError, match="given twice"):
        load_plan(said, load_vocabulary())


def test_a_path_that_leads_nowhere_stays_a_path(tmp_path: Path) -> None:
    assert model_name("./gone", tmp_path, where="") == str(tmp_path / "gone")
    assert model_name("owner/name", tmp_path, where="") == "owner/name"
    (tmp_path / "thumbelina").mkdir()
    assert model_name("thumbelina", tmp_path, where="") == "thumbelina"
    with pytest.raises(PlanError, match=r"axes\.model"):
        model_name("a\0b", tmp_path, where="axes.model")
