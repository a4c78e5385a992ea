"""How the kernel is compiled: once, without fused arithmetic, into a cache named by its sources."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy as np

from catspaw.engine.kernel.choosing import TERMS
from catspaw.engine.kernel.keeping import cache_directory

_LOG = logging.getLogger(__name__)
F = TypeVar("F", bound=Callable[..., Any])
# Nothing is allocated in compiled code, so that nothing counts references.
_HOW: dict[str, Any] = {"nogil": True, "error_model": "numpy", "fastmath": False, "_nrt": False}


def compiled(function: F) -> F:
    """Compile a function that compiled code calls, and nobody else; it lies in its caller's cache."""
    made: F = numba.njit(**_HOW, no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)
    return made


def entry(function: F) -> F:
    """Compile a function that Python calls, and keep it on disk where that can be written."""
    before, directory = numba.config.CACHE_DIR, cache_directory()
    if not _writable(directory):
        alone: F = numba.njit(**_HOW)(function)
        return alone
    try:
        numba.config.CACHE_DIR = str(directory)
        made: F = numba.njit(**_HOW, cache=True)(function)
    finally:
        numba.config.CACHE_DIR = before
    return made


def whole(value: int) -> int:
    """Give a whole number that Numba takes for a variable; for a literal it compiles each function that gets it again."""
    return cast("int", np.int64(value))


def term(name: str) -> int:
    """Place of an effect among the terms, as `whole`."""
    return whole(TERMS.index(name))


def _writable(directory: Path) -> bool:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as refused:
        _LOG.info("compiled code is not kept, since %s cannot be made: %s", directory, refused)
        return False
    return os.access(directory, os.W_OK)
