"""Cards of one's own entries: a small mark in both languages, and nothing a stranger wrote runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_ui_html import Tags
from tests.ui_samples import laid_out
from toolkit.rating.yields import PassCount
from toolkit.suggesting.suggest import suggest
from toolkit.ui.language.labels import Labels
from toolkit.ui.state import AppState
from toolkit.ui.sweep.sweep_form import build_form
from toolkit.ui.words.cards import cards_html, mini_html
from toolkit.ui.words.compare import compare_html
from toolkit.ui.words.drawings import entry_url, picture_name
from toolkit.ui.words.entry import entry_html
from toolkit.ui.words.filters import Wanted
from toolkit.ui.words.suggestions import suggestions_html
from toolkit.vocabulary import Vocabulary, load_vocabulary

OURS = load_vocabulary(extra=())
MARK = "class='yours'"
ZORP = """\
gestures:
  zorp:
    name: {en: "<img src=x onerror=alert(1)> zorp", zh: "'\\"><b>佐普</b>"}
    phrases: ["[zorp](javascript:alert(1)) **bold** <script>alert(1)</script>", "a `zorp` | & more"]
    pose: {fingers: straight, middle: fist, ring: fist, thumb: out}
    note: "<script>alert(2)</script>"
    emoji: "<i>"
  peace:
    phrases: ["zorp <u>greeting</u>"]
    phrases_zh: [佐普礼]
"""


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    folder = tmp_path_factory.mktemp("words") / "<b>mine"
    folder.mkdir()
    (folder / "a.yaml").write_text(ZORP, encoding="utf-8")
    return load_vocabulary(extra=[folder])


@pytest.mark.parametrize(("lang", "said"), [("en", ">yours<"), ("zh", ">自有<")])
def test_own_entries_carry_a_small_mark_in_both_languages(
    words: Vocabulary, lang: str, said: str
) -> None:
    page = cards_html([words["zorp"], words["peace"]], Wanted(), 2, lang)
    assert page.count(MARK) == 1 and said in page and "&lt;b&gt;mine" in page
    assert mini_html(words["zorp"], lang).count(MARK) == 1
    assert MARK not in cards_html(list(OURS)[:9], Wanted(), 9, lang)
    assert entry_html(words["zorp"], words, lang).count(MARK) == 1


def test_own_phrases_of_an_entry_of_ours_are_marked_and_no_others(words: Vocabulary) -> None:
    page = entry_html(words["peace"], words, "en")
    assert page.count(MARK) == 2
    assert MARK not in entry_html(OURS["peace"], OURS, "en")


def test_chinese_phrases_show_their_own_yield() -> None:
    page = entry_html(OURS["peace"], OURS, "en", {}, {2: PassCount(k=1, n=3)})
    assert page.count("class='yieldbar'") == 1 and "1 of 3" in page


def test_a_name_for_both_languages_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "gestures: {zorp: {name: zorp sign, phrases: [zorp], pose: {fingers: fist, thumb: out}}}",
        encoding="utf-8",
    )
    words = load_vocabulary(extra=[tmp_path])
    assert cards_html([words["zorp"]], Wanted(), 1, "en").count("zorp sign") == 1
    assert "<p class='quiet'>" + "emblem" in entry_html(words["zorp"], words, "en")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_in_names_and_phrases_becomes_a_tag(words: Vocabulary, lang: str) -> None:
    zorp = words["zorp"]
    pages = (
        cards_html([zorp], Wanted(), 1, lang),
        mini_html(zorp, lang),
        entry_html(zorp, words, lang),
        entry_html(words["peace"], words, lang),
        compare_html(zorp, words["peace"], words, lang),
        suggestions_html(suggest("a zorp hand", words), words, lang),
    )
    for page in pages:
        tags = Tags(page)
        assert not {"script", "u", "i"} & set(tags.found)
        assert all("onerror" not in name for name, _ in tags.attributes)
        assert "javascript:" not in "".join(
            value or "" for name, value in tags.attributes if name in ("href", "src")
        )


def test_own_entries_are_drawn_and_on_offer_in_the_sweep_form(
    words: Vocabulary, tmp_path: Path
) -> None:
    assert entry_url(picture_name(words["zorp"]), words).startswith("data:image/webp")
    shared = AppState(tmp_path, ("thumbelina",), words)
    form = laid_out(lambda: build_form(shared, Labels()))
    assert "zorp" in [value for _, value in form.gestures.choices]
    # An entry with two phrases takes none of the form's choices away.
    assert len(form.phrases.choices) > 2
    assert [value for _, value in form.axes["language"].choices] == ["en", "zh"]
