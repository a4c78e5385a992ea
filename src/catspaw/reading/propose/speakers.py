"""Who vouches: from the words of a source to a name of the case, a voice of the report, or a chain of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from catspaw.case.model import Case
from catspaw.reading.document import Attribution, Document, Span
from catspaw.reading.names.book import NameBook, words_of
from catspaw.reading.names.mentions import Mention, fitting

_PRONOUN = re.compile(r"(?:he|she|they|it|who)\Z", re.IGNORECASE)
_AGAIN = re.compile(
    r"(?:the|those|these|both|other)\s+(?:two\s+)?(?:\w+\s+)?(?P<head>officials?|minister|leader|president|commander|officers?|analysts?|group|militia|spokesm[ae]n|spokeswoman|spokesperson|general|diplomats?|sources?|two)\Z",
    re.IGNORECASE,
)
#: A source that begins so is where something is, not who speaks.
_AWAY = re.compile(r"(?:in|at|near|inside|across)\s", re.IGNORECASE)
_PLURAL = re.compile(r"(?:they|we|.*s|two|men)\Z", re.IGNORECASE)
_UNNAMED = re.compile(
    r"\b(officials?|officers?|diplomats?|sources?|aides?|commanders?|members?|representatives?|advis[eo]rs?|leaders?|persons?|people|insiders?|operatives?|analysts?|experts?|fighters?|figures?)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\b(\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|several|some|many|an?|one)\b", re.IGNORECASE
)
_COUNTS = {
    w: str(n) for n, w in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1)
} | {"a": "1", "an": "1"}
_RANK = re.compile(r"\b(senior|high-ranking|top|mid-level|low-level|former|retired)\b", re.IGNORECASE)


@dataclass
class Speakers:
    """Remembers who spoke last, and the voices that the report needs.

    Attributes
    ----------
    voices : dict
        Voice to its description, in the form of the report's head.
    block : mapping
        Paragraph (from 0) to the outlet that is quoted there at length.
    """

    case: Case
    book: NameBook
    document: Document
    mentions: Sequence[Mention]
    outlet: str
    block: Mapping[int, str] = field(default_factory=dict)
    voices: dict[str, str] = field(default_factory=dict)
    _last: list[tuple[tuple[str, ...], bool]] = field(default_factory=list)

    def chains(self, attribution: Attribution, every: Mapping[int, Attribution], paragraph: int) -> tuple[str, ...]:
        """Give who vouches for an attribution's content: parallel witnesses, each a chain with the origin first."""
        own = self.witnesses(attribution)
        if own == ("we",):
            own = (self.voice_of_text(paragraph),)
        tail = ""
        parent = every.get(attribution.parent or 0)
        if parent is not None:
            outer = self.chains(parent, every, paragraph)
            tail = f" via {outer[0]}" if outer else ""
        elif (quoted := self.block.get(paragraph)) and quoted not in own:
            tail = f" via {quoted}"
        elif own == ("unknown",):
            tail = f" via {self.outlet}"
        return tuple(w + tail if w not in tail.split(" via ") else w for w in own)

    def voice_of_text(self, paragraph: int) -> str:
        """Give the outlet in whose own voice a paragraph speaks."""
        return self.block.get(paragraph, self.outlet)

    def witnesses(self, attribution: Attribution) -> tuple[str, ...]:
        """Give the names behind a source; a pronoun goes back to who spoke last."""
        words = " ".join(s.of(self.document.text) for s in attribution.source).strip(" ,")
        words = re.sub(r"['’]s\Z", "", words)
        if not words or _AWAY.match(words):
            return ("unknown",)
        if words.lower() in ("we", "i"):
            return ("we",) if attribution.parent is None else ("unknown",)
        inside = [m for m in self.mentions if any(s.holds(m.span) for s in attribution.source)]
        if _PRONOUN.match(words) or (_AGAIN.match(words) and not any(_known(m) for m in inside)):
            return self._earlier(words, attribution)
        found = self._named(words, inside, attribution)
        if found:
            self._last.append((found, bool(_PLURAL.match(words)) or len(found) > 1))
        return found or ("unknown",)

    def cited(self, words: Span, by: tuple[str, ...]) -> tuple[str, ...]:
        """Give the chains of those whom a speaker cites: `the Journal reported that …, citing two officials`."""
        origins = self.witnesses(Attribution(0, source=(words,), cue=(), content=()))
        if origins == ("unknown",) or len(by) != 1:
            return by
        return tuple(f"{origin} via {by[0]}" for origin in origins if origin not in by[0].split(" via ")) or by

    def _earlier(self, words: str, attribution: Attribution) -> tuple[str, ...]:
        """Go back to who spoke last; `he` and `she` to a person, by name if no speaker is one."""
        if words.lower() not in ("he", "she"):
            plural = bool(_PLURAL.match(words))
            return next((names for names, many in reversed(self._last) if many == plural), ("unknown",))
        at = attribution.source[0].start
        spoke = next((n for n, many in reversed(self._last) if not many and self._is_person(n[0])), None)
        named = [m for m in self.mentions if m.span.end <= at and self._is_person(m.meaning.actor or m.meaning.source)]
        return spoke or ((named[-1].meaning.actor or named[-1].meaning.source,) if named else ("unknown",))

    def _is_person(self, name: str) -> bool:
        if name in self.case.actors:
            return self.case.actors[name].kind == "person"
        if name in self.case.sources:
            return self.case.sources[name].kind in ("expert", "official")
        return self.voices.get(name, "").startswith("1 ")

    def _named(self, words: str, inside: Sequence[Mention], attribution: Attribution) -> tuple[str, ...]:
        unnamed = _UNNAMED.search(words)
        sources = [m for m in inside if m.meaning.source]
        anonymous = attribution.speaker.anonymous or (unnamed and not _person(inside, self.case))
        if sources and not (anonymous and len(inside) > len(sources)):
            return tuple(dict.fromkeys(m.meaning.source for m in sources[:3]))
        if anonymous:
            return self._anonymous(words, inside, unnamed[0] if unnamed else "")
        actors = [m for m in inside if m.meaning.actor and m.how != "people"] or [m for m in inside if m.meaning.actor]
        person = [m for m in actors if self.case.actors[m.meaning.actor].kind == "person"]
        chosen = person[:1] or actors[:1]
        if chosen:
            quantifier = f"{chosen[0].quantifier} " if chosen[0].quantifier else ""
            return (quantifier + chosen[0].meaning.actor,)
        unknown = [m for m in inside if m.how == "unknown"]
        return (self._voice(_slug(unknown[0].words.split()[-1]), "1 named of unknown"),) if unknown else ()

    def _anonymous(self, words: str, inside: Sequence[Mention], head: str) -> tuple[str, ...]:
        """Give one witness for each party that unnamed people are of."""
        found: list[str] = []
        for mention in inside:
            meaning = mention.meaning
            actor = self.case.actors.get(meaning.actor)
            if mention.how == "people" or (actor is not None and actor.kind == "state"):
                meaning = fitting((*words_of(mention.words), *words_of(head)), self.book) or meaning
            if meaning.source:
                found.append(meaning.source)
            elif meaning.actor:
                found.append(self._voice_of(meaning.actor, words))
        return tuple(dict.fromkeys(found)) or (self._voice("unnamed", self._description("unknown", words)),)

    def _voice_of(self, actor: str, words: str) -> str:
        description = self._description(actor, words)
        count = description.split(" ", 1)[0]
        rank = "senior_" if re.search(r"senior|high-ranking|top", description) else ""
        return self._voice(f"{actor}_{rank}{count}", description)

    def _description(self, actor: str, words: str) -> str:
        count = _COUNT.search(words)
        number = (_COUNTS.get(count[1].lower(), count[1].lower()) if count else "some").replace("several", "some")
        rank = _RANK.search(words)
        return f"{number} {rank[1].lower() + ' ' if rank else ''}of {actor}, unnamed"

    def _voice(self, name: str, description: str) -> str:
        """Give the voice of a description: one that is there, or a new one under a free name."""
        for known, said in self.voices.items():
            if said == description:
                return known
        taken = {*self.voices, *self.case.actors, *self.case.sources, *self.case.places, *self.case.incidents}
        free = name
        number = 2
        while free in taken:
            free, number = f"{name}_{number}", number + 1
        self.voices[free] = description
        return free


def _known(mention: Mention) -> bool:
    return bool(mention.meaning.actor or mention.meaning.source)


def _person(inside: Sequence[Mention], case: Case) -> bool:
    """Whether somebody is named: a person of the book, or a name that it does not have."""
    return any(
        (m.meaning.actor and case.actors[m.meaning.actor].kind == "person")
        or (m.meaning.source and case.sources[m.meaning.source].kind in ("expert", "official"))
        or (m.how == "unknown" and len(m.words.split()) > 1)
        for m in inside
    )


def _slug(word: str) -> str:
    bare = re.sub(r"[^a-z0-9]+", "_", words_of(word)[0] if words_of(word) else "").strip("_")
    return bare if bare and bare[0].isalpha() else "speaker"


_OWN_AGAIN = re.compile(r"\b(?:we|our|us|in any event|said above|as we|i)\b", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")


def quoted_blocks(document: Document, mentions: Sequence[Mention], case: Case, outlet: str) -> dict[int, str]:
    """Find paragraphs that another outlet is quoted in at length, as blogs do: after `here is more from the paper`.

    A block begins after a paragraph that ends on an outlet's name, without a stop or with a colon, and ends where the
    text speaks of itself again.
    """
    found: dict[int, str] = {}
    current = ""
    for number, span in enumerate(document.paragraphs):
        words = span.of(document.text)
        if current and _OWN_AGAIN.search(_QUOTED.sub("", words)):
            current = ""
        if current:
            found[number] = current
        last = [m for m in mentions if span.holds(m.span) and span.end - m.span.end <= 2 and m.meaning.source]
        if last and not words.endswith((".", "!", "?")):
            named = last[-1].meaning.source
            if case.sources[named].kind == "outlet" and named != outlet:
                current = _edition(case, named, document.dated)
    return found


def _edition(case: Case, outlet: str, dated: str) -> str:
    """Give the source that is this outlet's report of that year, where the case has one; else the outlet."""
    of_year = [s.id for s in case.sources.values() if s.institution == outlet and dated[:4] and dated[:4] in s.name]
    return of_year[0] if len(of_year) == 1 else outlet
