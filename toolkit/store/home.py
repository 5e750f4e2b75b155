"""Where the data lives: one folder with the database and the pictures."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from toolkit.documents.user_paths import user_path

HOME_VARIABLE = "GESTURE_HOME"


def default_home() -> Path:
    """The folder named by ``GESTURE_HOME``, else the platform's user data folder.

    Nothing is created and nothing is read; an empty variable counts as unset.
    Raises `BadInput` for a name that no folder can have.
    """
    named = os.environ.get(HOME_VARIABLE, "").strip()
    if named:
        return user_path(named, what=f"folder in {HOME_VARIABLE}")
    return Path(platformdirs.user_data_dir("gesture-toolkit", appauthor=False))
