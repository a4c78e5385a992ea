"""Beliefs at a date → the network: who is tied to whom, how surely, on whose word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from catspaw.case.codebook import words
from catspaw.case.english import named, say
from catspaw.case.language import Member, Party, parse
from catspaw.case.model import Actor, Case
from catspaw.evidence.beliefs import Beliefs
from catspaw.network.draws import draw
from catspaw.network.graph import LAYERS, Network, Node, Presence, Tie, layer_of
from catspaw.network.principals import members
from catspaw.network.standing import Standing, standing

#: Worlds from which spreads are taken.
WORLDS = 200
_TIE_WORDS = frozenset(word for layer in LAYERS.values() for word in layer)
#: Below this a contested tie is not drawn into the network: it is less likely than most unclaimed ones.  Judged.
LEAST = 0.05


def network(
    case: Case,
    beliefs: Beliefs,
    *,
    as_of: date | None = None,
    worlds: int = WORLDS,
    seed: int | None = None,
) -> Network:
    """Build the network as of a date.

    Parameters
    ----------
    case : Case
    beliefs : Beliefs
        As of the same date.
    as_of : date, optional
        Default: the case's.
    worlds : int
        Sampled networks: joint draws of which contested ties hold.
    seed : int, optional
        Default: the case's.
    """
    day = as_of or case.as_of
    rows = [s for s in standing(case, beliefs, as_of=day) if s.belief >= LEAST]
    pairs = [(row, tie) for row in rows for tie in _ties(case, row)]
    present = [(row, p) for row in rows for p in _presences(case, row)]
    root = case.seed if seed is None else seed
    believed = {r.proposition: r.belief for r in rows}
    drawn = draw(beliefs, [r.proposition for r in rows], believed, worlds=worlds, seed=root)
    column = {row.proposition: i for i, row in enumerate(rows)}
    ties, presences = tuple(t for _, t in pairs), tuple(p for _, p in present)
    return Network(
        as_of=day,
        nodes=tuple(_nodes(case, ties, presences, day)),
        ties=ties,
        presences=presences,
        worlds=_columns(drawn, [column[r.proposition] for r, _ in pairs]),
        presence_worlds=_columns(drawn, [column[r.proposition] for r, _ in present]),
    )


def _columns(drawn: NDArray[np.uint8], places: Sequence[int]) -> NDArray[np.bool_]:
    return np.asarray(drawn[:, list(places)], dtype=np.bool_)


def _ties(case: Case, row: Standing) -> Iterator[Tie]:
    word = row.prop.word
    if word not in _TIE_WORDS or word in ("present", "colocated", "holds"):
        return
    for source, target in _ends(case, row):
        yield Tie(
            source=source,
            target=target,
            word=word,
            layer=layer_of(word),
            sign=words()[word].sign,
            belief=row.belief,
            low=row.low,
            high=row.high,
            origins=row.origins,
            since=row.since,
            until=row.until,
            claims=row.claims,
            proposition=row.proposition,
            place=_place(case, row),
            assumed=row.assumed,
            directed=not words()[word].symmetric,
            says=_says(case, word, source, target),
        )


def _says(case: Case, word: str, source: str, target: str) -> str:
    """Say the tie of a pair, also where the proposition speaks of a group."""
    joint = words()[word].shape.startswith("parties")
    return say(parse(f"{word}({source} {'+' if joint else '->'} {target})"), case)


def _place(case: Case, row: Standing) -> str | None:
    at = row.prop.call.value("at")
    return str(at) if isinstance(at, str) and (at in case.places or at in case.actors) else None


def _held(case: Case, row: Standing) -> str | None:
    target = row.prop.call.positional[0].target
    name = target.members[0].id if isinstance(target, Party) else None
    return name if name is not None and (name in case.places or name in case.actors) else None


def _ends(case: Case, row: Standing) -> list[tuple[str, str]]:
    """Give the pairs of nodes; `each of` and `most of` open a group, other quantifiers leave it whole."""
    arg = row.prop.call.positional[0]
    first = _named(case, arg.end, row.day)
    if arg.target is not None:
        second = _named(case, arg.target, row.day)
        return [(a, b) for a in first for b in second if a != b]
    return [(a, b) for i, a in enumerate(first) for b in first[i + 1 :] if a != b]


def _named(case: Case, end: object, day: date) -> list[str]:
    if not isinstance(end, Party):
        return []
    return [name for member in end.members for name in _opened(case, member, day) if name in case.actors]


def _opened(case: Case, member: Member, day: date) -> tuple[str, ...]:
    if member.quantifier == "author of":
        return ()
    if member.quantifier in ("each of", "most of"):
        return members(case, member.id, day) or (member.id,)
    return (member.id,)


def _presences(case: Case, row: Standing) -> Iterator[Presence]:
    if row.prop.word not in ("present", "colocated", "holds"):
        return
    place = _place(case, row) if row.prop.word != "holds" else _held(case, row)
    if place is None:
        return
    for actor in _named(case, row.prop.call.positional[0].end, row.day):
        yield Presence(actor, place, row.belief, row.origins, row.claims, row.proposition)


def _nodes(case: Case, ties: Iterable[Tie], presences: Iterable[Presence], day: date) -> Iterator[Node]:
    """Give the actors that ties or presences name, what they belong to among them, and the places."""
    ends = {name for t in ties for name in (t.source, t.target)} | {p.actor for p in presences}
    for name in sorted(ends):
        yield _node(case, case.actors[name], ends, day)
    for place in sorted({p.place for p in presences} - ends):
        shown = case.places[place].name if place in case.places else case.name_of(place)
        yield Node(place, shown, "place", said=named(place, case))


def _node(case: Case, actor: Actor, known: set[str], day: date) -> Node:
    part_of = tuple(m.of for m in actor.part_of if m.of in known and m.holds(day))
    acts_for = tuple(m.of for m in actor.acts_for if m.of in known and m.holds(day))
    said = named(actor.id, case)
    plural = say(parse(f"fights({actor.id} -> {actor.id})"), case).startswith(f"{said} are ")  # as English has its verb
    return Node(actor.id, actor.name, actor.kind, part_of, acts_for, actor.home, said, plural)
