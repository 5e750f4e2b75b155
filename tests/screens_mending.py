"""The screenshots of mending: its part of the form, a sweep, a picture before and after, effects.

Taken by ``python -m tests.screens --only mend``.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from toolkit.judging.judges import open_judges
from toolkit.judging.looking.judge_run import judge_run
from toolkit.running.local import run_sweep
from toolkit.store import Store
from toolkit.sweeps.plan_loader import load_plan
from toolkit.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.screens import Shoot

# The early model draws hands badly enough that there is something to mend.
PLAN = {
    "name": "mending",
    "gestures": ["peace", "palm"],
    "axes": {"view": ["palm"], "mend": ["none", {"inpaint": [0.5, 0.8]}]},
    "model": "thumbelina-early",
    "seeds": 6,
}
SHOWN = "inpaint 0.5"


def prepared(home: Path) -> Callable[[Shoot], None]:
    """Draw and judge the sweep in ``home``; what photographs it."""
    vocabulary = load_vocabulary()
    with Store.open(home) as store:
        run = run_sweep(load_plan(PLAN, vocabulary), store).run
        with open_judges(vocabulary, fetch=False) as judges:
            judge_run(store, run, judges)
        return partial(photograph, shown=_most_helped(store, run))


def _most_helped(store: Store, run: str) -> str:
    """The hash of the picture that mending changed most, of those that the form judge passes."""
    whole = {
        said.request_hash
        for said in store.verdicts(run)
        if said.question == "form" and said.outcome == "pass"
    }
    changes: dict[str, float] = {}
    for cell, request in store.run_requests(run):
        if request.mend and cell.value("mend") == SHOWN and request.hash in whole:
            after, before = (
                np.asarray(store.read_image(each)).astype(float)
                for each in (request.hash, request.mend.parent)
            )
            changes[request.hash] = float(np.abs(after - before).mean())
    return max(changes, key=lambda name: changes[name])


def photograph(shoot: Shoot, shown: str) -> None:
    """The form, the grid, one picture's detail, and what mending changes."""
    page = shoot.page
    shoot.tab(1)
    page.wait_for_selector("#sweep-grid .tile img[src]")
    shoot.take("mend", whole=True)
    page.locator(f"#sweep-grid .tile[data-hash='{shown}']").first.click()
    page.wait_for_selector("[role=dialog] .beforeafter img")
    shoot.take("mend-picture")
    page.keyboard.press("Escape")
    page.wait_for_selector("[role=dialog]", state="detached")
    page.locator("#sweep-cost [data-act=example]").click()
    page.wait_for_selector("#sweep-cost .count")
    page.locator("#sweep-mending > button").click()
    page.locator("#sweep-mend-hands label").nth(1).click()
    page.locator("#sweep-mend-strengths input").fill("0.5, 0.8")
    page.wait_for_function("document.querySelector('#sweep-cost').innerText.includes('96')")
    shoot.take("mend-form", whole=True)
    shoot.tab(3)
    page.wait_for_selector("#results-words .plot")
    page.locator("#results-of label").nth(2).click()
    page.locator("#results-words").get_by_text("+17%").first.wait_for()
    shoot.take("mend-results", whole=True)
