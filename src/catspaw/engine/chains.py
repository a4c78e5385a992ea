"""The commonest chains of acts to an outcome, over many futures.

In each future in which the outcome came about, its act is followed back through the earlier acts that contributed
most.  The same act again and again counts as one step.  A chain that hardly any future shares is cut from its far
end until enough do, so that shares say something and add up to one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from catspaw.core.elementary import exp
from catspaw.core.errors import ModelError
from catspaw.engine.lineage import WORTH, Cause, Explanation, explained, first_act, followed, open_future
from catspaw.engine.outcomes import NEVER
from catspaw.engine.result import Ensemble, share_error
from catspaw.engine.story import wrap
from catspaw.engine.words import channel_says, upper
from catspaw.network.model import Model

_LINKS = 4  # acts of a chain, at most
_FORCE, _KILLS = 3, 7  # quad class of material conflict, and the rung from which acts kill
_LEAST = 0.05  # share of the futures below which a chain is cut, and at least two of them
Progress = Callable[[int, int], None]
_Key = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Driver:
    """An effect at one step of a chain: in which share of the chain's futures, and by how much there on average."""

    effect: str
    says: str
    share: float
    times: float


@dataclass(frozen=True, slots=True)
class Step:
    """One act of a chain.

    Attributes
    ----------
    channel, says : str
        Id of its commonest channel, and who did what to whom.  Acts of force that kill (rung 7 or more) of one actor on
        another are one step, whatever they are called.
    repeated : float
        Share of the chain's futures in which it came several times in a row.
    days_before : float
        Median days to the act with which the outcome came about.
    contributed : float or None
        Median factor by which it raised the rate of the next step; None for the last.
    drivers : tuple of Driver
        What raised its own rate, most often first: what had moved before what stood all along.
    """

    channel: str
    says: str
    repeated: float
    days_before: float
    contributed: float | None
    drivers: tuple[Driver, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """One chain: its steps, oldest first, and the share of the outcome's futures that went this way, with its error.

    `cut` says that the futures had earlier steps too, which few of them shared.
    """

    steps: tuple[Step, ...]
    share: float
    error: float | None
    futures: int
    cut: bool


@dataclass(frozen=True, slots=True, eq=False)
class Chains:
    """All chains to an outcome.

    Attributes
    ----------
    outcome, says : str
    futures, came : int
        Futures that were run, and in how many of them it came about after as-of.
    looked : int
        How many of these were followed back.
    chains : tuple of Chain
        Most frequent first; their shares add up to one.
    """

    outcome: str
    says: str
    futures: int
    came: int
    looked: int
    chains: tuple[Chain, ...]

    @property
    def text(self) -> str:
        """The chains, a paragraph each."""
        head = f"{self.says} Yes in {self.came:,} of {self.futures:,} futures"
        if not self.chains:
            return f"{head}; there is no chain to tell."
        lines = [f"{head}; {self.looked:,} of them followed back. Contributed is not caused."]
        lines += [_paragraph(chain) for chain in self.chains]
        return "\n\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """Give the chains as JSON has them."""
        return asdict(self)

    def to_frame(self) -> Any:
        """Give a row a chain as a pandas frame."""
        from catspaw.core.frames import frame

        rows = [{"chain": " → ".join(s.says for s in c.steps), "share": c.share, "error": c.error} for c in self.chains]
        return frame(rows)

    def _repr_html_(self) -> str:
        from html import escape

        return f"<pre style='white-space: pre-wrap'>{escape(self.text)}</pre>"


def chains(
    ensemble: Ensemble, outcome: str, *, says: str | None = None, most: int = 60, progress: Progress | None = None
) -> Chains:
    """Follow an outcome back in the futures in which it came about, and count the ways.

    Parameters
    ----------
    ensemble : Ensemble
    outcome : str
        Its id.
    says : str, optional
        What it is to be called; default: its proposition.
    most : int
        Futures that are followed, evenly spread over those in which it came about; 1 or more.
    progress : callable, optional
        Called with futures followed and futures to follow.

    Raises
    ------
    UnknownName
        No such outcome.
    ModelError
        `most` below 1.
    """
    if most < 1:
        raise ModelError(f"{most} futures were to be followed; allowed: one or more")
    first_act(ensemble, ensemble.first, outcome)  # refuses names that are not there
    ids = [one.id for one in ensemble.model.outcomes]
    spec, day = ensemble.model.outcomes[ids.index(outcome)], ensemble.passage[:, ids.index(outcome)]
    came = np.flatnonzero((day != NEVER) & (day > 0) & (day <= spec.within_days))
    chosen = (
        came[np.unique(np.linspace(0, len(came) - 1, min(most, len(came))).round().astype(int))] if len(came) else came
    )
    found: list[_Way] = []
    for done, row in enumerate(chosen.tolist(), 1):
        found.append(_way(ensemble, ensemble.first + row, outcome, cluster=int(ensemble.clusters[row])))
        if progress is not None:
            progress(done, len(chosen))
    told = tuple(_chain(ensemble.model, key, found) for key in _shared(ensemble.model, found))
    ordered = tuple(sorted(told, key=lambda chain: (-chain.share, [s.channel for s in chain.steps])))
    return Chains(outcome, says or spec.says, ensemble.futures, len(came), len(chosen), ordered)


@dataclass(slots=True, eq=False)
class _Way:
    """How an outcome came about in one future: runs of the same act, oldest first, each told by its last."""

    links: list[Explanation]
    repeated: list[bool]
    cluster: int
    kept: int = 0  # last steps that stay after cutting

    def key(self, model: Model, steps: int) -> _Key:
        return tuple(_kind(model, link.act.channel) for link in self.links[-steps:])


def _kind(model: Model, channel: int) -> tuple[int, int, int]:
    """Give what counts as the same step: author, target, and the action, all force that kills being one."""
    channels, action = model.channels, int(model.channels.action[channel])
    force = model.actions.quad[action] == _FORCE and model.actions.rung[action] >= _KILLS
    return int(channels.author[channel]), int(channels.target[channel]), -1 if force else action


def _way(ensemble: Ensemble, future: int, outcome: str, *, cluster: int) -> _Way:
    opened = open_future(ensemble, future)
    at = first_act(ensemble, future, outcome)
    assert at is not None
    links: list[Explanation] = []
    repeated: list[bool] = []
    for link in followed(opened, explained(opened, at), links=_LINKS, least=WORTH):
        if links and _kind(ensemble.model, links[-1].act.channel) == _kind(ensemble.model, link.act.channel):
            links[-1], repeated[-1] = link, True
        else:
            links.append(link)
            repeated.append(False)
    return _Way(links, repeated, cluster)


def _shared(model: Model, found: Sequence[_Way]) -> list[_Key]:
    """Cut ways from their far end until enough futures share them; gives the chains that are left."""
    fewest = max(2, int(np.ceil(_LEAST * len(found))))
    for way in found:
        way.kept = len(way.links)
    for steps in range(_LINKS, 1, -1):
        many = Counter(way.key(model, way.kept) for way in found if way.kept == steps)
        for way in found:
            if way.kept == steps and many[way.key(model, steps)] < fewest:
                way.kept = steps - 1
    return sorted({way.key(model, way.kept) for way in found})


def _chain(model: Model, key: _Key, found: Sequence[_Way]) -> Chain:
    mine = [way for way in found if way.key(model, way.kept) == key]
    flags = np.array([way.key(model, way.kept) == key for way in found], dtype=np.float64)
    clusters = np.array([way.cluster for way in found])
    n = len(key)
    steps = tuple(_step(model, [(way, len(way.links) - n + at) for way in mine]) for at in range(n))
    return Chain(
        steps,
        share=float(flags.mean()),
        error=share_error(flags, clusters),
        futures=len(mine),
        cut=any(len(way.links) > n for way in mine),
    )


def _step(model: Model, mine: Sequence[tuple[_Way, int]]) -> Step:
    links = [way.links[at] for way, at in mine]
    channel = Counter(link.act.channel for link in links).most_common(1)[0][0]
    lasts = [way.links[-1].act.day - way.links[at].act.day for way, at in mine]
    raised = [
        float(exp(parent.contribution))
        for way, at in mine
        if at + 1 < len(way.links)
        for parent in way.links[at + 1].parents[:1]
    ]
    return Step(
        channel=model.channels.ids[channel],
        says=channel_says(model, channel),
        repeated=float(np.mean([way.repeated[at] for way, at in mine])),
        days_before=float(np.median(lasts)),
        contributed=float(np.median(raised)) if raised else None,
        drivers=tuple(_drivers(links)),
    )


def _drivers(links: Sequence[Explanation]) -> list[Driver]:
    """Effects that raised the rate of a step, strongest over all futures first; what had moved goes before what stood."""
    seen: dict[str, list[Cause]] = {}
    for link in links:
        for cause in (*link.occasions, *link.grounds):
            if cause.term >= WORTH:
                seen.setdefault(cause.says, []).append(cause)
    made = []
    for says, causes in seen.items():
        stood = sum(one.standing for one in causes) > len(causes) / 2
        mean, share = float(np.mean([one.term for one in causes])), len(causes) / len(links)
        made.append(((stood, -mean * share), Driver(causes[0].effect, says, share, float(exp(mean)))))
    return [one for _, one in sorted(made, key=lambda pair: pair[0])]


def _paragraph(chain: Chain) -> str:
    error = "" if chain.error is None else f" ± {100 * chain.error:.0f}"
    text = ". ".join(_sentence(chain, at) for at in range(len(chain.steps)))
    why = [f"{d.says} (×{d.times:.1f}{_of(d.share)})" for d in chain.steps[-1].drivers[:3]]
    reasons = f". What raised the last step: {'; '.join(why)}" if why else ""
    return wrap(f"{100 * chain.share:.0f}%{error}: {text}{reasons}.")


def _sentence(chain: Chain, at: int) -> str:
    step = chain.steps[at]
    lead = _begins(chain) if at == 0 else _later(chain.steps[at - 1].days_before - step.days_before)
    again = ", several times" if step.repeated > 0.5 else ""
    moved = f", which made the next step {step.contributed:.1f} times as likely" if step.contributed else ""
    return upper(f"{lead}{step.says}{again}{moved}")


def _begins(chain: Chain) -> str:
    if chain.cut:
        return "after different beginnings "
    return "without an earlier act that mattered, " if len(chain.steps) == 1 else ""


def _of(share: float) -> str:
    return "" if share > 0.995 else f", in {100 * share:.0f}%"


def _later(days: float) -> str:
    """Say how long after the step before."""
    if days < 1.5:
        return "a day later "
    return f"{days:.0f} days later "
