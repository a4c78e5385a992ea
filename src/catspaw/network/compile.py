"""The compile step: a case and its beliefs → everything that the engine takes, and nothing else.

A base snapshot, the switches that worlds throw, the bit matrix of worlds, the channels with their ordinary rates, the
history, the red lines, the outcomes.  `catspaw.engine` reads the result and never looks back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from catspaw.case.codebook import actions
from catspaw.case.english import named
from catspaw.case.model import Case
from catspaw.evidence.beliefs import Beliefs
from catspaw.network.channels import Key, channels, expectation_specs, gather, outcome_specs
from catspaw.network.consequences import action_table
from catspaw.network.decisions import decisions, openings, option_rates
from catspaw.network.draws import draw
from catspaw.network.history import history, past_acts, red_lines
from catspaw.network.measures import credibility, stages
from catspaw.network.model import ActionTable, Model, Settings, Weights, Worlds
from catspaw.network.occasions import occasions
from catspaw.network.signals import also, believed, rows_of, signals
from catspaw.network.snapshot import CONTROL_RUNGS, cells, snapshot, switches
from catspaw.network.standing import Standing, ends, standing
from catspaw.network.wars import conflicts, dependence, lost, soil, worth

#: Worlds that futures are drawn from.
WORLDS = 1000


def compile_model(
    case: Case,
    beliefs: Beliefs,
    *,
    weights: Weights,
    accounts: Mapping[str, Beliefs] | None = None,
    worlds: int = WORLDS,
    seed: int | None = None,
) -> Model:
    """Compile a case for the engine; base rates are not yet anchored.

    Parameters
    ----------
    case : Case
    beliefs : Beliefs
        Pooled, or one account's.
    weights : Weights
        Coefficients of the effects, fitted or prior.
    accounts : mapping, optional
        Actor to the beliefs of its own account: what it goes by as the target of an act.
    worlds : int
        Rows of the bit matrix.
    seed : int, optional
        Default: the case's.

    Raises
    ------
    ModelError
        For an anchor or outcome that names nobody, or an outcome that can never be.
    """
    day, root = case.as_of, case.seed if seed is None else seed
    rows = standing(case, beliefs)
    rates = gather(case, day, patrons=_patrons(case, rows, day))
    option_rates(case, rates, day)
    past = past_acts(case, beliefs, accounts or {}, day, ordinary=rates.a_day)
    actors = _actors(case, rates.a_day, rows, day)
    index = {a: i for i, a in enumerate(actors)}
    places = _places(case)
    at = {p: i for i, p in enumerate(places)}
    found = [*cells(case, rows, index, at), *dependence(case, rows, index)]
    recent, records = history(past, index, at)
    contested = sorted({c.proposition for c in found if 0 < c.belief < 1} | set(records))
    column = {p: i for i, p in enumerate(contested)}
    drawn = draw(beliefs, contested, {s.proposition: s.belief for s in rows}, worlds=worlds, seed=root)
    base = replace(
        snapshot(
            case,
            actors,
            places,
            found,
            _control(case, beliefs, day),
            stages=stages(case, beliefs, day),
            credibility=credibility(case, beliefs, day),
        ),
        worth=worth(case, places),
        host=soil(case, places, index),
    )
    base = replace(base, lost=lost(case, base, index, day))
    seen = signals(
        past, dict(rows_of(past, index)), bits=drawn, column=column, base=base, settings=Settings(), seed=root
    )
    homes = {a: case.actors[a].home or a for a in actors if a in case.actors}
    return Model(
        as_of=day,
        horizon_days=case.horizon_days,
        actions=_action_table(),
        snapshot=base,
        channels=channels(rates, index, at, homes),
        history=believed(recent, seen),
        red_lines=red_lines(case, index, at, day),
        switches=also(switches(found, column, records), seen, first=len(contested)),
        worlds=Worlds(propositions=(*contested, *seen.propositions), bits=np.hstack([drawn, seen.bits])),
        weights=weights,
        anchors=tuple(rates.anchors),
        occasions=occasions(case, index),
        outcomes=(
            *outcome_specs(case, rates, day),
            *expectation_specs(case, rates, day),
            *openings(case, rates, day),
        ),
        decisions=decisions(case, day, index=index, weights=weights),
        conflicts=conflicts(case, index),
        names={a: named(a, case) for a in actors},
        source_hash=case.digest,
    )


def _action_table() -> ActionTable:
    yes = {True: "yes", False: "no"}
    return action_table(
        {
            "action": a.action,
            "quad": a.quad,
            "goldstein": str(a.goldstein),
            "rung": str(a.rung),
            "deniable": yes[a.deniable],
            "targeted": yes[a.targeted],
            "occurs": "counted" if a.counted else "present",
        }
        for a in actions().values()
    )


def _patrons(case: Case, rows: Iterable[Standing], day: date) -> set[tuple[str, str]]:
    """Give patrons with their clients: anyone who gives the other more than cover or knowledge."""
    kinds = ("backs", "arms", "funds", "trains", "advises", "commands")
    return {pair for r in rows if r.prop.word in kinds and r.belief >= 0.5 for pair in ends(case, r.prop, day)}


def _actors(case: Case, keys: Iterable[Key], rows: Iterable[Standing], day: date) -> tuple[str, ...]:
    """Give who acts in the model: authors and targets of its acts, and those tied to two of them or more."""
    acting = {name for a, _, t in keys for name in (a, t) if name is not None}
    touching: dict[str, set[str]] = {}
    for row in rows:
        for a, b in ends(case, row.prop, day):
            for one, other in ((a, b), (b, a)):
                if other in acting and one in case.actors:
                    touching.setdefault(one, set()).add(other)
    tied = {name for name, others in touching.items() if len(others) > 1}
    return tuple(sorted(acting | tied))


def _places(case: Case) -> tuple[str, ...]:
    homes = {a.home for a in case.actors.values() if a.home}
    return tuple(sorted(set(case.places) | homes))


def _control(case: Case, beliefs: Beliefs, day: date) -> dict[tuple[str, str], float]:
    """Give the expected strength of control for each pair that a question or a claim asks it of."""
    found: dict[tuple[str, str], float] = {}
    for prop, levels in beliefs.measures("control"):
        expected = sum(CONTROL_RUNGS[rung] * share for rung, share in levels.items())
        for pair in ends(case, prop, day):
            found[pair] = expected
    return found
