"""Results as data frames, where pandas is installed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from catspaw.core.errors import MissingProgram


def frame(rows: Iterable[Mapping[str, Any]]) -> Any:
    """Give rows as a pandas frame.

    Raises
    ------
    MissingProgram
        Where pandas is not installed; the core does without it.
    """
    try:
        import pandas as pd
    except ImportError:
        raise MissingProgram("data frames need pandas: pip install 'catspaw[notebook]'") from None
    return pd.DataFrame.from_records([dict(r) for r in rows])
