"""The folder of LoRA and embedding files: told apart by shape, copied whole, never overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest
import safetensors.torch
import torch

from tests.tiny_adapters import build_embedding
from toolkit.errors import BadInput, StoreError
from toolkit.generation.adapter_folder import adapters_in, take_in


def lora(file: Path, value: float = 1.0) -> Path:
    """A file that looks like a LoRA."""
    name = "unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q.lora.down.weight"
    safetensors.torch.save_file({name: torch.full((2, 16), value)}, file)
    return file


def test_files_are_told_apart_and_copied(tmp_path: Path) -> None:
    folder = tmp_path / "home" / "adapters"
    assert adapters_in(folder) == {}
    assert take_in(lora(tmp_path / "hands.safetensors"), folder).kind == "lora"
    assert take_in(build_embedding(tmp_path / "bad.safetensors"), folder).kind == "embedding"
    both = {"clip_l": torch.zeros(1, 8), "clip_g": torch.zeros(1, 12)}
    safetensors.torch.save_file(both, tmp_path / "xl.SAFETENSORS")
    assert take_in(tmp_path / "xl.SAFETENSORS", folder).kind == "embedding"
    found = adapters_in(folder)
    assert [(name, file.kind) for name, file in found.items()] == [
        ("bad.safetensors", "embedding"),
        ("hands.safetensors", "lora"),
        ("xl.safetensors", "embedding"),
    ]
    assert all(file.path.is_absolute() and file.name == name for name, file in found.items())
    assert (tmp_path / "hands.safetensors").is_file()


def test_a_name_that_is_taken_keeps_its_file(tmp_path: Path) -> None:
    folder = tmp_path / "adapters"
    first = take_in(lora(tmp_path / "one.safetensors"), folder)
    assert take_in(lora(tmp_path / "one.safetensors"), folder) == first
    second = take_in(lora(tmp_path / "one.safetensors", 2.0), folder)
    assert second.name.startswith("one-") and second.path != first.path
    assert len(adapters_in(folder)) == 2


def test_a_name_becomes_one_that_a_cell_can_carry(tmp_path: Path) -> None:
    folder = tmp_path / "adapters"
    for name, kept in (
        ("a + b.safetensors", "a-b"),
        ("..hidden@0.5 as x.safetensors", "hidden-0.5-as-x"),
        ("手 势.safetensors", "手-势"),
        ("???.safetensors", "file"),
        ("手" * 80 + ".safetensors", "手" * 40),
    ):
        assert take_in(lora(tmp_path / name), folder).name == f"{kept}.safetensors"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.ckpt", b"\x80\x04.", "adapter_pickled"),
        ("a.PT", b"", "adapter_pickled"),
        ("a.bin", b"", "adapter_pickled"),
        ("a.gguf", b"GGUF", "adapter_ending"),
        ("a", b"", "adapter_ending"),
        ("a.safetensors", b"", "adapter_not_whole"),
        ("a.safetensors", b"\xff" * 40, "adapter_not_whole"),
        ("a.safetensors", b"\x80\x04." * 20, "adapter_not_whole"),
    ],
)
def test_what_cannot_be_taken_is_one_sentence(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput) as caught:
        take_in(tmp_path / name, tmp_path / "adapters")
    assert caught.value.code == code and str(tmp_path) not in str(caught.value)
    assert not (tmp_path / "adapters").exists()


def test_a_whole_checkpoint_is_neither(tmp_path: Path) -> None:
    weights = {f"model.layer{number}.weight": torch.zeros(2, 2) for number in range(3)}
    safetensors.torch.save_file(weights, tmp_path / "model.safetensors")
    with pytest.raises(BadInput) as caught:
        take_in(tmp_path / "model.safetensors", tmp_path / "adapters")
    assert caught.value.code == "adapter_neither"


def test_what_lies_there_and_is_none_is_passed_over(tmp_path: Path) -> None:
    lora(tmp_path / "good.safetensors")
    lora(tmp_path / ".hidden.safetensors")
    (tmp_path / "damaged.safetensors").write_bytes(b"x")
    (tmp_path / "folder.safetensors").mkdir()
    (tmp_path / "notes.txt").write_text("x")
    assert list(adapters_in(tmp_path)) == ["good.safetensors"]


def test_a_disk_that_refuses_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "adapters").write_text("in the way")
    with pytest.raises(StoreError):
        take_in(lora(tmp_path / "one.safetensors"), tmp_path / "adapters")
