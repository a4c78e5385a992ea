"""``catspaw add``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from catspaw.case.schema import CLAIM
from catspaw.cli.output import case_argument, json_option, show_json

_BEGINNINGS = ("says", "expects", "again", "retracts")


def _claim_options(function: Callable[..., Any]) -> Callable[..., Any]:
    for field in reversed(CLAIM.fields):
        if field.key not in _BEGINNINGS:
            function = click.option(f"--{field.key}", f"key_{field.key}", metavar="TEXT", help=field.doc)(function)
    return function


@click.command("add")
@case_argument
@click.argument("claim", metavar="CLAIM")
@click.option("--report", metavar="NAME", help="Its report, where the case has several.")
@click.option("--voice", "voices", multiple=True, metavar="TEXT", help="A new voice: 'h2: 2 of hamas, unnamed'.")
@_claim_options
@click.option("--dry-run", is_flag=True, help="Check all, write nothing.")
@json_option
def command(
    case: str, claim: str, *, report: str | None, voices: tuple[str, ...], dry_run: bool, as_json: bool, **keys: str
) -> None:
    """Add one claim to a report of a case.

    CLAIM is "says: backs(iran -> hamas); by: h2 via wsj; where: p3", or the proposition alone, with the other keys
    as options. The whole case is checked before anything is written; comments and layout stay.
    """
    from catspaw.case.adding import add_claim, read_claim

    options = {name.removeprefix("key_"): value for name, value in keys.items() if value is not None}
    added = add_claim(case, read_claim(claim, options), report=report, voices=voices, dry_run=dry_run)
    if as_json:
        show_json({"keys": added.keys, "file": added.file, "line": added.line, "written": not dry_run})
        return
    for key in added.keys or ("",):
        click.echo(f"{key} {added.file}:{added.line}".strip())
