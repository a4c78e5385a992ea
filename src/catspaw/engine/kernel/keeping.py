"""Where compiled code is kept, and whether it is there: without importing Numba.

Numba keeps compiled code beside a function's own file time and does not see a change in a function that it
calls.  The cache therefore lies in a directory named by the hash of all sources of the kernel.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from pathlib import Path

from catspaw.core.cache import cache_root

_ROOT = Path(__file__).parents[2]
# What compiled code is made of: the kernel, and the modules whose numbers it takes in as constants.
_CONSTANTS = (
    *("attribution", "carpet", "fold", "frame", "fronts", "memory", "outcomes", "reference", "relations", "state"),
)
_SOURCES = (
    "engine/kernel/*.py",
    "core/elementary.py",
    "core/random.py",
    "engine/effects/programme.py",
    "network/model.py",
    *(f"engine/{name}.py" for name in _CONSTANTS),
)


@cache
def cache_directory() -> Path:
    """Give the directory of the user's cache that is named by the hash of all sources."""
    digest = blake2b(digest_size=8)
    for pattern in _SOURCES:
        for path in sorted(_ROOT.glob(pattern)):
            digest.update(path.name.encode() + path.read_bytes())
    return cache_root() / f"kernel-{digest.hexdigest()}"


def is_compiled() -> bool:
    """Whether the cache holds the kernel already, so that a run starts at once."""
    return any(cache_directory().rglob("*.nbi"))
