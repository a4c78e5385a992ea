"""What the names of actors say: their country and their sector, where a name is written ``Sector (Country)``.

A suffix in brackets is a country; an entity whose whole name is such a suffix is that country.  No list of countries
is built in, so any naming of this form will do; actors whose names say nothing get the country of those that they
mostly meet.  All of it can be left out: forecasts are reported with and without.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from catspaw.fit.link.history import Ints

BRACKETS = re.compile(r"^(?P<sector>.*?)[_ ]?\((?P<country>[^()]+)\)$")
STATE = "state"  # the sector of a country itself


def read_names(names: tuple[str, ...], *, entities: int) -> tuple[Ints, Ints]:
    """Read country and sector of each actor from its name.

    Parameters
    ----------
    names : tuple of str
        May be empty.
    entities : int

    Returns
    -------
    country, sector : ndarray of int32, shape (entities,)
        Running numbers; -1 where the name does not say.
    """
    country, sector = np.full(entities, -1, np.int32), np.full(entities, -1, np.int32)
    found = {i: match for i, name in enumerate(names) if (match := BRACKETS.match(name))}
    countries: dict[str, int] = {}
    sectors: dict[str, int] = {STATE: 0}
    for i, match in found.items():
        country[i] = countries.setdefault(match["country"], len(countries))
        sector[i] = sectors.setdefault(match["sector"], len(sectors))
    for i, name in enumerate(names):
        if name in countries:
            country[i], sector[i] = countries[name], 0
    return country, sector
