"""Raters' ids: the same within a home, different elsewhere, and no way back."""

from __future__ import annotations

import stat
from pathlib import Path

from toolkit.exporting.rater_ids import SALT_BYTES, SALT_FILE, home_salt, rater_id, rater_number


def test_a_home_s_salt_stays_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    salt = home_salt(tmp_path)
    assert salt == home_salt(tmp_path) and len(salt) == SALT_BYTES
    assert stat.S_IMODE((tmp_path / SALT_FILE).stat().st_mode) == 0o600


def test_half_a_salt_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / SALT_FILE).write_bytes(b"half")
    assert len(home_salt(tmp_path)) == SALT_BYTES


def test_a_rater_is_one_id_in_a_home_and_another_elsewhere() -> None:
    assert rater_id("ann", b"salt") == rater_id("ann", b"salt") != rater_id("ann", b"other")
    assert rater_id("ann", b"salt") != rater_id("bob", b"salt")
    assert 0 <= rater_number("ann\ud800", b"salt") < 2**63
