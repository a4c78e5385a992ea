"""``catspaw flashpoints``."""

from __future__ import annotations

import click

from catspaw.cli.output import case_argument, day_option, json_option, show_json


@click.command("flashpoints")
@case_argument
@day_option("--as-of", "As believed on this day; default: the case's.")
@json_option
def command(case: str, *, as_of: str | None, as_json: bool) -> None:
    """Rank the ties where the network could break, each with its reason and how firm its rank is."""
    import catspaw.jobs as jobs

    found = jobs.flashpoints(case, as_of=as_of)
    if as_json:
        show_json({"flashpoints": found.to_json()})
    else:
        click.echo(str(found))
