"""``catspaw agree``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from catspaw.cli.output import json_option, show_json

if TYPE_CHECKING:
    from catspaw.case.agreement import Agreement, FieldAgreement
    from catspaw.case.units import Unit


@click.command("agree")
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option("--report", metavar="NAME", help="Only this report.")
@json_option
def command(a: str, b: str, *, report: str | None, as_json: bool) -> None:
    """Compare two codings of the same reports, in the paragraphs that both read.

    A and B are cases, or YAML files of one report. A unit is one witness's word for one claim; two match on paragraph,
    origin, predicate and parties.
    """
    from catspaw.case.agreement import agreement

    found = agreement(a, b, report=report)
    if as_json:
        show_json(_json(found))
        return
    for line in _lines(found):
        click.echo(line)


def _json(found: Agreement) -> dict[str, Any]:
    matching = found.matching
    units = {"matched": len(matching.pairs), "only_a": _units(matching.only_a), "only_b": _units(matching.only_b)}
    shares = {k: getattr(found, k) for k in ("precision", "recall", "f1", "f1_low", "f1_high")}
    near = [{"a": x, "b": y, "times": n} for x, y, n in found.near]
    fields = [asdict(f) for f in found.fields]
    return {"paragraphs": len(matching.paragraphs), **shares, **units, "fields": fields, "near": near}


def _units(units: tuple[Unit, ...]) -> list[dict[str, Any]]:
    return [{"report": u.report, "paragraphs": sorted(u.paragraphs), "line": u.line, "text": u.text} for u in units]


def _lines(found: Agreement) -> list[str]:
    matching = found.matching
    a, b, both = len(matching.only_a), len(matching.only_b), len(matching.pairs)
    head = [
        f"{len(matching.paragraphs)} paragraphs read by both; {both} units in both, {a} only in A, {b} only in B",
        f"precision {found.precision:.2f}  recall {found.recall:.2f}  "
        f"F1 {found.f1:.2f} [{found.f1_low:.2f}, {found.f1_high:.2f}]",
        "",
        f"{'field':<12}{'same':>10}   alpha",
    ]
    lines = [*head, *map(_field_line, found.fields)]
    if found.near:
        lines += ["", "another word for the same parties (A, B, times):"]
        lines += [f"  {x:<14} {y:<14} {n}" for x, y, n in found.near]
    for side, units in (("A", matching.only_a), ("B", matching.only_b)):
        lines += ["", f"only in {side}:", *(f"  {u.report}:{u.line} {_where(u)} {u.text}" for u in units)]
    return lines


def _field_line(field: FieldAgreement) -> str:
    same = f"{field.same}/{field.units}"
    if field.alpha is None or field.low is None or field.high is None:
        return f"{field.field:<12}{same:>10}   one value throughout"
    return f"{field.field:<12}{same:>10}   {field.alpha:.2f} [{field.low:.2f}, {field.high:.2f}]"


def _where(unit: Unit) -> str:
    return ",".join(f"p{p}" for p in sorted(unit.paragraphs))
