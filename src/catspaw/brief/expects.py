"""The reports' own theory put to the model: their forecasts and their mechanisms, each beside the model's answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from catspaw.brief.expectations import Expectation, expectations
from catspaw.brief.mechanisms import Mechanism, mechanisms
from catspaw.brief.wording import percent
from catspaw.core.frames import frame
from catspaw.desk import Desk
from catspaw.engine.result import Ensemble
from catspaw.network.standing import standing


@dataclass(frozen=True, slots=True)
class Expected:
    """Forecasts and mechanism claims of a case's reports, answered from one ensemble.

    Attributes
    ----------
    case : str
    futures, seed : int
        Of the ensemble that answers.
    expectations : tuple of Expectation
    mechanisms : tuple of Mechanism
    """

    case: str
    futures: int
    seed: int
    expectations: tuple[Expectation, ...]
    mechanisms: tuple[Mechanism, ...]

    def to_json(self) -> dict[str, Any]:
        """Give plain values."""
        return asdict(self)

    def to_frame(self) -> Any:
        """Forecasts as a pandas frame; mechanisms are in ``to_json()["mechanisms"]``.

        Raises
        ------
        MissingProgram
            pandas is not installed.
        """
        return frame(asdict(row) for row in self.expectations)

    def _repr_html_(self) -> str:
        heads = ("claim", "said", "model")
        return _table("Forecasts", heads, map(_forecast, self.expectations)) + _table(
            "Mechanisms", heads, map(_mechanism, self.mechanisms)
        )

    def __str__(self) -> str:
        parts = [f"{self.case}: the reports' own theory, against {self.futures:,} futures", "", "What they expect"]
        parts += [
            f"  {says}\n      said: {said}; model: {model}" for says, said, model in map(_forecast, self.expectations)
        ]
        parts += ["", "What they say of causes"]
        parts += [
            f"  {says}\n      said: {said}; model: {model}" for says, said, model in map(_mechanism, self.mechanisms)
        ]
        return "\n".join(parts)


def expects(desk: Desk, ensemble: Ensemble) -> Expected:
    """Answer the forecasts and mechanism claims of a case; private claims are left out."""
    believed = {s.proposition: s.belief for s in standing(desk.case, desk.beliefs())}
    private = {c.key for c in desk.case.claims if c.private}
    return Expected(
        case=desk.case.id,
        futures=ensemble.futures,
        seed=ensemble.seed,
        expectations=tuple(e for e in expectations(desk.case, ensemble, believed=believed) if e.key not in private),
        mechanisms=tuple(m for m in mechanisms(desk.case, ensemble) if m.key not in private),
    )


def answer(one: Expectation) -> str:
    """Say the model's answer to a forecast: a share with its Monte-Carlo error in points, and where it was counted."""
    if one.probability is None:
        return one.how
    error = "unknown" if one.error is None else f"{100 * one.error:.1f}"
    return f"{percent(one.probability)} ± {error} {one.how} ({one.futures:,} futures)"


def verdict(one: Mechanism) -> str:
    """Say the model's answer to a mechanism claim: its sign, by how much, and where the number comes from."""
    if one.times is None:
        return one.model
    size = f"×{one.times:.2f} ({one.low:.2f}–{one.high:.2f})"
    carried = f"{one.effect}, {one.group}; " if one.effect else ""
    return f"{one.model}, {size}, {carried}{one.grounds}"


def _forecast(one: Expectation) -> tuple[str, str, str]:
    given = f", if {one.given}" if one.given else ""
    unless = f", unless {one.unless}" if one.unless else ""
    return f"{one.expects}{given}{unless}", one.odds or "unstated", answer(one)


def _mechanism(one: Mechanism) -> tuple[str, str, str]:
    return one.claim, one.said, verdict(one)


def _table(title: str, heads: Sequence[str], rows: Any) -> str:
    top = "".join(f"<th>{escape(head)}</th>" for head in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><caption>{escape(title)}</caption><tr>{top}</tr>{body}</table>"
