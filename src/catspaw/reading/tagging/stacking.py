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
    many = f"kn={min(len(runs), 4)}"
    for at in range(first, end):
        before = next((run for run in reversed(runs) if run[1] < at), None)
        behind = next((run for run in runs if run[0] > at), None)
        rows[at].append(many)
        rows[at].extend(_left(at, first, before, classes, quotes) if before else ["K<none"])
        rows[at].extend(_right(at, end, behind, classes, quotes) if behind else ["K>none"])
        rows[at].append(f"K<>{bool(before)}{bool(behind)}|{quotes[at]}")


def _left(at: int, first: int, run: tuple[int, int], classes: Sequence[WordClass], quotes: Sequence[str]) -> list[str]:
    tags = [c.tag for c in classes[run[1] + 1 : at]]
    commas, that, names = _between(tags)
    following = classes[run[1] + 1].tag
    preceding = classes[run[0] - 1].tag if run[0] > first else "^"
    return [
        f"K<={classes[run[1]].lower}|{commas}{that}",
        f"K<d={step(at - run[1])}|{following}",
        f"K<q={quotes[at]}|{quotes[run[1]]}|{commas}{that}{names}|{following}|{preceding}",
        f"K<p={preceding}|{commas}|{names}|{classes[at].tag}",
    ]


def _right(at: int, end: int, run: tuple[int, int], classes: Sequence[WordClass], quotes: Sequence[str]) -> list[str]:
    commas, _, names = _between([c.tag for c in classes[at + 1 : run[0]]])
    following = classes[run[1] + 1].tag if run[1] + 1 < end else "$"
    preceding = classes[run[0] - 1].tag
    return [
        f"K>={classes[run[1]].lower}|{commas}",
        f"K>d={step(run[0] - at)}|{preceding}",
        f"K>q={quotes[at]}|{quotes[run[0]]}|{commas}{names}|{following}|{step(end - 1 - run[1])}",
        f"K>p={preceding}|{commas}|{names}|{classes[at].tag}",
    ]


def _between(tags: Sequence[str]) -> tuple[int, str, str]:
    """Sum up what lies between a token and a cue: commas (0 to 2), `that`, anybody named."""
    return min(tags.count(","), 2), "t" if "THAT" in tags else "", "N" if not _NAMES.isdisjoint(tags) else ""
