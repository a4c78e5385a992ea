"""``catspaw cases``."""

from __future__ import annotations

import click

from catspaw.case.load import bundled, load
from catspaw.cli.output import json_option, show_json


@click.command("cases")
@json_option
def command(*, as_json: bool) -> None:
    """List the bundled cases."""
    found = [load(name) for name in bundled()]
    if as_json:
        rows = [{"case": c.id, "title": c.title, "as_of": c.as_of, "claims": len(c.claims)} for c in found]
        show_json({"cases": rows})
        return
    for case in found:
        click.echo(f"{case.id:<18} {case.as_of}  {len(case.claims):>4} claims  {case.title}")
