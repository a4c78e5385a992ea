"""Who really speaks: the end of each chain, the clusters that origins form, and what a speaker is worth.

An origin is the end of a citation chain; an upstream that the text leaves unknown is a placeholder of that
report and relay.  Unnamed voices of one institution in one outlet are one cluster, unless the report sets
them apart (`not V`) or a judgement does; `maybe V` joins.  A judgement `together` joins claims, not speakers:
the words of the later ones count as words of the first one's origin.  Everything is computed anew from the
case, so taking a judgement back undoes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import combinations

from catspaw.case.model import Case, Chain, Claim, Rating, Source, Speaker
from catspaw.evidence.belonging import Belonging, belonging
from catspaw.evidence.tables import constants

NOBODY = ("unknown", "nobody")


@dataclass(frozen=True, slots=True)
class Origin:
    """One origin cluster.

    Attributes
    ----------
    id : str
        Of its first member, in the order of ids.
    members : tuple of str
        The speakers that it joins.
    institution, side : str
        Where it belongs; dependence is within these.
    speakers : int
        How many it stands for.
    """

    id: str
    name: str
    members: tuple[str, ...]
    institution: str
    side: str
    speakers: int = 1


@dataclass(frozen=True)
class Origins:
    """Every origin of a case.

    Attributes
    ----------
    of : dict
        Speaker's node to its cluster.
    clusters : dict
        Cluster id to cluster.
    split : dict
        (claim, its speaker's node) to the node that these words count for, where a judgement moves them.
    """

    case: Case
    belonging: Belonging
    of: dict[str, str] = field(default_factory=dict)
    clusters: dict[str, Origin] = field(default_factory=dict)
    split: dict[tuple[str, str], str] = field(default_factory=dict)

    def cluster(self, claim: Claim, chain: Chain) -> str:
        """Give the id of the cluster at the end of a claim's chain."""
        node = node_of(claim, chain, self.case)
        node = self.split.get((claim.key, node), node)
        return self.of.get(node, node)

    def name(self, speaker: Speaker) -> str:
        """Give the name of a speaker as readers know it."""
        name = self.case.name_of(speaker.id)
        return f"{speaker.quantifier} {name}" if speaker.quantifier else name

    def witness(self, claim: Claim, chain: Chain) -> str | None:
        """Give who passed it on first: outlets count as one, since they copy; None for the speaker's own word."""
        if len(chain) == 1:
            return None
        teller = chain[1]
        source = self.case.sources.get(teller.id)
        if (source and source.kind == "outlet") or teller.id in NOBODY:
            return "outlets"
        node = node_of(claim, chain[1:], self.case)
        return self.of.get(node, node)


def node_of(claim: Claim, chain: Chain, case: Case) -> str:
    """Name the end of a chain: a voice, a named speaker, a set of people in an outlet, or a placeholder."""
    speaker = chain[0]
    if speaker.id in NOBODY:
        through = f" via {chain[1].id}" if len(chain) > 1 else ""
        return f"{speaker.id} in {claim.report}{through}"
    if speaker.id in case.voices or not _many(speaker, case):
        return speaker.id
    return f"{speaker.id} in {_outlet(claim, chain, case)}"


def _many(speaker: Speaker, case: Case) -> bool:
    """Whether a name stands for a set of people, who may be others in another outlet."""
    source, actor = case.sources.get(speaker.id), case.actors.get(speaker.id)
    grouped = (source is not None and source.kind == "group") or (actor is not None and actor.kind == "group")
    return grouped or speaker.quantifier is not None


def _outlet(claim: Claim, chain: Chain, case: Case) -> str:
    outlets = [s.id for s in chain[1:] if s.id in case.sources and case.sources[s.id].kind == "outlet"]
    name = outlets[0] if outlets else case.reports[claim.report].outlet if claim.report in case.reports else ""
    source = case.sources.get(name)
    return (source.institution if source else None) or name


def origins(case: Case) -> Origins:
    """Find the origin clusters of a case.

    Parameters
    ----------
    case : Case
    """
    claims = [c for c in case.claims if c.kind == "says"]
    known = Origins(case, belonging(case))
    judged = _Judged(case, claims)
    nodes = {judged.node(c, chain): chain[0] for c in claims if judged.head(c.key) == c.key for chain in c.by}
    for claim in claims:
        for chain in claim.by:
            if len(chain) > 1:
                nodes.setdefault(node_of(claim, chain[1:], case), chain[1])
    joined = _joined(case, nodes, judged.apart)
    groups: dict[str, list[str]] = {}
    for node in nodes:
        groups.setdefault(joined.find(node), []).append(node)
    clusters = {}
    for members in groups.values():
        first = min(members)
        clusters[first] = _origin(first, tuple(sorted(members)), nodes, known)
    of = {node: min(groups[joined.find(node)]) for node in nodes}
    return Origins(case, known.belonging, of, clusters, judged.moved())


def _origin(first: str, members: tuple[str, ...], nodes: dict[str, Speaker], known: Origins) -> Origin:
    speaker = nodes[first]
    case = known.case
    return Origin(
        id=first,
        name=_name(first, speaker, known),
        members=members,
        institution=institution(speaker, case) or first,
        side=side(speaker, known) or first,
        speakers=max(_speakers(nodes[m], case) for m in members),
    )


def _name(node: str, speaker: Speaker, known: Origins) -> str:
    if speaker.id in NOBODY:
        return f"an unknown origin ({node.partition(' in ')[2]})"
    return known.name(speaker)


def _speakers(speaker: Speaker, case: Case) -> int:
    """Say how many a voice counts as; a number is taken as given, up to `count_most`."""
    voice = case.voices.get(speaker.id)
    if voice is None:
        return 1
    few, most = (int(constants()[k]) for k in ("count_some", "count_most"))
    return few if voice.count is None else max(1, min(voice.count, most))


def institution(speaker: Speaker, case: Case) -> str | None:
    """Give the institution that a speaker belongs to; None for a placeholder."""
    if speaker.id in NOBODY:
        return None
    name = case.voices[speaker.id].of if speaker.id in case.voices else speaker.id
    source = case.sources.get(name)
    return (source.institution if source else None) or name


def side(speaker: Speaker, known: Origins) -> str | None:
    """Give the side that a speaker is on; itself where it belongs to nobody, None for a placeholder."""
    if speaker.id in NOBODY:
        return None
    case = known.case
    name = case.voices[speaker.id].of if speaker.id in case.voices else speaker.id
    seen: set[str] = set()
    while name in case.sources and name not in seen:
        seen.add(name)
        source = case.sources[name]
        name = source.of or (source.institution if source.institution in case.sources else None) or name
    return known.belonging.side(name)


# clusters


class _Union:
    """Sets that are joined, with pairs that never may be."""

    def __init__(self, nodes: Iterable[str]) -> None:
        self.above = {n: n for n in nodes}
        self.members = {n: {n} for n in self.above}
        self.barred: set[frozenset[str]] = set()

    def find(self, node: str) -> str:
        while self.above[node] != node:
            node = self.above[node]
        return node

    def join(self, a: str, b: str) -> None:
        """Put the set of the second under that of the first, unless a pair of them is barred."""
        a, b = self.find(a), self.find(b)
        if a == b or any(frozenset((x, y)) in self.barred for x in self.members[a] for y in self.members[b]):
            return
        self.above[b] = a
        self.members[a] |= self.members.pop(b)


def _joined(case: Case, nodes: dict[str, Speaker], apart: set[frozenset[str]]) -> _Union:
    union = _Union(sorted(nodes))
    voices = [case.voices[n] for n in sorted(nodes) if n in case.voices]
    for voice in voices:
        union.barred |= {frozenset((voice.id, f"{voice.report}/{o}")) for o in voice.distinct}
    union.barred |= apart
    for voice in voices:
        for other in voice.maybe[:1]:  # one that may be any of several must not join them to each other
            if f"{voice.report}/{other}" in nodes:
                union.join(voice.id, f"{voice.report}/{other}")
    shared: dict[tuple[str, str], str] = {}
    for voice in voices:
        if not voice.named:
            place = (institution(Speaker(voice.id), case) or "", _outlet_of(voice.report, case))
            union.join(shared.setdefault(place, voice.id), voice.id)
    return union


def _outlet_of(report: str, case: Case) -> str:
    name = case.reports[report].outlet if report in case.reports else report
    source = case.sources.get(name)
    return (source.institution if source else None) or name


class _Judged:
    """For whom the words of claims count by judgement; of two judgements on one pair of claims the later wins.

    Attributes
    ----------
    apart : set of pairs
        Nodes that never are one.
    """

    def __init__(self, case: Case, claims: Iterable[Claim]) -> None:
        self.case = case
        self.claims = {c.key: c for c in claims}
        self.apart: set[frozenset[str]] = set()
        self._own: dict[tuple[str, str], str] = {}  # names of speakers who are set apart from themselves
        last = self._last()
        self._joined = _Union(dict.fromkeys(key for _, pair in last for key in pair))
        parted = [pair for kind, pair in last if kind == "apart"]
        self._joined.barred |= {frozenset(pair) for pair in parted}
        for kind, pair in last:
            if kind == "together":
                self._joined.join(*pair)
        for one, other in parted:
            self._part(one, other)

    def _last(self) -> list[tuple[str, tuple[str, str]]]:
        """Give the last judgement on each pair of claims, in their order."""
        last: dict[frozenset[str], tuple[str, tuple[str, str]]] = {}
        for judgement in self.case.judgements:
            if judgement.kind not in ("together", "apart"):
                continue
            for pair in combinations(dict.fromkeys(k for k in judgement.about if k in self.claims), 2):
                last.pop(frozenset(pair), None)
                last[frozenset(pair)] = (judgement.kind, pair)
        return list(last.values())

    def head(self, key: str) -> str:
        """Give the claim for whose origin the words of a claim count; itself where no judgement joins it."""
        return self._joined.find(key) if key in self._joined.above else key

    def node(self, claim: Claim, chain: Chain) -> str:
        """Give the node that the words of a claim count for."""
        head = self.head(claim.key)
        if head != claim.key:
            claim = self.claims[head]
            chain = claim.by[0]
        node = node_of(claim, chain, self.case)
        return self._own.get((claim.key, node), node)

    def moved(self) -> dict[tuple[str, str], str]:
        """Give `Origins.split`."""
        claims = [self.claims[key] for key in self._joined.above]
        nodes = [(c.key, node_of(c, chain, self.case), self.node(c, chain)) for c in claims for chain in c.by]
        return {(key, node): counts for key, node, counts in nodes if node != counts}

    def _part(self, one: str, other: str) -> None:
        """Keep two claims apart; of one speaker, the later one's origin gets a name of its own."""
        taken = {self.node(self.claims[one], chain) for chain in self.claims[one].by}
        head = self.claims[self.head(other)]
        for chain in head.by if head.key == other else head.by[:1]:
            node = node_of(head, chain, self.case)
            if self.node(head, chain) in taken:
                self._own[head.key, node] = f"{node} ({head.key})"
        told = self._tellers(self.claims[one]), self._tellers(self.claims[other])
        both = {*told[0]} & {*told[1]}
        self.apart |= {frozenset((a, b)) for a in told[0] for b in told[1] if not {a, b} & both}

    def _tellers(self, claim: Claim) -> list[str]:
        """Name who told: the first voice that is not the origin, where one passed it on; else the origin."""
        found = []
        for chain in claim.by:
            source: Source | None = self.case.sources.get(chain[1].id) if len(chain) > 1 else None
            direct = len(chain) == 1 or chain[1].id in NOBODY or (source is not None and source.kind == "outlet")
            found.append(self.node(claim, chain) if direct else node_of(claim, chain[1:], self.case))
        return found


# reliability


class Reliability:
    """Grades of speakers by topic and day, each looked up once."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._known: dict[tuple[str, str, date | None], str] = {}
        self._plain: dict[str, str] = {}  # one grade for everything; empty where it depends

    def grade(self, speaker: Speaker, *, topic: str, day: date | None) -> str:
        """Give a grade A–F: the speaker's own, else that of its institution; F where nobody rated it."""
        plain = self._plain.get(speaker.id)
        if plain is None:
            ratings = [r for name in self._names(speaker) for r in self._ratings(name)]
            bare = all(r.topic is None and r.start is None and r.end is None for r in ratings)
            plain = self._plain[speaker.id] = (ratings[0].grade if ratings else "F") if bare else ""
        if plain:
            return plain
        key = (speaker.id, topic, day)
        if key not in self._known:
            self._known[key] = self._look_up(speaker, topic, day)
        return self._known[key]

    @cached_property
    def rated(self) -> frozenset[str]:
        """Sources and actors with a grade of their own."""
        return frozenset(n for n in (*self.case.sources, *self.case.actors) if self._ratings(n))

    def _ratings(self, name: str) -> tuple[Rating, ...]:
        source, actor = self.case.sources.get(name), self.case.actors.get(name)
        return (source.reliability if source else ()) or (actor.reliability if actor else ())

    def is_rated(self, speaker: Speaker) -> bool:
        """Whether anybody rated the speaker or its institution."""
        return any(name in self.rated for name in self._names(speaker))

    def _names(self, speaker: Speaker) -> list[str]:
        voice = self.case.voices.get(speaker.id)
        name = voice.of if voice else speaker.id
        source = self.case.sources.get(name)
        return [name, *([source.institution] if source and source.institution else [])]

    def _look_up(self, speaker: Speaker, topic: str, day: date | None) -> str:
        for name in self._names(speaker):
            fitting = [r for r in self._ratings(name) if _fits(r, topic, day)]
            if fitting:
                return max(fitting, key=lambda r: (r.topic is not None, r.start is not None or r.end is not None)).grade
        return "F"


def _fits(rating: Rating, topic: str, day: date | None) -> bool:
    if rating.topic not in (None, topic):
        return False
    if day is None:
        return True
    late = rating.start is not None and rating.start.first is not None and day < rating.start.first
    over = rating.end is not None and rating.end.last is not None and day > rating.end.last
    return not (late or over)
