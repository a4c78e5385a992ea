"""The whole way from a text to proposed claims, held against a coding by hand: stage by stage, and in keystrokes.

What the proposer is given is what a second coder is given: the case's actors, places, sources, incidents and
questions; never the report's claims, its voices, or incidents that only its claims name.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from catspaw.case.codebook import words
from catspaw.case.load import examine, find_case, load
from catspaw.case.model import Case, Report
from catspaw.case.units import Coding, Unit, match, read_codings
from catspaw.core.errors import CatspawError, UnknownName, nearest
from catspaw.core.files import write_atomic
from catspaw.core.spelling import slips
from catspaw.reading.adapting import learn_scores
from catspaw.reading.admit import Tagger, held
from catspaw.reading.lessons import Lesson
from catspaw.reading.losses import anonymity, losses, stages
from catspaw.reading.names import find_mentions, make_names, with_descriptions
from catspaw.reading.propose.checking import coded_as
from catspaw.reading.propose.proposal import Proposal
from catspaw.reading.propose.propose import propose, speaks
from catspaw.reading.propose.speakers import Speakers, quoted_blocks
from catspaw.reading.scores import Score
from catspaw.reading.segmenting import segment

#: Seconds a keystroke and a decision take (keystroke-level model: Card, Moran and Newell 1983, average typist), and
#: words read a minute (Brysbaert 2019). Minutes are estimates from these, not measured on people.
KEYSTROKE, DECISION, WORDS_A_MINUTE = 0.28, 1.35, 238.0


@dataclass(frozen=True, slots=True)
class Review:
    """What a reviewer who knows the coding by hand would press.

    Attributes
    ----------
    accepted, edited, rejected : int
        Proposals accepted as they are, accepted after an edit, rejected.
    keystrokes : int
        One for each decision; for an edit, also the letters that change, and return.
    minutes : float
        Estimate; see `KEYSTROKE`.
    kept : tuple of bool
        Of each proposal, whether it was accepted, edited or not.
    """

    accepted: int
    edited: int
    rejected: int
    keystrokes: int
    minutes: float
    kept: tuple[bool, ...] = ()

    def to_json(self) -> dict[str, float | None]:
        """Give plain values."""
        claims = self.accepted + self.edited
        each = round(self.keystrokes / claims, 2) if claims else None
        return {
            "accepted": self.accepted,
            "edited": self.edited,
            "rejected": self.rejected,
            "keystrokes": self.keystrokes,
            "keystrokes_per_accepted_claim": each,
            "minutes": round(self.minutes, 2),
        }


def measure(case: str | Path, tagger: Tagger, *, text: Path | None = None, report: str | None = None) -> dict[str, Any]:
    """Measure the reader on one report that was coded by hand.

    Parameters
    ----------
    case : str or Path
        A folder, or the name of a bundled case.
    tagger : callable
        Finds who says what.
    text : Path, optional
        The report's text; default: ``reports/NAME.txt`` in the folder.
    report : str, optional
        Which report; may be left out where the case has one.

    Returns
    -------
    dict
        ``speakers``, ``propositions`` and ``claims``, each exact, the last two also by overlap; ``stages`` and ``losses``
        (`catspaw.reading.losses`); ``fields`` on claims that match, ``anonymity`` on speakers that do; ``review``; ``scores``,
        what that review teaches (`catspaw.reading.adapting`).

    Raises
    ------
    CatspawError
        Where the report or its text is not there.
    """
    whole = load(case)
    head = _report(whole, report)
    source = text or find_case(case) / "reports" / f"{head.id}.txt"
    with suppress(OSError):
        content = source.read_text("utf-8")
        return _measured(whole, head, content, tagger)
    raise CatspawError(f"{source}: the text of `{head.id}` is not there; say where it is with --text FILE")


def _report(case: Case, report: str | None) -> Report:
    if report is None and len(case.reports) == 1:
        return next(iter(case.reports.values()))
    if report not in case.reports:
        raise UnknownName(f"which report? {', '.join(case.reports)}{nearest(report or '', case.reports)}")
    return case.reports[report]


def _measured(whole: Case, head: Report, text: str, tagger: Tagger) -> dict[str, Any]:
    gold = read_codings(whole.folder)[head.id]
    day = head.dated.last
    assert day is not None  # a report without a day does not load
    with TemporaryDirectory() as made:
        folder = Path(shutil.copytree(whole.folder, Path(made) / "case"))
        write_atomic(
            folder / "reports" / f"{head.id}.yaml",
            f"report: {head.id}\noutlet: {head.outlet}\ndated: {head.dated}\nparagraphs: {head.paragraphs or 100000}\nclaims: []\n",
        )
        for judged in ("accounts.yaml", "judgements.yaml", "assumptions.yaml", "acts.csv"):
            (folder / judged).unlink(missing_ok=True)  # they speak of claims and voices that are taken out
        bare, _ = examine(folder)
        document = segment(text, name=head.id, outlet=head.outlet, dated=day.isoformat())
        attributions = tagger(document)
        found = propose(bare, document, attributions, outlet=head.outlet, published=day)
        queue, _ = held(folder, found.proposals, (), text=text, outlet=head.outlet, day=day)
        mine = Coding(head.id, gold.blocks, _units(folder, head, queue, text))
        book = make_names(bare, day=day)
        mentions = with_descriptions(bare, document, find_mentions(document, book))
        block = quoted_blocks(document, mentions, bare, head.outlet)
        speakers = Speakers(bare, book, document, mentions, head.outlet, block)
        every = {a.number: a for a in attributions if speaks(document, a)}
        spoken = set()
        for attribution in every.values():
            paragraph = next(n for n, p in enumerate(document.paragraphs) if attribution.cue[0].start < p.end)
            if attribution.source:
                by = speakers.chains(attribution, every, paragraph)
                spoken |= {(paragraph + 1, origin) for origin in _origins(by, speakers.voices)}
    outlets = {s.id for s in whole.sources.values() if s.kind == "outlet"}
    named = {
        (document.sentences[m.sentence].paragraph + 1, name)
        for m in mentions
        for name in (m.meaning.actor, m.meaning.place)
        if name
    }
    result = _scores(gold, mine, spoken, outlets, queue, text)
    result["stages"] = {name: score.to_json() for name, score in stages(gold.units, mine.units, outlets, named).items()}
    result["fields"]["anonymity"] = _anonymity(gold, mine, queue, whole, outlets)
    return result


def _anonymity(
    gold: Coding, mine: Coding, queue: Sequence[Proposal], case: Case, outlets: Collection[str]
) -> dict[str, int]:
    """Compare whether names are withheld; outlets themselves are left out."""
    heads = {v.name: not v.named for v in case.voices.values() if v.report == gold.report}
    described = {name: "unnamed" in words for p in queue for name, words in p.voices.items()}
    heard = _unnamed([u for u in gold.units if u.origin not in outlets], heads, case)
    said = _unnamed([u for u in mine.units if u.origin not in outlets], described, case)
    return anonymity(heard, said)


def _unnamed(units: Sequence[Unit], voices: Mapping[str, bool], case: Case) -> dict[tuple[int, str], bool]:
    """Say of each speaker, by paragraph, whether the text withholds the name: a voice that is unnamed, or a group."""
    found: dict[tuple[int, str], bool] = {}
    for unit in units:
        name = unit.text.rpartition(", by ")[2].split(" via ")[0].split()[-1]
        source = case.sources.get(name)
        withheld = voices.get(name, source is not None and source.kind == "group")
        found |= {(paragraph, unit.origin): withheld for paragraph in unit.paragraphs}
    return found


def _origins(by: Sequence[str], voices: dict[str, str]) -> Iterable[str]:
    """Give whom the speakers of chains are of, as codings are compared."""
    for chain in by:
        first = chain.split(" via ")[0].split()[-1]
        description = voices.get(first)
        yield description.split(" of ")[1].split(",")[0] if description else first


def _units(folder: Path, head: Report, queue: Sequence[Proposal], text: str) -> tuple[Unit, ...]:
    """Give proposals as units of a coding, in the order of the queue."""
    if not queue:
        return ()
    path = folder / "proposed.yaml"
    lines = sum(bool(line.strip()) for line in text.split("\n"))
    write_atomic(path, coded_as(head.id, queue, outlet=head.outlet, dated=str(head.dated), paragraphs=lines))
    return read_codings(path)[head.id].units


def _scores(
    gold: Coding, mine: Coding, spoken: set[tuple[int, str]], own: set[str], queue: Sequence[Proposal], text: str
) -> dict[str, Any]:
    matched = match({gold.report: gold}, {gold.report: mine})
    heard = {(p, u.origin) for u in gold.units if u.origin not in own for p in u.paragraphs}
    said = {(p, origin) for p, origin in spoken if origin not in own}
    pairs = matched.pairs
    review = _reviewed(gold, mine, queue, text)
    decided = zip(queue, review.kept, strict=True)
    lessons = [Lesson(gold.report, "", proposal, proposal.claim if kept else None) for proposal, kept in decided]
    fields = {name: _same(pairs, name) for name in ("act", "sure", "chain", "polarity", "quantifier", "date")}
    return {
        "report": gold.report,
        "speakers": {"exact": Score(len(heard & said), len(said), len(heard)).to_json()},
        "propositions": {
            "exact": _paired(gold.units, mine.units, _same_proposition).to_json(),
            "overlap": _paired(gold.units, mine.units, _near_proposition).to_json(),
        },
        "claims": {
            "exact": Score(len(pairs), len(mine.units), len(gold.units)).to_json(),
            "overlap": _paired(gold.units, mine.units, _near_claim).to_json(),
        },
        "losses": losses(gold.units, mine.units),
        "fields": fields,
        "review": review.to_json(),
        "scores": learn_scores(lessons)[0].to_json(),
    }


def _same(pairs: Sequence[tuple[Unit, Unit]], name: str) -> dict[str, int]:
    return {"same": sum(a.values[name] == b.values[name] for a, b in pairs), "of": len(pairs)}


def _same_proposition(a: Unit, b: Unit) -> bool:
    return bool(a.paragraphs & b.paragraphs) and (a.word, a.parties) == (b.word, b.parties)


def _near_proposition(a: Unit, b: Unit) -> bool:
    """Say the same kind of thing of one of the same parties, in the same paragraph."""
    table = words()
    alike = table[a.word].family == table[b.word].family
    return bool(a.paragraphs & b.paragraphs and (set(a.parties) & set(b.parties)) - {"unknown"}) and alike


def _near_claim(a: Unit, b: Unit) -> bool:
    return _near_proposition(a, b) and a.origin == b.origin


def _paired(gold: Sequence[Unit], mine: Sequence[Unit], same: Callable[[Unit, Unit], bool]) -> Score:
    """Pair units greedily, each once; the exact ones first."""
    left = list(gold)
    found = 0
    for exact in (True, False):
        for unit in mine if exact else [u for u in mine if not any(_same_proposition(g, u) for g in gold)]:
            hit = next((g for g in left if same(g, unit) and (not exact or _same_proposition(g, unit))), None)
            if hit is not None:
                left.remove(hit)
                found += 1
    return Score(found, len(mine), len(gold))


def _reviewed(gold: Coding, mine: Coding, queue: Sequence[Proposal], text: str) -> Review:
    """Go through the queue as somebody would who has the coding by hand in mind.

    A proposal is accepted where each of its witnesses' claims is in the coding; edited where an edit of fewer letters
    than writing the claim makes it one; else rejected.
    """
    left = list(gold.units)
    counts = {"accepted": 0, "edited": 0, "rejected": 0}
    kept: list[bool] = []
    keys = read = 0
    at = 0
    for proposal in queue:
        by = proposal.claim["by"]
        size = len(by) if isinstance(by, list) else 1
        units = mine.units[at : at + size]
        at += size
        read += len(text[proposal.start : proposal.end].split())
        keys += 1
        rejected = counts["rejected"]
        hits = [next((g for g in left if _same_proposition(g, u) and g.origin == u.origin), None) for u in units]
        near = next((g for g in left for u in units if _near_claim(g, u)), None)
        if all(hits):
            counts["accepted"] += 1
            left = [g for g in left if g not in hits]
        elif near is not None and slips(units[0].text, near.text) < len(near.text) / 2:
            counts["edited"] += 1
            keys += slips(units[0].text, near.text) + 1
            left.remove(near)
        else:
            counts["rejected"] += 1
        kept.append(counts["rejected"] == rejected)
    seconds = keys * KEYSTROKE + len(queue) * DECISION + 60 * read / WORDS_A_MINUTE
    return Review(**counts, keystrokes=keys, minutes=seconds / 60, kept=tuple(kept))
