"""Raters leave as salted hashes: the same rater is the same id, and nobody can tell who."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

SALT_FILE = "rater-salt"
"""In the home, readable by its owner alone; it is never exported."""

SALT_BYTES = 32


def home_salt(home: Path) -> bytes:
    """The salt of this home, made the first time it is asked for. Raises OSError."""
    file = home / SALT_FILE
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        salt = file.read_bytes()
        if len(salt) >= SALT_BYTES:
            return salt
        handle = os.open(file, os.O_WRONLY)  # a killed process left half of one: nobody has used it
    salt = secrets.token_bytes(SALT_BYTES)
    with os.fdopen(handle, "wb") as whole:
        whole.write(salt)
    return salt


def rater_id(rater: str, salt: bytes) -> str:
    """16 hex digits that stand for ``rater``: HMAC-SHA256 under ``salt``."""
    return hmac.new(salt, rater.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:16]


def rater_number(rater: str, salt: bytes) -> int:
    """The same as a whole number of 63 bits, for columns that hold one."""
    return int(rater_id(rater, salt), 16) >> 1
