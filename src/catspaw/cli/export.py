"""``catspaw export``."""

from __future__ import annotations

from pathlib import Path

import click

from catspaw.cli.output import case_argument, json_option, show_json


@click.command("export")
@case_argument
@click.option(
    "--out", required=True, metavar="PATH", type=click.Path(path_type=Path), help="A new folder, or FILE.xlsx."
)
@json_option
def command(case: str, *, out: Path, as_json: bool) -> None:
    """Write a case's tables as CSV (a folder) or XLSX (one file), to be edited and read back with `import`.

    Private reports, claims and voices stay behind.
    """
    from catspaw.case.exchange import export_tables

    written = [str(path) for path in export_tables(case, out)]
    if as_json:
        show_json({"files": written})
        return
    for name in written:
        click.echo(name)
