"""``catspaw review``."""

from __future__ import annotations

import getpass
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from catspaw.cli.output import case_argument, json_option, show_json
from catspaw.core.spelling import slips

if TYPE_CHECKING:
    from catspaw.reading.review.session import Session


@click.command("review")
@case_argument
@click.option("--report", metavar="NAME", help="Only this report's proposals.")
@click.option("--by", metavar="NAME", help="Who reviews; default: who is logged in.")
@click.option("--yes-above", type=click.FloatRange(0, 1), help="Accept what is at least so sure, marked as unreviewed.")
@click.option("--list", "only_list", is_flag=True, help="Print the queue and decide nothing.")
@json_option
def command(
    case: str, *, report: str | None, by: str | None, yes_above: float | None, only_list: bool, as_json: bool
) -> None:
    """Decide on what `catspaw read` proposed, one key for each decision.

    What bears on the case's questions and would change beliefs most comes first. Every decision is written at once and
    can be undone; a rejected proposal stays on record. Keys can come from a pipe; an edit then takes one line.
    """
    from catspaw.case.load import own_folder
    from catspaw.core.errors import UnknownName, nearest
    from catspaw.reading.review.session import UNREVIEWED, Session
    from catspaw.reading.review.shelf import shelves

    folder = own_folder(case)
    known = shelves(folder)
    if report is not None and report not in known:
        allowed = f"read so far: {', '.join(known) or 'none'}{nearest(report, known)}"
        raise UnknownName(f"`{report}` has no proposals in this case; {allowed}")
    who = UNREVIEWED if yes_above is not None else by or _user()
    sessions = [Session(folder, shelf, who) for name, shelf in known.items() if report in (None, name)]
    if only_list:
        _list(sessions, as_json=as_json)
    elif yes_above is not None:
        _batch(sessions, yes_above, as_json=as_json)
    else:
        _terminal(sessions, as_json=as_json)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "somebody"


def _list(sessions: list[Session], *, as_json: bool) -> None:
    from catspaw.reading.review.line import to_line
    from catspaw.reading.review.terminal import safe

    rows = [(s.shelf.report, p) for s in sessions for p in s.shelf.open]
    if as_json:
        unplaced = [
            {"report": s.shelf.report, "start": u.start, "end": u.end, "why": u.why}
            for s in sessions
            for u in s.shelf.unplaced
        ]
        show_json({"open": [{"report": r, **p.to_json()} for r, p in rows], "unplaced": unplaced})
        return
    for name, proposal in rows:
        click.echo(f"{name} {proposal.score:.0%} {proposal.moves:.2f} {safe(to_line(proposal.claim))}")


def _batch(sessions: list[Session], least: float, *, as_json: bool) -> None:
    from catspaw.reading.review.queue import accept_above
    from catspaw.reading.review.terminal import safe

    done: dict[str, Any] = {}
    for session in sessions:
        accepted, refused = accept_above(session, least)
        done[session.shelf.report] = {
            "accepted_unreviewed": accepted,
            "refused": refused,
            "left": len(session.shelf.open),
        }
    if as_json:
        show_json(done)
        return
    for name, row in done.items():
        click.echo(f"{name}: {row['accepted_unreviewed']} accepted, marked `reviewed: no`; {row['left']} left")
        for line in row["refused"]:
            click.echo(f"  not accepted: {safe(line)}", err=True)


def _terminal(sessions: list[Session], *, as_json: bool) -> None:
    from catspaw.reading.review.queue import Queue

    live = sys.stdin.isatty()
    say = partial(click.echo, err=as_json)
    rows = {}
    for session in sessions:
        tally = Queue(session, _live_key if live else _piped_key, _live_line if live else _piped_line, say).run()
        rows[session.shelf.report] = {**vars(tally), "left": len(session.shelf.open)}
        if session.shelf.open:  # the user quit, or the keys ran out
            break
    if as_json:
        show_json(rows)
    elif not sessions:
        click.echo("nothing was read into this case yet; `catspaw read CASE FILE` proposes claims", err=True)
    else:
        total = {k: sum(row[k] for row in rows.values()) for k in ("accepted", "edited", "rejected", "keystrokes")}
        click.echo(
            f"{total['accepted']} accepted, {total['edited']} of them edited; {total['rejected']} rejected; "
            f"{total['keystrokes']} keystrokes"
        )


def _live_key() -> str:
    try:
        return click.getchar()
    except (EOFError, KeyboardInterrupt):
        return "q"


def _piped_key() -> str:
    return sys.stdin.read(1)


def _live_line(line: str) -> tuple[str, int]:
    """Let the user change the line where the terminal can; else a new line replaces it."""
    try:
        import readline
    except ImportError:
        return (typed := input("  claim: ")), len(typed) + 1
    readline.set_startup_hook(lambda: readline.insert_text(line))
    try:
        edited = input("  claim: ")
    finally:
        readline.set_startup_hook()
    return edited, slips(line, edited) + 1


def _piped_line(line: str) -> tuple[str, int]:
    edited = sys.stdin.readline().strip()
    return edited or line, slips(line, edited or line) + 1
