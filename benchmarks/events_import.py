"""How fast and in how much memory a large event file is imported.

Writes a file in the ICEWS layout with invented actors into a temporary folder, imports it in a process of its own, and
prints rows a second and the peak of that process's memory.

    python benchmarks/events_import.py [--rows 10000000] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from catspaw.core.peak import peak_mb
from catspaw.events.importing import import_events
from catspaw.events.queries import counts

HEADER = (
    "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\t"
    "Target Sectors\tTarget Country\tStory ID\tSentence Number\tPublisher\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude"
)
KINDS = (
    ("Make statement", "010", "0.0"),
    ("Consult", "040", "1.0"),
    ("Accuse", "112", "-2.0"),
    ("Use conventional military force", "190", "-10.0"),
    ("Provide military aid", "072", "8.3"),
)


def generate(path: Path, rows: int, *, actors: int = 20_000, step: int = 100_000) -> None:
    """Write a file of `rows` events; one in a thousand is bad (no date), one in a thousand stands twice."""
    draw = np.random.Generator(np.random.Philox(1))
    days = [str(date(1995, 1, 1) + timedelta(days=i)) for i in range(9_000)]
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER + "\n")
        for start in range(0, rows, step):
            n = min(step, rows - start)
            who = draw.integers(actors, size=(n, 2))
            when, what = draw.integers(len(days), size=n), draw.integers(len(KINDS), size=n)
            spot = draw.uniform(-60, 60, size=(n, 2)).round(4)
            file.writelines(_line(start + i, days[when[i]], who[i], KINDS[what[i]], spot[i]) for i in range(n))


def _line(i: int, day: str, who: np.ndarray, kind: tuple[str, str, str], spot: np.ndarray) -> str:
    number = i - 1 if i % 1000 == 999 else i
    day = "" if i % 1000 == 500 else day
    a, b = f"Armed group {who[0]} (Ruritania)", f"Police {who[1]} (Graustark)"
    cells = (str(number), day, a, "Rebel,Dissident", "Ruritania", *kind, b, "Police,Government", "Graustark")
    more = (str(number * 7), "3", "An agency", "Strelsau", "Zenda", "Zenda", "Ruritania", str(spot[0]), str(spot[1]))
    return "\t".join((*cells, *more)) + "\n"


def measure(path: Path, out: Path) -> dict[str, float]:
    """Import in this process; its memory is the figure."""
    begin = time.perf_counter()
    found = import_events([path], out=out)
    spent = time.perf_counter() - begin
    importing = peak_mb()
    begin = time.perf_counter()
    groups = len(counts(out, by=("month", "quad")))
    return {
        "rows": found.read,
        "kept": found.kept,
        "rejected": found.rejected,
        "seconds": round(spent, 1),
        "rows_per_second": round(found.read / spent),
        "peak_mib": round(importing),
        "file_mib": round(path.stat().st_size / 2**20),
        "table_mib": round(out.stat().st_size / 2**20),
        "query_seconds": round(time.perf_counter() - begin, 2),
        "query_rows": groups,
        "peak_mib_with_query": round(peak_mb()),
    }


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--rows", type=int, default=10_000_000)
    ask.add_argument("--keep", type=Path, help="Where the file is written, and kept.")
    ask.add_argument("--measure", nargs=2, type=Path, help=argparse.SUPPRESS)
    given = ask.parse_args()
    if given.measure:
        print(json.dumps(measure(*given.measure)))
        return
    with tempfile.TemporaryDirectory() as folder:
        place = given.keep or Path(folder)
        path = place / f"icews_{given.rows}.tab"
        if not path.exists():
            generate(path, given.rows)
        command = [sys.executable, __file__, "--measure", str(path), str(place / "events.parquet")]
        print(subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ).stdout, end="")  # noqa: S603


if __name__ == "__main__":
    main()
