"""A mended picture beside the one before, and the notice where its judge chose the hands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.store_samples import sample_pairs, sample_picture, sample_verdict
from tests.test_ui_html import Tags, handlers
from tests.ui_samples import sample_app_state
from toolkit.sweeps.cells import Cell
from toolkit.sweeps.mend_values import MendValue, mended
from toolkit.sweeps.requests import GenerationRequest
from toolkit.ui.language.texts import Lang
from toolkit.ui.results.sections import words_answer
from toolkit.ui.state import AppState
from toolkit.ui.sweep.findings import findings_html
from toolkit.ui.sweep.grid import read_run
from toolkit.ui.sweep.picture_detail import picture_html

JUDGE = "form 1"
WRONG, ALL = MendValue(strength=0.5), MendValue(strength=0.75, hands="all", passes=2)
CHOSEN = "The form judge chose the hands"


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[AppState]:
    state = sample_app_state(tmp_path)
    yield state
    state.store.close()


def pairs_of(*ways: MendValue | None) -> list[tuple[Cell, GenerationRequest]]:
    """The first gesture's pictures of one weight, each in all of ``ways``."""
    return [
        (
            replace(
                cell,
                id=f"{cell.id}-{'none' if way is None else way.text}",
                values=(*cell.values, ("mend", "none" if way is None else way.text)),
            ),
            request if way is None else mended(request, way, judge=JUDGE),
        )
        for way in ways
        for cell, request in sample_pairs()[:3]
    ]


def drawn(shared: AppState, *ways: MendValue | None) -> list[tuple[Cell, GenerationRequest]]:
    """A run of `pairs_of` with its pictures drawn and judged: what is mended passes."""
    pairs = pairs_of(*ways)
    run = shared.store.start_run("mending", "{}", pairs)
    for cell, request in pairs:
        shared.store.save_image(request, sample_picture(request), seconds=0.1)
        outcome = "fail" if request.mend is None else "pass"
        shared.store.save_verdicts([sample_verdict(request, cell.gesture, outcome)])
    assert shared.store.run(run).made == len(pairs)
    return pairs


def dialog(shared: AppState, pair: tuple[Cell, GenerationRequest], lang: Lang = "en") -> str:
    cell, request = pair
    view = read_run(shared.store, "latest")
    page = picture_html(view, shared.store, shared.vocabulary, request.hash, cell.id, lang)
    assert handlers(page) == []
    Tags(page)
    return page


def test_before_and_after_stand_side_by_side(shared: AppState) -> None:
    pairs = drawn(shared, None, WRONG)
    plain, wrong = pairs[0], pairs[3]
    assert "beforeafter" not in dialog(shared, plain)
    page = dialog(shared, wrong)
    assert "The hands that were wrong are drawn once more, strength 0.5, pass 1." in page
    assert "The rest is untouched." in page and "before: as drawn" in page
    part = page.partition("beforeafter")[2].partition("</div>")[0]
    assert part.count("src='data:image/webp;base64,") == 2
    # The picture before is in the run: a press shows it by itself.
    assert f"data-picture='{plain[1].hash}' data-cell='{plain[0].id}'" in part
    chinese = dialog(shared, wrong, "zh")
    assert "重画了有误的手，强度 0.5，第 1 次；其余部分未改动。" in chinese
    assert "之前：未修补" in chinese


def test_a_later_pass_names_the_one_before(shared: AppState) -> None:
    pairs = drawn(shared, ALL)
    request = pairs[0][1]
    assert request.mend is not None
    once = mended(sample_pairs()[0][1], replace(ALL, passes=1), judge=JUDGE)
    assert once.hash == request.mend.parent
    shared.store.save_image(once, sample_picture(once))
    page = dialog(shared, pairs[0])
    assert "All hands are drawn once more, strength 0.75, pass 2." in page
    assert "before: after pass 1" in page
    # It was drawn only to be mended: the run shows it nowhere else.
    assert "data-picture" not in page.partition("beforeafter")[2].partition("</div>")[0]


def test_without_the_picture_before_there_are_the_words_alone(shared: AppState) -> None:
    pairs = drawn(shared, WRONG)
    page = dialog(shared, pairs[0])
    assert "strength 0.5, pass 1" in page and "is not here any more" in page
    assert "beforeafter" not in page and "notice error" not in page
    assert "之前的图片已不在这里。" in dialog(shared, pairs[0], "zh")


def test_a_picture_in_which_nothing_was_wrong_says_so(shared: AppState) -> None:
    pairs = pairs_of(None, WRONG)
    shared.store.start_run("mending", "{}", pairs)
    for _, request in pairs:
        shared.store.save_image(request, sample_picture(pairs[0][1]))
    page = dialog(shared, pairs[3])
    assert "No hand was found wrong, so the picture is as before." in page
    assert "drawn once more, strength" not in page
    assert "没有找到有误的手" in dialog(shared, pairs[3], "zh")


def test_effects_say_whom_the_judge_that_chose_the_hands_favours(shared: AppState) -> None:
    drawn(shared, None, WRONG, ALL)
    judged = shared.store.judged_cells("latest")
    words = words_answer(judged, "mend", "run", shared.vocabulary, "en")
    assert CHOSEN in words and "“all hands”" in words
    assert "偏向修补" in words_answer(judged, "mend", "run", shared.vocabulary, "zh")
    assert CHOSEN not in words_answer(judged, "weight", "run", shared.vocabulary, "en")
    view = read_run(shared.store, "latest")
    assert findings_html(view, shared.vocabulary, "en").count(CHOSEN) == 1


def test_where_all_hands_are_mended_the_judge_chose_nothing(shared: AppState) -> None:
    drawn(shared, None, ALL)
    judged = shared.store.judged_cells("latest")
    answer = words_answer(judged, "mend", "run", shared.vocabulary, "en")
    assert "all hands redrawn" in answer and CHOSEN not in answer
    view = read_run(shared.store, "latest")
    assert CHOSEN not in findings_html(view, shared.vocabulary, "en")
