"""The form reader: its weights open or say why not, and what it paints comes back as places."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from tests.judging_samples import made_hand, picture
from toolkit.errors import JudgeError
from toolkit.judging.form.crop import CHANNELS, CROP_PX, TIPS, HandCrop, crop_hand
from toolkit.judging.form.network import KINDS, MAPS, ODD, STRIDE, TIP, FormNetwork
from toolkit.judging.form.reader import EXPLAINED_WITHIN, FormReader, FormReading, palm_px

SIDE = CROP_PX // STRIDE


class Painted(nn.Module):
    """Stands in for the network: the same maps for the crop, mirrored for its mirror image."""

    def __init__(self, maps: Tensor, *, mirrored: bool = True) -> None:
        super().__init__()
        self.maps, self.mirrored = maps, mirrored

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        assert x.shape == (2, CHANNELS, CROP_PX, CROP_PX)
        assert torch.equal(x[1], x[0].flip(-1)), "the crop and its mirror image"
        other = self.maps.flip(-1) if self.mirrored else self.maps
        return torch.stack([self.maps, other]), torch.zeros(2, len(KINDS))


def crop() -> HandCrop:
    return crop_hand(picture("palm"), made_hand(turned_deg=15))


def maps(tips: list[tuple[int, int]], odd: tuple[int, int] = (0, 0)) -> Tensor:
    """Logits that are high at these (column, row) alone."""
    painted = torch.full((MAPS, SIDE, SIDE), -9.0)
    for number, (column, row) in enumerate(tips):
        painted[TIP, row, column] = 5.0 - number / 10
    painted[ODD, odd[1], odd[0]] = 5.0
    return painted


def reader(painted: Tensor, *, mirrored: bool = True) -> FormReader:
    return FormReader(Painted(painted, mirrored=mirrored), version="x")  # type: ignore[arg-type]


def test_the_weights_of_the_package_open_and_have_a_version() -> None:
    opened = FormReader.open()
    assert len(opened.version) == 8 and int(opened.version, 16) >= 0


def test_a_crop_reads_alike_twice() -> None:
    read = FormReader.open().read(crop())
    assert FormReader.open().read(crop()) == read
    assert tuple(kind for kind, _ in read.kinds) == KINDS
    assert sum(share for _, share in read.kinds) == pytest.approx(1.0, abs=1e-5)
    sure = [tip.score for tip in read.tips]
    assert sure == sorted(sure, reverse=True)
    assert 0.0 <= read.oddest.score <= 1.0 and 0.0 <= read.flawed <= 1.0


def test_a_crop_reads_alike_whatever_the_number_of_threads() -> None:
    opened, shown, threads = FormReader.open(), crop(), torch.get_num_threads()
    reads: list[FormReading] = []
    try:
        for number in (1, 2):
            torch.set_num_threads(number)
            reads.append(opened.read(shown))
            assert torch.get_num_threads() == number, "as it was before"
    finally:
        torch.set_num_threads(threads)
    assert reads[0] == reads[1]


def test_the_network_paints_a_cell_for_every_second_pixel() -> None:
    painted, logits = FormNetwork().eval()(torch.zeros(1, CHANNELS, CROP_PX, CROP_PX))
    assert painted.shape == (1, MAPS, SIDE, SIDE) and logits.shape == (1, len(KINDS))


def test_tips_and_what_is_odd_are_told_in_the_picture() -> None:
    shown = crop()
    read = reader(maps([(40, 20), (10, 50)], odd=(33, 12))).read(shown)
    places = shown.in_picture(
        STRIDE * torch.tensor([[40, 20], [10, 50], [33, 12]]).double().numpy()
    )
    found = [*read.tips, read.oddest]
    assert [(each.x, each.y) for each in found] == [tuple(place) for place in places.tolist()]
    assert all(each.score > 0.9 for each in found)


def test_the_two_readings_are_averaged() -> None:
    read = reader(maps([(20, 30)]), mirrored=False).read(crop())
    assert len(read.tips) == 2, "each reading saw one, on either side"
    assert all(tip.score == pytest.approx(0.5, abs=0.01) for tip in read.tips)


def test_a_tip_is_unexplained_where_no_landmark_s_tip_is_near() -> None:
    shown = crop()
    own = [tuple(round(float(each) / STRIDE) for each in shown.points[tip]) for tip in TIPS]
    assert EXPLAINED_WITHIN * palm_px(shown) > STRIDE
    assert reader(maps(own)).read(shown).unexplained is None
    far = (4, SIDE // 2)
    read = reader(maps([*own, far])).read(shown)
    assert read.unexplained == read.tips[-1]
    edge = reader(maps([(0, SIDE // 2)])).read(shown)
    assert edge.unexplained is None, "what the border cuts is no tip"


def test_weights_that_are_gone_damaged_or_another_network_s_are_refused(tmp_path: Path) -> None:
    damaged, other = tmp_path / "damaged.safetensors", tmp_path / "other.safetensors"
    damaged.write_bytes(b"no weights at all")
    save_file({"stem.weight": torch.zeros(3)}, other)
    for file in (damaged, other, tmp_path / "none.safetensors"):
        with pytest.raises(JudgeError, match=file.name) as caught:
            FormReader.open(file)
        assert "Reinstall" in str(caught.value)
