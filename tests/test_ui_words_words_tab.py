"""The Words tab: filters, cards that name their pictures, dialog, comparison, suggestions."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace

import pytest
from PIL import Image

from tests.test_ui_html import Tags
from tests.ui_samples import laid_out
from toolkit.errors import BadInput, UnknownName
from toolkit.hands.contacts import Contact, Place
from toolkit.prompts import parse_a1111, render
from toolkit.rating.yields import PassCount
from toolkit.suggesting.suggest import suggest
from toolkit.ui.language.hand_words import contact_words, feature_rows
from toolkit.ui.language.labels import Labels
from toolkit.ui.words.cards import _card, cards_html
from toolkit.ui.words.compare import _table, compare_html
from toolkit.ui.words.contrasts import Line, _gap, contrast_lines
from toolkit.ui.words.drawings import (
    LARGE_PX,
    MATERIALS,
    MINI_PX,
    entry_url,
    picture_name,
)
from toolkit.ui.words.entry import entry_html
from toolkit.ui.words.filters import Wanted, find_gestures, kinds
from toolkit.ui.words.search_form import build_form
from toolkit.ui.words.suggestions import suggestions_html
from toolkit.vocabulary import Gesture, Localized, Vocabulary, load_vocabulary
from toolkit.vocabulary.contrast import GapContrast

PAGE_BYTES = 250_000
CARD_PICTURE_BYTES = 4_000


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


def small(vocabulary: Vocabulary, *ids: str) -> Vocabulary:
    return replace(vocabulary, gestures={id: vocabulary.gesture(id) for id in ids})


def ids(found: list[Gesture]) -> list[str]:
    return [gesture.id for gesture in found]


def values(page: str, attribute: str) -> list[str]:
    return [value or "" for name, value in Tags(page).attributes if name == attribute]


def picture(url: str) -> Image.Image:
    head, _, content = url.partition(",")
    assert head == "data:image/webp;base64"
    return Image.open(io.BytesIO(base64.b64decode(content)))


def test_what_is_looked_for_is_read_from_the_parts(vocabulary: Vocabulary) -> None:
    form = laid_out(lambda: build_form(vocabulary, Labels()))
    assert form.inputs == [form.search, form.kind, form.fingers, form.hands]
    assert form.read(dict.fromkeys(form.inputs)) == Wanted()
    given = dict(zip(form.inputs, ("peace", "emblem", "2", "1"), strict=True))
    assert form.read(given) == Wanted(words="peace", kind="emblem", fingers="2", hands="1")


def test_search_and_filters_work_together(vocabulary: Vocabulary) -> None:
    assert find_gestures(vocabulary, Wanted(words="✌"))[0].id == "peace"
    assert find_gestures(vocabulary, Wanted(words="拳头", kind="emblem"))[0].id == "fist"
    assert find_gestures(vocabulary, Wanted(words="fist", kind="no such kind")) == []
    assert len(find_gestures(vocabulary, Wanted())) == len(vocabulary.gestures)
    assert "emblem" in kinds(vocabulary)


def test_fingers_up_are_counted_on_either_hand(vocabulary: Vocabulary) -> None:
    few = small(vocabulary, "peace", "fist", "palm", "two_peace_signs", "fist_and_palm")
    assert ids(find_gestures(few, Wanted(fingers="2"))) == ["peace", "two_peace_signs"]
    assert ids(find_gestures(few, Wanted(fingers="2", hands="2"))) == ["two_peace_signs"]
    assert ids(find_gestures(few, Wanted(fingers="2", hands="1"))) == ["peace"]
    right, left = (
        ids(find_gestures(few, Wanted(hands="2", fingers=fingers))) for fingers in ("0", "2")
    )
    assert right == ["fist_and_palm"] and left == ["two_peace_signs"]


def test_all_cards_are_a_light_page_without_pictures(vocabulary: Vocabulary) -> None:
    everything = list(vocabulary.gestures.values())
    page = cards_html(everything, Wanted(), len(everything), "en")
    assert len(page.encode()) < PAGE_BYTES
    assert "data:image" not in page
    assert len(values(page, "data-hash")) == len(set(values(page, "data-hash"))) == len(everything)
    assert f"{len(everything)} gestures" in page


def test_a_card_says_the_first_phrase_that_is_more_than_the_name(vocabulary: Vocabulary) -> None:
    peace = vocabulary.gesture("peace")
    same = replace(peace, name=Localized(en="Peace Sign", zh="耶"))
    assert peace.phrases[0] == "peace sign"
    assert f">{peace.phrases[1]}<" in _card(same, None, "en")
    other = replace(peace, name=Localized(en="victory", zh="耶"))
    assert f">{peace.phrases[0]}<" in _card(other, None, "en")


def test_a_part_of_the_vocabulary_says_of_how_many(vocabulary: Vocabulary) -> None:
    assert "1 of 9 gestures" in cards_html([vocabulary.gesture("fist")], Wanted(), 9, "en")


def test_cards_and_phrases_show_the_yield_so_far(vocabulary: Vocabulary) -> None:
    fist, peace = vocabulary.gesture("fist"), vocabulary.gesture("peace")
    page = cards_html([fist, peace], Wanted(), 2, "en", {"fist": PassCount(k=3, n=4)})
    assert page.count("class='yieldbar'") == 1
    assert "3 of 4" in page and "width: 75.0%" in page and "(30% to 95%)" in page
    pass_counts = {1: PassCount(k=0, n=2), 3: PassCount(k=1, n=1)}
    opened = entry_html(fist, vocabulary, "zh", pass_counts)
    assert opened.count("class='yieldbar'") == 2
    assert "0/2" in opened and "1/1" in opened


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Wanted(words="zzz"), "“zzz”."),
        (Wanted(words="zzz", fingers="0"), "with these filters"),
        (Wanted(fingers="0"), "No gesture has all of this"),
    ],
)
def test_an_empty_result_says_what_to_do(wanted: Wanted, said: str) -> None:
    page = cards_html([], wanted, 9, "en")
    assert said in page
    assert values(page, "data-act") == ["show-all"]


def test_pictures_by_name_differ_and_are_small(vocabulary: Vocabulary) -> None:
    gesture = vocabulary.gesture("two_peace_signs")
    names = [
        picture_name(gesture),
        picture_name(gesture, view="back"),
        picture_name(gesture, what="skeleton"),
        picture_name(gesture, what="depth"),
        picture_name(gesture).replace("/skin/", "/xray/"),
    ]
    urls = [entry_url(name, vocabulary) for name in names]
    assert len(set(urls)) == len(names)
    assert len(urls[0]) < CARD_PICTURE_BYTES
    assert picture(urls[0]).size == (192, 192)
    assert picture(entry_url(picture_name(gesture, size_px=MINI_PX), vocabulary)).size == (
        MINI_PX,
        MINI_PX,
    )


@pytest.mark.parametrize(
    "name",
    [
        "",
        "hand/peace",
        "photo/peace/palm/skin/192",
        "hand/peace/palm/plasma/192",
        "hand/peace/palm/skin/9999999",
        "hand/peace/palm/skin/192/more",
    ],
)
def test_a_picture_that_the_page_does_not_show_is_refused(
    name: str, vocabulary: Vocabulary
) -> None:
    with pytest.raises(BadInput):
        entry_url(name, vocabulary)


@pytest.mark.parametrize("name", ["hand/nobody/palm/skin/192", "hand/peace/up/skin/192"])
def test_a_picture_of_nothing_known_is_refused(name: str, vocabulary: Vocabulary) -> None:
    with pytest.raises(UnknownName):
        entry_url(name, vocabulary)


def test_a_dialog_shows_views_skeleton_depth_and_materials(vocabulary: Vocabulary) -> None:
    page = entry_html(vocabulary.gesture("peace"), vocabulary, "en")
    named = [name.split("/") for name in values(page, "data-hash")]
    peace = [name for name in named if name[1] == "peace"]
    assert [name[0] for name in peace] == ["hand"] * 4 + ["skeleton", "depth"]
    assert len({name[2] for name in peace if name[0] == "hand"}) == 3
    assert peace[0][4] == str(LARGE_PX)
    assert set(values(page, "data-material")) == set(MATERIALS)
    # Everything that the page can ask for there can be drawn.
    assert all(entry_url("/".join(name), vocabulary) for name in named)


def test_every_phrase_is_copied_in_every_dialect(vocabulary: Vocabulary) -> None:
    gesture = vocabulary.gesture("peace")
    page = entry_html(gesture, vocabulary, "en")
    copied = values(page, "data-text")
    for phrase in gesture.phrases:
        assert sum(f"({phrase})1.2" in words for words in copied) >= 1
        weighted = [words for words in copied if f"({phrase}:1.2)" in words]
        assert weighted
        plain = render(parse_a1111(weighted[0]), "plain")
        assert plain in copied
    assert ", ".join(gesture.negatives) in copied
    assert all(phrase in copied for phrase in gesture.phrases_zh)


def test_a_dialog_leads_to_its_neighbours(vocabulary: Vocabulary) -> None:
    gesture = vocabulary.gesture("peace")
    assert gesture.confusable and gesture.twins
    page = entry_html(gesture, vocabulary, "zh")
    near = {*gesture.confusable, *gesture.twins}
    assert near <= set(values(page, "data-id"))
    assert set(values(page, "data-other")) == near
    assert {"add", "pick", "compare", "open", "close", "look", "dialect", "copy"} == set(
        values(page, "data-act")
    )


def test_a_twin_is_listed_once(vocabulary: Vocabulary) -> None:
    both = [g for g in vocabulary.gestures.values() if set(g.twins) & set(g.confusable)]
    assert both
    for gesture in both:
        page = entry_html(gesture, vocabulary, "en")
        near = values(page, "data-other")
        assert len(near) == len(set(near)) and set(gesture.twins) <= set(near)
        confusable, _, twins = page.partition("Looks the same as")
        for twin in gesture.twins:
            assert f"data-other='{twin}'" not in confusable and f"data-other='{twin}'" in twins


def test_no_two_buttons_of_an_entry_have_one_name(vocabulary: Vocabulary) -> None:
    page = entry_html(vocabulary.gesture("peace"), vocabulary, "en")
    named = re.findall(r"<button[^>]*data-act='look'.*?</button>", page)
    words = [re.sub("<[^>]*>", "", each) for each in named]
    assert len(words) == len(set(words)) and {"skeleton", "pose skeleton"} <= set(words)


def test_a_dialog_is_called_by_the_entry_in_the_pages_language(vocabulary: Vocabulary) -> None:
    fist = vocabulary.gesture("fist")
    assert f"aria-label='{fist.name.zh}'" in entry_html(fist, vocabulary, "zh")
    assert f"aria-label='{fist.name.en}'" in entry_html(fist, vocabulary, "en")


def test_an_offence_stands_out(vocabulary: Vocabulary) -> None:
    harmless = replace(vocabulary.gesture("fist"), offence="")
    assert "notice error" not in entry_html(harmless, vocabulary, "en")
    rude = replace(harmless, offence="Rude in Atlantis.")
    assert "Rude in Atlantis." in entry_html(rude, vocabulary, "en")


def test_every_hand_can_be_said_in_both_languages(vocabulary: Vocabulary) -> None:
    for gesture in vocabulary.gestures.values():
        english, chinese = (feature_rows(gesture, lang) for lang in ("en", "zh"))
        assert len(english) == len(chinese) >= 4
        assert not {words for _, words in english if words.isascii() and words.isalpha()} & {
            words for _, words in chinese
        }


def test_contacts_in_words(vocabulary: Vocabulary) -> None:
    (contact, *_) = vocabulary.gesture("ok").contacts
    assert contact_words((contact,), "en") == ["thumb tip – index tip"]
    assert contact_words((contact,), "zh") == ["拇指指尖 – 食指指尖"]


def test_what_differs_is_named_and_what_does_not_is_not(vocabulary: Vocabulary) -> None:
    peace, three = vocabulary.gesture("peace"), vocabulary.gesture("three")
    unlike = {
        line.name: (line.one, line.other)
        for line in contrast_lines(peace, three, "en")
        if line.differ
    }
    assert "folded" in unlike["ring"][0] and "extended" in unlike["ring"][1]
    assert "index" not in unlike and "pinky" not in unlike
    assert not any(line.differ for line in contrast_lines(peace, peace, "en"))


def test_one_hand_is_compared_with_two_and_two_with_two(vocabulary: Vocabulary) -> None:
    peace = vocabulary.gesture("peace")
    two = vocabulary.gesture("two_peace_signs")
    (first, *_) = contrast_lines(peace, two, "en")
    assert (first.one, first.other, first.differ) == ("one", "two", True)
    named = {line.name for line in contrast_lines(two, vocabulary.gesture("fist_and_palm"), "en")}
    assert {"right index", "left index"} <= named


def test_a_comparison_shows_both_in_one_view(vocabulary: Vocabulary) -> None:
    one, other = vocabulary.gesture("peace"), vocabulary.gesture("holy")
    page = compare_html(one, other, vocabulary, "en")
    named = [name.split("/") for name in values(page, "data-hash")]
    assert [(name[0], name[1]) for name in named] == [
        ("hand", "peace"),
        ("hand", "holy"),
        ("skeleton", "peace"),
        ("skeleton", "holy"),
    ]
    assert {name[2] for name in named} == {one.view}
    assert {one.phrases[0], other.phrases[-1]} <= set(values(page, "data-text"))


def test_suggestions_lead_to_entries_and_phrases(vocabulary: Vocabulary) -> None:
    found = suggest("a woman waving from a train", vocabulary)
    page = suggestions_html(found, vocabulary, "en")
    assert found.gestures[0].id in values(page, "data-id")
    assert found.gestures[0].phrases[-1] in values(page, "data-text")
    assert "“waving”" in page
    assert "which hand it is" in page


def test_a_prompt_without_hands_gets_one_sentence(vocabulary: Vocabulary) -> None:
    assert suggestions_html(suggest("  ", vocabulary), vocabulary, "en") == ""
    page = suggestions_html(suggest("a mountain lake", vocabulary), vocabulary, "en")
    assert "no hand" in page and values(page, "data-act") == []


def test_where_everything_differs_nothing_is_folded_away() -> None:
    differing = Line(name="Shape", one="fist", other="flat", differ=True)
    same = Line(name="Hands", one="one", other="one", differ=False)
    assert "<details>" not in _table([differing], "en")
    assert "<details>" in _table([differing, same], "en")


def test_only_a_place_on_the_second_hand_is_called_the_other_hands() -> None:
    own = Place(part="palm", digit="", second=False)
    touching = (Contact(one=own, other=replace(own, second=True)),)
    (words,) = contact_words(touching, "en")
    first, _, second = words.partition(" – ")
    assert first == "palm" and second == "the other hand's palm"


def test_the_gap_between_fingers_is_said_where_it_is_known() -> None:
    found = GapContrast(fingers=("index", "middle"), looks=("apart", None))
    line = _gap(found, "en")
    assert (line.one, line.other) == ("apart", "")
