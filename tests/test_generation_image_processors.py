"""Starting the engine warns nobody of an image processor that nothing here uses."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest

PIPELINES = "StableDiffusionPipeline, StableDiffusionXLPipeline, StableDiffusionControlNetPipeline"


def said(code: str) -> str:
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return result.stderr


@pytest.mark.skipif(find_spec("torchvision") is not None, reason="torchvision is installed here")
def test_pipelines_load_without_a_word_about_torchvision() -> None:
    load = f"from diffusers import {PIPELINES}"
    assert "torchvision" in said(load), "no longer needed: take image_processors out"
    assert "torchvision" not in said(f"import toolkit.generation.loading; {load}")
