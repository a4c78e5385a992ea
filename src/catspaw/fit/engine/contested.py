"""Acts whose authors are beliefs: from a case's incidents, or from a table that somebody wrote."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from catspaw.case.codebook import QUADS, actions
from catspaw.case.language import parse_party
from catspaw.case.model import Case, Incident
from catspaw.core.errors import CatspawError, nearest
from catspaw.evidence.beliefs import Beliefs
from catspaw.fit.engine.imputing import Uncertain
from catspaw.fit.engine.merging import merged
from catspaw.network.principals import who

#: Columns of a table of beliefs: one row for each candidate of each act.
COLUMNS = ("act", "day", "target", "action", "author", "belief")


def of_case(case: Case, beliefs: Beliefs, *, left_out: Counter[str] | None = None) -> list[Uncertain]:
    """Take a case's incidents with the belief in each candidate author; count in `left_out` what cannot be taken.

    A candidate that stands for several shares its belief among them.  Beliefs that add up to more than 1, as of
    a joint act, are scaled: a draw gives an act one author.
    """
    left = Counter[str]() if left_out is None else left_out
    found = []
    for incident in case.incidents.values():
        authors = _believed(case, beliefs.authors(incident.id), case.as_of)
        targets = who(case, incident.against, case.as_of) if incident.against else ()
        if why := _unfit(incident, authors, targets):
            left[why] += 1
            continue
        assert incident.on is not None
        assert incident.on.first is not None
        quad = QUADS.index(actions()[incident.kind].quad)
        found.append(
            Uncertain(incident.id, incident.on.first, targets[0], quad, authors, f"case {case.id}", incident.kind)
        )
    return found


def _unfit(incident: Incident, authors: Mapping[str, float], targets: tuple[str, ...]) -> str:
    if incident.kind not in actions():
        return "of no type of act"
    if incident.on is None or incident.on.first is None or incident.on.first != incident.on.last:
        return "not dated to the day"
    if incident.series:
        return "of many acts under one name"
    if len(targets) != 1:
        return "aimed at several, or at nobody"
    return "" if authors else "of whose author nobody speaks"


def _believed(case: Case, found: Mapping[str, float], day: date) -> dict[str, float]:
    shares: dict[str, float] = defaultdict(float)
    for candidate, belief in found.items():
        names = who(case, parse_party(candidate), day)
        for name in names:
            shares[name] += belief / len(names)
    whole = max(1.0, sum(shares.values()))
    return {name: share / whole for name, share in shares.items()}


def of_table(path: str | Path) -> list[Uncertain]:
    """Read a CSV table of beliefs, with the columns act, day, target, action, author, belief.

    Names are merged as those of an event table are.

    Raises
    ------
    CatspawError
        With the line, and what is allowed.
    """
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            if missing := [name for name in COLUMNS if name not in (reader.fieldnames or ())]:
                raise CatspawError(f"{path}:1: no column {', '.join(missing)}; it needs: {', '.join(COLUMNS)}")
            rows = [(n, {k: (row[k] or "").strip() for k in COLUMNS}) for n, row in enumerate(reader, 2)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CatspawError(f"{path} cannot be read as a table of beliefs: {error}") from None
    acts: dict[str, dict[str, str]] = {}
    authors: dict[str, dict[str, float]] = defaultdict(dict)
    for line, row in rows:
        known = acts.setdefault(row["act"], row)
        if any(known[k] != row[k] for k in ("day", "target", "action")):
            raise CatspawError(f"{path}:{line}: the act {row['act']!r} has another day, target or action than before")
        name = merged(row["author"])
        authors[row["act"]][name] = authors[row["act"]].get(name, 0.0) + _belief(row["belief"], f"{path}:{line}")
    return [_act(row, authors[act], str(path)) for act, row in acts.items()]


def _belief(text: str, where: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0.0 <= found <= 1.0:
        raise CatspawError(f"{where}: `{text}` is no belief; allowed: 0 to 1")
    return found


def _act(row: dict[str, str], authors: Mapping[str, float], where: str) -> Uncertain:
    if row["action"] not in actions():
        raise CatspawError(
            f"{where}: the act {row['act']!r}: `{row['action']}` is no type of act{nearest(row['action'], actions())}"
        )
    try:
        day = date.fromisoformat(row["day"])
    except ValueError:
        raise CatspawError(
            f"{where}: the act {row['act']!r}: `{row['day']}` is no day; allowed: such as 2014-12-31"
        ) from None
    quad = QUADS.index(actions()[row["action"]].quad)
    return Uncertain(row["act"], day, merged(row["target"]), quad, authors, "beliefs", row["action"])
