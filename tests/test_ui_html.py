"""HTML pieces: nothing from outside gets through as markup."""

from __future__ import annotations

import ast
import csv
import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from toolkit.errors import BadInput
from toolkit.prompts.tree import Sequence, Text, Weighted
from toolkit.rating.verdicts import OUTCOMES
from toolkit.reporting.tables import csv_text
from toolkit.suggesting.suggest import Suggestion, Suggestions, suggest
from toolkit.ui.html import NOTHING, empty, html, in_both_languages, joined, mark, notice, trouble
from toolkit.ui.language.values import short_model
from toolkit.ui.results.plots import Bar, forest_html, share_html
from toolkit.ui.results.tables import Table, download_html, table_html
from toolkit.ui.sweep.prompt_view import shaded
from toolkit.ui.theme import VERDICT_COLOURS, VERDICT_SIGNS, css
from toolkit.ui.words.cards import cards_html
from toolkit.ui.words.compare import compare_html, picking_html
from toolkit.ui.words.entry import entry_html
from toolkit.ui.words.filters import Wanted
from toolkit.ui.words.suggestions import suggestions_html
from toolkit.vocabulary import Gesture, Vocabulary, load_vocabulary

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
        trouble(BadInput(NASTY, hint=NASTY), "en"),
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


def hostile(gesture: Gesture, words: str) -> Gesture:
    """``gesture`` that says ``words`` wherever an entry says anything."""
    return replace(
        gesture,
        id=words,
        kind=words,
        emoji=words,
        name=replace(gesture.name, en=words, zh=words),
        phrases=(words,) * 3,
        phrases_zh=(words,),
        negatives=(words,),
        note=words,
        aliases_en=(words,),
        aliases_zh=(words,),
        region=words,
        tradition=words,
        offence=words,
        sources=(words,),
    )


def pages(words: str, vocabulary: Vocabulary) -> list[Markup]:
    """Every builder's page about things that are called ``words``."""
    known = vocabulary.gesture("peace")
    gesture = hostile(known, words)
    found = Suggestion(id="peace", score=1, words=(words,), fits=words, why=words, phrases=(words,))
    bars = [Bar(label=words, value=0.5, low=0.1, high=0.9, words=words)]
    return [
        notice(words or "x", error=True),
        notice(words or "x"),
        trouble(BadInput(words, hint=words), "zh"),
        empty(words, words or "x", words),
        mark("pass", "en"),
        html("<p title='{}'>{}</p>", words, words),
        joined([words, html("<br>"), words]),
        *in_both_languages(words, words, "zh"),
        table_html(Table(columns=[words], rows=[[words]], grey=frozenset([0]))),
        download_html([words], [[words]], words, "en"),
        share_html(bars, axis=words),
        forest_html(bars, axis=words, percent=True),
        cards_html([], Wanted(words=words, hands="2"), 9, "zh"),
        cards_html([gesture], Wanted(), 1, "en"),
        entry_html(gesture, vocabulary, "zh"),
        compare_html(known, gesture, vocabulary, "en"),
        picking_html(gesture, "zh"),
        suggestions_html(Suggestions(prompt=words, gestures=(found,), lacks=()), vocabulary, "en"),
    ]


@pytest.mark.parametrize(
    "words", [NASTY, "<script>alert(1)</script>", "' onmouseover='x", '" onclick="x', "</div>"]
)
def test_a_hostile_name_is_text_in_every_page(vocabulary: Vocabulary, words: str) -> None:
    for page in pages(words, vocabulary):
        assert isinstance(page, Markup)
        assert not {"script", "x"} & set(Tags(page).found)
        assert {name for name, _ in Tags(page).attributes} <= KNOWN_ATTRIBUTES
        assert words not in page or words == "</div>"
        assert "x" not in values_of(page, "src")


@settings(max_examples=20, deadline=None)
@given(words=st.text(alphabet="<>'\"&={}/ aφ名\n%", min_size=1, max_size=12))
def test_any_name_leaves_the_tags_as_they_are(words: str) -> None:
    vocabulary = load_vocabulary()
    pair = zip(pages(words, vocabulary), pages("plain", vocabulary), strict=True)
    for page, plain in pair:
        # A name of blanks alone may leave a part out; it never adds one.
        assert set(Tags(page).found) <= set(Tags(plain).found) | {"div", "p", "h3"}
        assert {name for name, _ in Tags(page).attributes} <= KNOWN_ATTRIBUTES


KNOWN_ATTRIBUTES = {
    *("class", "role", "title", "style", "lang", "alt", "src", "href", "download", "scope"),
    *("aria-hidden", "aria-label", "aria-modal", "tabindex"),
    *("data-act", "data-id", "data-other", "data-text", "data-done", "data-hash", "data-big"),
    *("data-px", "data-fixed", "data-what", "data-view", "data-material", "data-dialect"),
    "data-address",
}


def test_only_markup_is_let_through() -> None:
    assert html("<b>{}</b>", "<i>") == "<b>&lt;i&gt;</b>"
    assert html("<b>{}</b>", html("<i>")) == "<b><i></b>"
    assert html("<b a='{x}'>{x}</b>", x="'") == "<b a='&#39;'>&#39;</b>"
    assert html("{:.1f}%", 12.345) == "12.3%"
    assert joined(["<", html("<br>")], ", ") == "&lt;, <br>"
    assert joined([]) == "" and isinstance(joined([]), Markup)


def test_html_is_made_in_one_place() -> None:
    """Tags stand only in literals given to `html`: in no f-string, and `Markup(` nowhere else."""
    tag = re.compile(r"</?[a-z]")
    room = Path(__file__).parent.parent / "toolkit" / "ui"
    loose: list[str] = []
    for file in room.rglob("*.py"):
        if file.name == "app.py":
            continue  # the page's own script, a literal of ours
        source = file.read_text("utf-8")
        strings = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr)]
        written = [part.value for node in strings for part in node.values if is_text(part)]
        loose += [f"{file.name}: {words}" for words in written if tag.search(words)]
        if "Markup(" in source and file.name != "html.py":
            loose.append(f"{file.name}: Markup(")
    assert loose == []


def values_of(page: str, attribute: str) -> list[str | None]:
    return [value for name, value in Tags(page).attributes if name == attribute]


def is_text(part: ast.expr) -> bool:
    return isinstance(part, ast.Constant) and isinstance(part.value, str)


def test_nothing_to_say_makes_no_notice() -> None:
    assert notice("") == "" and notice("", error=True) == ""
    assert "role='alert'" in notice("x", error=True) and "✗" in notice("x", error=True)
    assert "role='status'" in notice("x") and "✗" not in notice("x")


def test_an_empty_place_has_a_button_only_where_it_does_something() -> None:
    assert "button" not in empty("nothing here")
    page = empty("nothing here", "Do", "act")
    assert "data-act='act'" in page and ">Do</button>" in page


def test_a_name_stands_in_its_language_first() -> None:
    english, chinese = "<span lang='en'>a</span>", "<span lang='zh'>b</span>"
    assert in_both_languages("a", "b", "en") == (english, chinese)
    assert in_both_languages("a", "b", "zh") == (chinese, english)


def test_a_verdict_is_a_sign_beside_a_colour() -> None:
    assert "✓" in mark("pass", "en") and "✗" in mark("fail", "zh")
    assert "–" in mark("unjudged", "en") and "?" in mark("unsure", "en")
    assert "title='&lt;why&gt;'" in mark("fail", "en", "<why>")
    assert "class='mark pass'" in mark("pass", "en") and "title='the gesture asked for'" in mark(
        "pass", "en"
    )


def test_every_outcome_has_a_sign_and_a_style_of_its_own() -> None:
    assert set(VERDICT_SIGNS) == set(VERDICT_COLOURS) == set(OUTCOMES)
    assert len(set(VERDICT_SIGNS.values())) == len(set(VERDICT_COLOURS.values())) == len(OUTCOMES)
    for outcome in OUTCOMES:
        assert f".mark.{outcome} {{" in css()


def test_csv_reads_back() -> None:
    table = [{"a": "x, y", "b": 0.1}, {"a": '"', "b": "中文"}]
    rows = list(csv.reader(io.StringIO(csv_text(table))))
    assert rows == [["a", "b"], ["x, y", "0.1"], ['"', "中文"]]


def test_a_models_folder_stays_out_of_sight() -> None:
    assert short_model("/somewhere/else/tiny") == "tiny"
    assert short_model("thumbelina") == "thumbelina"
    assert short_model("owner/name") == "name"


def test_an_error_is_an_alert_and_a_notice_is_not() -> None:
    assert "role='alert'" in trouble(BadInput("No."), "en")
    assert "notice error" in trouble(BadInput("No."), "en")
    assert "role='status'" in notice("So it is.") and "error" not in notice("So it is.")


def test_a_prompt_that_lacks_words_alone_still_says_which() -> None:
    vocabulary = load_vocabulary()
    found = suggest("a photo of a hand", vocabulary)
    assert found.lacks
    alone = Suggestions(prompt=found.prompt, gestures=(), lacks=found.lacks)
    nothing = Suggestions(prompt=found.prompt, gestures=(), lacks=())
    assert "<ul class='lacks'>" in suggestions_html(alone, vocabulary, "en")
    assert "<ul class='lacks'>" not in suggestions_html(nothing, vocabulary, "en")
    assert suggestions_html(nothing, vocabulary, "en") != NOTHING
