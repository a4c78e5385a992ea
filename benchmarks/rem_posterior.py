"""Laplace's normal against full posteriors by NUTS: where it is enough, where not, and what each costs.

Run: python benchmarks/rem_posterior.py   (needs the extra `bayes`; the first part also the calls of CATSPAW_DATA)
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

import numpy as np

from catspaw.fit import rem
from catspaw.fit.rem import Fit, draws, history, posterior, read_events
from catspaw.fit.rem.reading import read_table

DATA = Path(os.environ.get("CATSPAW_DATA", "nowhere")) / "rem"


def beside(title: str, fit: Fit, seconds: float) -> None:
    """Print means, deviations and 90 % intervals of both."""
    begin = perf_counter()
    found = posterior(fit)
    took = perf_counter() - begin
    laplace = draws(fit, n=4000)
    normal, full = np.quantile(laplace, (0.05, 0.95), axis=0), found.quantiles(0.05, 0.95)
    print(f"{title}: fit {seconds:.2f} s, posterior {took:.0f} s; {str(found).splitlines()[-1]}")
    for k, name in enumerate(fit.names):
        print(
            f"    {name:20} Laplace {fit.coef[k]:8.4f} ± {fit.se[k]:.4f} [{normal[0, k]:.3f}, {normal[1, k]:.3f}]   "
            f"NUTS {found.mean[k]:8.4f} ± {found.sd[k]:.4f} [{full[0, k]:.3f}, {full[1, k]:.3f}], R-hat {found.r_hat[k]:.3f}"
        )
    for j, (name, spread) in enumerate(fit.spread.items(), len(fit.names)):
        print(
            f"    sd {name:17} Laplace {spread:8.4f}   NUTS {found.mean[j]:8.4f} [{full[0, j]:.3f}, {full[1, j]:.3f}]"
        )


def thin(events: int) -> list[tuple[float, str, str]]:
    """Few events of senders whose rates differ by exp(N(0, .8^2))."""
    rng, names = np.random.default_rng(3), list("abcdefghij")
    share = np.exp(rng.normal(0, 0.8, len(names)))
    rows, time = [], 0.0
    for _ in range(events):
        time += rng.exponential(1.0)
        i = rng.choice(len(names), p=share / share.sum())
        rows.append((time, names[i], names[(i + rng.integers(1, len(names))) % len(names)]))
    return rows


def main() -> None:
    if find_spec("numpyro") is None:
        print("skipped: NumPyro is not installed (pip install 'catspaw[bayes]')")
        return
    if DATA.is_dir():
        actors = read_table(DATA / "social_evolution_actors.csv")[0]["label"]
        calls = read_events(DATA / "social_evolution_calls.csv", actors=actors)
        begin = perf_counter()
        fit = rem(calls, "inertia + recip + trans", model="choice")
        beside("Social Evolution, choice, 439 calls of 84 actors", fit, perf_counter() - begin)
    for events in (20, 200):
        begin = perf_counter()
        fit = rem(history(thin(events)), "1 + (1 | sender)", likelihood="interval")
        beside(f"{events} made events, levels of ten senders", fit, perf_counter() - begin)


if __name__ == "__main__":
    main()
