"""The engine against results that can be written down: Poisson, linear Hawkes, beliefs, decay, addresses.

Each claim is a function of the seed.  `wrong_engines` runs the same claims on engines with one mistake each.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from small_engine import forbidding, mean_of, model, paths, with_effect
from verdict import Verdict

from catspaw.core.random import stable_hash, uniforms
from catspaw.engine import outcomes, reference
from catspaw.engine.attribution import posterior
from catspaw.engine.fold import begin
from catspaw.engine.memory import HALF_LIVES, STEADY
from catspaw.engine.state import Act

EXACT = 1e-12  # standard error of what has no chance in it: rounding


def constant_rates(seed: int) -> list[Verdict]:
    rate = 0.3
    made = with_effect(model({"a|retaliates|b": rate, "a|vows|b": rate}), None)
    counts = np.concatenate([c for c, _ in paths(made, futures=40, days=500, skip=0, seed=seed)])
    n = len(counts)
    names = made.model.channels.ids
    acts, vows = counts[:, names.index("a|retaliates|b")], counts[:, names.index("a|vows|b")]
    present = 1 - np.exp(-rate)
    dispersion = acts.var(ddof=1) / acts.mean()
    return [
        Verdict("constant rate, counted: mean of a day = rate", rate, acts.mean(), np.sqrt(rate / n)),
        Verdict("constant rate, counted: variance / mean = 1", 1.0, dispersion, np.sqrt((2 + 1 / rate) / n)),
        Verdict("constant rate, counted: days without = e**-rate", np.exp(-rate), (acts == 0).mean(),
                np.sqrt(present * (1 - present) / n)),
        Verdict("constant rate, present: 1 - e**-rate", present, vows.mean(), np.sqrt(present * (1 - present) / n)),
    ]  # fmt: skip


def linear_hawkes(half_life: int, seed: int) -> list[Verdict]:
    """One memory effect at weight 1 and rbar 0 is lambda = b + (b / eps) r: mean b / (1 - alpha)."""
    base, alpha = 0.2, 0.45
    days = int(HALF_LIVES[half_life])
    made = with_effect(model({"a|retaliates|b": base}, floor=base * STEADY[half_life] / alpha), f"inertia_{days}")
    runs = paths(made, futures=60, days=1_000, skip=40 * days if days < 30 else 300, seed=seed)
    mean, error = mean_of([float(counts.mean()) for counts, _ in runs])
    share = [float(((1 - base / rates) * counts).sum() / counts.sum()) for counts, rates in runs]
    caused, caused_error = mean_of(share)
    return [
        Verdict(f"linear Hawkes, half-life {days}: mean b / (1 - alpha)", base / (1 - alpha), mean, error),
        Verdict(f"linear Hawkes, half-life {days}: mean of 1 - b / rate = alpha", alpha, caused, caused_error),
    ]


def reciprocity_pair(seed: int) -> list[Verdict]:
    """Two actors that only answer each other: means (I - A)**-1 b."""
    base, floor = np.array([0.25, 0.10]), 0.35
    names = ["a|retaliates|b", "b|retaliates|a"]
    made = with_effect(model(dict(zip(names, base.tolist(), strict=True)), floor=floor), "reciprocity_3")
    loop = np.array([[0.0, base[0]], [base[1], 0.0]]) * STEADY[0] / floor
    want = np.linalg.solve(np.eye(2) - loop, base)
    runs = paths(made, futures=60, days=1_000, skip=60, seed=seed)
    found = []
    for at, name in enumerate(names):
        row = made.model.channels.ids.index(name)
        mean, error = mean_of([float(counts[:, row].mean()) for counts, _ in runs])
        found.append(Verdict(f"reciprocity pair: (I - A)**-1 b, {name[0]}", float(want[at]), mean, error))
    return found


def daily_counts_have_their_law(seed: int) -> list[Verdict]:
    """Randomised PIT of every day's counts, near-critical: uniform, so mean 1/2 and variance 1/12."""
    from scipy.stats import kstest, norm, poisson

    base, alpha = 0.05, 0.85
    made = with_effect(model({"a|retaliates|b": base}, floor=base * STEADY[0] / alpha), "inertia_3")
    runs = paths(made, futures=40, days=500, skip=0, seed=seed)
    counts = np.concatenate([c for c, _ in runs])[:, 0]
    rates = np.concatenate([r for _, r in runs])[:, 0]
    v = uniforms(1, "pit", np.uint64(stable_hash("pit")), 0, np.arange(len(counts)))
    u = poisson.cdf(counts - 1, rates) + v * poisson.pmf(counts, rates)
    n, p = len(u), float(kstest(u, "uniform").pvalue)
    return [
        Verdict("PIT of daily counts, gain .85: mean 1/2", 0.5, u.mean(), np.sqrt(1 / 12 / n)),
        Verdict("PIT of daily counts, gain .85: variance 1/12", 1 / 12, u.var(), np.sqrt(1 / 180 / n)),
        Verdict("PIT of daily counts: Kolmogorov, as a normal deviate", 0.0, float(norm.isf(p)), 1.0),
    ]


def memory_decays(_seed: int) -> list[Verdict]:
    """Fold day by day: what one act left is halved after each half-life."""
    found = []
    for at, days in enumerate(HALF_LIVES):
        made = with_effect(model({"a|retaliates|b": 0.1}), f"inertia_{days:.0f}")
        state = begin(made)
        reference.apply(state, Act(0, 1, 0.5, 0, -2))
        reference.next_day(state)
        first = state.ledgers[at].sum()
        for _ in range(int(days)):
            reference.next_day(state)
        found.append(
            Verdict(f"half of a memory is left after {days:.0f} days", 0.5, state.ledgers[at].sum() / first, EXACT)
        )
    return found


def rates_are_the_formula(seed: int) -> list[Verdict]:
    """Every day's rate is  b + (b / eps) (ln 2 / h) sum of 2**(-lag / h)  over the acts of earlier days."""
    base, floor, half_life = 0.2, 0.3, HALF_LIVES[0]
    made = with_effect(model({"a|retaliates|b": base}, floor=floor), f"inertia_{half_life:.0f}")
    ((counts, rates),) = paths(made, futures=1, days=400, skip=0, seed=seed)
    lag = np.arange(400)[:, None] - np.arange(400)
    left = np.where(lag > 0, 2.0 ** (-lag / half_life), 0.0)
    want = base + base / floor * np.log(2) / half_life * (left @ counts[:, 0])
    farthest = float(np.abs(rates[:, 0] / want - 1).max())
    return [Verdict("rates of 400 days from their acts: farthest from the formula", 0.0, farthest, 100 * EXACT)]


def belief_is_answered(seed: int) -> list[Verdict]:
    """Two could have struck and nobody is seen: each is answered for half of what the target does not lay elsewhere.

    With weights of 1 and r bar 0 the words to a are  b (1 + k_h (rate_a + rate_c) (1 - s) / 2 / eps), s the share
    of someone else; were the truth known they would be  b (1 + k_h rate_a / eps).
    """
    base, often, seldom, floor = 0.15, 0.4, 0.05, 0.2
    given = model({"a|strike|b": often, "c|strike|b": seldom, "b|threatens|a": base}, floor=floor)
    laid = (often + seldom) * (1 - given.settings.someone_else) / 2
    want = base * (1 + STEADY[0] * laid / floor)
    made = with_effect(given, "reciprocity_3")
    row = made.model.channels.ids.index("b|threatens|a")
    runs = paths(made, futures=30, days=500, skip=60, seed=seed)
    mean, error = mean_of([float(counts[:, row].mean()) for counts, _ in runs])
    return [Verdict("the answer follows the belief, not the truth", want, mean, error)]


def addresses_stay(seed: int) -> list[Verdict]:
    """Forbid earlier acts: no later signal changes, since what is seen of an act hangs on its own address."""
    given = model({"a|strike|b": 0.5, "c|strike|b": 0.5}, detection=0.5)
    arms = [given, forbidding(given, "a|strike|b", days=40)]
    seen = []
    for arm in arms:
        made = with_effect(arm, None)
        future = reference.simulate(made, seed=seed, path=0, days=400, plan=outcomes.plan(made.model))
        seen.append({(act.channel, act.day, act.time): act.signal for act in future.acts if act.day > 40})
    changed = sum(seen[0][act] != seen[1].get(act) for act in seen[0]) / len(seen[0])
    return [Verdict("share of later signals that a lever on earlier acts changes", 0.0, changed, EXACT)]


def posterior_of_baliga(_seed: int) -> list[Verdict]:
    """Equilibrium of Baliga et al. 2020 on our posterior: base case and complementarity."""
    found = []
    for name, low, want in (("base", 0.0, (0.61459586, 0.61459586)), ("attacker 1 bolder", 0.3, (0.859246, 0.628933))):
        sigma = np.array([0.2, 0.9])
        chance, false_alarm = np.array([[0.64, 0.16], [0.16, 0.64]]), 0.05
        for _ in range(500):
            prior = np.append(0.25 * sigma, 1 - 0.25 * sigma.sum())
            belief = np.array([posterior(prior, np.append(chance[:, s], false_alarm))[:2] for s in (0, 1)]).T
            cut = ((chance - false_alarm) * belief).sum(axis=1)
            sigma = 0.7 * sigma + 0.3 * np.clip(1 - cut + np.array([low, 0.0]), 0, 1)
        for attacker in (0, 1):
            claim = f"Baliga et al. 2020, {name}: attack probability {attacker + 1}"
            found.append(Verdict(claim, want[attacker], float(sigma[attacker]), 2e-7))
    return found


#: Claims that have chance in them, or that a mistake in the engine's order of work would break.
OF_THE_ENGINE: tuple[Callable[[int], list[Verdict]], ...] = (
    constant_rates,
    lambda seed: linear_hawkes(0, seed),
    lambda seed: linear_hawkes(1, seed),
    reciprocity_pair,
    daily_counts_have_their_law,
    memory_decays,
    rates_are_the_formula,
    belief_is_answered,
    addresses_stay,
)


def verdicts(seed: int) -> list[Verdict]:
    """Check every claim."""
    return [verdict for claim in (*OF_THE_ENGINE, posterior_of_baliga) for verdict in claim(seed)]
