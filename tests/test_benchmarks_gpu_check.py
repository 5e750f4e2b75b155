"""The prepared GPU script runs through on small models, and its promises hold on this machine."""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

SCRIPT = Path(__file__).parent.parent / "benchmarks" / "gpu_check.py"


@pytest.mark.filterwarnings("ignore")  # diffusers and transformers to their own authors
def test_the_tiny_form_runs_on_the_cpu(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [str(SCRIPT), "--tiny", "--json", "--device", "cpu"])
    runpy.run_path(str(SCRIPT), run_name="__main__")
    report = json.loads(capsys.readouterr().out)
    assert [row["model"] for row in report["rows"]] == ["sd15", "sdxl", "flux"]
    for row in report["rows"]:
        assert (row["device"], row["dtype"], row["size_px"]) == ("cpu", "float32", 64)
        assert row["batch_difference"] <= 2
        assert row["picture_s"] > 0
        assert row["floor_s"] > 0
    assert report["rows"][0]["low_memory_picture_s"] > 0
