"""What a word is likely to be, from its form and two small tables: the tagger's stand-in for parts of speech."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from catspaw.reading.acts.lexicon import stem
from catspaw.reading.lexicon import cue_words, speaker_nouns

_CLOSED = {
    "DT": "the a an this that these those each every both no any all another some such",
    "PP": "i we you he she they it who one us me him her them",
    "PS": "my our your his its their whose 's ’s",
    "IN": "of in on at by for from with about against between into over under after before during through without "
    "within across among since until upon toward towards via amid despite behind beyond near per than",
    "TO": "to",
    "MD": "will would can could may might must shall should 'll ’ll 'd ’d wo ca",
    "BE": "is are was were be been being am 're ’re 'm ’m",
    "HV": "has have had having 've ’ve",
    "DO": "do does did doing done",
    "NG": "not n't n’t never neither nor",
    "CC": "and or but yet",
    "WH": "what which when where why how whether whom",
    "SB": "if because although though while unless as so",
    "THAT": "that",
    "RB": "also again now then still already only even just yesterday today later earlier repeatedly publicly",
}
CLOSED = {word: tag for tag, words in _CLOSED.items() for word in words.split()} | {"that": "THAT"}
_QUOTES = frozenset('“”"') | {"``", "''"}
_SHAPES = ((re.compile("[A-ZÀ-Þ]"), "X"), (re.compile("[a-zß-ÿ]"), "x"), (re.compile(r"\d"), "d"))
_RUNS = re.compile(r"(.)\1+")
_SUFFIXES = ("ing", "ed", "ly", "ion", "ment", "er", "or", "ers", "ors", "ian", "ist", "s")


class WordClass(NamedTuple):
    """A word's form: lower case, shape, class, suffix of three, what it reports, whom it names, and its base form."""

    lower: str
    shape: str
    tag: str
    suffix: str
    cue: str
    people: str
    stem: str


@lru_cache(maxsize=200_000)
def classify(word: str) -> WordClass:
    """Classify a word by itself.

    Examples
    --------
    >>> classify("denied").tag, classify("officials").tag, classify("Arrask").tag, classify("whether").tag
    ('CV', 'PN', 'NP', 'WH')
    """
    lower = word.lower().replace("’", "'")
    cue = cue_words().get(lower)
    people = speaker_nouns().get(lower, "")
    reports = f"{'n' if cue.noun else 'v'}.{cue.stance}" if cue else ""
    tag = _tag(word, lower, reports, people)
    return WordClass(lower, _shape(word), tag, lower[-3:], reports, people, stem(lower))


def _shape(word: str) -> str:
    shape = word
    for pattern, letter in _SHAPES:
        shape = pattern.sub(letter, shape)
    return _RUNS.sub(r"\1", shape)[:6]


def _tag(word: str, lower: str, reports: str, people: str) -> str:
    if lower in CLOSED:
        return CLOSED[lower]
    if word in _QUOTES:
        return "QT"
    if not word[0].isalnum() and word[0] not in "@#":
        return word[:2]
    if word[0].isdigit():
        return "CD"
    if reports[:1] == "v":
        return "CV"
    if people:
        return "PN"
    if reports:
        return "CN"
    if word[0].isupper() or word[0] in "@#":
        return "NP"
    return next((suffix for suffix in _SUFFIXES if lower.endswith(suffix)), "xx")
