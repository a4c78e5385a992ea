"""What has happened before as-of: the ledgers from which futures start, and the red lines that stand.

Incidents, rows of acts.csv and public words (a threat, a demand, a denial, an admission, an accusation by a party to
the conflict) are acts of the history.  A contested act is one row for each possible author: what worlds hold true,
what its target believes, what the public believes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from catspaw.case.codebook import actions
from catspaw.case.language import Party, Prop, parse_party
from catspaw.case.model import ActRow, Case, Claim, Incident, Speaker
from catspaw.evidence.beliefs import Beliefs, author_proposition
from catspaw.network.model import NOBODY, History, RedLines
from catspaw.network.principals import principal, who

#: Days of history that a future remembers: twelve half-lives of the longer memory.
REMEMBERED = 360

#: How binding a public threat is, with a condition and without.  Judged.
BINDING = {"if": 0.8, "vow": 0.5}
DEADLY_RUNG = 7.0

#: Days over which anchors say what is ordinary.
ORDINARY_DAYS = 90

#: The act that a public word is.
WORDS_AS_ACTS: Mapping[str, str] = {"threaten": "threatens", "demand": "demands", "deny": "denies", "admit": "admits"}


@dataclass(frozen=True, slots=True)
class Past:
    """One possible author's part of past acts.

    Attributes
    ----------
    n : float
        How many acts; less than one where part of them is ordinary and in the background anyway.
    truth, target_belief, public_belief : float
        Probability that this one did them, as sampled, as the target believes, as the public believes.
    proposition : str or None
        What worlds switch, where that is contested.
    incident : str
        The incident that it is, if it is one.
    """

    author: str
    action: str
    target: str | None
    place: str | None
    day: int
    truth: float
    target_belief: float
    public_belief: float
    proposition: str | None = None
    n: float = 1.0
    incident: str = ""


def past_acts(
    case: Case,
    beliefs: Beliefs,
    accounts: Mapping[str, Beliefs],
    day: date,
    *,
    ordinary: Mapping[tuple[str, str, str | None], float],
) -> list[Past]:
    """List what happened in the remembered days, in order of days.

    Parameters
    ----------
    case : Case
    beliefs : Beliefs
        Pooled: what the public goes by.
    accounts : mapping
        Actor to the beliefs of its own account, where it has one: what a target goes by.
    day : date
        As of.
    ordinary : mapping
        (author, action, target) to acts a day in ordinary times.
    """
    named = {row.incident for row in case.acts if row.incident}
    rows = [
        *(p for i in case.incidents.values() if i.id not in named for p in _incident(case, beliefs, accounts, i, day)),
        *beyond_ordinary([p for row in case.acts for p in _act(case, row, day)], ordinary),
        *(p for claim in case.claims for p in _word(case, claim, day)),
    ]
    return sorted(rows, key=lambda p: (p.day, p.author, p.action, p.target or "", p.proposition or ""))


def _offset(found: date | None, day: date) -> int | None:
    if found is None:
        return None
    offset = (found - day).days
    return offset if -REMEMBERED <= offset <= 0 else None


def _incident(
    case: Case, beliefs: Beliefs, accounts: Mapping[str, Beliefs], incident: Incident, day: date
) -> Iterator[Past]:
    offset = _offset(incident.on.middle if incident.on else None, day)
    if offset is None or incident.kind not in actions():
        return
    targets: Sequence[str | None] = who(case, incident.against, day) if incident.against else (None,)
    for target in targets or (None,):
        own = accounts.get(target, beliefs).authors(incident.id) if target else {}
        for author, share in _authors(case, beliefs.authors(incident.id), incident.id, day).items():
            if author == target:
                continue
            yield Past(
                author=author,
                action=incident.kind,
                target=target,
                place=incident.at,
                day=offset,
                truth=share.belief,
                target_belief=_authors(case, own, incident.id, day).get(author, share).belief if own else share.belief,
                public_belief=share.belief,
                proposition=share.proposition,
                incident=incident.id,
            )


@dataclass(frozen=True, slots=True)
class _Share:
    belief: float
    proposition: str | None


def _authors(case: Case, found: Mapping[str, float], incident: str, day: date) -> dict[str, _Share]:
    """Give principals their shares of the blame; one that several candidates stand for has no single proposition."""
    shares: dict[str, _Share] = {}
    for candidate, belief in found.items():
        names = who(case, parse_party(candidate), day)
        for name in names:
            old = shares.get(name)
            alone = author_proposition(candidate, incident) if old is None and len(names) == 1 else None
            shares[name] = _Share(min(1.0, belief / len(names) + (old.belief if old else 0.0)), alone)
    return shares


def _act(case: Case, row: ActRow, day: date) -> Iterator[Past]:
    offset = _offset(row.on.middle, day)
    if offset is None:
        return
    author = principal(case, row.actor, day)
    target = principal(case, row.target, day) if row.target in case.actors and row.target else None
    yield Past(author, row.action, target, row.place, offset, 1.0, 1.0, 1.0, n=row.n)


def _word(case: Case, claim: Claim, day: date) -> Iterator[Past]:
    """Read a public word of a party to the conflict as an act on the day it was said."""
    action = _action_of(claim)
    speaker = public_speaker(case, claim, day)
    offset = _offset(claim.said.middle or claim.learnt, day)
    if action is None or speaker is None or offset is None:
        return
    for target in word_targets(case, claim, day):
        if target != speaker:
            yield Past(speaker, action, target, None, offset, 1.0, 1.0, 1.0)


def _action_of(claim: Claim) -> str | None:
    accuses = claim.act == "assert" and claim.prop.word in ("did", "ordered", "involved", "planned", "approved")
    return "accuses" if accuses else WORDS_AS_ACTS.get(claim.act)


def public_speaker(case: Case, claim: Claim, day: date) -> str | None:
    """Give the principal who said it in public: an actor in its own name, not through another, not anonymous."""
    for chain in claim.by:
        origin: Speaker = chain[0]
        name = origin.id
        if name in case.voices:
            continue
        if name in case.sources and case.sources[name].kind in ("office", "official"):
            name = case.sources[name].of or ""
        if name in case.actors:
            return principal(case, name, day)
    return None


def word_targets(case: Case, claim: Claim, day: date) -> tuple[str, ...]:
    """Give whom a public word is aimed at: the one accused or threatened, else to whom it was said."""
    positional = claim.prop.call.positional
    arg = positional[0] if positional else None
    aimed = arg.target if arg is not None and arg.target is not None else None
    if claim.prop.word in ("did", "ordered", "involved", "planned", "approved") and arg is not None:
        aimed = arg.end if isinstance(arg.end, Party) else None
    if claim.act == "deny":
        aimed = None
    party = aimed if isinstance(aimed, Party) else claim.to
    return who(case, party, day) if party is not None else ()


def beyond_ordinary(rows: Sequence[Past], a_day: Mapping[tuple[str, str, str | None], float]) -> list[Past]:
    """Keep of each channel's listed acts what goes beyond ordinary times: those go on in the background anyway.

    Of n acts in the last 90 days, where ordinary times hold m, each counts (n - m) / n; none counts where n <= m.
    """
    recent: Counter[tuple[str, str, str | None]] = Counter()
    for p in rows:
        if p.day > -ORDINARY_DAYS:
            recent[p.author, p.action, p.target] += p.n * p.truth  # type: ignore[assignment]
    found = []
    for p in rows:
        key = (p.author, p.action, p.target)
        ordinary = ORDINARY_DAYS * a_day.get(key, 0.0)
        share = max(0.0, 1.0 - ordinary / recent[key]) if recent[key] else 1.0
        if share:
            found.append(replace(p, n=share * p.n))
    return found


def history(
    rows: Sequence[Past], index: Mapping[str, int], places: Mapping[str, int]
) -> tuple[History, dict[str, tuple[int, float]]]:
    """Lay past acts out as arrays.

    Returns
    -------
    history : History
    records : dict
        Contested proposition to its row and the acts that stand there.
    """
    kept = [p for p in rows if p.author in index and (p.target is None or p.target in index)]
    names = list(actions())
    records = {p.proposition: (i, p.n) for i, p in enumerate(kept) if p.proposition is not None and 0 < p.truth < 1}

    def integers(values: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.array(values, dtype=np.int64)

    found = History(
        first_day=1,  # no record of a case is complete: what it does not list went on as in ordinary times
        author=integers([index[p.author] for p in kept]),
        action=integers([names.index(p.action) for p in kept]),
        target=integers([NOBODY if p.target is None else index[p.target] for p in kept]),
        place=integers([places.get(p.place or "", NOBODY) for p in kept]),
        day=integers([p.day for p in kept]),
        truth=np.array([p.n * p.truth for p in kept], dtype=np.float64),
        target_belief=np.array([p.n * p.target_belief for p in kept], dtype=np.float64),
        public_belief=np.array([p.n * p.public_belief for p in kept], dtype=np.float64),
    )
    return found, records


def red_lines(case: Case, index: Mapping[str, int], places: Mapping[str, int], day: date) -> RedLines:
    """Read the standing public commitments: threats and vows, with their conditions.

    A threat without a condition binds against deadly acts on the one who made it, by those threatened.
    """
    rows = [row for claim in case.claims for row in _lines(case, claim, index, places, day)]

    def column(place: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.array([int(r[place]) for r in rows], dtype=np.int64)

    return RedLines(
        actor=column(0),
        author=column(1),
        action=column(2),
        target=column(3),
        place=column(4),
        rung=np.array([r[5] for r in rows], dtype=np.float64),
        strength=np.array([r[6] for r in rows], dtype=np.float64),
        day=column(7),
    )


def _lines(
    case: Case, claim: Claim, index: Mapping[str, int], places: Mapping[str, int], day: date
) -> Iterator[tuple[float, ...]]:
    speaker = public_speaker(case, claim, day)
    said = claim.said.middle or claim.learnt
    if claim.act != "threaten" or speaker is None or speaker not in index or said > day:
        return
    owner, since = index[speaker], (said - day).days
    if claim.given is not None and claim.given.word in actions():
        yield from _conditions(case, claim.given, owner, since, index, places, day)
        return
    for target in word_targets(case, claim, day) or ("",):
        author = index.get(target, NOBODY)
        yield owner, author, NOBODY, owner, NOBODY, DEADLY_RUNG, BINDING["vow"], since


def _conditions(
    case: Case,
    given: Prop,
    owner: int,
    since: int,
    index: Mapping[str, int],
    places: Mapping[str, int],
    day: date,
) -> Iterator[tuple[float, ...]]:
    arg = given.call.positional[0]
    authors = who(case, arg.end, day) if isinstance(arg.end, Party) else ()
    targets = who(case, arg.target, day) if isinstance(arg.target, Party) else ()
    action = list(actions()).index(given.word)
    place = places.get(str(given.call.value("at") or ""), NOBODY)
    for author in authors or ("",):
        for target in targets or ("",):
            a, t = index.get(author, NOBODY), index.get(target, NOBODY)
            yield owner, a, action, t, place, 0.0, BINDING["if"], since
