"""Seconds of each network analysis as actors and ties grow together, and the log-log slope in ties.

    python benchmarks/network_scale.py

Networks are drawn: ten ties an actor, three camps, friends inside and enemies between, a fifth of the signs
turned; a base for every five actors with four of them on it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from time import perf_counter

import click
import numpy as np

from catspaw.network.blocs import clusters
from catspaw.network.flashpoints import find
from catspaw.network.graph import Network, Node, Presence, Tie, layer_of, signed
from catspaw.network.layout import layout
from catspaw.network.paths import betweenness, control, leak_paths
from catspaw.network.picture import picture

SIZES = (50, 100, 200, 400, 800)
DEGREE = 10


@click.command()
def main() -> None:
    """Print a row for each analysis."""
    layout(_network(20))  # imports are not what is measured
    networks = [_network(size) for size in SIZES]
    click.echo(f"{'ties':<16}" + "".join(f"{len(network.ties):>9}" for network in networks) + f"{'slope':>8}")
    for name, (analysis, most) in _analyses().items():
        seconds = [_seconds(analysis, network) for network in networks if len(network.nodes) <= most]
        ties = [len(network.ties) for network in networks[: len(seconds)]]
        slope = float(np.polyfit(np.log(ties[-3:]), np.log(seconds[-3:]), 1)[0])
        cells = "".join(f"{s:>9.4f}" for s in seconds).ljust(9 * len(networks))
        click.echo(f"{name:<16}{cells}{slope:>8.2f}")


def _analyses() -> dict[str, tuple[Callable[[Network], object], int]]:
    """Name to analysis and the most nodes it is asked for: pictures of a thousand actors are of no use."""
    return {
        "signed": (signed, 10**9),
        "clusters": (lambda network: clusters(signed(network)), 10**9),
        "flash points": (lambda network: list(find(network, fading={"n000": 0.5})), 10**9),
        "control": (control, 10**9),
        "leak paths": (partial(leak_paths, source="n001", targets=["n002"], top=3), 10**9),
        "betweenness": (lambda network: betweenness(signed(network)), 500),
        "layout": (layout, 500),
        "picture": (lambda network: picture(network, positions=_grid(network)), 500),
    }


def _seconds(analysis: Callable[[Network], object], network: Network) -> float:
    times = []
    for _ in range(2):
        start = perf_counter()
        analysis(network)
        times.append(perf_counter() - start)
    return min(times)


def _grid(network: Network) -> dict[str, tuple[float, float]]:
    return {node.id: (40.0 + 37 * (k % 30), 30.0 + 37 * (k // 30)) for k, node in enumerate(network.nodes)}


def _network(actors: int) -> Network:
    rng = np.random.default_rng(actors)
    names = [f"n{k:03}" for k in range(actors)]
    bases = [f"base{k}" for k in range(actors // 5)]
    nodes = [Node(n, n, "state") for n in names] + [Node(b, b, "place") for b in bases]
    ends = rng.integers(0, actors, (DEGREE * actors, 2))
    ties = tuple(_tie(rng, names, int(i), int(j)) for i, j in ends if i != j)
    there = tuple(Presence(names[int(k)], base, 0.8) for base in bases for k in rng.choice(actors, 4, replace=False))
    return Network(date(2024, 1, 1), tuple(nodes), ties, there)


def _tie(rng: np.random.Generator, names: list[str], i: int, j: int) -> Tie:
    friendly = (i % 3 == j % 3) != (rng.random() < 0.2)
    word = str(rng.choice(["arms", "funds", "allied", "trains"] if friendly else ["opposes", "fights"]))
    belief = float(rng.uniform(0.2, 1.0))
    return Tie(names[i], names[j], word, layer_of(word), 1 if friendly else -1, belief, belief, belief)


if __name__ == "__main__":
    main()
