"""Voices and chains: how a report describes who speaks, and through whom.

h2: 2 high-ranking of hamas, unnamed, maybe h1, not h3, access eyewitness, because fear of reprisal
by: khamenei via h2            origin first; a list is parallel witnesses
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from catspaw.case.language import QUANTIFIERS
from catspaw.case.model import Chain, Speaker, Voice
from catspaw.case.readers import Bad

#: Letters in a description's first part, or in a chain.
LONGEST = 1000

_FIRST = re.compile(r"(?:(?P<count>[0-9]{1,4}|some|many)\s+)?(?:(?P<rank>[\w -]+?)\s+)?of\s+(?P<of>[a-z][a-z0-9_]*)\Z")
_SPEAKER = re.compile(r"(?:(" + "|".join(QUANTIFIERS) + r") )?([a-z][a-z0-9_]*)\Z")
FORM = (
    "`COUNT RANK of ACTOR, unnamed, maybe V, not V, access …, because …, private`, "
    "e.g. `2 high-ranking of hamas, unnamed`"
)


def parse_voice(name: str, text: str, report: str, line: int) -> Voice:
    """Read the description of a voice.

    Raises
    ------
    Bad
        Where it does not have the form above.
    """
    first, *rest = (part.strip() for part in text.split(","))
    match = _FIRST.match(first) if len(first) <= LONGEST else None
    if not match:
        raise Bad(f"voice `{name}`: {text!r} does not have the form {FORM}")
    rank = match["rank"] or ""
    found: dict[str, Any] = {"named": rank == "named", "rank": "" if rank in ("named", "unnamed") else rank}
    for part in rest:
        _add_part(name, part, found)
    count = match["count"] or "1"
    number = int(count) if count.isdigit() else None
    return Voice(id=f"{report}/{name}", name=name, report=report, of=match["of"], count=number, line=line, **found)


def _add_part(name: str, part: str, found: dict[str, Any]) -> None:
    word, _, value = part.partition(" ")
    if part in ("unnamed", "named", "private"):
        found["private" if part == "private" else "named"] = part != "unnamed"
    elif word in ("maybe", "not") and value:
        key = "maybe" if word == "maybe" else "distinct"
        found[key] = (*found.get(key, ()), value.strip())
    elif word in ("access", "because") and value:
        found[word] = value.strip()
    else:
        raise Bad(f"voice `{name}`: {part!r} is not known; the form is {FORM}")


def parse_chain(text: str, resolve: Callable[[str], str]) -> Chain:
    """Read ``X via Y via Z``, the origin first.

    Parameters
    ----------
    text : str
        The chain as written.
    resolve : callable
        Gives a voice, source or actor its full id, or raises `Bad`.

    Raises
    ------
    Bad
        For a link that is no name.
    """
    if len(text) > LONGEST:
        raise Bad(f"a chain of {len(text):,} characters; at most {LONGEST:,}")
    return tuple(_speaker(link.strip(), text, resolve) for link in re.split(r"\s+via\s+", text))


def _speaker(link: str, text: str, resolve: Callable[[str], str]) -> Speaker:
    if link in ("nobody named", "nobody"):
        return Speaker("nobody")
    match = _SPEAKER.match(link)
    if not match:
        raise Bad(f"{text!r} is no chain of names: write `X`, or `X via Y` with the origin first")
    return Speaker(resolve(match[2]), match[1])
