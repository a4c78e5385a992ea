"""The figures of docs/report-card.md: the 2015 back-test, the cases of 2015, tit for tat, and self-excitation.

    python benchmarks/report_card.py [backtest] [cases] [reciprocity] [excitation]

All parts without a name.  The data are read from the folder that CATSPAW_DATA names.  The back-test runs the fitted engine
from every origin of 2015 and takes some minutes.
"""

from __future__ import annotations

import csv
import gzip
import os
import sys
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
    print(checked(jobs.check(mideast(folder, None), asked=IN_2015)))


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


#: Cities with the most attacks; a record without a city is left out and counted.
CITIES = 6


def excitation(_folder: Path) -> None:
    """Share of attacks that earlier ones triggered, city by city, by how fast the background may move."""
    by_city: dict[str, list[float]] = {}
    start = datetime(2004, 1, 1)
    with gzip.open(data("attacks", "sigacts_iraq_2004_2007.csv.gz"), "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            at = (datetime.fromisoformat(row["time"]) - start) / timedelta(days=1)
            by_city.setdefault(row["city"], []).append(at)
    end = max(t for times in by_city.values() for t in times)
    print(f"{len(by_city.pop('', []))} attacks without a city left out; {end:.0f} days")
    ranked = sorted(by_city, key=lambda c: -len(by_city[c]))
    # the largest, and one in ten of the others: a city with an attack every hour tells days of nothing but itself
    for city in (*ranked[:CITIES], *ranked[CITIES : 10 * CITIES : 9]):
        times = np.sort(np.array(by_city[city]))
        if len(times) < 50:
            continue
        told = []
        for knots in SPACINGS:
            found = fit_self_exciting(times, end=end, knots=knots)
            told.append(f"{found.triggered:5.0%} in {found.reach:5.1f} d")
        print(f"{city:<16} {len(times):6} attacks   constant {'   '.join(told)}", flush=True)
    print(
        "then knots every",
        ", ".join(f"{k:g} days" for k in SPACINGS if k),
        "- within so many days 95 % of the triggered follow",
    )


PARTS = {"backtest": backtest, "cases": cases, "reciprocity": reciprocity, "excitation": excitation}


def main(wanted: list[str]) -> None:
    with TemporaryDirectory() as name:
        for part in wanted or PARTS:
            print(f"== {part}: {PARTS[part].__doc__}", flush=True)
            PARTS[part](Path(name))


if __name__ == "__main__":
    main(sys.argv[1:])
