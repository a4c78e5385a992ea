"""Which incident of the case a sentence speaks of: by kind, day, place, whom it was against, and the words of its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from catspaw.case.language import Party
from catspaw.case.model import Case, Incident
from catspaw.reading.dates import Dated
from catspaw.reading.document import Document, Sentence
from catspaw.reading.names.book import content_stems, words_of
from catspaw.reading.names.mentions import Mention
from catspaw.reading.propose.triggers import find_triggers

#: Points for what agrees; a sentence speaks of an incident from `ENOUGH` on, and perhaps from `PERHAPS` on. Judgements,
#: tuned on two of the bundled cases.
KIND, EXACT_DAY, SAME_TIME, AGAINST, PLACE, NAME, OTHER_TIME = 1.5, 2.5, 1.5, 1.0, 1.0, 2.0, -3.0
ENOUGH, PERHAPS, AHEAD = 3.4, 2.0, 0.4
#: From here on a sentence speaks of an incident whatever others it speaks of.
CLEAR = 4.8

#: Kinds that texts do not keep apart.
_ALIKE = ({"strike", "assault", "storms", "kills"}, {"meets", "visits"}, {"seizes", "assault"}, {"joins", "builds_up"})
_DULL = frozenset({"attack", "strike", "meeting", "visit", "killing", "october"})


@dataclass(frozen=True, slots=True)
class Match:
    """An incident that a sentence speaks of.

    Attributes
    ----------
    score : float
        Points; see above.
    sure : bool
        Whether they are enough; else it is only proposed as perhaps the same.
    """

    incident: str
    score: float
    sure: bool


def match_incidents(
    case: Case, document: Document, sentence: Sentence, mentions: Sequence[Mention], dates: Sequence[Dated]
) -> tuple[Match, ...]:
    """Find the incidents that a sentence speaks of, the best first.

    Parameters
    ----------
    mentions : sequence of Mention
        Those of the sentence.
    dates : sequence of Dated
        Those of the document.
    """
    kinds = {h.trigger.word for h in find_triggers(sentence.tokens)}
    here = [d for d in dates if sentence.span.start <= d.start < sentence.span.end]
    actors = {m.meaning.actor for m in mentions if m.meaning.actor}
    places = {p for m in mentions for p in (m.meaning.place, m.meaning.actor) if p}
    stems = content_stems(words_of(sentence.span.of(document.text)))
    scored = [
        (_score(case, incident, kinds, here, actors, places, stems), incident.id)
        for incident in case.incidents.values()
    ]
    found = sorted((s for s in scored if s[0] >= PERHAPS), reverse=True)
    return tuple(Match(name, score, score >= ENOUGH and _ahead(case, name, score, found)) for score, name in found)


def _ahead(case: Case, name: str, score: float, found: Sequence[tuple[float, str]]) -> bool:
    """Whether no other incident of the kind fits as well."""
    kind = case.incidents[name].kind
    rivals = [s for s, other in found if other != name and case.incidents[other].kind == kind]
    return (
        score >= CLEAR
        or all(score >= rival + AHEAD for rival in rivals)
        or (score >= ENOUGH + 1 and score >= max(rivals))
    )


def _score(
    case: Case,
    incident: Incident,
    kinds: set[str],
    dates: Sequence[Dated],
    actors: set[str],
    places: set[str],
    stems: frozenset[str],
) -> float:
    points = 0.0
    if incident.kind in kinds:
        points += KIND
    elif any(incident.kind in group and kinds & group for group in _ALIKE):
        points += KIND / 2
    points += _time(incident, dates)
    against = {m.id for m in incident.against.members} if isinstance(incident.against, Party) else set()
    named = bool(against & (actors | places))
    points += AGAINST * named - KIND * (incident.kind == "kills" and not named)
    where = _around(case, incident.at)
    points += PLACE * bool(where & (places - against)) if incident.at else 0.0
    points += PLACE * (incident.at in places and incident.at not in case.actors)
    name = _name_stems(incident)
    points += NAME * len(name & stems) / len(name) if name else 0.0
    return points


def _around(case: Case, place: str | None) -> set[str]:
    """Give a place and what it lies in."""
    found: set[str] = set()
    while place and place not in found:
        found.add(place)
        place = case.places[place].inside if place in case.places else None
    return found


def _time(incident: Incident, dates: Sequence[Dated]) -> float:
    if incident.on is None or incident.on.days is None:
        return 0.0
    exact = [d for d in dates if d.interval.days and d.way == "on"]
    met = [d for d in exact if incident.on.overlaps(d.interval)]
    if incident.on.days <= 3 and any((d.interval.days or 999) <= 3 for d in met):
        return EXACT_DAY
    if any(incident.on.overlaps(d.interval) and (d.interval.days or 999) <= 190 for d in exact):
        return SAME_TIME
    short = [d for d in exact if (d.interval.days or 999) <= 190]
    return OTHER_TIME if short and incident.on.days <= 62 else 0.0


@cache
def _name_stems(incident: Incident) -> frozenset[str]:
    return frozenset(s for s in content_stems(words_of(incident.name)) if s not in _DULL and not s.isdigit())


def with_recent(case: Case, sentence: Sentence, found: tuple[Match, ...], recent: Sequence[str]) -> tuple[Match, ...]:
    """Add the incident that `the attack`, `the meeting` goes back to: the last of its kind that was spoken of."""
    sure = {case.incidents[m.incident].kind for m in found if m.sure}
    for hit in find_triggers(sentence.tokens):
        definite = hit.start > 0 and sentence.tokens[hit.start - 1].word.lower() in ("the", "that", "this")
        kinds = _alike(hit.trigger.word)
        if hit.trigger.noun and definite and not sure & kinds:
            last = next((r for r in reversed(recent) if case.incidents[r].kind in kinds), None)
            if last is not None:
                rest = tuple(m for m in found if m.incident != last)
                return (Match(last, ENOUGH, sure=True), *rest)
    return found


def _alike(word: str) -> set[str]:
    return {word}.union(*(group for group in _ALIKE if word in group and word in ("strike", "assault", "kills")))
