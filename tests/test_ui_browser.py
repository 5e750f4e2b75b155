"""The whole circle in a real browser: compose, run, rate five pairs by keyboard, see it count."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from toolkit.generation.models import available_models

pytestmark = [pytest.mark.browser, pytest.mark.slow]

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
WAIT_MS = 300_000
START_S = 900
KEYS = ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", " ")


SERVE = """
import sys
from pathlib import Path
from toolkit.ui.app import launch
launch(Path(sys.argv[1]), port=int(sys.argv[2]), models=[sys.argv[3]])
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def address(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The app, served by a process of its own on an empty home.

    It draws with Thumbelina where its weights are, else with a tiny pipeline that makes noise.
    """
    there = "thumbelina" in available_models()
    model = "thumbelina" if there else request.getfixturevalue("tiny_model")
    home, port = tmp_path_factory.mktemp("app") / "home", free_port()
    address = f"http://127.0.0.1:{port}/"
    log = home.with_name("log.txt")
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(home), str(port), model],
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            end = time.monotonic() + START_S
            while True:
                assert server.poll() is None, log.read_text()
                assert time.monotonic() < end, log.read_text()
                try:
                    urllib.request.urlopen(address, timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.2)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)
    assert "Traceback" not in log.read_text(), log.read_text()


@pytest.fixture
def page(address: str) -> Iterator[Any]:
    """The app's page; anything that it asks of another host fails the test."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    asked: list[str] = []
    broken: list[str] = []
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 860}, locale="en-US")
        page.set_default_timeout(WAIT_MS)
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.goto(address)
        page.wait_for_selector(".card")
        yield page
        browser.close()
    here = (address.rstrip("/"), "data:", "blob:")
    assert [url for url in asked if not url.startswith(here)] == []
    assert broken == []


def open_tab(page: Any, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()


def test_compose_run_rate_and_see_the_results_change(page: Any) -> None:
    # Words: find a gesture in Chinese, put it into the sweep.
    page.locator("#words-search textarea, #words-search input").fill("拳头")
    page.wait_for_function("document.querySelectorAll('.card').length < 20")
    page.locator(".card[data-id=fist]").click()
    page.locator(".drawer [data-act=add]").click()
    page.keyboard.press("Escape")
    page.wait_for_selector(".drawer", state="detached")

    # Sweep: two phrases, five seeds; the count stands there before it runs.
    open_tab(page, "Sweep")
    page.get_by_label("explicit").check()
    seeds = page.locator("#sweep-seeds input")
    seeds.fill("5")
    seeds.press("Tab")
    page.wait_for_selector("#sweep-cost b:text-is('10 pictures')")
    assert page.locator("#sweep-prompts li").count() == 2
    page.locator("#sweep-run").click()
    page.wait_for_selector("#sweep-status .notice:has-text('Done')")
    page.wait_for_function("document.querySelectorAll('.tile img[src^=\"data:\"]').length === 10")
    assert page.locator(".tile .mark").count() == 10

    # Results before anybody voted.
    open_tab(page, "Results")
    page.wait_for_selector("#results-yields .yields")
    assert page.locator("#results-rank [data-act=rate]").count() == 1
    assert page.locator("#votes-note").count() == 0

    # Rate: five pairs by keyboard, the first answer taken back and given again.
    open_tab(page, "Rate")
    before = ""
    for number, key in enumerate((KEYS[0], *KEYS)):
        page.wait_for_function(
            "before => { const e = document.querySelector('[data-question]');"
            " return e && e.dataset.question !== before"
            " && !document.querySelector('.rate .ask').hidden; }",
            arg=before,
        )
        before = page.locator("[data-question]").get_attribute("data-question")
        sources = page.locator(".rate .pick img").evaluate_all("all => all.map(e => e.src)")
        assert len(set(sources)) == 2
        assert all(source.startswith("data:image/png;base64,") for source in sources)
        page.keyboard.press(key)
        if number == 0:
            page.wait_for_function("!document.querySelector('.rate .undo').disabled")
            before = page.locator("[data-question]").get_attribute("data-question")
            page.keyboard.press("u")
    page.wait_for_selector(".rate .message button")
    assert "every pair" in page.locator(".rate .message").inner_text()

    # The results have changed.
    page.locator(".rate .message button").click()
    page.wait_for_selector("#votes-note")
    note = page.locator("#votes-note").inner_text()
    assert note.startswith("5 votes; 1 said both bad and 1 not sure")
    assert page.locator("#results-rank .yields tbody tr").count() == 2


def test_filter_compare_and_ask_what_a_prompt_lacks(page: Any) -> None:
    # Pictures come for what is on the screen only.
    page.wait_for_function("document.querySelectorAll('.card img[src]').length >= 6")
    assert page.locator(".card img[src]").count() < page.locator(".card").count() / 2

    page.locator("#words-hands label", has_text="two").click()
    page.wait_for_selector(".card[data-id=fist]", state="detached")
    page.locator(".card[data-id=hand_heart]").click()
    page.wait_for_function("document.querySelector('.drawer [data-big] img[src]')")
    before = page.locator(".drawer [data-big] img").get_attribute("src")
    page.locator(".drawer [data-material=xray]").click()
    page.wait_for_function(
        "before => document.querySelector('.drawer [data-big] img').src !== before", arg=before
    )
    page.locator(".drawer [data-act=pick]").click()
    page.locator("#words-picking .picking").wait_for()
    page.locator(".card[data-id=holy]").click()
    page.wait_for_selector(".compare .unlike td")
    page.keyboard.press("Escape")
    page.wait_for_selector(".compare", state="detached")

    page.locator("#words-suggest button").first.click()
    page.locator("#words-prompt textarea").fill("a woman waving from a train")
    page.wait_for_selector(".suggestion [data-id=wave]")


def test_both_languages_and_both_widths(page: Any, tmp_path: Path) -> None:
    page.locator("#language label", has_text="中文").click()
    page.get_by_role("tab", name="词汇", exact=True).wait_for()
    page.wait_for_selector(".cards .name [lang=zh]")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        for name in ("词汇", "生成", "评选", "结果"):
            tab = page.get_by_role("tab", name=name, exact=True)
            if not tab.is_visible():
                continue
            tab.click()
            page.wait_for_timeout(150)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name} is {wide} px wide on a screen of {width}"
        if folder := os.environ.get("GESTURE_SCREENS"):
            page.screenshot(path=str(Path(folder) / f"empty-{width}.png"))
