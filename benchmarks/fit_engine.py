"""Fitting the engine to the Middle East core: time by part, and the coefficients.

Run: python benchmarks/fit_engine.py   (needs CATSPAW_DATA; the design asks for 10 s or less on two cores)
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).parent.parent / "verification"))


def main() -> None:
    if "CATSPAW_DATA" not in os.environ:
        print("skipped: CATSPAW_DATA names no folder")
        return
    from mideast import core

    from catspaw.fit.engine.fitted import fit_engine

    with tempfile.TemporaryDirectory() as folder:
        panel, ties = core(Path(folder))
    wall, cpu = perf_counter(), process_time()
    fitted = fit_engine(panel, ties=ties)
    print(f"fit of {len(panel):,} days with acts, {panel.days:,} days, {len(fitted.model.channels.ids):,} channels:")
    print(f"{perf_counter() - wall:.1f} s, {process_time() - cpu:.1f} s of processor, {os.cpu_count()} cores")
    for one in fitted.coefficients:
        print(
            f"{one.effect:16} {one.kind:12} {one.mean:7.3f} ± {one.sd:.3f}   free {one.free:6.3f} ± {one.free_sd:.3f}   "
            f"within {one.within:.4f}   contraction {one.contraction:.2f}   {one.verdict}"
        )
    print(f"log-likelihood {fitted.mode.loglik:,.1f}, free {fitted.free_loglik:,.1f}; tempo {fitted.spreads.tempo:.3f}")


if __name__ == "__main__":
    main()
