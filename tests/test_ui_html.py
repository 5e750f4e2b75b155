"""HTML pieces: nothing from outside gets through as markup."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from toolkit.errors import BadInput
from toolkit.prompts.tree import Sequence, Text, Weighted
from toolkit.suggesting.suggest import Suggestion, Suggestions
from toolkit.ui.html import empty, mark, notice, trouble
from toolkit.ui.language.values import short_model
from toolkit.ui.results.tables import Table, csv_text, download_html, table_html
from toolkit.ui.sweep.prompt_view import shaded
from toolkit.ui.words.cards import cards_html
from toolkit.ui.words.compare import compare_html, picking_html
from toolkit.ui.words.entry import entry_html
from toolkit.ui.words.filters import Wanted
from toolkit.ui.words.suggestions import suggestions_html
from toolkit.vocabulary import Vocabulary, load_vocabulary

NASTY = "<img src=x onerror=alert(1)>'\"`${1}{{x}}&"


class Tags(HTMLParser):
    """Collects tags and attributes, and checks that they close in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)
        self.attributes += attrs
        if tag not in ("img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def handlers(page: str) -> list[str]:
    return [name for name, _ in Tags(page).attributes if name.startswith("on")]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.mark.parametrize(
    "page",
    [
        notice(NASTY),
        trouble(BadInput(NASTY, hint=NASTY)),
        empty(NASTY, NASTY, NASTY),
        table_html(Table(columns=[NASTY], rows=[[NASTY]])),
        download_html([NASTY], [[NASTY]], NASTY, "en"),
        shaded(Sequence(parts=(Text(text=NASTY), Weighted(child=Text(text=NASTY), weight=1.4)))),
        cards_html([], Wanted(words=NASTY, hands="2"), 9, "zh"),
    ],
)
def test_texts_are_escaped(page: str) -> None:
    assert "img" not in Tags(page).found
    assert handlers(page) == []


def test_cards_and_drawers_escape_the_vocabulary(vocabulary: Vocabulary) -> None:
    gesture = replace(
        vocabulary.gesture("peace"),
        id=NASTY,
        emoji=NASTY,
        name=replace(vocabulary.gesture("peace").name, en=NASTY, zh=NASTY),
        phrases=(NASTY,) * 3,
        negatives=(NASTY,),
        note=NASTY,
        aliases_en=(NASTY,),
        region=NASTY,
        offence=NASTY,
    )
    known = vocabulary.gesture("peace")
    found = Suggestion(id="peace", score=1, words=(NASTY,), fits=NASTY, why=NASTY, phrases=(NASTY,))
    for page in (
        cards_html([gesture], Wanted(), 1, "en"),
        entry_html(gesture, vocabulary, "zh"),
        compare_html(known, gesture, vocabulary, "en"),
        picking_html(gesture, "zh"),
        suggestions_html(Suggestions(prompt=NASTY, gestures=(found,), lacks=()), vocabulary, "en"),
    ):
        assert "onerror" in page
        assert handlers(page) == []
        assert [value for name, value in Tags(page).attributes if name == "src"] == []


def test_a_verdict_is_a_sign_beside_a_colour() -> None:
    assert "✓" in mark("pass", "en") and "✗" in mark("fail", "zh") and "?" in mark("unjudged", "en")


def test_csv_reads_back() -> None:
    rows = list(csv.reader(io.StringIO(csv_text(["a", "b"], [["x, y", 0.1], ['"', "中文"]]))))
    assert rows == [["a", "b"], ["x, y", "0.1"], ['"', "中文"]]


def test_a_models_folder_stays_out_of_sight() -> None:
    assert short_model("/somewhere/else/tiny") == "tiny"
    assert short_model("thumbelina") == "thumbelina"
    assert short_model("owner/name") == "name"
