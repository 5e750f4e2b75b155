"""Where the recipe computes: a GPU where there is one, else the CPU; bfloat16 in both cases."""

from __future__ import annotations

import sys

import torch


def device() -> torch.device:
    """``cuda`` where there is one, else ``cpu``."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def half() -> torch.autocast:
    """Autocast to bfloat16 on `device`."""
    return torch.autocast(device().type, torch.bfloat16)


def peak_memory() -> str:
    """The most memory that this process has held so far, in words."""
    import resource  # not on Windows

    # Linux counts in kilobytes, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    said = f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20:,.0f} MB"
    if torch.cuda.is_available():
        said += f", {torch.cuda.max_memory_allocated() / 2**20:,.0f} MB of GPU memory"
    return said
