"""A critic of small patches, for polishing the decoder: does this look like one of the pictures?

Errors of single pixels are smallest for a soft picture: where the decoder is not sure to a pixel
of where a crease runs, leaving it out costs least. MediaPipe reads by creases and nails which side
of a hand it sees. The critic tells decoded patches from real ones (hinge loss: Lim & Ye 2017,
arXiv 1705.02894; patches: Isola et al. 2017, arXiv 1611.07004), and its say is weighed so that it
moves the decoder's last layer as much as a fixed share of the error does (Esser et al. 2021,
arXiv 2012.09841). It sees detail alone, each pixel against its neighbourhood: shown whole colours
it reddened every hand within 900 steps.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.parametrizations import spectral_norm

from toolkit.thumbelina.training.device import device

WIDTHS = (32, 64, 96)
LEAK = 0.2
NEIGHBOURHOOD_PX = 9
# Detail is faint: brought to about the contrast of whole pictures.
LOUDER = 4.0
LEARNING_RATE = 4e-4
SHARE = 0.4
"""How strongly the critic pulls at the decoder's last layer, the error's pull being 1."""
LOUDEST = 5.0


class PatchCritic(nn.Module):
    """Pictures (B, 3, H, W) in -1..1 to one logit for each patch of 26 px, high for real ones."""

    def __init__(self) -> None:
        super().__init__()
        first, second, third = WIDTHS
        self.layers = nn.Sequential(
            spectral_norm(nn.Conv2d(3, first, 4, stride=2, padding=1)),
            nn.LeakyReLU(LEAK),
            spectral_norm(nn.Conv2d(first, second, 4, stride=2, padding=1)),
            nn.LeakyReLU(LEAK),
            spectral_norm(nn.Conv2d(second, third, 3, padding=1)),
            nn.LeakyReLU(LEAK),
            spectral_norm(nn.Conv2d(third, 1, 3, padding=1)),
        )
        self.to(device())
        self._optimizer = torch.optim.AdamW(
            self.parameters(), lr=LEARNING_RATE, betas=(0.5, 0.9), weight_decay=0.0
        )

    def forward(self, pictures: Tensor) -> Tensor:
        """The logits (B, 1, H / 4, W / 4)."""
        around = functional.avg_pool2d(
            pictures,
            NEIGHBOURHOOD_PX,
            stride=1,
            padding=NEIGHBOURHOOD_PX // 2,
            count_include_pad=False,
        )
        return self.layers(LOUDER * (pictures - around))

    def learn(self, real: Tensor, decoded: Tensor) -> float:
        """One step on telling ``real`` from ``decoded`` (B, 3, H, W); returns the hinge loss."""
        self.requires_grad_(True)
        both = self(torch.cat([real, decoded.detach()]))
        of_real, of_decoded = both.chunk(2)
        loss = functional.relu(1 - of_real).mean() + functional.relu(1 + of_decoded).mean()
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self._optimizer.step()
        self.requires_grad_(False)
        return float(loss.detach())

    def complaint(self, decoded: Tensor, error: Tensor, last: Tensor) -> Tensor:
        """What to add to ``error`` so that ``decoded`` looks real; ``last`` is the weight of the
        decoder's last layer. Learns nothing itself."""
        plea = -self(decoded).mean()
        of_error = torch.autograd.grad(error, last, retain_graph=True)[0].norm()
        of_plea = torch.autograd.grad(plea, last, retain_graph=True)[0].norm()
        return SHARE * (of_error / (of_plea + 1e-6)).clamp(max=LOUDEST).detach() * plea
