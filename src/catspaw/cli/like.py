"""``catspaw like``."""

from __future__ import annotations

from pathlib import Path

import click

from catspaw.cli.output import case_argument, futures_option, json_option, progress_bar, show_json, workers_option
from catspaw.cli.run_options import weights_option


@click.command("like")
@case_argument
@click.argument("incident", metavar="INCIDENT")
@click.option(
    "--events", type=click.Path(path_type=Path), metavar="TABLE", help="The event history; else the case's acts.csv."
)
@click.option("--origin", metavar="TEXT", help="Only rows of this origin.")
@weights_option
@futures_option
@workers_option
@json_option
def command(
    case: str,
    incident: str,
    *,
    events: Path | None,
    origin: str | None,
    weights: str | None,
    futures: int | None,
    workers: int | None,
    as_json: bool,
) -> None:
    """Say whether this has happened before: precedents, how many were answered, beside the simulated number.

    INCIDENT is an id of incidents.yaml. Nothing after the case's day is looked at.
    """
    import catspaw.jobs as jobs

    with progress_bar("futures") as progress:
        found = jobs.like(
            case,
            incident,
            events=events,
            origin=origin,
            weights=weights,
            futures=futures,
            workers=workers,
            progress=progress,
        )
    if as_json:
        show_json(found.to_json())
    else:
        click.echo(str(found))
