"""``catspaw import``."""

from __future__ import annotations

from pathlib import Path

import click

from catspaw.cli.output import json_option, show_json


@click.command("import")
@click.argument("case", metavar="CASE", type=click.Path(path_type=Path, file_okay=False))
@click.argument("source", metavar="TABLES", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check all, write nothing.")
@json_option
def command(case: Path, source: Path, *, dry_run: bool, as_json: bool) -> None:
    """Read tables (a workbook or a folder of CSV) into the case folder CASE; a new one is made.

    Errors name sheet, row and column, and nothing is written then. In a case that is there already, only files whose
    content differs are written; their comments are lost.
    """
    from catspaw.case.exchange import import_tables

    written = import_tables(case, source, dry_run=dry_run)
    if as_json:
        show_json({"files": written, "written": not dry_run})
        return
    for name in written:
        click.echo(name)
    if not written:
        click.echo("nothing differs", err=True)
