"""The network as of a date: ties with beliefs, and what collapses them into one signed graph.

Whoever builds a network fills these dataclasses from beliefs; everything that analyses a network reads
nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catspaw.core.errors import ModelError, UnknownName, nearest
from catspaw.core.frames import frame

LAYERS: dict[str, tuple[str, ...]] = {
    "backing": ("backs", "arms", "funds", "trains", "advises", "covers", "informs", "commands"),
    "ground": ("hosts", "present", "colocated", "holds", "governs"),
    "cooperation": ("coordinates", "allied", "guarantees", "normalises", "deal", "member", "depends"),
    "hostility": ("opposes", "fights", "sanctions"),
    "leakage": ("leaks", "spies"),
}
_LAYER_OF = {word: layer for layer, words in LAYERS.items() for word in words}

# Stated judgement: leave to stay on one's soil, and spying, say half as much about friend and foe as help
# and open hostility do.
LAYER_WEIGHT = {"backing": 1.0, "ground": 0.5, "cooperation": 1.0, "hostility": 1.0, "leakage": 0.5}
AMBIVALENT = 0.2  # stated judgement: below this the weaker side of a pair is noise, not a second face


@dataclass(frozen=True, slots=True)
class Node:
    """An actor or a place.

    Attributes
    ----------
    id, name : str
        Slug, and what people read.
    kind : str
        ``state``, ``organisation``, ``armed_group``, ``wing``, ``office_holder``, ``brand``, ``flow``,
        ``place`` or another.
    part_of, acts_for : tuple of str
        Undisputed membership and mandate, as ids of nodes.
    home : str, optional
        The place or state where it lives.
    said : str
        Its name inside a sentence: ``the Houthis``; empty where it is ``name``.
    plural : bool
        Whether verbs of it stand in the plural.
    """

    id: str
    name: str
    kind: str
    part_of: tuple[str, ...] = ()
    acts_for: tuple[str, ...] = ()
    home: str | None = None
    said: str = ""
    plural: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """One tie between two nodes, as believed.

    Attributes
    ----------
    source, target : str
        Ids; the order says nothing where ``directed`` is false.
    word : str
        The predicate: ``arms``, ``fights``, ...
    layer : str
        A key of `LAYERS`; `layer_of` gives it for a word.
    sign : int
        +1 friendly, -1 hostile, 0 neither.
    belief, low, high : float
        Pooled probability that the tie holds, and its range; each in [0, 1].
    origins : int
        Independent origins behind it; 0 where it is set without a source.
    since, until : date, optional
        Known ends.
    claims : tuple of str
        Keys of the claims that carry it.
    proposition : str
        The tie in the language of claims.
    place : str, optional
        Where it holds, as the id of a place.
    assumed : bool
        Set by the analyst; where claims speak of it too, they have moved the belief.
    directed : bool
        Whether it runs from source to target.
    says : str
        The tie of these two in English: ``Iran arms the Houthis``; empty where nobody has said it.
    """

    source: str
    target: str
    word: str
    layer: str
    sign: int
    belief: float
    low: float
    high: float
    origins: int = 1
    since: date | None = None
    until: date | None = None
    claims: tuple[str, ...] = ()
    proposition: str = ""
    place: str | None = None
    assumed: bool = False
    directed: bool = True
    says: str = ""


@dataclass(frozen=True, slots=True)
class Presence:
    """People or a base of an actor at a place, as believed (``belief`` in [0, 1])."""

    actor: str
    place: str
    belief: float
    origins: int = 1
    claims: tuple[str, ...] = ()
    proposition: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """The network as of a date.

    Attributes
    ----------
    as_of : date
    nodes, ties, presences : tuple
    worlds : bool array (worlds, ties), optional
        Joint draws of which ties hold; rows are exchangeable.
    presence_worlds : bool array (worlds, presences), optional
        The same draws for the presences; where absent each keeps its belief as a weight in every world.

    Raises
    ------
    ModelError
        If an end is no node, a number is outside its range, an id occurs twice or a shape does not fit.
    """

    as_of: date
    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]
    presences: tuple[Presence, ...] = ()
    worlds: NDArray[np.bool_] | None = None
    presence_worlds: NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        _check_nodes(self.nodes)
        known = {node.id for node in self.nodes}
        for tie in self.ties:
            _check_tie(tie, known=known)
        for presence in self.presences:
            _check_known((presence.actor, presence.place), known, what=f"present({presence.actor})")
            _check_unit({"belief": presence.belief}, what=f"present({presence.actor}, at {presence.place})")
        _check_worlds(self.worlds, len(self.ties), what="worlds")
        _check_worlds(self.presence_worlds, len(self.presences), what="presence_worlds")

    def to_json(self) -> dict[str, Any]:
        """Give plain values; the draws are only counted."""
        from catspaw.network.show import network_values

        return network_values(self)

    def to_frame(self) -> Any:
        """Give a data frame with a row for each tie.

        Raises
        ------
        MissingProgram
            Where pandas is not installed.
        """
        from catspaw.network.show import plain

        return frame(plain(tie) for tie in self.ties)

    def _repr_html_(self) -> str:
        from catspaw.network.picture import picture

        return picture(self)


@dataclass(frozen=True, slots=True)
class SignedPair:
    """All that lies between two actors, as one sign.

    Attributes
    ----------
    a, b : str
        Ids, ``a < b``.
    sign : int
        Sign of ``plus - minus``; 0 where they cancel.
    weight : float
        ``|plus - minus|``.
    plus, minus : float
        Friendly and hostile weight: over layers, the layer's weight times its strongest belief.
    ambivalent : bool
        Both are at least `AMBIVALENT`.
    ties : tuple of Tie
        What was collapsed; empty where only standing structure joins the two.
    """

    a: str
    b: str
    sign: int
    weight: float
    plus: float
    minus: float
    ambivalent: bool
    ties: tuple[Tie, ...] = ()


@dataclass(frozen=True, slots=True)
class SignedGraph:
    """One signed undirected graph: ``actors`` sorted by id, ``pairs`` sorted by their two ids."""

    actors: tuple[str, ...]
    pairs: tuple[SignedPair, ...] = field(default=())

    @property
    def ambivalent(self) -> tuple[SignedPair, ...]:
        """Pairs that both cooperate and contend."""
        return tuple(pair for pair in self.pairs if pair.ambivalent)


def layer_of(word: str) -> str:
    """Return the layer of a tie word.

    Raises
    ------
    UnknownName
        If the word belongs to no layer.

    Examples
    --------
    >>> layer_of("arms")
    'backing'
    """
    if word not in _LAYER_OF:
        near = nearest(word, _LAYER_OF, "tie word")
        raise UnknownName(f"{word!r} is no tie word of the network's layers{near}")
    return _LAYER_OF[word]


def only(network: Network, layers: Collection[str]) -> Network:
    """Return the network with the ties of some layers alone.

    Raises
    ------
    ModelError
        If a layer is unknown.
    """
    check_layers(layers)
    kept = [i for i, tie in enumerate(network.ties) if tie.layer in layers]
    worlds = None if network.worlds is None else network.worlds[:, kept]
    return replace(network, ties=tuple(network.ties[i] for i in kept), worlds=worlds)


def check_layers(layers: Collection[str]) -> None:
    """Refuse a layer that is unknown.

    Raises
    ------
    ModelError
        With the nearest that there is.
    """
    for layer in layers:
        if layer not in LAYERS:
            raise ModelError(f"no layer {layer!r}; allowed: {', '.join(LAYERS)}{nearest(layer, LAYERS, 'layer')}")


def signed(network: Network, *, structure: bool = True) -> SignedGraph:
    """Collapse the ties into one signed graph, a sign for each unordered pair of actors.

    Within a layer and a sign only the strongest belief counts, since the kinds of support imply each other
    and would be counted twice; layers add up with `LAYER_WEIGHT`.  The pair's sign is that of the friendly
    less the hostile sum.  A pair with both faces stays and is named in ``ambivalent``; one that cancels
    exactly stays with sign 0.

    Parameters
    ----------
    network : Network
    structure : bool
        Count undisputed membership and mandate (``part_of``, ``acts_for``) as friendly with weight 1.

    Returns
    -------
    SignedGraph
        Over all nodes that are no places.
    """
    actors = {node.id for node in network.nodes if node.kind != "place"}
    ties: dict[tuple[str, str], list[Tie]] = defaultdict(list)
    for tie in network.ties:
        if tie.source in actors and tie.target in actors and tie.source != tie.target:
            ties[_pair(tie.source, tie.target)].append(tie)
    standing = {_pair(*edge) for edge in standing_edges(network.nodes)} if structure else set()
    pairs = (collapse(key, ties.get(key, ()), standing=key in standing) for key in sorted({*ties, *standing}))
    return SignedGraph(actors=tuple(sorted(actors)), pairs=tuple(p for p in pairs if p.plus or p.minus))


def collapse(key: tuple[str, str], ties: Sequence[Tie], *, standing: bool = False) -> SignedPair:
    """Collapse the ties of one pair; see `signed` for the rule."""
    plus = _weight(ties, sign=1) + float(standing)
    minus = _weight(ties, sign=-1)
    net = plus - minus
    both = min(plus, minus) >= AMBIVALENT
    return SignedPair(*key, (net > 0) - (net < 0), abs(net), plus, minus, both, tuple(ties))


def standing_edges(nodes: Iterable[Node]) -> Iterator[tuple[str, str]]:
    """Yield (member, whole) for undisputed membership and mandate."""
    for node in nodes:
        for whole in (*node.part_of, *node.acts_for):
            yield node.id, whole


def wholes(nodes: Sequence[Node]) -> dict[str, frozenset[str]]:
    """Return for each node itself and all that it is a part of or acts for, however far up."""
    above: dict[str, set[str]] = defaultdict(set)
    for member, whole in standing_edges(nodes):
        above[member].add(whole)
    return {node.id: _climb(node.id, above) for node in nodes}


def _climb(node: str, above: Mapping[str, set[str]]) -> frozenset[str]:
    reached, waiting = {node}, [node]
    while waiting:
        fresh = above.get(waiting.pop(), set()) - reached
        reached |= fresh
        waiting += sorted(fresh)
    return frozenset(reached)


def together(one: Presence, other: Presence) -> float:
    """Return the belief that two are at a place at once; one proposition that says both is not squared."""
    joint = bool(one.proposition) and one.proposition == other.proposition
    return min(one.belief, other.belief) if joint else one.belief * other.belief


def certain(network: Network) -> Network:
    """Return the network with every tie held for sure, and no worlds."""
    ties = tuple(replace(tie, belief=1.0, low=1.0, high=1.0) for tie in network.ties)
    return replace(network, ties=ties, worlds=None, presence_worlds=None)


def at_rows(sure: Network, *, held: NDArray[np.bool_], there: NDArray[np.bool_] | None) -> Network:
    """Return the part of a `certain` network that holds in one world.

    Parameters
    ----------
    sure : Network
        As `certain` gives it.
    held : bool array (ties,)
    there : bool array (presences,), optional
    """
    ties = tuple(tie for tie, holds in zip(sure.ties, held, strict=True) if holds)
    if there is None:
        return replace(sure, ties=ties)
    both = zip(sure.presences, there, strict=True)
    presences = tuple(replace(presence, belief=1.0) for presence, holds in both if holds)
    return replace(sure, ties=ties, presences=presences)


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _weight(ties: Iterable[Tie], *, sign: int) -> float:
    best: dict[str, float] = {}
    for tie in ties:
        if tie.sign == sign:
            best[tie.layer] = max(best.get(tie.layer, 0.0), tie.belief)
    return sum(LAYER_WEIGHT[layer] * best[layer] for layer in sorted(best))


def _check_nodes(nodes: Sequence[Node]) -> None:
    known = {node.id for node in nodes}
    if len(known) < len(nodes):
        ids = [node.id for node in nodes]
        twice = sorted({i for i in ids if ids.count(i) > 1})
        raise ModelError(f"nodes occur twice: {', '.join(twice)}; every id names one node")
    for node in nodes:
        _check_known((*node.part_of, *node.acts_for), known, what=f"part_of or acts_for of {node.id}")


def _check_tie(tie: Tie, *, known: set[str]) -> None:
    what = tie.proposition or f"{tie.word}({tie.source} -> {tie.target})"
    _check_known((tie.source, tie.target), known, what=what)
    _check_unit({"belief": tie.belief, "low": tie.low, "high": tie.high}, what=what)
    if tie.layer not in LAYERS:
        raise ModelError(f"{what}: layer {tie.layer!r}; allowed: {', '.join(LAYERS)}")
    if tie.sign not in (-1, 0, 1):
        raise ModelError(f"{what}: sign {tie.sign}; allowed: -1, 0, 1")


def _check_known(ids: Iterable[str], known: set[str], *, what: str) -> None:
    for name in ids:
        if name not in known:
            raise ModelError(f"{what}: {name!r} is no node of the network{nearest(name, known, 'node')}")


def _check_unit(numbers: dict[str, float], *, what: str) -> None:
    for name, value in numbers.items():
        if not 0.0 <= value <= 1.0:
            raise ModelError(f"{what}: {name} is {value}; allowed: 0 to 1")


def _check_worlds(worlds: NDArray[np.bool_] | None, width: int, *, what: str) -> None:
    if worlds is not None and (worlds.ndim != 2 or worlds.shape[1] != width):
        raise ModelError(f"{what} has shape {worlds.shape}; needed: (draws, {width})")
