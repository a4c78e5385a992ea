"""``catspaw expects``."""

from __future__ import annotations

import click

from catspaw.cli.output import case_argument, futures_option, json_option, progress_bar, show_json, workers_option
from catspaw.cli.run_options import seed_option, weights_option


@click.command("expects")
@case_argument
@futures_option
@seed_option
@weights_option
@workers_option
@json_option
def command(
    case: str,
    *,
    futures: int | None,
    seed: int | None,
    weights: str | None,
    workers: int | None,
    as_json: bool,
) -> None:
    """Put the reports' own forecasts and mechanisms beside the model's answer."""
    import catspaw.jobs as jobs

    with progress_bar("futures") as progress:
        found = jobs.expects(case, futures=futures, seed=seed, weights=weights, workers=workers, progress=progress)
    if as_json:
        show_json(found.to_json())
    else:
        click.echo(str(found))
