"""Flash points: where a quarrel is near and not yet open, ranked, each with its reason.

    contact         contact(a, b) * hostility(a, b) * (1 - fights(a, b))        shared ground, or help
    cross-pressure  plus(c, a) * plus(c, b) * minus(a, b)                       c is tied to two enemies
    fading enemy    fading(k) * min(minus(a, k), minus(b, k)) * hostility(a, b) * (1 - fights(a, b))
    drawn in        backing(p, c) * fights(c, x) * hostility(p, x) * (1 - fights(p, x))     p's client c is at war

The last is the patron's dilemma (S10): defend the client and risk war, or stand aside and lose it; entrapment and
abandonment in Snyder 1984, "The security dilemma in alliance politics", World Politics 36(4).

All terms are in [0, 1] and so is the score; products take the ties of one score as independent on the pooled
network, and the sampled networks do not.  The scores are a stated judgement: they order what to look at and
are no probabilities of anything.  Cost grows with ties times an actor's ties, and with pairs that share a place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from catspaw.core.frames import frame
from catspaw.network.graph import Network, Node, Presence, SignedPair, Tie, signed, together, wholes
from catspaw.network.reasons import sentence
from catspaw.network.show import flash_point_values, table
from catspaw.network.spread import WORLDS, Spread, across, combine

# Stated judgement: a patron's quarrel is its client's in part; who belongs to a body has its quarrels whole.
PATRON_SHARE = 0.6
CHAIN_FLOOR = 0.2  # stated judgement: weaker chains of loyalty carry no quarrel
# Stated judgement: where one is more likely than not against the other, neither stands above the other.
AGAINST = 0.5


@dataclass(frozen=True, slots=True)
class Quarrel:
    """Hostility between two actors, their own or that of those they stand under.

    Attributes
    ----------
    size : float
        In [0, 1].
    between : (str, str)
        Whose quarrel it is.
    ties : tuple of Tie
        The hostile ties and the chains of loyalty that carry them down.
    """

    size: float
    between: tuple[str, str]
    ties: tuple[Tie, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A flash point before ranking: ``key`` names it in every sampled network."""

    key: str
    kind: str
    actors: tuple[str, ...]
    score: float
    quarrel: Quarrel
    place: str | None = None
    size: float = 0.0
    ties: tuple[Tie, ...] = ()
    presences: tuple[Presence, ...] = ()


@dataclass(frozen=True, slots=True)
class FlashPoint:
    """A ranked flash point.

    Attributes
    ----------
    kind : str
        ``contact``, ``cross_pressure``, ``fading_enemy`` or ``drawn_in``.
    actors : tuple of str
        The two that may clash; for cross-pressure the actor between comes first; for a fading enemy that
        enemy comes last; for one that may be drawn in: patron, client, the client's enemy.
    place : str, optional
        Id of the place they share.
    reason : str
        One sentence.
    spread : Spread
        Score and rank, pooled and over the sampled networks.
    ties : tuple of Tie
    claims : tuple of str
        Keys of the claims behind it, sorted.
    """

    kind: str
    actors: tuple[str, ...]
    place: str | None
    reason: str
    spread: Spread
    ties: tuple[Tie, ...]
    claims: tuple[str, ...]


class FlashPoints(tuple[FlashPoint, ...]):
    """Flash points, the first rank first."""

    __slots__ = ()

    def to_json(self) -> list[dict[str, Any]]:
        """Give plain values."""
        return [flash_point_values(point) for point in self]

    def to_frame(self) -> Any:
        """Give a data frame with a row for each.

        Raises
        ------
        MissingProgram
            Where pandas is not installed.
        """
        return frame(self.to_json())

    def __str__(self) -> str:
        lines = [
            f"{p.spread.rank:>3}  (ranks {p.spread.rank_low} to {p.spread.rank_high})  {p.spread.value:.2f}  {p.reason}"
            for p in self
        ]
        missing = "No flash points: no hostility meets contact, cross-pressure, a fading enemy or a client at war."
        return "\n".join(lines) or missing

    def _repr_html_(self) -> str:
        rows = [(p.spread.rank, f"{p.spread.rank_low}–{p.spread.rank_high}", p.reason) for p in self]
        return table(("Rank", "5–95 %", "Why"), rows)


@dataclass(slots=True)
class _Index:
    """Look-ups over one network."""

    pairs: dict[tuple[str, str], SignedPair]
    wholes: dict[str, frozenset[str]]
    parts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    friends: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    above: dict[str, list[tuple[str, float, Tie | None]]] = field(default_factory=lambda: defaultdict(list))
    loyalties: dict[tuple[str, bool], dict[str, tuple[float, tuple[Tie, ...]]]] = field(default_factory=dict)


def flash_points(
    network: Network, *, fading: Mapping[str, float] | None = None, worlds: int = WORLDS, top: int | None = None
) -> FlashPoints:
    """Rank the flash points of a network.

    Parameters
    ----------
    network : Network
    fading : mapping, optional
        Actor to the share, in [0, 1], by which its power or the hostility to it is falling.
    worlds : int
        How many sampled networks to rank them on.
    top : int, optional
        Return only so many.

    Returns
    -------
    FlashPoints
        A tuple of `FlashPoint`.  Best pooled rank first.  One that exists in sampled networks alone is left out.
    """
    weaker = dict(fading or {})
    here = {found.key: found for found in find(network, fading=weaker)}
    drawn = across(network, lambda world: {f.key: f.score for f in find(world, fading=weaker)}, worlds=worlds)
    spreads = combine({key: found.score for key, found in here.items()}, drawn)
    nodes = {node.id: node for node in network.nodes}
    ranked = [_ranked(here[s.key], s, nodes) for s in spreads if s.key in here]
    return FlashPoints(ranked[:top])


def find(network: Network, *, fading: Mapping[str, float]) -> Iterator[Found]:
    """Find every flash point with a score above 0, in no order."""
    index = _index(network)
    yield from _contacts(network, index)
    yield from _cross_pressures(index)
    for enemy in sorted(fading):
        yield from _fading(enemy, fading[enemy], index)
    yield from _drawn_in(network, index)


def _index(network: Network) -> _Index:
    graph = signed(network, structure=False)
    index = _Index(pairs={(pair.a, pair.b): pair for pair in graph.pairs}, wholes=wholes(network.nodes))
    for part, above in index.wholes.items():
        for whole in above:
            index.parts[whole].add(part)
    for pair in graph.pairs:
        if pair.plus:
            index.friends[pair.a].add(pair.b)
            index.friends[pair.b].add(pair.a)
    for node in network.nodes:
        index.above[node.id] += [(whole, 1.0, None) for whole in (*node.part_of, *node.acts_for)]
    for tie in network.ties:
        if tie.layer == "backing" and tie.belief:
            index.above[tie.target].append((tie.source, PATRON_SHARE * tie.belief, tie))
    return index


def _contacts(network: Network, index: _Index) -> Iterator[Found]:
    """Shared ground or help across hostility that is not open war."""
    best: dict[tuple[str, str], Found] = {}
    for found in (*_shared_places(network, index), *_ambivalent(index)):
        if found.score > 0 and (found.actors not in best or found.score > best[found.actors].score):
            best[found.actors] = found  # type: ignore[index]
    yield from best.values()


def _shared_places(network: Network, index: _Index) -> Iterator[Found]:
    at: dict[str, list[Presence]] = defaultdict(list)
    for presence in network.presences:
        at[presence.place].append(presence)
    for place in sorted(at):
        for one, other in combinations(sorted(at[place], key=lambda p: p.actor), 2):
            if one.actor != other.actor:
                size = together(one, other)
                yield _contact((one.actor, other.actor), size, index, place=place, there=(one, other))
    for tie in network.ties:
        if tie.word == "colocated":
            pair = (min(tie.source, tie.target), max(tie.source, tie.target))
            yield _contact(pair, tie.belief, index, place=tie.place, ties=(tie,))


def _ambivalent(index: _Index) -> Iterator[Found]:
    """Help between two who are at odds; a quarrel of wholes is told once, not for each of their parts."""
    best: dict[tuple[str, str], Found] = {}
    for (a, b), pair in index.pairs.items():
        if pair.plus:
            helping = tuple(tie for tie in pair.ties if tie.sign > 0)
            found = _contact((a, b), min(1.0, pair.plus), index, ties=helping, formal=True)
            whose = _key(*found.quarrel.between)
            if _closer((a, b), found.score, whose, best.get(whose)):
                best[whose] = found
    yield from best.values()


def _contact(
    pair: tuple[str, str],
    size: float,
    index: _Index,
    *,
    place: str | None = None,
    ties: tuple[Tie, ...] = (),
    there: tuple[Presence, ...] = (),
    formal: bool = False,
) -> Found:
    quarrel = _quarrel(*pair, index, formal=formal)
    score = size * quarrel.size * (1 - _open(pair, index))
    key = f"contact:{pair[0]}+{pair[1]}"
    return Found(key, "contact", pair, score, quarrel, place, size, (*ties, *quarrel.ties), there)


def _cross_pressures(index: _Index) -> Iterator[Found]:
    """For each actor between two enemies, its worst pair."""
    best: dict[str, Found] = {}
    for (a, b), pair in index.pairs.items():
        if not pair.minus:
            continue
        for middle in sorted(index.friends[a] & index.friends[b]):
            found = _cross_pressure(middle, pair, index)
            if middle not in best or found.score > best[middle].score:
                best[middle] = found
    yield from best.values()


def _cross_pressure(middle: str, enemies: SignedPair, index: _Index) -> Found:
    legs = [index.pairs[_key(middle, end)] for end in (enemies.a, enemies.b)]
    size = min(1.0, legs[0].plus) * min(1.0, legs[1].plus)
    quarrel = Quarrel(min(1.0, enemies.minus), (enemies.a, enemies.b), _signed_ties(enemies, -1))
    ties = (*_signed_ties(legs[0], 1), *_signed_ties(legs[1], 1), *quarrel.ties)
    actors = (middle, enemies.a, enemies.b)
    return Found(f"cross:{middle}", "cross_pressure", actors, size * quarrel.size, quarrel, None, size, ties)


def _fading(enemy: str, share: float, index: _Index) -> Iterator[Found]:
    """For each quarrel that an enemy in common has held down, the pair that it concerns most."""
    foes = {key[key[0] == enemy]: pair for key, pair in index.pairs.items() if enemy in key and pair.minus}
    best: dict[tuple[str, str], Found] = {}
    for a, b in combinations(sorted(foes), 2):
        quarrel = _quarrel(a, b, index)
        shared = min(1.0, foes[a].minus, foes[b].minus)
        latent = 1 - max(_open((a, b), index), _open(quarrel.between, index))
        score = share * shared * quarrel.size * latent
        whose = _key(*quarrel.between)
        if score > 0 and _closer((a, b), score, whose, best.get(whose)):
            ties = (*_signed_ties(foes[a], -1), *_signed_ties(foes[b], -1), *quarrel.ties)
            key = f"fading:{whose[0]}+{whose[1]}:{enemy}"
            best[whose] = Found(key, "fading_enemy", (a, b, enemy), score, quarrel, None, share, ties)
    yield from best.values()


def _drawn_in(network: Network, index: _Index) -> Iterator[Found]:
    """For each quarrel that a client's war may draw its patron into, the war that does so most."""
    best: dict[tuple[str, str], Found] = {}
    for (patron, enemy), (backing, war) in _wars_of_clients(network, index).items():
        found = _drawn(patron, enemy, backing, war, index)
        whose = found.quarrel.between
        if found.score > 0 and _closer((patron, enemy), found.score, whose, best.get(whose)):
            best[whose] = found
    yield from best.values()


def _wars_of_clients(network: Network, index: _Index) -> dict[tuple[str, str], tuple[Tie, Tie]]:
    """Give for each patron and enemy of a client the surest backing and war; what an organ backs, its wholes back."""
    wars: dict[str, list[tuple[str, Tie]]] = defaultdict(list)
    for tie in network.ties:
        if tie.word == "fights":
            wars[tie.source].append((tie.target, tie))
            wars[tie.target].append((tie.source, tie))
    best: dict[tuple[str, str], tuple[Tie, Tie]] = {}
    for backing in (tie for tie in network.ties if tie.layer == "backing" and tie.target in wars):
        for patron in sorted(p for p in index.wholes[backing.source] if _behind(p, backing.target, index)):
            for enemy, war in wars[backing.target]:
                held = best.get((patron, enemy))
                if _one_body(patron, enemy, index):
                    continue
                if not held or backing.belief * war.belief > held[0].belief * held[1].belief:
                    best[patron, enemy] = (backing, war)
    return best


def _drawn(patron: str, enemy: str, backing: Tie, war: Tie, index: _Index) -> Found:
    quarrel = _quarrel(patron, enemy, index, formal=True)
    cold = max((t.belief for t in quarrel.ties if t.sign < 0 and t.word != "fights"), default=0.0)
    size = backing.belief * war.belief
    score = size * min(quarrel.size, cold)
    if score:
        score *= 1 - max(_involved((patron, enemy), index), _involved(quarrel.between, index))
    key = "drawn_in:" + "+".join(quarrel.between)
    actors = (patron, backing.target, enemy)
    return Found(key, "drawn_in", actors, score, quarrel, None, size, (backing, war, *quarrel.ties))


def _behind(patron: str, client: str, index: _Index) -> bool:
    """Whether a patron may stand behind a client: no organ of its own, and neither is against the other."""
    return not _one_body(client, patron, index) and not _against(patron, client, index)


def _one_body(one: str, other: str, index: _Index) -> bool:
    """Whether one is an organ of the other, or both are organs of a third."""
    return not index.wholes[one].isdisjoint(index.wholes[other])


def _against(one: str, other: str, index: _Index) -> bool:
    """Whether one more likely than not fights, opposes or sanctions the other."""
    pair = index.pairs.get(_key(one, other))
    return pair is not None and any(t.layer == "hostility" and t.belief >= AGAINST for t in pair.ties)


def _involved(pair: tuple[str, str], index: _Index) -> float:
    """Return the belief that two are at open war, themselves, as parts of those who are, or through organs."""
    ends = [sorted(index.parts[actor]) for actor in pair]
    return max(_open((p, q), index) for p in ends[0] for q in ends[1])


def _closer(pair: tuple[str, str], score: float, whose: tuple[str, str], held: Found | None) -> bool:
    """Prefer the higher score, then the two whose quarrel it is."""
    return held is None or score > held.score or (score == held.score and pair == whose)


def _quarrel(a: str, b: str, index: _Index, *, formal: bool = False) -> Quarrel:
    """Find the worst hostility between two actors or those above them.

    ``formal`` leaves out patrons: where two help each other, a patron's quarrel with the other is
    cross-pressure and is counted there.
    """
    worst = Quarrel(0.0, (a, b))
    above_b = _loyalties(b, index, formal=formal)
    for p, (share_a, chain_a) in _loyalties(a, index, formal=formal).items():
        for q, (share_b, chain_b) in above_b.items():
            pair = index.pairs.get(_key(p, q))
            size = share_a * share_b * min(1.0, pair.minus) if pair else 0.0
            if pair and size > worst.size:
                worst = Quarrel(size, (p, q), (*_signed_ties(pair, -1), *chain_a, *chain_b))
    return worst


def _loyalties(actor: str, index: _Index, *, formal: bool) -> Mapping[str, tuple[float, tuple[Tie, ...]]]:
    """Return those under whom an actor stands, itself first, with strength and the chain of ties."""
    key = (actor, formal)
    if key not in index.loyalties:
        index.loyalties[key] = _climb(actor, index, formal=formal)
    return index.loyalties[key]


def _climb(actor: str, index: _Index, *, formal: bool) -> dict[str, tuple[float, tuple[Tie, ...]]]:
    """Follow membership and backing up from an actor; whom it or its wholes are against never stands above it."""
    reached: dict[str, tuple[float, tuple[Tie, ...]]] = {actor: (1.0, ())}
    waiting = [actor]
    while waiting:
        node = waiting.pop()
        share, chain = reached[node]
        for above, strength, tie in index.above.get(node, ()):
            total = share * strength
            if any(_against(above, own, index) for own in index.wholes[actor]):
                continue
            if (formal and tie) or total < CHAIN_FLOOR or total <= reached.get(above, (0.0, ()))[0]:
                continue
            reached[above] = (total, (*chain, tie) if tie else chain)
            waiting.append(above)
    return reached


def _open(pair: tuple[str, str], index: _Index) -> float:
    """Return the belief that two are at open war, themselves or as parts of those who are."""
    sides = [_loyalties(actor, index, formal=True) for actor in pair]
    met = (index.pairs.get(_key(p, q)) for p in sides[0] for q in sides[1])
    return max((tie.belief for found in met if found for tie in found.ties if tie.word == "fights"), default=0.0)


def _signed_ties(pair: SignedPair, sign: int) -> tuple[Tie, ...]:
    return tuple(tie for tie in pair.ties if tie.sign == sign)


def _key(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _ranked(found: Found, spread: Spread, nodes: Mapping[str, Node]) -> FlashPoint:
    return FlashPoint(
        kind=found.kind,
        actors=found.actors,
        place=found.place,
        reason=sentence(found, nodes=nodes),
        spread=spread,
        ties=found.ties,
        claims=_claims(found.ties, found.presences),
    )


def _claims(ties: Sequence[Tie], presences: Iterable[Presence]) -> tuple[str, ...]:
    from_ties = {key for tie in ties for key in tie.claims}
    return tuple(sorted(from_ties.union(*(presence.claims for presence in presences))))
