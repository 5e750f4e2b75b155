"""`docs/judging.md`: its notebook cells run as they stand, and it knows every built-in judge."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.store_samples import sample_pairs
from tests.tiny_judges import build_tiny_clip
from toolkit import Store
from toolkit.cli.reference import reference
from toolkit.judging.judges import JUDGES
from toolkit.judging.scorers import clip_score, vlm

PAGE = (Path(__file__).parent.parent / "docs" / "judging.md").read_text("utf-8")


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture
def run(home: Path) -> str:
    """Twelve pictures: those of weight 0.8 are flat, of 1.2 rich in contrast; one is grey."""
    del home
    pairs = sample_pairs(3)
    with Store.open() as store:
        run = store.start_run("plan", "{}", pairs)
        for number, (cell, request) in enumerate(pairs):
            reach = 0 if number == 0 else 40 if "0.8" in cell.id else 200
            pixels = np.random.default_rng(number).integers(0, reach + 1, (32, 32, 1))
            shade = np.repeat(pixels, 3, axis=2).astype(np.uint8)
            store.save_image(request, Image.fromarray(shade), seconds=0.1, device="cpu")
    return run


@pytest.mark.slow
def test_the_page_s_judge_judges(run: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_tiny_clip(tmp_path / "my-clip")
    monkeypatch.chdir(tmp_path)
    space: dict[str, Any] = {}
    for block in _blocks("python"):
        exec(block, space)
    report = space["report"]
    assert (report.run, report.judge, report.question) == (run, "contrast", "form")
    assert (report.passed, report.failed, report.unsure) == (6, 5, 1)
    assert list(space["table"]["k"]) == [0, 6]
    (gain,) = space["gain"].to_dict("records")
    assert gain["difference"] == 1.0
    own, clip = space["both"]
    assert own.kept == 12, "judged before, with the same version"
    assert (clip.judge, clip.question, clip.measured) == ("clip-score", "number", 12)
    assert clip.judge_version.startswith("my-clip@")


def test_the_page_knows_every_built_in_judge_and_the_usual_models() -> None:
    assert [name for name in JUDGES if f"`{name}" not in PAGE] == []
    assert {clip_score.DEFAULT_MODEL, vlm.DEFAULT_MODEL} <= set(
        re.findall(r"[\w.-]+/[\w.-]+", PAGE)
    )


def test_the_page_s_commands_have_these_options() -> None:
    known = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", reference()))
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", PAGE)) <= known


def test_the_judge_is_written_in_ten_lines() -> None:
    source = _blocks("python")[0].partition("class ")[2]
    assert len([line for line in source.splitlines() if line.strip()]) <= 10
