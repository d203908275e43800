"""What measures run on, as far as it can be told."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

_STATM, _CPUINFO = Path("/proc/self/statm"), Path("/proc/cpuinfo")


@dataclass(frozen=True, slots=True)
class Machine:
    """`cores`: those that this process may use."""

    cores: int
    processor: str
    memory_gb: float
    system: str
    python: str
    torch: str


def described() -> Machine:
    """The machine that this runs on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return Machine(cores, _processor(), memory_gb, platform.system(), platform.python_version(), version("torch"))


def resident_mb() -> float | None:
    """What this process holds in memory just now. None where the system does not tell."""
    if not _STATM.exists():
        return None
    pages = int(_STATM.read_text(encoding="ascii").split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)


def _processor() -> str:
    lines = _CPUINFO.read_text(encoding="utf-8").splitlines() if _CPUINFO.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, "") or platform.processor() or platform.machine()
