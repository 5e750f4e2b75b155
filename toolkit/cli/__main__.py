"""``python -m toolkit.cli``: the command ``gesture`` where no script is installed."""

from __future__ import annotations

from toolkit.cli import app

app()
