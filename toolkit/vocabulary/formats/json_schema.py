"""The JSON Schemas of vocabulary files, ours and one's own, for editors: made from the models.

What the models check in code (angles in human range, contacts that exist) a schema cannot say;
`gesture vocab lint` does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, cast, get_args

from pydantic.json_schema import models_json_schema

from toolkit.vocabulary.entry_schema import FILE_MODELS
from toolkit.vocabulary.overlay_schema import OWN_MODELS, ExtensionFile
from toolkit.vocabulary.pose_schema import Strict
from toolkit.vocabulary.poses import FingerState, ThumbState

FILE_NAME = "gesture.schema.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

# A pose may say `index: fist` for `index: {state: fist}`; a validator does that, so pydantic's
# schema does not know.
SHORTHANDS = {"FingerIn": FingerState, "ThumbIn": ThumbState}

Node = dict[str, Any]


def vocabulary_schema() -> Node:
    """One schema for all kinds of file; the main key (``gestures``, ``words``...) tells which."""
    return _file_schema(
        FILE_MODELS,
        _definitions(FILE_MODELS.values()),
        title="Gesture vocabulary file",
        made_by="gesture vocab export --to json-schema",
    )


def own_schema() -> Node:
    """The same for a file of the user's own; see `toolkit.vocabulary.overlay_schema`."""
    found = _definitions([*OWN_MODELS.values(), ExtensionFile])
    del found["ExtensionFile"]
    found["OwnName"] = {
        "title": "OwnName",
        "anyOf": [
            {"type": "string"},
            {**found["Localized"], "required": [], "minProperties": 1, "title": "ByLanguage"},
        ],
    }
    for name in ("OwnGesture", "OwnSceneWord"):
        found[name]["properties"]["name"] = {"$ref": "#/$defs/OwnName"}
    word = found["OwnSceneWord"]
    word["required"] = ["text"]
    found["OwnSceneWord"] = {"title": "OwnSceneWord", "anyOf": [{"type": "string"}, word]}
    (entry,) = found["OwnGestureFile"]["properties"]["gestures"]["patternProperties"].values()
    entry["anyOf"] = [{"$ref": entry.pop("$ref")}, {"$ref": "#/$defs/Extension"}]
    return _file_schema(
        OWN_MODELS,
        found,
        title="Gesture vocabulary file of one's own",
        made_by="gesture vocab export --to own-json-schema",
    )


def schema_text(schema: Node) -> str:
    """A schema as a file; ours stands in ``vocab/gesture.schema.json``."""
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _definitions(file_models: Iterable[type[Strict]]) -> dict[str, Node]:
    """Every model that the files' models are made of, by our names."""
    _, made = models_json_schema(
        [(model, "validation") for model in file_models], ref_template="#/$defs/{model}"
    )
    models = cast("dict[str, Node]", made["$defs"])
    found = {_title(name): _node({**node, "title": _title(name)}) for name, node in models.items()}
    for name, states in SHORTHANDS.items():
        title = _title(name)
        found[title] = {
            "title": title,
            "anyOf": [
                {"enum": list(get_args(states)), "description": "A named state."},
                found[title],
            ],
        }
    return found


def _file_schema(
    file_models: Mapping[str, type[Strict]],
    definitions: Mapping[str, Node],
    *,
    title: str,
    made_by: str,
) -> Node:
    return {
        "$schema": DIALECT,
        "title": title,
        "description": f"Made by: {made_by}. Do not edit by hand.",
        "type": "object",
        "oneOf": [{"title": f"A file of {key}", "required": [key]} for key in file_models],
        "allOf": [
            {
                "if": {"required": [key]},
                "then": {"$ref": f"#/$defs/{_title(model.__name__)}"},
            }
            for key, model in file_models.items()
        ],
        "$defs": dict(sorted(definitions.items())),
    }


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
