"""``catspaw map``."""

from __future__ import annotations

from pathlib import Path

import click

from catspaw.cli.output import case_argument, day_option, json_option, show_json


@click.command("map")
@case_argument
@day_option("--as-of", "The network as believed on this day; default: the case's.")
@click.option("--layers", metavar="L,L", help="Only these layers: backing, ground, cooperation, hostility, leakage.")
@click.option("--out", metavar="SVG", help="Where to draw it; `-` for stdout. Default: CASE.svg here.")
@json_option
def command(case: str, *, as_of: str | None, layers: str | None, out: str | None, as_json: bool) -> None:
    """Draw the network as of a date, or print its ties with --json."""
    import catspaw.jobs as jobs
    from catspaw.core.files import write_atomic

    wanted = layers.split(",") if layers else None
    if as_json:
        show_json(jobs.network(case, as_of=as_of, layers=wanted).to_json())
        return
    drawn = jobs.picture(case, as_of=as_of, layers=wanted)
    if out == "-":
        click.echo(drawn)
        return
    path = Path(out or f"{Path(case).resolve().name}.svg")
    write_atomic(path, drawn)
    click.echo(str(path))
