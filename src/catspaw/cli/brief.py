"""``catspaw brief``."""

from __future__ import annotations

from pathlib import Path

import click

from catspaw.cli.output import (
    case_argument,
    day_option,
    futures_option,
    json_option,
    progress_bar,
    show_json,
    workers_option,
)
from catspaw.cli.run_options import weights_option


@click.command("brief")
@case_argument
@click.option("--out", metavar="FILE", help="An .html or .pdf file; default: CASE.brief.html here.")
@futures_option
@day_option("--since", "Begin with what moved since this day.")
@click.option(
    "--events",
    type=click.Path(path_type=Path),
    metavar="TABLE",
    help="An event table: adds a report card of the year before.",
)
@weights_option
@workers_option
@json_option
def command(
    case: str,
    *,
    out: str | None,
    futures: int | None,
    since: str | None,
    events: Path | None,
    weights: str | None,
    workers: int | None,
    as_json: bool,
) -> None:
    """Write the briefing of a case: one page with everything inside, nothing fetched from anywhere."""
    import catspaw.jobs as jobs

    path = Path(out) if out else Path(f"{Path(case).resolve().name}.brief.html")
    with progress_bar("futures") as progress:
        written = jobs.brief(
            case,
            out=path,
            futures=futures,
            since=since,
            events=events,
            weights=weights,
            workers=workers,
            progress=progress,
        )
    if as_json:
        show_json(written.to_json())
    else:
        click.echo(f"{written.path} ({written.bytes / 1000:,.0f} kB): {written.says}")
