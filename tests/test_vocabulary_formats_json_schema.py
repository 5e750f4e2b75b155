"""The editors' schema says what the loader says, as far as a schema can."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from toolkit.documents.yaml_reader import read_yaml
from toolkit.errors import VocabularyError
from toolkit.vocabulary import default_folder, load_vocabulary
from toolkit.vocabulary.entry_schema import FILE_MODELS
from toolkit.vocabulary.formats.json_schema import FILE_NAME, own_schema, vocabulary_schema

STALE = "run: gesture vocab export --to json-schema vocab/gesture.schema.json --force"
FILES = sorted(default_folder().rglob("*.yaml"))
ENTRY: dict[str, Any] = {
    "name": {"en": "fist", "zh": "拳头"},
    "phrases": ["a", "b", "c"],
    "pose": {"fingers": "fist", "index": {"state": "hook", "mcp": 3}, "thumb": "over"},
}
FILE: dict[str, Any] = {"kind": "emblem", "gestures": {"fist": ENTRY}}


def _complaints(tree: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(vocabulary_schema())
    return [error.message for error in validator.iter_errors(tree)]  # pyright: ignore[reportUnknownMemberType]


def test_the_schema_beside_the_words_is_up_to_date() -> None:
    kept = json.loads((default_folder() / FILE_NAME).read_text("utf-8"))
    assert kept == vocabulary_schema(), STALE


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(vocabulary_schema())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_our_own_files_pass(file: Path) -> None:
    assert _complaints(read_yaml(file, name=file.name)) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_editors_find_the_schema_from_every_file(file: Path) -> None:
    first = file.read_text("utf-8").splitlines()[0]
    named = first.removeprefix("# yaml-language-server: $schema=")
    assert (file.parent / named).resolve() == (default_folder() / FILE_NAME).resolve()


def test_a_good_entry_passes_and_the_loader_agrees() -> None:
    assert _complaints(FILE) == []
    FILE_MODELS["gestures"].model_validate(FILE)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("nonsense",), 1),
        (("gestures", "fist", "nonsense"), 1),
        (("gestures", "fist", "pose", "nonsense"), 1),
        (("gestures", "fist", "pose", "index", "nonsense"), 1),
        (("gestures", "fist", "pose", "thumb"), "upside down"),
        (("gestures", "fist", "pose", "index", "mcp"), "3"),
        (("gestures", "fist", "phrases"), ["a"]),
        (("gestures", "fist", "name"), {"en": "fist"}),
        (("gestures", "Not An Id"), ENTRY),
        (("kind",), "nonsense"),
        (("words",), {}),
    ],
    ids=lambda value: ".".join(value) if isinstance(value, tuple) else "",
)
def test_what_the_loader_refuses_the_schema_refuses(path: tuple[str, ...], value: object) -> None:
    tree = copy.deepcopy(FILE)
    here = tree
    for key in path[:-1]:
        here = here[key]
    here[path[-1]] = value
    assert _complaints(tree)


def test_a_file_of_no_known_kind_is_refused() -> None:
    assert _complaints({"kind": "emblem"})
    assert _complaints({"lists": {"a-b": {"name": "n", "prefix": "p", "items": ["x"]}}}) == []


OWN: dict[str, dict[str, Any]] = {
    "few keys": {"gestures": {"zorp": {"name": "zorp", "phrases": ["a"], "pose": ENTRY["pose"]}}},
    "one language": {
        "kind": "mudra",
        "gestures": {"zorp": {"name": {"zh": "佐"}, "phrases": ["a"], "pose": ENTRY["pose"]}},
    },
    "words for ours": {"gestures": {"peace": {"phrases_zh": ["佐"], "aliases": {"en": ["b"]}}}},
    "scene words": {"kind": "light", "words": {"neon": "neon", "candle": {"text": "candle"}}},
    "flaws": {"flaws": {"zorped": {"name": {"en": "z", "zh": "佐"}, "words": ["zorped"]}}},
}
NOT_OWN: dict[str, dict[str, Any]] = {
    "no pose": {"gestures": {"zorp": {"name": "zorp", "phrases": ["a"]}}},
    "no name": {"gestures": {"zorp": {"name": {}, "phrases": ["a"], "pose": ENTRY["pose"]}}},
    "a pose for ours alone": {"gestures": {"peace": {"pose": ENTRY["pose"]}}},
    "no text": {"kind": "light", "words": {"neon": {"text_zh": "霓虹"}}},
    "a bad id": {"gestures": {"Not An Id": {"phrases": ["a"]}}},
    "two main keys": {"gestures": {}, "flaws": {}},
}


@pytest.mark.parametrize("case", [*OWN, *NOT_OWN])
def test_the_schema_of_ones_own_says_what_the_loader_says(case: str, tmp_path: Path) -> None:
    tree = {**OWN, **NOT_OWN}[case]
    schema = own_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    complaints = list(jsonschema.Draft202012Validator(schema).iter_errors(tree))  # pyright: ignore[reportUnknownMemberType]
    (tmp_path / "a.yaml").write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
    if case in OWN:
        assert complaints == []
        load_vocabulary(extra=[tmp_path])
        return
    assert complaints
    with pytest.raises(VocabularyError):
        load_vocabulary(extra=[tmp_path])
