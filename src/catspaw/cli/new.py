"""``catspaw new``."""

from __future__ import annotations

from pathlib import Path

import click

from catspaw.cli.output import json_option, show_json


@click.command("new")
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option("--from", "starter", default="blank", show_default=True, metavar="STARTER", help="blank or middle-east.")
@click.option("--title", metavar="TEXT", help="The title of the briefing; default: the folder's name.")
@click.option("--as-of", metavar="DATE", help="Nothing learnt later counts; default: today.")
@json_option
def command(folder: Path, *, starter: str, title: str | None, as_of: str | None, as_json: bool) -> None:
    """Make a case folder to start from: a small valid case with comments that teach.

    `--from middle-east` begins with an actor book of the region: states, armed groups, forces, bases and straits,
    with names in several scripts and standing ties from the public record.
    """
    from catspaw.case.starters import new_case

    made = new_case(folder, starter=starter, title=title, as_of=as_of)
    if as_json:
        show_json({"folder": str(folder), "files": made})
        return
    for name in made:
        click.echo(folder / name)
    click.echo(f"next: edit the files, then `catspaw lint {folder}`", err=True)
