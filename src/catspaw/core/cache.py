"""Where results are kept that can always be made again: a folder of the user's, never of the project or the case."""

from __future__ import annotations

import os
from pathlib import Path


def cache_root() -> Path:
    """Give the program's folder in the user's cache (``XDG_CACHE_HOME``, or ``~/.cache``); it may not be there."""
    root = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(root) / "catspaw"
