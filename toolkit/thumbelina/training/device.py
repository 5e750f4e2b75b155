"""Where the recipe computes, a GPU where there is one, else the CPU, and in which precision."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from pathlib import Path
from typing import TypeVar, cast

import torch
from torch import nn

HALF_CPUS = ("AVX512", "AMX")
"""What torch calls the CPUs that compute in bfloat16 (`torch.backends.cpu.get_cpu_capability`)."""

COMPILE_PAYS_MINUTES = 30.0
"""Compiling takes three minutes a net on two cores, twice that on one, and saves a quarter of
every step after."""

Net = TypeVar("Net", bound=nn.Module)


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


def compiled(net: Net, minutes: float) -> Net:
    """``net`` compiled by torch where it pays within ``minutes`` and can be done, else itself.

    The compiled one shares the weights. A step of the painter, batch 32, took 1.75 s in place of
    2.4 s on one core without AVX-512, 1.02 s in place of 1.3 s on two. Compiling for a CPU needs
    a C++ compiler and Python's headers; a machine without them, or with a compiler that fails,
    trains as before.
    """
    if minutes < COMPILE_PAYS_MINUTES or not _can_compile():
        return net
    torch._dynamo.config.suppress_errors = True
    return cast("Net", torch.compile(net))


def _can_compile() -> bool:
    if device().type != "cpu":
        return True
    headers = Path(sysconfig.get_path("include"), "Python.h")
    compilers = (os.environ.get("CXX", ""), "g++", "clang++")
    return headers.is_file() and any(shutil.which(name) for name in compilers if name)


def peak_memory() -> str:
    """The most memory that this process has held so far, in words."""
    import resource  # not on Windows

    # Linux counts in kilobytes, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    said = f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20:,.0f} MB"
    if torch.cuda.is_available():
        said += f", {torch.cuda.max_memory_allocated() / 2**20:,.0f} MB of GPU memory"
    return said
