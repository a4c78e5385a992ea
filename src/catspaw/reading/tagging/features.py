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
_PAD = WordClass("", "", "^", "", "", "", "")
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
    depth = "depth" if stretch.depth else "top"
    around = ["", *quotes, ""]
    for at, row in enumerate(rows):
        row += ("q=" + quotes[at], f"q2={around[at]}{quotes[at]}{around[at + 2]}", depth)
    for first, end in pairwise([*sorted(stretch.starts), len(classes)]):
        _positions(first, end, classes, rows)
        _around_cues(first, end, classes, quotes, learnt, rows)
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
        f"l0,1={here.stem}|{d1.tag}",
        f"l-1,0={c1.tag}|{here.stem}",
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
        f"l{at}={word.stem}",
    )


@lru_cache(maxsize=200_000)
def _far(word: WordClass, offset: int) -> tuple[str, ...]:
    return (
        (f"w{offset:+}={word.lower}", f"t{offset:+}={word.tag}") if abs(offset) == 2 else (f"w{offset:+}={word.lower}",)
    )


def step(distance: int) -> str:
    """Name a distance in tokens coarsely."""
    return _STEP_OF[distance] if distance < len(_STEP_OF) else "far"


#: Classes of words that end or begin what somebody says: where the last one stood and the next one stands is told.
_MARKS = frozenset({",", ";", ":", "--", "(", ")", "QT", "CC", "SB", "WH", "THAT"})


def _positions(first: int, end: int, classes: Sequence[WordClass], rows: list[list[str]]) -> None:
    """Tell each token of a sentence how far its ends are, and the nearest mark on either side."""
    tags = [one.tag for one in classes[first:end]]
    size = len(tags)
    opening = f"first={tags[0]}|{tags[1] if size > 1 else ''}"
    following, far = "$", 0
    ahead = [""] * size
    beside = [""] * size
    for at in range(size - 1, -1, -1):
        tag = tags[at]
        ahead[at] = f"np={following}|{step(far)}"
        beside[at] = f"nt={following}|{tag}"
        far += 1
        if tag in _MARKS:
            following, far = tag, 0
    before, far = "^", 0
    for at, tag in enumerate(tags):
        behind = f"pp={before}|{step(far)}"
        rows[first + at] += ("from=" + step(at), "left=" + step(size - 1 - at), opening, ahead[at], beside[at], behind)
        far += 1
        if tag in _MARKS:
            before, far = tag, 0


def _around_cues(
    first: int,
    end: int,
    classes: Sequence[WordClass],
    quotes: Sequence[str],
    learnt: Mapping[str, str],
    rows: list[list[str]],
) -> None:
    """Tell each token which reporting words stand before and behind it, how far, and what lies between."""
    grades = {
        at: grade
        for at in range(first, end)
        if (grade := learnt.get(classes[at].lower, "")) >= "2" or classes[at].cue[:1] == "v"
    }
    count = f"cues={min(len(grades), 4)}"
    if not grades:
        for at in range(first, end):
            rows[at] += ("<none", count, ">none")
        return
    _behind_cue(first, end, classes, quotes, grades, rows)
    _before_cue(first, end, classes, quotes, grades, rows)
    for at in range(first, end):
        rows[at].append(count)


def _behind_cue(
    first: int,
    end: int,
    classes: Sequence[WordClass],
    quotes: Sequence[str],
    grades: Mapping[int, str],
    rows: list[list[str]],
) -> None:
    cue, commas, that = -1, 0, ""
    word = edge = following = ""
    for at in range(first, end):
        if cue < 0:
            rows[at].append("<none")
        else:
            rows[at] += (
                f"<={word}|{commas}{that}",
                f"<d={step(at - cue)}|{edge}",
                f"<q={quotes[at]}|{quotes[cue]}|{commas}{that}|{following}",
            )
        tag = classes[at].tag
        if at in grades:
            cue, commas, that, word = at, 0, "", classes[at].lower
            following = classes[at + 1].tag if at + 1 < len(classes) else "$"
            edge = f"{grades[at]}|{following}"
        elif tag == ",":
            commas = min(commas + 1, 2)
        elif tag == "THAT":
            that = "t"


def _before_cue(
    first: int,
    end: int,
    classes: Sequence[WordClass],
    quotes: Sequence[str],
    grades: Mapping[int, str],
    rows: list[list[str]],
) -> None:
    cue, commas = -1, 0
    word = edge = left = ""
    for at in range(end - 1, first - 1, -1):
        if cue < 0:
            rows[at].append(">none")
        else:
            rows[at] += (
                f">={word}|{commas}",
                f">d={step(cue - at)}|{edge}",
                f">q={quotes[at]}|{quotes[cue]}|{commas}|{left}",
            )
        if at in grades:
            cue, commas, word = at, 0, classes[at].lower
            edge = f"{grades[at]}|{classes[at - 1].tag}"
            left = step(end - 1 - at)
        elif classes[at].tag == ",":
            commas = min(commas + 1, 2)
