"""``catspaw run``."""

from __future__ import annotations

import json

import click

from catspaw.cli.output import case_argument, futures_option, json_option, progress_bar, workers_option


@click.command("run")
@case_argument
@futures_option
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Root of all randomness; default: the case's.")
@click.option("--account", metavar="A", help="Under this account.")
@workers_option
@json_option
def command(
    case: str, *, futures: int | None, seed: int | None, account: str | None, workers: int | None, as_json: bool
) -> None:
    """Run many futures and count the outcomes, each with its two uncertainties."""
    import catspaw.jobs as jobs

    with progress_bar("futures") as progress:
        ensemble = jobs.run(case, futures=futures, seed=seed, account=account, workers=workers, progress=progress)
    if as_json:
        click.echo(json.dumps(json.loads(ensemble.to_json()), ensure_ascii=False, indent=1))
        return
    for chance in ensemble.outcomes:
        if ":" not in chance.id:
            error = "unknown" if chance.error is None else f"{chance.error:.1%}"
            span = (
                ""
                if chance.low is None or chance.high is None
                else f"; {chance.low:.0%}–{chance.high:.0%} across what is not known"
            )
            click.echo(
                f"{chance.id:<20} {chance.probability:6.1%} ± {error} in {chance.within_days} days{span}   {chance.says}"
            )
