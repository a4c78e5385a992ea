"""``catspaw story``."""

from __future__ import annotations

import click

from catspaw.cli.output import case_argument, json_option, show_json
from catspaw.cli.run_options import account_option, from_option, seed_option, weights_option


@click.command("story")
@case_argument
@click.option("--future", required=True, type=click.IntRange(0), metavar="N", help="Number of the future to tell.")
@seed_option
@account_option
@weights_option
@from_option
@json_option
def command(
    case: str,
    *,
    future: int,
    seed: int | None,
    account: str | None,
    weights: str | None,
    folder: str | None,
    as_json: bool,
) -> None:
    """Tell one future as a dated narrative: what happened, what contributed, which outcomes came about."""
    import catspaw.jobs as jobs

    told = jobs.story(case, future=future, seed=seed, account=account, weights=weights, folder=folder)
    show_json(told.to_json()) if as_json else click.echo(told.text)
