"""Footnotes: every claim has one number, and every statement names the claims behind it."""

from __future__ import annotations

from collections.abc import Iterable

from catspaw.case.english import say, say_party
from catspaw.case.language import Party
from catspaw.case.model import Case, Chain, Claim

#: Where a word of the speech acts leads on to what is said.
_VERBS = {
    "assert": "says",
    "deny": "denies",
    "admit": "admits",
    "doubt": "doubts",
    "silent": "will not say whether",
    "no_evidence": "has no evidence",
    "judge": "judges",
    "threaten": "threatens",
    "promise": "promises",
    "demand": "demands",
}
_SURE = {
    "believes": "believes",
    "likely": "thinks it likely",
    "presumes": "presumes",
    "assumes": "assumes",
    "suspects": "suspects",
    "may": "thinks it possible",
}


class Notes:
    """Numbers the claims of a case, private ones left out, in the order of reports and lines."""

    def __init__(self, case: Case) -> None:
        self.case = case
        shown = [c for c in case.claims if not c.private]
        self.claims = sorted(shown, key=lambda c: (case.reports[c.report].dated.first or c.learnt, c.report, c.line))
        self._number = {c.key: i for i, c in enumerate(self.claims, 1)}
        self._claim = {c.key: c for c in self.claims}

    def of(self, keys: Iterable[str]) -> list[int]:
        """Give the numbers of claims, in order; private ones have none."""
        return sorted({self._number[k] for k in keys if k in self._number})

    def claim(self, key: str) -> Claim | None:
        """Find a claim that may be shown."""
        return self._claim.get(key)

    def rows(self) -> list[dict[str, object]]:
        """Give every claim as the page shows it."""
        return [self._row(i, c) for i, c in enumerate(self.claims, 1)]

    def _row(self, number: int, claim: Claim) -> dict[str, object]:
        return {
            "n": number,
            "who": speakers(claim, self.case),
            "act": verb(claim),
            "says": content(claim, self.case),
            "where": place(claim),
            "retracted": claim.retracted,
            "code": str(claim.prop),
        }


def speakers(claim: Claim, case: Case) -> str:
    """Say who vouches: chains with the origin first, parallel witnesses joined."""
    return "; ".join(chain_text(chain, case) for chain in claim.by)


def chain_text(chain: Chain, case: Case) -> str:
    """Say one chain: ``one senior voice of Hamas, through The Wall Street Journal``."""
    names = [speaker_name(s.id, s.quantifier, case) for s in chain]
    return ", through ".join(names)


def speaker_name(name: str, quantifier: str | None, case: Case) -> str:
    """Give a speaker's name as readers know it."""
    if name == "nobody":
        return "nobody named"
    if name == "unknown":
        return "someone unknown"
    shown = case.name_of(name)
    return f"{quantifier} {shown}" if quantifier else shown


def verb(claim: Claim) -> str:
    """Give the verb of the speech act, with the speaker's own certainty."""
    if claim.kind == "expects":
        return "expects"
    if claim.act == "assert" and claim.sure in _SURE:
        return _SURE[claim.sure]
    return _VERBS[claim.act]


def content(claim: Claim, case: Case) -> str:
    """Say what is claimed, with its conditions."""
    parts = [say(claim.prop, case)]
    if claim.given is not None:
        parts.append(f"if {say(claim.given, case)}")
    if claim.unless is not None:
        parts.append(f"unless {say(claim.unless, case)}")
    if isinstance(claim.to, Party):
        parts.append(f"(to {say_party(claim.to, case)})")
    return " ".join(parts)


def place(claim: Claim) -> str:
    """Give the passage reference: report and paragraphs, and that nobody looked at the claim, where nobody did."""
    where = ", ".join(f"p{p}" for p in claim.where)
    return f"{claim.report} {where}".strip() + ("" if claim.reviewed else " (not reviewed)")
