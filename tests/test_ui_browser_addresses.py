"""Addresses in a real browser: Back closes drawers, links open what they name, keys step."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser_app import WAIT_MS, open_tab, opened_page

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def wait_for_address(page: Any, pattern: str) -> None:
    """Until the address behind the # matches ``pattern``."""
    page.wait_for_function("p => new RegExp(p).test(location.hash)", arg=pattern, timeout=WAIT_MS)


def test_back_closes_a_drawer_and_forward_opens_it_again(page: Any) -> None:
    page.locator(".card[data-id=fist]").click()
    page.wait_for_selector("[role=dialog]")
    wait_for_address(page, "^#words/fist$")
    page.go_back()
    page.wait_for_selector("[role=dialog]", state="detached")
    wait_for_address(page, "^#words$")
    page.go_forward()
    page.wait_for_selector("[role=dialog] h2:has-text('fist')")
    page.keyboard.press("Escape")
    page.wait_for_selector("[role=dialog]", state="detached")
    wait_for_address(page, "^#words$")
    open_tab(page, "Sweep")
    wait_for_address(page, "^#sweep")
    page.go_back()
    page.wait_for_selector(".card[data-id=fist]")
    wait_for_address(page, "^#words$")


def test_a_figure_opens_its_pictures_and_a_link_returns_to_them(
    chromium: Any, rated_address: str
) -> None:
    with opened_page(chromium, rated_address) as page:
        open_tab(page, "Results")
        page.locator("#results-heat button").first.click()
        page.wait_for_selector("#results-set .tile img[src]")
        wait_for_address(page, "^#results\\?run=.*set=where")
        page.locator("#results-set .tile").first.click()
        page.wait_for_selector("#results-dialog img.big")
        place = page.locator("#results-dialog .stepper .place")
        first = place.inner_text()
        assert first.startswith("1 / ")
        wait_for_address(page, "picture=")
        page.keyboard.press("ArrowRight")
        page.wait_for_function(
            "document.querySelector('#results-dialog .place')?.textContent.startsWith('2 / ')"
        )
        page.keyboard.press("+")
        assert "scale(1.5)" in page.locator("#results-dialog .zoomable").get_attribute("style")
        page.locator("#results-dialog [data-act=over]").first.click()
        page.wait_for_selector("#results-dialog .seam")
        page.locator("#results-dialog .overlay").fill("20")
        above = page.locator("#results-dialog .above").get_attribute("style")
        assert "80%" in above
        wait_for_address(page, "over=")
        link = page.url
        page.keyboard.press("Escape")
        page.wait_for_selector("#results-dialog [role=dialog]", state="detached")
        wait_for_address(page, "set=where[^&]*$")
        assert page.locator("#results-set .tile").count() >= 2, "the drawer below stays"
        page.go_back()
        page.wait_for_selector("#results-set [role=dialog]", state="detached")

        with opened_page(chromium, link) as other:
            other.wait_for_selector("#results-dialog .seam")
            other.wait_for_selector("#results-set .tile")
            assert other.url == link
            other.keyboard.press("Escape")
            other.wait_for_selector("#results-dialog [role=dialog]", state="detached")
            wait_for_address(other, "set=where[^&]*$")


def test_a_link_carries_the_filters_and_nonsense_falls_back(
    chromium: Any, rated_address: str
) -> None:
    with opened_page(chromium, f"{rated_address}#results?by=weight&source=verdicts") as page:
        page.wait_for_selector("#results-yields .opens:has-text('weight 1.2')")
        wait_for_address(page, "^#results\\?run=[0-9-]+&of=gesture&by=weight.*source=verdicts")
    strange = "#results?run=..%2F..%2Fetc&by=%3Cscript%3E&set=drop%3Ftable"
    with opened_page(chromium, rated_address + strange) as page:
        page.wait_for_selector("#results-set .notice.error")
        page.keyboard.press("Escape")
        wait_for_address(page, "^#results\\?run=[0-9]{6}-[0-9]{6}&of=gesture&axis=weight$")
    with opened_page(chromium, rated_address + "#admin/../x?y=%00") as page:
        wait_for_address(page, "^#words$")


def test_a_run_is_starred_named_and_its_report_downloaded(
    chromium: Any, rated_address: str
) -> None:
    with opened_page(chromium, rated_address) as page:
        open_tab(page, "Results")
        page.locator("#results-card .star").click()
        page.wait_for_selector("#results-card .star[aria-pressed=true]")
        page.locator("#results-card summary").click()
        page.locator("#results-card input[name=name]").fill("by hand")
        page.locator("#results-card textarea").fill("<img src=x onerror=alert(1)>")
        page.locator("#results-card [data-act=save]").click()
        page.wait_for_selector("#results-card .runname:text-is('by hand')")
        assert page.locator("#results-card .runnote img").count() == 0
        page.locator("#results-card [data-act=report]").click()
        button = page.locator("#results-report")
        button.wait_for()
        with page.expect_download() as got:
            button.click()
        assert got.value.suggested_filename.startswith("gesture-report-")
        page.locator("#results-card [data-act=ask-delete]").click()
        page.locator("#results-card [data-act=keep]").click()
        page.wait_for_selector("#results-card [data-act=keep]", state="detached")
        page.locator("#results-card .star").click()
        page.wait_for_selector("#results-card .star[aria-pressed=false]")
