"""Bringing a document into a case: its text and original kept, a report to hold its claims, proposals beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from catspaw.case.load import examine
from catspaw.case.model import Case
from catspaw.case.readers import SLUG
from catspaw.case.writing import to_yaml
from catspaw.core.errors import CaseError, CatspawError, UnknownName, nearest
from catspaw.core.files import write_atomic
from catspaw.reading.acceptance import AS_STATED, Acceptance
from catspaw.reading.document import Attribution, Document
from catspaw.reading.intake.take import Intake
from catspaw.reading.intake.twins import Twins, twins
from catspaw.reading.llm.client import Endpoint
from catspaw.reading.llm.proposer import announce
from catspaw.reading.llm.proposer import propose as ask_model
from catspaw.reading.names import find_mentions, make_names
from catspaw.reading.propose.checking import check
from catspaw.reading.propose.proposal import Proposal, Unplaced
from catspaw.reading.propose.propose import VERSION, propose
from catspaw.reading.propose.worth import ranked
from catspaw.reading.review import shelf as shelves
from catspaw.reading.review.shelf import Shelf
from catspaw.reading.segmenting import segment

#: Finds who says what in a document.
Tagger = Callable[[Document], Sequence[Attribution]]

#: What stays out of a shared history until somebody decides otherwise: texts that may not be the user's to share.
_IGNORED = ("reports/*.txt", "reading/")


@dataclass(frozen=True)
class Admitted:
    """A document in its case.

    Attributes
    ----------
    shelf : Shelf
        With the proposals.
    twins : tuple of Twins
        Other documents of the case that share its sentences: proposed as a shared origin.
    made : bool
        Whether its report was made now.
    """

    shelf: Shelf
    twins: tuple[Twins, ...]
    made: bool


def admit(
    folder: Path, taken: Intake, tagger: Tagger, *, outlet: str | None = None, report: str | None = None,
    dated: date | None = None, acceptance: Acceptance = AS_STATED, model: str = "",
) -> Admitted:  # fmt: skip
    """Read a document into a case: propose its claims, decide nothing.

    Parameters
    ----------
    folder : Path
        A case of the user's own.
    taken : Intake
    tagger : callable
    outlet : str, optional
        The source that published it; default: that of the report, or the one that the document names.
    report : str, optional
        Its report, new or there already; default: a name from outlet and month.
    dated : date, optional
        Day of publication; default: as found in the document.
    acceptance : Acceptance
        What reviews taught of scores.
    model : str
        The reader's model by its hash, for the record.

    Raises
    ------
    CatspawError
        For another language, a document without a day, or an outlet that the case does not have.
    """
    if taken.language.code not in ("en", ""):
        raise CatspawError(f"{taken.where} is in {taken.language.name}; only English is read, so nothing was proposed")
    case = _loaded(folder)
    head = case.reports.get(report or "")
    day = dated or (head.dated.last if head else None) or taken.dated
    if day is None:
        raise CatspawError(f"{taken.where} does not tell its day of publication; give it: --dated 2024-01-31")
    source = _outlet(case, outlet or (head.outlet if head else None), taken)
    name = report or _free_name(case, folder, source, day)
    if not SLUG.match(name):
        raise CatspawError(f"--report {name!r}: a name of a file: use a-z, 0-9, - and _")
    shelf, made = _laid_out(folder, case, name, taken, source, day)
    case = _loaded(folder)
    found, unplaced = read_document(
        folder, case, name, taken.text, tagger, outlet=source, day=day, acceptance=acceptance
    )
    run = {"proposer": VERSION, "model": model, "on": taken.retrieved, "proposed": len(found)}
    shelf = shelf.with_proposals(found, unplaced, run)
    shelves.save(folder, shelf)
    return Admitted(shelf, twins(_texts(folder), new=name), made)


def read_document(
    folder: Path, case: Case, name: str, text: str, tagger: Tagger, *, outlet: str, day: date,
    acceptance: Acceptance = AS_STATED,
) -> tuple[tuple[Proposal, ...], tuple[Unplaced, ...]]:  # fmt: skip
    """Propose claims for a text, hold them against the case, and order them.

    Returns
    -------
    proposals : tuple of Proposal
        The queue.
    unplaced : tuple of Unplaced
        What nothing was made of, and why.
    """
    document = segment(text, name=name, outlet=outlet, dated=day.isoformat())
    found = propose(case, document, tagger(document), outlet=outlet, published=day)
    rated = [replace(proposal, score=acceptance.of(proposal)) for proposal in found.proposals]
    return held(folder, rated, found.unplaced, text=text, outlet=outlet, day=day)


def second_proposer(
    folder: Path, shelf: Shelf, endpoint: Endpoint, say: Callable[[str], None]
) -> tuple[Shelf, dict[str, Any]]:
    """Let a model propose claims beside the reader's; what is sent, and where to, is said before.

    Raises
    ------
    CatspawError
        For a private report, which is never sent, or an endpoint that gives nothing.
    """
    case = _loaded(folder)
    head = case.reports[shelf.report]
    if head.private or head.dated.last is None:
        raise CatspawError(f"`{shelf.report}` is private; its text is sent nowhere")
    day = head.dated.last
    document = segment(shelf.text, name=shelf.report, outlet=head.outlet, dated=day.isoformat())
    say(announce(endpoint, case, document))
    asked = ask_model(endpoint, case, document, outlet=head.outlet, on=day)
    found, unplaced = held(folder, asked.proposals, asked.unplaced, text=shelf.text, outlet=head.outlet, day=day)
    shelf = shelf.with_proposals(found, unplaced, asked.provenance)
    shelves.save(folder, shelf)
    return shelf, asked.provenance


def held(
    folder: Path, proposals: Sequence[Proposal], unplaced: Sequence[Unplaced], *, text: str, outlet: str, day: date
) -> tuple[tuple[Proposal, ...], tuple[Unplaced, ...]]:
    """Hold proposals against the case and order them by what they would change."""
    lines = sum(bool(line.strip()) for line in text.split("\n"))
    joined, good, bad = check(folder, proposals, outlet=outlet, dated=day.isoformat(), paragraphs=lines)
    return ranked(joined, good), (*unplaced, *bad)


def _loaded(folder: Path) -> Case:
    case, problems = examine(folder)
    if errors := [p for p in problems if p.level == "error"]:
        raise CaseError(errors)
    return case


def _outlet(case: Case, given: str | None, taken: Intake) -> str:
    if given is not None:
        if given not in case.sources:
            raise UnknownName(
                f"`{given}` is no source of this case{nearest(given, case.sources)}; add it to sources.yaml"
            )
        return given
    lines = [line for line in taken.text.split("\n") if line.strip()][:6]
    mentions = find_mentions(segment("\n\n".join(lines)), make_names(case))
    outlets = [s.id for s in case.sources.values() if s.kind == "outlet"]
    named = list(dict.fromkeys(m.meaning.source for m in mentions if m.meaning.source in outlets))
    if len(named) == 1:
        return named[0]
    known = ", ".join(outlets) or "none yet"
    raise CatspawError(
        f"{taken.where} does not tell who published it; give it: --outlet ID. Outlets of the case: {known}"
    )


def _free_name(case: Case, folder: Path, outlet: str, day: date) -> str:
    base = f"{outlet.replace('_', '-')}-{day:%Y-%m}"
    name, number = base, 2
    while name in case.reports or (folder / shelves.FOLDER / f"{name}.json").exists():
        name, number = f"{base}-{number}", number + 1
    return name


def _laid_out(folder: Path, case: Case, name: str, taken: Intake, outlet: str, day: date) -> tuple[Shelf, bool]:
    """Put text, original and, where there is none, a report into the folder."""
    if (folder / shelves.FOLDER / f"{name}.json").exists():
        shelf = shelves.load(folder, name)
        if shelf.document["sha256"] != taken.digest:
            raise CatspawError(f"`{name}` was read from another text already; give this one another name with --report")
        return replace(shelf, text=taken.text), False
    made = name not in case.reports
    _keep(folder, name, taken)
    if made:
        write_atomic(folder / "reports" / f"{name}.yaml", _head(name, taken, outlet, day))
    shelf = shelves.of_intake(name, taken)
    return replace(shelf, document={**shelf.document, "made": made}), made


def _keep(folder: Path, name: str, taken: Intake) -> None:
    (folder / "reports").mkdir(exist_ok=True)
    (folder / shelves.FOLDER).mkdir(exist_ok=True)
    text = folder / "reports" / f"{name}.txt"
    if text.exists() and text.read_bytes() != taken.text.encode():
        raise CatspawError(f"reports/{name}.txt is there and is another text; give this one another name with --report")
    write_atomic(text, taken.text)
    write_atomic(folder / shelves.FOLDER / f"{name}.original.{taken.media}", taken.original)
    ignored = folder / ".gitignore"
    lines = ignored.read_text("utf-8").splitlines() if ignored.is_file() else []
    if missing := [line for line in _IGNORED if line not in lines]:
        write_atomic(ignored, "\n".join((*lines, *missing)) + "\n")


def _head(name: str, taken: Intake, outlet: str, day: date) -> str:
    head: dict[str, Any] = {"report": name, "outlet": outlet, "dated": day.isoformat()}
    if taken.where.startswith("http"):
        head["url"] = taken.where
    head["paragraphs"] = str(taken.paragraphs)
    return to_yaml(head) + "claims: []\n"


def _texts(folder: Path) -> dict[str, str]:
    return {
        p.stem: p.read_text("utf-8", errors="replace")
        for p in sorted((folder / "reports").glob("*.txt"))
        if p.stat().st_size < 2_000_000
    }
