"""The bar that a sweep shows to whoever waits."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from toolkit import progress
from toolkit.progress import progress_bar


def test_nobody_watches_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar("Drawing", unit="pictures") as advance:
        assert advance is None
    assert capsys.readouterr().err == ""


def test_a_terminal_gets_a_bar(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "somebody_watches", lambda: True)
    with progress_bar("Drawing", unit="pictures") as advance:
        assert advance is not None
        advance(0, 4)
        advance(3, 4)
        advance(4, 4)
    said = capsys.readouterr().err
    assert "Drawing" in said
    assert "4/4" in said


def test_a_notebook_is_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not progress.somebody_watches()
    shell = SimpleNamespace(kernel=object())
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    assert progress.somebody_watches()
