"""From entries to a frozen case: names checked, dates made intervals, chains and keys resolved.

Every problem is found in one pass; a case comes out even of a folder with problems, without the bad entries, so that
`lint` can go on to the end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from types import NoneType
from typing import Any

from catspaw.case import books, choices, stakes
from catspaw.case.claims import ClaimReader
from catspaw.case.context import Context
from catspaw.case.files import Raw
from catspaw.case.language import Party, Prop, parse
from catspaw.case.model import JUDGED, Case, Claim
from catspaw.case.records import Entry
from catspaw.core.dates import Interval
from catspaw.core.errors import LanguageError

_MISSING_CASE = Entry({"id": "", "title": "", "as_of": date(2000, 1, 1), "horizon_days": 90}, 0, {})
_ATOMS = (str, int, float, NoneType, date, Interval, Party, Prop)

_HEAD = ("id", "title", "as_of", "horizon_days", "scope", "seed", "weights")


def resolve(raw: Raw) -> Case:
    """Resolve everything; problems go to the raw folder's list."""
    context = Context(raw)
    books.collect_names(context)
    head = (raw.case if raw.case and raw.case.complete else _MISSING_CASE).values
    reader = _read_reports(context)
    claims = reader.finished()
    incidents = books.incidents(context, reader.named_incidents)
    outcomes = stakes.outcomes(context, head.get("outcomes") or [], head["horizon_days"])
    case = Case(
        folder=raw.folder,
        **{k: head[k] for k in _HEAD if k in head},
        actors=books.actors(context),
        places=books.places(context),
        sources=books.sources(context),
        questions=books.questions(context),
        incidents=incidents,
        reports={r.id: r for r in reader.reports},
        voices=reader.voices,
        claims=claims,
        assumptions=stakes.assumptions(context),
        judgements=stakes.judgements(context, claims, outcomes),
        accounts=stakes.accounts(context, reader.voices),
        outcomes=outcomes,
        anchors=stakes.anchors(context, head.get("anchors") or []),
        occasions=stakes.occasions(context, head.get("occasions") or []),
        wars=choices.wars(context),
        decisions=choices.decisions(context, head["as_of"], head["horizon_days"]),
        acts=stakes.acts(context, incidents),
    )
    for claim in claims:
        _check_seen(context, claim, case)
    _count_unreviewed(context, claims)
    return replace(case, digest=digest(case))


def _read_reports(context: Context) -> ClaimReader:
    reader = ClaimReader(context)
    for file, entry in context.raw.reports:
        if entry.complete:
            reader.report(file, entry)
    reader.follow_ups()
    return reader


def _check_seen(context: Context, claim: Claim, case: Case) -> None:
    """Warn where a claim was learnt after as-of and is not let in; check the propositions among its grounds."""
    if claim.learnt > case.as_of and not claim.hindsight and context.raw.case and context.raw.case.complete:
        late = f"learnt on {claim.learnt}, after as_of {case.as_of}"
        message = f"{late}: it does not count; mark it `hindsight: yes` to let it in"
        context.add(claim.file, claim.line, message, "warning")
    for ground in claim.grounds:
        if "(" in ground:
            try:
                context.prop(claim.file, claim.line, parse(ground))
            except LanguageError as error:
                context.add(claim.file, claim.line, str(error))


def _count_unreviewed(context: Context, claims: Sequence[Claim]) -> None:
    """Warn, once a file, of claims that a reader proposed and nobody looked at."""
    unseen: dict[str, list[Claim]] = {}
    for claim in claims:
        if not claim.reviewed:
            unseen.setdefault(claim.file, []).append(claim)
    for file, found in unseen.items():
        what = f"{len(found)} claims that nobody reviewed" if len(found) > 1 else "a claim that nobody reviewed"
        message = f"{what} (`reviewed: no`); look at them and take the mark off"
        context.add(file, min(c.line for c in found), message, "warning")


def digest(case: Case) -> str:
    """Give the SHA-256 of the resolved content: the case's identity, whatever the order of its entries."""
    parts = [case.id, str(case.as_of), str(case.horizon_days), str(case.seed)]
    parts += [f"weights {case.weights}"] if case.weights != JUDGED else []
    for book in (case.actors, case.places, case.sources, case.incidents, case.questions, case.reports, case.accounts):
        parts += [_plain(book[k]) for k in sorted(book)]
    analyst = (
        case.assumptions,
        case.judgements,
        case.outcomes,
        case.anchors,
        case.occasions,
        case.wars,
        case.decisions,
    )
    for rows in (case.claims, *analyst, case.acts):
        parts += sorted(_plain(r) for r in rows)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def with_weights(case: Case, weights: str) -> Case:
    """Give the case as it would be if its case.yaml named this set of weights."""
    chosen = replace(case, weights=weights)
    return replace(chosen, digest=digest(chosen))


def _plain(entry: Any) -> str:
    """Give an entry's content without where it stands, so that moving a line changes nothing."""
    if isinstance(entry, _ATOMS):
        return repr(entry)
    if isinstance(entry, tuple):
        return f"({','.join(map(_plain, entry))})"
    if isinstance(entry, dict):
        return repr(sorted(entry.items()))
    kept = (getattr(entry, f) for f in entry.__dataclass_fields__ if f not in ("line", "file"))
    return f"[{','.join(map(_plain, kept))}]"
