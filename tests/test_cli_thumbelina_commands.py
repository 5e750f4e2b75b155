"""`gesture thumbelina evaluate` leaves the user's own store alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from toolkit.cli import app


@pytest.mark.slow
def test_an_evaluation_keeps_its_pictures_in_a_store_of_its_own(home: Path) -> None:
    # The store is opened before the model is looked for, so that a wrong model shows where.
    result = CliRunner().invoke(app, ["thumbelina", "evaluate", "no-such-model"])
    assert result.exit_code == 1 and "no-such-model" in result.stderr
    assert (home / "evaluation" / "gesture.db").is_file()
    assert not (home / "gesture.db").exists()
