"""Rolling origin: the windows of time that forecasts are made for, and the blocks that they are resampled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from catspaw.core.errors import ModelError

#: Days that a forecast reaches, where nobody says.
HORIZONS = (7, 30, 90)
#: Days between origins, at most; shorter horizons follow on one another without a gap.
STEP = 30
#: Days of a block of the bootstrap, at least.
BLOCK = 30


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Some days that are foretold on the morning of the first.

    Attributes
    ----------
    first : date
    horizon : int
        Days.
    block : int
        Block of the bootstrap: windows of one block may share days or news.
    """

    first: date
    horizon: int
    block: int


def windows(since: date, until: date, *, horizons: Sequence[int] = HORIZONS) -> list[Window]:
    """Lay out the windows that lie wholly between two days, both included; in the order of days.

    Raises
    ------
    ModelError
        Horizons that are none, or none that fits.
    """
    if not horizons or any(h < 1 for h in horizons) or len(set(horizons)) != len(horizons):
        raise ModelError(
            f"horizons are {', '.join(map(str, horizons)) or 'missing'}; allowed: different numbers of days from 1"
        )
    days = (until - since).days + 1
    short = min(horizons)
    if days < short:
        raise ModelError(
            f"the horizon of {short} days reaches beyond the data: {max(days, 0)} days from {since} to {until}; "
            "choose an earlier --from, a later --to or a shorter --horizon"
        )
    return sorted(
        Window(since + timedelta(days=at), h, at // max(BLOCK, h))
        for h in horizons
        for at in range(0, days - h + 1, min(h, STEP))
    )
