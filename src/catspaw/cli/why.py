"""``catspaw why``."""

from __future__ import annotations

import click

from catspaw.cli.output import case_argument, day_option, json_option, show_json


@click.command("why")
@case_argument
@click.argument("question", metavar="QUESTION")
@day_option("--as-of", "What was known by this day; default: the case's.")
@click.option("--account", metavar="A", help="Under this account.")
@json_option
def command(case: str, question: str, *, as_of: str | None, account: str | None, as_json: bool) -> None:
    """Say why a belief is what it is, origin by origin, in bits.

    QUESTION is an id, as `catspaw weigh` prints it, or a proposition.
    """
    import catspaw.jobs as jobs

    explanation = jobs.why(case, question, as_of=as_of, account=account)
    if as_json:
        show_json(explanation.to_json())
    else:
        click.echo(str(explanation))
