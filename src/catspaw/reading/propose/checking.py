"""Proposals held against the whole case, as if they were in it: what the loader refuses is not proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from catspaw.case.load import examine
from catspaw.case.model import Case, Claim
from catspaw.case.writing import Plain, to_items, to_yaml
from catspaw.reading.propose.proposal import Proposal, Unplaced

#: The report that stands for the proposals while they are checked; no case has one of this name.
SCRATCH = "proposals-under-check"


def check(
    folder: Path, proposals: Sequence[Proposal], *, outlet: str, dated: str, paragraphs: int
) -> tuple[Case, list[tuple[Proposal, Claim]], list[Unplaced]]:
    """Read proposals as a report of the case.

    Parameters
    ----------
    folder : Path
        The case.
    proposals : sequence of Proposal
    outlet, dated, paragraphs
        Of the document's report.

    Returns
    -------
    case : Case
        With the proposals' voices and incidents in it.
    good : list of (Proposal, Claim)
        Those that the case can hold, resolved.
    bad : list of Unplaced
        The others, each with what is wrong.
    """
    text, lines = _report(proposals, outlet=outlet, dated=dated, paragraphs=paragraphs)
    file = f"reports/{SCRATCH}.yaml"
    case, problems = examine(folder, instead={file: text})
    wrong = {p.line: p.message for p in problems if p.file == file and p.level == "error"}
    claims = {c.line: c for c in case.claims if c.report == SCRATCH}
    good: list[tuple[Proposal, Claim]] = []
    bad: list[Unplaced] = []
    for proposal, (first, last) in zip(proposals, lines, strict=True):
        message = next((wrong[n] for n in range(first, last) if n in wrong), "")
        if not message and first in claims:
            good.append((proposal, claims[first]))
        else:
            bad.append(
                Unplaced(proposal.start, proposal.end, f"{proposal.says}: {message or 'not a claim of its own'}")
            )
    return case, good, bad


def _report(
    proposals: Sequence[Proposal], *, outlet: str, dated: str, paragraphs: int
) -> tuple[str, list[tuple[int, int]]]:
    """Write the scratch report, and give the lines of each claim."""
    voices = {name: words for p in proposals for name, words in p.voices.items()}
    head: dict[str, Plain] = {"report": SCRATCH, "outlet": outlet, "dated": dated, "paragraphs": str(paragraphs)}
    if voices:
        head["voices"] = voices
    text = to_yaml(head) + ("claims:\n" if proposals else "claims: []\n")
    lines: list[tuple[int, int]] = []
    at = text.count("\n") + 1
    for number, proposal in enumerate(proposals):
        item = to_items([{**_plain(proposal), "key": f"proposal_{number}"}])
        lines.append((at, at + item.count("\n")))
        at += item.count("\n")
        text += item
    return text, lines


def coded_as(report: str, proposals: Sequence[Proposal], *, outlet: str, dated: str, paragraphs: int) -> str:
    """Write proposals as a report's file of this name, to be compared with another coding of it."""
    text, _ = _report(proposals, outlet=outlet, dated=dated, paragraphs=paragraphs)
    return text.replace(f"report: {SCRATCH}\n", f"report: {report}\n", 1)


def _plain(proposal: Proposal) -> dict[str, Plain]:
    return {k: v for k, v in proposal.claim.items() if k != "key"}


def without_scratch(case: Case) -> Case:
    """Give the case without the report that stood for the proposals."""
    return replace(
        case,
        reports={k: v for k, v in case.reports.items() if k != SCRATCH},
        claims=tuple(c for c in case.claims if c.report != SCRATCH),
    )
