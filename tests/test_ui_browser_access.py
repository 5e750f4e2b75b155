"""The page without a mouse, in the dark, and in Chinese: what a person needs to find their way."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser_app import open_tab, opened_page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FOCUS = "document.activeElement"
CONTRAST = """all => all.slice(0, 60).filter(element => element.innerText.trim()).map(element => {
  const rgb = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = colour => {
    const [r, g, b] = rgb(colour).slice(0, 3).map(each => each / 255)
      .map(each => each <= 0.03928 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let ground = element;
  while (ground && (rgb(getComputedStyle(ground).backgroundColor)[3] ?? 1) === 0)
    ground = ground.parentElement;
  const one = light(getComputedStyle(element).color);
  const other = light(ground ? getComputedStyle(ground).backgroundColor : 'rgb(255, 255, 255)');
  const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  return [element.innerText.slice(0, 40), Math.round(100 * ratio) / 100];
})"""
READABLE = 4.5
"""WCAG 2.2, success criterion 1.4.3: the least contrast of text of usual size."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(chromium: Any, rated_address: str, scheme: str) -> None:
    with opened_page(chromium, rated_address, color_scheme=scheme) as page:
        for name in ("Words", "Sweep", "Rate", "Results"):
            open_tab(page, name)
            page.wait_for_timeout(200)
            seen = page.locator(
                "[role=tab][aria-selected=true]:visible, [role=tab]:visible, .quiet:visible,"
                " #language label:visible, .card .name:visible, .yields td:visible,"
                " .plainbutton:visible, button.primary:enabled:visible, .tile .mark:visible"
            )
            measured = seen.evaluate_all(CONTRAST)
            assert len(measured) > 4
            assert [each for each in measured if each[1] < READABLE] == [], (scheme, name)


def test_arrows_move_between_tabs(chromium: Any, rated_address: str) -> None:
    """Also where Rate has questions, whose answers are given with arrows too."""
    with opened_page(chromium, rated_address) as page:
        assert page.get_by_role("tablist").count() == 1
        page.get_by_role("tab", name="Words", exact=True).focus()
        for key, name in (
            ("ArrowRight", "Sweep"),
            ("ArrowRight", "Rate"),
            ("End", "Results"),
            ("ArrowRight", "Words"),
            ("ArrowLeft", "Results"),
            ("ArrowLeft", "Rate"),
            ("Home", "Words"),
        ):
            page.keyboard.press(key)
            page.wait_for_function(
                "name => document.activeElement.innerText === name"
                " && document.activeElement.ariaSelected === 'true'",
                arg=name,
            )
            page.wait_for_timeout(300)  # what a tab fetches as it opens leaves the focus alone
        open_tab(page, "Rate")
        page.wait_for_function("document.activeElement.matches('.rate .area')")


def check_dialog(page: Any, opener: Any, close: str) -> None:
    """A dialog is opened by ``opener``: it takes the focus, keeps it, and gives it back."""
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    assert dialog.get_attribute("aria-modal") == "true"
    assert dialog.get_attribute("aria-label")
    inside = f"!!{FOCUS}.closest('[role=dialog]')"
    page.wait_for_function(inside)
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(inside)
    for _ in range(3):
        page.keyboard.press("Tab")
        assert page.evaluate(inside)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    assert page.evaluate(inside)
    if close == "Escape":
        page.keyboard.press("Escape")
    elif close == "button":
        dialog.locator(".close").click()
    else:
        page.mouse.click(20, 400)
    dialog.wait_for(state="detached")
    page.wait_for_function(
        "element => document.activeElement === element", arg=opener.element_handle()
    )


@pytest.mark.parametrize("close", ["Escape", "button", "beside"])
def test_the_dialog_of_an_entry(page: Any, close: str) -> None:
    check_dialog(page, page.locator(".card[data-id=fist]"), close)


@pytest.mark.parametrize("close", ["Escape", "button", "beside"])
def test_the_dialog_of_a_picture(chromium: Any, rated_address: str, close: str) -> None:
    with opened_page(chromium, rated_address) as page:
        open_tab(page, "Sweep")
        tile = page.locator("#sweep-grid .tile").nth(1)
        tile.locator("img[src]").wait_for()
        check_dialog(page, tile, close)


def test_nothing_on_an_entry_has_the_name_of_something_else(page: Any) -> None:
    page.locator(".card[data-id=fist]").click()
    page.get_by_role("dialog").wait_for()
    buttons = page.get_by_role("dialog").locator("[data-act=look]")
    names = buttons.evaluate_all("all => all.map(e => e.getAttribute('aria-label') || e.innerText)")
    assert len(names) > 5 and len(set(names)) == len(names)


def test_pictures_are_named_in_the_pages_language(chromium: Any, rated_address: str) -> None:
    for locale, tab, words in (
        ("en-US", "Sweep", ("seed 0", "weight 0.8")),
        ("zh-CN", "生成", ("种子 0", "权重 0.8")),
    ):
        with opened_page(chromium, rated_address, locale=locale) as page:
            open_tab(page, tab)
            page.wait_for_selector("#sweep-grid .tile")
            names = page.locator("#sweep-grid .tile img").evaluate_all("all => all.map(e => e.alt)")
            assert len(set(names)) == len(names)
            assert any(all(each in name for each in words) for name in names), names[:3]
            assert not any("fist" in name for name in names if locale == "zh-CN")


def test_the_first_paint_is_in_the_chosen_language(chromium: Any, app_address: str) -> None:
    # Every text that is ever visible is looked at from the first frame on.
    watch = """() => {
      window.seen = new Set();
      const look = () => {
        for (const tab of document.querySelectorAll('[role=tab]'))
          if (tab.checkVisibility({ visibilityProperty: true }) && tab.innerText)
            window.seen.add(tab.innerText.trim());
        requestAnimationFrame(look);
      };
      look();
    }"""
    context = chromium.new_context(locale="zh-CN")
    page = context.new_page()
    page.add_init_script(f"({watch})()")
    page.goto(app_address)
    page.wait_for_function("document.querySelector('.card')?.checkVisibility()")
    page.wait_for_function("window.seen.size >= 4")
    seen = set(page.evaluate("[...window.seen]"))
    assert seen == {"词汇", "生成", "评选", "结果"}
    context.close()


def test_a_sweep_is_told_in_the_chosen_language_after_a_reload(chinese_page: Any) -> None:
    page = chinese_page
    open_tab(page, "生成")
    page.locator("#sweep-cost [data-act=example]").click()
    page.wait_for_selector("#sweep-cost .count")
    page.locator("#sweep-seeds input").fill("40")
    page.wait_for_selector("#sweep-cost b:text-is('320 张图')")
    page.locator("#sweep-run").click()
    page.wait_for_selector("#sweep-stop:visible")
    page.reload()
    page.wait_for_selector(".card")
    open_tab(page, "生成")
    page.wait_for_selector("#sweep-stop:visible")
    stop = page.locator("#sweep-stop")
    assert stop.inner_text() == "停止"
    page.wait_for_function(
        "/[\\u4e00-\\u9fff]/.test(document.querySelector('#sweep-status').innerText)"
    )
    assert "of" not in page.locator("#sweep-status").inner_text()
    page.wait_for_selector("#sweep-grid .tile")
    # The other language is spoken at once, in mid-run, and the first one again.
    page.locator("#language label", has_text="en").first.click()
    page.wait_for_function("document.querySelector('#sweep-stop').innerText === 'Stop'")
    page.locator("#language label", has_text="中文").click()
    page.wait_for_function("document.querySelector('#sweep-stop').innerText === '停止'")
    stop.click()
    page.wait_for_selector("#sweep-run:visible")
    said = page.locator("#sweep-status").inner_text()
    assert said.startswith("已停止，还剩") and "Stopped" not in said
