"""Takes what is private out of a case's files before they leave: reports, claims, and the names of voices."""

from __future__ import annotations

import re
from typing import Any

from catspaw.case.model import Case
from catspaw.case.tables import Files

NAMELESS = "some of unknown, unnamed, private"


def without_private(files: Files, case: Case) -> Files:
    """Give the files without private reports and claims, private voices made nameless.

    What pointed to a withheld claim points there no more; the result may then be no valid case, where an open claim
    speaks of an incident that only a private one names.

    Parameters
    ----------
    files : Files
        From `read_files`.
    case : Case
        The same case, resolved.
    """
    hidden = {c.key for c in case.claims if c.private}
    closed = {r.id for r in case.reports.values() if r.private}
    if not hidden and not closed and not any(v.private for v in case.voices.values()):
        return files
    open_files = {n: f for n, f in files.items() if not (n.startswith("reports/") and f["report"] in closed)}
    new_names = {r["report"]: _new_names(r) for n, r in open_files.items() if n.startswith("reports/")}
    for name, report in open_files.items():
        if name.startswith("reports/"):
            open_files[name] = _report(report, new_names[report["report"]], hidden)
    if "judgements.yaml" in open_files:
        open_files["judgements.yaml"] = [j for j in files["judgements.yaml"] if not _touches(j, hidden)]
    if "accounts.yaml" in open_files:
        accounts = (_account(a, new_names, closed, case) for a in files["accounts.yaml"])
        open_files["accounts.yaml"] = [a for a in accounts if a["believe"]]
    return open_files


def has_private(report: Any) -> bool:
    """Whether a report's file holds anything that no export shows."""
    if not isinstance(report, dict) or "claims" not in report:
        return False
    closed = [report, *report["claims"]]
    return any(entry.get("private") == "yes" for entry in closed) or bool(_new_names(report))


def _new_names(report: dict[str, Any]) -> dict[str, str]:
    described = report.get("voices") or {}
    private = [name for name, text in described.items() if "private" in re.split(r"\s*,\s*", text)]
    return {name: f"withheld_{number}" for number, name in enumerate(private, 1)}


def _report(report: dict[str, Any], new: dict[str, str], hidden: set[str]) -> dict[str, Any]:
    found = dict(report)
    if report.get("voices"):
        found["voices"] = {new.get(n, n): _voice(n, text, new) for n, text in report["voices"].items()}
    claims = (_claim(claim, new, hidden) for claim in report["claims"] if claim.get("private") != "yes")
    found["claims"] = [
        c for c in claims if c.get("again", True) and c.get("retracts", True) and c.get("key") not in hidden
    ]
    return found


def _voice(name: str, text: str, new: dict[str, str]) -> str:
    if name in new:
        return NAMELESS
    return re.sub(r"(maybe|not) ([a-z0-9_]+)", lambda m: f"{m[1]} {new.get(m[2], m[2])}", text)


def _claim(claim: dict[str, Any], new: dict[str, str], hidden: set[str]) -> dict[str, Any]:
    found = dict(claim)
    if "by" in claim:
        found["by"] = [_chain(chain, new) for chain in _several(claim["by"])]
    for key in ("grounds", "again", "retracts"):
        if key in claim:
            found[key] = [name for name in _several(claim[key]) if name not in hidden]
    return found


def _chain(chain: str, new: dict[str, str]) -> str:
    links = re.split(r"\s+via\s+", chain)
    return " via ".join(new.get(link, link) for link in links)


def _several(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _touches(judgement: dict[str, Any], hidden: set[str]) -> bool:
    return bool(hidden & {k for kind in ("together", "apart") for k in _several(judgement.get(kind, []))})


def _account(
    account: dict[str, Any], new_names: dict[str, dict[str, str]], closed: set[str], case: Case
) -> dict[str, Any]:
    kept = []
    for name in _several(account["believe"]):
        report, voice = name.split("/") if "/" in name else (_report_of(name, case), name)
        if report not in closed:
            new = new_names.get(report, {}).get(voice, voice)
            kept.append(new if new == voice and "/" not in name else f"{report}/{new}")
    return {**account, "believe": kept}


def _report_of(voice: str, case: Case) -> str:
    """Give the report that has a voice of this name; nothing for a source or an actor."""
    return next((v.report for v in case.voices.values() if v.name == voice), "")
