"""Relational event models: who acts toward whom next, and when, given what happened before.

`rem` fits; `history` and `read_events` make the events; `likelihood_ratio` compares; `draws`, `score` and `rates`
use a fit.  Statistics are streamed: memory grows with actors squared and with a stated budget, never with
events x dyads x statistics.
"""

from catspaw.fit.rem.catalogue import ALIASES, CATALOGUE
from catspaw.fit.rem.compare import Ratio, likelihood_ratio
from catspaw.fit.rem.draws import draws
from catspaw.fit.rem.forecast import Rates, Score, rates, score
from catspaw.fit.rem.history import History, Reject, history
from catspaw.fit.rem.model import rem
from catspaw.fit.rem.posterior import Posterior, posterior
from catspaw.fit.rem.reading import read_events
from catspaw.fit.rem.result import Fit, Level

__all__ = [
    "ALIASES",
    "CATALOGUE",
    "Fit",
    "History",
    "Level",
    "Posterior",
    "Rates",
    "Ratio",
    "Reject",
    "Score",
    "draws",
    "history",
    "likelihood_ratio",
    "posterior",
    "rates",
    "read_events",
    "rem",
    "score",
]
