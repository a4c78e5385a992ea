"""How the kernel is compiled: once, without fused arithmetic, into a cache named by its sources."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba

from catspaw.engine.kernel.keeping import cache_directory

_LOG = logging.getLogger(__name__)
F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compile a function that others call; it lies in its caller's cache."""
    made: F = numba.njit(nogil=True, error_model="numpy", fastmath=False)(function)
    return made


def entry(function: F) -> F:
    """Compile a function that Python calls, and keep it on disk where that can be written."""
    before, directory = numba.config.CACHE_DIR, cache_directory()
    if not _writable(directory):
        return compiled(function)
    try:
        numba.config.CACHE_DIR = str(directory)
        made: F = numba.njit(nogil=True, error_model="numpy", fastmath=False, cache=True)(function)
    finally:
        numba.config.CACHE_DIR = before
    return made


def _writable(directory: Path) -> bool:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as refused:
        _LOG.info("compiled code is not kept, since %s cannot be made: %s", directory, refused)
        return False
    return os.access(directory, os.W_OK)
