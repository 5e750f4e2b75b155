"""The report in Chromium, from disk: it runs nothing of users, and works by key and phone."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.report_samples import EVIL, NAME, QUOTES, SEEDS, tell
from toolkit import Store, load_vocabulary
from toolkit.reporting.report import write_report
from toolkit.ui.language.report_words import report_languages

pytestmark = [pytest.mark.browser]

PLACES = 8 * SEEDS


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the sample run's report on disk."""
    folder = tmp_path_factory.mktemp("page")
    tell(folder / "home")
    with Store.open(folder / "home") as store:
        languages = report_languages(load_vocabulary())
        return write_report(store, "latest", folder / "report", languages).index.as_uri()


@contextmanager
def opened(browser: Any, address: str, **options: Any) -> Iterator[Any]:
    """A reader's page; what it asks of a network, and an error in its scripts, fail the test."""
    settings: dict[str, Any] = {"viewport": {"width": 1280, "height": 860}, "locale": "en-US"}
    context = browser.new_context(**{**settings, **options})
    page = context.new_page()
    page.set_default_timeout(30_000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text))
    page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
    page.on(
        "request",
        lambda asked: (
            None if asked.url.startswith(("file:", "data:", "blob:")) else wrong.append(asked.url)
        ),
    )
    page.goto(address)
    page.wait_for_selector("html[data-ready]")
    yield page
    context.close()
    assert wrong == []


def tiles(page: Any) -> int:
    return page.locator("#grid .tile").count()


def test_what_users_wrote_is_shown_as_text(chromium: Any, index: str) -> None:
    with opened(chromium, index) as page:
        assert page.locator("h1").inner_text() == NAME and page.title() == NAME
        assert (
            page.locator("img[src=x], [onmouseover], [onclick], main b:has-text('**')").count() == 0
        )
        page.locator("#grid .tile").first.click()
        shown = page.locator("dialog .wording p").first.inner_text()
        assert "<img src=x onerror=" in shown and "</script>" in shown
        assert page.locator("dialog h2").inner_text().count(EVIL) == 1
        assert QUOTES in page.locator("dialog").inner_text()
        assert page.evaluate("document.querySelector('#grid img').complete")


def test_filters_stand_in_the_address_and_come_back_from_it(chromium: Any, index: str) -> None:
    with opened(chromium, index) as page:
        assert f"{PLACES} of {PLACES} pictures" in page.locator("#shown").inner_text()
        page.click("#only-failures")
        failed = PLACES // 2 - 2
        assert f"{failed} of {PLACES} pictures · 0 of {failed} passed" in (
            page.locator("#shown").inner_text()
        )
        page.locator("details.menu[data-menu=gesture] summary").click()
        page.locator("details.menu[data-menu=gesture] input").nth(1).check()
        assert page.locator("details.menu[data-menu=gesture]").get_attribute("open") is not None
        page.select_option("#columns", "weight")
        address = page.url
        assert "v=f" in address and "f.gesture=fist" in address and "cols=weight" in address
        left = page.locator("#shown").inner_text()
    with opened(chromium, address, locale="zh-CN") as page:
        assert page.locator("#rows").input_value() == "gesture"
        assert page.locator("#columns").input_value() == "weight"
        assert page.locator("#only-failures").get_attribute("aria-pressed") == "true"
        assert page.locator("#shown").inner_text().startswith(left.split(" ")[0] + "/")
        page.click("#clear")
        assert page.locator("#shown").inner_text().startswith(f"{PLACES}/{PLACES}")
        page.click("#only-differing")
        assert page.locator("#shown").inner_text().startswith(f"{PLACES}/{PLACES}")
    with opened(
        chromium, f"{index}#f.gesture=nobody&rows=%00&v=xyz&p=zz&size=q&by=__proto__"
    ) as page:
        assert f"{PLACES} of {PLACES}" in page.locator("#shown").inner_text()


def test_one_picture_by_key_and_back(chromium: Any, index: str) -> None:
    with opened(chromium, index) as page:
        page.locator("#grid").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("ArrowRight")
        second = page.evaluate("document.activeElement.dataset.picture")
        page.keyboard.press("Enter")
        page.wait_for_selector("dialog[open]")
        assert (
            page.locator("dialog .bar").inner_text().replace("\n", " ").count(f"2 of {PLACES}") == 1
        )
        page.keyboard.press("ArrowRight")
        assert f"3 of {PLACES}" in page.locator("dialog .bar").inner_text()
        page.keyboard.press("ArrowDown")
        assert f"{3 + SEEDS} of {PLACES}" in page.locator("dialog .bar").inner_text()
        page.keyboard.press("o")
        page.wait_for_selector("#slider")
        above = page.locator("dialog .stage img.above")
        page.locator("#slider").focus()
        before = above.evaluate("(image) => image.style.clipPath")
        page.keyboard.press("ArrowLeft")
        assert above.evaluate("(image) => image.style.clipPath") != before
        assert f"{3 + SEEDS} of {PLACES}" in page.locator("dialog .bar").inner_text()
        assert "over=" in page.url
        page.keyboard.press("Escape")
        page.wait_for_selector("dialog", state="hidden")
        assert "p=" not in page.url
        page.locator(f"[data-picture='{second}']").click()
        page.wait_for_selector("dialog[open]")
        page.go_back()
        page.wait_for_selector("dialog", state="hidden")
        assert page.evaluate("document.activeElement.dataset.picture") == second


def test_answers_lead_to_their_pictures_and_download(
    chromium: Any, index: str, tmp_path: Path
) -> None:
    with opened(chromium, index) as page:
        page.locator("#heat .heat").first.click()
        assert page.locator("#shown").inner_text().startswith(f"{SEEDS} of {PLACES}")
        page.go_back()
        assert page.locator("#shown").inner_text().startswith(f"{PLACES} of {PLACES}")
        page.select_option("#axis", "weight")
        shown = page.locator("#strips").inner_text()
        assert f"Better: {PLACES // 2 - 1}" in shown and "Not judged: 1" in shown
        page.locator("#strips .beforeafter").first.click()
        page.wait_for_selector("#slider")
        page.keyboard.press("Escape")
        with page.expect_download() as waited:
            page.locator("#pictures > header button").click()
        waited.value.save_as(tmp_path / "pictures.csv")
    with (tmp_path / "pictures.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == PLACES and {row["lens"] for row in rows} == {EVIL, QUOTES}


def test_only_what_can_be_seen_is_in_the_page(chromium: Any, index: str) -> None:
    with opened(chromium, index, viewport={"width": 700, "height": 300}) as page:
        page.click("[data-size=l]")
        few = tiles(page)
        assert 0 < few < PLACES
        page.evaluate("document.getElementById('grid').scrollTop = 1e6")
        page.locator("#grid [data-at^='7,']").first.wait_for()
        assert tiles(page) < PLACES


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_and_both_languages(chromium: Any, index: str, scheme: str) -> None:
    phone = {"viewport": {"width": 390, "height": 800}, "color_scheme": scheme}
    with opened(chromium, index, **phone) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (paper == "rgb(28, 27, 26)") is (scheme == "dark")
        page.click("[data-lang=zh]")
        assert page.evaluate("document.documentElement.lang") == "zh-Hans" and "lang=zh" in page.url
        assert "能画出哪些手势？" in page.locator("#yields").inner_text()
        page.locator("#grid .tile").first.click()
        page.wait_for_selector("dialog[open]")
        assert page.evaluate("document.querySelector('dialog').scrollWidth") <= 390
        assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_axe_finds_nothing_serious(chromium: Any, index: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    def serious(page: Any) -> list[str]:
        # Without "preload": axe would fetch the style sheet, which a page from disk may not.
        found = Axe().run(page, options={"preload": False}).response["violations"]
        return [each["id"] for each in found if each["impact"] in ("serious", "critical")]

    with opened(chromium, index, bypass_csp=True) as page:
        assert serious(page) == []
        page.emulate_media(color_scheme="dark")
        page.locator("#grid .tile").first.click()
        page.wait_for_selector("dialog[open]")
        assert serious(page) == []
