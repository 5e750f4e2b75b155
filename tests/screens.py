"""The screenshots of ``docs/screens``, made anew: ``python -m tests.screens [FOLDER]``; with
``--only added,lora`` those of these parts alone.

A small store is drawn by Thumbelina, judged by the hand judge where its model file is here (see
``gesture doctor --fetch``), and given a few votes. Then the app is opened in Chromium, and every
tab is photographed in each of its states, at 1280 and 390 px, in English and Chinese. The pictures
made elsewhere are the same model's, under other names; the LoRA has random weights.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import safetensors.torch
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests import screens_mending, screens_rating, screens_results
from tests.added_pictures import A1111
from tests.browser_app import CHROMIUM, FLAGS, served_app
from tests.tiny_adapters import build_lora
from toolkit.generation.models import WEIGHT_FOLDER
from toolkit.judging.judges import open_judges
from toolkit.judging.looking.judge_run import judge_run
from toolkit.rating.votes import Vote, Winner
from toolkit.running.local import run_sweep
from toolkit.store import Store
from toolkit.sweeps.plan_loader import load_plan
from toolkit.vocabulary import load_vocabulary

FOLDER = Path(__file__).parent.parent / "docs" / "screens"
WIDTHS = {1280: 860, 390: 844}
LANGUAGES = {"en": "en-US", "zh": "zh-CN"}
COLOURS = 256
TABS = {"en": ("Words", "Sweep", "Rate", "Results"), "zh": ("词汇", "生成", "评选", "结果")}
WINNERS: tuple[Winner, ...] = ("right", "right", "left", "tie", "right", "both_bad")
PLAN = {
    "name": "demo",
    "gestures": ["peace", "fist", "palm", "like"],
    "axes": {"phrase": ["plain", "explicit"], "view": ["palm"]},
    "model": ["thumbelina", "thumbelina-early"],
    "seeds": 6,
}


ELSEWHERE = {
    "name": "elsewhere",
    "gestures": ["palm"],
    "axes": {"phrase": ["explicit"], "view": ["palm"]},
    "model": ["thumbelina-early", "thumbelina"],
    "seeds": 4,
}
PALM = {"en": "open palm", "zh": "手掌"}
RUN_NAME = {"en": "two services", "zh": "两个服务"}
COUNT_BY = {"model": {"en": "model", "zh": "模型"}, "lora": {"en": "LoRA", "zh": "LoRA"}}
SERVICES = {"thumbelina-early": "service v1", "thumbelina": "service v2"}
PARTS = ("full", "rate", "added", "lora", "mend", "story", "bare")
OWN_STORES = ("added", "lora")


def main() -> None:
    """Make every picture anew, or those of the parts that are named; the old ones of a whole
    making are removed first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--home", type=Path, help="a store to draw into, kept for another time")
    parser.add_argument("--only", metavar="PART[,PART]", help=f"of {', '.join(PARTS)}")
    options = parser.parse_args()
    folder: Path = options.folder
    # What "rate" photographs is among "full".
    parts = tuple(part for part in PARTS if part != "rate")
    if options.only is not None:
        parts = tuple(options.only.split(","))
    if unknown := sorted(set(parts) - set(PARTS)):
        parser.error(f"--only: no {', '.join(unknown)}; the parts are {', '.join(PARTS)}")
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png") if options.only is None else ():
        old.unlink()
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        made = Path(temporary)
        for part in parts:
            home = options.home if part == "full" and options.home else made / part
            shot = prepared(part, home, made)
            screens = [(lang, width) for lang in LANGUAGES for width in WIDTHS]
            # Whoever adds or draws pictures of one's own has a store of one's own.
            for number, group in enumerate(
                [[each] for each in screens] if part in OWN_STORES else [screens]
            ):
                own = home.with_name(f"{home.name}-{number}") if part in OWN_STORES else home
                with served_app(own, "thumbelina", "thumbelina-early") as address:
                    for lang, width in group:
                        with visitor(browser, address, lang, width, folder) as shoot:
                            shot(shoot)
        browser.close()
    size = sum(file.stat().st_size for file in folder.glob("*.png"))
    count = len(list(folder.glob("*.png")))
    sys.stdout.write(f"{count} pictures, {size / 1e6:.1f} MB, in {folder}\n")


def prepared(part: str, home: Path, made: Path) -> Callable[[Shoot], None]:
    """Fill ``home`` with what ``part`` needs, and give what photographs it."""
    if part == "full":
        fill(home)
        return photograph
    if part == "rate":
        fill(home)
        return screens_rating.photograph
    if part == "added":
        draw_elsewhere(made / "drawn", made / "elsewhere")
        return partial(photograph_added, folder=made / "elsewhere")
    if part == "lora":
        return partial(photograph_lora, file=random_lora(made / "random.safetensors"))
    if part == "mend":
        return screens_mending.prepared(home)
    if part == "story":
        return screens_results.prepared(home, fill)
    return photograph_empty


def draw_elsewhere(home: Path, folder: Path) -> None:
    """Pictures in ``folder`` as another program writes them: its notes say prompt and model."""
    folder.mkdir()
    with Store.open(home) as store:
        run = run_sweep(load_plan(ELSEWHERE, load_vocabulary()), store).run
        for number, (_, request) in enumerate(store.run_requests(run)):
            notes = PngInfo()
            text = A1111.format(
                prompt=request.prompt, seed=request.seed, model=SERVICES[request.model]
            )
            notes.add_text("parameters", text)
            picture = Image.open(store.image_path(request.hash))
            picture.save(folder / f"hand-{number + 1:02d}.png", pnginfo=notes)


def random_lora(file: Path) -> Path:
    """A LoRA of Thumbelina's with small random weights: it changes pictures and helps nothing."""
    build_lora(WEIGHT_FOLDER / "thumbelina", file)
    weights = safetensors.torch.load_file(file)
    safetensors.torch.save_file({name: value * 0.4 for name, value in weights.items()}, file)
    return file


def fill(home: Path) -> str:
    """A drawn and judged run with six votes on it; returns its id."""
    vocabulary = load_vocabulary()
    with Store.open(home) as store:
        run = run_sweep(load_plan(PLAN, vocabulary), store).run
        with open_judges(vocabulary, fetch=False) as judges:
            judge_run(store, run, judges)
        pairs = [pair for pair in store.run_requests(run) if pair[1].model == "thumbelina"]
        plain = {(c.gesture, r.seed): (c, r) for c, r in pairs if c.value("phrase") == "plain"}
        explicit = {
            (c.gesture, r.seed): (c, r) for c, r in pairs if c.value("phrase") == "explicit"
        }
        for number, (winner, place) in enumerate(zip(WINNERS, plain, strict=False)):
            (left_cell, left), (right_cell, right) = plain[place], explicit[place]
            store.save_vote(
                Vote(
                    uuid=f"screens-{number}",
                    run=run,
                    gesture=left_cell.gesture,
                    left=left.hash,
                    right=right.hash,
                    left_cell=left_cell.id,
                    right_cell=right_cell.id,
                    winner=winner,
                    rater="screens",
                    latency_ms=900,
                    propensity=0.5,
                    created_at=datetime(2026, 1, 1, 12, number, tzinfo=UTC),
                    app_version="0",
                )
            )
    return run


class Shoot:
    """One visitor's page, and where its pictures go; final."""

    def __init__(self, page: Any, lang: str, width: int, folder: Path) -> None:
        self.page = page
        self.lang = lang
        self._end = f"{width}-{lang}"
        self._folder = folder
        self.first_seed = 1000 * (1 + list(LANGUAGES).index(lang)) + width

    def tab(self, number: int) -> None:
        """Press the tab at this place, counted from 0."""
        self.page.get_by_role("tab", name=TABS[self.lang][number], exact=True).click()

    def take(self, name: str, *, whole: bool = False) -> None:
        """Write what is seen, once the pictures on it have come, with few colours."""
        self.page.mouse.move(2, 2)
        self.page.wait_for_timeout(250)
        self.page.wait_for_function(
            "[...document.querySelectorAll('.waiting')].every(e => {"
            " const b = e.getBoundingClientRect();"
            " return !b.width || b.top > innerHeight || b.bottom < 0; })"
        )
        self.page.wait_for_timeout(250)
        picture = Image.open(io.BytesIO(self.page.screenshot(full_page=whole))).convert("RGB")
        few = picture.quantize(
            COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.FLOYDSTEINBERG
        )
        few.save(self._folder / f"{name}-{self._end}.png", optimize=True)


@contextmanager
def visitor(browser: Any, address: str, lang: str, width: int, folder: Path) -> Iterator[Shoot]:
    """A new visitor whose browser speaks ``lang``, on a screen of ``width``."""
    size = {"width": width, "height": WIDTHS[width]}
    context = browser.new_context(viewport=size, locale=LANGUAGES[lang], reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto(address)
    page.wait_for_selector("html[data-arrived] .card")
    yield Shoot(page, lang, width, folder)
    context.close()


def photograph(shoot: Shoot) -> None:
    """Every state of every tab on a filled store."""
    photograph_words(shoot)
    photograph_sweep(shoot)
    screens_rating.photograph(shoot)
    page = shoot.page
    shoot.tab(3)
    show_first_run(page, "results-run")
    page.wait_for_selector("#results-yields .yields")
    shoot.take("results", whole=True)


def photograph_words(shoot: Shoot) -> None:
    """Cards, one entry, two side by side, what a prompt lacks."""
    page = shoot.page
    shoot.take("words")
    page.locator(".card[data-id=peace]").click()
    page.wait_for_selector("[role=dialog] [data-big] img[src]")
    shoot.take("entry")
    page.keyboard.press("Escape")
    page.wait_for_selector("[role=dialog]", state="detached")
    page.locator(".card[data-id=fist]").click()
    page.locator("[role=dialog] [data-act=pick]").click()
    page.locator(".picking").wait_for()
    page.locator(".card[data-id=palm]").click()
    page.wait_for_selector(".compare .unlike td")
    shoot.take("compare")
    page.keyboard.press("Escape")
    page.wait_for_selector("[role=dialog]", state="detached")
    page.locator("#words-suggest button").first.click()
    page.locator("#words-prompt textarea").fill("a woman waving from a train")
    page.wait_for_selector(".suggestion [data-id=wave]")
    shoot.take("prompt")


def photograph_sweep(shoot: Shoot) -> None:
    """A finished run, one picture, a prompt tried, the form, a mistake, a sweep while it runs."""
    page = shoot.page
    shoot.tab(1)
    show_first_run(page, "sweep-shown")
    page.wait_for_selector("#sweep-grid .tile img[src]")
    shoot.take("finished", whole=True)
    page.locator("#sweep-grid .tile").first.click()
    page.wait_for_selector("[role=dialog] img.big")
    shoot.take("picture")
    page.keyboard.press("Escape")
    page.wait_for_selector("[role=dialog]", state="detached")
    page.locator("#try-prompt textarea").fill("portrait of a man, ((waving his hands)), Scorsese")
    page.locator("#try-negative textarea").fill("bad hands, extra digits")
    page.wait_for_selector("#sweep-try .count")
    shoot.take("try")
    page.locator("#try-prompt textarea").fill("")
    page.locator("#try-negative textarea").fill("")
    page.locator("#sweep-cost [data-act=example]").click()
    page.wait_for_selector("#sweep-cost .count")
    page.locator("#sweep-more > button").click()
    page.locator("#sweep-steps input").wait_for()
    shoot.take("form", whole=True)
    page.locator("#sweep-seeds input").fill("2.5")
    page.wait_for_selector("#sweep-cost .notice.error")
    page.locator("#sweep-more > button").click()
    shoot.take("error")
    # Every visitor draws pictures of their own, so that each is seen while it fills.
    page.locator("#sweep-first-seed input").fill(str(shoot.first_seed))
    page.locator("#sweep-seeds input").fill("12")
    page.wait_for_selector("#sweep-cost .count")
    page.locator("#sweep-run").click()
    page.wait_for_selector("#sweep-grid .empty-tile")
    page.wait_for_function(
        "parseInt(document.querySelector('#sweep-status').innerText.match(/\\d+ \\/ /) || 0) >= 8"
        " && document.querySelectorAll('#sweep-grid .tile img[src]').length >= 8"
    )
    shoot.take("running")
    page.locator("#sweep-stop").click()
    page.wait_for_selector("#sweep-stop", state="hidden")
    shoot.take("stopped")


def photograph_added(shoot: Shoot, folder: Path) -> None:
    """Pictures dropped, the run that they became, and its yields."""
    page = shoot.page
    shoot.tab(1)
    page.locator("#add-box > button").click()
    page.locator("#add-files input[type=file]").set_input_files(sorted(map(str, folder.iterdir())))
    page.locator("#add-files").get_by_text("hand-08").wait_for()
    gesture = page.locator("#add-gesture input")
    gesture.click()
    gesture.fill(PALM[shoot.lang])
    page.get_by_role("option", name=PALM[shoot.lang]).first.wait_for()
    gesture.press("Enter")
    page.locator("#add-by label").last.click()
    box = page.locator("#add-name input, #add-name textarea").first
    box.fill(RUN_NAME[shoot.lang])
    page.locator("#add-button").click()
    page.wait_for_selector("#sweep-grid .tile img[src]")
    page.locator("#sweep-judge").wait_for()
    shoot.take("added", whole=True)
    page.locator("#sweep-judge").click()
    page.wait_for_selector("#sweep-grid .mark:not(.unjudged)")
    page.wait_for_selector("#sweep-judge", state="hidden")
    shoot.tab(3)
    page.wait_for_selector("#results-yields .yields")
    count_by(shoot, "model", "service v2")
    shoot.take("added-yields", whole=True)


def photograph_lora(shoot: Shoot, file: Path) -> None:
    """A LoRA in the form, and the grid and the yields of its sweep."""
    page = shoot.page
    shoot.tab(1)
    page.locator("#sweep-cost [data-act=example]").click()
    page.wait_for_selector("#sweep-cost .count")
    page.locator("#sweep-phrases label").last.click()
    page.locator("#sweep-seeds input").fill("3")
    page.locator("#sweep-adapters > button").click()
    page.locator("#sweep-adapter-files input[type=file]").set_input_files(str(file))
    page.locator("#sweep-adapters-told p").wait_for()
    page.wait_for_function("document.querySelector('#sweep-cost').innerText.includes('48')")
    shoot.take("lora-form", whole=True)
    page.locator("#sweep-run").click()
    page.wait_for_selector("#sweep-grid .empty-tile")
    page.wait_for_selector("#sweep-stop", state="hidden")
    page.wait_for_selector("#sweep-grid .mark:not(.unjudged)")
    page.locator("#sweep-adapters > button").click()
    shoot.take("lora", whole=True)
    shoot.tab(3)
    page.wait_for_selector("#results-yields .yields")
    count_by(shoot, "lora", "random 0.8")
    shoot.take("lora-results", whole=True)


def count_by(shoot: Shoot, axis: str, shows: str) -> None:
    """Count the yields by ``axis`` in place of the gesture; a value of it is called ``shows``."""
    by, found = shoot.page.locator("#results-by input"), shoot.page.locator("#results-yields")
    by.click()
    by.fill(COUNT_BY[axis][shoot.lang])
    by.press("Enter")
    by.press("Escape")
    found.get_by_text(shows).first.wait_for()
    shoot.page.locator("#results-by .token-remove:not(.remove-all)").first.click()
    found.get_by_text(shows, exact=True).first.wait_for()


def show_first_run(page: Any, tab: str) -> None:
    """The run that was drawn first, which is judged and has the votes."""
    page.locator(f"#{tab} input").click()
    page.get_by_role("option").last.click()


def photograph_empty(shoot: Shoot) -> None:
    """What each tab says before there is anything."""
    for number, name, ready in (
        (1, "empty-sweep", "#sweep-grid .empty"),
        (2, "empty-rate", ".rate .empty"),
        (3, "empty-results", "#results-message .empty"),
    ):
        shoot.tab(number)
        shoot.page.wait_for_selector(ready)
        shoot.take(name)


if __name__ == "__main__":
    main()
