"""Reports about a proxy conflict in; a sourced, contested, runnable network out.

The jobs are functions here, imported when they are first used::

    import catspaw
    catspaw.weigh("axis-2024")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from catspaw.jobs import brief, cases, desk, flashpoints, network, picture, run, since, weigh, why

__all__ = ["brief", "cases", "desk", "flashpoints", "network", "picture", "run", "since", "weigh", "why"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'catspaw' has no attribute {name!r}")
    import catspaw.jobs

    return getattr(catspaw.jobs, name)
