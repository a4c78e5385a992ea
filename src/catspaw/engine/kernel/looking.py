"""Which channels to look at again after something that their bounds do not allow for."""

from __future__ import annotations

from catspaw.engine.kernel.compiling import compiled, whole
from catspaw.engine.kernel.scratch import DIRTY, Lately, World
from catspaw.engine.kernel.tables import Tables

EVERYBODY = whole(-1)


@compiled
def look(lately: Lately, c: int) -> None:
    """Have a channel's rate and bound worked out at the start of the next day."""
    if not lately.is_dirty[c]:
        lately.is_dirty[c] = True
        lately.dirty[lately.n[DIRTY]] = c
        lately.n[DIRTY] += 1


@compiled
def look_at_author(given: Tables, world: World, lately: Lately, a: int, effect: int) -> None:
    """Have the channels of an author on which an effect has a weight worked out."""
    for at in range(given.lists.author_start[a], given.lists.author_start[a + 1]):
        if world.theta[given.lists.author[at], effect] != 0.0:
            look(lately, given.lists.author[at])


@compiled
def look_at_pair(given: Tables, world: World, lately: Lately, pair: int, effect: int) -> None:
    """Have the channels of an author and target on which an effect has a weight worked out."""
    for at in range(given.lists.pair_start[pair], given.lists.pair_start[pair + 1]):
        if world.theta[given.lists.pair[at], effect] != 0.0:
            look(lately, given.lists.pair[at])


@compiled
def look_at_programmes(given: Tables, lately: Lately, a: int) -> None:
    """Have the channels of an actor's programme and of its leaving deals worked out, or everybody's."""
    for at in range(len(given.lists.programme)):
        c = given.lists.programme[at]
        if a < 0 or given.channels.author[c] == a:
            look(lately, c)
