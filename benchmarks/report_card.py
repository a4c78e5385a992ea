"""The figures of docs/report-card.md: the 2015 back-test, the cases of 2015, tit for tat, and self-excitation.

    python benchmarks/report_card.py [backtest] [cases] [reciprocity] [excitation]

All parts without a name.  The data are read from the folder that CATSPAW_DATA names.  The back-test runs the fitted engine
from every origin of 2015 and takes some minutes.
"""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from catspaw import jobs
from catspaw.events.importing import Options, import_events
from catspaw.fit.card.checking import Asked
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


PARTS = {"backtest": backtest, "cases": cases}


def main(wanted: list[str]) -> None:
    with TemporaryDirectory() as name:
        for part in wanted or PARTS:
            print(f"== {part}: {PARTS[part].__doc__}", flush=True)
            PARTS[part](Path(name))


if __name__ == "__main__":
    main(sys.argv[1:])
