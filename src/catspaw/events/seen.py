"""Which rows have come before, for tables of any length: eight bytes a row.

Keys are compared by 64-bit hash.  Among 10 million different keys two share one with a chance of 3 in a million, and
then a good row would stand among the rejects, where it can be seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Seen:
    """Hashes of keys so far, in sorted runs of which each is at least twice the next."""

    def __init__(self) -> None:
        self._runs: list[NDArray[np.uint64]] = []

    def again(self, hashes: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Say which keys have come before, in earlier calls or earlier in this one; then remember them.

        Parameters
        ----------
        hashes : uint64 array of shape (rows,)

        Returns
        -------
        bool array of shape (rows,)
        """
        fresh, first = np.unique(hashes, return_index=True)
        found = np.ones(len(hashes), dtype=bool)
        found[first] = False
        known = np.zeros(len(fresh), dtype=bool)
        for run in self._runs:
            known |= run[np.minimum(np.searchsorted(run, fresh), len(run) - 1)] == fresh
        found[first[known]] = True
        self._remember(fresh[~known])
        return found

    def _remember(self, run: NDArray[np.uint64]) -> None:
        if not len(run):
            return
        while self._runs and len(self._runs[-1]) < 2 * len(run):
            run = np.sort(np.concatenate([self._runs.pop(), run]), kind="stable")
        self._runs.append(run)


def hashes(engine: DuckDBPyConnection, columns: Sequence[Any]) -> NDArray[np.uint64]:
    """Hash rows of Arrow arrays, all of shape (rows,), into uint64 of that shape."""
    import pyarrow as pa

    names = [f"k{i}" for i in range(len(columns))]
    engine.register("keys", pa.table(list(columns), names=names))
    found = engine.sql(f"SELECT hash({', '.join(names)}) AS h FROM keys").fetchnumpy()["h"]  # noqa: S608 (own names)
    engine.unregister("keys")
    return np.asarray(found, dtype=np.uint64)
