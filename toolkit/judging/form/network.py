"""The form reader's network: a small U-Net that paints what it sees, and a head that sums it up."""

from __future__ import annotations

from typing import cast, final

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from toolkit.judging.form.crop import CHANNELS

PARTS = ("background", "forearm", "palm", "finger", "last_phalanx")
"""What a pixel may be, in the order of the network's first maps."""

KINDS = (
    "whole",
    "extra_finger",
    "two_thumbs",
    "missing_finger",
    "too_long",
    "too_short",
    "fused_fingers",
    "bent_backwards",
    "other",
    "no_hand",
)
"""What the head tells apart; ``other`` is melted or twisted, ``no_hand`` a nose or cloth."""

TIP, ODD = len(PARTS), len(PARTS) + 1
MAPS = len(PARTS) + 2
STRIDE = 2
WIDTHS = (16, 48, 96, 112)


class _Block(nn.Module):
    """Two 3 x 3 convolutions and a way around them; the first may halve the size."""

    def __init__(self, inputs: int, outputs: int, stride: int = 1) -> None:
        super().__init__()
        self.a = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.na = nn.BatchNorm2d(outputs)
        self.b = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.nb = nn.BatchNorm2d(outputs)
        same = inputs == outputs and stride == 1
        self.skip = nn.Identity() if same else nn.Conv2d(inputs, outputs, 1, stride, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        inner = F.relu(self.na(self.a(x)))
        return F.relu(self.nb(self.b(inner)) + self.skip(x))


@final
class FormNetwork(nn.Module):
    """(N, CHANNELS, 128, 128) crops to (N, MAPS, 64, 64) maps and (N, len(KINDS)) logits.

    The maps are logits: one for each of `PARTS` (softmax), then `TIP`, a visible fingertip, and
    `ODD`, something wrong there (sigmoid each).
    """

    def __init__(self) -> None:
        super().__init__()
        a, b, c, d = WIDTHS
        self.stem = nn.Sequential(
            nn.Conv2d(CHANNELS, a, 3, STRIDE, 1, bias=False), nn.BatchNorm2d(a), nn.ReLU()
        )
        self.e1, self.e2, self.e3 = _Block(a, a), _Block(a, b, 2), _Block(b, c, 2)
        self.e4, self.e5 = _Block(c, d, 2), _Block(d, d)
        self.d3, self.d2, self.d1 = _Block(d + c, c), _Block(c + b, b), _Block(b + a, a)
        self.out = nn.Conv2d(a, MAPS, 1)
        self.g = nn.Sequential(
            nn.Conv2d(d + c + MAPS, d, 3, 2, 1, bias=False),
            nn.BatchNorm2d(d),
            nn.ReLU(),
            nn.Conv2d(d, d, 3, 1, 1, bias=False),
            nn.BatchNorm2d(d),
            nn.ReLU(),
        )
        self.fc = nn.Sequential(nn.Dropout(0.2), nn.Linear(2 * d, len(KINDS)))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Maps and logits; see the class."""
        x1 = self.e1(self.stem(x))
        x2 = self.e2(x1)
        x3 = self.e3(x2)
        x4 = self.e5(self.e4(x3))
        y3 = self.d3(torch.cat([_doubled(x4), x3], 1))
        y2 = self.d2(torch.cat([_doubled(y3), x2], 1))
        maps = self.out(self.d1(torch.cat([_doubled(y2), x1], 1)))
        deep = self.g(torch.cat([x4, F.avg_pool2d(y3, 2), F.max_pool2d(maps, 8)], 1))
        summed = torch.cat([deep.mean((2, 3)), deep.amax((2, 3))], 1)
        return maps, cast("Tensor", self.fc(summed))


def _doubled(x: Tensor) -> Tensor:
    return F.interpolate(x, scale_factor=2.0, mode="nearest")
