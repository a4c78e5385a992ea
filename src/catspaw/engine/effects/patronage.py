"""For whose sake an act is done: the clients of its author that its target is a danger to."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from catspaw.engine.effects.base import HOSTILE, toward
from catspaw.engine.frame import Frame

AID = (3,)  # material cooperation toward somebody


def sakes(frame: Frame) -> Iterator[tuple[int, int, int, tuple[int, ...]]]:
    """(channel, author, client, enemies): whom a hostile act protects, and from whom.

    An enemy is the act's target; where the target stands for a war, those who fight in it against the client.
    """
    clients = frame.model.snapshot.clients
    for row, author, target, _ in toward(frame, HOSTILE):
        for client in np.flatnonzero(clients[author]).tolist():
            if client != target:
                yield row, author, client, enemies(frame, client, target)


def enemies(frame: Frame, client: int, target: int) -> tuple[int, ...]:
    """Whom an act toward a target is against, for a client's sake."""
    wars = np.flatnonzero(frame.wars == target)
    if not len(wars):
        return (target,)
    sides = frame.sides[wars[0]]
    return tuple(np.flatnonzero(sides * sides[client] < 0.0).tolist())


def aid(frame: Frame) -> Iterator[tuple[int, int, int]]:
    """(channel, author, target) of every act that delivers something."""
    delivers = frame.model.actions.delivers[frame.model.channels.action]
    for row, author, target, _ in toward(frame, AID):
        if delivers[row]:
            yield row, author, target
