"""Splitting a proposal into several, and putting several together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from catspaw.case.language import Arg, Party, Prop, parse
from catspaw.reading.propose.proposal import Claim, Proposal


def split_claim(claim: Claim) -> tuple[Claim, ...]:
    """Give one claim for each witness; where there is one, one for each of parties named together.

    Examples
    --------
    >>> [c["says"] for c in split_claim({"says": "arms(iran + syria -> hamas)", "by": "wsj"})]
    ['arms(iran -> hamas)', 'arms(syria -> hamas)']
    """
    by = claim["by"]
    if isinstance(by, list) and len(by) > 1:
        return tuple({**claim, "by": one} for one in by)
    which = "says" if "says" in claim else "expects"
    prop = parse(str(claim[which]))
    return tuple({**claim, which: str(one)} for one in _single(prop))


def _single(prop: Prop) -> Iterator[Prop]:
    """Give a proposition once for each member of its first joint party on one side of an arrow."""
    for at, arg in enumerate(prop.call.args):
        ones = _ones(arg)
        for one in ones:
            args = (*prop.call.args[:at], one, *prop.call.args[at + 1 :])
            yield replace(prop, call=replace(prop.call, args=args))
        if ones:
            return


def _ones(arg: Arg) -> list[Arg]:
    """Give a directed pair once for each member of its first side that has several."""
    if arg.target is None:
        return []
    if isinstance(arg.end, Party) and len(arg.end.members) > 1:
        return [replace(arg, end=Party((member,))) for member in arg.end.members]
    if isinstance(arg.target, Party) and len(arg.target.members) > 1:
        return [replace(arg, target=Party((member,))) for member in arg.target.members]
    return []


def alike(a: Proposal, b: Proposal) -> bool:
    """Whether two proposals say the same in the same way, whoever says it and wherever."""
    ways = ("says", "expects", "act", "sure", "odds", "if")
    return all(a.claim.get(k) == b.claim.get(k) for k in ways)


def merge_proposals(first: Proposal, others: Sequence[Proposal]) -> Proposal:
    """Put proposals that say the same together: parallel witnesses, all the paragraphs."""
    every = (first, *others)
    by = list(dict.fromkeys(w for p in every for w in _witnesses(p)))
    where = list(dict.fromkeys(w.strip() for p in every for w in str(p.claim.get("where", "")).split(",") if w.strip()))
    claim: dict[str, str | list[str]] = {**first.claim, "by": by[0] if len(by) == 1 else by, "where": ",".join(where)}
    voices = {name: words for p in every for name, words in p.voices.items()}
    return replace(first, claim=claim, voices=voices, score=max(p.score for p in every))


def _witnesses(proposal: Proposal) -> list[str]:
    by = proposal.claim["by"]
    return by if isinstance(by, list) else [by]
