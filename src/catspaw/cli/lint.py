"""``catspaw lint``."""

from __future__ import annotations

import sys

import click

from catspaw.case.load import examine
from catspaw.cli.output import case_argument, json_option, show_json


@click.command("lint")
@case_argument
@json_option
def command(case: str, *, as_json: bool) -> None:
    """Name everything that is wrong with a case, each with file, line and what is allowed."""
    found, problems = examine(case)
    errors = sum(p.level == "error" for p in problems)
    if as_json:
        rows = [{"file": p.file, "line": p.line, "level": p.level, "message": p.message} for p in problems]
        show_json({"case": found.id, "claims": len(found.claims), "errors": errors, "problems": rows})
    else:
        for problem in problems:
            click.echo(str(problem))
        said = f"{errors} errors, {len(problems) - errors} warnings" if problems else "nothing wrong"
        click.echo(f"{found.id or case}: {len(found.claims)} claims; {said}", err=True)
    sys.exit(1 if errors else 0)
