"""``catspaw read``: train the reader, and measure it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from catspaw.cli import proposing
from catspaw.cli.output import json_option, progress_bar, show_json

_FOLDER = click.Path(path_type=Path)


class _Read(click.Group):
    """Takes the name of a case where no command of its own is named: `catspaw read CASE FILE…`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands:
            return "propose", self.commands["propose"], args
        return super().resolve_command(ctx, args)


@click.group("read", cls=_Read)
def command() -> None:
    """Read documents into a case: `catspaw read CASE FILE…` proposes claims, `catspaw review CASE` decides on them.

    `catspaw read propose --help` tells its options. The commands below train the reader and measure it.
    """


command.add_command(proposing.command)


@command.command("train")
@click.option("--format", "layout", type=click.Choice(["own", "polnear"]), default="own", help="What it is trained on.")
@click.argument("path", metavar="[PATH]", required=False, type=_FOLDER)
@click.option("--out", required=True, type=_FOLDER, metavar="MODEL", help="Where the model goes.")
@json_option
def train(*, layout: str, path: Path | None, out: Path, as_json: bool) -> None:
    """Train a model and write it to a file.

    Without PATH it is trained on the articles that come with the package and gives the shipped model again, byte for
    byte. With --format polnear, PATH is the training part of PolNeAR: for evaluation only.
    """
    from catspaw.core.errors import CatspawError
    from catspaw.reading.model import save_model, unpack
    from catspaw.reading.training import train_on, train_shipped

    if (layout == "own") != (path is None):
        raise CatspawError(
            "--format polnear needs PATH, the folder of PolNeAR's training part"
            if path is None
            else f"{path}: say what it is with --format polnear; without a path the package's own articles are used"
        )
    with progress_bar("training") as progress:
        if path is None:
            data = train_shipped(progress)
        else:
            from catspaw.reading.evaluation.polnear import read_polnear

            data = train_on(read_polnear(path), "PolNeAR, for evaluation only", progress)
    save_model(out, data)
    model = unpack(data, name=str(out))
    if as_json:
        show_json({"model": str(out), "bytes": len(data), "sha256": model.digest, **model.about})
    else:
        click.echo(f"{out}: {len(data) / 1e6:.1f} MB, trained on {model.about['trained_on']}; sha256 {model.digest}")


@command.command("eval")
@click.option(
    "--format",
    "layout",
    required=True,
    type=click.Choice(["own", "polnear", "plv", "plover", "case"]),
    help="What the marked text is: own cross-validates on the package's articles.",
)
@click.argument("path", metavar="[PATH]", required=False, type=_FOLDER)
@click.option("--model", type=_FOLDER, metavar="MODEL", help="A model of `read train`; else the shipped one.")
@click.option("--text", type=_FOLDER, metavar="FILE", help="For a case: the text of its report, where it is elsewhere.")
@click.option("--report", metavar="NAME", help="For a case with several reports: which.")
@json_option
def evaluate(
    *, layout: str, path: Path | None, model: Path | None, text: Path | None, report: str | None, as_json: bool
) -> None:
    """Measure a model against text that people marked.

    PATH is a part of PolNeAR, PLV's table, PLOVER's records, or a case (a folder or a bundled one) coded by hand.
    """
    from catspaw.core.errors import CatspawError
    from catspaw.reading.evaluation import run

    if path is None and layout != "own":
        raise CatspawError(f"--format {layout} needs PATH, where the marked text is")
    if layout == "case":
        _evaluate_case(str(path), model, text, report, as_json=as_json)
        return
    result = run.evaluate(layout, path, model)
    if as_json:
        show_json(result)
    else:
        click.echo("\n".join(_lines(result)))


def _evaluate_case(case: str, model: Path | None, text: Path | None, report: str | None, *, as_json: bool) -> None:
    """Measure the whole way against a case that was coded by hand."""
    from catspaw.reading.measuring import measure
    from catspaw.reading.tagged import tagger

    result = measure(case, tagger(model), text=text, report=report)
    if as_json:
        show_json(result)
        return
    for stage in ("speakers", "propositions", "claims"):
        for way, scores in result[stage].items():
            click.echo(
                f"{stage:<13} {way:<8} {_three(scores)}  ({scores['found']} of {scores['proposed']}, {scores['gold']} by hand)"
            )
    for name, row in result["fields"].items():
        click.echo(f"{name:<13} the same on {row['same']} of {row['of']} claims found")
    row = result["review"]
    click.echo(
        f"review        {row['accepted']} accepted, {row['edited']} edited, {row['rejected']} rejected; "
        f"{row['keystrokes']} keystrokes, {row['keystrokes_per_accepted_claim']} a claim; {row['minutes']} minutes (estimate)"
    )


def _lines(result: dict[str, Any]) -> list[str]:
    if "by_class" in result:
        rows = [f"  {name:<10} {_three(s)}  ({s['n']:.0f})" for name, s in result["by_class"].items()]
        return [f"macro-F1 {result['macro_f1']:.3f}, accuracy {result['accuracy']:.3f}", *rows]
    rows = []
    for way in ("exact", "overlap"):
        rows += [f"{way:<8} {role:<8} {_three(s)}" for role, s in result[way].items()]
    return [*rows, f"sentence          {_three(result['sentence'])}"]


def _three(scores: dict[str, float]) -> str:
    return f"P {scores['precision']:.3f}  R {scores['recall']:.3f}  F1 {scores['f1']:.3f}"
