"""The vocabulary's door: the packaged words load, and bad files are refused whole."""

from __future__ import annotations

import copy
import os
import pickle
import re
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.documents.yaml_reader import MAX_BYTES, parse_yaml
from toolkit.errors import UnknownName, VocabularyError
from toolkit.vocabulary import Colour, Lamp, default_folder, load_vocabulary

GOOD = """\
kind: emblem
gestures:
  wink:
    name: {en: wink, zh: 眨眼}
    phrases: [one, two words, three words now]
    pose: {fingers: fist, thumb: over}
"""

HAGRID_SINGLE_HAND = (  # noqa: SIM905
    """call dislike fist four like mute ok one palm peace peace_inverted rock
stop stop_inverted two_up two_up_inverted three three2 three3 little_finger middle_finger point
grabbing grip three_gun thumb_index"""
).split()


def write(folder: Path, text: str, name: str = "gestures/a.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path) -> VocabularyError:
    with pytest.raises(VocabularyError) as caught:
        load_vocabulary(folder)
    return caught.value


def test_packaged_vocabulary_has_what_the_issue_asks_for() -> None:
    vocabulary = load_vocabulary()
    assert set(HAGRID_SINGLE_HAND) <= set(vocabulary.gestures)
    assert len(vocabulary.gestures) >= 28
    for gesture in vocabulary.gestures.values():
        assert len(gesture.phrases) >= 3 and gesture.phrases_zh and gesture.sources, gesture.id
    for kind in ("view", "side", "subject", "skin", "light", "background", "style", "negative"):
        assert vocabulary.scene(kind), kind
    assert len(vocabulary.scene("skin")) >= 5
    assert vocabulary.scene_word("negative", "none").text == ""
    back = vocabulary.scene_word("view", "back")
    assert back.turn is not None and back.turn.yaw == 180
    assert {"extra_finger", "fused_fingers", "two_thumbs"} <= {f.id for f in vocabulary.flaws}
    assert vocabulary.parts


def test_scene_words_carry_what_their_kind_needs_and_are_hashable() -> None:
    words = load_vocabulary().words
    for word in words:
        assert (word.turn is not None) == (word.kind == "view"), word
        assert (word.colour is not None) == (word.kind in ("skin", "background")), word
        assert (word.lamp is not None) == (word.kind == "light"), word
    assert len(set(words)) == len(words)


def test_a_scene_word_has_the_numbers_of_its_file() -> None:
    vocabulary = load_vocabulary()
    tan = vocabulary.scene_word("skin", "tan").colour
    assert tan is not None and tan.rgb == (0.75, 0.55, 0.41)
    warm = vocabulary.scene_word("light", "warm").lamp
    assert warm == Lamp(
        x=0.3, y=0.4, z=0.85, ambient=0.55, colour=Colour(red=1.0, green=0.88, blue=0.70)
    )


def test_files_are_named_in_the_records() -> None:
    vocabulary = load_vocabulary()
    assert vocabulary.gesture("peace").file == "gestures/emblems.yaml"
    assert vocabulary.scene_word("skin", "tan").file == "scene/skin.yaml"


def test_records_cannot_be_changed() -> None:
    vocabulary = load_vocabulary()
    with pytest.raises(FrozenInstanceError):
        vocabulary.gesture("fist").emoji = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        vocabulary.gestures["fist"] = vocabulary.gesture("palm")  # type: ignore[index]


def test_a_vocabulary_survives_pickling_and_copying() -> None:
    vocabulary = load_vocabulary()
    assert pickle.loads(pickle.dumps(vocabulary)) == vocabulary
    assert copy.deepcopy(vocabulary) == vocabulary


def test_a_folder_of_ones_own_loads(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    vocabulary = load_vocabulary(tmp_path)
    assert vocabulary.gesture("wink").kind == "emblem"
    assert vocabulary.gesture("wink").pose.index.mcp == 90
    assert vocabulary.scene("view") == ()
    with pytest.raises(UnknownName, match="no view at all"):
        vocabulary.scene_word("view", "palm")


def test_cache_is_kept_until_a_file_changes(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    first = load_vocabulary(tmp_path)
    assert load_vocabulary(tmp_path) is first
    path.write_text(GOOD.replace("wink", "blink"), encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert "blink" in load_vocabulary(tmp_path).gestures
    write(tmp_path, GOOD.replace("wink", "nod"), "gestures/b.yaml")
    assert set(load_vocabulary(tmp_path).gestures) == {"blink", "nod"}


def test_a_broken_file_leaves_nothing_half_loaded(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    bad = write(tmp_path, GOOD.replace("zh:", "zz:"), "gestures/b.yaml")
    refusal(tmp_path)
    refusal(tmp_path)
    bad.unlink()
    assert set(load_vocabulary(tmp_path).gestures) == {"wink"}


def test_unknown_names_come_with_near_ones() -> None:
    vocabulary = load_vocabulary()
    with pytest.raises(UnknownName, match=r"'peece'.*'peace'"):
        vocabulary.gesture("peece")
    with pytest.raises(UnknownName, match=r"'thumbs up'.*'like'"):
        vocabulary.gesture("thumbs up")
    with pytest.raises(UnknownName, match="vocab list"):
        vocabulary.gesture("qqqqqqqq")
    with pytest.raises(UnknownName, match=r"'browm'.*'brown'"):
        vocabulary.scene_word("skin", "browm")


# Each case: what to change in the good file, and what the one-line error must say.
BAD_ENTRIES = {
    "unknown key": (
        "    phrases:",
        "    phrasez:",
        r"a\.yaml: gestures\.wink: .*'phrasez'.*Did.*'phrases'",
    ),
    "unknown finger": (
        "thumb: over",
        "thumb: over, indx: fist",
        r"gestures\.wink\.pose: .*'indx'.*'index'",
    ),
    "unknown state": (
        "fingers: fist",
        "fingers: fits",
        r"pose\.fingers\.state: got 'fits'.*Did.*'fist'",
    ),
    "unknown kind": ("kind: emblem", "kind: emblm", r"a\.yaml: kind: got 'emblm'.*'emblem'"),
    "missing key": ("zh: 眨眼", "", r"gestures\.wink\.name: the key 'zh' is missing"),
    "missing thumb": (", thumb: over", "", r"pose: the key 'thumb' is missing"),
    "missing finger": (
        "fingers: fist",
        "index: fist",
        r"wink\.pose: says nothing about the middle",
    ),
    "two phrases": (", three words now", "", r"gestures\.wink\.phrases: .*at least 3"),
    "empty phrase": ("two words", "'  '", r"gestures\.wink\.phrases\[1\]: "),
    "number as phrase": ("two words", "12", r"gestures\.wink\.phrases\[1\]: got 12"),
    "angle of no hand": ("fingers: fist", "fingers: {mcp: 150}", r"pose: .*mcp is 150.*-45 to 95"),
    "angle as text": ("fingers: fist", "fingers: {mcp: 'x'}", r"pose\.fingers\.mcp: got 'x'"),
    "angle as switch": ("fingers: fist", "fingers: {mcp: true}", r"pose\.fingers\.mcp: got True"),
    "angle nan": ("fingers: fist", "fingers: {mcp: .nan}", r"pose\.fingers\.mcp: got nan.*finite"),
    "angle inf": (
        "fingers: fist",
        "fingers: {mcp: -.inf}",
        r"pose\.fingers\.mcp: got -inf.*finite",
    ),
    "bad id": ("  wink:", "  Wink-1:", r"gestures\.Wink-1: "),
    "id read as switch": ("  wink:", "  yes:", r"line 3: gestures: has the key 'yes'"),
    "list for mapping": ("{en: wink, zh: 眨眼}", "[wink]", r"gestures\.wink\.name: got \['wink'\]"),
    "no twin": (
        "    phrases:",
        "    twins: [winc]\n    phrases:",
        r"wink\.twins: no gesture.*'winc'",
    ),
    "own twin": (
        "    phrases:",
        "    twins: [wink]\n    phrases:",
        r"wink\.twins: 'wink' is the entry itself",
    ),
    "date": ("two words", "2024-01-01", r"phrases\[1\]: is '2024-01-01', neither text nor number"),
    "duplicate key": (
        "kind: emblem",
        "kind: emblem\nkind: number",
        r"line 2: kind: is given twice",
    ),
    "alias bomb": ("two words", "&a two, *a, *a", r"line 5: uses an anchor or alias"),
    "merge key": (
        "    pose:",
        "    <<: {emoji: x}\n    pose:",
        r"gestures\.wink: uses the merge key",
    ),
    "tag": ("two words", "!!python/object/apply:os.system [x]", r"line 5: uses the tag"),
    "bidi character": (
        "two words",
        "two \u202ewords",
        r"line 5: holds the invisible character U\+202E",
    ),
    "bidi escape": (
        "two words",
        '"two \\u202ewords"',
        r"phrases\[1\]: holds a forbidden .*U\+202E",
    ),
    "control escape": (
        "two words",
        '"two \\x07words"',
        r"phrases\[1\]: holds a forbidden .*U\+0007",
    ),
    "line break": ("two words", '"two\\nwords"', r"phrases\[1\]: holds a forbidden .*line break"),
    "second document": ("kind: emblem", "x: 1\n---\nkind: emblem", r"begins a second document"),
    "syntax": ("{en: wink", "{en: wink]", r"a\.yaml: line 4, column \d+: not valid YAML"),
    "deep": ("two words", "[" * 40 + "]" * 40, r"nested more than 12 deep"),
    "huge number": ("fingers: fist", "fingers: {mcp: " + "9" * 5000 + "}", r"over 40 digits"),
    "two main keys": ("kind: emblem", "flaws: {}", r"expected exactly one of gestures, words"),
    "no main key": ("gestures:", "gestres:", r"'gestres'; expected exactly one of .*'gestures'"),
}


@pytest.mark.parametrize("case", BAD_ENTRIES)
def test_a_bad_entry_is_refused_with_file_entry_and_key(case: str, tmp_path: Path) -> None:
    old, new, expected = BAD_ENTRIES[case]
    assert old in GOOD
    write(tmp_path, GOOD.replace(old, new, 1))
    error = refusal(tmp_path)
    assert "\n" not in str(error)
    assert str(error).startswith("gestures/a.yaml: ")
    assert re.search(expected, str(error)), str(error)
    assert error.exit_code == 2


BAD_SCENES = {
    "missing number": (
        "kind: skin\nwords:\n  a: {name: {en: a, zh: 甲}, text: a}",
        r"a skin takes blue",
    ),
    "stray number": (
        "kind: style\nwords:\n  a: {name: {en: a, zh: 甲}, text: a, numbers: {red: 1}}",
        r"has red; a style takes none",
    ),
    "colour above one": (
        "kind: skin\nwords:\n"
        "  a: {name: {en: a, zh: 甲}, text: a, numbers: {red: 255, green: 0, blue: 0}}",
        r"words\.a\.numbers: red is 255; .*0 to 1",
    ),
    "dark lamp": (
        "kind: light\nwords:\n  a: {name: {en: a, zh: 甲}, text: a, numbers: "
        "{x: 0, y: 0, z: 0, ambient: 0.5, red: 1, green: 1, blue: 1}}",
        r"x, y and z are all 0",
    ),
    "third hand": (
        "kind: side\nwords:\n  up: {name: {en: a, zh: 甲}, text: a}",
        r"'right' or 'left'",
    ),
    "no words": ("kind: style\nwords: {}", r"words: .*at least 1"),
}


@pytest.mark.parametrize("case", BAD_SCENES)
def test_a_bad_scene_word_is_refused(case: str, tmp_path: Path) -> None:
    text, expected = BAD_SCENES[case]
    write(tmp_path, GOOD)
    write(tmp_path, text, "scene/b.yaml")
    assert re.search(rf"^scene/b\.yaml: .*{expected}", str(refusal(tmp_path))), refusal(tmp_path)


def test_one_id_in_two_files_is_refused_with_both_files(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD, "gestures/b.yaml")
    assert re.search(r"^gestures/b\.yaml: .*'wink'.*gestures/a\.yaml", str(refusal(tmp_path)))


def test_folders_without_words_are_refused(tmp_path: Path) -> None:
    assert "does not exist" in str(refusal(tmp_path / "nowhere"))
    assert "no .yaml file" in str(refusal(tmp_path))
    file = write(tmp_path, "flaws: {a: {name: {en: a, zh: 甲}, words: [a]}}", "b.yaml")
    assert "holds no gesture" in str(refusal(tmp_path))
    assert "is a file" in str(refusal(file))


@pytest.mark.parametrize("name", ["a.yml", "a.YAML"])
def test_other_endings_are_not_passed_over_in_silence(name: str, tmp_path: Path) -> None:
    write(tmp_path, GOOD, "gestures/good.yaml")
    write(tmp_path, GOOD, name)
    assert "is not read" in str(refusal(tmp_path))


def test_hidden_leftovers_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, "[", "gestures/.ipynb_checkpoints/a.yaml")
    assert set(load_vocabulary(tmp_path).gestures) == {"wink"}


def test_files_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "")
    assert "is empty" in str(refusal(tmp_path))
    path.write_text("- a list", encoding="utf-8")
    assert "is not a mapping" in str(refusal(tmp_path))
    path.write_bytes(b"kind: \xff\xfe")
    assert "not UTF-8" in str(refusal(tmp_path))
    path.write_bytes(b"kind: emblem\x00")
    assert "U+0000" in str(refusal(tmp_path))
    path.write_text("#" * (MAX_BYTES + 1), encoding="utf-8")
    assert "1,000,001 bytes" in str(refusal(tmp_path))


def test_windows_text_loads(tmp_path: Path) -> None:
    path = write(tmp_path, "")
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert set(load_vocabulary(tmp_path).gestures) == {"wink"}


def test_default_folder_is_the_checkouts_or_the_wheels() -> None:
    assert default_folder().name in ("vocab", "_vocab")
    assert (default_folder() / "gestures").is_dir()


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet=st.sampled_from(list("ab:-[]{},&*!?|>'\"%@`#\n \t1.~<\u202e\\x")), max_size=40)
)
def test_any_text_is_parsed_or_refused_in_one_sentence(text: str) -> None:
    try:
        assert all(isinstance(key, str) for key in parse_yaml(text, name="x.yaml"))
    except VocabularyError as error:
        assert str(error).startswith("x.yaml: ")
        assert "\n" not in error.message
