"""The JSON Schema of a vocabulary file, for editors: made from the pydantic models at the door.

What the models check in code (angles in human range, contacts that exist) a schema cannot say;
`gesture vocab lint` does.
"""

from __future__ import annotations

import json
from typing import Any, cast, get_args

from pydantic.json_schema import models_json_schema

from toolkit.vocabulary.entry_schema import FILE_MODELS
from toolkit.vocabulary.poses import FingerState, ThumbState

FILE_NAME = "gesture.schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

# A pose may say `index: fist` for `index: {state: fist}`; a validator does that, so pydantic's
# schema does not know.
SHORTHANDS = {"FingerIn": FingerState, "ThumbIn": ThumbState}

Node = dict[str, Any]


def vocabulary_schema() -> Node:
    """One schema for all kinds of file; the main key (``gestures``, ``words``...) tells which."""
    _, made = models_json_schema(
        [(model, "validation") for model in FILE_MODELS.values()],
        ref_template="#/$defs/{model}",
    )
    models = cast("dict[str, Node]", made["$defs"])
    definitions = {
        _title(name): _node({**node, "title": _title(name)}) for name, node in models.items()
    }
    for name, states in SHORTHANDS.items():
        title = _title(name)
        definitions[title] = {
            "title": title,
            "anyOf": [
                {"enum": list(get_args(states)), "description": "A named state."},
                definitions[title],
            ],
        }
    return {
        "$schema": DIALECT,
        "title": "Gesture vocabulary file",
        "description": "Made by: gesture vocab export --to json-schema. Do not edit by hand.",
        "type": "object",
        "oneOf": [{"title": f"A file of {key}", "required": [key]} for key in FILE_MODELS],
        "allOf": [
            {
                "if": {"required": [key]},
                "then": {"$ref": f"#/$defs/{_title(model.__name__)}"},
            }
            for key, model in FILE_MODELS.items()
        ],
        "$defs": dict(sorted(definitions.items())),
    }


def schema_text() -> str:
    """The schema as it stands in ``vocab/gesture.schema.json``."""
    return json.dumps(vocabulary_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _title(name: str) -> str:
    return name.removesuffix("In")


def _node(node: Any) -> Any:
    """A piece of pydantic's schema with our names, and no key allowed that is not named."""
    if isinstance(node, list):
        return [_node(part) for part in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    whole = cast("Node", node)
    made = {key: _node(value) for key, value in whole.items()}
    if isinstance(reference := made.get("$ref"), str):
        made["$ref"] = _title(reference)
    if "patternProperties" in made or "properties" in made:
        made["additionalProperties"] = False
    return made
