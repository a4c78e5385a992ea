"""A report card as text and as HTML: scores, then every comparison, then what could not be said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from catspaw.fit.card.card import Card, Comparison, Line
from catspaw.fit.card.checking import Checked
from catspaw.fit.card.outcomes import NO_RECORD, Followed

LEVELS = {
    "cells": "each dyad and class",
    "totals": "each class, all dyads added up",
    "outcomes": "the case's own outcomes",
}
HEADER = ("forecaster", "log", "CRPS", "Brier", "reliab.", "resol.", "PR-AUC", "50 %", "90 %")


def text(card: Card) -> str:
    """Write the card as lines of plain text."""
    return "\n".join(_lines(card))


def checked(found: Checked) -> str:
    """Write a whole check: what the data can show of a case, what followed, then the cards."""
    blocks = []
    if found.followed:
        blocks += ["\n".join(_showable(found.followed)), "\n".join(_followed(found.followed))]
    blocks += [text(card) for card in (found.outcomes, found.card) if card]
    if found.why_no_card:
        blocks.append(f"No card of the case's dyads: {found.why_no_card}")
    return "\n\n".join(blocks)


def _showable(followed: Sequence[Followed]) -> Iterator[str]:
    yield "What these data can show of the case's outcomes:"
    for one in followed:
        told = f"{NO_RECORD}: {one.why_not}" if one.why_not else f"{one.before:,} such acts up to the day of the case"
        yield f"  {one.id:<24} {told}"


def _followed(followed: Sequence[Followed]) -> Iterator[str]:
    able = [one for one in followed if not one.why_not]
    if not able:
        yield "None of them can be scored."
        return
    names = list(dict.fromkeys(name for one in able for name in one.baselines or {}))
    yield "What followed, and the chance that each had given it for the days that the record holds:"
    yield from _table(
        (("outcome", "days", "happened", "case", "±", "ordinary", *names), *(_outcome(o, names) for o in able))
    )
    losses = brier_scores(able)
    if losses:
        n = sum(one.happened is not None for one in able)
        yield f"Brier score over {n} resolved outcomes, too few to tell forecasters apart: " + ", ".join(
            f"{name} {loss:.3f}" for name, loss in losses.items()
        )


def _outcome(one: Followed, names: Sequence[str]) -> tuple[str, ...]:
    days = f"{one.seen_days} of {one.within_days}"
    happened = "not yet" if one.happened is None else "no" if one.on is None else f"yes, {one.on}"
    assert one.simulated is not None
    assert one.error is not None
    assert one.ordinary is not None
    chances = ((one.baselines or {}).get(name) for name in names)
    naive = ("–" if c is None else f"{c:.0%}" for c in chances)
    return (one.id, days, happened, f"{one.simulated:.0%}", f"{one.error:.1%}", f"{one.ordinary:.0%}", *naive)


def brier_scores(followed: Sequence[Followed]) -> dict[str, float]:
    """Give the mean squared error over the outcomes that are resolved, by who gave the chance; those who gave all."""
    resolved = [one for one in followed if one.happened is not None]
    given: dict[str, list[float]] = {}
    for one in resolved:
        chances = {"case": one.simulated, "ordinary": one.ordinary, **(one.baselines or {})}
        for name, chance in chances.items():
            if chance is not None:
                given.setdefault(name, []).append((chance - bool(one.happened)) ** 2)
    return {name: sum(v) / len(v) for name, v in given.items() if len(v) == len(resolved)}


def _lines(card: Card) -> Iterator[str]:
    yield card.title
    yield (
        f"{card.first} to {card.last} foretold from the record since {card.history}, {card.draws} futures a forecast; "
        f"{card.cells:,} series, counted in {card.unit}"
    )
    yield from (f"  {n:,} events left out or noted: {why}" for why, n in card.notes.items())
    for (level, horizon), group in groupby(card.lines, key=lambda n: (n.level, n.horizon)):
        lines = list(group)
        some = lines[0]
        yield ""
        yield (
            f"{LEVELS[level]}, next {horizon} days: {some.windows} windows x {some.series:,} series"
            + (f", {some.happened:.2%} with an act" if level == "cells" else "")
        )
        yield from _table((HEADER, *(row(n) for n in lines)))
    yield from _compared(card.comparisons)
    if card.unable:
        yield ""
        yield from (f"{name}: no score, {why}" for name, why in card.unable.items())
    yield ""
    yield "Lower is better, but for resolution and PR-AUC. 50 % and 90 % are the shares of what happened inside such intervals."
    yield from (f"{f.name}: {f.says}" for f in card.forecasters)


def row(line: Line) -> tuple[str, ...]:
    """Write a line's scores."""
    brier = line.brier
    return (
        line.forecaster,
        _number(line.log),
        _number(line.crps),
        _number(brier.brier if brier else None),
        _number(brier.reliability if brier else None),
        _number(brier.resolution if brier else None),
        "–" if line.precision is None else f"{line.precision:.3f}",
        *(f"{share:.0%}" for share in line.covered.values()),
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}" if abs(value) < 10 else f"{value:.1f}"


def _compared(comparisons: Sequence[Comparison]) -> Iterator[str]:
    key = lambda c: (c.forecaster, c.level, c.horizon)  # noqa: E731 (used twice)
    for (name, level, horizon), group in groupby(sorted(comparisons, key=key), key=key):
        rows = list(group)
        blocks = rows[0].gain.blocks
        yield ""
        yield f"{name} against the baselines, {LEVELS[level]}, next {horizon} days, {blocks} blocks of time (gain: the baseline's loss less its own)"
        yield from _table((("baseline", "score", "gain", "95 % range", "detectable", ""), *(compared(c) for c in rows)))


def compared(comparison: Comparison) -> tuple[str, ...]:
    """Write a comparison: gain, range, the smallest gain that would show, verdict."""
    gain = comparison.gain
    if gain.low is None or gain.high is None or gain.detectable is None:
        return (comparison.baseline, comparison.score, f"{gain.mean:+.4f}", "too few blocks", "–", gain.verdict)
    span = f"{gain.low:+.4f} to {gain.high:+.4f}"
    return (comparison.baseline, comparison.score, f"{gain.mean:+.4f}", span, f"{gain.detectable:.4f}", gain.verdict)


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(r[k]) for r in rows) for k in range(len(rows[0]))]
    for cells in rows:
        first, *rest = (
            c.ljust(w) if k == 0 else c.rjust(w) for k, (c, w) in enumerate(zip(cells, widths, strict=True))
        )
        yield "  ".join((f"  {first}", *rest)).rstrip()


def html(card: Card) -> str:
    """Write the scores as an HTML table, all text escaped."""
    head = "".join(f"<th>{escape(h)}</th>" for h in ("level", "days", *HEADER))
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(c)}</td>" for c in (LEVELS[n.level], str(n.horizon), *row(n))) + "</tr>"
        for n in card.lines
    )
    return f"<table><caption>{escape(card.title)}</caption><tr>{head}</tr>{body}</table>"
