"""A run in memory and in a folder: time, peak of memory, disk; and how soon a run obeys Ctrl-C.

Run: python benchmarks/run_folder.py [case, taqaddum-2015] [most futures, 8000]

Each run is a process of its own, so that its peak is its own; base rates and compiled code are there before the first.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter, sleep
from typing import NamedTuple

_TRIES = 5


class Run(NamedTuple):
    """What a process took: seconds on the clock, MiB at most, and its exit code."""

    seconds: float
    peak: float
    code: int


def command(case: str, *options: str) -> list[str]:
    return [sys.executable, "-m", "catspaw", "run", case, "--workers", "2", "--json", *options]


def waited(started: subprocess.Popen[bytes], since: float) -> Run:
    _, status, usage = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    return Run(perf_counter() - since, usage.ru_maxrss / 1024, started.returncode)


def start(line: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 (our own command)


def disk(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def size(case: str, futures: int, folder: Path) -> None:
    """Print one row: the same run in memory and in a folder."""
    began = perf_counter()
    memory = waited(start(command(case, "--futures", str(futures))), began)
    began = perf_counter()
    kept = waited(start(command(case, "--futures", str(futures), "--out", str(folder))), began)
    print(
        f"{futures:7,} futures   in memory {memory.seconds:6.1f} s {memory.peak:6.0f} MiB   "
        f"in a folder {kept.seconds:6.1f} s {kept.peak:6.0f} MiB, {disk(folder) / 1e6:.1f} MB on the disk",
        flush=True,
    )


def obeyed(case: str, folder: Path) -> float:
    """Seconds from Ctrl-C, once a shard is written, to the end of the process."""
    process = start(command(case, "--futures", "1000000", "--out", str(folder)))
    while not any(folder.glob("futures/*.parquet")):
        sleep(0.05)
        if process.poll() is not None:
            raise SystemExit(f"the run ended by itself with code {process.returncode}")
    sleep(0.5)
    began = perf_counter()
    process.send_signal(signal.SIGINT)
    ended = waited(process, began)
    left = [
        path.name for path in folder.rglob("*") if path.is_file() and path.suffix not in (".parquet", ".json", ".npz")
    ]
    print(
        f"Ctrl-C: ended after {ended.seconds:.2f} s with code {ended.code}; half-written files: {len(left)}", flush=True
    )
    return ended.seconds


def main() -> None:
    case = sys.argv[1] if len(sys.argv) > 1 else "taqaddum-2015"
    most = int(sys.argv[2]) if len(sys.argv) > 2 else 8000
    with tempfile.TemporaryDirectory() as scratch:
        waited(start(command(case, "--futures", "500")), perf_counter())
        for futures in (most // 16, most // 4, most):
            size(case, futures, Path(scratch) / f"run-{futures}")
        took = [obeyed(case, Path(scratch) / f"stopped-{at}") for at in range(_TRIES)]
        print(f"longest of {_TRIES}: {max(took):.2f} s")


if __name__ == "__main__":
    main()
