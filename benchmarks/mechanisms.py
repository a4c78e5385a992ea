"""Wiring, not evidence: what each mechanism does to an outcome of a bundled case, on common random numbers.

Run: python benchmarks/mechanisms.py [futures of an arm, 4000] [workers, 2] [--write] [--all] [--only TEXT] [--ends]

For each row the case runs with all effects at their stated priors, and again with the effects of the row at weight 0,
from the same anchored model and on the same carpet: the paired difference is what the mechanism carries.  Its 99 %
interval comes from means of fours, in which futures share what they do not share with others.  A row holds where all of
the interval lies beyond 2 points, or beyond a factor of 1.2 either way; rows of rare outcomes run more futures.  For
nuclear assurance and cascade (S7) the same is shown at both ends of each prior's 5-95 % range, since theory does not
sign it.  --write puts the tables into docs/mechanisms.md; --all shows every outcome of the case for each row; --only runs
the rows whose text has TEXT, --ends the second table alone.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from catspaw import jobs
from catspaw.core.random import Floats
from catspaw.engine.ensemble import run
from catspaw.engine.outcomes import NEVER
from catspaw.network.model import Model

PAGE = Path(__file__).parents[1] / "docs" / "mechanisms.md"
SEED, CHUNK, Z = 7, 2000, 2.5758
POINTS, FACTOR = 0.02, 1.2
HEAD = "| system | arm | case | outcome | futures | with, % | without, % | difference, points (99 %) | factor (99 %) | holds |"
RULE = "| --- " * 10 + "|"


@dataclass(frozen=True)
class Row:
    """One mechanism: the system of the reports, the effects that carry it, a case and an outcome that it moves.

    `more` multiplies the futures, where the outcome is rare.
    """

    system: str
    effects: tuple[str, ...]
    case: str
    outcome: str
    more: int = 1


class Range(NamedTuple):
    """An estimate and its 99 % interval."""

    middle: float
    low: float
    high: float


BALANCE = ("friend_of_friend", "friend_of_enemy", "enemy_of_friend")
UNSIGNED = ("assurance", "own_stage", "rival_stage", "deal", "option_to_buy")
ROWS = (
    Row("S1 patrons and clients", ("direction",), "axis-2024", "ships"),
    Row("S1 own ends", ("agenda",), "axis-2024", "ships"),
    Row("S1 supply", ("capability",), "axis-2024", "ships"),
    Row("S2 blame on the patron", ("blame",), "axis-2024", "us_and_iran"),
    Row("S2 identification deters", ("deterrence",), "flashpoint-2019", "militias_hit_us", more=4),
    Row("S3 red lines and vows", ("red_line", "vow"), "axis-2024", "us_strikes_kataib"),
    Row("S3 the ladder", ("climb", "descent"), "axis-2024", "us_strikes_kataib"),
    Row("S3 tit for tat", ("reciprocity_3", "reciprocity_30"), "axis-2024", "border_fire"),
    Row("S4 exposure and hostage", ("opportunity", "hostage"), "flashpoint-2019", "militias_hit_us"),
    Row("S4 leaks of arms", ("leaks of arms",), "taqaddum-2015", "kataib_war", more=2),
    Row("S5 common enemy", ("common_enemy",), "taqaddum-2015", "militia_strike_later", more=4),
    Row("S6 blocs", BALANCE, "nexus-2015", "israel_strikes_hezbollah"),
    Row("S6 parties and settlement", ("parties",), "nexus-2015", "settlement", more=2),
    Row("S6 parties fight", ("parties",), "nexus-2015", "russia_strikes"),
    Row("S7 assurance and cascade", UNSIGNED, "taqaddum-2015", "saudi_step", more=2),
    Row("S7 the deal collapses", ("rival_stage",), "taqaddum-2015", "iran_leaves", more=8),
    Row("S8 pressure", ("squeeze", "defiance"), "flashpoint-2019", "iran_answers"),
    Row("S10 solidarity", ("solidarity",), "flashpoint-2019", "militias_hit_us", more=2),
    Row("S10 loss of a client", ("loss_of_client",), "axis-2024", "iran_strikes_israel", more=3),
    Row("S10 the dilemma decided", ("decisions",), "axis-2024", "iran_strikes_israel", more=6),
    Row("S10 reputation", ("forsaken",), "axis-2024", "ships_on", more=4),
    Row("S12 ground", ("ground",), "nexus-2015", "help_for_damascus"),
    Row("S13 a deadline", ("occasion",), "taqaddum-2015", "deal_struck"),
    Row("S13 an ultimatum", ("occasion",), "flashpoint-2019", "iran_answers"),
    Row("S13 the vote decided", ("decisions",), "flashpoint-2019", "expelled", more=2),
    Row("S14 spill-over", ("spill_over",), "axis-2024", "campaign", more=4),
    Row("S15 spoilers", ("spoiler",), "axis-2024", "iran_strikes_israel", more=2),
)


def came(model: Model, *, futures: int, workers: int) -> Floats:
    """Say of each future which outcomes came about, (futures, O); acts are let go as they come."""
    parts = [
        run(model, futures=min(CHUNK, futures - first), seed=SEED, first=first, workers=workers).passage != NEVER
        for first in range(0, futures, CHUNK)
    ]
    return np.concatenate(parts).astype(np.float64)


def weighed(model: Model, effects: Sequence[str], z: float | None = None) -> Model:
    """Set effects to weight 0, or to `z` standard deviations from the means of their priors; or close what is no effect."""
    if effects == ("leaks of arms",):
        return replace(model, settings=replace(model.settings, leaking=0.0))
    if effects == ("decisions",):
        return replace(model, decisions=())
    mean, sd = model.weights.mean.copy(), model.weights.sd.copy()
    for name in effects:
        row = model.weights.effects.index(name)
        mean[row] = 0.0 if z is None else mean[row] + z * sd[row]
        sd[row] = 0.0
    return replace(model, weights=replace(model.weights, mean=mean, sd=sd))


def fours(values: Floats) -> Floats:
    """Means of fours of futures."""
    return np.asarray(values[: len(values) // 4 * 4].reshape(-1, 4).mean(axis=1))


def difference(on: Floats, off: Floats) -> Range:
    """Paired difference of two chances."""
    means = fours(on - off)
    half = Z * float(means.std(ddof=1)) / np.sqrt(len(means))
    middle = float(means.mean())
    return Range(middle, middle - half, middle + half)


def factor(on: Floats, off: Floats) -> Range:
    """Ratio of two chances, by the delta method on the log with the pairs' own error."""
    a, b = fours(on), fours(off)
    if not a.mean() or not b.mean():
        return Range(float("nan"), 0.0, float("inf"))
    error = Z * float(np.std(a / a.mean() - b / b.mean(), ddof=1)) / np.sqrt(len(a))
    ratio = float(a.mean() / b.mean())
    return Range(ratio, ratio * float(np.exp(-error)), ratio * float(np.exp(error)))


def holds(points: Range, ratio: Range) -> bool:
    """Whether all of an interval lies beyond 2 points, or beyond a factor of 1.2."""
    return points.low >= POINTS or points.high <= -POINTS or ratio.low >= FACTOR or ratio.high <= 1 / FACTOR


def line(row: Row, outcome: str, on: Floats, off: Floats, arm: str) -> str:
    """Write one row of a table."""
    d, r = difference(on, off), factor(on, off)
    return (
        f"| {row.system} | {arm} | {row.case} | `{outcome}` | {len(on)} | {100 * on.mean():.2f} | {100 * off.mean():.2f} "
        f"| {100 * d.middle:+.2f} ({100 * d.low:+.2f} to {100 * d.high:+.2f}) "
        f"| {r.middle:.2f} ({r.low:.2f} to {r.high:.2f}) | {'yes' if holds(d, r) else 'no'} |"
    )


def mechanisms(wanted: Sequence[Row], *, futures: int, workers: int, every: bool) -> Iterator[str]:
    """Lines of the first table, case by case."""
    for case in dict.fromkeys(row.case for row in wanted):
        mine = [row for row in wanted if row.case == case]
        model = jobs.lay_out(case).model().model
        names = [outcome.id for outcome in model.outcomes]
        base = came(model, futures=futures * max(row.more for row in mine), workers=workers)
        for row in mine:
            off = came(weighed(model, row.effects), futures=futures * row.more, workers=workers)
            arm = "without " + ", ".join(f"`{name}`" for name in row.effects)
            for outcome in names if every else [row.outcome]:
                at = names.index(outcome)
                yield line(row, outcome, base[: len(off), at], off[:, at], arm)


def ends(*, futures: int, workers: int) -> Iterator[str]:
    """Lines of the second table: each unsigned effect at the ends of its prior against weight 0."""
    model = jobs.lay_out("taqaddum-2015").model().model
    names = [outcome.id for outcome in model.outcomes]
    for name in UNSIGNED:
        outcome = {"option_to_buy": "saudi_buys", "own_stage": "iran_step", "deal": "iran_step"}.get(name, "saudi_step")
        row, at = Row("S7", (name,), "taqaddum-2015", outcome), names.index(outcome)
        off = came(weighed(model, [name]), futures=futures, workers=workers)
        for z, end in ((-1.6449, "5 %"), (1.6449, "95 %")):
            on = came(weighed(model, [name], z), futures=futures, workers=workers)
            yield line(row, outcome, on[:, at], off[:, at], f"`{name}` at {end} of its prior, against 0")


def put(name: str, lines: Sequence[str]) -> None:
    """Put rows into a table between its marks on the page; rows that were not run stay."""
    text = PAGE.read_text(encoding="utf-8")
    start = text.index("-->\n", text.index(f"<!-- {name}:")) + 4
    end = text.index(f"<!-- end of {name} -->")
    old = [row for row in text[start:end].splitlines() if row.startswith("| S")]
    found = {_key(row): row for row in (*old, *lines)}
    table = "\n".join([HEAD, RULE, *sorted(found.values(), key=_place)])
    PAGE.write_text(f"{text[:start]}{table}\n{text[end:]}", encoding="utf-8")


def _key(row: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in row.split("|")[1:5])


def _place(row: str) -> int:
    """Order of a row: that of `ROWS`, then of the unsigned effects."""
    system, arm, _, _ = _key(row)
    order = [known.system for known in ROWS]
    return order.index(system) if system in order else next(n for n, e in enumerate(UNSIGNED) if f"`{e}`" in arm)


def main() -> None:
    asked = argparse.ArgumentParser(description="What each mechanism moves: wiring, not evidence.")
    asked.add_argument("futures", nargs="?", type=int, default=4000)
    asked.add_argument("workers", nargs="?", type=int, default=2)
    asked.add_argument("--write", action="store_true")
    asked.add_argument("--all", action="store_true")
    asked.add_argument("--only", default="")
    asked.add_argument("--ends", action="store_true")
    given = asked.parse_args()
    wanted = (
        [] if given.ends else [row for row in ROWS if given.only in f"{row.system} {row.case} {' '.join(row.effects)}"]
    )
    tables = {
        "mechanisms": mechanisms(wanted, futures=given.futures, workers=given.workers, every=given.all),
        "ends": ends(futures=given.futures, workers=given.workers) if given.ends or not given.only else (),
    }
    for name, found in tables.items():
        lines = []
        print(HEAD, flush=True)
        for text in found:
            print(text, flush=True)
            lines.append(text)
        if given.write and lines:
            put(name, lines)


if __name__ == "__main__":
    main()
