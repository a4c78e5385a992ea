"""Results as data frames, where pandas is installed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from catspaw.core.extras import need


def frame(rows: Iterable[Mapping[str, Any]]) -> Any:
    """Give rows as a pandas frame.

    Raises
    ------
    MissingProgram
        Where pandas is not installed; the core does without it.
    """
    need("notebook", "pandas")
    import pandas as pd

    return pd.DataFrame.from_records([dict(r) for r in rows])
