"""Blocs: who stands together, and how surely.

Clusters under weak balance (Davis 1967): friends inside, enemies between, any number of clusters.  Two camps
alone (`balance.frustration`) would put everybody who fights a common enemy on one side.  Clustering is
correlation clustering by greedy additive edge contraction (Keuper et al. 2015, "Efficient decomposition of
image and mesh graphs by lifted multicuts", algorithm 1) and single moves; quick and deterministic, not
proved best.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catspaw.network.graph import Network, SignedGraph, SignedPair, signed
from catspaw.network.reasons import percent
from catspaw.network.show import bloc_values, table
from catspaw.network.spread import WORLDS, across

MAJORITY = 0.5  # of sampled networks: with fewer an actor is in no bloc
Links = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Member:
    """An actor in a bloc; ``robustness`` is the share of sampled networks that put it with the leader."""

    actor: str
    robustness: float


@dataclass(frozen=True, slots=True)
class Bloc:
    """Actors that stand together.

    Attributes
    ----------
    name : str
        "Iran and 5 others": the leader's name and the count.
    leader : str
        Id of the member that backs most of the others; failing that the best connected, then the first id.
    members : tuple of Member
        The leader first, then the surest.
    against : tuple of SignedPair
        Hostile pairs inside it: where it may crack.
    """

    name: str
    leader: str
    members: tuple[Member, ...]
    against: tuple[SignedPair, ...]


@dataclass(frozen=True, slots=True)
class Blocs:
    """All blocs of two or more, the largest first; ``alone`` holds everybody else."""

    blocs: tuple[Bloc, ...]
    alone: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Give plain values."""
        return {"blocs": [bloc_values(bloc) for bloc in self.blocs], "alone": list(self.alone)}

    def _repr_html_(self) -> str:
        rows = [(bloc.name, m.actor, percent(m.robustness)) for bloc in self.blocs for m in bloc.members]
        return table(("Bloc", "Actor", "With the leader in"), rows)

    def of(self, actor: str) -> Bloc | None:
        """Return the bloc of an actor; None for one that stands alone."""
        return next((bloc for bloc in self.blocs if any(m.actor == actor for m in bloc.members)), None)


def blocs(network: Network, *, worlds: int = WORLDS) -> Blocs:
    """Find the blocs of a network and how surely each actor belongs.

    The pooled network gives the blocs and their leaders; an actor belongs to the leader with whom most sampled
    networks put it, where that is at least half of them, and stands alone otherwise.

    Parameters
    ----------
    network : Network
    worlds : int
        How many sampled networks to look at.

    Returns
    -------
    Blocs
    """
    graph = signed(network)
    drawn = across(network, lambda world: _cluster_of(clusters(signed(world))), worlds=worlds)
    backing = _backing(network)
    leaders = [_leader(group, graph, backing) for group in clusters(graph) if len(group) > 1]
    joined = _joined(graph.actors, leaders, drawn)
    names = {node.id: node.name for node in network.nodes}
    found = [_bloc(leader, joined[leader], graph, names) for leader in leaders if len(joined[leader]) > 1]
    grouped = {member.actor for bloc in found for member in bloc.members}
    alone = tuple(actor for actor in graph.actors if actor not in grouped)
    return Blocs(tuple(sorted(found, key=lambda bloc: (-len(bloc.members), bloc.leader))), alone)


def _joined(
    actors: Iterable[str], leaders: Sequence[str], drawn: Sequence[Mapping[str, int]]
) -> dict[str, dict[str, float]]:
    """Give each leader its members with their robustness; a leader is its own."""
    joined: dict[str, dict[str, float]] = {leader: {leader: 1.0} for leader in leaders}
    for actor in actors:
        shares = {leader: sum(w[actor] == w[leader] for w in drawn) / len(drawn) for leader in leaders}
        best = max(leaders, key=lambda leader: (shares[leader], leader), default="")
        if actor not in joined and best and shares[best] >= MAJORITY:
            joined[best][actor] = shares[best]
    return joined


def clusters(graph: SignedGraph) -> tuple[tuple[str, ...], ...]:
    """Group the actors so that friends fall inside and enemies between; sorted, singles included."""
    links = _links(graph)
    group = _contract(links, graph.actors)
    _move(group, links)
    members: dict[str, list[str]] = defaultdict(list)
    for actor in graph.actors:
        members[group[actor]].append(actor)
    return tuple(sorted(tuple(actors) for actors in members.values()))


def _links(graph: SignedGraph) -> Links:
    links: Links = {actor: {} for actor in graph.actors}
    for pair in graph.pairs:
        if pair.sign:
            links[pair.a][pair.b] = links[pair.b][pair.a] = pair.sign * pair.weight
    return links


def _contract(links: Links, actors: Iterable[str]) -> dict[str, str]:
    """Merge the two clusters with the strongest net friendship until none is left."""
    between = {actor: dict(others) for actor, others in links.items()}
    parent = {actor: actor for actor in actors}
    heap = [(-w, a, b) for a, others in links.items() for b, w in others.items() if a < b and w > 0]
    heapq.heapify(heap)
    while heap:
        negative, a, b = heapq.heappop(heap)
        if parent[a] != a or parent[b] != b or between[a].get(b) != -negative:
            continue  # an entry from before a merge
        if len(between[a]) < len(between[b]):
            a, b = b, a
        parent[b] = a
        for other, weight in between.pop(b).items():
            del between[other][b]
            if other != a:
                total = between[a].get(other, 0.0) + weight
                between[a][other] = between[other][a] = total
                if total > 0:
                    heapq.heappush(heap, (-total, min(a, other), max(a, other)))
    return {actor: _root(parent, actor) for actor in parent}


def _root(parent: dict[str, str], actor: str) -> str:
    while parent[actor] != actor:
        parent[actor] = parent[parent[actor]]
        actor = parent[actor]
    return actor


def _move(group: dict[str, str], links: Links) -> None:
    """Move single actors to where they have most net friendship; alone counts 0.  Ends, since each move gains."""
    moved = True
    while moved:
        moved = False
        for actor, others in links.items():
            pull: dict[str, float] = defaultdict(float)
            for other, weight in others.items():
                pull[group[other]] += weight
            here = pull.get(group[actor], 0.0)
            gain, best = max(((w, g) for g, w in sorted(pull.items())), default=(0.0, group[actor]))
            if gain < 0:
                gain, best = 0.0, _free(actor, group)
            if gain > here + 1e-9:
                group[actor] = best
                moved = True


def _free(actor: str, group: Mapping[str, str]) -> str:
    """Return a cluster name that nobody uses."""
    name = actor
    while name in group.values():
        name += "'"
    return name


def _cluster_of(groups: Iterable[Sequence[str]]) -> dict[str, int]:
    return {actor: k for k, group in enumerate(groups) for actor in group}


def _backing(network: Network) -> dict[tuple[str, str], float]:
    strongest: dict[tuple[str, str], float] = {}
    for tie in network.ties:
        if tie.layer == "backing":
            key = (tie.source, tie.target)
            strongest[key] = max(strongest.get(key, 0.0), tie.belief)
    return strongest


def _bloc(leader: str, robustness: Mapping[str, float], graph: SignedGraph, names: Mapping[str, str]) -> Bloc:
    ordered = sorted(robustness, key=lambda actor: (actor != leader, -robustness[actor], actor))
    others = len(ordered) - 1
    return Bloc(
        name=f"{names[leader]} and {others} other{'s' if others > 1 else ''}",
        leader=leader,
        members=tuple(Member(actor, robustness[actor]) for actor in ordered),
        against=tuple(pair for pair in _within(robustness, graph) if pair.sign < 0),
    )


def _within(group: Iterable[str], graph: SignedGraph) -> list[SignedPair]:
    inside = set(group)
    return [pair for pair in graph.pairs if pair.a in inside and pair.b in inside]


def _leader(group: Sequence[str], graph: SignedGraph, backing: Mapping[tuple[str, str], float]) -> str:
    inside = {ends: belief for ends, belief in backing.items() if set(ends) <= set(group)}
    return min(group, key=_standing(_within(group, graph), inside))


def _standing(
    within: Iterable[SignedPair], backing: Mapping[tuple[str, str], float]
) -> Callable[[str], tuple[float, float, str]]:
    backed: dict[str, float] = defaultdict(float)
    friendly: dict[str, float] = defaultdict(float)
    for (patron, _), belief in backing.items():
        backed[patron] += belief
    for pair in within:
        friendly[pair.a] += pair.plus
        friendly[pair.b] += pair.plus
    return lambda actor: (-backed[actor], -friendly[actor], actor)
