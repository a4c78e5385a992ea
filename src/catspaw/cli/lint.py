"""``catspaw lint``."""

from __future__ import annotations

import sys

import click

from catspaw.case.load import examine
from catspaw.cli.output import case_argument, json_option, show_json


@click.command("lint")
@case_argument
@click.option("--fix", is_flag=True, help="Mend what is certain: a misspelt key or choice with one near name.")
@json_option
def command(case: str, *, fix: bool, as_json: bool) -> None:
    """Name everything that is wrong with a case, each with file, line and what is allowed."""
    from catspaw.case.mend import mend

    mended = mend(case) if fix else []
    found, problems = examine(case)
    errors = sum(p.level == "error" for p in problems)
    if as_json:
        rows = [{"file": p.file, "line": p.line, "level": p.level, "message": p.message} for p in problems]
        mends = [{"file": m.file, "line": m.line, "found": m.found, "put": m.put} for m in mended]
        show_json({"case": found.id, "claims": len(found.claims), "errors": errors, "mended": mends, "problems": rows})
    else:
        for line in (*mended, *problems):
            click.echo(str(line))
        counts = (_count(errors, "error"), _count(len(problems) - errors, "warning"))
        said = ", ".join(counts) if problems else "nothing wrong"
        click.echo(f"{found.id or case}: {len(found.claims)} claims; {said}", err=True)
    sys.exit(1 if errors else 0)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
