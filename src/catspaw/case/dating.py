"""The calendar of a case: dates that lean on incidents, resolved once and without circles."""

from __future__ import annotations

from collections.abc import Callable

from catspaw.core.dates import Interval, parse_interval
from catspaw.core.errors import DateError


class _Circle(DateError):
    """Incidents that date each other."""


#: Most incidents whose dates may lean on each other in a row.
DEEPEST = 40


class Calendar:
    """Knows when incidents happened, as far as the files say, and reads dates that lean on them."""

    def __init__(self) -> None:
        self._texts: dict[str, tuple[str | None, str | None]] = {}
        self._open: list[str] = []

    def announce(self, incident: str, on: str | None, report: str | None) -> None:
        """Tell when an incident happened, in a text's words; the first word on it stays."""
        known = self._texts.get(incident)
        if known is None or known[0] is None:
            self._texts[incident] = (on, report)

    def interval(self, text: str, *, report: str | None = None) -> Interval:
        """Read a date; `report` is the date of the report that it stands in.

        Raises
        ------
        DateError
            For a date that cannot be, or incidents that date each other in a circle.
        """

        def anchors(name: str) -> Interval | None:
            if name == "report":
                if report is None:
                    raise DateError(f"{text!r}: no report stands around this date; write the date itself, or ..DATE")
                return parse_interval(report)
            return self._incident(name)

        return parse_interval(text, anchors=anchors)

    def _incident(self, name: str) -> Interval | None:
        on, report = self._texts.get(name, (None, None))
        if on is None:
            return None
        if name in self._open:
            circle = " → ".join([*self._open[self._open.index(name) :], name])
            raise _Circle(f"incidents date each other in a circle: {circle}; give one of them a date of its own")
        if len(self._open) >= DEEPEST:
            raise _Circle(f"incidents lean on each other's dates {DEEPEST} deep; give `{name}` a date of its own")
        self._open.append(name)
        try:
            return self.interval(on, report=report)
        except _Circle:
            raise
        except DateError:  # said where the incident stands
            return Interval(None, None)
        finally:
            self._open.pop()

    def read(self, text: str | None, complain: Callable[[str], None], *, report: str | None = None) -> Interval | None:
        """Read a date or complain; None for None."""
        if text is None:
            return None
        try:
            return self.interval(text, report=report)
        except DateError as error:
            complain(str(error))
            return None
