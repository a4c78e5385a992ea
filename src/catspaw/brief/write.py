"""Put the briefing together and write it: one HTML page, or a PDF through the system's own browser."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from catspaw.brief.background import assumptions, find_out, provenance, sources, trust
from catspaw.brief.contested import contested
from catspaw.brief.judgements import key_judgements
from catspaw.brief.moved import moved
from catspaw.brief.network import network_section
from catspaw.brief.notes import Notes
from catspaw.brief.outlook import outlook
from catspaw.brief.pathways import pathways
from catspaw.brief.pdf import browser, print_pdf
from catspaw.brief.record import record
from catspaw.brief.report_card import report_card
from catspaw.brief.wording import Row, counted, dated
from catspaw.core.errors import CatspawError
from catspaw.core.files import write_atomic
from catspaw.desk import Desk
from catspaw.engine.anchor import Anchored
from catspaw.engine.result import Ensemble
from catspaw.fit.card.checking import Checked

CONTENTS = (
    ("judgements", "Key judgements"),
    ("network", "The network"),
    ("record", "What happened"),
    ("contested", "What is contested"),
    ("futures", "How it could go"),
    ("chains", "How it comes about"),
    ("find", "What to find out"),
    ("trust", "How far to trust it"),
    ("card", "The report card"),
    ("sources", "Sources"),
    ("assumptions", "Assumptions"),
    ("claims", "Claims"),
    ("provenance", "Provenance"),
)


@dataclass(frozen=True, slots=True)
class Written:
    """What was written where, and what it says in a line."""

    path: str
    bytes: int
    says: str

    def to_json(self) -> dict[str, Any]:
        """Give plain values."""
        return asdict(self)


def write(
    desk: Desk,
    anchored: Anchored,
    ensemble: Ensemble,
    *,
    out: Path,
    since: date | None = None,
    checked: Checked | None = None,
) -> Written:
    """Write the briefing.

    Parameters
    ----------
    desk : Desk
    anchored : Anchored
    ensemble : Ensemble
    out : Path
        Ends in .html or .pdf.
    since : date, optional
        Begin with what moved since then.
    checked : Checked, optional
        A report card; without one the page has no such section.

    Raises
    ------
    MissingProgram
        For a PDF without a Chromium.
    """
    briefing = build(desk, anchored, ensemble, since=since, checked=checked)
    page = render(briefing)
    content = print_pdf(page) if out.suffix.lower() == ".pdf" else page.encode("utf-8")
    write_atomic(out, content)
    return Written(
        str(out), len(content), f"{counted(len(briefing['judgements']), 'key judgement')}, {desk.case.title}"
    )


def check_target(out: Path) -> None:
    """Make sure, before anything is simulated, that the page can be written there.

    Raises
    ------
    CatspawError
        For a name that ends in neither .html nor .pdf, or a folder that is not there.
    MissingProgram
        For a PDF where no browser is.
    """
    if out.suffix.lower() not in (".html", ".htm", ".pdf"):
        raise CatspawError(f"{out} must end in .html or .pdf: that decides what is written")
    if not out.resolve().parent.is_dir():
        raise CatspawError(f"{out.parent} is no folder: make it, or choose another place")
    if out.suffix.lower() == ".pdf":
        browser()


def build(
    desk: Desk,
    anchored: Anchored,
    ensemble: Ensemble,
    *,
    since: date | None = None,
    checked: Checked | None = None,
) -> Row:
    """Work out everything that the page shows, as plain values."""
    notes = Notes(desk.case)
    case = desk.case
    return {
        "version": version("catspaw"),
        "title": case.title,
        "as_of": dated(desk.as_of),
        "scope": case.scope,
        "basis": _basis(desk, notes, ensemble),
        "contents": [c for c in CONTENTS if c[0] != "card" or checked],
        "moved": moved(desk, since, notes) if since else None,
        "judgements": key_judgements(desk, ensemble, notes),
        "how_to_read": HOW_TO_READ,
        "network": network_section(desk, notes),
        "record": record(case),
        "contested": contested(desk, notes),
        "futures": outlook(desk, ensemble, notes),
        "chains": pathways(case, ensemble, notes),
        "find": find_out(desk, notes),
        "trust": trust(case, anchored, ensemble),
        "card": report_card(checked) if checked else None,
        "sources": sources(desk, notes),
        "assumptions": assumptions(case),
        "claims": {"text": CLAIMS, "rows": notes.rows()},
        "provenance": provenance(desk, ensemble),
        "footer": FOOTER,
    }


HOW_TO_READ = (
    "Words of likelihood follow ICD 203: almost no chance (under 5 %), very unlikely (5–20), unlikely (20–45), roughly even (45–55), "
    "likely (55–80), very likely (80–95), almost certain (over 95). The numbers after a belief are its 5–95 % range over the "
    "tables of reliability; confidence says how much a belief rests on and is a separate word. Small numbers open the claims."
)
CLAIMS = (
    "Every claim behind this page, in our own words, with who vouches for it, through whom, and the paragraph of the report; below "
    "each its coding in the language of claims."
)
FOOTER = "Made by Catspaw from claims coded by hand. It takes no side: every party's account has the same form. It gives no policy advice."


def _basis(desk: Desk, notes: Notes, ensemble: Ensemble) -> str:
    origins = len(desk.book.origins.clusters)
    return (
        f"{len(notes.claims)} claims of {origins} origins in {counted(len(desk.case.reports), 'report')}; "
        f"{len(desk.case.assumptions)} assumptions; {ensemble.futures:,} simulated futures."
    )


def render(briefing: Row) -> str:
    """Fill the page; all text is escaped, only our own pictures and styles pass as they are."""
    page = files("catspaw.brief") / "page"
    environment = Environment(
        loader=DictLoader({"brief.html": (page / "brief.html").read_text("utf-8")}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = Markup((page / "style.css").read_text("utf-8"))  # noqa: S704 (our own file)
    return environment.get_template("brief.html").render(b=_marked(briefing), style=style)


def _marked(value: Any) -> Any:
    """Let pictures, which escape their own text, pass as they are; nothing else does."""
    if isinstance(value, dict):
        return {k: Markup(v) if k == "svg" else _marked(v) for k, v in value.items()}  # noqa: S704
    if isinstance(value, list):
        return [_marked(v) for v in value]
    return value
