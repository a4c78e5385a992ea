"""``catspaw run``."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from catspaw.cli.output import futures_option, json_option, progress_bar, show_json, workers_option
from catspaw.cli.run_options import account_option, seed_option, weights_option

if TYPE_CHECKING:
    from catspaw.engine.decided import Decided
    from catspaw.engine.result import Chance, Ensemble


@click.command("run")
@click.argument("case", metavar="CASE", required=False)
@futures_option
@seed_option
@account_option
@weights_option
@workers_option
@click.option("--executor", metavar="dask://HOST:PORT", help="Let the workers of a Dask scheduler play the blocks.")
@click.option("--out", metavar="DIR", help="Keep the acts here, in Parquet shards; the same command goes on with it.")
@click.option(
    "--same-world", type=click.IntRange(0), metavar="N", help="All with the world of future N: what luck does."
)
@click.option(
    "--same-luck", type=click.IntRange(0), metavar="N", help="All with the luck of future N: what is not known."
)
@click.option("--dry-run", is_flag=True, help="Say how large the run would be, and run it not.")
@click.option("--standard-load", is_flag=True, help="Measure the engine: a bundled network with 1,000 acts a future.")
@json_option
def command(
    case: str | None,
    *,
    futures: int | None,
    seed: int | None,
    account: str | None,
    weights: str | None,
    workers: int | None,
    executor: str | None,
    out: str | None,
    same_world: int | None,
    same_luck: int | None,
    dry_run: bool,
    standard_load: bool,
    as_json: bool,
) -> None:
    """Run many futures and count the outcomes, each with its two uncertainties."""
    import catspaw.jobs as jobs

    if standard_load:
        _measure(case, futures, workers, as_json=as_json)
        return
    if case is None:
        raise click.UsageError("a case is missing: a folder, or a name that `catspaw cases` lists")
    if dry_run:
        found = jobs.size(case, futures=futures, seed=seed, account=account, weights=weights, workers=workers)
        show_json(found.to_json()) if as_json else click.echo(found.says)
        return
    try:
        with progress_bar("futures") as progress:
            ensemble = jobs.run(
                case,
                futures=futures,
                seed=seed,
                account=account,
                weights=weights,
                workers=workers,
                progress=progress,
                same_world=same_world,
                same_luck=same_luck,
                out=out,
                executor=executor,
            )
    except KeyboardInterrupt:
        if out is not None and Path(out).is_dir():
            click.echo(
                f"\ninterrupted: what is finished is in {out}, and the same command goes on from there", err=True
            )
        raise
    from catspaw.engine.decided import decided

    if as_json:
        content = {**json.loads(ensemble.to_json()), "decisions": [asdict(decision) for decision in decided(ensemble)]}
        click.echo(json.dumps(content, ensure_ascii=False, indent=1))
        return
    for chance in ensemble.outcomes:
        if ":" not in chance.id:
            click.echo(_line(chance))
    for decision in decided(ensemble):
        click.echo(_choice(decision))
    _warn(ensemble)


def _measure(case: str | None, futures: int | None, workers: int | None, *, as_json: bool) -> None:
    """Run the standard load and say what it took."""
    import catspaw.jobs as jobs

    if case is not None:
        raise click.UsageError(f"--standard-load takes no case, and {case!r} was given")
    with progress_bar("futures") as progress:
        took = jobs.standard_load(futures=futures, workers=workers, progress=progress)
    if as_json:
        show_json(asdict(took))
        return
    click.echo(
        f"{took.futures:,} futures of {took.days} days on {took.channels:,} channels, {took.workers} workers: "
        f"{took.seconds:.2f} s, {took.mean_acts:.0f} acts each, {took.us_core_per_act:.2f} us of core an act, "
        f"peak {took.peak_mb:.0f} MiB"
    )


def _line(chance: Chance) -> str:
    error = "unknown" if chance.error is None else f"{chance.error:.1%}"
    span = f"; {chance.range_says} across what is not known" if chance.range_says else ""
    return f"{chance.id:<20} {chance.probability:6.1%} ± {error} in {chance.within_days} days{span}   {chance.says}"


def _warn(ensemble: Ensemble) -> None:
    """Say what went to the limits of the model, on stderr."""
    if wild := int(ensemble.runaway.sum()):
        limit = ensemble.model.settings.act_limit
        click.echo(f"{wild} of {ensemble.futures} futures ran away (more than {limit:,} acts) and end early", err=True)
    for channel, share in sorted(ensemble.at_cap().items(), key=lambda pair: -pair[1])[:3]:
        click.echo(f"{channel}: {share:.0%} of its acts were drawn at the cap of its kind of act", err=True)


def _choice(decision: Decided) -> str:
    """Write one decision: how often it is open, and what is then chosen."""
    options = (
        ", ".join(f"{option.id} {option.share:.0%}" for option in decision.options) if decision.futures else "never"
    )
    return f"{decision.id:<20} {decision.opened:6.1%} open; then {options}   decided by {decision.actor}"
