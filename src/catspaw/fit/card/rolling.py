"""Let forecasters foretell window after window, and score what they said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from catspaw.core.errors import ModelError
from catspaw.fit.card.forecaster import Forecaster, generator
from catspaw.fit.card.panel import Counts, Panel
from catspaw.fit.card.scores import Floats, brier, chance, crps, log_score, pit
from catspaw.fit.card.windows import Window

Progress = Callable[[int, int], None]
#: Scores of windows by name; all are losses.
SCORES = ("log", "crps", "brier")


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """What one forecaster said of the windows of one horizon, and how it was scored.

    Attributes
    ----------
    forecaster, level : str
        ``cells`` are scored one by one; ``totals`` are sums over the cells of a class.
    horizon : int
    windows : tuple of Window
    loss : mapping of str to ndarray (windows,)
        Mean over series, by score.
    probability, happened, transform : ndarray (windows, series)
        Chance of the event (any act; an outcome's own threshold), whether it came, and the randomised PIT.
    """

    forecaster: str
    level: str
    horizon: int
    windows: tuple[Window, ...]
    loss: Mapping[str, Floats]
    probability: Floats
    happened: NDArray[np.bool_]
    transform: Floats


def roll(
    panel: Panel,
    forecasters: Sequence[Forecaster],
    windows: Sequence[Window],
    *,
    draws: int,
    seed: int,
    least: Counts | None = None,
    totals: bool = True,
    progress: Progress | None = None,
) -> tuple[list[Record], dict[str, str]]:
    """Score forecasters by rolling origin.

    Parameters
    ----------
    panel : Panel
        History and what followed.
    forecasters : sequence of Forecaster
    windows : sequence of Window
        Within the panel, in the order of days.
    draws, seed : int
    least : ndarray (cells,), optional
        How many acts the event of each cell needs; default 1.
    totals : bool
        Whether the sums over the cells of a class are scored too.

    Returns
    -------
    list of Record, and why a forecaster could say nothing, by its name
    """
    said: dict[tuple[str, str, int], list[tuple[Window, _Scored]]] = {}
    unable: dict[str, str] = {}
    need = np.ones(len(panel.cells), dtype=np.int64) if least is None else least
    days = [(first, list(group)) for first, group in groupby(windows, key=lambda w: w.first)]
    for k, (first, at) in enumerate(days):
        past = panel.before(first)
        horizons = [w.horizon for w in at]
        for forecaster in forecasters:
            if forecaster.name in unable:
                continue
            try:
                drawn = forecaster.draw(past, horizons=horizons, draws=draws, seed=seed)
            except ModelError as error:
                unable[forecaster.name] = str(error)
                continue
            for place, window in enumerate(at):
                seen = panel.ahead(first, window.horizon)
                for level, x, y, n in _levels(panel, drawn[:, place], seen, need, totals):
                    u = generator(seed, f"pit:{level}:{window.horizon}", past).random(len(y))
                    said.setdefault((forecaster.name, level, window.horizon), []).append((window, _score(x, y, n, u)))
        if progress is not None:
            progress(k + 1, len(days))
    return [_record(*key, rows) for key, rows in said.items() if key[0] not in unable], unable


@dataclass(frozen=True, slots=True, eq=False)
class _Scored:
    loss: tuple[float, ...]
    probability: Floats
    happened: NDArray[np.bool_]
    transform: Floats


def _levels(
    panel: Panel, drawn: Counts, seen: Counts, least: Counts, totals: bool
) -> list[tuple[str, Counts, Counts, Counts]]:
    found = [("cells", drawn, seen, least)]
    if totals:
        kinds = panel.kinds
        sums = np.eye(len(kinds), dtype=np.int64)[[kinds.index(c.kind) for c in panel.cells]]
        found.append(("totals", drawn @ sums, seen @ sums, np.ones(len(kinds), dtype=np.int64)))
    return found


def _score(drawn: Counts, seen: Counts, least: Counts, u: Floats) -> _Scored:
    probability, happened = chance(drawn, least=least), seen >= least
    losses = (log_score(drawn, seen), crps(drawn, seen), brier(probability, happened))
    return _Scored(tuple(float(x.mean()) for x in losses), probability, happened, pit(drawn, seen, u))


def _record(forecaster: str, level: str, horizon: int, rows: Sequence[tuple[Window, _Scored]]) -> Record:
    losses = np.array([r.loss for _, r in rows])
    return Record(
        forecaster,
        level,
        horizon,
        tuple(w for w, _ in rows),
        dict(zip(SCORES, losses.T, strict=True)),
        np.stack([r.probability for _, r in rows]),
        np.stack([r.happened for _, r in rows]),
        np.stack([r.transform for _, r in rows]),
    )
