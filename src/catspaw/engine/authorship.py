"""Who is believed to have done what: signals, posteriors, patrons' shares, and public words about authors."""

from __future__ import annotations

import numpy as np

from catspaw.core.elementary import exp, halving
from catspaw.core.random import Floats
from catspaw.engine import attribution
from catspaw.engine.frame import Frame
from catspaw.engine.memory import HALF_LIVES, LONG, PUBLIC, STEADY, TARGET, WEIGHT
from catspaw.engine.state import CONFLICT, Act, Belief, Beliefs, Contested, Shares, State
from catspaw.network.model import NOBODY


def signal_of(state: State, channel: int, u: float) -> int:
    """Draw what is seen of an act, from a uniform."""
    frame = state.frame
    candidates = frame.candidates[channel]
    if not candidates:
        return attribution.OVERT
    author = candidates.index(int(frame.model.channels.author[channel]))
    return attribution.draw(
        u,
        author=author,
        candidates=candidates,
        identify=frame.identify[channel],
        prior=_expected(state, TARGET + LONG, channel),
        mistaken=frame.model.settings.misattribution,
    )


def beliefs_of(state: State, act: Act, author: int) -> Beliefs:
    """Say whose act it is in each ledger, and keep a deniable one for the public to argue about."""
    if act.signal == attribution.OVERT:
        certain = [(author, 1.0)]
        return Beliefs(certain, certain, certain)
    target = _posterior(state, TARGET + LONG, act)
    public = _posterior(state, PUBLIC + LONG, act)
    frame = state.frame
    candidates = frame.candidates[act.channel]
    quad = int(frame.model.actions.quad[frame.model.channels.action[act.channel]])
    victim = int(frame.model.channels.target[act.channel])
    state.contested.append(Contested(state.day, victim, quad, candidates, public))
    return Beliefs([(author, 1.0)], _weights(candidates, target), _weights(candidates, public))


def directed_shares(frame: Frame, steer: Floats) -> Shares:
    """Beta: the share of a client's hostile acts that each patron's steer made, as others believe.

    beta = 1 - exp(-theta_direction * kappa * max(0, D)), with kappa and D as believed.

    Returns
    -------
    dict of (client, class) to list of (patron, share)
    """
    patron, client = frame.pairs[:, 0], frame.pairs[:, 1]
    pull = frame.direction * frame.believed * np.maximum(0.0, steer[patron, client, CONFLICT:])
    share = (1.0 - exp(-np.maximum(0.0, pull))).tolist()
    found: Shares = {}
    for (p, c), by_class in zip(frame.pairs.tolist(), share, strict=True):
        for at, value in enumerate(by_class):
            if value > 0.0:
                found.setdefault((c, CONFLICT + at), []).append((p, value))
    return found


def ordinary_directed(frame: Frame) -> Floats:
    """Work out the last ledger of an ordinary state: ordinary hostile acts times the shares believed directed."""
    channels, actions = frame.model.channels, frame.model.actions
    total = np.zeros_like(frame.ordinary)
    shares = directed_shares(frame, frame.model.snapshot.believed_steer)
    for row in range(len(channels.ids)):
        quad, target = int(actions.quad[channels.action[row]]), int(channels.target[row])
        for patron, share in shares.get((int(channels.author[row]), quad), ()):
            if patron != target and target != NOBODY:
                total[frame.cell(patron, target, quad)] += STEADY[LONG] * channels.ordinary[row] * share
    return total


def speak(state: State, kind: int, author: int, target: int) -> None:
    """Weigh a public word: an accusation is about an act of its target, the others about the speaker's own."""
    about = target if kind == attribution.ACCUSES else author
    for case in reversed(state.contested):
        if state.day - case.day > attribution.ABOUT_DAYS:
            return
        if about in case.candidates:
            _reweigh(state, case, case.candidates.index(about), attribution.RATIO[kind])
            return


def _reweigh(state: State, case: Contested, at: int, ratio: float) -> None:
    before = case.belief
    case.belief = attribution.reweigh(before, at=at, ratio=ratio)
    for candidate, old, new in zip(case.candidates, before, case.belief, strict=False):
        cell = state.frame.cell(candidate, case.victim, case.quad)
        for half_life, days in enumerate(HALF_LIVES):
            left = float(halving((state.day - case.day) / days))
            state.ledgers[PUBLIC + half_life, cell] += WEIGHT[half_life] * left * (new - old)


def _posterior(state: State, row: int, act: Act) -> list[float]:
    settings, candidates = state.frame.model.settings, state.frame.candidates[act.channel]
    prior = _expected(state, row, act.channel)
    chance = attribution.likelihood(
        act.signal,
        candidates=candidates,
        identify=state.frame.identify[act.channel],
        prior=prior,
        mistaken=settings.misattribution,
    )
    return attribution.posterior(attribution.spread(prior, someone_else=settings.someone_else), chance)


def _expected(state: State, row: int, channel: int) -> list[float]:
    """pi_k of the candidates: ordinary rate and r_30 of such acts by them, as a row of the ledgers has it."""
    cells = state.frame.candidate_cells[channel]
    return (state.frame.ordinary[cells] + state.ledgers[row, cells]).tolist()  # type: ignore[no-any-return]


def _weights(candidates: list[int], belief: list[float]) -> Belief:
    return list(zip(candidates, belief, strict=False))  # without someone else, who is last
