"""Adds one claim to a report, in one line; the whole case is checked before anything is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from catspaw.case.inserting import insert_item, insert_keys
from catspaw.case.load import examine, own_folder
from catspaw.case.schema import CLAIM
from catspaw.case.tree import Mapping as Tree
from catspaw.case.tree import Node, Scalar, parse_tree
from catspaw.case.tree import Sequence as Items
from catspaw.case.writing import Plain
from catspaw.core.errors import CaseError, CatspawError, Problem, UnknownName, nearest
from catspaw.core.files import write_atomic

_SPLIT = re.compile(r";\s*(?=[a-z_]+\s*:)")
_STARTS = re.compile(r"\s*(says|expects|again|retracts)\s*:")


@dataclass(frozen=True, slots=True)
class Added:
    """A claim as it stands, or would stand, in its report.

    Attributes
    ----------
    keys : tuple of str
        Keys of the claims that it makes: several where it stands by several.
    file, line : str, int
        Where it begins.
    text : str
        The report's whole text with it.
    """

    keys: tuple[str, ...]
    file: str
    line: int
    text: str


def read_claim(line: str, options: Mapping[str, str] | None = None) -> dict[str, Plain]:
    """Read a claim given in one line.

    Parameters
    ----------
    line : str
        ``says: backs(iran -> hamas); by: h2 via wsj; where: p3``, or the proposition alone.
    options : mapping, optional
        Further keys of the claim.

    Raises
    ------
    CatspawError
        For a key given twice, or a value that is no YAML.
    """
    parts = _SPLIT.split(line.strip().rstrip(";")) if _STARTS.match(line) else [f"says: {line}"]
    pairs = [tuple(part.split(":", 1)) for part in parts]
    pairs += [(key, value) for key, value in (options or {}).items()]
    claim: dict[str, Plain] = {}
    for key, value in ((k.strip(), v.strip()) for k, v in pairs):
        if key in claim:
            raise CatspawError(f"`{key}` is given twice; give it once")
        if CLAIM.field(key) is None:
            known = [f.key for f in CLAIM.fields]
            raise CatspawError(f"`{key}` is no key of a claim; allowed: {', '.join(known)}{nearest(key, known)}")
        claim[key] = _value(key, value)
    return {f.key: claim[f.key] for f in CLAIM.fields if f.key in claim}


def _value(key: str, text: str) -> Plain:
    """Read a list in brackets; anything else is text as it stands."""
    if not text.startswith("["):
        return text
    problems: list[Problem] = []
    node = parse_tree(text, key, problems)
    if problems or not isinstance(node, Items):
        raise CatspawError(f"`{key}`: {text!r} is no list; write [X via Y, Z]")
    return plain(node)


def plain(node: Node) -> Plain:
    """Give a node's content as text, lists and keys with values."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Tree):
        return {key: plain(value) for key, value in node.items.items()}
    return [plain(item) for item in node.items]


def add_claim(
    case: str | Path,
    claim: Mapping[str, Plain],
    *,
    report: str | None = None,
    voices: Sequence[str] = (),
    dry_run: bool = False,
) -> Added:
    """Add a claim at the end of a report's claims.

    Parameters
    ----------
    case : str or Path
        A folder.
    claim : mapping
        From `read_claim`.
    report : str, optional
        Its report; may be left out where the case has one.
    voices : sequence of str
        New voices of the report: ``h2: 2 of hamas, unnamed``.
    dry_run : bool
        Check all, write nothing.

    Raises
    ------
    CaseError
        With every error that the case would have and has not now; nothing is written then.
    UnknownName
        Where there is no such case or report.
    """
    folder = own_folder(case)
    before, old = examine(folder)
    file = _report_file(folder, report)
    if unreadable := [p for p in old if p.file == file and "is not UTF-8" in p.message]:
        raise CaseError(unreadable)
    text, put_back = _unwrapped((folder / file).read_bytes().decode("utf-8"))
    text, line = insert_item(_with_voices(text, voices, file), "claims", claim, file=file)
    found, problems = examine(folder, instead={file: text})
    if new := _new_errors(old, problems):
        raise CaseError(new)
    known = {c.key for c in before.claims}
    keys = tuple(c.key for c in found.claims if c.key not in known)
    if not dry_run:
        write_atomic(folder / file, put_back(text))
    return Added(keys, file, line, text)


def _unwrapped(text: str) -> tuple[str, Callable[[str], str]]:
    """Give the text without byte-order mark and carriage returns, and what puts them back."""
    mark = text[: text.startswith("\ufeff")]
    returns = 0 < text.count("\n") == text.count("\r\n")
    plain_text = text.removeprefix(mark).replace("\r\n", "\n") if returns else text.removeprefix(mark)
    return plain_text, lambda new: mark + (new.replace("\n", "\r\n") if returns else new)


def _report_file(folder: Path, report: str | None) -> str:
    known = {p.stem: f"reports/{p.name}" for p in sorted((folder / "reports").glob("*.yaml"))}
    if report is None and len(known) == 1:
        return next(iter(known.values()))
    if report is None:
        raise UnknownName(f"the case has {len(known)} reports; say which with --report: {', '.join(known)}")
    if report not in known:
        allowed = f"reports: {', '.join(known)}{nearest(report, known)}"
        raise UnknownName(f"`{report}` is no report of this case; {allowed}")
    return known[report]


def _with_voices(text: str, voices: Sequence[str], file: str) -> str:
    described: dict[str, Plain] = {}
    for voice in voices:
        name, colon, words = (part.strip() for part in voice.partition(":"))
        if not colon:
            raise CatspawError(f"voice {voice!r} has no description; write `h2: 2 high-ranking of hamas, unnamed`")
        described[name] = words
    return insert_keys(text, "voices", described, before="claims", file=file) if described else text


def _new_errors(before: Sequence[Problem], after: Sequence[Problem]) -> list[Problem]:
    known = {(p.file, p.message) for p in before}
    return [p for p in after if p.level == "error" and (p.file, p.message) not in known]
