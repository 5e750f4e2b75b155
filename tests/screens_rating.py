"""The screenshots of the Rate tab: every mode and state; `tests.screens` takes them
(``--only rate`` alone)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.screens import Shoot

SEEN = ".rate .ask:not([hidden]) .pick img[src]"


def photograph(shoot: Shoot) -> None:
    """A pair, flipped, enlarged; the keys; the wordings; the other modes; your taste; the end."""
    page = shoot.page
    shoot.tab(2)
    page.wait_for_selector(SEEN)
    if page.locator("#rate-run input").count() and page.locator("#rate-run").is_visible():
        page.locator("#rate-run input").click()
        page.get_by_role("option").last.click()
        page.wait_for_timeout(1000)
        page.wait_for_selector(SEEN)
    page.locator(".rate .area").focus()
    page.keyboard.press("1")
    page.keyboard.press("4")
    shoot.take("rate")
    page.keyboard.press("f")
    shoot.take("rate-flipped")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.keyboard.press("+")
    shoot.take("rate-enlarged")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.wait_for_selector("dialog.keys[open]")
    shoot.take("rate-keys")
    page.locator("dialog.keys input[type=checkbox]").check()
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("document.querySelector('.rate .wording').innerText")
    shoot.take("rate-wording")
    photograph_modes(shoot)
    photograph_taste(shoot)


def photograph_modes(shoot: Shoot) -> None:
    """One picture with a flaw and its place; four, two of them good."""
    page = shoot.page
    page.locator(".modes [data-mode=verdict]").click()
    page.wait_for_selector(".rate .stage[data-count='1'] .pick img")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("1")
    box = page.locator(".rate .pick").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.35)
    shoot.take("rate-one")
    page.locator(".modes [data-mode=four]").click()
    page.wait_for_selector(".rate .stage[data-count='4'] .pick img")
    page.keyboard.press("1")
    page.keyboard.press("3")
    shoot.take("rate-four")


def photograph_taste(shoot: Shoot) -> None:
    """Your taste after twenty answers, small and large, and the end."""
    page = shoot.page
    page.locator(".modes [data-mode=pair]").click()
    page.wait_for_selector(".rate .stage[data-count='2'] .pick img")
    for number in range(22):
        page.keyboard.press(("ArrowLeft", "ArrowRight", "ArrowUp")[number % 3])
        page.wait_for_timeout(150)
    page.wait_for_selector(".rate .taste-open:visible")
    page.wait_for_timeout(800)
    shoot.take("rate-taste")
    page.locator(".rate .taste-open").click()
    page.wait_for_selector("dialog.taste[open]")
    shoot.take("rate-board")
    page.keyboard.press("Escape")
    for _ in range(200):
        if page.locator(".rate .ask").is_hidden():
            break
        page.locator(".rate .area").focus()
        page.keyboard.press("ArrowUp")
        page.wait_for_timeout(60)
    page.wait_for_selector(".rate .message button")
    shoot.take("rate-done")
