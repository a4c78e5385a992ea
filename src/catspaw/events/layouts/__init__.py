"""The published layouts, and which one a file has."""

from __future__ import annotations

from collections.abc import Sequence

from catspaw.core.errors import CatspawError, UnknownName, nearest
from catspaw.events.layouts.acled import ACLED
from catspaw.events.layouts.base import Layout, delimiter_of, folded
from catspaw.events.layouts.gdelt import GDELT_1, GDELT_2
from catspaw.events.layouts.icews import ICEWS
from catspaw.events.layouts.polecat import POLECAT
from catspaw.events.layouts.splits import looks_like
from catspaw.events.layouts.ucdp import UCDP

#: Layouts that a file shows by its columns.
LAYOUTS = {layout.name: layout for layout in (ICEWS, POLECAT, UCDP, GDELT_1, GDELT_2, ACLED)}
NAMES = (*LAYOUTS, "splits", "mapping")


def named(name: str) -> Layout:
    """Give a layout by name.

    Raises
    ------
    UnknownName
        With the nearest.
    """
    if name not in LAYOUTS:
        raise UnknownName(f"`{name}` is no layout; allowed: {', '.join(NAMES)}{nearest(name, NAMES)}")
    return LAYOUTS[name]


def recognise(first_line: str, *, file: str) -> str:
    """Say which layout a first line has.

    Parameters
    ----------
    first_line : str
        The first line of the file.
    file : str
        For the message.

    Raises
    ------
    CatspawError
        Where it is none of them.
    """
    if looks_like(first_line):
        return "splits"
    tabs = first_line.split("\t")
    for layout in (GDELT_2, GDELT_1):
        if _is_gdelt(tabs, layout):
            return layout.name
    for layout in (ICEWS, POLECAT, UCDP, ACLED):
        if delimiter_of(layout, first_line):
            return layout.name
    cells = max((first_line.split(d) for d in ("\t", ",", ";")), key=len)
    shown = ", ".join(c.strip()[:30] for c in cells[:8])
    raise CatspawError(
        f"{file}: its first line ({shown}) is no published layout; give --layout ({', '.join((*LAYOUTS, 'splits'))}), "
        "or describe the columns in a mapping file and give --mapping"
    )


def _is_gdelt(cells: Sequence[str], layout: Layout) -> bool:
    widths = (len(layout.columns),) if layout is GDELT_2 else (len(layout.columns) - 1, len(layout.columns))
    return len(cells) in widths and (cells[0].strip().isdecimal() or folded(cells[0]) == "globaleventid")
