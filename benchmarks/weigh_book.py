"""A book of 100,000 claims on 20,000 propositions: time to index it, to weigh it, and to add one claim.

Run: python benchmarks/weigh_book.py [--claims N] [--propositions N] [--draws R]
Targets: weighed in 5 s or less; one claim added in 50 ms or less.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import product
from pathlib import Path
from typing import TypeVar

import numpy as np

from catspaw.case.language import parse
from catspaw.case.model import Actor, Case, Claim, Rating, Report, Source, Speaker
from catspaw.core.dates import Interval
from catspaw.core.random import uniforms
from catspaw.evidence import make_book, weigh

Found = TypeVar("Found")
DAY = date(2024, 1, 31)
WORDS = ("backs", "arms", "funds", "trains", "opposes", "fights", "strike", "coordinates")
ACTS = ("assert", "assert", "assert", "assert", "deny", "doubt")
SURE = ("flat", "flat", "believes", "suspects")


def made_case(claims: int, propositions: int) -> Case:
    """Make a case of resolved claims: 300 actors, 4,000 sources on 60 sides, 80 outlets, a quarter copies."""
    actors = {f"a{i}": Actor(f"a{i}", f"Actor {i}", "state") for i in range(300)}
    outlets = {f"o{i}": Source(f"o{i}", f"Outlet {i}", "outlet", reliability=(Rating("B"),)) for i in range(80)}
    people = {
        f"s{i}": Source(f"s{i}", f"Source {i}", "official", f"a{i % 60}", f"i{i % 400}", (), (Rating("ABCDEF"[i % 6]),))
        for i in range(4000)
    }
    texts = [f"{w}({a} -> {b})" for a, b, w in product(actors, actors, WORDS) if a != b and w != "coordinates"]
    places = _draw("proposition", propositions, len(texts), distinct=True)
    props = [parse(texts[i]) for i in places]
    which, who, how = (_draw(n, claims, size) for n, size in (("p", propositions), ("s", 4000), ("h", 24)))
    via, when = _draw("o", claims, 80), _draw("d", claims, 3000)
    found = tuple(
        Claim(
            key=f"k{i}",
            kind="says",
            prop=props[which[i]],
            report=f"r{via[i]}",
            by=((Speaker(f"s{who[i]}"),) if how[i] % 2 else (Speaker(f"s{who[i]}"), Speaker(f"o{via[i]}")),),
            said=(day := Interval(_before(when[i]), _before(when[i]))),
            learnt=day.last or DAY,
            act=ACTS[how[i] % 6],
            sure=SURE[how[i] % 4],
        )
        for i in range(claims)
    )
    reports = {f"r{i}": Report(f"r{i}", "", f"o{i}", Interval(DAY, DAY)) for i in range(80)}
    return Case(
        "big", "Big", Path(), DAY, 90, actors=actors, sources={**outlets, **people}, reports=reports, claims=found
    )


def _before(days: int) -> date:
    return date.fromordinal(DAY.toordinal() - int(days))


def _draw(name: str, count: int, size: int, *, distinct: bool = False) -> list[int]:
    if distinct:
        u = uniforms(1, name, np.arange(size), 0)
        return [int(i) for i in np.argsort(u)[:count]]
    return [int(i) for i in uniforms(1, name, np.arange(count), 0) * size]


def timed(what: str, job: Callable[[], Found]) -> Found:
    wall, cpu = time.perf_counter(), time.process_time()
    found = job()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{what:<44} {wall * 1000:10,.1f} ms wall {cpu * 1000:10,.1f} ms CPU")
    return found


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--claims", type=int, default=100_000)
    options.add_argument("--propositions", type=int, default=20_000)
    options.add_argument("--draws", type=int, default=200)
    chosen = options.parse_args()
    print(
        f"{chosen.claims:,} claims on {chosen.propositions:,} propositions, {chosen.draws} draws, {os.cpu_count()} CPUs"
    )
    case = made_case(chosen.claims, chosen.propositions)
    book = timed("index the claims (make_book)", lambda: make_book(case))
    print(
        f"{'  questions, links, components':<44} {len(book.sheet.ids):,} {len(book.sheet.links):,} {len(book.sheet.components):,}"
    )
    timed("centre only (draws=0)", lambda: weigh(book, draws=0))
    beliefs = timed("weigh with ranges, tables drawn for the first time", lambda: weigh(book, draws=chosen.draws))
    beliefs = timed("weigh with ranges (weigh)", lambda: weigh(book, draws=chosen.draws))
    first = case.claims[0]
    joined = {str(book.space.variables[q].prop) for group in book.sheet.components for q in group}
    linked = next(c for c in case.claims if str(c.prop) in joined)
    for name, claim in (("add one claim (Beliefs.add)", first), ("add one claim to linked questions", linked)):
        for again in range(3):
            more = replace(claim, key=f"new{again}", by=((Speaker("s17"),),))
            timed(name, partial(beliefs.add, more))


if __name__ == "__main__":
    main()
