"""``catspaw schema``."""

from __future__ import annotations

import click

from catspaw.cli.output import json_option, show_json


@click.command("schema")
@click.argument("file", required=False)
@json_option
def command(*, file: str | None, as_json: bool) -> None:
    """Print a JSON Schema.

    FILE is a file of a case (actors.yaml), or `resolved` for the whole case as machines read it. Without FILE, list
    the schemas that there are. A schema is JSON with or without --json.
    """
    from catspaw.case.json_schema import find_schema, schemas

    if file is not None:
        show_json(find_schema(file))
    elif as_json:
        show_json({"schemas": list(schemas())})
    else:
        for name, found in schemas().items():
            click.echo(f"{name:<12} {found['$id']}")
