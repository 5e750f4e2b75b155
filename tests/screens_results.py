"""The screenshots of Results as a story: its pictures, before and after, one picture, its run.

Taken by ``python -m tests.screens --only story``.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.rating.verdicts import Outcome
from toolkit.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.screens import Shoot


def prepared(home: Path, fill: Callable[[Path], str]) -> Callable[[Shoot], None]:
    """A run that ``fill`` draws into ``home``, with people's word on most of its pictures; what
    photographs it."""
    run = fill(home)
    with Store.open(home) as store:
        said = [each for each in store.verdicts(run) if each.question == "gesture"]
        # People agree with the judge but for each fifth picture.
        turned: dict[Outcome, Outcome] = {"pass": "fail", "fail": "pass"}
        store.save_verdicts(
            replace(
                each,
                judge="person:screens",
                judge_version="",
                question="both",
                reason="person",
                details=(),
                outcome=each.outcome if number % 5 else turned.get(each.outcome, "pass"),
            )
            for number, each in enumerate(said[:40])
            if each.outcome in ("pass", "fail")
        )
        store.mark_run(run, starred=True, note="Six seeds; the explicit wording looks better.")
        store.rename_run(run, "explicit or plain")
    return partial(photograph)


def photograph(shoot: Shoot) -> None:
    """The tab, and each drawer over it."""
    page = shoot.page
    shoot.tab(3)
    page.wait_for_selector("#results-agree .twobytwo")
    shoot.take("story", whole=True)
    page.locator("#results-heat button").first.click()
    page.wait_for_selector("#results-set .tile img[src]")
    shoot.take("story-pictures")
    page.locator("#results-set .tile").first.click()
    page.wait_for_selector("#results-dialog img.big")
    page.locator("#results-dialog [data-act=over]").first.click()
    page.wait_for_selector("#results-dialog .seam")
    shoot.take("story-picture")
    page.keyboard.press("Escape")
    page.wait_for_selector("#results-dialog [role=dialog]", state="detached")
    page.keyboard.press("Escape")
    page.wait_for_selector("#results-set [role=dialog]", state="detached")
    page.locator("#results-words .opens").first.click()
    page.wait_for_selector("#results-set .pairs .tile img[src]")
    shoot.take("story-change")
    page.keyboard.press("Escape")
    page.wait_for_selector("#results-set [role=dialog]", state="detached")
    page.locator("#results-card summary").click()
    page.locator("#results-card [data-act=ask-delete]").click()
    page.wait_for_selector("#results-card [role=alertdialog]")
    shoot.take("story-delete")
    page.locator("#results-card [data-act=report]").click()
    page.wait_for_selector("#results-report:visible")
    page.locator("#results-card summary").click()
    shoot.take("story-report")
