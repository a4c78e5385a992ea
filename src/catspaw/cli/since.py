"""``catspaw since``."""

from __future__ import annotations

import click

from catspaw.cli.output import case_argument, json_option, show_json


@click.command("since")
@case_argument
@click.argument("date", metavar="DATE")
@json_option
def command(case: str, date: str, *, as_json: bool) -> None:
    """Say what moved since DATE, and which claim moved it; that nothing moved is a result too."""
    import catspaw.jobs as jobs

    changes = jobs.since(case, date)
    if as_json:
        show_json(changes.to_json())
    else:
        click.echo(str(changes))
