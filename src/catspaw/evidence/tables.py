"""The printed tables of weighing, their values at the centre and their draws.

Two files stand beside this module: ``pairs.tsv`` (how readily a speaker says so if it is true and if it is
false, by stance, interest and grade) and ``constants.tsv`` (relays, sureness, correlations and the rest, each
with its ground).  Every value is a stated judgement until calibrated, and is varied for the range.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from catspaw.core.random import normal, stable_hash, uniforms

Floats = NDArray[np.float64]

STANCES = ("charges", "clears")
INTERESTS = ("none", "for", "against")
GRADES = ("A", "B", "C", "D", "E", "F")
RELAYS = ("verbatim", "quoted", "paraphrased", "hearsay")

#: Grades from best to worst by their pairs; draws keep this order.  F, unrated, stands between C and D.
ORDER = ("A", "B", "C", "F", "D", "E")

#: Index of the pair for a voice taken at face value; it follows the stance × interest × grade cells.
FACE = len(STANCES) * len(INTERESTS) * len(GRADES)


@dataclass(frozen=True)
class Tables:
    """Values of the tables in each of R draws; R = 1 for the centre.

    Attributes
    ----------
    if_true, if_false : ndarray (37, R)
        Probability that a speaker says so if it is true, and if it is false; rows as `cell`, `FACE` last.
    relay : ndarray (4, R)
        Fidelity of a link: `RELAYS`.
    rho_institution, rho_side : ndarray (R,)
        Correlation of speakers of one institution, and of institutions of one side.
    seed : int
        Root of the draws; origins' own qualities are drawn under it too.
    quality_sd : float
        Standard deviation of an origin's own quality; 0 at the centre.
    """

    if_true: Floats
    if_false: Floats
    relay: Floats
    rho_institution: Floats
    rho_side: Floats
    seed: int = 0
    quality_sd: float = 0.0

    @property
    def draws(self) -> int:
        """How many draws of the tables these are."""
        return int(self.relay.shape[1])


def cell(stance: str, interest: str, grade: str) -> int:
    """Give the row of a pair in `Tables.if_true`.

    Examples
    --------
    >>> cell("charges", "none", "C")
    2
    """
    return (STANCES.index(stance) * 3 + INTERESTS.index(interest)) * 6 + GRADES.index(grade)


def _rows(name: str) -> list[dict[str, str]]:
    with files("catspaw.evidence").joinpath(name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def constants() -> dict[str, float]:
    """Give every constant of ``constants.tsv`` by name."""
    return {row["name"]: float(row["value"]) for row in _rows("constants.tsv")}


@cache
def pair_table() -> tuple[tuple[float, float], ...]:
    """Give (if true, if false) of each cell, the face pair last."""
    found = {cell(r["stance"], r["interest"], r["grade"]): _pair(r) for r in _rows("pairs.tsv")}
    face = constants()["face_true"], constants()["face_false"]
    return (*(found[i] for i in range(FACE)), face)


def _pair(row: dict[str, str]) -> tuple[float, float]:
    return float(row["if_true"]), float(row["if_false"])


def central() -> Tables:
    """Give the tables as printed: one draw, at their values."""
    pairs = np.array(pair_table())
    known = constants()
    relay = np.array([[known[f"relay_{name}"]] for name in RELAYS])
    return Tables(
        if_true=pairs[:, :1],
        if_false=pairs[:, 1:],
        relay=relay,
        rho_institution=np.array([known["rho_institution"]]),
        rho_side=np.array([known["rho_side"]]),
    )


def discounted(tables: Tables) -> Tables:
    """Give the tables with serving accusations discounted as much as serving denials are."""
    accuse = [cell("charges", "for", g) for g in GRADES]
    deny = [cell("clears", "for", g) for g in GRADES]
    if_true, if_false = tables.if_true.copy(), tables.if_false.copy()
    if_true[accuse], if_false[accuse] = if_true[deny], if_false[deny]
    return replace(tables, if_true=if_true, if_false=if_false)


def drawn(draws: int, *, seed: int) -> Tables:
    """Draw the tables R times.

    Cells are logit-normal about their value (sd ``cell_sd``) with the order of the grades kept; a relay of
    value v is Beta(20v, 20(1-v)), so that a paraphrase is Beta(17, 3); the correlations are Beta(7, 3) and
    Beta(3, 7).  One uniform moves all relays of a draw, so that their order stays.

    Parameters
    ----------
    draws : int
        R, at least 1.
    seed : int
        Root seed; the draw of a cell stands at (seed, ``tables``, cell, draw).
    """
    from scipy.special import betaincinv

    middle = central()
    relay_u = _uniform("relay", draws, seed)
    relay = np.array([_beta(betaincinv, v, 20.0, relay_u) for v in middle.relay[:, 0]])
    rho = [float(r[0]) for r in (middle.rho_institution, middle.rho_side)]
    return Tables(
        if_true=_cells(middle.if_true, "if_true", draws, seed, rising=False),
        if_false=_cells(middle.if_false, "if_false", draws, seed, rising=True),
        relay=relay,
        rho_institution=_beta(betaincinv, rho[0], 10.0, _uniform("rho_institution", draws, seed)),
        rho_side=_beta(betaincinv, rho[1], 10.0, _uniform("rho_side", draws, seed)),
        seed=seed,
        quality_sd=constants()["origin_sd"],
    )


def _uniform(name: str, draws: int, seed: int) -> Floats:
    return uniforms(seed, "tables", np.uint64(stable_hash(name)), np.arange(draws))


def _beta(quantile: np.ufunc, mean: float, size: float, u: Floats) -> Floats:
    if mean >= 1.0:
        return np.ones_like(u)
    return np.asarray(quantile(size * mean, size * (1.0 - mean), u))


def _cells(value: Floats, name: str, draws: int, seed: int, *, rising: bool) -> Floats:
    """Move cells on the logit scale and put grades back in order within each stance and interest."""
    hashes = np.array([stable_hash(f"{name} {i}") for i in range(FACE)], dtype=np.uint64)
    noise = normal(uniforms(seed, "tables", hashes[:, None], np.arange(draws)[None, :]))
    moved = expit(logit(value[:FACE]) + constants()["cell_sd"] * noise)
    moved = moved.reshape(6, 6, draws)
    rank = [GRADES.index(g) for g in ORDER]
    ordered = np.sort(moved[:, rank], axis=1)
    moved[:, rank] = ordered if rising else ordered[:, ::-1]
    return np.vstack([moved.reshape(FACE, draws), np.broadcast_to(value[FACE:], (1, draws))])


def expit(x: Floats) -> Floats:
    """Give 1 / (1 + exp(-x)), any shape."""
    return np.asarray(0.5 + 0.5 * np.tanh(0.5 * x))


def logit(p: Floats) -> Floats:
    """Give log(p / (1 - p)) for p in (0, 1), any shape."""
    return np.asarray(np.log(p) - np.log1p(-p))


def quality(origins: NDArray[np.uint64], tables: Tables) -> Floats:
    """Give each origin's own quality in each draw: a shift on the logit scale, 0 on average.

    Parameters
    ----------
    origins : ndarray of uint64 (O,)
        Hashes of origin ids.

    Returns
    -------
    ndarray (O, R)
    """
    if tables.quality_sd == 0.0:
        return np.zeros((len(origins), tables.draws))
    u = uniforms(tables.seed, "origin", origins[:, None], np.arange(tables.draws)[None, :])
    return tables.quality_sd * normal(u)
