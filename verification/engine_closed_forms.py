"""The engine against results that can be written down.

Run ``python verification/engine_closed_forms.py``.  Each line is a claim, its exact value, what the engine
gave, and how many standard errors lie between (or a p-value); the last line counts the verdicts, and the exit
code is 1 where one failed.  Seeds are fixed.  A fault is called at 4 standard errors or p < 1e-4; the smallest
fault seen with power .99 is then 6.3 standard errors, printed beside each claim as a share of its value.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from catspaw.core.random import stable_hash, uniforms
from catspaw.engine import outcomes
from catspaw.engine.arrange import arrange
from catspaw.engine.attribution import posterior
from catspaw.engine.effects import EFFECTS
from catspaw.engine.frame import Frame, frame
from catspaw.engine.memory import DECAY, HALF_LIVES, STEADY
from catspaw.engine.reference import simulate
from catspaw.network.consequences import action_table
from catspaw.network.model import (
    ActionTable,
    Channels,
    History,
    Model,
    RedLines,
    Settings,
    SwitchTable,
    Weights,
    Worlds,
    quiet_snapshot,
)

LIMIT, POWER = 4.0, 6.33  # 4 standard errors, and 2.33 more for power .99
NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A claim, its exact value, ours, and the distance in standard errors."""

    claim: str
    exact: float
    ours: float
    error: float

    @property
    def distance(self) -> float:
        """Standard errors between ours and the exact value."""
        return (self.ours - self.exact) / self.error

    @property
    def holds(self) -> bool:
        """Whether the claim stands."""
        return abs(self.distance) < LIMIT

    def line(self) -> str:
        """Say the verdict in one line."""
        seen = f"{POWER * self.error / abs(self.exact):.1%}" if self.exact else "-"
        word = "ok  " if self.holds else "FAIL"
        values = f"exact {self.exact:9.5f}  ours {self.ours:9.5f}  z {self.distance:+5.2f}"
        return f"{word} {self.claim:<58} {values}  sees {seen}"


def actions() -> ActionTable:
    keys = ("action", "quad", "goldstein", "rung", "deniable", "targeted", "occurs")
    rows = (("retaliates", "material_conflict", "-9.5", "7", "no", "yes", "counted"),
            ("vows", "verbal_conflict", "-5.8", "4", "no", "yes", "present"))  # fmt: skip
    return action_table({**dict(zip(keys, row, strict=True)), "cost": "0.0", "cap": "64"} for row in rows)


def model(names: list[str], rates: list[float], *, floor: float = 0.05) -> Model:
    """Actors a and b with the given channels; nothing is ordinary, so that rbar is 0."""
    kinds, people = actions(), ("a", "b")
    parts = [name.split("|") for name in names]
    n = len(names)
    return Model(
        as_of=date(2020, 1, 1),
        horizon_days=1,
        actions=kinds,
        snapshot=quiet_snapshot(people),
        channels=Channels(
            ids=tuple(names),
            author=np.array([people.index(a) for a, _, _ in parts]),
            action=np.array([kinds.ids.index(k) for _, k, _ in parts]),
            target=np.array([people.index(t) for _, _, t in parts]),
            place=np.full(n, -1),
            ordinary=np.full(n, 1e-12),
            log_base=np.log(rates),
        ),
        history=History(1, *[NONE] * 5, *[np.zeros(0)] * 3),
        red_lines=RedLines(*[NONE] * 5, np.zeros(0), np.zeros(0), NONE),
        switches=SwitchTable((), NONE, np.zeros((0, 3), dtype=np.int64), np.zeros(0), np.zeros(0)),
        worlds=Worlds((), np.zeros((0, 0), dtype=np.uint8)),
        weights=Weights((), (), np.zeros((0, 8)), np.zeros((0, 8))),
        settings=Settings(memory_floor=floor, tempo_sd=0.0, act_limit=10**9),
    )


def with_effect(given: Model, name: str | None) -> Frame:
    """One effect at weight exactly 1, past the limit of the gain that `run` would hold."""
    weights = np.zeros((len(EFFECTS), 8))
    if name is not None:
        weights[[effect.name for effect in EFFECTS].index(name)] = 1.0
    return frame(arrange(given), effects=EFFECTS, coefficients=weights)


def paths(made: Frame, *, futures: int, days: int, skip: int, seed: int = 7) -> list[tuple[np.ndarray, np.ndarray]]:
    """Daily counts and rates, (days - skip, C) each, of every future."""
    found = []
    for path in range(futures):
        rates: list[np.ndarray] = []
        future = simulate(
            made, seed=seed, path=path, days=days, plan=outcomes.plan(made.model),
            watch=lambda _s, _l, rate, rates=rates: rates.append(rate.copy()),
        )  # fmt: skip
        counts = np.zeros((days + 1, len(made.hashes)))
        for act in future.acts:
            counts[act.day, act.channel] += 1
        found.append((counts[skip + 1 :], np.array(rates)[skip:]))
    return found


def mean_of(values: list[float]) -> tuple[float, float]:
    array = np.array(values)
    return float(array.mean()), float(array.std(ddof=1) / np.sqrt(len(array)))


def constant_rates() -> list[Verdict]:
    rate = 0.3
    made = with_effect(model(["a|retaliates|b", "a|vows|b"], [rate, rate]), None)
    counts = np.concatenate([c for c, _ in paths(made, futures=40, days=500, skip=0)])
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


def linear_hawkes(half_life: int) -> list[Verdict]:
    """One memory effect at weight 1 and rbar 0 is lambda = b + (b / eps) r: mean b / (1 - alpha)."""
    base, alpha = 0.2, 0.45
    days = int(HALF_LIVES[half_life])
    made = with_effect(model(["a|retaliates|b"], [base], floor=base * STEADY[half_life] / alpha), f"inertia_{days}")
    runs = paths(made, futures=60, days=1_000, skip=40 * days if days < 30 else 300)
    mean, error = mean_of([float(counts.mean()) for counts, _ in runs])
    share = [float(((1 - base / rates) * counts).sum() / counts.sum()) for counts, rates in runs]
    caused, caused_error = mean_of(share)
    return [
        Verdict(f"linear Hawkes, half-life {days}: mean b / (1 - alpha)", base / (1 - alpha), mean, error),
        Verdict(f"linear Hawkes, half-life {days}: mean of 1 - b / rate = alpha", alpha, caused, caused_error),
    ]


def reciprocity_pair() -> list[Verdict]:
    """Two actors that only answer each other: means (I - A)**-1 b."""
    base, floor = np.array([0.25, 0.10]), 0.35
    names = ["a|retaliates|b", "b|retaliates|a"]
    made = with_effect(model(names, base.tolist(), floor=floor), "reciprocity_3")
    loop = np.array([[0.0, base[0]], [base[1], 0.0]]) * STEADY[0] / floor
    want = np.linalg.solve(np.eye(2) - loop, base)
    runs = paths(made, futures=60, days=1_000, skip=60)
    found = []
    for at, name in enumerate(names):
        row = made.model.channels.ids.index(name)
        mean, error = mean_of([float(counts[:, row].mean()) for counts, _ in runs])
        found.append(Verdict(f"reciprocity pair: (I - A)**-1 b, {name[0]}", float(want[at]), mean, error))
    return found


def daily_counts_have_their_law() -> list[Verdict]:
    """Randomised PIT of every day's counts, near-critical: uniform, so mean 1/2 and variance 1/12."""
    from scipy.stats import kstest, norm, poisson

    base, alpha = 0.05, 0.85
    made = with_effect(model(["a|retaliates|b"], [base], floor=base * STEADY[0] / alpha), "inertia_3")
    runs = paths(made, futures=40, days=500, skip=0)
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


def memory_decays() -> list[Verdict]:
    found = []
    for half_life, left in zip(HALF_LIVES, DECAY, strict=True):
        found.append(Verdict(f"half of a memory is left after {half_life:.0f} days", 0.5, left**half_life, 1e-15))
    return found


def posterior_of_baliga() -> list[Verdict]:
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


CLAIMS: tuple[Callable[[], list[Verdict]], ...] = (
    constant_rates,
    lambda: linear_hawkes(0),
    lambda: linear_hawkes(1),
    reciprocity_pair,
    daily_counts_have_their_law,
    memory_decays,
    posterior_of_baliga,
)


def main() -> int:
    verdicts = [verdict for claim in CLAIMS for verdict in claim()]
    for verdict in verdicts:
        print(verdict.line())
    failed = sum(not verdict.holds for verdict in verdicts)
    print(f"{len(verdicts) - failed} of {len(verdicts)} claims hold")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
