"""The first forecast compiles some sixty kernels; a second process compiles the late ones while this one goes on.

Each works towards the other through the order in which a forecast calls its kernels, and what one has left on disk
the other only loads.  Nothing that is computed depends on it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from catspaw.fit.link import candidates, choice, design, standing
from catspaw.fit.link.estimation import Ridges, fit
from catspaw.fit.link.history import index_history
from catspaw.fit.link.queries import ask
from catspaw.fit.link.splits import Splits, splits_from

NAMES = ("Police_(Here)", "Army_(Here)", "Police_(There)", "Army_(There)", "Here", "There")


@contextmanager
def compiling_ahead() -> Iterator[None]:
    """Have the late kernels compiled beside what is done here, where they are not on disk yet."""
    if is_compiled() or (os.cpu_count() or 1) < 2:
        yield
        return
    program = f"from {__name__} import compile_all; compile_all()"
    quiet = subprocess.DEVNULL
    with subprocess.Popen([sys.executable, "-c", program], stdout=quiet, stderr=quiet) as late:  # noqa: S603 (our own)
        try:
            yield
        finally:
            late.kill()


def is_compiled() -> bool:
    """Say whether the last kernel that a forecast needs is on disk."""
    counted = getattr(choice.score, "stats", None)  # none where Numba is told to compile nothing
    return counted is None or any(Path(counted.cache_path).glob("choice.score-*.nbi"))


def compile_all() -> None:
    """Compile every kernel of a forecast, by one tiny case, from the last to the first."""
    history = index_history(_splits())
    made = design.start(history, names=NAMES)
    queries = ask(history, first=1, last=history.days)
    rows, x = _rows(), np.zeros((4, len(made.features)), np.float32)
    true = np.array([True, False, False, False])
    cases = choice.Cases(x, rows.begin, queries.q[:1], rows.kind, true, np.zeros(4, np.float32))
    fitted = fit(cases, features=made.features, relations=history.relations, ridges=Ridges(), rounds=(1, 1))
    choice.scores(cases, fitted.common + fitted.kind, fitted.relation)
    standing.fill(rows, 0, 1, x, 0, made.ranked, len(standing.COUNTS))
    for family in reversed(made.families):
        family.fill(queries, rows, 0, 4, x, 0)
    candidates.list_candidates(history, made.listing, queries, 0, 1, most=4)
    made.renew(1)
    candidates.advance(history, made.listing, 0, 1)
    for family in reversed(made.families):
        family.advance(0, 1)


def _splits() -> Splits:
    day = np.repeat(np.arange(6), 4)
    facts = np.column_stack([np.arange(24) % 6, np.arange(24) % 2, np.arange(1, 25) % 5, day])
    return splits_from(facts[day < 4], valid=facts[day == 4], test=facts[day == 5], entity_names=NAMES)


def _rows() -> candidates.Rows:
    """Give four candidates of the first question, of whom nothing is known."""
    who, nothing = np.arange(4, dtype=np.int32), np.full(4, -1, np.int32)
    one = np.ones(4, np.float32)
    begin = np.array([0, 4])
    return candidates.Rows(begin, np.zeros(4, np.int32), who, nothing, nothing, np.full(4, 2, np.int8), one, one)
