"""``catspaw read CASE FILE…``: documents in, proposed claims on the shelf."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from catspaw.cli.output import json_option, show_error, show_json
from catspaw.core.errors import CatspawError

if TYPE_CHECKING:
    from catspaw.reading.admit import Admitted
    from catspaw.reading.llm.client import Endpoint
    from catspaw.reading.model import Model


@click.command("propose", hidden=True)
@click.argument("case", metavar="CASE")
@click.argument("documents", metavar="FILE…", nargs=-1, required=True)
@click.option("--outlet", metavar="ID", help="Who published it: a source of the case; default: as the document says.")
@click.option("--dated", metavar="DATE", help="Its day of publication; default: as the document says.")
@click.option("--report", metavar="NAME", help="Its report, new or there already; default: outlet and month.")
@click.option(
    "--reader",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A model of `read train`; default: the case's, else the shipped.",
)
@click.option(
    "--llm", "url", metavar="URL", help="An OpenAI-compatible endpoint that proposes claims too. Off by default."
)
@click.option("--model", "llm", metavar="NAME", help="The model to ask there.")
@json_option
def command(
    case: str, documents: tuple[str, ...], *, outlet: str | None, dated: str | None, report: str | None,
    reader: Path | None, url: str | None, llm: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Read documents into a case: claims are proposed, nothing is decided (`catspaw review CASE` does that).

    FILE is a .txt, .md, .html or .pdf file, or an http(s) address, which is then fetched. A document that cannot be
    read costs no other one.
    """
    from catspaw.case.load import own_folder
    from catspaw.reading.tagged import model_of

    folder = own_folder(case)
    model = model_of(folder, reader)
    if "from" in model.about:
        from catspaw.reading.model import shipped

        old = (
            "" if model.about["from"] == shipped().digest else ", from an older reader; `catspaw read train` renews it"
        )
        click.echo(f"reading with a model retrained on {model.about['decisions']} decisions of reviews{old}", err=True)
    endpoint = _endpoint(url, llm)
    if len(documents) > 1 and report is not None:
        raise CatspawError("--report names one report; give it with one document")
    rows: list[dict[str, Any]] = []
    failed: list[str] = []
    for document in documents:
        try:
            rows.append(_read(folder, document, model, endpoint, outlet, report, _day(dated)))
        except CatspawError as error:
            failed.append(str(error))
    _tell(rows, failed, as_json=as_json)
    if failed:
        raise SystemExit(1)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    from catspaw.core.dates import parse_interval

    found = parse_interval(text)
    if found.first is None or found.first != found.last:
        raise CatspawError(f"--dated {text!r} must be one day, such as 2024-01-31")
    return found.first


def _endpoint(url: str | None, model: str | None) -> Endpoint | None:
    if url is None and model is None:
        return None
    if url is None or model is None:
        raise CatspawError("--llm URL and --model NAME go together")
    from catspaw.reading.llm.client import Endpoint

    return Endpoint(url, model)


def _read(
    folder: Path, document: str, model: Model, endpoint: Endpoint | None, outlet: str | None, report: str | None,
    day: date | None,
) -> dict[str, Any]:  # fmt: skip
    from catspaw.reading.admit import admit
    from catspaw.reading.intake import take
    from catspaw.reading.tagged import tagger_of

    taken = take(document)
    for note in taken.notes:
        click.echo(f"{document}: {note}", err=True)
    done = admit(
        folder, taken, tagger_of(model), outlet=outlet, report=report, dated=day, acceptance=model.acceptance,
        model=model.digest,
    )  # fmt: skip
    asked = _ask(folder, done, endpoint) if endpoint is not None else {}
    shelf = asked.pop("shelf", done.shelf)
    return {
        "document": document,
        "report": shelf.report,
        "made": done.made,
        "dated_by": shelf.document["dated_by"] if day is None else "as given",
        "proposed": len(shelf.proposals),
        "open": len(shelf.open),
        "unplaced": len(shelf.unplaced),
        "twins": [str(t) for t in done.twins],
        **asked,
    }


def _ask(folder: Path, done: Admitted, endpoint: Endpoint) -> dict[str, Any]:
    """Ask the model too; what is sent is said first. If it fails, the reader's proposals stand."""
    from catspaw.reading.admit import second_proposer

    try:
        shelf, run = second_proposer(folder, done.shelf, endpoint, lambda text: click.echo(text, err=True))
    except CatspawError as error:
        return {"llm": {"error": str(error)}}
    return {"shelf": shelf, "llm": run}


def _tell(rows: list[dict[str, Any]], failed: list[str], *, as_json: bool) -> None:
    from catspaw.reading.review.terminal import safe

    if as_json and failed and not rows:
        show_error("; ".join(failed))
        return
    if as_json:
        show_json({"read": rows, "failed": failed})
        return
    for row in rows:
        made = "made" if row["made"] else "added to"
        click.echo(
            f"{safe(row['document'])}: {made} reports/{row['report']}.yaml (day of publication {row['dated_by'] or 'of its report'}); "
            f"{row['open']} proposals, {row['unplaced']} passages and names that nothing was made of"
        )
        for twin in row["twins"]:
            click.echo(f"  {twin}: perhaps one origin; if so, say `together:` in judgements.yaml")
        if "llm" in row:
            click.echo(f"  model: {safe(str(row['llm']))}")
    for message in failed:
        click.echo(f"catspaw: {safe(message)}", err=True)
    if rows:
        click.echo("next: catspaw review CASE")
