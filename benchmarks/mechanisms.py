"""Wiring, not evidence: what each mechanism does to an outcome of a bundled case, on common random numbers.

Run: python benchmarks/mechanisms.py [futures of an arm, 8000] [workers, 2] [--write]

For each row the case runs with all effects at their stated priors, and again with the effects of the row at weight 0,
from the same anchored model and on the same carpet: the paired difference is what the mechanism carries.  Its 99 %
interval comes from means of fours, in which futures share what they do not share with others.  A row holds where all of
the interval lies beyond 2 points, or beyond a factor of 1.2 either way.  For nuclear assurance and cascade (S7) the same is
shown at both ends of the priors' 5-95 % range, since theory does not sign it.  --write puts the tables into
docs/mechanisms.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from catspaw import jobs
from catspaw.core.random import Floats
from catspaw.engine.ensemble import run
from catspaw.engine.outcomes import NEVER
from catspaw.network.model import Model

PAGE = Path(__file__).parents[1] / "docs" / "mechanisms.md"
SEED, CHUNK, Z = 7, 2000, 2.5758
POINTS, FACTOR = 0.02, 1.2
HEAD = "| system | switched off | case | outcome | with, % | without, % | difference, points (99 %) | factor (99 %) | holds |"
RULE = "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"


@dataclass(frozen=True)
class Row:
    """One mechanism: the system of the reports, the effects that carry it, a case and an outcome that it moves."""

    system: str
    effects: tuple[str, ...]
    case: str
    outcome: str


ROWS = (
    Row("S1 patron and client", ("direction", "agenda"), "flashpoint-2019", "militias_hit_us"),
    Row("S1 supply", ("capability",), "axis-2024", "ships"),
    Row("S2 blame on the patron", ("blame",), "axis-2024", "us_and_iran"),
    Row("S2 deterrence by identification", ("deterrence",), "flashpoint-2019", "militias_hit_us"),
    Row("S3 red lines and vows", ("red_line", "vow"), "axis-2024", "us_strikes_kataib"),
    Row("S3 the ladder", ("climb", "descent"), "axis-2024", "us_strikes_kataib"),
    Row("S3 tit for tat", ("reciprocity_3", "reciprocity_30"), "axis-2024", "ships"),
    Row("S4 exposure and hostage", ("opportunity", "hostage"), "taqaddum-2015", "militia_strike"),
    Row("S5 common enemy", ("common_enemy",), "taqaddum-2015", "militia_strike"),
    Row(
        "S6 blocs", ("friend_of_friend", "friend_of_enemy", "enemy_of_friend"), "nexus-2015", "israel_strikes_hezbollah"
    ),
    Row("S7 assurance", ("assurance",), "taqaddum-2015", "saudi_step"),
    Row("S7 cascade", ("own_stage", "rival_stage", "deal", "option_to_buy"), "taqaddum-2015", "saudi_step"),
    Row("S7 the deal collapses", ("rival_stage",), "taqaddum-2015", "iran_leaves"),
    Row("S8 pressure", ("squeeze", "defiance"), "flashpoint-2019", "iran_answers"),
    Row("S10 solidarity", ("solidarity",), "axis-2024", "lebanon_war"),
    Row("S13 dated occasions", ("occasion",), "taqaddum-2015", "deal_struck"),
    Row("S15 spoilers", ("spoiler",), "axis-2024", "iran_strikes_israel"),
)
UNSIGNED = ("assurance", "own_stage", "rival_stage", "deal", "option_to_buy")


def came(model: Model, outcomes: Sequence[str], *, futures: int, workers: int) -> dict[str, Floats]:
    """Say of each future whether an outcome came about, (futures,) each; acts are let go as they come."""
    at = {outcome.id: place for place, outcome in enumerate(model.outcomes)}
    parts = []
    for first in range(0, futures, CHUNK):
        many = min(CHUNK, futures - first)
        parts.append(run(model, futures=many, seed=SEED, first=first, workers=workers).passage != NEVER)
    whole = np.concatenate(parts)
    return {name: whole[:, at[name]].astype(np.float64) for name in outcomes}


def weighed(model: Model, effects: Sequence[str], value: float | None = None) -> Model:
    """Set effects to weight 0, or to a quantile of their priors (`value` standard deviations from the mean)."""
    mean, sd = model.weights.mean.copy(), model.weights.sd.copy()
    for name in effects:
        row = model.weights.effects.index(name)
        mean[row] = 0.0 if value is None else mean[row] + value * sd[row]
        sd[row] = 0.0
    return replace(model, weights=replace(model.weights, mean=mean, sd=sd))


def fours(values: Floats) -> Floats:
    return np.asarray(values[: len(values) // 4 * 4].reshape(-1, 4).mean(axis=1))


def interval(values: Floats) -> tuple[float, float, float]:
    """Mean and 99 % interval, by fours."""
    means = fours(values)
    half = Z * float(means.std(ddof=1)) / np.sqrt(len(means))
    middle = float(values.mean())
    return middle, middle - half, middle + half


def factor(on: Floats, off: Floats) -> tuple[float, float, float]:
    """Ratio of the two chances and its 99 % interval, by the delta method on fours; the paired error of its log."""
    a, b = fours(on), fours(off)
    if not a.mean() or not b.mean():
        return float("nan"), 0.0, float("inf")
    error = Z * float(np.std(a / a.mean() - b / b.mean(), ddof=1)) / np.sqrt(len(a))
    ratio = float(a.mean() / b.mean())
    return ratio, ratio * float(np.exp(-error)), ratio * float(np.exp(error))


def holds(difference: tuple[float, float, float], ratio: tuple[float, float, float]) -> bool:
    """Whether all of an interval lies beyond 2 points, or beyond a factor of 1.2."""
    beyond = min(abs(difference[1]), abs(difference[2])) >= POINTS and difference[1] * difference[2] > 0
    return beyond or ratio[1] >= FACTOR or ratio[2] <= 1 / FACTOR


def line(row: Row, on: Floats, off: Floats, label: str) -> str:
    d, r = interval(on - off), factor(on, off)
    yes = "yes" if holds(d, r) else "no"
    points = f"{100 * d[0]:+.2f} ({100 * d[1]:+.2f} to {100 * d[2]:+.2f})"
    times = f"{r[0]:.2f} ({r[1]:.2f} to {r[2]:.2f})"
    return (
        f"| {row.system} | {label} | {row.case} | `{row.outcome}` | {100 * on.mean():.2f} | {100 * off.mean():.2f} "
        f"| {points} | {times} | {yes} |"
    )


def anchored(case: str) -> Model:
    return jobs.lay_out(case).model().model


def rows(futures: int, workers: int) -> Iterator[str]:
    """Lines of the table, case by case."""
    for case in dict.fromkeys(row.case for row in ROWS):
        model, mine = anchored(case), [row for row in ROWS if row.case == case]
        names = list(dict.fromkeys(row.outcome for row in mine))
        base = came(model, names, futures=futures, workers=workers)
        for row in mine:
            off = came(weighed(model, row.effects), [row.outcome], futures=futures, workers=workers)[row.outcome]
            yield line(row, base[row.outcome], off, ", ".join(f"`{name}`" for name in row.effects))


def ends(futures: int, workers: int) -> Iterator[str]:
    """Lines of the second table: each unsigned effect at the ends of its prior against weight 0."""
    model = anchored("taqaddum-2015")
    for name in UNSIGNED:
        outcome = "saudi_buys" if name == "option_to_buy" else "saudi_step"
        row = Row("S7", (name,), "taqaddum-2015", outcome)
        off = came(weighed(model, [name]), [outcome], futures=futures, workers=workers)[outcome]
        for z, end in ((-1.6449, "5 %"), (1.6449, "95 %")):
            on = came(weighed(model, [name], z), [outcome], futures=futures, workers=workers)[outcome]
            yield line(row, on, off, f"`{name}` at {end} of its prior, against 0")


def put(name: str, lines: Sequence[str]) -> None:
    """Put a table between its marks on the page."""
    text = PAGE.read_text(encoding="utf-8")
    start = text.index("-->\n", text.index(f"<!-- {name}:")) + 4
    end = text.index(f"\n<!-- end of {name} -->")
    PAGE.write_text(text[:start] + "\n".join(lines) + text[end:], encoding="utf-8")


def main() -> None:
    given = [argument for argument in sys.argv[1:] if argument != "--write"]
    futures = int(given[0]) if given else 8000
    workers = int(given[1]) if len(given) > 1 else 2
    for name, found in (("mechanisms", rows(futures, workers)), ("ends", ends(futures, workers))):
        lines = [HEAD, RULE]
        print(HEAD)
        for text in found:
            print(text, flush=True)
            lines.append(text)
        if "--write" in sys.argv:
            put(name, lines)


if __name__ == "__main__":
    main()
