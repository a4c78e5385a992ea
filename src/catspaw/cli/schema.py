"""``catspaw schema``."""

from __future__ import annotations

import click

from catspaw.cli.output import show_json


@click.command("schema")
@click.argument("file", required=False)
def command(*, file: str | None) -> None:
    """Print a JSON Schema.

    FILE is a file of a case (actors.yaml), or `resolved` for the whole case as machines read it. Without FILE, list
    the schemas that there are.
    """
    from catspaw.case.json_schema import find_schema, schemas

    if file is None:
        for name, found in schemas().items():
            click.echo(f"{name:<12} {found['$id']}")
        return
    show_json(find_schema(file))
