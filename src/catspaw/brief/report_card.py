"""The report card: what event data can show of the outcomes, and how well the year before was foretold."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from catspaw.brief.wording import Row, counted, dated
from catspaw.fit.card.card import Card
from catspaw.fit.card.checking import Checked
from catspaw.fit.card.figures import figures
from catspaw.fit.card.outcomes import NO_RECORD, Followed
from catspaw.fit.card.show import HEADER, LEVELS, row


def report_card(found: Checked) -> Row:
    """Build the section."""
    gains = [f for n, f in figures(found.card).items() if n.startswith("gains")] if found.card else []
    return {
        "text": _text(found),
        "shows": [{"ask": one.ask, "told": _told(one)} for one in found.followed],
        "tables": [t for card in (found.outcomes, found.card) if card for t in _tables(card)],
        "svg": gains[0].svg() if gains else "",
        "svg_caption": "Gain of the log-linear rates over each naive forecaster, with its 95 % range over blocks of time; "
        "left of 0 the naive one was better.",
    }


def _text(found: Checked) -> str:
    if found.card is None:
        return f"Nothing could be scored: {found.why_no_card}."
    card = found.card
    won, lost = (sum(c.gain.verdict == v for c in card.comparisons) for v in ("won", "lost"))
    return (
        f"From {dated(card.first)} to {dated(card.last)}, {card.cells:,} series (dyads, by class of act) "
        f"were foretold from what lay before, by naive forecasters and by log-linear rates fitted to the past. The rates won "
        f"{won} of {len(card.comparisons)} comparisons and lost {lost}; the rest could not be told apart. These are scores of "
        "what event data show, the public ledger; the futures above rest on claims and their own weights and were not scored."
    )


def _told(one: Followed) -> str:
    if one.why_not:
        return f"{NO_RECORD}: {one.why_not}"
    return f"{one.before:,} such acts up to the day of this page" if one.before is not None else NO_RECORD


def _tables(card: Card) -> Iterator[Row]:
    for (level, horizon), group in groupby(card.lines, key=lambda n: (n.level, n.horizon)):
        lines = list(group)
        title = f"{LEVELS[level]}, next {horizon} days: {counted(lines[0].windows, 'window')}"
        yield {"title": title[0].upper() + title[1:], "head": HEADER, "rows": [row(n) for n in lines]}
