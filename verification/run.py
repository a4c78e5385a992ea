"""The verification suite: every claim with its verdict, every wrong engine with what caught it, every figure.

Run: python verification/run.py [--seed N] [--json FILE] [--html FILE]

The seed is fixed, so that a verdict is the same everywhere; give another to look afresh.  Exit code 1 where a claim
fails or a wrong engine goes by.  About four minutes on an idle core.
"""

from __future__ import annotations

import argparse
import html
import io
import json
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import asdict
from pathlib import Path

import copying_world
import engine_closed_forms
import wrong_engines
from verdict import BUDGET, Verdict, limit_for, line

from catspaw.core.files import write_atomic

SEED = 7
STYLE = """body{font:16px/1.5 Georgia,serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
table{border-collapse:collapse;width:100%;font:14px/1.4 system-ui,sans-serif}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #d5dbe1}td.n{text-align:right;font-variant-numeric:tabular-nums}
.bad{background:#fde8e4;font-weight:bold}pre{font-size:13px;overflow-x:auto}
@media(prefers-color-scheme:dark){body{color:#e6e9ec;background:#15181c}th,td{border-color:#343a41}.bad{background:#5a1f16}}"""


def check(seed: int) -> dict[str, object]:
    """Run everything; print as it goes."""
    claims = engine_closed_forms.verdicts(seed)
    limit = limit_for(len(claims))
    for verdict in claims:
        print(line(verdict, limit), flush=True)
    wrong = []
    for one in wrong_engines.WRONG:
        failed, every = wrong_engines.caught(one, seed=seed, limit=limit)
        best = max(failed, key=lambda verdict: abs(verdict.distance), default=None)
        print(f"{'ok  ' if best else 'MISS'} wrong engine: {one.name:<30} {_by(best, len(every))}", flush=True)
        wrong.append({"mistake": one.name, "caught": best is not None, "by": _by(best, len(every))})
    figures = io.StringIO()
    with redirect_stdout(figures):
        copying_world.main()
    print(figures.getvalue(), end="")
    return {
        "seed": seed,
        "budget": BUDGET,
        "limit": limit,
        "claims": [{**asdict(v), "distance": v.distance, "holds": v.holds(limit)} for v in claims],
        "wrong_engines": wrong,
        "copying_world": figures.getvalue(),
    }


def _by(verdict: Verdict | None, tried: int) -> str:
    if verdict is None:
        return f"caught by none of {tried} claims"
    return f"caught by: {verdict.claim} ({min(abs(verdict.distance), 999):.0f} standard errors)"


def page(found: dict[str, object], claims: Sequence[Verdict]) -> str:
    """Write the verdicts as one self-contained page."""
    limit = float(str(found["limit"]))
    heads = ("claim", "exact", "ours", "standard errors apart", "smallest fault seen", "verdict")
    rows = [
        (v.claim, f"{v.exact:.5f}", f"{v.ours:.5f}", f"{v.distance:+.2f}", f"{v.smallest(limit):.2g}",
         "holds" if v.holds(limit) else "FAILS")
        for v in claims
    ]  # fmt: skip
    wrong = [(w["mistake"], w["by"]) for w in found["wrong_engines"]]  # type: ignore[attr-defined]
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Catspaw: verification</title><style>{STYLE}</style>"
        f"<h1>Verification</h1><p>Seed {found['seed']}. All claims together call a fault that is not there with a "
        f"chance of {BUDGET:g}; the smallest fault is seen with power .99.</p>"
        f"{_table(heads, rows)}<h2>Engines with one mistake</h2>{_table(('mistake', 'caught'), wrong)}"
        f"<h2>The world of copies</h2><pre>{html.escape(str(found['copying_world']))}</pre></html>"
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    def cells(row: Sequence[object]) -> str:
        bad = any(str(cell) == "FAILS" or str(cell).startswith("caught by none") for cell in row)
        kind = " class=bad" if bad else ""
        return f"<tr{kind}>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) + "</tr>"

    head = "".join(f"<th scope=col>{html.escape(cell)}</th>" for cell in heads)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(map(cells, rows))}</tbody></table>"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--json", type=Path, metavar="FILE")
    options.add_argument("--html", type=Path, metavar="FILE")
    chosen = options.parse_args()
    found = check(chosen.seed)
    claims = [Verdict(c["claim"], c["exact"], c["ours"], c["error"]) for c in found["claims"]]  # type: ignore[attr-defined]
    if chosen.json:
        write_atomic(chosen.json, json.dumps(found, indent=1, default=float) + "\n")
    if chosen.html:
        write_atomic(chosen.html, page(found, claims))
    failed = sum(not v.holds(float(str(found["limit"]))) for v in claims)
    missed = sum(not w["caught"] for w in found["wrong_engines"])  # type: ignore[attr-defined]
    print(f"{len(claims) - failed} of {len(claims)} claims hold; {missed} wrong engines go by")
    return 1 if failed or missed else 0


if __name__ == "__main__":
    sys.exit(main())
