"""What every command prints with: results on stdout, progress and messages on stderr, one shape of error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

import click

from catspaw.core.errors import CaseError, CatspawError

F = TypeVar("F", bound=Callable[..., Any])

case_argument = click.argument("case", metavar="CASE")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def show_json(value: object) -> None:
    """Print a result as JSON, keys in the order given."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str, allow_nan=False))


def fail(error: CatspawError, *, as_json: bool) -> NoReturn:
    """Print what is wrong and leave with exit code 1."""
    if as_json:
        problems = error.problems if isinstance(error, CaseError) else ()
        rows = [{"file": p.file, "line": p.line, "level": p.level, "message": p.message} for p in problems]
        click.echo(json.dumps({"error": {"message": str(error), "problems": rows}}, ensure_ascii=False, indent=1))
    else:
        click.echo(f"catspaw: {error}" if not isinstance(error, CaseError) else str(error), err=True)
        if isinstance(error, CaseError):
            click.echo(f"catspaw: {_count(len(error.problems), 'error')}: the case cannot be used", err=True)
    sys.exit(1)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
