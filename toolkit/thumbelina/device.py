"""Where the recipe computes, a GPU where there is one, else the CPU, and in which precision."""

from __future__ import annotations

import sys

import torch

HALF_CPUS = ("AVX512", "AMX")
"""What torch calls the CPUs that compute in bfloat16 (`torch.backends.cpu.get_cpu_capability`)."""


def device() -> torch.device:
    """``cuda`` where there is one, else ``cpu``."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def half() -> torch.autocast:
    """Autocast to bfloat16 on a GPU and on CPUs that compute in it; float32 on others.

    A CPU without AVX-512 emulates bfloat16: a 3x3 convolution of 128 channels on 16x16 took
    1,344 ms in place of 32.
    """
    where = device().type
    enabled = where != "cpu" or torch.backends.cpu.get_cpu_capability() in HALF_CPUS
    return torch.autocast(where, torch.bfloat16, enabled=enabled)


def peak_memory() -> str:
    """The most memory that this process has held so far, in words."""
    import resource  # not on Windows

    # Linux counts in kilobytes, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    said = f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20:,.0f} MB"
    if torch.cuda.is_available():
        said += f", {torch.cuda.max_memory_allocated() / 2**20:,.0f} MB of GPU memory"
    return said
