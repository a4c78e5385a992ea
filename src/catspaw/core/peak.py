"""How much memory this process has held at most."""

from __future__ import annotations

import sys


def peak_mb() -> float:
    """Return the most memory that this process has held so far, in MiB; 0 where the system does not say."""
    try:
        import resource
    except ImportError:  # pragma: no cover (Windows)
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
