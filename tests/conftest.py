"""What every test stands on: a home of its own, and no way to a model hub."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.browser_app import (  # noqa: F401
    app_address,
    chinese_page,
    chromium,
    page,
    rated_address,
)

# Before any library reads them: tests never ask the network for a model, and never phone home.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
# Somebody's own words would stand beside ours in every test.
os.environ.pop("GESTURE_VOCAB", None)
if "PYTEST_XDIST_WORKER" in os.environ:
    # Every core has a process of its own: more threads would only wait for each other.
    os.environ.setdefault("OMP_NUM_THREADS", "1")

# A run started in a shell's background ignores Ctrl-C, and so would the programs it tests.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Several processes (``-n``) take whole files; the browser's share an app, and begin first.

    Files with slow tests follow, so that no process has a long one left when the others end.
    """
    for item in items:
        browser = item.get_closest_marker("browser") is not None
        item.add_marker(pytest.mark.xdist_group("browser" if browser else item.path.stem))
    if "PYTEST_XDIST_WORKER" in os.environ:
        slow = {item.path for item in items if item.get_closest_marker("slow") is not None}
        items.sort(
            key=lambda item: (item.get_closest_marker("browser") is None, item.path not in slow)
        )


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder, set as ``GESTURE_HOME`` for the test."""
    folder = tmp_path / "home"
    monkeypatch.setenv("GESTURE_HOME", str(folder))
    return folder


@pytest.fixture(autouse=True)
def _never_the_users_home(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A test that forgets to ask for ``home`` still cannot write into the user's data folder."""
    if "GESTURE_HOME" not in os.environ:
        monkeypatch.setenv("GESTURE_HOME", str(tmp_path_factory.mktemp("gesture-home")))


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A real Stable Diffusion pipeline with random weights, 32-px pictures, as a folder's path."""
    from tests.tiny_models import build_tiny_sd

    return str(build_tiny_sd(tmp_path_factory.mktemp("models") / "tiny"))
