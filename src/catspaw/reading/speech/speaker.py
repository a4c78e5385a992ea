"""Who speaks: what kind of source, whether its name is withheld, how many, how senior, whose, why unnamed, how they know.

Kind and anonymity are classified; the rest is read off the words by small grammars.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from catspaw.reading.acts.lexicon import stem
from catspaw.reading.document import Span, Token
from catspaw.reading.tagging.wordclass import classify

_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_WORDS = {word: str(n) for n, word in enumerate(_NUMBERS, 2)} | {"one": "1", "both": "2"}
_SOME = frozenset({"some", "several", "few", "group", "handful", "unnamed"})
_MANY = frozenset({"many", "most", "dozens", "scores", "hundreds", "thousands"})
#: Words that say how senior somebody is; the first that stands there counts.
_RANK = re.compile(
    r"\b(high-ranking|senior|top|mid-level|junior|low-ranking|retired|former|minister|general|colonel|major|captain"
    r"|lieutenant|sergeant|commander|officer|diplomat|ambassador|envoy|adviser|aide|deputy|official|lawyer|engineer"
    r"|soldier|fighter|pilot|clerk|insider|analyst)s?\b",
    re.IGNORECASE,
)
#: Reasons for which a name is withheld, in the order in which they are looked for.
_WHY = (
    ("unauthorised", r"authori[sz]ed|authority|permitted|permission|allowed|cleared|empowered"),
    ("fear", r"fear|afraid|safety|security of|repris|retaliat|revenge|danger|risk|threat|arrest|family|job"),
    ("talks", r"talks|negotiat|mediation"),
    ("sensitive", r"sensitiv|delicat|secre|classif|confidential|private|internal"),
    ("law", r"\blaw|legal|court|trial|proceeding|case\b|investigat"),
    ("policy", r"polic|rules?\b|protocol|custom|practice|ground rules|house style|regulation|usual|standing"),
)
_ACCESS = (
    (
        "eyewitness",
        r"\bsaw\b|seen the (?:strike|blast|attack)|eyewitness|witness|travell?ing in|was in the (?:column|"
        r"convoy|crowd)|watch(?:ed|ing)|survivor|bandag|wounded|who was there",
    ),
    (
        "took_part",
        r"took part|taken part|taking part|fought|participa|involved in|was part of|helped (?:to )?(?:draft|plan|carry)",
    ),
    (
        "documents",
        r"(?:seen|read|saw|copy of|shown) (?:the |a |an )?\w* ?(?:document|letter|memo|report|text|file|draft|transcript)",
    ),
    (
        "present",
        r"present|attended|in the room|at the (?:meeting|talks|table|scene)|correspondent|reporter|was at|sat in",
    ),
    ("briefed", r"brief|familiar with|knowledge of|informed|close to|aware of|acquainted|in contact with|told of"),
    ("hearsay", r"heard|hearsay|was told|were told|second hand|second-hand"),
)
_SPOKE = r"(?:spoke|speaking|talked|talking|commenting|interviewed|(?:was|were) speaking)"
_ASKED = (
    r"(?:ask|request|insist|wish|prefer|demand|want|beg|declin|refus|would rather|(?:does|did|do) not (?:wish|want))\w*"
)
_UNNAMED = r"(?:anonym\w+|identified|named|unnamed|quoted by name)"
#: Words that withhold a name or say why, up to the next stop.
ANONYMITY = re.compile(
    rf"""(?P<clause>
        (?:(?:who|and|all\ of\ whom|both\ of\ whom|neither\ of\ whom)\s+)?(?:(?:all|both|also|each)\s+)?
        (?: (?:{_SPOKE}\s+(?:to\ [\w' ]{{1,30}}\s+)?(?:only\s+)?)?
            (?:on|under)\ (?:the\ |a\ )?(?:strict\ )?(?:condition|promise|guarantee|cover|assurance)\ (?:of\ anonym|that\b[^.;]*\bnamed|that\b[^.;]*\bidentified)
          | {_ASKED}\ (?:(?:that|not|to|on|be|remain|stay|speak|being|they|he|she|his|her|their|name|names)\ )*{_UNNAMED}
          | (?:(?:could|can|may|must|would)\ not|cannot)\ be\ (?:named|identified)
          | (?:is|was|are|were)\ not\ (?:authori[sz]ed|permitted|allowed)\ to\ (?:speak|discuss|talk|comment|brief|give)
          | (?:is|was|are|were)\ (?:authori[sz]ed|permitted|allowed)\ to\ speak\ on\ the\ record
          | whose\ names?\ (?:is|was|are|were|has\ been|have\ been)\ (?:withheld|changed)
        )[^,.;”"]*)""",
    re.VERBOSE,
)


#: Without one of these no clause withholds a name; saves the long search.
_HINT = re.compile(r"anonym|named|identif|quoted by|authori|permitted|allowed|withheld|changed")


def features(source: tuple[Token, ...], whole: tuple[Token, ...] = ()) -> dict[str, float]:
    """Describe a source by its words; `whole` is its sentence, for what stands around it."""
    return dict.fromkeys(_names(source, whole), 1.0)


def _names(source: tuple[Token, ...], whole: tuple[Token, ...]) -> Iterator[str]:
    yield "bias"
    if not source:
        yield "nobody"
        return
    classes = [classify(t.word) for t in source]
    yield f"n={min(len(source), 6)}"
    yield f"first={classes[0].lower}"
    yield f"last={stem(source[-1].word)}"
    yield f"shape={'|'.join(c.tag for c in classes[:4])}"
    head = next((c for c in classes if c.people), None)
    if head:
        yield f"head={head.people}"
        yield f"headword={head.lower}"
        yield f"head|det={classes[0].tag}|{head.people}"
        yield f"head|cap={any(c.tag == 'NP' for c in classes)}|{head.people}"
    for at, one in enumerate(classes):
        yield f"w={one.lower}"
        if one.people:
            yield f"k={one.people}"
        if at:
            yield f"b={classes[at - 1].lower}_{one.lower}"
    names = sum(c.tag == "NP" for c in classes)
    yield f"names={min(names, 3)}"
    yield f"only names={names == len(classes)}"
    if any(t.word.lower() in ("anonymity", "unnamed", "anonymous") for t in whole):
        yield "anonymity near"


def count(words: str) -> str:
    """Say how many they are: a number, ``some`` or ``many``; empty where it is not said.

    Examples
    --------
    >>> count("Two high-ranking officials"), count("several diplomats"), count("the ministry")
    ('2', 'some', '')
    """
    lower: list[str] = re.findall(r"[a-z]+|\d+", words.lower())
    for word in lower[:4]:
        if word in _WORDS:
            return _WORDS[word]
        if word.isdigit() and int(word) < 1000:
            return word
        if word in _SOME or word in _MANY:
            return "some" if word in _SOME else "many"
    return ""


def rank(words: str) -> str:
    """Give the word that says how senior somebody is, in lower case."""
    found = _RANK.search(words)
    return found[1].lower() if found else ""


def whose(words: str) -> str:
    """Give the words that say whose people they are.

    Examples
    --------
    >>> whose("two officials at the Defence Ministry"), whose("a Calderan diplomat"), whose("Veshar's foreign minister")
    ('the Defence Ministry', 'Calderan', 'Veshar')
    """
    for pattern in (
        r"\b(?:at|of|in|from|with|for) ((?:the |its |his |her )?[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*)",
        r"^(?:the )?([A-Z][\w-]*(?: [A-Z][\w-]*)*)(?=['’]s? [a-z])",
        r"^(?:an? |the |one |two |three |several |some |senior |former |top |high-ranking |other |another )+([A-Z][\w-]*(?: [A-Z][\w-]*)*) [a-z]",
        r"^([A-Z][\w-]*) (?:officials?|diplomats?|officers?|intelligence|military|army|sources?)\b",
    ):
        found = re.search(pattern, words)
        if found:
            return str(found[1])
    return ""


def why(words: str) -> str:
    """Say why a name is withheld, from the words of the clause; ``none`` where they give no reason."""
    if not words:
        return ""
    return next((reason for reason, pattern in _WHY if re.search(pattern, words, re.IGNORECASE)), "none")


def access(words: str) -> str:
    """Say how they know, from the words of the source and of its clause; empty where it is not said."""
    return next((way for way, pattern in _ACCESS if re.search(pattern, words, re.IGNORECASE)), "")


def anonymity_clauses(text: str, near: Span) -> tuple[Span, ...]:
    """Find the words that withhold a name within a stretch of text."""
    words = text[near.start : near.end]
    if not _HINT.search(words):
        return ()
    return tuple(Span(near.start + m.start("clause"), near.start + m.end("clause")) for m in ANONYMITY.finditer(words))
