"""Where plans are found: a file name is a file, a bare name a sample."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.errors import PlanError
from toolkit.sweeps.samples import find_plan, names_file, sample_plans


@pytest.mark.parametrize(
    ("source", "is_file"),
    [
        ("weights.yaml", True),
        ("weights.YML", True),
        ("weights.json", True),
        ("./weights", True),
        ("plans/weights", True),
        (Path("weights"), True),
        ("weights", False),
        ("yaml", False),
    ],
)
def test_what_can_only_be_a_file(source: Path | str, is_file: bool) -> None:
    assert names_file(source) == is_file


@pytest.mark.parametrize("name", ["weights.yaml", "weights.yml", "./weights", "weights.YAML"])
def test_a_missing_file_is_never_the_sample_of_its_name(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PlanError, match="no plan file") as caught:
        find_plan(name)
    assert name in caught.value.message
    assert "The sample plan of that name is called 'weights'" in caught.value.hint
    with pytest.raises(PlanError, match="Did you mean 'weights'"):
        find_plan("wieghts.yaml")
    with pytest.raises(PlanError, match="Give a YAML file, or one of the samples: blake"):
        find_plan("zzz.yaml")


def test_a_bare_name_is_a_file_that_is_there_or_else_a_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_plan("weights") == sample_plans()["weights"]
    (tmp_path / "weights").write_text("gestures: all\n", "utf-8")
    assert find_plan("weights") == Path("weights")
    (tmp_path / "demo").mkdir()
    assert find_plan("demo") == sample_plans()["demo"]
    with pytest.raises(PlanError, match="is a folder"):
        find_plan("./demo")
    with pytest.raises(PlanError, match="is a folder"):
        find_plan(tmp_path)


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b", "a\0b.yaml"])
def test_what_no_file_can_be_called_is_an_error_in_words(name: str) -> None:
    with pytest.raises(PlanError, match="no plan file") as caught:
        find_plan(name)
    assert len(caught.value.message) < 150
