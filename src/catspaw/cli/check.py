"""``catspaw check``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from catspaw.cli.output import json_option, show_json

if TYPE_CHECKING:
    from catspaw.fit.link.forecast import Report

_file = click.Path(path_type=Path)


@click.group("check")
def command() -> None:
    """Score forecasts against what happened."""


@command.command("link")
@click.option("--train", type=_file, required=True, metavar="FILE", help="Facts to learn from: s r o t, one per line.")
@click.option("--valid", type=_file, required=True, metavar="FILE", help="Facts that follow them.")
@click.option("--test", type=_file, required=True, metavar="FILE", help="Facts to forecast.")
@click.option("--entities", type=_file, metavar="FILE", help="Names of entities: name, tab, id.")
@click.option("--relations", type=_file, metavar="FILE", help="Names of relations: name, tab, id.")
@click.option("--multi-step", is_flag=True, help="History ends where the forecast part begins.")
@click.option("--on", "part", type=click.Choice(["test", "valid"]), default="test", help="The part to forecast.")
@click.option("--without-names", is_flag=True, help="Read nothing from the entities' names.")
@click.option("--explain", type=click.IntRange(min=0), default=0, metavar="N", help="Print N forecasts in full.")
@json_option
def link(
    train: Path,
    *,
    valid: Path,
    test: Path,
    entities: Path | None,
    relations: Path | None,
    multi_step: bool,
    part: str,
    without_names: bool,
    explain: int,
    as_json: bool,
) -> None:
    """Forecast links by the exact published protocol, and measure.

    Both directions, every entity a candidate, time-aware filter, ties at their mean rank. MRR and hits in percent.
    """
    from catspaw.fit.link.forecast import Settings, forecast
    from catspaw.fit.link.splits import read_splits

    splits = read_splits(train, valid=valid, test=test, entities=entities, relations=relations)
    report = forecast(
        splits, part=part, multi_step=multi_step, settings=Settings(use_names=not without_names), explained=explain
    )
    if as_json:
        show_json(_as_json(report))
    else:
        click.echo("\n".join(_as_text(report)))


def _as_json(report: Report) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        **asdict(report.all),
        "by_stratum": {name: asdict(measures) for name, measures in report.strata.items()},
        "seconds": round(report.seconds, 2),
        "cpu_seconds": round(report.cpu_seconds, 2),
        "peak_mb": round(report.peak_mb, 1),
        "duplicates_left_out": dict(report.dropped),
        "weights": report.weights_by_name,
        "forecasts": [asdict(explanation) for explanation in report.explained],
    }


def _as_text(report: Report) -> list[str]:
    from catspaw.fit.link.explain import tell

    rows = {"all": report.all, **report.strata}
    lines = [f"{'':<12} {'MRR':>6} {'H@1':>6} {'H@3':>6} {'H@10':>6} {'n':>8}"]
    lines += [
        f"{name:<12} {m.mrr:6.2f} {m.hits1:6.2f} {m.hits3:6.2f} {m.hits10:6.2f} {m.n:8,}" for name, m in rows.items()
    ]
    lines.append(f"{report.seconds:.1f} s ({report.cpu_seconds:.1f} CPU-s), peak {report.peak_mb:,.0f} MB")
    lines += [f"{count} duplicates left out of {name}" for name, count in report.dropped.items() if count]
    for explanation in report.explained:
        lines += ["", *tell(explanation)]
    return lines
