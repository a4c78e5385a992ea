"""The figures of docs/report-card.md: the 2015 back-test, the cases of 2015, tit for tat, and self-excitation.

    python benchmarks/report_card.py [backtest] [refit] [cases] [reciprocity] [excitation]

All parts without a name.  The data are read from the folder that CATSPAW_DATA names.  The back-test runs the fitted engine
from every origin of 2015 and takes some minutes.
"""

from __future__ import annotations

import csv
import gzip
import os
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from catspaw import jobs
from catspaw.events.importing import Options, import_events
from catspaw.fit.card.checking import Asked
from catspaw.fit.card.reciprocity import answers, read_scores
from catspaw.fit.card.self_excitation import SPACINGS, fit_self_exciting
from catspaw.fit.card.show import checked

#: Both parts of ICEWS05-15 are one origin; the rows of ICEWS14 stay apart and are left out.
MAPPING = """\
dataset: ICEWS, Middle East core
columns: {date: date, source: source, target: target, cameo: cameo, relation: relation, goldstein: goldstein, origin: origin}
values:
  origin: {"icews05-15(train tail, STAMP)": icews05-15, "icews05-15(valid+test, NEC)": icews05-15}
"""
IN_2015 = Asked(since=date(2015, 1, 1), until=date(2015, 12, 31), origin="icews05-15")


def data(*parts: str) -> Path:
    return Path(os.environ.get("CATSPAW_DATA", "../shared/data")).joinpath("events", *parts)


def mideast(folder: Path, case: str | None) -> Path:
    how, out = folder / "mideast.yaml", folder / f"{case or 'mideast'}.parquet"
    how.write_text(MAPPING, encoding="utf-8")
    source = data("mideast", "icews_mideast_2011_2015.csv.gz")
    import_events([source], out=out, case=jobs.lay_out(case).case if case else None, options=Options(mapping=how))
    return out


def backtest(folder: Path) -> None:
    """Fit to the end of 2014, foretell 2015: 30 merged actors, cooperation and conflict, days with an act."""
    table = mideast(folder, None)
    for horizon in (30, 7, 90):
        print(checked(jobs.check(table, asked=replace(IN_2015, horizons=(horizon,)))), end="\n\n", flush=True)


def refit(folder: Path) -> None:
    """Do the same for the next 30 and 90 days with the models fitted anew at each origin."""
    table = mideast(folder, None)
    for horizon in (30, 90):
        print(
            checked(jobs.check(table, asked=replace(IN_2015, horizons=(horizon,), refit=True))), end="\n\n", flush=True
        )


def cases(folder: Path) -> None:
    """Score the two cases of 2015 on what followed their dates; 2,000 futures each."""
    for case in ("nexus-2015", "taqaddum-2015"):
        asked = Asked(since=IN_2015.since, until=IN_2015.until, origin="icews05-15", horizons=(30,), models=("rates",))
        print(checked(jobs.check(case, events=mideast(folder, case), asked=asked, futures=2_000)), end="\n\n")


#: Sub-periods of the conflict: the first uprising began in December 1987, the accords were signed in September 1993, the
#: second uprising began at the end of September 2000.
PERIODS: dict[str, tuple[date | None, date | None]] = {
    "1979-2003": (None, None),
    "before 1987-12": (None, date(1987, 12, 8)),
    "first uprising": (date(1987, 12, 9), date(1993, 9, 12)),
    "after the accords": (date(1993, 9, 13), date(2000, 9, 27)),
    "second uprising": (date(2000, 9, 28), None),
}


def reciprocity(_folder: Path) -> None:
    """Who answers in kind: weekly scores of Israel and the Palestinians, by period and by what counts as an act."""
    series = read_scores(data("series", "israel_palestine_goldstein_weekly.csv"))
    print(f"{'period':<18} {'definition':<17} {'who answers':<12} weeks lags  answer in 8 weeks (95 %)    Granger p")
    for a in answers(series, periods=PERIODS):
        told = f"{a.response:+.2f} ({a.low:+.2f} to {a.high:+.2f})"
        print(
            f"{a.period:<18} {a.definition:<17} {a.side:<12} {a.weeks:5} {a.lags:4}  {told:<26} {a.p:.1e}  {a.verdict}"
        )


#: How many cities, the largest first; one with an attack every hour says nothing of days but itself, and is left out.
CITIES, MOST = 8, 8_000
#: Words of the column of targets that stand in the column of cities.
NO_CITY = ("", "City", "Target", "Coalition", "Coalition Forces")


def excitation(_folder: Path) -> None:
    """Share of attacks that earlier ones triggered, city by city, by how fast the background may move."""
    by_city: dict[str, list[float]] = {}
    start = datetime(2004, 1, 1)
    with gzip.open(data("attacks", "sigacts_iraq_2004_2007.csv.gz"), "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if not row["time"]:
                continue
            at = (datetime.fromisoformat(row["time"]) - start) / timedelta(days=1)
            by_city.setdefault(row["city"], []).append(at)
    end = max(t for times in by_city.values() for t in times)
    print(
        f"{sum(len(by_city.pop(name, [])) for name in NO_CITY):,} attacks without a city are left out; {end:.0f} days"
    )
    print(f"{'city':<16} attacks   background: {'constant':<15}", *(f"{k:.0f} days{'':<8}" for k in SPACINGS if k))
    ranked = sorted((c for c in by_city if len(by_city[c]) <= MOST), key=lambda c: -len(by_city[c]))
    for city in ranked[:CITIES]:
        times = np.sort(np.array(by_city[city]))
        fits = [fit_self_exciting(times, end=end, knots=knots) for knots in SPACINGS]
        told = "   ".join(f"{f.triggered:4.0%} in {f.reach:5.1f} d" for f in fits)
        print(f"{city:<16} {len(times):7,}   {'':<12}{told}", flush=True)
    print(
        "share triggered, and the days within which 95 % of the triggered follow; knots of the background so far apart"
    )


PARTS = {"backtest": backtest, "refit": refit, "cases": cases, "reciprocity": reciprocity, "excitation": excitation}


def main(wanted: list[str]) -> None:
    with TemporaryDirectory() as name:
        for part in wanted or PARTS:
            print(f"== {part}: {PARTS[part].__doc__}", flush=True)
            PARTS[part](Path(name))


if __name__ == "__main__":
    main(sys.argv[1:])
