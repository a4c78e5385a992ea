"""Link forecasting on ICEWS14: the published protocol, what each family of features brings, and how cost grows.

Run: python benchmarks/link_forecasting.py [test | ablation | slope]; without a word, all three.

`test` forecasts the test part, each time in a process of its own: single-step and multi-step, with the actors' names and
without.  `ablation` leaves out one family at a time, on the validation part: the features are computed once, the
weights fitted anew.  `slope` times made-up facts of growing number, and ICEWS over growing time (without names).  Needs the
ICEWS14 and ICEWS05-15 files (events/ under CATSPAW_DATA); what needs them is skipped without.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

from catspaw.fit.link import design as designs
from catspaw.fit.link import standing
from catspaw.fit.link.choice import Cases, Weights, scores
from catspaw.fit.link.estimation import fit
from catspaw.fit.link.forecast import Settings, fit_first, forecast, gather, history_of, tables
from catspaw.fit.link.queries import Queries, ask
from catspaw.fit.link.ranking import by_stratum, measures, ranks
from catspaw.fit.link.splits import Splits, read_splits, splits_from

DATA = Path(os.environ.get("CATSPAW_DATA", "nowhere")) / "events" / "icews14"
FILES = {
    "train": "train.txt",
    "valid": "valid.txt",
    "test": "test.txt",
    "entities": "entity2id.txt",
    "relations": "relation2id.txt",
}
STEPS = {"single-step": (), "multi-step": ("--multi-step",)}
NAMES = {"names": (), "no names": ("--without-names",)}


def test() -> None:
    """Print the measures of the test part."""
    print(f"{'test part':24} {'MRR':>6} {'error':>6} {'H@1':>6} {'H@3':>6} {'H@10':>6}  wall s  CPU s  peak MB")
    for step, how in STEPS.items():
        for names, which in NAMES.items():
            found = _called(*how, *which)
            row = " ".join(f"{found[k]:6.2f}" for k in ("mrr", "mrr_error", "hits1", "hits3", "hits10"))
            cost = f"{found['seconds']:6.1f} {found['cpu_seconds']:6.1f} {found['peak_mb']:8,.0f}"
            print(f"{step + ', ' + names:24} {row}  {cost}", flush=True)
            strata = (f"{name} {m['mrr']:.2f} (of {m['n']:,})" for name, m in found["by_stratum"].items())
            print(f"{'':24} {'; '.join(strata)}", flush=True)


def _called(*how: str) -> dict[str, object]:
    files = [a for option, name in FILES.items() for a in (f"--{option}", str(DATA / name))]
    command = [sys.executable, "-m", "catspaw", "check", "link", *files, "--json", *how]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 (our own command)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def ablation() -> None:
    """Print what the validation part loses without each family."""
    splits = read_splits(DATA / FILES["train"], **{k: DATA / f for k, f in FILES.items() if k != "train"})
    settings = Settings()
    history, first, last = history_of(splits, "valid")
    design = designs.start(history, names=splits.entity_names)
    asked = ask(history, first=fit_first(history, first, settings), last=first)
    cases = gather(design, asked, most=settings.listed_in_fit)
    kept = _variants(design)
    weights = {name: _fitted(cases, design, columns, settings) for name, columns in kept.items()}
    del cases
    queries = ask(history, first=first, last=last)
    print(
        f"\n{'validation, single-step':24} {'MRR':>6} {'change':>7} {'H@10':>6}  features  recurrent  known dyad  cold"
    )
    whole = None
    for name, rank in _ranked(design, queries, weights, settings.listed).items():
        all_, strata = measures(rank), by_stratum(rank, queries.stratum)
        whole = all_.mrr if whole is None else whole
        parts = "  ".join(f"{m.mrr:9.2f}" for m in strata.values())
        print(f"{name:24} {all_.mrr:6.2f} {all_.mrr - whole:+7.2f} {all_.hits10:6.2f}  {len(kept[name]):8}  {parts}")


def _variants(design: designs.Design) -> dict[str, np.ndarray]:
    """Return the columns kept, by what is left out; ranks go with the columns that are ranked."""
    names = np.array(design.features)
    own = {f.name: set(f.features) for f in design.families}
    own["standing"] = set(standing.FEATURES)
    kept = {"everything": np.arange(len(names))}
    for family, features in own.items():
        ranked = {s for s in standing.FEATURES for f in features if s.endswith(f": {f}")}
        kept[f"without {family}"] = np.flatnonzero(~np.isin(names, list(features | ranked)))
    kept["only dyad"] = np.flatnonzero(np.isin(names, list(own["dyad"])))
    return kept


def _fitted(cases: Cases, design: designs.Design, columns: np.ndarray, settings: Settings) -> Weights:
    """Fit to some columns; the weights of all others are 0."""
    part = Cases(cases.x[:, columns], cases.begin, cases.relation, cases.kind, cases.true, cases.offset)
    features = tuple(design.features[c] for c in columns)
    found = fit(
        part, features=features, relations=design.history.relations, ridges=settings.ridges, rounds=settings.rounds
    )
    whole = [np.zeros((*w.shape[:-1], len(design.features))) for w in (found.common, found.kind, found.relation)]
    for w, fitted in zip(whole, (found.common, found.kind, found.relation), strict=True):
        w[..., columns] = fitted
    return Weights(design.features, *whole, found.loss, found.rounds)


def _ranked(design: designs.Design, queries: Queries, weights: dict[str, Weights], most: int) -> dict[str, np.ndarray]:
    found: dict[str, list[np.ndarray]] = {name: [] for name in weights}
    for lo, hi, rows, x in tables(design, queries, most=most, select=lambda rows: rows):
        cases = Cases(x, rows.begin, queries.q[lo:hi], rows.kind, np.empty(0, bool), rows.weight)
        for name, w in weights.items():
            score = scores(cases, w.common + w.kind, w.relation)
            found[name].append(ranks(queries, lo, hi, rows=rows, scores=score, entities=design.history.entities))
    return {name: np.concatenate(parts) for name, parts in found.items()}


def slope() -> None:
    """Print the cost of facts of growing number, and its slope: made-up ones among the same actors, and ICEWS over time."""
    forecast(made(1_000))  # compiles
    _cost("made", {f"{n:,} made": (lambda n=n: made(n)) for n in (10_000, 20_000, 40_000, 80_000)})
    if DATA.exists():
        _cost("ICEWS", {f"ICEWS14, {days} days": (lambda d=days: icews("icews14", d)) for days in (92, 182, 365)})
        _cost("", {"ICEWS05-15 from 2013-11": lambda: icews("icews0515", 10_000)})


def _cost(title: str, loads: dict[str, Callable[[], Splits]]) -> None:
    print(f"\n{title:26} {'facts':>8} {'dyad history':>13} {'product':>10} {'wall s':>7} {'CPU s':>7} {'MRR':>6}")
    sizes, cost = [], []
    for name, load in loads.items():
        splits = load()
        wall, before = perf_counter(), process_time()
        found = forecast(splits)
        cost.append(process_time() - before)
        past = dyad_history(splits)
        sizes.append(len(splits.facts) * past)
        print(
            f"{name:26} {len(splits.facts):8,} {past:13.1f} {sizes[-1]:10,.0f} {perf_counter() - wall:7.1f} {cost[-1]:7.1f} "
            f"{found.all.mrr:6.2f}",
            flush=True,
        )
    if len(sizes) > 2:
        power = np.polyfit(np.log(sizes), np.log(cost), 1)[0]
        last = np.log(cost[-1] / cost[-2]) / np.log(sizes[-1] / sizes[-2])
        print(
            f"cost grows as (facts x mean dyad history) to the power {power:.2f}, from the last but one to the last {last:.2f}"
        )


def icews(name: str, days: int, *, held: int = 30) -> Splits:
    """Cut the first days of a data set anew: the last `held` are test, those before valid, all else training."""
    folder = DATA.parent / name
    files = [folder / f for f in ("train.txt", "valid.txt", "test.txt") if (folder / f).exists()]
    facts = np.concatenate([np.loadtxt(f, dtype=np.int64, usecols=(0, 1, 2, 3)) for f in files])
    step = 24 if (facts[:, 3] % 24 == 0).all() else 1
    day = facts[:, 3] // step
    inside = day < day.min() + days
    facts, day = facts[inside], day[inside]
    end = int(day.max()) + 1
    early, late = day < end - 2 * held, day >= end - held
    return splits_from(facts[early], valid=facts[~early & ~late], test=facts[late])


def made(n: int, *, actors: int = 1_000, relations: int = 50, days: int = 120, seed: int = 1) -> Splits:
    """Make facts of unequal actors, each with some regular partners."""
    rng = np.random.default_rng(seed)
    share = 1.0 / np.arange(1, actors + 1) ** 0.7
    s = rng.choice(actors, size=n, p=share / share.sum())
    circle = rng.integers(1, actors, size=(actors, 8))
    o = np.where(rng.random(n) < 0.8, s + circle[s, rng.integers(8, size=n)], s + rng.integers(1, actors, size=n))
    facts = np.column_stack([s, rng.integers(relations, size=n), o % actors, np.sort(rng.integers(days, size=n))])
    day = facts[:, 3]
    return splits_from(facts[day < 100], valid=facts[(day >= 100) & (day < 110)], test=facts[day >= 110])


def dyad_history(splits: Splits) -> float:
    """Return how many facts have gone before a fact in its dyad, on average."""
    ends = np.sort(splits.facts[:, [0, 2]], axis=1)
    n = np.unique(ends, axis=0, return_counts=True)[1]
    return float((n * (n - 1) / 2).sum() / n.sum())


if __name__ == "__main__":
    wanted = sys.argv[1:] or ["test", "ablation", "slope"]
    if not DATA.exists():
        print(f"skipped, {DATA} is not there: test, ablation")
        wanted = [w for w in wanted if w == "slope"]
    for word in wanted:
        {"test": test, "ablation": ablation, "slope": slope}[word]()
