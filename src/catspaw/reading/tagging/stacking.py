"""The second look: where the first pass saw cues, and how each token stands to them.

A linear chain forgets after one token. What decides the border of a content or of a source is the cue some words away;
so a first chain marks cues alone, and the second is told, for each token, how far the nearest of these stand, on which
side, and what lies between. In training the first pass is made on folds that it was not trained on.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from catspaw.reading.tagging.features import step
from catspaw.reading.tagging.labels import Stretch
from catspaw.reading.tagging.quotes import inside_quotes
from catspaw.reading.tagging.wordclass import WordClass, classify

#: A token at least this likely to belong to a cue counts as one.
LIKELY = 0.25
_EDGES = (0.03, 0.12, 0.3, 0.5, 0.75, 0.93)
_NAMES = frozenset({"NP", "PN", "PP"})


def with_cues(stretch: Stretch, rows: Sequence[list[str]], likely: Sequence[float]) -> list[list[str]]:
    """Add to the features of each token what the first pass says.

    Parameters
    ----------
    stretch : Stretch
        The tokens.
    rows : sequence of list of str
        Features of the first pass.
    likely : sequence of float
        For each token, the probability in [0, 1] that it belongs to a cue.
    """
    classes = [classify(token.word) for token in stretch.tokens]
    quotes = inside_quotes([token.word for token in stretch.tokens])
    grades = ["^", *(str(sum(p >= edge for edge in _EDGES)) for p in likely), "^"]
    more = [[*row, *_graded(grades, at, classes[at])] for at, row in enumerate(rows)]
    starts = [*sorted(stretch.starts), len(classes)]
    for first, end in pairwise(starts):
        _sentence(first, end, _runs(first, end, likely), classes, quotes, more)
    return more


def _graded(grades: Sequence[str], at: int, here: WordClass) -> list[str]:
    before, now, behind = grades[at : at + 3]
    return [
        f"k={now}",
        f"k-1={before}|{now}",
        f"k+1={now}|{behind}",
        f"kt={now}|{here.tag}",
        f"k3={before}{now}{behind}",
    ]


def _runs(first: int, end: int, likely: Sequence[float]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for at in range(first, end):
        if likely[at] >= LIKELY:
            if runs and runs[-1][1] == at - 1:
                runs[-1] = (runs[-1][0], at)
            else:
                runs.append((at, at))
    return runs


def _sentence(
    first: int,
    end: int,
    runs: Sequence[tuple[int, int]],
    classes: Sequence[WordClass],
    quotes: Sequence[str],
    rows: list[list[str]],
) -> None:
    """Tell each token of a sentence how it stands to the nearest run before it and behind it, in one walk either way."""
    many = f"kn={min(len(runs), 4)}"
    tags = [one.tag for one in classes[first:end]]
    starts, ends = {run[0]: run for run in runs}, {run[1]: run for run in runs}
    run: tuple[int, int] | None = None
    commas, that, names = 0, "", ""
    following = preceding = lower = quote = ""
    left: list[bool] = []
    for at in range(first, end):
        tag, quoted = tags[at - first], quotes[at]
        left.append(run is not None)
        if run is None:
            rows[at] += (many, "K<none")
        else:
            rows[at] += (
                many,
                f"K<={lower}|{commas}{that}",
                f"K<d={step(at - run[1])}|{following}",
                f"K<q={quoted}|{quote}|{commas}{that}{names}|{following}|{preceding}",
                f"K<p={preceding}|{commas}|{names}|{tag}",
            )
            commas, that, names = _passed(tag, commas, that, names)
        if at in ends:
            run, commas, that, names = ends[at], 0, "", ""
            lower, quote = classes[at].lower, quotes[at]
            following = tags[at + 1 - first] if at + 1 < end else "$"
            preceding = tags[run[0] - 1 - first] if run[0] > first else "^"
    run, commas, names = None, 0, ""
    for at in range(end - 1, first - 1, -1):
        tag, quoted = tags[at - first], quotes[at]
        if run is None:
            rows[at] += ("K>none", f"K<>{left[at - first]}False|{quoted}")
        else:
            rows[at] += (
                f"K>={lower}|{commas}",
                f"K>d={step(run[0] - at)}|{preceding}",
                f"K>q={quoted}|{quote}|{commas}{names}|{following}|{step(end - 1 - run[1])}",
                f"K>p={preceding}|{commas}|{names}|{tag}",
                f"K<>{left[at - first]}True|{quoted}",
            )
            commas, _, names = _passed(tag, commas, "", names)
        if at in starts:
            run, commas, names = starts[at], 0, ""
            lower, quote = classes[run[1]].lower, quotes[at]
            following = tags[run[1] + 1 - first] if run[1] + 1 < end else "$"
            preceding = tags[at - 1 - first] if at > first else "^"


def _passed(tag: str, commas: int, that: str, names: str) -> tuple[int, str, str]:
    """Count one more token between a run and the next: commas (0 to 2), `that`, anybody named."""
    if tag == ",":
        return min(commas + 1, 2), that, names
    if tag == "THAT":
        return commas, "t", names
    return (commas, that, "N") if tag in _NAMES else (commas, that, names)
