"""Starting the engine warns nobody of an image processor that nothing here uses."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

PIPELINES = "StableDiffusionPipeline, StableDiffusionXLPipeline, StableDiffusionControlNetPipeline"


def said(code: str) -> str:
    # The command asks for quiet, and another test of this process may have run it.
    loud = {name: value for name, value in os.environ.items() if name != "TRANSFORMERS_VERBOSITY"}
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=loud
    )
    return result.stderr


@pytest.mark.slow
@pytest.mark.skipif(find_spec("torchvision") is not None, reason="torchvision is installed here")
def test_pipelines_load_without_a_word_about_torchvision() -> None:
    load = f"from diffusers import {PIPELINES}"
    assert "torchvision" in said(load), "no longer needed: take image_processors out"
    # The engine comes by way of compel, which loads pipelines too.
    assert "torchvision" not in said(f"from toolkit import Engine; {load}")
