"""What the tagger looks at: words around, their classes, quotation marks, and the reporting words of the sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from catspaw.reading.tagging.labels import Stretch
from catspaw.reading.tagging.quotes import inside_quotes
from catspaw.reading.tagging.wordclass import WordClass, classify

#: Farthest neighbour whose word is looked at.
WINDOW = 3
_PAD = WordClass("", "", "^", "", "", "")
#: Distances in tokens are told apart up to these.
_STEPS = (1, 2, 3, 4, 6, 9, 14, 25)
_STEP_OF = tuple(str(next(step for step in _STEPS if distance <= step)) for distance in range(_STEPS[-1] + 1))


def features(stretch: Stretch, learnt: Mapping[str, str]) -> list[list[str]]:
    """Describe each token of a stretch.

    Parameters
    ----------
    stretch : Stretch
        A paragraph or the inside of a content.
    learnt : mapping
        How often each word was a cue in training, in classes (`catspaw.reading.tagging.training.learn_cues`).

    Returns
    -------
    list of list of str
        One list of binary features a token.
    """
    words = [token.word for token in stretch.tokens]
    classes = [classify(word) for word in words]
    padded = [*[_PAD] * WINDOW, *classes, *[_PAD] * WINDOW]
    quotes = inside_quotes(words)
    rows = [_local(padded, at + WINDOW, learnt) for at in range(len(words))]
    for at, row in enumerate(rows):
        row.append("q=" + quotes[at])
        row.append("q2=" + "".join(quotes[max(0, at - 1) : at + 2]))
        row.append("depth" if stretch.depth else "top")
    _sentences(stretch, classes, quotes, learnt, rows)
    return rows


def _local(padded: Sequence[WordClass], at: int, learnt: Mapping[str, str]) -> list[str]:
    c3, c2, c1, here, d1, d2, d3 = padded[at - 3 : at + 4]
    return [
        "b",
        *_far(c3, -3),
        *_far(c2, -2),
        *_near(c1, -1, learnt.get(c1.lower, "")),
        *_near(here, 0, learnt.get(here.lower, "")),
        *_near(d1, 1, learnt.get(d1.lower, "")),
        *_far(d2, 2),
        *_far(d3, 3),
        f"w-1,0={c1.lower}|{here.lower}",
        f"w0,1={here.lower}|{d1.lower}",
        f"t-1,0={c1.tag}|{here.tag}",
        f"t0,1={here.tag}|{d1.tag}",
        f"t-1,1={c1.tag}|{here.tag}|{d1.tag}",
        f"t-2,0={c2.tag}|{c1.tag}|{here.tag}",
        f"t0,2={here.tag}|{d1.tag}|{d2.tag}",
        f"t-3,-1={c3.tag}|{c2.tag}|{c1.tag}",
        f"t1,3={d1.tag}|{d2.tag}|{d3.tag}",
    ]


@lru_cache(maxsize=200_000)
def _near(word: WordClass, offset: int, grade: str) -> tuple[str, ...]:
    at = f"{offset:+}" if offset else ""
    return (
        f"w{at}={word.lower}",
        f"s{at}={word.suffix}",
        f"h{at}={word.shape}",
        f"t{at}={word.tag}",
        f"c{at}={word.cue}|{grade}",
        f"p{at}={word.people}",
    )


@lru_cache(maxsize=200_000)
def _far(word: WordClass, offset: int) -> tuple[str, ...]:
    return (
        (f"w{offset:+}={word.lower}", f"t{offset:+}={word.tag}") if abs(offset) == 2 else (f"w{offset:+}={word.lower}",)
    )


def step(distance: int) -> str:
    """Name a distance in tokens coarsely."""
    return _STEP_OF[distance] if distance < len(_STEP_OF) else "far"


def _sentences(
    stretch: Stretch,
    classes: Sequence[WordClass],
    quotes: Sequence[str],
    learnt: Mapping[str, str],
    rows: list[list[str]],
) -> None:
    starts = [*sorted(stretch.starts), len(classes)]
    for first, end in pairwise(starts):
        _positions(first, end, classes, rows)
        _around_cues(first, end, classes, quotes, learnt, rows)


def _positions(first: int, end: int, classes: Sequence[WordClass], rows: list[list[str]]) -> None:
    opening = f"first={classes[first].tag}|{classes[first + 1].tag if first + 1 < end else ''}"
    for at in range(first, end):
        rows[at].append("from=" + step(at - first))
        rows[at].append("left=" + step(end - 1 - at))
        rows[at].append(opening)


def _around_cues(
    first: int,
    end: int,
    classes: Sequence[WordClass],
    quotes: Sequence[str],
    learnt: Mapping[str, str],
    rows: list[list[str]],
) -> None:
    """Tell each token which reporting words stand before and behind it, how far, and what lies between."""
    cues = [at for at in range(first, end) if learnt.get(classes[at].lower, "") >= "2" or classes[at].cue[:1] == "v"]
    count = f"cues={min(len(cues), 4)}"
    before, commas, that = -1, 0, ""
    for at in range(first, end):
        if before >= 0:
            word = classes[before]
            rows[at].append(f"<={word.lower}|{min(commas, 2)}{that}")
            rows[at].append(f"<d={step(at - before)}|{learnt.get(word.lower, '')}|{classes[before + 1].tag}")
            rows[at].append(f"<q={quotes[at]}|{quotes[before]}|{min(commas, 2)}{that}|{classes[before + 1].tag}")
        else:
            rows[at].append("<none")
        rows[at].append(count)
        tag = classes[at].tag
        commas += tag == ","
        that = "t" if tag == "THAT" else that
        if at in cues:
            before, commas, that = at, 0, ""
    behind, commas = -1, 0
    for at in range(end - 1, first - 1, -1):
        if behind >= 0:
            word = classes[behind]
            rows[at].append(f">={word.lower}|{min(commas, 2)}")
            rows[at].append(f">d={step(behind - at)}|{learnt.get(word.lower, '')}|{classes[behind - 1].tag}")
            rows[at].append(f">q={quotes[at]}|{quotes[behind]}|{min(commas, 2)}|{step(end - 1 - behind)}")
        else:
            rows[at].append(">none")
        commas += classes[at].tag == ","
        if at in cues:
            behind, commas = at, 0
