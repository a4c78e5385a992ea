"""How far two coders agree: units found by both, then Krippendorff's alpha for each field of those units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catspaw.case.schema import SURENESS
from catspaw.case.units import FIELDS, Matching, Unit, match, read_codings
from catspaw.core.random import stable_hash, stream_key, uniform_pairs

Codes = NDArray[np.int64]

#: Resamples for an interval, and the seed that they are drawn from; a stated choice.
RESAMPLES, SEED = 1000, 1


@dataclass(frozen=True, slots=True)
class FieldAgreement:
    """Agreement on one field over matched units.

    Attributes
    ----------
    same : int
        Units on which both say the same, of `units`.
    alpha : float or None
        Krippendorff's alpha; None where both say one and the same throughout, so that chance would agree too.
    low, high : float or None
        The middle 95 of 100 resamples of the units.
    """

    field: str
    units: int
    same: int
    alpha: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of coder B with coder A, in the paragraphs that both read.

    Attributes
    ----------
    precision, recall, f1 : float
        Share of B's units that A has, of A's that B has, and their harmonic mean.
    f1_low, f1_high : float
        The middle 95 of 100 resamples of the paragraphs.
    near : tuple of (str, str, int)
        Words that the two chose for the same parties in the same paragraph, and how often.
    """

    matching: Matching
    precision: float
    recall: float
    f1: float
    f1_low: float
    f1_high: float
    fields: tuple[FieldAgreement, ...]
    near: tuple[tuple[str, str, int], ...]


def agreement(a: str | Path, b: str | Path, *, report: str | None = None) -> Agreement:
    """Compare two codings.

    Parameters
    ----------
    a, b : str or Path
        Case folders, names of bundled cases, or YAML files of one report.
    report : str, optional
        Only this report.

    Raises
    ------
    CatspawError
        Where they have no paragraph in common.
    """
    found = match(read_codings(a, report=report), read_codings(b, report=report))
    pairs, more_a, more_b = len(found.pairs), len(found.only_a), len(found.only_b)
    low, high = _f1_interval(found)
    return Agreement(
        matching=found,
        precision=_share(pairs, pairs + more_b),
        recall=_share(pairs, pairs + more_a),
        f1=_share(2 * pairs, 2 * pairs + more_a + more_b),
        f1_low=low,
        f1_high=high,
        fields=tuple(_field(name, found.pairs) for name in FIELDS),
        near=_near(found),
    )


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0


def _f1_interval(found: Matching) -> tuple[float, float]:
    """Resample paragraphs, since units of one paragraph are found or missed together."""
    place = {paragraph: k for k, paragraph in enumerate(found.paragraphs)}
    counts = np.zeros((len(place), 2))
    for pair in found.pairs:
        counts[_first(pair[0], place), 0] += 2
    for unit in (*found.only_a, *found.only_b):
        counts[_first(unit, place), 1] += 1
    totals = counts[_resampled("f1", len(place))].sum(axis=1)
    whole = totals.sum(axis=1)
    return _middle(np.divide(totals[:, 0], whole, out=np.ones(len(whole)), where=whole > 0))


def _first(unit: Unit, place: dict[tuple[str, int], int]) -> int:
    return min(place[(unit.report, p)] for p in unit.paragraphs if (unit.report, p) in place)


def _resampled(name: str, count: int) -> Codes:
    """Draw indices of resamples, shape (RESAMPLES, count); addressed by name, so that no result leans on another."""
    key = stream_key(SEED, "agreement")
    replicates, words = np.arange(RESAMPLES)[:, None], np.arange(count)[None, :]
    uniform, _ = uniform_pairs(key, np.uint64(stable_hash(name)), replicates, words)
    return (uniform * count).astype(np.int64)


def _middle(values: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def _field(name: str, pairs: Sequence[tuple[Unit, Unit]]) -> FieldAgreement:
    known = list(SURENESS) if name == "sure" else sorted({u.values[name] for pair in pairs for u in pair})
    codes = np.array([[known.index(u.values[name]) for u in pair] for pair in pairs], dtype=np.int64).reshape(-1, 2)
    distance = ordinal if name == "sure" else nominal
    same = int((codes[:, 0] == codes[:, 1]).sum())
    alpha = krippendorff(codes, distance)
    if alpha is None:
        return FieldAgreement(name, len(pairs), same, None, None, None)
    resampled = (krippendorff(codes[rows], distance) for rows in _resampled(name, len(pairs)))
    low, high = _middle(np.array([1.0 if value is None else value for value in resampled]))
    return FieldAgreement(name, len(pairs), same, alpha, low, high)


def nominal(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Squared distances between names: 0 where alike, else 1; shape (values, values)."""
    return 1.0 - np.eye(len(counts))


def ordinal(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Squared distances on a scale of ranks: how many codes lie between (Krippendorff 2011, p. 6).

    Parameters
    ----------
    counts : ndarray, shape (values,)
        How often each value is used, in the order of the scale.
    """
    ends = np.cumsum(counts) - counts / 2
    return np.asarray((ends[:, None] - ends[None, :]) ** 2)


def krippendorff(
    codes: Codes, distance: Callable[[NDArray[np.float64]], NDArray[np.float64]] = nominal
) -> float | None:
    """Krippendorff's alpha: agreement beyond chance, 1 complete, 0 as by chance.

    K. Krippendorff (2011), "Computing Krippendorff's alpha-reliability".

    Parameters
    ----------
    codes : ndarray of int, shape (units, coders)
        Values from 0; -1 where a coder has none.
    distance : callable
        `nominal` or `ordinal`.

    Returns
    -------
    float or None
        None where fewer than two values are used, so that there is nothing to disagree on.
    """
    values = int(codes.max(initial=-1)) + 1
    used = np.stack([(codes == v).sum(axis=1) for v in range(values)], axis=1) if values else np.zeros((len(codes), 0))
    coders = used.sum(axis=1)
    used, coders = used[coders > 1].astype(float), coders[coders > 1]
    seen = np.einsum("ui,uj,u->ij", used, used, 1 / (coders - 1)) - np.diag((used / (coders - 1)[:, None]).sum(axis=0))
    counts = seen.sum(axis=1)
    if (counts > 0).sum() < 2:
        return None
    apart = distance(counts)
    expected = (np.outer(counts, counts) * apart).sum() / (counts.sum() - 1)
    return float(1 - (seen * apart).sum() / expected)


def _near(found: Matching) -> tuple[tuple[str, str, int], ...]:
    """Count the words of unmatched units that share origin, parties and a paragraph."""
    words = Counter(
        (x.word, y.word)
        for x in found.only_a
        for y in found.only_b
        if (x.report, x.origin, x.parties) == (y.report, y.origin, y.parties) and x.paragraphs & y.paragraphs
    )
    return tuple((a, b, n) for (a, b), n in words.most_common())
