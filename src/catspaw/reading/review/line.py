"""A claim in one line, as `catspaw add` takes it and as the queue shows it; and read back."""

from __future__ import annotations

from collections.abc import Mapping

from catspaw.case.adding import read_claim
from catspaw.case.writing import Plain
from catspaw.reading.propose.proposal import Claim


def to_line(claim: Claim) -> str:
    """Write a claim in one line.

    Examples
    --------
    >>> to_line({"says": "backs(iran -> hamas)", "by": ["h2", "z2"], "where": "p3"})
    'says: backs(iran -> hamas); by: [h2, z2]; where: p3'
    """
    return "; ".join(f"{key}: {_value(value)}" for key, value in claim.items())


def _value(value: str | list[str]) -> str:
    return value if isinstance(value, str) else f"[{', '.join(value)}]"


def flat(claim: Mapping[str, Plain]) -> Claim:
    """Give a claim as text and lists of text, as proposals have it."""
    return {k: v if isinstance(v, str) else [str(item) for item in v] for k, v in claim.items()}


def from_line(line: str) -> dict[str, Plain]:
    """Read a claim.

    Raises
    ------
    CatspawError
        For a key that a claim does not have, or one that is given twice.
    """
    return read_claim(line)
