"""How it could go: the outcomes with both uncertainties, when, how much, and what the reports themselves expect."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from catspaw.brief.background import fitted
from catspaw.brief.expects import Expected, answer, expects, verdict
from catspaw.brief.notes import Notes, content, speakers
from catspaw.brief.wording import Row, dated, number, percent
from catspaw.case.english import say, sentence
from catspaw.case.model import Case, Decision, Outcome, Way
from catspaw.desk import Desk
from catspaw.engine.curves import fan, first_passage
from catspaw.engine.decided import Chosen, Decided, decided
from catspaw.engine.result import Chance, Ensemble
from catspaw.evidence.words import likelihood
from catspaw.network.model import OutcomeSpec
from catspaw.plots import charts

#: Largest standard error at which the shares of variance are told.
SHARE_ERROR = 0.1


def outlook(desk: Desk, ensemble: Ensemble, notes: Notes) -> Row:
    """Build the section."""
    case, expected = desk.case, expects(desk, ensemble)
    chances = {c.id: c for c in ensemble.outcomes}
    asked = [(o, chances[o.id]) for o in case.outcomes if o.id in chances]
    rows = [_row(case, o, c, ensemble) for o, c in asked]
    days = ensemble.model.horizon_days
    return {
        "text": (
            f"{ensemble.futures:,} futures of {days} days were run from worlds drawn from the beliefs above, so that what is "
            f"contested differs from future to future. A future holds {ensemble.mean_acts:,.0f} acts on average."
        ),
        "caution": (
            "These are the consequences of the claims, the assumptions and the weights listed below, not measured frequencies. "
            f"{_ground(ensemble)} there is no record yet for any of "
            "these outcomes. The last column shows what ordinary rates alone would give: where the two agree, the model adds nothing."
        ),
        "caption": "Chance of each outcome by its date. Monte Carlo: one standard error, from the number of futures. "
        "Across what we do not know: the 5–95 % range over contested claims and weights, luck taken out; `within` where luck hides "
        "it, and more futures would narrow it.",
        "outcomes": rows,
        "svg": charts.outcomes([_point(o, c) for o, c in asked], says=_says(rows)).svg(),
        "svg_caption": "The dot is the chance, the thick bar twice the Monte-Carlo error on each side, the thin bar the range "
        "across what is not known.",
        "passages": [
            _passage(ensemble, o) for o, c in asked if c.probability > 0 and _spec(ensemble, o).kind != "count"
        ],
        "fans": _fans(ensemble),
        "decisions": _decisions(case, ensemble),
        "expected": _expected(case, expected, notes),
        "causes": _causes(case, expected, notes),
    }


def _row(case: Case, outcome: Outcome, chance: Chance, ensemble: Ensemble) -> Row:
    return {
        "ask": outcome.ask,
        "says": str(outcome.prop),
        "by": dated(case.as_of + timedelta(days=outcome.within_days)),
        "word": likelihood(chance.probability),
        "chance": percent(chance.probability),
        "error": error_text(chance.error),
        "range": _range_text(chance, ensemble.futures),
        "ordinary": percent(ordinary(ensemble, outcome.id)),
        "shares": _shares(chance),
    }


def _ground(ensemble: Ensemble) -> str:
    """Say in a clause what the weights rest on."""
    if fitted(ensemble.model.weights):
        return "The weights of habit and answer are fitted on events, most others are stated judgements;"
    return "Most weights are stated judgements that no event history has yet been fitted to;"


def error_text(error: float | None) -> str:
    """Write a Monte-Carlo error in points; it is not known below two fours of futures."""
    return "unknown" if error is None else f"{100 * error:.1f}"


def _range(chance: Chance) -> tuple[float | None, float | None]:
    return chance.low, chance.high


def _range_text(chance: Chance, futures: int) -> str:
    """Write the range; where all futures agree, what so many futures cannot rule out (the rule of three)."""
    low, high = _range(chance)
    if low is not None and high is not None:
        ends = [percent(low), percent(high)]
        return " to ".join(ends) if any(e[0] in "<>" for e in ends) else f"{ends[0].removesuffix(' %')}–{ends[1]}"
    bound = percent(3 / futures)
    seen = {0.0: f"never seen; under {bound}", 1.0: f"always seen; over {percent(1 - 3 / futures)}"}
    return seen.get(chance.probability, chance.range_says or "too few futures to tell")


def _shares(chance: Chance) -> str:
    """Say how much of the outcome's variance rests on what is contested and on the weights, where that is known."""
    if chance.coefficients is None or chance.world is None or not known(chance):
        return ""
    world, weights = (max(0.0, s) for s in (chance.world, chance.coefficients))
    return f"Of its variance {100 * weights:.0f} % hangs on the weights, {100 * world:.0f} % on contested claims, the rest is luck."


def known(chance: Chance) -> bool:
    """Whether the futures are enough to tell what the variance hangs on."""
    return chance.share_error is not None and chance.share_error <= SHARE_ERROR


def ordinary(ensemble: Ensemble, outcome: str) -> float:
    """Give the chance of an outcome if every act went on at its ordinary rate: the baseline beside each forecast."""
    spec = next(s for s in ensemble.model.outcomes if s.id == outcome)
    channels = ensemble.model.channels
    index = {c: i for i, c in enumerate(channels.ids)}
    rows = [index[c] for c in spec.channels]
    if spec.kind == "rung":
        rung = ensemble.model.actions.rung[channels.action[rows]]
        rows = [r for r, height in zip(rows, rung, strict=True) if height >= spec.threshold]
    mean = float(channels.ordinary[rows].sum()) * spec.within_days
    least = int(min(spec.threshold, 1e9)) + 1 if spec.kind == "count" else 1
    return _poisson_tail(mean, least)


def _poisson_tail(mean: float, least: int) -> float:
    from scipy.special import pdtrc

    return float(pdtrc(least - 1, mean)) if mean > 0 else 0.0


def _point(outcome: Outcome, chance: Chance) -> Row:
    low, high = _range(chance)
    label = outcome.ask if len(outcome.ask) <= 52 else outcome.ask[:51].rstrip() + "…"
    p = chance.probability
    return {
        "label": label,
        "chance": p,
        "error": chance.error or 0.0,
        "low": p if low is None else low,
        "high": p if high is None else high,
    }


def _says(rows: Sequence[Row]) -> str:
    return "Chances: " + "; ".join(f"{r['ask']} {r['chance']}" for r in rows)


def _spec(ensemble: Ensemble, outcome: Outcome) -> OutcomeSpec:
    return next(s for s in ensemble.model.outcomes if s.id == outcome.id)


def _passage(ensemble: Ensemble, outcome: Outcome) -> Row:
    curve = first_passage(ensemble, outcome.id, says=outcome.ask)
    last = curve.points[-1]
    told = last.low is not None and last.high is not None
    across = "light band: 5–95 % across what is not known" if told else "what is not known cannot be told from luck"
    return {
        "title": outcome.ask,
        "svg": curve.plot().svg(),
        "caption": f"{percent(last.chance)} by {dated(last.date)}; dark band: twice the Monte-Carlo error; {across}.",
    }


def _fans(ensemble: Ensemble) -> list[Row]:
    """Draw acts of material conflict a month over all futures."""
    found = fan(ensemble)
    if not any(month.p95 for month in found.months):
        return []
    edges = any(month.low is not None for month in found.months)
    says = (
        f"Acts of {found.quad} in each span of thirty days: half of the futures lie in the dark band, nine tenths in the light"
        + ("; between the dashed lines lies the expected number, 5–95 % across what is not known." if edges else ".")
    )
    return [{"svg": found.plot().svg(), "caption": says}]


def _decisions(case: Case, ensemble: Ensemble) -> list[Row]:
    """Say how often each decision is open, and what is then chosen."""
    asked = {d.id: d for d in case.decisions}
    return [
        {
            "ask": asked[d.id].ask,
            "when": _when(asked[d.id], d),
            "options": [_option(case, asked[d.id].ways, o) for o in d.options] if d.futures else [],
            "ground": asked[d.id].ground,
        }
        for d in decided(ensemble)
        if d.id in asked
    ]


def _when(asked: Decision, found: Decided) -> str:
    if asked.on is not None:
        return f"open on {dated(asked.on)}"
    return f"open after {asked.opens}, in {percent(found.opened)} ± {error_text(found.error)} of futures"


def _option(case: Case, ways: Sequence[Way], chosen: Chosen) -> Row:
    way = next(w for w in ways if w.id == chosen.id)
    says = "nothing" if way.act is None else say(way.act, case)
    return {
        "name": chosen.id.replace("_", " "),
        "says": says,
        "share": percent(chosen.share),
        "error": error_text(chosen.error),
        "odds": f"{way.odds:g}",
        "weighs": ", ".join(
            effect if weight is None else f"{effect} {weight:+g}" for effect, weight in way.weighs.items()
        ),
    }


def _expected(case: Case, expected: Expected, notes: Notes) -> list[Row]:
    """Set the reports' own forecasts beside the model's answer."""
    found = {c.key: c for c in notes.claims}
    return [
        {
            "who": sentence(speakers(found[e.key], case)).rstrip("."),
            "says": content(found[e.key], case),
            "notes": notes.of([e.key]),
            "odds": e.odds or "unstated",
            "answer": answer(e),
        }
        for e in expected.expectations
    ]


def _causes(case: Case, expected: Expected, notes: Notes) -> list[Row]:
    """Set what the reports say of causes beside the weight that carries it."""
    found = {c.key: c for c in notes.claims}
    return [
        {
            "who": sentence(speakers(found[m.key], case)).rstrip("."),
            "says": content(found[m.key], case),
            "notes": notes.of([m.key]),
            "said": m.said,
            "answer": verdict(m),
            "carries": m.carries,
        }
        for m in expected.mechanisms
    ]


def outcome_judgement(case: Case, outcome: Outcome, chance: Chance) -> Row:
    """Give the key judgement on one outcome: its question, and how likely."""
    low, high = _range(chance)
    p = chance.probability
    by = dated(case.as_of + timedelta(days=outcome.within_days))
    likely = number(p, p if low is None else low, p if high is None else high)
    word = likely["word"]
    return {"lead": outcome.ask, "likelihood": {**likely, "word": word[0].upper() + word[1:]}, "rest": f" by {by}."}
