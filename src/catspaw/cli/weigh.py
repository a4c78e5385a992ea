"""``catspaw weigh``."""

from __future__ import annotations

import click

from catspaw.cli.output import case_argument, day_option, json_option, show_json


@click.command("weigh")
@case_argument
@day_option("--as-of", "What was known by this day; default: the case's.")
@click.option("--account", metavar="A", help="Take the voices of this account at face value.")
@click.option("--experts", is_flag=True, help="Let experts' judgements weigh too.")
@json_option
def command(case: str, *, as_of: str | None, account: str | None, experts: bool, as_json: bool) -> None:
    """Weigh the claims of a case: what to believe, how surely, on whose word."""
    import catspaw.jobs as jobs

    beliefs = jobs.weigh(case, as_of=as_of, account=account, experts=experts)
    if as_json:
        show_json(beliefs.to_json())
    else:
        for question in beliefs.asked():
            click.echo(f"{question.id:<20} {question.ask}")
            click.echo(f"{'':<20} {question.main.says}: {question.phrase}; confidence {question.confidence}")
        click.echo(f"{len(beliefs)} questions and propositions; --json prints all of them", err=True)
