"""``styles.csv``: what the web UI reads, and what comes back from it."""

from __future__ import annotations

import csv
import io
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import VocabularyError
from toolkit.vocabulary import Vocabulary, load_vocabulary
from toolkit.vocabulary.formats.styles_csv import COLUMNS, ENCODING, read_styles_csv, styles_csv

PHRASES = st.lists(
    st.text(
        st.characters(exclude_categories=("C", "Z"), exclude_characters="{}<>\u200b")
        | st.just(" "),
        min_size=1,
        max_size=40,
    )
    .map(str.strip)
    .filter(lambda text: text and "BREAK" not in text and "AND" not in text),
    min_size=1,
    max_size=12,
    unique=True,
)


def _written(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    file = tmp_path / "styles.csv"
    file.write_bytes(text.encode(encoding))
    return file


@settings(max_examples=60, deadline=None)
@given(PHRASES)
def test_phrases_come_back(phrases: list[str]) -> None:
    fist = replace(load_vocabulary().gesture("fist"), phrases=tuple(phrases))
    text = styles_csv(Vocabulary(gestures={"fist": fist}))
    with tempfile.TemporaryDirectory() as folder:
        (draft,) = read_styles_csv(_written(Path(folder), text, ENCODING))
    assert (draft.id, draft.name) == ("fist", "fist")
    assert list(draft.phrases) == phrases
    assert draft.negatives == fist.negatives


def test_every_packaged_phrase_is_a_style_as_the_web_ui_reads_it() -> None:
    vocabulary = load_vocabulary()
    text = styles_csv(vocabulary).encode(ENCODING)
    assert text.startswith(b"\xef\xbb\xbfname,prompt,negative_prompt\n")
    # The reader of AUTOMATIC1111's modules/styles.py.
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig")), skipinitialspace=True))
    assert set(rows[0]) == set(COLUMNS)
    assert len({row["name"] for row in rows}) == len(rows)
    assert len(rows) == sum(len(g.phrases) for g in vocabulary.gestures.values())
    style = next(row["prompt"] for row in rows if row["name"] == "hand fist 1")
    assert style.replace("{prompt}", "a boxer") == "a boxer, raised fist"


def test_a_strangers_styles(tmp_path: Path) -> None:
    text = (
        "name,prompt,negative_prompt\n"
        "--- hands ---,,\n"
        'Peace 1,"photo of {prompt}, (peace sign:1.2)","blurry, bad hands"\n'
        'Peace 2, "V sign\nof a hand",blurry\n'
        "Only negative,,lowres\n"
    )
    (draft,) = read_styles_csv(_written(tmp_path, text))
    assert (draft.id, draft.name) == ("peace", "Peace")
    assert draft.phrases == ("photo of, peace sign", "V sign of a hand")
    assert draft.negatives == ("blurry", "bad hands")


def test_the_oldest_files_call_the_prompt_text(tmp_path: Path) -> None:
    (draft,) = read_styles_csv(_written(tmp_path, "name,text\nfist,raised fist\n"))
    assert (draft.phrases, draft.negatives) == (("raised fist",), ())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name,negative_prompt\na,b\n", "line 1: has the columns name, negative_prompt"),
        ("", "line 1: has the columns nothing"),
        ("name,prompt\na,b\nlonely\n", "line 3: has too few columns"),
        ("name,prompt\na,b,c\n", "line 2: has too many columns"),
        ('name,prompt\na,"never closed\n', "is not CSV"),
        ("name,prompt\na,turned \u202e\n", "line 2: holds the invisible character U+202E"),
        ("name,prompt\na,\x1b[31m\n", "line 2: holds the invisible character U+001B"),
        (f"name,prompt\na,{'x' * 400}\n", "line 2: is 400 characters"),
        (f"name,prompt\na,{'x' * 200_000}\n", "line "),
        ("name,prompt\na,\n", "holds no style"),
        ("x" * 10_000_000, "at most 1,000,000"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)
def test_bad_input_is_one_sentence_with_file_and_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(VocabularyError) as caught:
        read_styles_csv(_written(tmp_path, text))
    assert caught.value.message.startswith("styles.csv: ")
    assert told in caught.value.message


def test_a_phrase_that_the_web_ui_takes_for_a_command_is_refused() -> None:
    fist = load_vocabulary().gesture("fist")
    for phrase in ("a {prompt} b", "<lora:x:1>", "fist BREAK hand"):
        vocabulary = Vocabulary(gestures={"fist": replace(fist, phrases=(phrase,))})
        with pytest.raises(VocabularyError, match=r"gestures\.fist\.phrases\[0\]"):
            styles_csv(vocabulary)
