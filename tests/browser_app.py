"""One app for all browser tests, one Chromium a module, and how a test looks at a page."""

from __future__ import annotations

import os
import shutil
import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--metrics-recording-only",
]
# Patience for a busy machine; a quiet one needs a tenth of it.
WAIT_MS = 60_000
START_S = 600

# One process imports the app, some seconds of work; every app served is a fork of it.
_PROCESSES = get_context("forkserver")
_PROCESSES.set_forkserver_preload(["toolkit.ui.app"])


def _serve(
    home: Path, port: int, models: tuple[str, ...], log: Path, own_seeds: int | None
) -> None:
    """In a process of its own: the app on ``home``, and what it says in the file ``log``."""
    from toolkit.sweeps.own_words import mine_against_ours
    from toolkit.ui.app import launch

    with log.open("w") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    if own_seeds is not None:
        assert mine_against_ours.__kwdefaults__ is not None
        mine_against_ours.__kwdefaults__["seeds"] = own_seeds
    launch(home, port=port, models=models)


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served_app(home: Path, *models: str, own_seeds: int | None = None) -> Iterator[str]:
    """The app on ``home`` in a process of its own; gives its address, fails on a traceback.

    Words of one's own are tried there with ``own_seeds`` instead of the usual eight.
    """
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    log = home.with_name(f"{home.name}-log.txt")
    log.touch()
    server = _PROCESSES.Process(target=_serve, args=(home, port, models, log, own_seeds))
    server.start()
    try:
        end = time.monotonic() + START_S
        while True:
            assert server.is_alive(), log.read_text()
            assert time.monotonic() < end, log.read_text()
            try:
                urllib.request.urlopen(address, timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.join(timeout=20)
    assert "Traceback" not in log.read_text(), log.read_text()


@pytest.fixture(scope="session")
def app_address(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The app on an empty home.

    It draws with Thumbelina where its weights are, else with a tiny pipeline that makes noise; few
    seeds, for pictures take most of the time.
    """
    from toolkit.generation.models import available_models

    there = "thumbelina" in available_models()
    model = "thumbelina" if there else request.getfixturevalue("tiny_model")
    with served_app(tmp_path_factory.mktemp("app") / "home", model, own_seeds=2) as address:
        yield address


@pytest.fixture(scope="session")
def rated_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on a store with two small runs that are judged; it can draw nothing."""
    from tests.ui_samples import fill_store

    home = tmp_path_factory.mktemp("rated") / "home"
    fill_store(home)
    fill_store(home, seeds=4)
    with served_app(home, "thumbelina") as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for a module's tests; while it is open, nothing else may run an event loop."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def opened_page(browser: Any, address: str, **options: Any) -> Iterator[Any]:
    """A fresh visitor's page.

    What it asks of another host, an error in its scripts and a failed request fail the test.
    """
    settings: dict[str, Any] = {"viewport": {"width": 1280, "height": 860}, "locale": "en-US"}
    context = browser.new_context(**{**settings, **options})
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    asked: list[str] = []
    broken: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on(
        "response",
        lambda reply: broken.append(f"{reply.status} {reply.url}") if reply.status >= 500 else None,
    )
    page.goto(address)
    place = address.partition("#")[0]
    # Behind a # stands what is shown at once, which need not be the cards.
    page.wait_for_selector("html[data-arrived] .card", state="attached")
    yield page
    context.close()
    here = (place.rstrip("/"), "data:", "blob:")
    assert [url for url in asked if not url.startswith(here)] == []
    assert broken == [], broken


@pytest.fixture
def page(chromium: Any, app_address: str) -> Iterator[Any]:
    """The app's page in English, as a visitor sees it for the first time."""
    with opened_page(chromium, app_address) as page:
        yield page


@pytest.fixture
def chinese_page(chromium: Any, app_address: str) -> Iterator[Any]:
    """The same for a visitor whose browser speaks Chinese."""
    with opened_page(chromium, app_address, locale="zh-CN") as page:
        yield page


def open_tab(page: Any, name: str) -> None:
    """Press the tab called ``name``."""
    page.get_by_role("tab", name=name, exact=True).click()
