"""``catspaw chains``."""

from __future__ import annotations

import click

from catspaw.cli.output import case_argument, futures_option, json_option, progress_bar, show_json, workers_option
from catspaw.cli.run_options import account_option, from_option, seed_option, weights_option


@click.command("chains")
@case_argument
@click.option("--outcome", required=True, metavar="O", help="Id of an outcome of case.yaml.")
@futures_option
@click.option(
    "--follow", type=click.IntRange(1), default=60, show_default=True, help="How many futures to follow back."
)
@seed_option
@account_option
@weights_option
@workers_option
@from_option
@json_option
def command(
    case: str,
    *,
    outcome: str,
    futures: int | None,
    follow: int,
    seed: int | None,
    account: str | None,
    weights: str | None,
    workers: int | None,
    folder: str | None,
    as_json: bool,
) -> None:
    """Give the commonest chains of acts to an outcome, with their shares and what raised each last step."""
    import catspaw.jobs as jobs

    with progress_bar("futures followed") as progress:
        found = jobs.chains(
            case,
            outcome=outcome,
            futures=futures,
            follow=follow,
            seed=seed,
            account=account,
            weights=weights,
            workers=workers,
            folder=folder,
            progress=progress,
        )
    show_json(found.to_json()) if as_json else click.echo(found.text)
