"""How it comes about: the effects behind each outcome, one future told, and what the reports say of how it works."""

from __future__ import annotations

from catspaw.brief.notes import Notes, content, speakers
from catspaw.brief.wording import Row, dated, listed
from catspaw.case.english import sentence
from catspaw.case.model import Case, Claim, Outcome
from catspaw.engine.effects import EFFECTS
from catspaw.engine.lineage import WORTH, Explanation, chain, first_act, reasons
from catspaw.engine.outcomes import NEVER
from catspaw.engine.result import Ensemble
from catspaw.engine.words import at_times, deed

#: Outcomes that are told, futures looked through for each, links of the chain.
TOLD, LOOKED, LINKS = 3, 12, 5
_EFFECTS = {e.name: e for e in EFFECTS}

#: Causes that reports name, and the effect of the model that carries the same mechanism.  Judged.
MECHANISMS = {
    "deniability": "deterrence",
    "retaliation": "deterrence",
    "exposure": "hostage",
    "proximity": "opportunity",
    "common_enemy": "common_enemy",
    "direction": "direction",
    "autonomy": "agenda",
    "client_attacks": "blame",
    "arms": "capability",
    "supply": "capability",
    "sanctions": "defiance",
    "pressure": "defiance",
    "embargo_threat": "squeeze",
    "expected_rival_stage": "rival_stage",
}


def pathways(case: Case, ensemble: Ensemble, notes: Notes) -> Row:
    """Build the section."""
    stories = [s for o in case.outcomes if (s := _story(ensemble, o))][:TOLD]
    return {
        "text": (
            "For each outcome, the effects that most often carried the act that brought it about, and one future told from its "
            "earliest contributing act. Contributed is not caused: what a lever would change takes a comparison of arms."
        ),
        "stories": stories,
        "mechanisms": [_mechanism(case, c, notes) for c in notes.claims if c.prop.word == "effect"],
    }


def _story(ensemble: Ensemble, outcome: Outcome) -> Row | None:
    at = [s.id for s in ensemble.model.outcomes].index(outcome.id)
    came = [int(f) for f in range(ensemble.futures) if ensemble.passage[f, at] not in (NEVER, 0)]
    if not came:
        return None
    number = ensemble.first + came[len(came) // 2]
    index = first_act(ensemble, number, outcome.id)
    acts = chain(ensemble, number, index, links=LINKS) if index is not None else ()
    return {
        "title": outcome.ask,
        "drivers": _drivers(ensemble, outcome),
        "acts": [_act(ensemble, e) for e in acts],
    }


def _drivers(ensemble: Ensemble, outcome: Outcome) -> str:
    found = reasons(ensemble, outcome.id, futures=LOOKED)
    if not found:
        return ""
    parts = [f"{_effect_name(r.effect)} ({100 * r.share:.0f} %)" for r in found[:4]]
    return f"Among the three strongest effects at the act that brought it about, over {LOOKED} futures or fewer: {listed(parts)}."


def _effect_name(name: str) -> str:
    """Name an effect for readers: ``inertia_30`` is inertia over a month."""
    plain = name.removesuffix("_30").removesuffix("_3").replace("_", " ")
    span = " over a month" if name.endswith("_30") else " over days" if name.endswith("_3") else ""
    return plain + span


def _act(ensemble: Ensemble, told: Explanation) -> Row:
    why = "; ".join(c.says for c in (*told.occasions, *told.grounds) if c.term >= WORTH)
    day = ensemble.model.as_of.toordinal() + told.act.day
    return {
        "date": dated(type(ensemble.model.as_of).fromordinal(day)),
        "says": sentence(deed(ensemble.model, told.act)),
        "why": f"{sentence(at_times(told.ordinary)).rstrip('.')}{': ' + why if why else ''}.",
    }


def _mechanism(case: Case, claim: Claim, notes: Notes) -> Row:
    return {
        "who": sentence(speakers(claim, case)).rstrip("."),
        "says": content(claim, case),
        "notes": notes.of([claim.key]),
        "model": _coefficient(claim),
    }


def _coefficient(claim: Claim) -> str:
    """Set a claim about a mechanism beside the model's own coefficient for it, where there is one."""
    first = str(claim.prop.call.positional[0].end) if claim.prop.call.positional else ""
    effect = _EFFECTS.get(MECHANISMS.get(first, first))
    if effect is None:
        return "not in the model"
    group, prior = max(effect.priors.items())
    sign = "positive" if prior.mean > 0 else "negative"
    return f"{effect.name.replace('_', ' ')}, {sign}: {effect.in_words(group)}; {effect.provenance.split(',')[0].split(';')[0]}"
