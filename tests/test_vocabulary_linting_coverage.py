"""Coverage of other people's lists, and sources that name no item of them."""

from __future__ import annotations

from dataclasses import replace

from toolkit.vocabulary import Vocabulary, load_vocabulary
from toolkit.vocabulary.entries import OutsideList
from toolkit.vocabulary.linting.coverage import coverage, unknown_sources

LISTS = (
    OutsideList(id="letters", name="Letters", prefix="ASL", items=("A", "0", "B")),
    OutsideList(id="numbers", name="Numbers", prefix="Chinese numbers", items=("7", "7 (Taiwan)")),
)


def _vocabulary(*sources: str) -> Vocabulary:
    fist, peace = load_vocabulary().gesture("fist"), load_vocabulary().gesture("peace")
    return Vocabulary(
        gestures={
            "fist": replace(fist, sources=sources),
            "peace": replace(peace, sources=("ASL A", "a friend")),
        },
        lists=LISTS,
    )


def test_an_item_is_covered_by_the_source_that_names_it_and_by_no_other() -> None:
    letters, numbers = coverage(_vocabulary("asl  b", "Chinese numbers 7 (Taiwan)", "ASLO"))
    assert (letters.covered, letters.total, letters.missing) == (2, 3, ("0",))
    assert letters.covered_by == (("A", ("peace",)), ("B", ("fist",)))
    assert (numbers.covered, numbers.missing) == (1, ("7",))
    assert numbers.share == 0.5


def test_a_misspelt_item_is_a_finding_with_a_near_name() -> None:
    found = list(unknown_sources(_vocabulary("Chinese numbers 8 (Taiwan)", "ASL B", "ASLO")))
    assert [(f.entry, f.key, f.rule, f.level) for f in found] == [
        ("fist", "sources[0]", "unknown_source", "error")
    ]
    assert "Chinese numbers 7 (Taiwan)" in found[0].message


def test_the_packaged_lists_are_the_ones_that_were_promised() -> None:
    lists = {each.id: each for each in load_vocabulary().lists}
    assert {id: len(set(each.items)) for id, each in lists.items()} == {
        "hagridv2": 33,
        "cldr": 44,
        "grasp": 33,
        "asl": 36,
        "chinese-numbers": 14,
        "mudras": 28,
    }
    hands = [int(item, 16) for item in lists["cldr"].items]
    assert all(0x261D <= code <= 0x270D or 0x1F446 <= code <= 0x1FAF8 for code in hands)


def test_every_emoji_of_an_entry_that_is_on_the_list_is_sourced_too() -> None:
    vocabulary = load_vocabulary()
    emoji = {each.id: each.items for each in vocabulary.lists}["cldr"]
    for gesture in vocabulary.gestures.values():
        code = f"{ord(gesture.emoji[0]):X}" if gesture.emoji else ""
        if code in emoji:
            assert f"CLDR {code}" in gesture.sources, gesture.id
