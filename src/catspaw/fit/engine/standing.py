"""Standing ties of a panel's actors, from the tables that are published of them.

UCDP External Support (who supported whom, by year), strategic rivalries between states (Thompson and Dreyer), and links
among militant groups (Stanford Mapping Militants), each as it is distributed.  Nothing later than the panel's last day
is read.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np

from catspaw.core.errors import CatspawError
from catspaw.fit.engine.merging import party
from catspaw.fit.engine.panel import Panel
from catspaw.fit.engine.world import Ties


class _Tie(NamedTuple):
    layer: str
    first: str
    second: str


#: What a link of Mapping Militants says of two groups.
_LINKS: Mapping[str, str] = {
    "all": "alliance",
    "aff": "alliance",
    "mer": "alliance",
    "riv": "hostility",
    "spl": "hostility",
}
#: Group ids of which that snapshot has two, and a word of the rows of the other group.
_TWICE: Mapping[str, tuple[str, ...]] = {"81": ("Black September", "BSO"), "57": ("DFLP", "Democratic Front")}
_KEYS = (
    ({"supporter", "recipient", "year"}, "UCDP External Support"),
    ({"rivalry", "start", "end"}, "strategic rivalries"),
    ({"group1", "group2", "type"}, "Mapping Militants"),
)


def standing_ties(panel: Panel, *files: str | Path) -> Ties:
    """Read standing ties; a tie that held at any time of the panel counts, of groups the latest that was known.

    Parameters
    ----------
    panel : Panel
    *files : str or Path
        CSV tables of External Support, rivalries, or Mapping Militants' links (with `group_names_partial.csv` beside it).

    Raises
    ------
    CatspawError
        A file that is not there, or is none of these.
    """
    matrices = dict(
        zip(("clients", "alliance", "hostility"), np.zeros((3, len(panel.actors), len(panel.actors))), strict=True)
    )
    sources = []
    for file in files:
        source, ties = _read(Path(file), panel)
        sources.append(source)
        for tie in ties:
            ends = [party(name, panel.actors) for name in (tie.first, tie.second)]
            if ends[0] is None or ends[1] is None or ends[0] == ends[1]:
                continue
            one, other = panel.actors.index(ends[0]), panel.actors.index(ends[1])
            matrices[tie.layer][one, other] = 1.0
            if tie.layer != "clients":
                matrices[tie.layer][other, one] = 1.0
                opposite = "hostility" if tie.layer == "alliance" else "alliance"
                matrices[opposite][one, other] = matrices[opposite][other, one] = 0.0
    return Ties(**matrices, sources=tuple(sources))


def _read(path: Path, panel: Panel) -> tuple[str, list[_Tie]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError) as error:
        raise CatspawError(f"{path} cannot be read as a table of ties: {error}") from error
    columns = set(rows[0]) if rows else set()
    for (keys, source), read in zip(_KEYS, (_support, _rivalries, _militants), strict=True):
        if keys <= columns:
            return source, list(read(rows, panel, path))
    known = "; ".join(f"{source} ({', '.join(sorted(keys))})" for keys, source in _KEYS)
    raise CatspawError(f"{path} has the columns {', '.join(sorted(columns)) or 'none'}; allowed: tables of {known}")


def _support(rows: list[dict[str, str]], panel: Panel, _path: Path) -> Iterator[_Tie]:
    for row in rows:
        if panel.first.year <= int(row["year"]) <= panel.last.year:
            yield _Tie("clients", row["supporter"], row["recipient"])


def _rivalries(rows: list[dict[str, str]], panel: Panel, _path: Path) -> Iterator[_Tie]:
    for row in rows:
        if float(row["start"]) <= panel.last.year and float(row["end"]) >= panel.first.year:
            names = re.sub(r" \d+$", "", row["rivalry"]).split("-")
            if len(names) == 2:
                yield _Tie("hostility", names[0].strip(), names[1].strip())


def _militants(rows: list[dict[str, str]], panel: Panel, path: Path) -> Iterator[_Tie]:
    with (path.parent / "group_names_partial.csv").open(encoding="utf-8-sig", newline="") as lines:
        names = {row["group_id"]: row["name"] for row in csv.DictReader(lines)}
    kept = [row for row in rows if _said_of(row, names) and row["type"] in _LINKS]
    dated = sorted(((_day(row["date"]), row) for row in kept), key=lambda pair: pair[0])
    for day, row in dated:
        if day <= panel.last:
            yield _Tie(_LINKS[row["type"]], names[row["group1"]], names[row["group2"]])


def _said_of(row: dict[str, str], names: Mapping[str, str]) -> bool:
    ends = (row["group1"], row["group2"])
    other = any(word in (row["description"] or "") for end in ends for word in _TWICE.get(end, ()))
    return all(end in names for end in ends) and not other


def _day(text: str) -> date:
    """Read 2014-02-00: a month or a year is known by its last day at the earliest."""
    year, month, day = (int(part) for part in text.split("-"))
    return date(year, month or 12, day or 28)
