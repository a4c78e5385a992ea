"""The whole way from a text to proposed claims on the four bundled cases, against their coding by hand.

The texts of the reports are not in the project: CATSPAW_REPORTS names a folder with ``NAME.txt`` for each report, or with
files whose order is that of CASES. Two cases were looked at while the proposer was written; the other two were not.
"""

from __future__ import annotations

import os
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from catspaw.case.load import find_case, load
from catspaw.reading.admit import read_document
from catspaw.reading.measuring import measure
from catspaw.reading.segmenting import segment
from catspaw.reading.tagged import tagger

#: Case, and whether the proposer was tuned on it; in the order in which the texts stand in their folder.
CASES = (("taqaddum-2015", False), ("flashpoint-2019", False), ("nexus-2015", True), ("axis-2024", True))


def text_of(folder: Path, case: str, place: int) -> Path:
    """Find a report's text by its name, or by its place among the texts."""
    (report,) = load(case).reports
    named = folder / f"{report}.txt"
    return named if named.is_file() else sorted(folder.glob("*.txt"))[place]


def line(name: str, scores: dict[str, Any]) -> str:
    """Write one row of figures."""
    three = "  ".join(f"{key[0].upper()} {scores[key]:.3f}" for key in ("precision", "recall", "f1"))
    return (
        f"  {name:<22} {three}   {scores['found']:>3} of {scores['proposed']:>3} proposed, {scores['gold']:>3} by hand"
    )


def pace(name: str, path: Path) -> str:
    """Time one report from its text to the ordered queue, as `catspaw read` does it; the best of three."""
    folder, text = find_case(name), path.read_text("utf-8")
    case = load(folder)
    (head,) = case.reports.values()
    tokens = sum(1 for _ in segment(text).tokens)
    assert head.dated.last is not None
    find, times = tagger(), []
    for _ in range(3):
        begun = process_time()
        found, _ = read_document(folder, case, "pace", text, find, outlet=head.outlet, day=head.dated.last)
        times.append(process_time() - begun)
    return f"{tokens} tokens to {len(found)} proposals in their order in {min(times):.2f} s of one core"


def main() -> None:
    """Print the figures."""
    folder = os.environ.get("CATSPAW_REPORTS")
    if not folder:
        print("CATSPAW_REPORTS is not set: the texts of the reports are not in the project")
        return
    find = tagger()
    for place, (case, tuned) in enumerate(CASES):
        begun = perf_counter()
        found = measure(case, find, text=text_of(Path(folder), case, place))
        print(f"{case} ({'looked at while writing' if tuned else 'kept aside'}), {perf_counter() - begun:.1f} s")
        print(f"  {pace(case, text_of(Path(folder), case, place))}")
        for stage in ("speakers", "propositions", "claims"):
            for way, scores in found[stage].items():
                print(line(f"{stage}, {way}", scores))
        for stage, scores in found["stages"].items():
            print(line(f"  {stage}", scores))
        lost = "; ".join(f"{count} {name}" for name, count in found["losses"].items())
        print(f"  claims by hand: {lost}")
        fields = ", ".join(f"{name} {row['same']}/{row['of']}" for name, row in found["fields"].items())
        print(f"  of claims (anonymity: of speakers) found the same: {fields}")
        row = found["scores"]
        if row["before"] is not None:
            print(
                f"  what that review teaches of scores, held out: Brier {row['before']:.3f} before, {row['after']:.3f} after "
                f"({row['examples']} decisions; {'kept' if row['kept'] else 'left as stated'})"
            )
        row = found["review"]
        print(
            f"  review: {row['accepted']} accepted, {row['edited']} edited, {row['rejected']} rejected; {row['keystrokes']} keystrokes, "
            f"{row['keystrokes_per_accepted_claim']} a claim; {row['minutes']} minutes (estimate)"
        )


if __name__ == "__main__":
    main()
