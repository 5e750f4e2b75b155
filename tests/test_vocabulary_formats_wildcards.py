"""Wildcards of dynamicprompts: what goes out comes back, and what cannot be said is refused."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.documents.yaml_reader import parse_yaml
from toolkit.errors import VocabularyError
from toolkit.vocabulary import Vocabulary, load_vocabulary
from toolkit.vocabulary.entry_schema import GestureFile
from toolkit.vocabulary.formats.imported import draft_yaml
from toolkit.vocabulary.formats.wildcards import (
    read_wildcard_yaml,
    read_wildcards,
    wildcard_line,
    wildcard_texts,
    wildcard_yaml,
)

# What a phrase of an entry can hold and the grammar can say: no control characters, no
# { } $ % #, no double underscore, no comment and no command at its start.
PHRASES = st.lists(
    st.text(
        st.characters(exclude_categories=("C", "Z"), exclude_characters="{}$%#<>_/\u200b")
        | st.just(" "),
        min_size=1,
        max_size=40,
    )
    .map(str.strip)
    .filter(lambda text: text and not re.search(r"^\d[^:]*::|\b(BREAK|AND)\b", text)),
    min_size=1,
    max_size=12,
    unique=True,
)


def _vocabulary(phrases: list[str]) -> Vocabulary:
    fist = replace(load_vocabulary().gesture("fist"), phrases=tuple(phrases))
    return Vocabulary(gestures={"fist": fist})


@settings(max_examples=60, deadline=None)
@given(PHRASES)
def test_phrases_come_back_from_text_and_from_yaml(phrases: list[str]) -> None:
    vocabulary = _vocabulary(phrases)
    with tempfile.TemporaryDirectory() as folder:
        text, tree = Path(folder, "fist.txt"), Path(folder, "hands.yaml")
        text.write_text(wildcard_texts(vocabulary)["hands/fist.txt"], "utf-8")
        tree.write_text(wildcard_yaml(vocabulary), "utf-8")
        for drafts in (read_wildcards(text), read_wildcard_yaml(tree)):
            assert [(draft.id, list(draft.phrases)) for draft in drafts] == [("fist", phrases)]
            back = parse_yaml(draft_yaml(drafts, kind="emblem", source="here"), name="draft")
            assert back["gestures"]["fist"]["phrases"] == phrases  # pyright: ignore


def test_the_packaged_words_can_all_be_said() -> None:
    vocabulary = load_vocabulary()
    texts = wildcard_texts(vocabulary)
    kinds = {gesture.kind for gesture in vocabulary.gestures.values()}
    assert set(texts) == {f"hands/{id}.txt" for id in vocabulary.gestures} | {
        f"hand_kinds/{kind}.txt" for kind in kinds
    }
    assert texts["hands/fist.txt"].splitlines() == list(vocabulary.gesture("fist").phrases)
    for kind in kinds:
        of_kind = [g for g in vocabulary.gestures.values() if g.kind == kind]
        lines = texts[f"hand_kinds/{kind}.txt"].splitlines()
        assert len(lines) == sum(len(gesture.phrases) for gesture in of_kind)
    tree = yaml.safe_load(wildcard_yaml(vocabulary))
    assert tree["hands"].keys() == vocabulary.gestures.keys()
    assert "__hands/fist__" in tree["hand_kinds"]["emblem"]


# Each of these was given to dynamicprompts 0.31 in a wildcard file: it failed, or said other words.
@pytest.mark.parametrize(
    "phrase",
    [
        "a # b",
        "a$b",
        "half 50% off",
        "a {b",
        "a __ b",
        "// b",
        "/* b",
        "3::b",
        "<lora:x:1>",
        "a\nb",
    ],
)
def test_what_the_grammar_cannot_say_is_refused_with_its_place(phrase: str) -> None:
    with pytest.raises(VocabularyError, match=re.escape("here.yaml: gestures.x: ")):
        wildcard_line(phrase, where="here.yaml: gestures.x")


# And these came back as they are.
@pytest.mark.parametrize("phrase", ["a|b", "a // b", "a_b", "~x", "!x", "a::b", "a:b", '"q"', "a,"])
def test_what_the_grammar_can_say_is_left_alone(phrase: str) -> None:
    assert wildcard_line(phrase, where="") == phrase


def test_brackets_are_escaped_for_the_web_ui() -> None:
    assert wildcard_line(r"a (b) [c] \ d", where="") == r"a \(b\) \[c\] \\ d"


def test_a_strangers_file_loses_weights_comments_and_templates(tmp_path: Path) -> None:
    file = tmp_path / "Cool Hands!.txt"
    file.write_bytes(
        b"\xef\xbb\xbf# my hands\r\n\r\n(wave:1.3), [hello]\r\nfist\r\n{red|blue} fist\r\nfist\r\n"
    )
    (draft,) = read_wildcards(file)
    assert (draft.id, draft.name) == ("cool_hands", "Cool Hands!")
    assert draft.phrases == ("wave, hello", "fist")
    assert draft.left_out == ("{red|blue} fist",)
    text = draft_yaml([draft], kind="action", source=file.name)
    assert "left out, a template and no phrase: {red|blue} fist" in text
    assert "has 2 phrases; an entry needs 3" in text


def test_weights_and_depth_of_a_strangers_yaml(tmp_path: Path) -> None:
    file = tmp_path / "w.yaml"
    file.write_text(
        "a:\n  拳头: [2::one, {text: two, weight: 3}, three]\n  b: {c: [x]}\n  refs: [__a/b/c__]\n",
        "utf-8",
    )
    drafts = read_wildcard_yaml(file)
    assert [(draft.id, draft.phrases) for draft in drafts] == [
        ("entry", ("one", "two", "three")),
        ("c", ("x",)),
    ]


def test_a_draft_of_three_phrases_is_a_valid_vocabulary_file(tmp_path: Path) -> None:
    file = tmp_path / "wave.txt"
    file.write_text("hello\nyes\n'a: b' - c\n", "utf-8")
    text = draft_yaml(read_wildcards(file), kind="action", source=file.name)
    model = GestureFile.model_validate(parse_yaml(text, name="draft"))
    assert model.gestures["wave"].phrases == ("hello", "yes", "'a: b' - c")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "line 1: is not UTF-8"),
        (b"fine\nnull \x00 byte\n", "line 2: holds the invisible character U+0000"),
        ("fine\nfine\nturned \u202e round\n".encode(), "line 3: holds the invisible character"),
        (b"a\n" * 5_000_000, "at most 1,000,000"),
        (b"fine\n" + b"x" * 301 + b"\n", "line 2: is 301 characters"),
        (b"# nothing\n\n", "holds no phrase"),
        (b"", "holds no phrase"),
    ],
    ids=["binary", "control", "right to left", "10 MB", "long line", "comments", "empty"],
)
def test_bad_input_is_one_sentence_with_file_and_line(
    tmp_path: Path, data: bytes, told: str
) -> None:
    file = tmp_path / "bad.txt"
    file.write_bytes(data)
    with pytest.raises(VocabularyError) as caught:
        read_wildcards(file)
    assert "bad.txt: " in caught.value.message
    assert told in caught.value.message


@pytest.mark.parametrize("text", ["a: 3\n", "a: [1]\n", "a: [{weight: 2}]\n", "- a\n", "a: [b\n"])
def test_a_yaml_of_another_shape_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(VocabularyError, match=r"bad\.yaml: "):
        read_wildcard_yaml(file)


def test_a_folder_or_nothing_is_refused(tmp_path: Path) -> None:
    for path, what in ((tmp_path, "is a folder"), (tmp_path / "none.txt", "cannot be read")):
        with pytest.raises(VocabularyError, match=what):
            read_wildcards(path)
