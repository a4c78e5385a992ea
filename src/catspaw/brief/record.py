"""What happened: the incidents that the reports speak of, each as wide in time as its date is uncertain."""

from __future__ import annotations

from datetime import timedelta

from catspaw.brief.wording import Row, counted
from catspaw.case.english import sentence
from catspaw.case.model import Case, Incident
from catspaw.plots.charts import timeline

#: Incidents that the picture shows, the latest; and the widest date that it can show, in days.
SHOWN, WIDEST = 18, 800


def record(case: Case) -> Row:
    """Build the section."""
    dated = [i for i in case.incidents.values() if i.on and i.on.first and i.on.last and (i.on.days or 0) <= WIDEST]
    latest = sorted(dated, key=lambda i: (i.on.middle if i.on else None, i.id))[-SHOWN:]
    rest = len(case.incidents) - len(latest)
    contested = sum(not i.public for i in latest)
    text = (
        f"The latest {counted(len(latest), 'incident')} of the reports, as wide as their dates are uncertain; grey is public record"
        + (
            f", {counted(contested, 'other')} (orange) {'is' if contested == 1 else 'are'} claimed and weighed."
            if contested
            else "."
        )
    )
    lie = "lies" if rest == 1 else "lie"
    left = f" {counted(rest, 'more incident').capitalize()} {lie} further back or have no date." if rest else ""
    drawn = timeline([_row(case, i) for i in latest], says=_says(case, latest)).svg() if latest else ""
    return {"text": text + left, "svg": drawn}


def _row(case: Case, incident: Incident) -> Row:
    assert incident.on is not None
    assert incident.on.first is not None
    assert incident.on.last is not None
    name = sentence(case.name_of(incident.id)).rstrip(".")
    return {
        "label": name if len(name) <= 52 else name[:51].rstrip() + "…",
        "first": incident.on.first.isoformat(),
        "last": (incident.on.last + timedelta(days=1)).isoformat(),
        "public": incident.public,
    }


def _says(case: Case, incidents: list[Incident]) -> str:
    return "Timeline: " + "; ".join(f"{case.name_of(i.id)}, {i.on}" for i in incidents)
