"""``catspaw read``: train the reader, and measure it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from catspaw.cli import proposing
from catspaw.cli.output import json_option, progress_bar, show_json

if TYPE_CHECKING:
    from catspaw.reading.adapting import Part

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
@click.option(
    "--format", "layout", type=click.Choice(["own", "polnear"]), help="What it is trained on, where not a case."
)
@click.argument("paths", metavar="[CASE…]", nargs=-1)
@click.option("--out", type=_FOLDER, metavar="MODEL", help="Where the model goes; for one case: into its folder.")
@json_option
def train(*, layout: str | None, paths: tuple[str, ...], out: Path | None, as_json: bool) -> None:
    """Train a model: on what was accepted in the reviews of cases, or from the beginning.

    With CASE, the shipped reader is retrained on the decisions of `catspaw review`: how probable it is that a proposal is
    accepted, where its marks go, which act of speech it is. Each is measured on held-out decisions and kept only where it is
    better. The model goes to reading/reader.model of the case, and `catspaw read CASE` reads with it from then on; several
    cases together need --out, and `catspaw read CASE --reader MODEL`.

    Without CASE, a reader is trained on the articles that come with the package and gives the shipped model again, byte for
    byte. With --format polnear PATH, on the training part of PolNeAR: for evaluation only.
    """
    if paths and layout is None:
        _retrain(paths, out, as_json=as_json)
    else:
        _train(layout or "own", paths, out, as_json=as_json)


def _retrain(paths: tuple[str, ...], out: Path | None, *, as_json: bool) -> None:
    """Retrain on reviews, and say what came of it."""
    from catspaw.case.load import load, own_folder
    from catspaw.core.errors import CatspawError
    from catspaw.reading.adapting import retrain
    from catspaw.reading.model import save_model, shipped, shipped_bytes
    from catspaw.reading.review.shelf import shelves
    from catspaw.reading.tagged import OWN

    folders = [own_folder(path) for path in paths]
    if out is None and len(folders) > 1:
        raise CatspawError("several cases: say where their model goes with --out MODEL")
    cases = [(load(folder), tuple(shelves(folder).values())) for folder in folders]
    with progress_bar("retraining") as progress:
        done = retrain(cases, shipped(), shipped_bytes(), progress)
    goal = out or folders[0] / OWN
    if done.data:
        save_model(goal, done.data)
    written = str(goal) if done.data else None
    if as_json:
        parts = [part.to_json() for part in done.parts]
        show_json({"model": written, "accepted": done.accepted, "rejected": done.rejected, "parts": parts})
        return
    click.echo(f"{done.accepted + done.rejected} decisions: {done.accepted} accepted, {done.rejected} rejected")
    for part in done.parts:
        click.echo(f"{part.name:<7} {_of_part(part)}")
    if written is None:
        click.echo("no model was written: the reader stays as it is; review more, and train again")
    else:
        click.echo(f"{written}: keep it as private as the reports; it holds words of theirs")


def _of_part(part: Part) -> str:
    """Say what became of a part of the reader."""
    learnt = f"{part.examples} to learn from, {part.corrected} of them rejected or corrected"
    if part.before is None or part.after is None:
        return f"{learnt}: too few, left as it is"
    verdict = "kept" if part.kept else "no better, left as it is"
    return f"{learnt}; {part.measure} on held-out ones {part.before:.3f} before, {part.after:.3f} after: {verdict}"


def _train(layout: str, paths: tuple[str, ...], out: Path | None, *, as_json: bool) -> None:
    """Train from the beginning."""
    from catspaw.core.errors import CatspawError
    from catspaw.reading.model import save_model, unpack
    from catspaw.reading.training import train_on, train_shipped

    if out is None:
        raise CatspawError("say where the model goes with --out MODEL; or give a CASE to retrain on its reviews")
    if len(paths) != (layout == "polnear"):
        raise CatspawError(
            "--format polnear needs PATH, the folder of PolNeAR's training part"
            if layout == "polnear"
            else f"{paths[0]}: --format own is the package's own articles, and takes no path"
        )
    with progress_bar("training") as progress:
        if layout == "own":
            data = train_shipped(progress)
        else:
            from catspaw.reading.evaluation.polnear import read_polnear

            data = train_on(read_polnear(Path(paths[0])), "PolNeAR, for evaluation only", progress)
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
    from catspaw.reading.adapting import Part
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
    for name, scores in result["stages"].items():
        click.echo(
            f"  {name:<20} {_three(scores)}  ({scores['found']} of {scores['proposed']}, {scores['gold']} by hand)"
        )
    for name, count in result["losses"].items():
        click.echo(f"  {count:>4} claims by hand: {name}")
    for name, row in result["fields"].items():
        what = "speakers" if name == "anonymity" else "claims"
        click.echo(f"{name:<13} the same on {row['same']} of {row['of']} {what} found")
    row = result["review"]
    click.echo(
        f"review        {row['accepted']} accepted, {row['edited']} edited, {row['rejected']} rejected; "
        f"{row['keystrokes']} keystrokes, {row['keystrokes_per_accepted_claim']} a claim; {row['minutes']} minutes (estimate)"
    )
    click.echo(f"scores        {_of_part(Part(**result['scores']))}")


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
