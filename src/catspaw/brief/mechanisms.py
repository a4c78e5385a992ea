"""What the reports say of mechanisms, beside the coefficient that carries it in the model.

Two kinds of claim: ``effect(cause, on target) < 0`` names a mechanism and its sign, and ``led_to(x -> y)`` says that
one thing brought another about.  The first is set beside the weight of the effect that carries it (`mechanisms.tsv`),
the second, where both are acts of the model, beside what one more act like x does to the rate of acts like y.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from catspaw.case.codebook import actions
from catspaw.case.language import Prop
from catspaw.case.model import Case, Claim
from catspaw.core.elementary import exp
from catspaw.engine.effects import EFFECTS, Effect
from catspaw.engine.raising import Raise, raised
from catspaw.engine.result import Ensemble
from catspaw.network.channels import BRINGS, channel_id, channel_keys
from catspaw.network.model import GROUPS, Model
from catspaw.network.principals import who

#: How sure the sign of a coefficient must be to be called one.
SURE = 0.95
_SIGNS = {"<": "negative", ">": "positive", "=": "none", "<=": "not positive", ">=": "not negative"}
_NO_CARRIER = "not identified: no mechanism of the model carries it"
_NO_ACTS = "not identified: the model does not have both as acts"


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One mechanism claim beside the model.

    Attributes
    ----------
    key, claim : str
        The claim's key, and what it says as coded.
    said : str
        The sign that it states: negative, positive, none.
    effect, group : str
        The effect that carries it and the acts that the weight is of; empty where none does.
    model : str
        The model's sign: positive, negative, none, unsigned (its 5-95 % range holds 0), or why it cannot tell.
    times, low, high : float or None
        By what the mechanism multiplies a rate at its typical step, turned to the claim's direction, and the 5-95 % range
        of that.
    chance : float or None
        Probability of the sign that the claim states, under the weights' distribution.
    grounds : str
        Where the number comes from: starts with fitted, literature, judged or not identified.
    agrees : bool or None
        Whether the signs are the same; None where the model cannot tell.
    carries : str
        How the model carries it, in a clause.
    """

    key: str
    claim: str
    said: str
    effect: str = ""
    group: str = ""
    model: str = _NO_CARRIER
    times: float | None = None
    low: float | None = None
    high: float | None = None
    chance: float | None = None
    grounds: str = "not identified"
    agrees: bool | None = None
    carries: str = ""


@dataclass(frozen=True, slots=True)
class Carrier:
    """A row of mechanisms.tsv: which weight carries a claim, and whether its sign is turned (-1)."""

    effect: str
    group: int
    turns: int
    carries: str


@cache
def carriers() -> dict[tuple[str, str], Carrier]:
    """Give the carrier of each (cause, what it bears on)."""
    text = (files("catspaw.brief") / "mechanisms.tsv").read_text("utf-8")
    return {
        (row["cause"], row["on"]): Carrier(row["effect"], int(row["group"]), int(row["turns"]), row["carries"])
        for row in csv.DictReader(text.splitlines(), delimiter="\t")
    }


def mechanisms(case: Case, ensemble: Ensemble) -> tuple[Mechanism, ...]:
    """Set every mechanism claim of a case beside the model, in the order of its claims."""
    found = []
    for claim in case.claims:
        if claim.prop.word == "effect":
            found.append(_effect(claim, ensemble.model))
        elif claim.prop.word == "led_to":
            found.append(_led_to(case, claim, ensemble))
    return tuple(found)


def _effect(claim: Claim, model: Model) -> Mechanism:
    call = claim.prop.call
    said = _SIGNS[claim.prop.op or ">"]
    carrier = carriers().get((str(call.positional[0].end), str(call.value("on") or "")))
    if carrier is None or carrier.effect not in model.weights.effects:
        return Mechanism(claim.key, str(claim.prop), said)
    effect = next(one for one in EFFECTS if one.name == carrier.effect)
    row = model.weights.effects.index(carrier.effect)
    mean = carrier.turns * float(model.weights.mean[row, carrier.group])
    sd = float(model.weights.sd[row, carrier.group])
    return _beside(claim, said, carrier, effect, mean, sd, model.weights.provenance[row][carrier.group])


def _beside(
    claim: Claim, said: str, carrier: Carrier, effect: Effect, mean: float, sd: float, grounds: str
) -> Mechanism:
    positive = float(mean > 0.0) if sd == 0.0 else _normal(mean / sd)
    chance = {"positive": positive, "negative": 1.0 - positive}.get(said)
    sign = "none" if mean == sd == 0.0 else _sign(positive)
    times, low, high = (float(exp(abs(effect.step) * (mean + z * sd))) for z in (0.0, -1.6449, 1.6449))
    return Mechanism(
        key=claim.key,
        claim=str(claim.prop),
        said=said,
        effect=carrier.effect,
        group=GROUPS[carrier.group],
        model=sign,
        times=times,
        low=low,
        high=high,
        chance=chance,
        grounds=grounds,
        agrees=None if sign == "unsigned" else sign == said,
        carries=carrier.carries,
    )


def _normal(z: float) -> float:
    from scipy.special import ndtr

    return float(ndtr(z))


def _sign(positive: float) -> str:
    if positive >= SURE:
        return "positive"
    return "negative" if positive <= 1.0 - SURE else "unsigned"


def _led_to(case: Case, claim: Claim, ensemble: Ensemble) -> Mechanism:
    """Set a claim that x led to y beside what one more act like x does to the rate of acts like y."""
    arg = claim.prop.call.positional[0]
    text, model = str(claim.prop), ensemble.model
    known = {name: row for row, name in enumerate(model.channels.ids)}
    ends = [[known[c] for c in _channels(case, end, model) if c in known] for end in (arg.end, arg.target)]
    if not all(ends) or set(ends[0]) == set(ends[1]):
        return Mechanism(claim.key, text, "positive", model=_NO_ACTS)
    found = raised(ensemble, ends[0], ends[1])
    turned = isinstance(arg.target, Prop) and arg.target.negated
    return _answered(claim.key, text, found, turned=turned)


def _answered(key: str, text: str, found: Raise, *, turned: bool) -> Mechanism:
    positive = float(np.mean(np.array(found.draws) > 0.0))
    sign = "none" if found.low == found.high == 1.0 else _sign(positive)
    said = "negative" if turned else "positive"
    return Mechanism(
        key=key,
        claim=text,
        said=said,
        model=sign,
        times=found.times,
        low=found.low,
        high=found.high,
        chance=None if sign == "none" else 1.0 - positive if turned else positive,
        grounds="judged: all weights together; one history does not identify a cause",
        agrees=None if sign == "unsigned" else sign == said,
        carries="one more act like the first, today, multiplies tomorrow's rate of acts like the second",
    )


def _channels(case: Case, end: object, model: Model) -> list[str]:
    """Give the channels that an end of ``led_to`` speaks of: an act, a tie that acts bring, or an incident."""
    day = case.as_of
    if isinstance(end, Prop):
        words = BRINGS.get(end.word, (end.word,))
        if not any(word in actions() for word in words):
            return []
        return [channel_id((a, word, t)) for word in words for a, _, t in channel_keys(case, end, day)]
    incident = case.incidents.get(str(end))
    if incident is None or incident.against is None or incident.kind not in model.actions.ids:
        return []
    targets = set(who(case, incident.against, day))
    return [c for c in model.channels.ids if c.split("|")[1] == incident.kind and c.split("|")[2] in targets]
