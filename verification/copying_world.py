"""A synthetic world of copies: where weighing origins beats counting outlets, and where it fails.

Eight origins, right with probability .55 to .90, speak to half of 200 facts each; 24 outlets copy them, the worst
origin most.  40 worlds.  Beside the plain world, which is the model's own assumption, two harder ones: 30 % of
the copies pass for origins of their own; origins of a side repeat the side's line half of the time.

Run: python verification/copying_world.py
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from catspaw.core.random import uniforms
from catspaw.evidence.learn import learn
from catspaw.evidence.likelihood import log_ratio, pool, pooling
from catspaw.evidence.tables import cell, central, expit

Floats = NDArray[np.float64]

WORLDS, FACTS, ORIGINS, OUTLETS, COVERAGE = 40, 200, 8, 24, 0.5
ACCURACY = np.linspace(0.55, 0.90, ORIGINS)
#: Outlets that copy each origin: the worst is copied most.
COPIES = np.array([6, 4, 3, 3, 2, 2, 2, 2])
UNDETECTED, SIDE_LINE = 0.30, 0.50
STATED = {
    "majority of outlets": ".71 / .76",
    "EM over outlets": ".71 / 1.68",
    "fixed log-odds over origins": ".81 / .40",
    "EM over origins": ".84 / .37",
}


def draw(name: str, world: int, *shape: int) -> Floats:
    """Give addressed uniforms of a shape."""
    u = uniforms(7, f"copying world {name}", np.arange(int(np.prod(shape)), dtype=np.uint64), world)
    return u.reshape(shape)


def said(world: int, *, sides: bool) -> tuple[Floats, Floats]:
    """Draw the truth (facts,) and what each origin says of it (origins, facts): 1, -1 or 0."""
    truth = np.where(draw("truth", world, FACTS) < 0.5, 1.0, -1.0)
    right = draw("right", world, ORIGINS, FACTS) < ACCURACY[:, None]
    if sides:  # two sides of four: half of the time an origin repeats the side's line, right as often as its mean
        side = np.arange(ORIGINS) % 2
        mean = np.array([ACCURACY[side == s].mean() for s in (0, 1)])
        line = draw("line", world, 2, FACTS) < mean[:, None]
        repeats = draw("repeats", world, ORIGINS, FACTS) < SIDE_LINE
        right = np.where(repeats, line[side], right)
    votes = np.where(right, truth, -truth)
    return truth, np.where(draw("speaks", world, ORIGINS, FACTS) < COVERAGE, votes, 0.0)


def weighed(votes: Floats, *, side: NDArray[np.int64] | None = None) -> Floats:
    """Weigh with the room's own kernel: every origin grade C, prior one half; sides where they are known."""
    tables = central()
    c = cell("charges", "none", "C")
    strength = log_ratio(tables.if_true[c], tables.if_false[c], np.ones(1))
    origin, fact = np.nonzero(votes)
    answer = fact * 2 + (votes[origin, fact] < 0)
    own = np.arange(len(votes))
    statement = np.arange(len(origin))
    plan = pooling(
        statement,
        answer,
        answer,
        institution=own[origin],
        side=(own if side is None else side)[origin],
        count=np.ones(len(origin), dtype=np.int64),
        strength=np.repeat(strength, len(origin)),
        rho_institution=float(tables.rho_institution[0]),
        rho_side=float(tables.rho_side[0]),
    )
    found = pool(plan, np.repeat(strength, len(origin))[:, None], tables, targets=2 * votes.shape[1])[:, 0]
    return expit(found[0::2] - found[1::2])


def majority(votes: Floats) -> Floats:
    """Count heads: the share of yes among those who speak, one added to each side."""
    return np.asarray(((votes > 0).sum(axis=0) + 1.0) / ((votes != 0).sum(axis=0) + 2.0))


def scores(belief: Floats, truth: Floats) -> tuple[float, float]:
    """Give accuracy (ties count half) and log-loss."""
    right = np.where(truth > 0, belief, 1.0 - belief)
    accuracy = np.mean((right > 0.5) + 0.5 * (right == 0.5))
    return float(accuracy), float(-np.log(np.clip(right, 1e-6, 1.0)).mean())


def unmasked(votes: Floats, world: int) -> Floats:
    """Add the copies that pass for origins of their own."""
    copied = np.repeat(np.arange(ORIGINS), COPIES)
    hidden = draw("hidden", world, OUTLETS) < UNDETECTED
    return np.vstack([votes, votes[copied[hidden]]])


def methods(votes: Floats, known: Floats, side: NDArray[np.int64] | None) -> dict[str, Callable[[], Floats]]:
    """Give each method's beliefs, from what outlets print and from what is taken for origins."""
    outlets = np.repeat(votes, COPIES, axis=0)
    found: dict[str, Callable[[], Floats]] = {
        "majority of outlets": lambda: majority(outlets),
        "EM over outlets": lambda: learn(outlets).belief,
        "fixed log-odds over origins": lambda: weighed(known),
        "EM over origins": lambda: learn(known).belief,
    }
    if side is not None:
        found["fixed log-odds, sides pooled by n_eff"] = lambda: weighed(known, side=side)
    return found


def main() -> None:
    variants = {
        "plain": (False, False),
        "30 % of the copies undetected": (True, False),
        "origins correlated within sides": (False, True),
    }
    print(
        f"{WORLDS} worlds x {FACTS} facts; accuracy / log-loss: mean, and the worst world; stated for the plain world"
    )
    worst: dict[str, float] = {}
    for name, (hidden, sides) in variants.items():
        results: dict[str, list[tuple[float, float]]] = {}
        for world in range(WORLDS):
            truth, votes = said(world, sides=sides)
            known = unmasked(votes, world) if hidden else votes
            side = np.arange(ORIGINS) % 2 if sides else None
            for method, run in methods(votes, known, side).items():
                results.setdefault(method, []).append(scores(run(), truth))
        print(f"\n{name}")
        for method, found in results.items():
            accuracy, loss = np.mean(found, axis=0)
            low, high = min(a for a, _ in found), max(x for _, x in found)
            stated = STATED.get(method, "") if name == "plain" else ""
            print(f"  {method:<40} {accuracy:.2f} / {loss:.2f}   worst {low:.2f} / {high:.2f}   {stated}")
            worst[method] = max(worst.get(method, 0.0), float(loss))
    print("\nworst variant of each method, by log-loss")
    for method, loss in sorted(worst.items(), key=lambda x: x[1]):
        print(f"  {method:<40} {loss:.2f}")


if __name__ == "__main__":
    main()
