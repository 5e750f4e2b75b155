"""Rating in the browser: by keys in one place alone, three modes, closer looks, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser_app import open_tab, opened_page, served_app
from tests.ui_samples import fill_store
from toolkit.rating import Verdict
from toolkit.rating.flaws import flaws_of
from toolkit.rating.verdicts import answer_to
from toolkit.store import Store

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SEEN = ".rate .ask:not([hidden]) .pick img"
AXE_HARM = ("serious", "critical")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("rating") / "home"
    fill_store(home, seeds=14)
    return home


@pytest.fixture(scope="module")
def rating_address(home: Path) -> Iterator[str]:
    with served_app(home) as address:
        yield address


@pytest.fixture
def rate_page(chromium: Any, rating_address: str) -> Iterator[Any]:
    """A new rater on the Rate tab, whose first pair is seen."""
    with opened_page(chromium, rating_address) as page:
        open_tab(page, "Rate")
        page.wait_for_selector(SEEN)
        # The area takes the focus a moment later; a key before that is nobody's.
        page.wait_for_function("document.activeElement?.closest('.rate .area') !== null")
        yield page


def choose_mode(page: Any, mode: str, pictures: int) -> None:
    page.locator(f".rate .modes [data-mode={mode}]").click()
    page.wait_for_selector(f".rate .stage[data-count='{pictures}'] .pick img")


def done(page: Any) -> int:
    return int(page.locator(".rate .done").inner_text().split()[0])


def wait_done(page: Any, count: int) -> None:
    try:
        page.wait_for_function(
            "count => document.querySelector('.rate .done').innerText.startsWith(`${count} of`)",
            arg=count,
        )
    except Exception as error:
        held = page.evaluate("document.activeElement.outerHTML.slice(0, 160)")
        error.add_note(f"{page.locator('.rate .done').inner_text()}; the focus is on {held}")
        raise


def shown(page: Any) -> str:
    return page.locator("[data-question]").get_attribute("data-question")


def said_by(page: Any, home: Path) -> list[Verdict]:
    rater = page.evaluate("localStorage.getItem('gesture-rater')")
    with Store.open(home) as store:
        said = store.verdicts("latest", f"person:{rater}")
    return [verdict for verdict in said if verdict.outcome != "unjudged"]


# Keys and the focus


def test_keys_answer_in_the_rating_area_and_nowhere_else(rate_page: Any) -> None:
    page = rate_page
    page.wait_for_function("document.activeElement.matches('.rate .area')")
    first = shown(page)
    page.keyboard.press("ArrowLeft")
    wait_done(page, 1)
    second = shown(page)
    assert second != first
    for elsewhere in (
        "[role=tab][aria-selected=true]",
        "#language input",
        ".rate .modes button",
        ".rate .help",
    ):
        page.locator(elsewhere).first.focus()
        for key in ("ArrowDown", "1"):
            page.keyboard.press(key)
        if page.locator("[role=tab][aria-selected=true]").inner_text() != "Rate":
            open_tab(page, "Rate")
    page.evaluate("document.activeElement.blur()")
    for key in ("ArrowDown", " ", "ArrowLeft"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert done(page) == 1 and shown(page) == second
    page.locator(".rate .target").click()
    page.wait_for_function("document.activeElement.matches('.rate .area')")
    page.keyboard.press("ArrowDown")
    wait_done(page, 2)


def test_scrolling_never_votes(rate_page: Any) -> None:
    page = rate_page
    page.set_viewport_size({"width": 390, "height": 220})
    page.evaluate("document.activeElement.blur()")
    before = page.evaluate("scrollY")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.wait_for_function("before => scrollY > before", arg=before)
    # In focus, but the pictures have been scrolled away: the key scrolls.
    page.locator(".rate .area").evaluate("area => area.focus({ preventScroll: true })")
    page.evaluate("scrollTo(0, 0)")
    assert page.evaluate("document.querySelector('.stage').getBoundingClientRect().top") > 0
    page.keyboard.press("Space")
    page.wait_for_timeout(300)
    assert done(page) == 0


def test_the_run_chooser_keeps_its_keys(chromium: Any, rated_address: str) -> None:
    with opened_page(chromium, rated_address) as page:
        open_tab(page, "Rate")
        page.wait_for_selector(SEEN)
        first = shown(page)
        chooser = page.locator("#rate-run input")
        chooser.focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_function(
            "first => document.querySelector('[data-question]').dataset.question !== first"
            " && !document.querySelector('.rate .ask').hidden",
            arg=first,
        )
        assert not page.evaluate("document.activeElement.matches('.rate .area')")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(300)
        assert done(page) == 0
        # By mouse, the keys are the pictures' afterwards.
        for place in ("first", "last"):
            chooser.click()
            getattr(page.get_by_role("option"), place).click()
            page.wait_for_timeout(600)
        page.wait_for_function("document.activeElement.matches('.rate .area')")


def test_help_is_a_dialog_that_escape_closes_and_the_focus_returns(rate_page: Any) -> None:
    page = rate_page
    before = shown(page)
    for opener in ("key", "button"):
        if opener == "key":
            page.locator(".rate .area").focus()
            page.keyboard.press("?")
        else:
            page.locator(".rate .help").focus()
            page.keyboard.press("Enter")
        page.wait_for_selector("dialog.keys[open]")
        assert page.locator("dialog.keys kbd").count() > 8
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Escape")
        page.wait_for_selector("dialog.keys[open]", state="detached")
        there = ".rate .area" if opener == "key" else ".rate .help"
        assert page.evaluate(f"document.activeElement.matches('{there}')")
    assert shown(page) == before and done(page) == 0


# Modes


def test_one_picture_by_keys_and_a_tap_and_back_again(rate_page: Any, home: Path) -> None:
    page = rate_page
    choose_mode(page, "verdict", 1)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("2")
    box = page.locator(".rate .pick").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.75)
    page.wait_for_selector(".rate .spot")
    assert page.locator("[data-part='form:pass']").is_disabled()
    page.keyboard.press("Enter")
    wait_done(page, 1)
    [verdict] = said_by(page, home)
    [flaw] = flaws_of(verdict.details)
    with Store.open(home) as store:
        width_px = store.image(verdict.request_hash).request.width_px
    assert flaw.kind == "missing_finger" and flaw.x is not None and flaw.y is not None
    assert flaw.x / width_px == pytest.approx(0.25, abs=0.02)
    assert (answer_to(verdict, "gesture"), answer_to(verdict, "form")) == ("pass", "fail")

    # Two more by keys alone, then all three back, with what was said of them.
    for keys in (("y", "y"), (" ", "n")):
        before = shown(page)
        for key in keys:
            page.keyboard.press(key)
        page.wait_for_function(
            "b => document.querySelector('[data-question]').dataset.question !== b", arg=before
        )
    wait_done(page, 3)
    for left in (2, 1, 0):
        page.keyboard.press("u")
        wait_done(page, left)
    page.wait_for_selector(".rate .spot")
    assert page.locator("[data-flaw='1']").get_attribute("aria-pressed") == "true"
    assert said_by(page, home) == []


def test_four_pictures_the_tapped_ones_are_good(rate_page: Any, home: Path) -> None:
    page = rate_page
    choose_mode(page, "four", 4)
    page.keyboard.press("Space")  # nothing is tapped: not an answer
    page.keyboard.press("2")
    page.locator(".rate .pick").nth(3).click()
    assert page.locator(".rate .pick[aria-pressed=true]").count() == 2
    page.keyboard.press("Enter")
    wait_done(page, 4)
    assert sorted(each.outcome for each in said_by(page, home)) == ["fail", "fail", "pass", "pass"]
    page.keyboard.press("u")
    wait_done(page, 0)
    assert said_by(page, home) == []
    assert page.locator(".rate .pick[aria-pressed=true]").count() == 2
    before = shown(page)
    page.keyboard.press("ArrowRight")  # skipped: nothing is said
    page.wait_for_function(
        "b => document.querySelector('[data-question]').dataset.question !== b", arg=before
    )
    page.keyboard.press("Enter")
    wait_done(page, 4)
    assert {each.outcome for each in said_by(page, home)} == {"fail"}


def test_the_mode_is_kept_for_the_browser(rate_page: Any) -> None:
    page = rate_page
    choose_mode(page, "four", 4)
    page.reload()
    open_tab(page, "Rate")
    page.wait_for_selector(".rate .stage[data-count='4'] .pick img")
    assert page.locator(".modes [data-mode=four]").get_attribute("aria-pressed") == "true"


# Looking closer, and the next picture


def test_both_pictures_zoom_and_move_together_and_the_next_pair_is_whole(rate_page: Any) -> None:
    page = rate_page
    page.keyboard.press("e")
    page.wait_for_selector(".rate .area.enlarged")
    page.keyboard.press("+")
    box = page.locator(".rate .pick").first.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.wheel(0, -300)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 70, steps=4)
    page.mouse.up()
    lenses = page.locator(".rate .lens").evaluate_all("all => all.map(e => e.style.transform)")
    assert lenses[0] == lenses[1] and "scale(1)" not in lenses[0]
    assert done(page) == 0, "a drag is no answer"
    page.keyboard.press("ArrowRight")
    wait_done(page, 1)
    lenses = page.locator(".rate .lens").evaluate_all("all => all.map(e => e.style.transform)")
    assert all("scale(1)" in each for each in lenses)
    page.keyboard.press("Escape")
    page.wait_for_selector(".rate .area:not(.enlarged)")


def test_two_pictures_stand_in_one_place_by_turns(rate_page: Any) -> None:
    page = rate_page
    places = "all => all.map(e => [e.getBoundingClientRect().x, getComputedStyle(e).visibility])"
    page.keyboard.press("f")
    one = page.locator(".rate .side").evaluate_all(places)
    page.keyboard.press("f")
    two = page.locator(".rate .side").evaluate_all(places)
    assert [each[1] for each in one] == ["visible", "hidden"]
    assert [each[1] for each in two] == ["hidden", "visible"]
    assert one[0][0] == one[1][0] == two[1][0]
    page.keyboard.press("Escape")
    apart = page.locator(".rate .side").evaluate_all(places)
    assert apart[0][0] < apart[1][0] and {each[1] for each in apart} == {"visible"}


def test_the_next_pictures_are_there_and_decoded_before_the_key(rate_page: Any) -> None:
    page = rate_page
    page.wait_for_timeout(1000)
    ready = """() => {
      const area = document.querySelector('.rate .area');
      const found = [];
      for (let n = 0; n < 5; n++) {
        area.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }));
        const images = [...document.querySelectorAll('.rate .pick img')];
        found.push(images.length === 2 && images.every(e => e.complete && e.naturalWidth > 0));
      }
      return found;
    }"""
    assert page.evaluate(ready) == [True] * 5
    wait_done(page, 5)


# Wordings and taste


def test_wordings_are_shown_after_an_answer_only_where_asked_for(rate_page: Any) -> None:
    page = rate_page
    page.keyboard.press("ArrowLeft")
    wait_done(page, 1)
    assert page.locator(".rate .wording").inner_text() == ""
    page.keyboard.press("?")
    page.locator("dialog.keys input[type=checkbox]").check()
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("document.querySelector('.rate .wording').innerText.includes('left: ')")
    words = page.locator(".rate .wording").inner_text()
    assert "weight 0.8" in words and "weight 1.2" in words
    # Whoever has read them is not blind: this pair is not asked again.
    page.keyboard.press("u")
    wait_done(page, 1)
    assert "cannot be answered again" in page.locator(".rate .wording").inner_text()


def test_after_twenty_answers_your_taste_once_small_and_again_when_asked(rate_page: Any) -> None:
    page = rate_page
    assert page.locator(".rate .taste-open").is_hidden()
    answers = 0
    while page.locator(".rate .strip-taste").is_hidden():
        # On a busy machine a key may come before its pictures, and is nobody's.
        page.locator(".rate .area").focus()
        page.wait_for_selector(SEEN)
        answers += 1
        assert answers <= 60
        page.keyboard.press("ArrowLeft" if answers % 2 else "ArrowRight")
        page.wait_for_timeout(250)
    said = page.locator(".rate .strip-taste").inner_text()
    assert 20 <= int(said.partition("You, ")[2].split()[0]) <= answers
    page.locator(".rate .strip-taste .shut").click()
    page.wait_for_selector(".rate .strip-taste", state="hidden")
    page.reload()
    open_tab(page, "Rate")
    page.wait_for_selector(".rate .taste-open:visible")
    page.wait_for_timeout(500)
    assert page.locator(".rate .strip-taste").is_hidden(), "once"
    page.locator(".rate .taste-open").click()
    page.wait_for_selector("dialog.taste[open] ol li")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog.taste[open]", state="detached")


# What axe-core finds


def harm(page: Any) -> list[tuple[str, str]]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        (each["id"], node["html"][:160])
        for each in found
        if each["impact"] in AXE_HARM
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_while_rating(
    chromium: Any, rating_address: str, scheme: str
) -> None:
    with opened_page(chromium, rating_address, color_scheme=scheme) as page:
        open_tab(page, "Rate")
        page.wait_for_selector(SEEN)
        page.keyboard.press("1")
        assert harm(page) == []
        page.keyboard.press("?")
        assert harm(page) == []
        page.keyboard.press("Escape")
        choose_mode(page, "verdict", 1)
        page.keyboard.press("ArrowRight")
        page.keyboard.press("1")
        assert harm(page) == []
        choose_mode(page, "four", 4)
        page.keyboard.press("1")
        assert harm(page) == []


@pytest.mark.parametrize(
    ("tab", "ready"),
    [("Words", ".card"), ("Sweep", "#sweep-grid .tile"), ("Results", "#results-yields .yields")],
)
def test_axe_finds_nothing_serious_on_the_other_tabs(
    chromium: Any, rating_address: str, tab: str, ready: str
) -> None:
    with opened_page(chromium, rating_address) as page:
        open_tab(page, tab)
        page.wait_for_selector(ready)
        assert harm(page) == []
