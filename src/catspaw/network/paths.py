"""Ways through the network: leaks of arms and secrets, chains of control, brokers."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, count, pairwise, product
from math import inf, log, prod

from catspaw.network.graph import Network, Presence, SignedGraph, Tie, signed, standing_edges, together, wholes
from catspaw.network.model import CONTROL
from catspaw.network.spread import WORLDS, Spread, across, spread

# How far a tie passes a cargo on, beside the belief that it holds.  Stated judgement: order, not measurement.
PASSES: dict[str, dict[str, float]] = {
    "arms": {
        "arms": 1.0, "leaks": 1.0, "commands": 0.9, "backs": 0.6, "covers": 0.2, "trains": 0.3, "hosts": 0.2,
        "allied": 0.3, "coordinates": 0.3, "member": 0.6, "colocated": 0.2,
    },
    "intelligence": {
        "informs": 1.0, "leaks": 1.0, "spies": 1.0, "commands": 0.9, "advises": 0.6, "coordinates": 0.5,
        "allied": 0.4, "backs": 0.3, "covers": 0.2, "trains": 0.3, "hosts": 0.3, "member": 0.6, "colocated": 0.4,
    },
}  # fmt: skip
INERT = ("flow", "population", "place")  # nodes that pass nothing on
WITHIN = 0.9  # stated judgement: what a body has, its parts have, nearly
BACKWARDS = frozenset({"spies"})  # what a learns of b comes from b
BOTH_WAYS = {
    "arms": frozenset({"allied", "coordinates", "member", "colocated"}),
    "intelligence": frozenset({"allied", "coordinates", "member", "colocated", "commands", "backs", "hosts"}),
}

CONTROL_FLOOR = 0.05  # stated judgement: a weaker chain decides nothing


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path; ``tie`` is None for shared ground and for standing structure."""

    source: str
    target: str
    word: str
    belief: float
    passes: float
    tie: Tie | None = None
    place: str | None = None
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeakPath:
    """A way for arms or intelligence to reach an adversary.

    Attributes
    ----------
    cargo : str
    steps : tuple of Step
    belief : float
        Product of the beliefs that each step's tie holds.
    score : float
        ``belief`` times the product of what each step passes on; the order of the list.
    share : float
        Share of sampled networks in which all its ties hold together; equals ``belief`` where none were drawn.
    """

    cargo: str
    steps: tuple[Step, ...]
    belief: float
    score: float
    share: float

    @property
    def actors(self) -> tuple[str, ...]:
        """All actors on the way, the source first."""
        return (self.steps[0].source, *(step.target for step in self.steps))


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain of command by degrees, from a patron to one it can move.

    Attributes
    ----------
    actors : tuple of str
        The patron first.
    steps : tuple of float
        Control κ at each step, scaled as in the engine.
    control : float
        Their product.
    slack : float
        1 less all control that anybody has of the last actor.
    spread : Spread, optional
        Of ``control`` over the sampled networks.
    """

    actors: tuple[str, ...]
    steps: tuple[float, ...]
    control: float
    slack: float
    spread: Spread | None = None


def enemies(network: Network, actor: str) -> tuple[str, ...]:
    """Return those who on balance are hostile to an actor or to a part of it, the most hostile first."""
    inside = {part for part, above in wholes(network.nodes).items() if actor in above}
    worst: dict[str, float] = {}
    for pair in signed(network).pairs:
        for own, other in ((pair.a, pair.b), (pair.b, pair.a)):
            if pair.sign < 0 and own in inside and other not in inside:
                worst[other] = max(worst.get(other, 0.0), pair.weight)
    return tuple(sorted(worst, key=lambda other: (-worst[other], other)))


def leak_paths(
    network: Network,
    source: str,
    *,
    cargo: str = "arms",
    targets: Iterable[str] | None = None,
    top: int = 5,
    worlds: int = WORLDS,
) -> tuple[LeakPath, ...]:
    """Find the likeliest ways from a source to its adversaries.

    Simple paths in order of score: Yen (1971) over Dijkstra on -log(belief * passes).

    Parameters
    ----------
    network : Network
    source : str
        Who supplies or knows.
    cargo : str
        ``arms`` or ``intelligence``.
    targets : iterable of str, optional
        Adversaries; by default `enemies` of the source.
    top : int
        Paths for each target.
    worlds : int
        Sampled networks for ``share``.

    Returns
    -------
    tuple of LeakPath
        The highest score first.
    """
    ends = enemies(network, source) if targets is None else tuple(targets)
    best = passages(network, cargo=cargo)
    found = [way for end in ends for way in likeliest(best, source=source, target=end, top=top)]
    drawn = across(network, lambda world: frozenset(map(_name, steps(world, cargo=cargo))), worlds=worlds)
    known = network.worlds is not None
    paths = [_leak_path(way, cargo=cargo, drawn=drawn if known else []) for way in found]
    return tuple(sorted(paths, key=lambda path: (-path.score, path.actors)))


def passages(network: Network, *, cargo: str) -> dict[tuple[str, str], Step]:
    """Return, for each ordered pair, the step that passes a cargo best."""
    best: dict[tuple[str, str], Step] = {}
    for step in steps(network, cargo=cargo):
        key = (step.source, step.target)
        if step.belief and (key not in best or step.belief * step.passes > best[key].belief * best[key].passes):
            best[key] = step
    return best


def steps(network: Network, *, cargo: str) -> Iterable[Step]:
    """Return every step that a cargo can take, several for one pair; nobody hands anything to a flow or a population."""
    inert = {node.id for node in network.nodes if node.kind in INERT}
    found = (*_tie_steps(network.ties, cargo), *_inner_steps(network), *_ground_steps(network, cargo))
    return [step for step in found if step.source not in inert and step.target not in inert]


def _tie_steps(ties: Iterable[Tie], cargo: str) -> Iterable[Step]:
    for tie in ties:
        passes = PASSES[cargo].get(tie.word)
        if passes is None:
            continue
        ends = (tie.source, tie.target)
        forward = tie.word not in BACKWARDS
        if forward or not tie.directed:
            yield Step(*ends, tie.word, tie.belief, passes, tie, tie.place, tie.claims)
        if not forward or not tie.directed or tie.word in BOTH_WAYS[cargo]:
            yield Step(*ends[::-1], tie.word, tie.belief, passes, tie, tie.place, tie.claims)


def _inner_steps(network: Network) -> Iterable[Step]:
    for member, whole in standing_edges(network.nodes):
        yield Step(whole, member, "part_of", 1.0, WITHIN)
        yield Step(member, whole, "part_of", 1.0, WITHIN)


def _ground_steps(network: Network, cargo: str) -> Iterable[Step]:
    """Give the steps across shared ground; who fights the other shares nothing with it."""
    at: dict[str, list[Presence]] = defaultdict(list)
    for presence in network.presences:
        at[presence.place].append(presence)
    above = wholes(network.nodes)
    war = {frozenset((t.source, t.target)): t.belief for t in network.ties if t.word == "fights"}
    for place, there in at.items():
        for one, other in combinations(there, 2):
            sides = product(above[one.actor], above[other.actor])
            passes = PASSES[cargo]["colocated"] * (1 - max(war.get(frozenset(pair), 0.0) for pair in sides))
            belief, claims = together(one, other), (*one.claims, *other.claims)
            if passes and one.actor != other.actor:
                yield Step(one.actor, other.actor, "colocated", belief, passes, None, place, claims)
                yield Step(other.actor, one.actor, "colocated", belief, passes, None, place, claims)


def likeliest(steps: Mapping[tuple[str, str], Step], *, source: str, target: str, top: int) -> list[tuple[Step, ...]]:
    """Return the ``top`` simple paths with the largest product of ``belief * passes`` (Yen 1971)."""
    out: dict[str, list[Step]] = defaultdict(list)
    for step in steps.values():
        out[step.source].append(step)
    found: list[tuple[Step, ...]] = []
    candidates: list[tuple[float, tuple[str, ...], tuple[Step, ...]]] = []
    first = _shortest(out, source, target, shut=frozenset(), barred=frozenset())
    _offer(candidates, first, found)
    while candidates and len(found) < top:
        path = heapq.heappop(candidates)[2]
        found.append(path)
        for k in range(len(path)):
            root = path[:k]
            barred = frozenset((p[k].source, p[k].target) for p in found if len(p) > k and p[:k] == root)
            shut = frozenset(step.source for step in root)
            spur = _shortest(out, path[k].source, target, shut=shut, barred=barred)
            _offer(candidates, None if spur is None else (*root, *spur), found)
    return found


def _offer(
    candidates: list[tuple[float, tuple[str, ...], tuple[Step, ...]]],
    path: tuple[Step, ...] | None,
    found: list[tuple[Step, ...]],
) -> None:
    if path:
        entry = (sum(_length(step) for step in path), tuple(step.target for step in path), path)
        if path not in found and all(entry[1] != other[1] for other in candidates):
            heapq.heappush(candidates, entry)


def _length(step: Step) -> float:
    return -log(step.belief * step.passes)


def _shortest(
    out: Mapping[str, list[Step]],
    source: str,
    target: str,
    *,
    shut: frozenset[str],
    barred: frozenset[tuple[str, str]],
) -> tuple[Step, ...] | None:
    best = {source: 0.0}
    came: dict[str, Step] = {}
    heap = [(0.0, source)]
    while heap:
        far, node = heapq.heappop(heap)
        if node == target:
            return _trace(came, source, target)
        if far > best[node]:
            continue
        for step in out.get(node, ()):
            reach = far + _length(step)
            if step.target in shut or (step.source, step.target) in barred:
                continue
            if reach < best.get(step.target, inf):
                best[step.target], came[step.target] = reach, step
                heapq.heappush(heap, (reach, step.target))
    return None


def _trace(came: Mapping[str, Step], source: str, target: str) -> tuple[Step, ...]:
    steps: list[Step] = []
    while target != source:
        steps.append(came[target])
        target = came[target].source
    return tuple(reversed(steps))


def _name(step: Step) -> tuple[str, str, str]:
    return step.source, step.target, step.word


def _leak_path(way: tuple[Step, ...], *, cargo: str, drawn: list[frozenset[tuple[str, str, str]]]) -> LeakPath:
    belief = prod(step.belief for step in way)
    needed = frozenset(map(_name, way))
    share = sum(needed <= world for world in drawn) / len(drawn) if drawn else belief
    return LeakPath(cargo, way, belief, belief * prod(step.passes for step in way), share)


def control(network: Network) -> dict[tuple[str, str], float]:
    """Compute the control κ of each patron over each client.

    ``κ = 1 - prod_k (1 - c_k s_k)`` over the words of `CONTROL`, s the belief; a wing stands under its body
    as if commanded.  Scaled so that no client is controlled by more than 1 in all.

    Returns
    -------
    dict
        (patron, client) to κ in [0, 1].
    """
    strength: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for tie in network.ties:
        if tie.word in CONTROL and tie.belief:
            held = strength[tie.source, tie.target]
            held[tie.word] = max(held.get(tie.word, 0.0), tie.belief)
    for member, whole in standing_edges(network.nodes):
        strength[whole, member]["commands"] = 1.0
    kappa = {key: 1 - prod(1 - CONTROL[word] * s for word, s in held.items()) for key, held in strength.items()}
    total: dict[str, float] = defaultdict(float)
    for (_, client), value in kappa.items():
        total[client] += value
    return {key: value / max(1.0, total[key[1]]) for key, value in kappa.items()}


def slack(kappa: Mapping[tuple[str, str], float]) -> dict[str, float]:
    """Return, for each client, 1 less the control that all its patrons have."""
    left: dict[str, float] = {}
    for (_, client), value in sorted(kappa.items()):
        left[client] = left.get(client, 1.0) - value
    return {client: max(0.0, value) for client, value in left.items()}


def chains(network: Network, patron: str, *, floor: float = CONTROL_FLOOR, worlds: int = WORLDS) -> tuple[Chain, ...]:
    """Find everybody whom a patron can move, and by which chain; its own organs are the patron itself and left out.

    Parameters
    ----------
    network : Network
    patron : str
    floor : float
        Chains with less control are left out.
    worlds : int
        Sampled networks for the spread of each chain's control.

    Returns
    -------
    tuple of Chain
        The strongest chain to each client, most control first.
    """
    kappa = control(network)
    left = slack(kappa)
    own = {part for part, above in wholes(network.nodes).items() if patron in above}
    spreads = {s.key: s for s in spread(network, lambda net: _held(net, patron, own), worlds=worlds)}
    found = [
        Chain(
            actors,
            tuple(kappa[pair] for pair in pairwise(actors)),
            value,
            left[client],
            spreads[client],
        )
        for client, (value, actors) in _strongest(kappa, patron).items()
        if value >= floor and client not in own
    ]
    return tuple(sorted(found, key=lambda chain: (-chain.control, chain.actors)))


def _held(network: Network, patron: str, own: Collection[str]) -> dict[str, float]:
    return {client: value for client, (value, _) in _strongest(control(network), patron).items() if client not in own}


def _strongest(kappa: Mapping[tuple[str, str], float], patron: str) -> dict[str, tuple[float, tuple[str, ...]]]:
    """Return for each client the largest product of κ along a chain, and the chain."""
    below: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for (above, client), value in sorted(kappa.items()):
        below[above].append((client, value))
    best: dict[str, tuple[float, tuple[str, ...]]] = {}
    heap: list[tuple[float, tuple[str, ...]]] = [(-1.0, (patron,))]
    while heap:
        negative, actors = heapq.heappop(heap)
        if actors[-1] in best:
            continue
        best[actors[-1]] = (-negative, actors)
        for client, value in below[actors[-1]]:
            if client not in best:
                heapq.heappush(heap, (negative * value, (*actors, client)))
    return best


def brokers(network: Network, *, worlds: int = WORLDS) -> tuple[Spread, ...]:
    """Rank actors by how many friendly ways between others run through them.

    Betweenness on friendly pairs (Freeman 1977; Brandes 2001), as a share of all pairs of others; a step
    costs 1 - log(plus), so that doubtful ties are longer.  Cost grows with actors times ties.
    """
    return tuple(s for s in spread(network, lambda net: betweenness(signed(net)), worlds=worlds) if s.value > 0)


def betweenness(graph: SignedGraph) -> dict[str, float]:
    """Compute betweenness on the friendly pairs, in [0, 1]."""
    near: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for pair in graph.pairs:
        if pair.plus:
            length = 1 - log(min(1.0, pair.plus))
            near[pair.a].append((pair.b, length))
            near[pair.b].append((pair.a, length))
    total = dict.fromkeys(graph.actors, 0.0)
    for source in graph.actors:
        for actor, share in _dependencies(source, near).items():
            total[actor] += share
    others = len(graph.actors) - 1
    return {actor: value / max(1, others * (others - 1)) for actor, value in total.items()}


def _dependencies(source: str, near: Mapping[str, list[tuple[str, float]]]) -> dict[str, float]:
    """Return what Brandes (2001), theorem 6, adds for one source."""
    far = {source: 0.0}
    ways = {source: 1.0}
    before: dict[str, list[str]] = {source: []}
    order: list[str] = []
    tick = count()
    heap = [(0.0, next(tick), source)]
    done: set[str] = set()
    while heap:
        reach, _, node = heapq.heappop(heap)
        if node in done:
            continue
        done.add(node)
        order.append(node)
        for other, length in near.get(node, ()):
            step = reach + length
            if step < far.get(other, inf) - 1e-9:
                far[other], ways[other], before[other] = step, ways[node], [node]
                heapq.heappush(heap, (step, next(tick), other))
            elif other not in done and abs(step - far[other]) <= 1e-9:
                ways[other] += ways[node]
                before[other].append(node)
    return _sum_back(order, before, ways)


def _sum_back(order: list[str], before: Mapping[str, list[str]], ways: Mapping[str, float]) -> dict[str, float]:
    share = dict.fromkeys(order, 0.0)
    for node in reversed(order):
        for previous in before[node]:
            share[previous] += ways[previous] / ways[node] * (1 + share[node])
    share.pop(order[0])
    return share
