"""The machine form of a case: resolved, explicit and hashed; and the case as it may leave the house."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from os import urandom
from typing import Any

from catspaw.case.language import Call, Prop
from catspaw.case.model import Case, Chain, Claim, Incident, Voice
from catspaw.case.resolve import digest
from catspaw.case.schema import VERSION

#: What tells where an entry stands, and is no part of what it says.
PLACE = ("file", "line", "folder")
BOOKS = ("actors", "places", "sources", "incidents", "questions", "reports", "voices", "accounts")


def to_json(case: Case, *, salt: bytes | None = None) -> dict[str, Any]:
    """Give the resolved case as JSON values, without anything private.

    Parameters
    ----------
    case : Case
        A case without errors.
    salt : bytes, optional
        Salts the names of what is withheld; drawn anew where not given, and kept nowhere.

    Returns
    -------
    dict
        As the JSON Schema ``resolved`` says (`catspaw schema resolved`).
    """
    shown = redacted(case, salt=salt)
    head = {"schema": f"catspaw/resolved/v{VERSION}", "catspaw": version("catspaw"), "digest": shown.digest}
    names = ("claims", "reports", "voices")
    withheld = {name: len(getattr(case, name)) - len(getattr(shown, name)) for name in names}
    content = {f.name: _value(getattr(shown, f.name)) for f in fields(shown) if f.name not in (*PLACE, "digest")}
    for book in BOOKS:
        content[book] = list(content[book].values())
    return {**head, "withheld": withheld, **content}


def _value(value: Any) -> Any:
    if isinstance(value, Prop | Call):
        return {"text": str(value), **_fields(value)}
    if is_dataclass(value):
        return _fields(value)
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _value(item) for key, item in value.items()}
    return value.isoformat() if isinstance(value, date) else value


def _fields(value: Any) -> dict[str, Any]:
    return {f.name: _value(getattr(value, f.name)) for f in fields(value) if f.name not in PLACE}


def redacted(case: Case, *, salt: bytes | None = None) -> Case:
    """Give the case without private reports and claims, and with private voices made nameless.

    Nothing that is left is derived from what is withheld: keys that hash a private voice are salted, and so are the
    names that stand for what is gone. The salt is stored nowhere, so two exports cannot be matched by them.

    Parameters
    ----------
    case : Case
        The whole case.
    salt : bytes, optional
        Drawn anew from the system where not given.

    Returns
    -------
    Case
        The same case, digest included, where nothing is private.
    """
    secret = {v.id for v in case.voices.values() if v.private or case.reports[v.report].private}
    hidden = {c.key for c in case.claims if c.private or case.reports[c.report].private}
    reports = {r.id: r for r in case.reports.values() if not r.private}
    if not secret and not hidden and len(reports) == len(case.reports):
        return case
    return _without(case, _Names(urandom(16) if salt is None else salt, secret, hidden), set(reports))


class _Names:
    """New names for what is withheld: salted hashes."""

    def __init__(self, salt: bytes, secret: set[str], hidden: set[str]) -> None:
        self.salt, self.secret, self.hidden = salt, secret, hidden

    def _hash(self, name: str) -> str:
        return sha256(self.salt + name.encode()).hexdigest()[:12]

    def voice(self, full: str) -> str:
        if full not in self.secret:
            return full
        return f"{full.split('/')[0]}/withheld_{self._hash(full)}"

    def key(self, claim: Claim) -> str:
        """Salt a key that hashes a private voice; a given name of an open claim stays."""
        spoken = any(s.id in self.secret for chain in claim.by for s in chain)
        hashed = re.fullmatch("c[0-9a-f]{9}", claim.key)
        return f"c{self._hash(claim.key)[:9]}" if spoken and hashed else claim.key

    def chain(self, chain: Chain) -> Chain:
        return tuple(replace(s, id=self.voice(s.id)) for s in chain)

    def ground(self, key: str) -> str:
        return f"withheld_{self._hash(key)}" if key in self.hidden else key


def _without(case: Case, names: _Names, open_reports: set[str]) -> Case:
    kept = [c for c in case.claims if c.key not in names.hidden]
    keys = {c.key: names.key(c) for c in kept}
    claims = tuple(_claim(c, names, keys) for c in kept)
    voices = {v.id: v for v in _voices(case.voices.values(), names, open_reports)}
    reports = {
        r.id: replace(r, voices=tuple(v for v in voices.values() if v.report == r.id))
        for r in case.reports.values()
        if r.id in open_reports
    }
    judgements = tuple(
        replace(j, about=tuple(keys.get(a, a) for a in j.about))
        for j in case.judgements
        if not names.hidden & set(j.about)
    )
    shown = replace(
        case,
        claims=claims,
        voices=voices,
        reports=reports,
        judgements=judgements,
        accounts={a.id: replace(a, believe=tuple(map(names.voice, a.believe))) for a in case.accounts.values()},
    )
    shown = replace(shown, incidents=_incidents(shown))
    return replace(shown, digest=digest(shown))


def _claim(claim: Claim, names: _Names, keys: dict[str, str]) -> Claim:
    return replace(
        claim,
        key=keys[claim.key],
        by=tuple(names.chain(chain) for chain in claim.by),
        grounds=tuple(keys.get(g, names.ground(g)) for g in claim.grounds),
        again=keys.get(claim.again, names.ground(claim.again)) if claim.again else None,
    )


def _voices(voices: Iterable[Voice], names: _Names, open_reports: set[str]) -> Iterable[Voice]:
    for voice in voices:
        if voice.report not in open_reports:
            continue
        if voice.id in names.secret:
            full = names.voice(voice.id)
            yield Voice(id=full, name=full.split("/")[1], report=voice.report, of="unknown", count=None, private=True)
        else:
            maybe, distinct = (tuple(_local(names, voice, o) for o in book) for book in (voice.maybe, voice.distinct))
            yield replace(voice, maybe=maybe, distinct=distinct)


def _local(names: _Names, voice: Voice, other: str) -> str:
    return names.voice(f"{voice.report}/{other}").split("/")[1]


def _incidents(shown: Case) -> dict[str, Incident]:
    """Keep what is declared or named in the open; of the rest only what open entries speak of, and only its kind."""
    named = {c.prop.name for c in shown.claims}
    texts = (c.prop for c in shown.claims), (a.prop for a in shown.assumptions), (o.prop for o in shown.outcomes)
    spoken = {word for book in texts for prop in book for word in re.findall("[a-z0-9_]+", str(prop))}
    for question in shown.questions.values():
        spoken |= set(re.findall("[a-z0-9_]+", f"{question.about} {question.one_of}"))
    found = {}
    for incident in shown.incidents.values():
        if incident.declared or incident.id in named:
            found[incident.id] = incident
        elif incident.id in spoken:
            found[incident.id] = Incident(id=incident.id, kind=incident.kind, declared=False)
    return found
