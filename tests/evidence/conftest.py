"""Small cases made in memory: two hostile sides, their friends, an outlet or six, and whatever claims a test needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from catspaw.case.language import parse
from catspaw.case.model import (
    Account,
    Actor,
    Case,
    Claim,
    Incident,
    Judgement,
    Membership,
    Question,
    Rating,
    Report,
    Source,
)
from catspaw.case.voices import parse_chain, parse_voice
from catspaw.core.dates import Interval, parse_interval

DAY = date(2024, 1, 31)


def member(*ids: str) -> tuple[Membership, ...]:
    return tuple(Membership(i) for i in ids)


ACTORS = {
    a.id: a
    for a in (
        Actor("red", "Red", "state"),
        Actor("red_guard", "Red Guard", "force", acts_for=member("red")),
        Actor("blue", "Blue", "state"),
        Actor("blue_army", "Blue Army", "force", acts_for=member("blue")),
        Actor("alpha", "Alpha", "armed_group"),
        Actor("beta", "Beta", "armed_group"),
        Actor("gamma", "Gamma", "armed_group"),
        Actor("front", "Front", "group", members=member("alpha", "beta", "gamma")),
        Actor("grey", "Grey", "state"),
    )
}
OUTLETS = tuple(f"paper{i}" for i in range(1, 7))
SOURCES = {
    **{o: Source(o, o.title(), "outlet", reliability=(Rating("B"),)) for o in OUTLETS},
    **{f"w{i}": Source(f"w{i}", f"Witness {i}", "official", reliability=(Rating("C"),)) for i in range(1, 25)},
    "red_speaker": Source("red_speaker", "Speaker of Red", "official", of="red", reliability=(Rating("C"),)),
    "blue_speaker": Source("blue_speaker", "Speaker of Blue", "official", of="blue", reliability=(Rating("C"),)),
    "grey_office": Source("grey_office", "Office of Grey", "office", of="grey", reliability=(Rating("C"),)),
}
INCIDENTS = {
    "attack": Incident("attack", "strike", on=parse_interval("2024-01-10"), public=True),
    "raids": Incident("raids", "strike", on=parse_interval("2023"), public=True, series=True),
    "rumour": Incident("rumour", "strike", on=parse_interval("2024-01-12")),
}


def speaker(name: str, report: str, voices: Mapping[str, Any]) -> str:
    local = f"{report}/{name}"
    return local if local in voices else name


class Claims:
    """Makes claims with keys of their own."""

    def __init__(self, voices: Mapping[str, Any]) -> None:
        self.voices = voices
        self.made = 0

    def __call__(self, says: str, by: str | list[str], **more: Any) -> Claim:
        self.made += 1
        report = more.pop("report", "r1")
        chains = [by] if isinstance(by, str) else by
        times = {k: parse_interval(more.pop(k)) for k in ("on", "start", "end", "said") if k in more}
        learnt = more.pop("learnt", DAY)
        return Claim(
            key=more.pop("key", f"k{self.made}"),
            kind=more.pop("kind", "says"),
            prop=parse(says),
            report=report,
            by=tuple(parse_chain(c, lambda name: speaker(name, report, self.voices)) for c in chains),
            learnt=learnt,
            **{"said": Interval(None, learnt), **times},
            **more,
        )


def make_case(
    claims: Iterable[Claim] = (),
    *,
    voices: Mapping[str, str] | None = None,
    questions: Iterable[Question] = (),
    judgements: Iterable[Judgement] = (),
    accounts: Iterable[Account] = (),
    actors: Mapping[str, Actor] = ACTORS,
    sources: Mapping[str, Source] = SOURCES,
    incidents: Mapping[str, Incident] = INCIDENTS,
    outlets: Mapping[str, str] | None = None,
    as_of: date = DAY,
) -> Case:
    claims = tuple(claims)
    found = {f"r1/{name}": parse_voice(name, text, "r1", 1) for name, text in (voices or {}).items()}
    where = outlets or {}
    reports = {c.report: Report(c.report, "", where.get(c.report, "paper1"), Interval(DAY, DAY)) for c in claims}
    return Case(
        id="small",
        title="Small",
        folder=Path(),
        as_of=as_of,
        horizon_days=90,
        actors=dict(actors),
        sources=dict(sources),
        incidents=dict(incidents),
        questions={q.id: q for q in questions},
        reports=reports,
        voices=found,
        claims=claims,
        judgements=tuple(judgements),
        accounts={a.id: a for a in accounts},
    )


def judged(kind: str, *about: str) -> Judgement:
    return Judgement(kind, about, "ab", Interval(DAY, DAY), "a test")


@pytest.fixture(scope="session")
def small() -> SimpleNamespace:
    """Give makers of claims, cases and judgements, and the parts of the standing cast."""

    def claims(voices: Mapping[str, str] | None = None) -> Claims:
        return Claims({f"r1/{name}": text for name, text in (voices or {}).items()})

    return SimpleNamespace(
        claims=claims,
        case=make_case,
        judged=judged,
        actors=ACTORS,
        sources=SOURCES,
        incidents=INCIDENTS,
        day=DAY,
        member=member,
    )
