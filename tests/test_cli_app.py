"""`gesture app`: serves the page on the port it was told, and ends at Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PATIENCE_S = 120


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_the_app_is_served_until_ctrl_c(home: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with subprocess.Popen(
        [sys.executable, "-m", "toolkit.cli", "app", "--no-browser", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        try:
            page = ""
            until = time.monotonic() + PATIENCE_S
            while not page and child.poll() is None and time.monotonic() < until:
                try:
                    with direct.open(f"http://127.0.0.1:{port}/", timeout=10) as answer:
                        page = answer.read().decode()
                except OSError:
                    time.sleep(0.2)
            child.send_signal(signal.SIGINT)
            _, said = child.communicate(timeout=PATIENCE_S)
        finally:
            child.kill()
    assert "gradio" in page.lower(), said
    assert "Traceback" not in said
    assert child.returncode in (0, 130)
