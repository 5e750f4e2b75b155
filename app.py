"""The app as a Space starts it, beside the package: ``python app.py``."""

from __future__ import annotations

import os

from toolkit.ui.app import launch

if __name__ == "__main__":
    launch(host="0.0.0.0" if os.environ.get("SPACE_ID") else "127.0.0.1")
