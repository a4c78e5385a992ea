"""Which tokens stand inside quotation marks."""

from __future__ import annotations

from collections.abc import Sequence

_OPEN = frozenset({"“", "``", "«"})
_CLOSE = frozenset({"”", "''", "»"})


def inside_quotes(words: Sequence[str]) -> list[str]:
    """Say for each token how it stands to quotation marks.

    Returns
    -------
    list of str
        ``O`` outside, ``(`` a mark that opens, ``)`` one that closes, ``I`` inside. A quotation that is not closed
        runs to the end, as it does where the next paragraph goes on with it; a closing mark with nothing open makes
        all before it a quotation.

    Examples
    --------
    >>> "".join(inside_quotes(["He", ":", "“", "No", "”", "."]))
    'OO(I)O'
    """
    states: list[str] = []
    open_ = False
    for word in words:
        if word in _OPEN or (word == '"' and not open_):
            states.append("(")
            open_ = True
        elif word in _CLOSE or word == '"':
            if not open_ and "(" not in states:
                states = ["I"] * len(states)
            states.append(")")
            open_ = False
        else:
            states.append("I" if open_ else "O")
    return states
