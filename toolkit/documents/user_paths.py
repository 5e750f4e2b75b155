"""Paths that a user names, checked before the operating system sees them."""

from __future__ import annotations

import os
from pathlib import Path

from toolkit.errors import BadInput, shown

MAX_NAME_BYTES = 255
MAX_PATH_BYTES = 4096


def user_path(named: Path | str, *, what: str = "path") -> Path:
    """``named`` as a path, with ``~`` and ``~user`` replaced by the home folder.

    Python and Linux answer such names with a ValueError, a RuntimeError or an OSError at the
    first use, each somewhere else; here all are one sentence. Nothing on the disk is looked at.

    Raises:
        BadInput: a NUL byte, characters that no file name can hold, a name too long, or the
            home folder of a user who does not exist; ``what`` says whose path it is.
    """
    text = os.fspath(named)
    try:
        encoded = os.fsencode(text)
    except UnicodeEncodeError:
        encoded = b"\0"
    if b"\0" in encoded:
        raise BadInput(f"The {what} {shown(text)} holds characters that no file name can hold.")
    longest = max(len(part) for part in encoded.split(b"/"))
    if longest > MAX_NAME_BYTES or len(encoded) >= MAX_PATH_BYTES:
        raise BadInput(
            f"The {what} {shown(text)} is too long: a name has at most {MAX_NAME_BYTES} bytes, "
            f"a whole path fewer than {MAX_PATH_BYTES:,}."
        )
    try:
        return Path(text).expanduser()
    except RuntimeError:
        user = text.partition("/")[0]
        raise BadInput(
            f"The {what} {shown(text)} begins with {shown(user)}, but there is no such user.",
            hint="Write the whole path.",
        ) from None
