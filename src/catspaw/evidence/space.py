"""From a case's propositions to variables: every claim says that some question's answer lies in a set.

`Space.locate` gives, for any proposition of the language, the variable and the answers that make it true.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from catspaw.case.codebook import ladders, words
from catspaw.case.language import Call, Member, Party, Prop
from catspaw.case.model import Case, Question
from catspaw.case.propositions import Names, identity, names_of
from catspaw.evidence import variables as v
from catspaw.evidence.belonging import Belonging, belonging
from catspaw.evidence.variables import Cells, Mask, Variable


class Located(NamedTuple):
    """A variable by its index, and the answers that make a proposition true."""

    variable: int
    mask: Mask

    def opposite(self) -> Located:
        """Give the answers that make it false."""
        return Located(self.variable, tuple(not m for m in self.mask))


YES = (True, False)


@dataclass(frozen=True)
class Space:
    """All variables of a case.

    Attributes
    ----------
    variables : tuple of Variable
    index : dict
        Variable id to its place.
    keys : dict
        (kind, text) to a variable's place: how propositions find theirs.
    parties : dict
        Author variable to the parties of its candidate answers.
    number_cells : dict
        Number variable to its cells.
    listed : dict
        Text of a proposition to the list variable and answer that it is.
    panels : dict
        Question about the authors of a series: its id to (question, propositions).
    found, texts : dict
        What was looked up once.
    """

    case: Case
    names: Names
    belonging: Belonging
    variables: tuple[Variable, ...] = ()
    index: dict[str, int] = field(default_factory=dict)
    keys: dict[tuple[str, str], int] = field(default_factory=dict)
    parties: dict[int, tuple[Party, ...]] = field(default_factory=dict)
    number_cells: dict[int, Cells] = field(default_factory=dict)
    listed: dict[str, tuple[int, int]] = field(default_factory=dict)
    panels: dict[str, tuple[Question, tuple[str, ...]]] = field(default_factory=dict)
    found: dict[Prop, Located | None] = field(default_factory=dict)
    texts: dict[Prop, tuple[str, str]] = field(default_factory=dict)

    def locate(self, prop: Prop) -> Located | None:
        """Find where a proposition stands.

        Returns
        -------
        Located or None
            None for public record and for what no variable of this space is about.
        """
        if prop not in self.found:
            plain = _locate(replace(prop, negated=False) if prop.negated else prop, self)
            self.found[prop] = plain.opposite() if plain and prop.negated else plain
        return self.found[prop]


def located_text(text: str, space: Space) -> Located | None:
    """Find where the identity of a proposition stands, given as text."""
    at = space.keys.get((v.PROPOSITION, text))
    return None if at is None else Located(at, YES)


def key_of(prop: Prop, space: Space) -> tuple[str, str]:
    """Give the kind and the text under which a proposition's variable is found."""
    if prop not in space.texts:
        space.texts[prop] = _key_of(prop, space)
    return space.texts[prop]


def _key_of(prop: Prop, space: Space) -> tuple[str, str]:
    word = words()[prop.word]
    plain = identity(prop, space.names)
    if prop.name and _has_author(prop.name, space):
        return v.AUTHOR, prop.name
    if prop.word == "did" and (incident := incident_of(prop)) and not is_series(incident, space.case):
        return v.AUTHOR, incident
    if word.ladder in ladders() and not _closed(plain):
        if word.rung:
            return v.LADDER, str(replace(plain, call=replace(plain.call, word=word.ladder)))
        if not isinstance(prop.level, Call):
            return v.LADDER, str(plain.call)
    if word.ladder in ("number", "sign") and not isinstance(prop.level, Call):
        return v.NUMBER, str(plain.call)
    return v.PROPOSITION, str(plain)


def _closed(prop: Prop) -> bool:
    """Whether it says `only`: a statement about everybody else, so no rung of one party."""
    return any(m.quantifier == "only" for m in members_of(prop))


def members_of(prop: Prop) -> tuple[Member, ...]:
    """Give every name at a positional place of a proposition."""
    ends = [e for a in prop.call.positional for e in (a.end, a.target)]
    return tuple(m for e in ends if isinstance(e, Party) for m in e.members)


def incident_of(prop: Prop) -> str | None:
    """Give the incident that a part (`did`, `approved`, …) is about."""
    party = v.party_of(prop, 1)
    return party.members[0].id if party and words()[prop.word].family == "part" else None


def is_series(incident: str, case: Case) -> bool:
    """Whether an incident is many acts, of which several may each have done some."""
    return incident in case.incidents and case.incidents[incident].series


def _has_author(incident: str, space: Space) -> bool:
    return (v.AUTHOR, incident) in space.keys


def _locate(prop: Prop, space: Space) -> Located | None:
    if prop.name and prop.name in space.case.incidents and space.case.incidents[prop.name].public:
        return None
    kind, text = key_of(prop, space)
    if kind == v.PROPOSITION and text in space.listed:
        at, answer = space.listed[text]
        return Located(at, tuple(i == answer for i in range(len(space.variables[at].answers))))
    at_key = space.keys.get((kind, text))
    if at_key is None:
        return None
    if kind == v.PROPOSITION:
        return Located(at_key, YES)
    if kind == v.AUTHOR:
        return Located(at_key, _author_mask(prop, at_key, space))
    return Located(at_key, _level_mask(prop, at_key, space))


def _level_mask(prop: Prop, at: int, space: Space) -> Mask:
    word = words()[prop.word]
    if at in space.number_cells:
        return space.number_cells[at].mask(str(prop.op), float(str(prop.level)))
    assert word.ladder is not None
    if word.rung:
        lowest = ladders()[word.ladder][0]
        return v.rung_mask(word.ladder, "=" if word.rung == lowest else ">=", word.rung)
    return v.rung_mask(word.ladder, str(prop.op), str(prop.level))


# authors


def _author_mask(prop: Prop, at: int, space: Space) -> Mask:
    answers = space.variables[at].answers
    happened = tuple(a != v.NOT_HAPPENED for a in answers)
    party = v.party_of(prop, 0)
    if party is None or prop.word != "did":
        return happened
    candidates = space.parties[at]
    masks = [_member_mask(m, candidates, space.belonging) for m in party.members if m.id != "unknown"]
    if not masks:
        return happened
    chosen = tuple(all(column) for column in zip(*masks, strict=True))
    return chosen + (False,) * (len(answers) - len(candidates))


def _member_mask(member: Member, candidates: tuple[Party, ...], known: Belonging) -> Mask:
    if member.quantifier == "other of":
        return tuple(all(m.id != member.id for m in c.members) for c in candidates)
    return tuple(any(_covers(member, m, known) for m in c.members) for c in candidates)


def _covers(said: Member, candidate: Member, known: Belonging) -> bool:
    """Whether the candidate's having done it makes what was said true."""
    if str(said) == str(candidate):
        return True
    if said.quantifier in (None, "only"):
        if said.id == candidate.id and candidate.quantifier in (None, "only"):
            return True
        return candidate.quantifier is None and said.id in known.bodies.get(candidate.id, ())
    inside = known.members.get(said.id, frozenset())
    if candidate.quantifier:
        return candidate.id == said.id or said.id in known.larger(candidate.id)
    chain = (candidate.id, *known.bodies.get(candidate.id, ()))
    return said.id in chain or any(c in inside for c in chain)


# building


def build_space(case: Case, props: Sequence[Prop]) -> Space:
    """Make the variables of a case: those asked first, then one for whatever else is claimed.

    Parameters
    ----------
    case : Case
    props : sequence of Prop
        What its claims say, each once.
    """
    draft = _Draft(case)
    draft.authors(props)
    for question in case.questions.values():
        draft.ask(question)
    for prop in props:
        draft.add(prop)
    return draft.finished()


class _Draft:
    """Collects variables; `finished` freezes them."""

    def __init__(self, case: Case) -> None:
        self.space = Space(case, names_of(case), belonging(case))
        self.variables: list[Variable] = []
        self.thresholds: dict[str, list[tuple[str, float]]] = {}
        self.candidates: dict[str, dict[str, Party]] = {}
        self.lists: list[Question] = []
        self._taken: set[str] = set()

    def authors(self, props: Iterable[Prop]) -> None:
        """Find, before anything else, whose authorship is spoken of and who are named."""
        for question in self.space.case.questions.values():
            for prop in (*question.one_of, *([question.about] if isinstance(question.about, Prop) else [])):
                self._candidate(prop)
            if isinstance(question.about, str) and not is_series(question.about, self.space.case):
                self.candidates.setdefault(question.about, {})
        for prop in props:
            self._candidate(prop)

    def _candidate(self, prop: Prop) -> None:
        if prop.word != "did":
            return
        incident, party = incident_of(prop), v.party_of(prop, 0)
        if incident is None or party is None or is_series(incident, self.space.case):
            return
        known = self.candidates.setdefault(incident, {})
        if not any(m.id == "unknown" or m.quantifier == "other of" for m in party.members):
            plain = Party(tuple(sorted((_candidate_name(m) for m in party.members), key=str)))
            same = next((name for name, other in known.items() if self._same_set(plain, other)), None)
            if same is not None and str(plain) < same:  # of two names for one set the first by name, whoever came first
                del known[same]
            if same is None or str(plain) < same:
                known.setdefault(str(plain), plain)

    def _same_set(self, one: Party, other: Party) -> bool:
        """Whether two candidates are `some of` groups that have the same members."""
        pairs = [(a, b) for p in (one,) for a in p.members for b in other.members]
        members = self.space.belonging.members
        return len(pairs) == 1 and all(
            a.quantifier and b.quantifier and members.get(a.id) and members.get(a.id) == members.get(b.id)
            for a, b in pairs
        )

    def ask(self, question: Question) -> None:
        """Add a declared question."""
        if question.one_of:
            self._ask_list(question)
        elif isinstance(question.about, str):
            self._ask_author(question, question.about)
        elif question.about is not None:
            self.add(question.about, question=question)

    def _ask_author(self, question: Question, incident: str) -> None:
        if not is_series(incident, self.space.case):
            self._add_author(incident, question)
            return
        texts = [c.prop for c in self.space.case.claims if c.prop.word == "did" and incident_of(c.prop) == incident]
        plain = dict.fromkeys(str(identity(p, self.space.names)) for p in texts)
        self.space.panels[question.id] = (question, tuple(plain))

    def _ask_list(self, question: Question) -> None:
        self.lists.append(question)
        at = len(self.variables)
        own = [words()[p.word].prior for p in question.one_of]
        names = [str(p) for p in question.one_of]
        answers = (*names, *([] if question.exhaustive else [v.NONE_OF_THESE]))
        prior = v.list_prior(own, exhaustive=question.exhaustive)
        self._keep(Variable(question.id, question.ask, v.LIST, question.id, answers, prior, declared=True))
        for i, prop in enumerate(question.one_of):
            kind, text = key_of(prop, self.space)
            if kind == v.PROPOSITION and not prop.negated and text not in self.space.listed:
                self.space.listed[text] = (at, i)

    def add(self, prop: Prop, *, question: Question | None = None) -> None:
        """Add the variable of a proposition, unless it is there."""
        if prop.name and prop.name in self.space.case.incidents and self.space.case.incidents[prop.name].public:
            return
        incident = prop.name or (incident_of(prop) if prop.word == "did" else None)
        if incident in self.candidates:
            self._add_author(incident, question)
            return
        kind, text = key_of(prop, self.space)
        if kind == v.NUMBER and prop.op:
            self.thresholds.setdefault(text, []).append((prop.op, float(str(prop.level))))
        if (kind, text) in self.space.keys or text in self.space.listed:
            return
        self.space.keys[kind, text] = len(self.variables)
        self._keep(self._variable(prop, kind, text, question))

    def _variable(self, prop: Prop, kind: str, text: str, question: Question | None) -> Variable:
        word = words()[prop.word]
        plain = identity(prop, self.space.names)
        if kind != v.PROPOSITION:
            call = replace(plain.call, word=word.ladder) if word.rung and word.ladder else plain.call
            plain = replace(plain, call=call, op=None, level=None)
        answers, prior = self._answers(prop, kind)
        return Variable(
            id=question.id if question else self._id(prop.name or text),
            ask=question.ask if question else text,
            kind=kind,
            about=text,
            answers=answers,
            prior=prior,
            prop=plain,
            word=plain.word,
            half_life=word.half_life,
            declared=question is not None,
        )

    def _answers(self, prop: Prop, kind: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
        word = words()[prop.word]
        if kind == v.LADDER:
            assert word.ladder is not None
            own = words()[word.ladder].prior if word.ladder in words() else word.prior
            return ladders()[word.ladder], v.ladder_prior(word.ladder, own=own)
        if kind == v.NUMBER:
            return (), ()
        return (v.YES, v.NO), v.proposition_prior(word.prior)

    def _add_author(self, incident: str, question: Question | None) -> None:
        if (v.AUTHOR, incident) in self.space.keys:
            return
        at = len(self.variables)
        known = self.space.case.incidents.get(incident)
        public = known is not None and known.public
        parties = tuple(sorted(self.candidates.get(incident, {}).values(), key=_answer_name))
        names = [_answer_name(p) for p in parties]
        answers = (*names, v.SOMEONE_ELSE, *([] if public else [v.NOT_HAPPENED]))
        prior = v.author_prior(names, own=words()["did"].prior, public=public)
        self.space.keys[v.AUTHOR, incident] = at
        self.space.parties[at] = parties
        if question:
            name, ask = question.id, question.ask
        else:
            name, ask = self._id(f"author of {incident}"), f"author of {incident}"
        asked = question is not None
        self._keep(Variable(name, ask, v.AUTHOR, incident, answers, prior, word="did", declared=asked))

    def _id(self, text: str) -> str:
        wanted = v.slug(text)
        free = wanted not in self._taken and wanted not in self.space.names.questions
        return wanted if free else v.slug(f"{text} {len(self.variables)}")

    def _keep(self, variable: Variable) -> None:
        self._taken.add(variable.id)
        self.space.index[variable.id] = len(self.variables)
        self.variables.append(variable)

    def finished(self) -> Space:
        """Cut numbers into cells and freeze."""
        for (kind, text), at in self.space.keys.items():
            if kind == v.NUMBER:
                cut = v.cells(self.thresholds.get(text, [(">", 0.0)]))
                own = words()[self.variables[at].word].prior
                prior = v.cells_prior(cut, own=own)
                self.variables[at] = replace(self.variables[at], answers=cut.names, prior=prior)
                self.space.number_cells[at] = cut
        space = replace(self.space, variables=tuple(self.variables), found={})
        for question in self.lists:
            _own_variables(question, space)
        return space


def _own_variables(question: Question, space: Space) -> None:
    """Let listed propositions that have a variable of their own stand there; links join the two."""
    for prop in question.one_of:
        kind, text = key_of(prop, space)
        if (kind, text) in space.keys:
            space.listed.pop(text, None)


def _candidate_name(member: Member) -> Member:
    if member.quantifier in (None, "only"):
        return Member(member.id)
    return Member(member.id, "other of" if member.quantifier == "other of" else "some of")


def _answer_name(party: Party) -> str:
    return " + ".join(f"another of {m.id}" if m.quantifier else m.id for m in party.members)
