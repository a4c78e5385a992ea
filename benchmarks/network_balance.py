"""The line index of balance on the Mapping Militants snapshot, and how far the exact solver goes.

    python benchmarks/network_balance.py --data DIR     (DIR holds networks/mapping_militants)

Reading of the links that gives 238 groups, 495 pairs and 123 hostile ones: links of a group with itself are
dropped; of all links of a pair the last one in the file counts; ``riv`` is hostile, ``all``, ``aff``, ``mer``
and ``spl`` are friendly.  A region holds the groups that the table of maps and groups gives that map *last*.
Known results by integer programming elsewhere: 48, 1 and 0 frustrated pairs.

The reading is for comparison with the published figures alone.  45 pairs change sign over time and some ids
stand for two groups, so it is no picture of these groups at any date.
"""

from __future__ import annotations

import csv
from itertools import combinations
from pathlib import Path
from time import perf_counter

import click
import numpy as np

from catspaw.network.balance import Balance, frustration
from catspaw.network.graph import SignedGraph, SignedPair

Signs = dict[tuple[str, str], int]
TARGETS = {"all groups": (238, 495, 123, 48), "Iraq": (19, 23, 6, 1), "Syria": (14, 21, 4, 0)}


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    envvar="CATSPAW_DATA",
    help="Folder that holds networks/mapping_militants.",
)
def main(data: Path | None) -> None:
    """Print sizes, indices and seconds."""
    frustration(_graph({("a", "b"): 1}))  # SciPy's import is not what is measured
    folder = data / "networks" / "mapping_militants" if data else None
    if folder and folder.is_dir():
        _militants(folder)
    else:
        click.echo("Mapping Militants: not here; pass --data DIR, or set CATSPAW_DATA")
    _random_graphs()


def _militants(folder: Path) -> None:
    signs, home = _links(folder), _homes(folder)
    click.echo(f"{'network':<12}{'groups':>7}{'pairs':>7}{'hostile':>9}{'index':>7}{'known':>7}{'always':>8}{'s':>8}")
    for region, (nodes, pairs, hostile, known) in TARGETS.items():
        inside = {
            k: v for k, v in signs.items() if region == "all groups" or {home.get(k[0]), home.get(k[1])} == {region}
        }
        graph = _graph(inside)
        balance, seconds = _timed(graph)
        always = frustration(graph, essential=True).essential or ()
        size = (len(graph.actors), len(graph.pairs), sum(p.sign < 0 for p in graph.pairs))
        verdict = "as known" if (*size, balance.index) == (nodes, pairs, hostile, known) else "NOT as known"
        click.echo(
            f"{region:<12}{size[0]:>7}{size[1]:>7}{size[2]:>9}{balance.index:>7g}{known:>7}{len(always):>8}"
            f"{seconds:>8.2f}  {verdict}, {'proved' if balance.optimal else f'gap {balance.gap:.0%}'}"
        )
    click.echo("always: pairs frustrated in every optimum; fewer than the index means that several splits are best\n")


def _random_graphs() -> None:
    """Random signs are the hard case: real networks leave a small core after reduction, these do not."""
    click.echo(f"{'random graph':<22}{'index':>7}{'gap':>7}{'s':>8}")
    rng = np.random.default_rng(11)
    for nodes, ties in ((50, 100), (100, 200), (200, 400), (400, 800), (60, 240), (100, 400)):
        keys = list(combinations([f"n{k:03}" for k in range(nodes)], 2))
        chosen = rng.choice(len(keys), ties, replace=False)
        graph = _graph({keys[k]: -1 if rng.random() < 0.3 else 1 for k in chosen})
        balance, seconds = _timed(graph)
        click.echo(f"{f'{nodes} nodes, {ties} ties':<22}{balance.index:>7g}{balance.gap:>7.0%}{seconds:>8.2f}")


def _timed(graph: SignedGraph) -> tuple[Balance, float]:
    start = perf_counter()
    balance = frustration(graph, time_limit=30)
    return balance, perf_counter() - start


def _graph(signs: Signs) -> SignedGraph:
    pairs = (SignedPair(*k, s, 1.0, float(s > 0), float(s < 0), ambivalent=False) for k, s in sorted(signs.items()))
    return SignedGraph(tuple(sorted({end for key in signs for end in key})), tuple(pairs))


def _links(folder: Path) -> Signs:
    signs: Signs = {}
    for row in _rows(folder / "links.csv"):
        a, b = sorted((row["group1"], row["group2"]))
        if a != b:
            signs[a, b] = -1 if row["type"] == "riv" else 1
    return signs


def _homes(folder: Path) -> dict[str, str | None]:
    names = {row["id"]: row["name"] for row in _rows(folder / "maps.csv")}
    return {row["group_id"]: names.get(row["map_id"]) for row in _rows(folder / "map_groups.csv")}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main()
