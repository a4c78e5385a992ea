"""What two coders are compared on: each witness's word for each claim is one unit, found in a passage.

Two units are one where they stand in a common paragraph, have one origin, one predicate and the same parties; what
else they say is compared field by field.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catspaw.case.files import read_report_text
from catspaw.case.language import Arg, Call, Party, Prop
from catspaw.case.load import find_case
from catspaw.case.model import Voice
from catspaw.case.propositions import TIME_KEYS
from catspaw.case.readers import Bad
from catspaw.case.records import Entry
from catspaw.case.tree import read_text
from catspaw.case.voices import parse_chain, parse_voice
from catspaw.core.dates import parse_interval
from catspaw.core.errors import CaseError, CatspawError, DateError, Problem, nearest

#: Fields compared on units that match; `sure` is a scale, the others are names.
FIELDS = ("kind", "act", "sure", "polarity", "quantifier", "level", "date", "chain", "said", "condition", "odds")


@dataclass(frozen=True, slots=True)
class Unit:
    """One witness's word for one claim.

    Attributes
    ----------
    paragraphs : frozenset of int
        Where it stands.
    origin : str
        Who says so in the end: the actor or source behind a voice.
    word : str
        The predicate.
    parties : tuple of str
        The ids that it relates, sorted.
    values : dict
        Field to value.
    """

    report: str
    paragraphs: frozenset[int]
    origin: str
    word: str
    parties: tuple[str, ...]
    values: dict[str, str]
    text: str
    line: int

    @property
    def key(self) -> tuple[str, str, str, tuple[str, ...]]:
        """What two units must share, but for the paragraph."""
        return self.report, self.origin, self.word, self.parties


@dataclass(frozen=True, slots=True)
class Coding:
    """One coder's reading of one report.

    Attributes
    ----------
    blocks : frozenset of int
        Paragraphs that were read; of others nothing is known.
    """

    report: str
    blocks: frozenset[int]
    units: tuple[Unit, ...]


def read_codings(source: str | Path, *, report: str | None = None) -> dict[str, Coding]:
    """Read every coding of a case, or of one report's YAML file.

    Raises
    ------
    CaseError
        With what is wrong in the files.
    CatspawError
        Where the report that is asked for is not there.
    """
    path = Path(source)
    files = [path] if path.is_file() else sorted((find_case(source) / "reports").glob("*.yaml"))
    found = {c.report: c for c in map(_read, files)}
    if report is not None and report not in found:
        raise CatspawError(f"{source} has no report `{report}`; reports: {', '.join(found)}{nearest(report, found)}")
    return {name: c for name, c in found.items() if report in (None, name)}


def _read(path: Path) -> Coding:
    problems: list[Problem] = []
    text = read_text(path, path.name, problems)
    entry, found = read_report_text(text or "", path.name)
    if problems := [*problems, *(p for p in found if p.level == "error")]:
        raise CaseError(problems)
    if entry is None or not entry.complete:
        raise CatspawError(f"{path} is no report")
    voices = dict(_voices(entry))
    units = tuple(_units(entry, voices))
    coded = entry.values.get("coded")
    blocks = set(coded.values.get("blocks", ())) if coded else set()
    if not blocks:
        blocks = {p for u in units for p in u.paragraphs} | set(entry.values.get("passed", {}))
    return Coding(entry.values["id"], frozenset(blocks), units)


def _voices(entry: Entry) -> Iterator[tuple[str, Voice]]:
    for name, (text, line) in entry.values.get("voices", {}).items():
        try:
            yield name, parse_voice(name, text, entry.values["id"], line)
        except Bad as bad:
            raise CaseError([Problem(f"{entry.values['id']}.yaml", line, str(bad))]) from None


def _units(report: Entry, voices: dict[str, Voice]) -> Iterator[Unit]:
    keyed = {c.values["key"]: c for c in report.values["claims"] if "key" in c.values}
    for claim in report.values["claims"]:
        for said in _said(claim, keyed):
            for text in claim.values.get("by", ()):
                yield _unit(report.values["id"], said, claim, text, voices)


def _said(claim: Entry, keyed: dict[str, Entry]) -> list[Entry]:
    """Give the claims whose propositions a claim puts forward: itself, or those that it stands by."""
    if "says" in claim.values or "expects" in claim.values:
        return [claim]
    return [keyed[k] for k in claim.values.get("again", ()) if k in keyed]


def _unit(report: str, said: Entry, claim: Entry, chain: str, voices: dict[str, Voice]) -> Unit:
    kind = "says" if "says" in said.values else "expects"
    prop: Prop = said.values[kind]
    links = _links(chain, voices)
    values = said.values | claim.values
    return Unit(
        report=report,
        paragraphs=frozenset(claim.values.get("where", ())),
        origin=links[0],
        word=prop.word,
        parties=tuple(sorted(_names(prop.call))),
        values={
            "kind": kind if said is claim else "again",
            "act": values.get("act", "assert"),
            "sure": values.get("sure", "flat"),
            "polarity": "not" if prop.negated else "",
            "quantifier": " ".join(sorted(_quantifiers(prop.call))),
            "level": f"{prop.op} {prop.level}" if prop.op else "",
            "date": _dates(prop.call),
            "chain": " via ".join(links[1:]),
            "said": _date(values.get("said", "")),
            "condition": str(values.get("given", "")),
            "odds": values.get("odds", ""),
        },
        text=f"{prop}, by {chain}",
        line=claim.line,
    )


def _links(chain: str, voices: dict[str, Voice]) -> list[str]:
    """Give the chain with whom each voice is of, since two coders name one voice differently."""
    try:
        speakers = parse_chain(chain, lambda name: voices[name].of if name in voices else name)
    except Bad as bad:
        raise CatspawError(str(bad)) from None
    return [s.id for s in speakers]


def _names(call: Call) -> set[str]:
    """Give the ids under a call, those of nested propositions included."""
    found: set[str] = set()
    for end in _ends(call):
        if isinstance(end, Prop):
            found |= {end.word, *_names(end.call)}
        elif isinstance(end, Party):
            found |= {m.id for m in end.members}
    return found


def _quantifiers(call: Call) -> list[str]:
    return [str(m) for end in _ends(call) if isinstance(end, Party) for m in end.members if m.quantifier]


def _ends(call: Call) -> list[Any]:
    return [end for arg in call.positional for end in (arg.end, arg.target) if end is not None]


def _dates(call: Call) -> str:
    return "; ".join(f"{a.key} {_date(str(a.end))}" for a in call.args if _is_time(a))


def _is_time(arg: Arg) -> bool:
    return arg.key in TIME_KEYS and not isinstance(arg.end, Prop)


def _date(text: str) -> str:
    """Give a date as days where it can be read alone, so that ways of writing do not differ."""
    try:
        found = parse_interval(text)
    except DateError:
        return text
    return f"{found.first}..{found.last}"


@dataclass(frozen=True, slots=True)
class Matching:
    """Units of two coders: the pairs, and what only one of them has."""

    paragraphs: tuple[tuple[str, int], ...]
    pairs: tuple[tuple[Unit, Unit], ...]
    only_a: tuple[Unit, ...]
    only_b: tuple[Unit, ...]


def match(a: dict[str, Coding], b: dict[str, Coding]) -> Matching:
    """Match the units of two coders within the paragraphs that both read.

    Raises
    ------
    CatspawError
        Where there is no such paragraph.
    """
    shared = {r: a[r].blocks & b[r].blocks for r in a if r in b}
    if not any(shared.values()):
        raise CatspawError("no paragraph of any report was read by both (`coded: blocks`, or `where` of the claims)")
    left, right = (_groups(coding, shared) for coding in (a, b))
    pairs: list[tuple[Unit, Unit]] = []
    for key, units in left.items():
        pairs += _pairs(units, right.get(key, []), shared[key[0]])
    taken = {id(u) for pair in pairs for u in pair}
    rest = (tuple(u for units in side.values() for u in units if id(u) not in taken) for side in (left, right))
    paragraphs = tuple((r, p) for r in shared for p in sorted(shared[r]))
    return Matching(paragraphs, tuple(pairs), *rest)


Groups = dict[tuple[str, str, str, tuple[str, ...]], list[Unit]]


def _groups(codings: dict[str, Coding], shared: dict[str, frozenset[int]]) -> Groups:
    found: Groups = defaultdict(list)
    for report, blocks in shared.items():
        for unit in codings[report].units:
            if unit.paragraphs & blocks:
                found[unit.key].append(unit)
    return found


def _pairs(left: list[Unit], right: list[Unit], blocks: Iterable[int]) -> Iterator[tuple[Unit, Unit]]:
    """Pair units that share a paragraph of those that both read, each once; the most alike first."""
    both = frozenset(blocks)
    pairs = [(x, y) for x in left for y in right if x.paragraphs & y.paragraphs & both]
    pairs.sort(key=lambda pair: -sum(pair[0].values[f] == pair[1].values[f] for f in FIELDS))
    taken: set[int] = set()
    for x, y in pairs:
        if id(x) not in taken and id(y) not in taken:
            taken |= {id(x), id(y)}
            yield x, y
