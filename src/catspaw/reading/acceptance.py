"""How probable it is that a proposal is accepted: the proposer's stated score, corrected by what reviews decided.

A logistic regression over a few features of a proposal with its stated score as offset, and a normal prior on every
weight: with no decisions it gives the stated scores, with few it moves them a little.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from catspaw.reading.propose.proposal import Proposal

#: File of a model that holds it.
FILE = "acceptance.json"
#: Variance of the prior on a weight. A stated judgement: a proposal's seven features together then have a standard
#: deviation of 1.3 in log-odds before anything is decided, so that .40 may well be .15 or .70.
VARIANCE = 0.25
_STEPS = 25
_EDGE = 0.01


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What reviews taught of scores.

    Attributes
    ----------
    weights : dict of str to float
        What each feature adds to the log-odds of the stated score; empty where nothing was learnt.
    decisions : int
        How many decisions it was learnt from.
    """

    weights: dict[str, float] = field(default_factory=dict)
    decisions: int = 0

    def of(self, proposal: Proposal) -> float:
        """Give the probability in (0, 1) that a proposal is accepted."""
        if not self.weights:
            return proposal.score
        odds = _odds(proposal) + sum(self.weights.get(name, 0.0) for name in features(proposal))
        return float(_logistic(np.array(odds)))


#: Scores as the proposer states them.
AS_STATED = Acceptance()


def features(proposal: Proposal) -> Iterator[str]:
    """Describe a proposal: its word, the act of speech, who vouches, whether a question asks for it."""
    yield "any"
    yield f"word={_word(proposal.says)}"
    yield f"act={proposal.claim.get('act', 'assert')}"
    yield "attributed" if proposal.said else "own voice"
    by = proposal.claim.get("by", "")
    yield f"witnesses={'many' if isinstance(by, list) else 'unknown' if by.startswith('unknown') else 'one'}"
    yield f"chain={' via ' in str(by)}"
    yield "asked" if proposal.questions else "not asked"


def _word(says: str) -> str:
    return says.removeprefix("not ").partition("(")[0]


def learn(decided: Sequence[tuple[Proposal, bool]]) -> Acceptance:
    """Learn from proposals and whether each was accepted; deterministic (Newton's method on a concave likelihood)."""
    names = sorted({name for proposal, _ in decided for name in features(proposal)})
    column = {name: at for at, name in enumerate(names)}
    x = np.zeros((len(decided), len(names)))
    for row, (proposal, _) in enumerate(decided):
        x[row, [column[name] for name in features(proposal)]] = 1.0
    offset = np.array([_odds(proposal) for proposal, _ in decided])
    y = np.array([float(accepted) for _, accepted in decided])
    weights = np.zeros(len(names))
    for _ in range(_STEPS):
        p = _logistic(offset + x @ weights)
        slope = x.T @ (y - p) - weights / VARIANCE
        curve = x.T @ (x * (p * (1 - p))[:, None]) + np.eye(len(names)) / VARIANCE
        weights = weights + np.linalg.solve(curve, slope)
    return Acceptance({name: round(float(w), 4) for name, w in zip(names, weights, strict=True)}, len(decided))


def brier(acceptance: Acceptance, decided: Iterable[tuple[Proposal, bool]]) -> float:
    """Give the mean squared distance of probabilities from decisions, 0 to 1; lower is better (Brier 1950)."""
    return float(np.mean([(acceptance.of(proposal) - accepted) ** 2 for proposal, accepted in decided]))


def to_file(acceptance: Acceptance) -> bytes:
    """Give what was learnt as a part of a model."""
    return json.dumps({"decisions": acceptance.decisions, "weights": acceptance.weights}, indent=1).encode()


def acceptance_from(parts: Mapping[str, bytes]) -> Acceptance:
    """Read it from the parts of a model; scores as stated where there is none.

    Raises
    ------
    ValueError
        Where it has another form.
    """
    if FILE not in parts:
        return AS_STATED
    value = json.loads(parts[FILE])
    if not isinstance(value, dict) or not isinstance(value.get("weights"), dict):
        raise ValueError(f"{FILE} has another form")
    return Acceptance({str(k): float(w) for k, w in value["weights"].items()}, int(value["decisions"]))


def _odds(proposal: Proposal) -> float:
    p = min(max(proposal.score, _EDGE), 1 - _EDGE)
    return float(np.log(p / (1 - p)))


def _logistic(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1.0 / (1.0 + np.exp(-x)))
