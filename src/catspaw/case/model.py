"""The nouns of a case, resolved: what machines read.

Everything is frozen and explicit: names are resolved, dates are intervals, chains are tuples with the origin first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from catspaw.case.language import Party, Prop
from catspaw.core.dates import Interval

#: The set of weights of a case that names none: every effect at its own prior.
JUDGED = "judged"


@dataclass(frozen=True, slots=True)
class Membership:
    """Belonging to `of`, over a time; None where that end is open."""

    of: str
    start: Interval | None = None
    end: Interval | None = None

    def holds(self, day: date) -> bool:
        """Whether it holds on a day; an unknown end counts as holding."""
        begun = self.start is None or self.start.first is None or self.start.first <= day
        over = self.end is not None and self.end.last is not None and self.end.last < day
        return begun and not over


@dataclass(frozen=True, slots=True)
class Rating:
    """A reliability grade A–F, for a topic (a word of the predicate table) and a period, or for all."""

    grade: str
    topic: str | None = None
    start: Interval | None = None
    end: Interval | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a state, an organisation, an armed group, an office, a named office holder, a set that texts speak of.

    Attributes
    ----------
    part_of, acts_for, members : tuple of Membership
        What it belongs to; whose body it is; who belongs to it (for a group).
    power, resolve, stock : float or None
        The analyst's judgement on a scale of 0 to 10; None where not given.
    reliability : tuple of Rating
        How far its own word is to be relied on.
    """

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    part_of: tuple[Membership, ...] = ()
    acts_for: tuple[Membership, ...] = ()
    members: tuple[Membership, ...] = ()
    home: str | None = None
    power: float | None = None
    resolve: float | None = None
    stock: float | None = None
    reliability: tuple[Rating, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where: a base, a port, a strait, a city, a region, a country."""

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    inside: str | None = None
    lat: float | None = None
    lon: float | None = None
    host: str | None = None
    holder: tuple[Membership, ...] = ()
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """An outlet, an office, an official, an expert: someone whose word is reported."""

    id: str
    name: str
    kind: str
    of: str | None = None
    institution: str | None = None
    aliases: tuple[str, ...] = ()
    reliability: tuple[Rating, ...] = ()
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks in one report, as that report describes them.

    Attributes
    ----------
    id : str
        ``report/name``: unique in the case.
    count : int or None
        How many they are; None for `some` or `many`.
    of : str
        The actor or source that they belong to.
    maybe, distinct : tuple of str
        Voices that they may overlap with; voices that they surely are not.
    """

    id: str
    name: str
    report: str
    of: str
    count: int | None = 1
    rank: str = ""
    named: bool = False
    maybe: tuple[str, ...] = ()
    distinct: tuple[str, ...] = ()
    access: str = ""
    because: str = ""
    private: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class Speaker:
    """A name in a chain: a voice, a source or an actor, perhaps quantified; `unknown` and `nobody` are reserved."""

    id: str
    quantifier: str | None = None

    def __str__(self) -> str:
        return f"{self.quantifier} {self.id}" if self.quantifier else self.id


Chain = tuple[Speaker, ...]


@dataclass(frozen=True, slots=True)
class Incident:
    """An act without an author: who did it, its toll and who knew are claims about it.

    Attributes
    ----------
    on : Interval or None
        When, some moment inside; None where no text says.
    public : bool
        Nobody disputes that it happened.
    series : bool
        Many acts, of which several may each have done some.
    declared : bool
        Whether it stands in incidents.yaml (else a claim names it).
    """

    id: str
    kind: str
    name: str = ""
    on: Interval | None = None
    at: str | None = None
    against: Party | None = None
    means: str = ""
    n: str = ""
    public: bool = False
    series: bool = False
    note: str = ""
    declared: bool = True
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """What is contested.

    Attributes
    ----------
    about : Prop or str or None
        A proposition or measure asked about, or the incident whose author is asked.
    one_of : tuple of Prop
        Answers of which at most one is true; exactly one where `exhaustive`.
    """

    id: str
    ask: str
    about: Prop | str | None = None
    one_of: tuple[Prop, ...] = ()
    exhaustive: bool = False
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """That a report has somebody say something.

    Attributes
    ----------
    key : str
        Given, or a hash of the content.
    kind : str
        ``says`` or ``expects``.
    by : tuple of Chain
        Parallel witnesses; each a chain with the origin first.
    said : Interval
        When it was said: by the day of the report where the text does not tell.
    learnt : date
        When we could know: the day of the report.
    at_incident : str or None
        The incident, a meeting, at which it was said.
    on, start, end : Interval or None
        When an act happened; from when and until when a tie holds or held.
    where : tuple of int
        Paragraphs of the report.
    again : str or None
        The key of the claim that this one stands by.
    reviewed : bool
        Whether somebody looked at it; a claim that a reader proposed may stand without.
    retracted : date or None
        The day on which it was taken back.
    """

    key: str
    kind: str
    prop: Prop
    report: str
    by: tuple[Chain, ...]
    said: Interval
    learnt: date
    act: str = "assert"
    sure: str = "flat"
    relay: str = "paraphrased"
    to: Party | None = None
    at_incident: str | None = None
    on: Interval | None = None
    start: Interval | None = None
    end: Interval | None = None
    where: tuple[int, ...] = ()
    given: Prop | None = None
    unless: Prop | None = None
    within_days: int | None = None
    odds: str = ""
    grounds: tuple[str, ...] = ()
    interest: str | None = None
    hindsight: bool = False
    private: bool = False
    reviewed: bool = True
    again: str | None = None
    retracted: date | None = None
    note: str = ""
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """One report: what it is, who speaks in it, and what was coded from it.

    Attributes
    ----------
    paragraphs : int
        Non-empty lines of the text, the title counted.
    coded : dict
        ``by``, ``on``, ``for`` (questions), ``blocks``: so that *not coded* is never read as *not said*.
    passed : dict
        Paragraph to the reason why it gave no claim.
    """

    id: str
    title: str
    outlet: str
    dated: Interval
    paragraphs: int = 0
    author: str = ""
    url: str = ""
    coded: dict[str, str] = field(default_factory=dict)
    voices: tuple[Voice, ...] = ()
    passed: dict[int, str] = field(default_factory=dict)
    private: bool = False
    note: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Assumption:
    """A tie or a value set without a source in the reports.

    Attributes
    ----------
    belief : float
        How sure the analyst is, 0 to 1.
    strength : float
        How much of it there is, 0 to 1.
    """

    prop: Prop
    why: str
    source: str = ""
    belief: float = 0.95
    strength: float = 0.5
    start: Interval | None = None
    end: Interval | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Judgement:
    """The analyst's own decision, dated and signed.

    Attributes
    ----------
    kind : str
        same, distinct, together, apart, judge or wording.
    about : tuple of str
        The ids, keys, proposition or question it decides on.
    """

    kind: str
    about: tuple[str, ...]
    by: str
    on: Interval
    why: str = ""
    text: str = ""
    prop: Prop | None = None
    belief: float | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Account:
    """A set of voices whose word is taken at face value."""

    id: str
    name: str
    believe: tuple[str, ...]
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the briefing forecasts.

    Attributes
    ----------
    within_days : int
        Counted from as-of.
    ledger : str
        ``truth``, ``reported``, or the id of the actor whose belief counts.
    """

    id: str
    ask: str
    prop: Prop
    within_days: int
    ledger: str = "truth"
    line: int = 0


@dataclass(frozen=True, slots=True)
class Anchor:
    """How many acts of a kind 90 ordinary days hold, and on what ground."""

    prop: Prop
    low: float
    high: float
    ground: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Occasion:
    """A day that moves a kind of act: stirs it (`weight` above 0) or calms it, -1 to 1."""

    day: date
    prop: Prop
    weight: float
    why: str
    source: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class War:
    """A war that others may join: who fights on which side at as-of, and the actor that stands for it, if any."""

    id: str
    side: Party
    against: Party
    ground: str
    stands: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Way:
    """One way to decide.

    Attributes
    ----------
    act : Prop or None
        The act that it is; None where nothing is done.
    odds : float
        Against the other ways, with every effect at 0.
    weighs : dict
        Effects of the engine that weigh on it, each with its weight; None: the weight that it has on rates.
    """

    id: str
    act: Prop | None
    odds: float
    weighs: dict[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """A choice that somebody makes once, on a day or after something has come about."""

    id: str
    ask: str
    who: str
    ways: tuple[Way, ...]
    ground: str
    on: date | None = None
    opens: Prop | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class ActRow:
    """One dated act of acts.csv."""

    on: Interval
    actor: str
    action: str
    target: str | None = None
    place: str | None = None
    n: int = 1
    incident: str | None = None
    source: str = ""
    note: str = ""
    line: int = 0


@dataclass(frozen=True)
class Case:
    """A case: actors, places, sources, incidents, questions, reports with claims, and what the analyst added.

    Attributes
    ----------
    folder : Path
        Where it was read from.
    as_of : date
        Nothing learnt later counts, unless a claim is marked ``hindsight``.
    horizon_days : int
        How far futures run.
    weights : str
        Name of its set of weights, or a file of the folder.
    digest : str
        SHA-256 of the resolved content: the case's identity in every provenance.
    """

    id: str
    title: str
    folder: Path
    as_of: date
    horizon_days: int
    scope: str = ""
    seed: int = 0
    weights: str = JUDGED
    actors: dict[str, Actor] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    reports: dict[str, Report] = field(default_factory=dict)
    voices: dict[str, Voice] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    accounts: dict[str, Account] = field(default_factory=dict)
    outcomes: tuple[Outcome, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    occasions: tuple[Occasion, ...] = ()
    wars: tuple[War, ...] = ()
    decisions: tuple[Decision, ...] = ()
    acts: tuple[ActRow, ...] = ()
    digest: str = ""

    def name_of(self, name: str) -> str:
        """Give the display name of an actor, place, source, incident or voice; the id where it has none."""
        for book in (self.actors, self.places, self.sources, self.incidents):
            if name in book:
                return book[name].name or name.replace("_", " ")
        if name in self.voices:
            return _voice_name(self, self.voices[name])
        return name.replace("_", " ")


def _voice_name(case: Case, voice: Voice) -> str:
    if voice.private:
        return "a private source"
    whose = case.name_of(voice.of)
    if voice.named:
        return f"{voice.name.replace('_', ' ').title()} ({whose})"
    number = {None: "some", 1: "one"}.get(voice.count, str(voice.count))
    rank = f" {voice.rank}" if voice.rank else ""
    people = "voice" if voice.count == 1 else "voices"
    return f"{number}{rank} {people} of {whose}"
