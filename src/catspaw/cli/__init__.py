"""The command line: reads arguments, calls the same functions as a notebook does, prints.

No arithmetic here.  Each command is a module of its own, imported only when it is called, so that ``--help`` is quick.

Exit codes: 0 done; 1 the input is at fault (the message says how); 2 the command was called wrongly; 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import NoReturn

import click

from catspaw.cli.output import fail, show_error
from catspaw.core.errors import CatspawError

#: Command, where it lives, and its line in the help.
COMMANDS = {
    "brief": ("brief", "Write the briefing of a case: one HTML page (or PDF)."),
    "cases": ("cases", "List the bundled cases."),
    "new": ("new", "Make a case folder to start from."),
    "add": ("add", "Add one claim to a case, in one line."),
    "review": ("review", "Decide on proposed claims, one key for each."),
    "lint": ("lint", "Name everything that is wrong with a case; --fix mends what is certain."),
    "read": ("read", "Read documents into a case: propose claims. Or train and measure the reader."),
    "weigh": ("weigh", "Weigh the claims: what to believe, how surely, on whose word."),
    "why": ("why", "Say why a belief is what it is, origin by origin."),
    "since": ("since", "Say what moved since a date, and which claim moved it."),
    "map": ("map", "Draw the network as of a date."),
    "flashpoints": ("flashpoints", "Rank the ties where the network could break."),
    "run": ("run", "Run many futures and count the outcomes."),
    "story": ("story", "Tell one future as a dated narrative, with causes."),
    "chains": ("chains", "Give the commonest chains of acts to an outcome."),
    "expects": ("expects", "Put the reports' own forecasts and mechanisms beside the model's answer."),
    "check": ("check", "Score forecasts against what happened."),
    "like": ("like", "Say whether an incident has happened before, and what followed."),
    "codebook": ("codebook", "Print the predicate table, the ladders and the action scale."),
    "schema": ("schema", "Print the JSON Schema of a case's files, or of a resolved case."),
    "agree": ("agree", "Compare two codings of the same report."),
    "export": ("export", "Write a case's tables as CSV or XLSX."),
    "import": ("import_", "Read tables written by `export` back into a case."),
    "fit": ("fit", "Fit the engine's effects to an event table."),
    "events": ("events", "Bring event data into tables; print and count them."),
}


class _Commands(click.Group):
    """Loads a command's module when it is called, and not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"catspaw.cli.{COMMANDS[cmd_name][0]}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="catspaw")
def root() -> None:
    """Turn reports about a proxy conflict into a sourced, contested network that runs.

    CASE is a folder, or the name of a bundled case (`catspaw cases`).
    """


def main() -> None:
    """Run the command line; errors of the input end in a message and exit code 1, never in a traceback."""
    try:
        sys.exit(_run())
    except BrokenPipeError:
        _leave_quietly()
    except OSError as error:
        click.echo(f"catspaw: cannot write the output: {error.strerror}", err=True)
        _leave_quietly()


def _run() -> int:
    as_json = "--json" in sys.argv
    try:
        root.main(standalone_mode=False)
        sys.stdout.flush()
    except CatspawError as error:
        return fail(error, as_json=as_json)
    except click.exceptions.Abort:
        return 130
    except click.ClickException as error:
        if as_json:
            show_error(error.format_message())
        error.show()
        return error.exit_code
    return 0


def _leave_quietly() -> NoReturn:
    """Leave when nobody reads the output any more, without another word from the interpreter."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(1)
