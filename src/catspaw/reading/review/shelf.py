"""What a case keeps of each document: where it came from, what was proposed, what was decided. One JSON file a report.

`reading/NAME.json` in the case folder; the text is `reports/NAME.txt`, the original `reading/NAME.original.EXT`.
Proposals and decisions are only ever added: a rejected proposal stays, an undone decision stays as undone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from catspaw.core.errors import CatspawError
from catspaw.core.files import write_atomic
from catspaw.reading.intake.take import Intake
from catspaw.reading.propose.proposal import Proposal, Unplaced, from_json

SCHEMA = "catspaw/reading/v1"
FOLDER = "reading"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided on a proposal.

    Attributes
    ----------
    what : str
        ``accept``, ``edit``, ``reject``, ``split``, ``merge``, ``later``, ``undo``.
    by, on : str
        Who decided and when (UTC, ISO 8601); `by` is ``unreviewed`` for what nobody looked at.
    line : str
        The claim as it was written, in the one-line form of `catspaw add`.
    keys : tuple of str
        Keys of the claims that it made.
    others : tuple of str
        Proposals that it settles too: those merged into this one.
    made : tuple of str
        Proposals that it made: the parts, or the merged one.
    """

    proposal: str
    what: str
    by: str
    on: str
    line: str = ""
    keys: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    made: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shelf:
    """A document's record.

    Attributes
    ----------
    report : str
    document : mapping
        Where it came from, when, hashes, language, notes.
    provenance : tuple of mapping
        Each run of a proposer: its name, version, model, when, what it cost.
    proposals : tuple of Proposal
        In the order of the queue.
    """

    report: str
    document: Mapping[str, Any]
    provenance: tuple[Mapping[str, Any], ...] = ()
    proposals: tuple[Proposal, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    decisions: tuple[Decision, ...] = ()
    text: str = field(default="", compare=False)

    def with_proposals(
        self, more: tuple[Proposal, ...], unplaced: tuple[Unplaced, ...], run: Mapping[str, Any]
    ) -> Shelf:
        """Add a run's proposals; those that are there already stay as they are, decided or not."""
        known = {p.id for p in self.proposals}
        fresh = tuple(p for p in more if p.id not in known)
        spots = {(u.start, u.end, u.why) for u in self.unplaced}
        new = tuple(u for u in unplaced if (u.start, u.end, u.why) not in spots)
        ordered = sorted((*self.proposals, *fresh), key=lambda p: (not p.questions, -p.moves, -p.score, p.start, p.id))
        return replace(
            self,
            proposals=tuple(ordered),
            unplaced=(*self.unplaced, *new),
            provenance=(*self.provenance, run),
        )

    @property
    def active(self) -> tuple[Decision, ...]:
        """Decisions that stand, oldest first: each undo takes the last one before it back."""
        found: list[Decision] = []
        for decision in self.decisions:
            if decision.what != "undo":
                found.append(decision)
            elif found:
                found.pop()
        return tuple(found)

    @property
    def standing(self) -> dict[str, Decision]:
        """The decision that stands on each proposal."""
        return {one: d for d in self.active for one in (d.proposal, *d.others)}

    @property
    def open(self) -> tuple[Proposal, ...]:
        """Proposals that nobody decided on, in the order of the queue; those put off come last."""
        standing = self.standing
        waiting = [p for p in self.proposals if p.id not in standing]
        put_off = [p for p in self.proposals if p.id in standing and standing[p.id].what == "later"]
        return (*waiting, *put_off)


def of_intake(report: str, taken: Intake) -> Shelf:
    """Begin a document's record."""
    return Shelf(
        report,
        {
            "from": taken.where,
            "retrieved": taken.retrieved,
            "media": taken.media,
            "sha256": taken.digest,
            "original_sha256": taken.original_digest,
            "title": taken.title,
            "dated_by": taken.dated_by,
            "language": taken.language.code,
            "notes": list(taken.notes),
        },
        text=taken.text,
    )


def save(folder: Path, shelf: Shelf) -> None:
    """Write a record, whole or not at all."""
    value = {
        "schema": SCHEMA,
        "report": shelf.report,
        "document": dict(shelf.document),
        "provenance": [dict(run) for run in shelf.provenance],
        "proposals": [p.to_json() for p in shelf.proposals],
        "unplaced": [asdict(u) for u in shelf.unplaced],
        "decisions": [asdict(d) for d in shelf.decisions],
    }
    path = folder / FOLDER / f"{shelf.report}.json"
    path.parent.mkdir(exist_ok=True)
    write_atomic(path, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def shelves(folder: Path) -> dict[str, Shelf]:
    """Read the records of a case: report to record.

    Raises
    ------
    CatspawError
        For a file that is none.
    """
    return {p.stem: load(folder, p.stem) for p in sorted((folder / FOLDER).glob("*.json"))}


def load(folder: Path, report: str) -> Shelf:
    """Read one record with its text.

    Raises
    ------
    CatspawError
        Where it is no record, or the text is not the one that was read.
    """
    path = folder / FOLDER / f"{report}.json"
    try:
        value = json.loads(path.read_text("utf-8"))
        shelf = Shelf(
            value["report"],
            value["document"],
            tuple(value["provenance"]),
            tuple(from_json(p) for p in value["proposals"]),
            tuple(Unplaced(**u) for u in value["unplaced"]),
            tuple(_decision(d) for d in value["decisions"]),
        )
    except OSError as error:
        raise CatspawError(f"{FOLDER}/{report}.json cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError) as error:
        message = f"{FOLDER}/{report}.json is no record of proposals ({error}); `catspaw read` makes a new one"
        raise CatspawError(message) from None
    return replace(shelf, text=_text(folder, shelf))


def _decision(value: dict[str, Any]) -> Decision:
    others, made, keys = (tuple(map(str, value[key])) for key in ("others", "made", "keys"))
    return Decision(
        value["proposal"], value["what"], value["by"], value["on"], value["line"], keys=keys, others=others, made=made
    )


def _text(folder: Path, shelf: Shelf) -> str:
    path = folder / "reports" / f"{shelf.report}.txt"
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    if sha256(text.encode()).hexdigest() != shelf.document["sha256"]:
        raise CatspawError(
            f"reports/{shelf.report}.txt is not the text that was read; put it back, or `catspaw read` it anew"
        )
    return text
