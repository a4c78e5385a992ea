"""What every command prints with: results on stdout, progress and messages on stderr, one shape of error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click

from catspaw.core.errors import CaseError, CatspawError, Problem

F = TypeVar("F", bound=Callable[..., Any])

case_argument = click.argument("case", metavar="CASE")
futures_option = click.option(
    "--futures", type=click.IntRange(4, 1_000_000), help="How many futures; default: as many as take about a minute."
)
workers_option = click.option(
    "--workers", type=click.IntRange(1, 256), help="Processes; default: one a core, at most 8. They change no number."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def day_option(name: str, text: str) -> Callable[[F], F]:
    """Make an option that takes a day."""
    return click.option(name, metavar="DATE", help=text)


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show progress on stderr, where that is a terminal; silent elsewhere."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=1, label=what, file=sys.stderr, show_pos=True, hidden=hidden) as bar:

        def report(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield report


def show_json(value: object) -> None:
    """Print a result as JSON, keys in the order given."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str, allow_nan=False))


def fail(error: CatspawError, *, as_json: bool) -> int:
    """Print what is wrong; gives exit code 1."""
    if as_json:
        show_error(str(error), error.problems if isinstance(error, CaseError) else ())
    else:
        click.echo(f"catspaw: {error}" if not isinstance(error, CaseError) else str(error), err=True)
        if isinstance(error, CaseError):
            click.echo(f"catspaw: {_count(len(error.problems), 'error')}: the case cannot be used", err=True)
    return 1


def show_error(message: str, problems: Iterable[Problem] = ()) -> None:
    """Print an error in its one JSON shape."""
    rows = [{"file": p.file, "line": p.line, "level": p.level, "message": p.message} for p in problems]
    show_json({"error": {"message": message, "problems": rows}})


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
