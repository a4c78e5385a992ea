"""``catspaw fit``: fit the engine's effects to an event table."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from catspaw.cli.output import json_option, show_json

if TYPE_CHECKING:
    from catspaw.fit.engine.fitted import Coefficient, Fitted
    from catspaw.fit.engine.imputing import Imputed, Uncertain
    from catspaw.fit.engine.panel import Panel

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("fit")
@click.argument("table", metavar="TABLE", type=_FILE)
@click.option("--from", "since", metavar="DATE", help="First day; a month or year is its first.")
@click.option("--to", metavar="DATE", help="Last day; a month or year is its last.")
@click.option("--origin", metavar="TEXT", help="Only rows whose origin begins so: one family of coding.")
@click.option("--actors", metavar="LIST|N", default="30", help="Whose acts: names by commas, or how many. [30]")
@click.option("--volume", is_flag=True, help="The source reports how many acts; else whether there were any on a day.")
@click.option(
    "--ties", "ties", multiple=True, type=_FILE, metavar="CSV", help="A table of standing ties; may be repeated."
)
@click.option(
    "--authors",
    metavar="CASE|CSV",
    help="Acts whose authors are beliefs: a case's incidents, or a table (act, day, target, action, author, belief).",
)
@click.option("--imputations", type=click.IntRange(2, 1000), default=20, show_default=True, help="Draws of authors.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=0, show_default=True, help="Of these draws.")
@click.option("--out", type=_FILE, metavar="WEIGHTS", help="Write a weight set that a case can name (YAML).")
@click.option("--data", metavar="TEXT", help="What the data are called in the provenance; by default the table's name.")
@json_option
def command(
    table: Path,
    *,
    since: str | None,
    to: str | None,
    origin: str | None,
    actors: str,
    volume: bool,
    ties: tuple[Path, ...],
    authors: str | None,
    imputations: int,
    seed: int,
    out: Path | None,
    data: str | None,
    as_json: bool,
) -> None:
    """Fit the engine's own effects to an event table that `catspaw events import` wrote.

    Prints what the panel holds, the coefficients with what the data told of them, and what they cannot show.
    """
    from catspaw.core.files import write_atomic
    from catspaw.fit.engine.fitted import fit_engine
    from catspaw.fit.engine.imputing import fit_imputed
    from catspaw.fit.engine.standing import standing_ties
    from catspaw.fit.engine.tables import read_imputed, read_panel
    from catspaw.fit.engine.weightsets import as_yaml, from_fit

    whose: int | list[str] = int(actors) if actors.isdigit() else [name.strip() for name in actors.split(",")]
    how: dict[str, Any] = {"since": _day(since, last=False), "to": _day(to, last=True), "origin": origin}
    how |= {"actors": whose, "measure": "volume" if volume else "presence"}
    doubted, said = _doubted(authors) if authors is not None else ([], [])
    panels = read_imputed(table, doubted, draws=imputations, seed=seed, **how) if authors is not None else []
    made = panels[0] if panels else read_panel(table, **how)
    if not as_json:
        click.echo("\n".join([*_panel(made), *said]))
    standing = standing_ties(made, *ties) if ties else None
    found: Fitted | Imputed = fit_imputed(panels, ties=standing) if panels else fit_engine(made, ties=standing)
    if out is not None:
        named = data or table.stem
        named += f" with authors imputed {len(panels)} times" if panels else ""
        write_atomic(out, as_yaml(from_fit(found, name=out.stem, title=f"Fitted on {named}", data=named)))
    if as_json:
        show_json(_as_json(found))
    else:
        click.echo("\n".join(_found(found)))


def _doubted(authors: str) -> tuple[list[Uncertain], list[str]]:
    """Give acts whose authors are beliefs, and what is to be said of them."""
    import catspaw.jobs as jobs
    from catspaw.fit.engine.contested import of_case, of_table

    if authors.lower().endswith(".csv"):
        found = of_table(authors)
        return found, [f"Authors of {len(found):,} acts of {authors} are drawn"]
    laid, left = jobs.lay_out(authors), Counter[str]()
    found = of_case(laid.case, laid.beliefs(), left_out=left)
    skipped = ", ".join(f"{n} {why}" for why, n in left.items())
    return found, [
        f"Authors of {len(found):,} incidents of {laid.case.id} are drawn{f'; not of {skipped}' if left else ''}"
    ]


def _day(text: str | None, *, last: bool) -> date | None:
    from catspaw.core.dates import parse_interval

    if text is None:
        return None
    found = parse_interval(text)
    return found.last if last else found.first


def _panel(made: Panel) -> list[str]:
    pairs = len(made.actors) * (len(made.actors) - 1)
    unit = "days with acts" if made.measure == "presence" else "entries"
    lines = [
        f"{len(made):,} {unit}, {made.first} to {made.last}, {len(made.actors)} actors, {pairs:,} dyads x 2 classes",
        f"Actors: {', '.join(made.actors)}",
        *(f"Left out: {n:,} {why}" for why, n in made.left_out.items() if n),
        "Acts per quarter and origin:",
    ]
    return [*lines, *(f"  {q.name}  {q.total:6,}  {_origins(q.events)}" for q in made.quarters)]


def _origins(events: dict[str, int]) -> str:
    return ", ".join(f"{n:,} {origin}" for origin, n in events.items() if origin)


def _found(found: Fitted | Imputed) -> list[str]:
    from catspaw.fit.engine.fitted import Fitted

    head = f"{'effect':16} {'class':12} {'weight':>7} {'± sd':>6}   {'free':>6} {'± sd':>6}  {'within':>7}  {'contraction':>11}"
    spreads = found.spreads
    return [
        "",
        head,
        *(_row(one) for one in found.coefficients),
        "weight: memory held below a gain of .9; free: without. within: variance of x within dyads. Below .1 contraction: prior kept.",
        f"{_rests_on(found)}. Tempo of 30 days: sd {spreads.tempo:.2f}, persistence {spreads.persistence:g}.",
        *(_halves(found) if isinstance(found, Fitted) else []),
        *(f"Not shown: {name}: {why}" for name, why in found.still),
    ]


def _rests_on(found: Fitted | Imputed) -> str:
    from catspaw.fit.engine.fitted import Fitted

    if isinstance(found, Fitted):
        return f"Log-likelihood {found.mode.loglik:,.1f} (free {found.free_loglik:,.1f})"
    return f"Pooled over {len(found.fits)} draws of authors by Rubin's rules; unknown: share of the variance that is not knowing who"


def _row(one: Coefficient) -> str:
    unknown = f"  unknown {one.missing:.2f}" if one.missing else ""
    return (
        f"{one.effect:16} {one.kind:12} {one.mean:7.3f} {one.sd:6.3f}   {one.free:6.3f} {one.free_sd:6.3f}  "
        f"{one.within:7.4f}  {one.contraction:11.2f}  {one.verdict}{unknown}"
    )


def _halves(found: Fitted) -> list[str]:
    tried = ", ".join(f"{h.short:g} and {h.long:g}: {h.loglik:+.1f}" for h in found.half_lives[1:])
    return [f"Other half-lives than 3 and 30 days, by log-likelihood: {tried}"] if tried else []


def _as_json(found: Fitted | Imputed) -> dict[str, Any]:
    from catspaw.fit.engine.fitted import Fitted

    panel = found.panel
    fit: dict[str, Any] = {}
    if isinstance(found, Fitted):
        fit = {"loglik": found.mode.loglik, "free_loglik": found.free_loglik}
        fit["half_lives"] = [{"short": h.short, "long": h.long, "loglik": h.loglik} for h in found.half_lives]
    else:
        fit = {"imputations": len(found.fits)}
    return {
        "panel": {
            "from": panel.first.isoformat(),
            "to": panel.last.isoformat(),
            "acts": len(panel),
            "actors": panel.actors,
            "measure": panel.measure,
            "left_out": dict(panel.left_out),
            "quarters": [{"quarter": q.name, "acts": q.total, "origins": q.events} for q in panel.quarters],
        },
        "coefficients": [
            {
                "effect": one.effect,
                "class": one.kind,
                "weight": one.mean,
                "sd": one.sd,
                "free": one.free,
                "free_sd": one.free_sd,
                "within": one.within,
                "contraction": one.contraction,
                "unknown": one.missing,
                "verdict": one.verdict,
            }
            for one in found.coefficients
        ],
        **fit,
        "tempo": {"sd": found.spreads.tempo, "persistence": found.spreads.persistence},
        "not_shown": dict(found.still),
    }
