"""What changed since the last briefing: beliefs that moved, and the claim that moved each."""

from __future__ import annotations

from datetime import date

from catspaw.brief.notes import Notes
from catspaw.brief.wording import Row, dated
from catspaw.case.english import sentence
from catspaw.desk import Desk
from catspaw.evidence.changes import since as changes


def moved(desk: Desk, day: date, notes: Notes) -> Row:
    """Build the section; that nothing moved is a result too."""
    found = changes(desk.book, day, until=desk.as_of)
    return {
        "since": dated(day),
        "rows": [
            {
                "says": sentence(f"{c.ask} {c.says}"),
                "before": f"{100 * c.before:.0f} %",
                "after": f"{100 * c.after:.0f} %",
                "why": c.because,
                "notes": notes.of(m.key for m in c.movers),
            }
            for c in found.changes
        ],
    }
