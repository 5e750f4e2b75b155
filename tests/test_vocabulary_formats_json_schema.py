"""The editors' schema says what the loader says, as far as a schema can."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from toolkit.documents.yaml_reader import read_yaml
from toolkit.vocabulary import default_folder
from toolkit.vocabulary.entry_schema import FILE_MODELS
from toolkit.vocabulary.formats.json_schema import FILE_NAME, vocabulary_schema

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
