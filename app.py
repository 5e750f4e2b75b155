"""The app as a Space starts it, beside the package: ``python app.py``."""

from __future__ import annotations

import os

from toolkit.ui.serving import zero_gpu  # imports `spaces`, which must come before torch

from toolkit.ui.app import launch  # isort: skip
from toolkit.ui.serving.settings import read_settings

HOST = "0.0.0.0" if os.environ.get("SPACE_ID") else "127.0.0.1"

if zero_gpu.is_on():
    # At module level: the hub packs what is on the GPU by the time the app is launched.
    zero_gpu.keep_loaded(read_settings(HOST).models)

if __name__ == "__main__":
    launch(host=HOST)
