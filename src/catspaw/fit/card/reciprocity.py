"""Do two sides answer in kind: a linear vector autoregression of their scores toward each other.

    y_t = c + A_1 y_{t-1} + ... + A_p y_{t-p} + e_t,    y = (what a does to b, what b does to a)

An answer is what the series of one side adds up to over some weeks after one point from the other, as far as the model
carries it on (not orthogonalised: the point comes from outside).  What counts as an act decides who seems to answer
(Haushofer, Biletzki and Kanwisher 2010; Golan and Rosenblatt 2011, both PNAS), so every definition and sub-period is
printed beside the others.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from catspaw.core.errors import ModelError
from catspaw.core.extras import need
from catspaw.fit.card.scores import Floats

#: Weeks over which an answer is added up, and the most weeks of memory; the number of lags is chosen by BIC.
WEEKS, LAGS = 8, 8
#: Fewest weeks of a sub-period.
FEWEST = 60
#: What may count as an act, out of a weekly sum of Goldstein scores.
DEFINITIONS: Mapping[str, Callable[[Floats], Floats]] = {
    "scores": lambda y: y,
    "hostility only": lambda y: np.minimum(y, 0.0),
    "any hostile week": lambda y: -(y < 0.0).astype(np.float64),
}
_BAND = 1.959964  # 95 %


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Two sides' weekly scores.

    Attributes
    ----------
    weeks : tuple of date
        Their first days, seven days apart.
    names : (str, str)
        What each column is: the first side toward the second, and back.
    scores : ndarray (weeks, 2)
    """

    weeks: tuple[date, ...]
    names: tuple[str, str]
    scores: Floats


@dataclass(frozen=True, slots=True)
class Answer:
    """How one side answers the other under one definition in one period.

    Attributes
    ----------
    period, definition, side : str
        `side` is the column that answers.
    weeks, lags : int
    response : float
        Points added over 8 weeks after one point of the other; for ``any hostile week``, hostile weeks after one.
    low, high : float
        95 % band (asymptotic: Luetkepohl 2005, proposition 3.6).
    p : float
        Of no Granger causality.
    path : tuple of (float, float, float)
        Response in each week from 0, with its band.
    """

    period: str
    definition: str
    side: str
    weeks: int
    lags: int
    response: float
    low: float
    high: float
    p: float
    path: tuple[tuple[float, float, float], ...]

    @property
    def verdict(self) -> str:
        """``in kind``, ``the opposite`` or ``no sign``."""
        return "in kind" if self.low > 0 else "the opposite" if self.high < 0 else "no sign"


def read_scores(path: str | Path) -> Series:
    """Read a weekly file with a header: first day of the week, and two columns of scores.

    Raises
    ------
    ModelError
        A line that is no week with two scores, or a week that does not follow on the one before.
    """
    try:
        lines = list(csv.reader(Path(path).read_text("utf-8").splitlines()))
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}") from None
    weeks, scores = [], []
    for n, cells in enumerate(lines[1:], start=2):
        try:
            first, one, other = cells
            weeks.append(date.fromisoformat(first))
            scores.append((float(one), float(other)))
        except ValueError:
            raise ModelError(
                f"{path}:{n}: {','.join(cells)!r} is no week with two scores, such as 1979-04-15,-10,-2.5"
            ) from None
        if len(weeks) > 1 and (weeks[-1] - weeks[-2]).days != 7:
            raise ModelError(
                f"{path}:{n}: the week of {first} does not follow on that of {weeks[-2]}: weeks are seven days apart"
            )
    if len(weeks) < FEWEST:
        raise ModelError(f"{path} holds {len(weeks)} weeks; an autoregression needs {FEWEST}")
    return Series(tuple(weeks), (lines[0][1], lines[0][2]), np.array(scores))


def answers(series: Series, *, periods: Mapping[str, tuple[date | None, date | None]]) -> list[Answer]:
    """Fit the autoregression for every period and definition, and tell both sides' answers.

    Parameters
    ----------
    series : Series
    periods : mapping of name to (first day, last day)
        None where open.

    Raises
    ------
    ModelError
        A period of fewer than 60 weeks, or one in which a side never changes.
    """
    found = []
    for period, (first, last) in periods.items():
        inside = [(first is None or w >= first) and (last is None or w <= last) for w in series.weeks]
        scores = series.scores[inside]
        if len(scores) < FEWEST:
            raise ModelError(f"{period} holds {len(scores)} weeks; an autoregression needs {FEWEST}")
        for definition, of in DEFINITIONS.items():
            found += _both(of(scores), period, definition, series.names)
    return found


def _both(y: Floats, period: str, definition: str, names: Sequence[str]) -> list[Answer]:
    need("fit", "statsmodels")
    from statsmodels.tsa.api import VAR

    if (y.std(axis=0) == 0).any():
        raise ModelError(f"{period}, {definition}: a side never changes, so that nothing can answer it")
    fit = VAR(y).fit(maxlags=LAGS, ic="bic")
    if fit.k_ar == 0:  # BIC finds no memory at all: one lag shows that there is none
        fit = VAR(y).fit(1)
    irf = fit.irf(WEEKS)
    return [
        _answer(fit, irf, side, period=period, definition=definition, side=names[side], weeks=len(y)) for side in (0, 1)
    ]


def _answer(fit: Any, irf: Any, row: int, **told: Any) -> Answer:
    other = 1 - row
    error, summed = irf.stderr(orth=False)[:, row, other], irf.cum_effect_stderr(orth=False)[WEEKS, row, other]
    response, path = float(irf.cum_effects[WEEKS, row, other]), irf.irfs[:, row, other]
    return Answer(
        **told,
        lags=fit.k_ar,
        response=response,
        low=response - _BAND * float(summed),
        high=response + _BAND * float(summed),
        p=float(fit.test_causality(row, [other], kind="f").pvalue),
        path=tuple((float(v), float(v - _BAND * e), float(v + _BAND * e)) for v, e in zip(path, error, strict=True)),
    )
