"""Names that Python and Linux would each refuse in a way of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.documents.user_paths import MAX_NAME_BYTES, MAX_PATH_BYTES, user_path
from toolkit.errors import BadInput, ModelError
from toolkit.generation.models import model_spec
from toolkit.store import Store, default_home


def test_a_plain_name_stays_and_a_tilde_is_the_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/somewhere")
    assert user_path("a/b.yaml") == Path("a/b.yaml")
    assert user_path(Path("/a")) == Path("/a")
    assert user_path("~/x") == Path("/somewhere/x")
    assert user_path("a/~/x") == Path("a/~/x")


@pytest.mark.parametrize("named", ["a\0b", "\0", "\ud800", "a/\udfff"])
def test_what_no_file_name_can_hold_is_bad_input(named: str) -> None:
    with pytest.raises(BadInput, match=r"The folder '.*' holds characters that no file name"):
        user_path(named, what="folder")


def test_an_unknown_users_home_is_bad_input_at_every_door(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = r"begins with '~nosuch', but there is no such user"
    with pytest.raises(BadInput, match=said):
        user_path("~nosuch/x")
    with pytest.raises(BadInput, match=said):
        Store.open(Path("~nosuch/x"))
    with pytest.raises(ModelError, match=said):
        model_spec("~nosuch/x")
    monkeypatch.setenv("GESTURE_HOME", "~nosuch/x")
    with pytest.raises(BadInput, match=said):
        default_home()


def test_lengths_are_counted_in_bytes() -> None:
    longest = "x" * MAX_NAME_BYTES
    assert user_path(longest) == Path(longest)
    for named in (longest + "x", f"a/{longest}x/b", "手" * 86):
        with pytest.raises(BadInput, match="too long") as refused:
            user_path(named)
        assert len(refused.value.message) < 250
    deep = "x/" * ((MAX_PATH_BYTES - 2) // 2) + "x"
    assert len(deep) == MAX_PATH_BYTES - 1
    assert user_path(deep) == Path(deep)
    with pytest.raises(BadInput, match="too long"):
        user_path(deep + "x")


@given(named=st.text())
def test_what_passes_can_be_looked_for(named: str) -> None:
    try:
        path = user_path(named)
    except BadInput:
        return
    path.exists()
