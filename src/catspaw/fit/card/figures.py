"""The pictures of a report card."""

from __future__ import annotations

from collections.abc import Iterator

from catspaw.fit.card.card import Card, Comparison
from catspaw.fit.card.scores import BINS
from catspaw.plots import calibration
from catspaw.plots.figure import Figure

#: Fewest forecasts in a bin of the reliability diagram that are drawn as a point.
FEWEST = 5


def figures(card: Card) -> dict[str, Figure]:
    """Give reliability and PIT by horizon, and each model's gains, by a name to save them under."""
    return dict(_figures(card))


def _figures(card: Card) -> Iterator[tuple[str, Figure]]:
    for horizon in sorted({n.horizon for n in card.lines}):
        lines = [n for n in card.lines if n.horizon == horizon and n.level != "totals"]
        bins = [
            {"forecaster": n.forecaster, "forecast": b.forecast, "happened": b.happened, "n": b.n}
            for n in lines
            if n.brier
            for b in n.brier.bins
            if b.n >= FEWEST
        ]
        if bins:
            what = f"Chance given and share that came about, next {horizon} days, for each forecaster"
            yield f"reliability-{horizon}", calibration.reliability(bins, says=what)
        shares = [{"forecaster": n.forecaster, "bin": k / BINS, "share": s} for n in lines for k, s in enumerate(n.pit)]
        what = f"Where what happened lay in the forecast, next {horizon} days: flat is right"
        yield f"pit-{horizon}", calibration.pit(shares, says=what)
    for name in dict.fromkeys(c.forecaster for c in card.comparisons):
        rows = list(_gains(card, name))
        if rows:
            won, lost = (sum(r["verdict"] == v for r in rows) for v in ("won", "lost"))
            what = f"{name} against the baselines, dyad by dyad, log score: {won} won, {lost} lost of {len(rows)}"
            yield f"gains-{name.replace(' ', '-')}", calibration.gains(rows, says=what)


def _gains(card: Card, name: str) -> Iterator[dict[str, object]]:
    loss = {(n.forecaster, n.horizon): n.log for n in card.lines if n.level == "cells"}
    chosen = [c for c in card.comparisons if c.forecaster == name and c.level == "cells" and c.score == "log"]
    for c in sorted(chosen, key=_order):
        whole, gain = loss.get((c.baseline, c.horizon)), c.gain
        if whole and gain.low is not None and gain.high is not None:
            label = f"{c.horizon} days: {c.baseline}"
            shares = {"gain": gain.mean / whole, "low": gain.low / whole, "high": gain.high / whole}
            yield {"label": label, **shares, "verdict": gain.verdict}


def _order(comparison: Comparison) -> tuple[int, float]:
    return comparison.horizon, -comparison.gain.mean
