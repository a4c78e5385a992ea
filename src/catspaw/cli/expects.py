"""``catspaw expects``."""

from __future__ import annotations

import click

from catspaw.cli.output import case_argument, futures_option, json_option, progress_bar, show_json, workers_option


@click.command("expects")
@case_argument
@futures_option
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Root of all randomness; default: the case's.")
@workers_option
@json_option
def command(case: str, *, futures: int | None, seed: int | None, workers: int | None, as_json: bool) -> None:
    """Put the reports' own forecasts and mechanisms beside the model's answer."""
    import catspaw.jobs as jobs

    with progress_bar("futures") as progress:
        found = jobs.expects(case, futures=futures, seed=seed, workers=workers, progress=progress)
    if as_json:
        show_json(found.to_json())
    else:
        click.echo(str(found))
