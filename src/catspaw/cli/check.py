"""``catspaw check``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from catspaw.cli.events import day_of
from catspaw.cli.output import day_option, futures_option, json_option, progress_bar, show_json, workers_option
from catspaw.cli.run_options import weights_option
from catspaw.core.errors import CatspawError

if TYPE_CHECKING:
    from catspaw.fit.card.checking import Asked, Checked
    from catspaw.fit.link.forecast import Report

_file = click.Path(path_type=Path)


class _Check(click.Group):
    """A group whose own form, `check CASE`, is what comes where no subcommand is named."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] in self.commands:
            return super().resolve_command(ctx, args)
        return "check", card, args

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, "CASE|TABLE [OPTIONS]")
        formatter.write_usage(ctx.command_path, "link [OPTIONS]")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        card.format_options(ctx, formatter)
        self.format_commands(ctx, formatter)


@click.group("check", cls=_Check, context_settings={"ignore_unknown_options": True})
def command() -> None:
    """Score forecasts against what happened.

    CASE is a case, scored on the event table that --events names (else on its acts.csv); TABLE is an event table from
    `catspaw events import`. Models and naive baselines foretell window after window, each from the past alone.
    """


@click.command("check")
@click.argument("target", metavar="CASE|TABLE")
@click.option("--events", type=_file, metavar="TABLE", help="Event table that a case is scored on; else its acts.csv.")
@day_option("--from", "First day foretold; default: the last year of the record.")
@day_option("--to", "Last day foretold; default: the record's last.")
@click.option(
    "--horizon",
    "horizons",
    type=click.IntRange(1, 3650),
    multiple=True,
    help="Days ahead, repeatable; default 7, 30, 90.",
)
@click.option("--origin", metavar="TEXT", help="Only rows of this origin.")
@click.option("--actors", type=click.IntRange(2, 100), default=30, show_default=True, help="The most active ones.")
@click.option("--classes", type=click.Choice(["2", "4"]), default="2", help="Cooperation and conflict, or four quads.")
@click.option("--count", "unit", type=click.Choice(["days", "acts"]), default="days", help="Days with an act, or acts.")
@click.option(
    "--model",
    "models",
    type=click.Choice(["engine", "rates", "none"]),
    multiple=True,
    help="Default: engine and rates.",
)
@click.option("--refit", is_flag=True, help="Fit the models anew at each origin, to all that preceded it.")
@click.option("--draws", type=click.IntRange(50, 10_000), default=200, show_default=True, help="Futures a forecast.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=0, show_default=True, help="Root of randomness.")
@weights_option
@click.option("--pictures", type=_file, metavar="FOLDER", help="Write the pictures there: SVG and Vega-Lite.")
@futures_option
@workers_option
@json_option
def card(target: str, *, events: Path | None, pictures: Path | None, as_json: bool, **given: Any) -> None:
    """Score a case or an event table by rolling origin."""
    import catspaw.jobs as jobs
    from catspaw.fit.card.show import checked

    if pictures is not None:
        _folder(pictures)
    with progress_bar("forecasts") as progress:
        found = jobs.check(
            target,
            events=events,
            asked=_asked(given),
            futures=given["futures"],
            weights=given["weights"],
            workers=given["workers"],
            progress=progress,
        )
    if pictures is not None:
        _save(found, pictures)
    if as_json:
        show_json(found.to_json())
    else:
        click.echo(checked(found))


def _asked(given: dict[str, Any]) -> Asked:
    from catspaw.fit.card.checking import MODELS, Asked
    from catspaw.fit.card.windows import HORIZONS

    since, until = (day_of(given[end]) for end in ("from", "to"))
    models = tuple(m for m in given["models"] if m != "none") if given["models"] else MODELS
    return Asked(
        since=since[0] if since else None,
        until=until[1] if until else None,
        horizons=tuple(sorted(set(given["horizons"]))) or HORIZONS,
        origin=given["origin"],
        actors=given["actors"],
        classes=int(given["classes"]),
        unit=given["unit"],
        models=models,
        refit=given["refit"],
        draws=given["draws"],
        seed=given["seed"],
    )


def _folder(path: Path) -> None:
    if path.exists() and not path.is_dir():
        raise CatspawError(f"{path} is there and is no folder: choose another name for the pictures")
    path.mkdir(parents=True, exist_ok=True)


def _save(found: Checked, folder: Path) -> None:
    import json

    from catspaw.core.files import write_atomic
    from catspaw.fit.card.figures import figures

    cards = (("", found.card), ("outcomes-", found.outcomes))
    for name, figure in ((f"{start}{n}", f) for start, c in cards if c for n, f in figures(c).items()):
        write_atomic(folder / f"{name}.svg", figure.svg())
        write_atomic(folder / f"{name}.vl.json", json.dumps(figure.to_json(), ensure_ascii=False, indent=1))


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
        "mrr_error": report.error,
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
    lines.append(f"standard error of the MRR over all, by days: {report.error:.2f}")
    lines.append(f"{report.seconds:.1f} s ({report.cpu_seconds:.1f} CPU-s), peak {report.peak_mb:,.0f} MB")
    lines += [f"{count} duplicates left out of {name}" for name, count in report.dropped.items() if count]
    for explanation in report.explained:
        lines += ["", *tell(explanation)]
    return lines
