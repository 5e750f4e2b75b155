"""A checkout as a Space: what goes, and what the hub is asked."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from toolkit.errors import BadInput, StoreError
from toolkit.ui.serving.deploying import deploy, plan_deployment
from toolkit.ui.serving.first_study import BUNDLE

ROOT = Path(__file__).parent.parent


class RecordingHub:
    """Answers as `huggingface_hub.HfApi` does, and writes down what it was asked."""

    def __init__(self, *, there: bool = False, refuses: str = "") -> None:
        self.there = there
        self.refuses = refuses
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def repo_exists(self, **_: Any) -> bool:
        return self.there

    def __getattr__(self, name: str) -> Any:
        def ask(**given: Any) -> SimpleNamespace:
            self.asked.append((name, given))
            if name == self.refuses:
                raise OSError("401 unauthorised")
            return SimpleNamespace()

        return ask


def test_what_a_space_needs_goes_and_nothing_else() -> None:
    plan = plan_deployment("me/gestures", dataset="me/votes")
    files = set(plan.files)
    assert {"app.py", "README.md", "requirements.txt", "packages.txt"} <= files
    assert f"toolkit/{BUNDLE.relative_to(ROOT / 'toolkit').as_posix()}" in files
    assert any(name.startswith("vocab/") for name in files)
    assert any(name.endswith(".safetensors") for name in files)
    assert not [n for n in files if n.startswith(("tests/", ".git", "notebooks/", ".venv"))]
    assert not [n for n in files if "__pycache__" in n]
    assert plan.secrets == ("GESTURE_SECRET", "HF_TOKEN")
    assert plan.variables == {"GESTURE_DATASET": "me/votes"}
    assert plan.size_bytes == sum((ROOT / name).stat().st_size for name in files)


@pytest.mark.parametrize("name", ["gestures", "a/b/c", "/b", "a/", " a/b"])
def test_a_space_is_owner_and_name(name: str) -> None:
    with pytest.raises(BadInput, match="owner/name"):
        plan_deployment(name)


def test_an_installed_package_is_no_checkout(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no checkout"):
        plan_deployment("me/gestures", root=tmp_path)


def test_a_file_too_large_for_the_hub_is_named(tmp_path: Path) -> None:
    for name in ("app.py", "requirements.txt"):
        (tmp_path / name).write_text("")
    (tmp_path / "toolkit").mkdir()
    with (tmp_path / "toolkit" / "big.bin").open("wb") as file:
        file.truncate(10_000_001)
    with pytest.raises(StoreError, match=r"toolkit/big\.bin"):
        plan_deployment("me/gestures", root=tmp_path)


def test_the_hub_is_asked_for_a_new_space_with_a_key_of_its_own() -> None:
    hub = RecordingHub()
    plan = plan_deployment("me/gestures", hardware="zero", dataset="me/votes", private=True)
    assert deploy(plan, token="hf_x", api=hub) == "https://huggingface.co/spaces/me/gestures"
    names = [name for name, _ in hub.asked]
    assert names == [
        "create_repo",
        "add_space_variable",
        "add_space_secret",
        "add_space_secret",
        "upload_folder",
    ]
    made = hub.asked[0][1]
    assert made["space_hardware"] == "zero-a10g" and made["space_sdk"] == "gradio"
    assert made["private"]
    key, token = (given for name, given in hub.asked if name == "add_space_secret")
    assert key["key"] == "GESTURE_SECRET" and len(key["value"]) == 64
    assert (token["key"], token["value"]) == ("HF_TOKEN", "hf_x")
    assert set(hub.asked[-1][1]["allow_patterns"]) == set(plan.files)


def test_a_space_that_is_there_keeps_its_key() -> None:
    hub = RecordingHub(there=True)
    deploy(plan_deployment("me/gestures", hardware="cpu"), api=hub)
    assert [name for name, _ in hub.asked] == ["create_repo", "upload_folder"]
    assert hub.asked[0][1]["space_hardware"] == "cpu-basic"


@pytest.mark.parametrize("refuses", ["create_repo", "upload_folder"])
def test_a_hub_that_refuses_is_one_sentence(refuses: str) -> None:
    with pytest.raises(StoreError, match=r"me/gestures.*401") as refused:
        deploy(plan_deployment("me/gestures"), api=RecordingHub(refuses=refuses))
    assert "hf auth login" in refused.value.hint
