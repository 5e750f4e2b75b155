"""The words: YAML files read into frozen, validated entries; search and lint."""

from __future__ import annotations

from toolkit.vocabulary.entries import (
    Colour,
    Flaw,
    Gesture,
    Lamp,
    Localized,
    Orientation,
    SceneKind,
    SceneWord,
)
from toolkit.vocabulary.loader import default_folder, load_vocabulary
from toolkit.vocabulary.vocabulary import Vocabulary

__all__ = [
    "Colour",
    "Flaw",
    "Gesture",
    "Lamp",
    "Localized",
    "Orientation",
    "SceneKind",
    "SceneWord",
    "Vocabulary",
    "default_folder",
    "load_vocabulary",
]
