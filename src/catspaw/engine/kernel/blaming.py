"""Who did it: signals and posteriors of one act, as `catspaw.engine.attribution`, term by term."""

from __future__ import annotations

from catspaw.core.random import Floats
from catspaw.engine import attribution
from catspaw.engine.kernel.compiling import compiled, whole
from catspaw.engine.kernel.scratch import BELIEFS, CONTESTED, Contested, Lately, Moving, World
from catspaw.engine.kernel.tables import Tables
from catspaw.engine.memory import LONG, PUBLIC, TARGET

NONE, OVERT = whole(attribution.NONE), attribution.OVERT
_TARGET, _PUBLIC = whole(TARGET + LONG), whole(PUBLIC + LONG)


@compiled
def expect(given: Tables, now: Moving, lately: Lately, c: int, row: int) -> float:
    """Put pi_k of a channel's suspects into `lately.prior`, and give their sum."""
    start, total = given.suspects.start[c], 0.0
    for k in range(given.suspects.start[c + 1] - start):
        cell = given.suspects.cell[start + k]
        lately.prior[k] = given.ordinary[cell] + now.ledgers[row, cell]
        total += lately.prior[k]
    return total


@compiled
def signal_of(given: Tables, world: World, now: Moving, lately: Lately, c: int, u: float) -> int:
    """Draw what is seen of a deniable act, from a uniform."""
    suspects = given.suspects
    start, many = suspects.start[c], suspects.start[c + 1] - suspects.start[c]
    whole = expect(given, now, lately, c, _TARGET)
    author = 0
    while suspects.actor[start + author] != given.channels.author[c]:
        author += 1
    seen = world.identify[start + author]
    if u < seen:
        return int(given.channels.author[c])
    rest = (u - seen) / (1.0 - seen)
    total = whole - lately.prior[author]
    mistaken = given.rules.misattribution
    if rest >= mistaken or not total > 0.0:
        return NONE
    left = rest / mistaken * total
    for k in range(many):
        left -= lately.prior[k] if k != author else 0.0
        if k != author and left < 0.0:
            return int(suspects.actor[start + k])
    return int(suspects.actor[start + many - 1 - (1 if author == many - 1 else 0)])


@compiled
def believe(given: Tables, world: World, now: Moving, lately: Lately, contested: Contested, c: int, signal: int) -> int:
    """Put who may have done an act and how far target and public believe it into `lately`; how many they are.

    A deniable one is kept for the public to argue about.
    """
    if signal == OVERT:
        lately.who[0] = given.channels.author[c]
        lately.target_belief[0] = lately.public_belief[0] = 1.0
        return 1
    start = given.suspects.start[c]
    many = given.suspects.start[c + 1] - start
    for k in range(many):
        lately.who[k] = given.suspects.actor[start + k]
    _posterior(given, world, now, lately, c, signal, _TARGET, lately.target_belief)
    _posterior(given, world, now, lately, c, signal, _PUBLIC, lately.public_belief)
    case, first = lately.n[CONTESTED], lately.n[BELIEFS]
    contested.channel[case], contested.start[case] = c, first
    for k in range(many + 1):
        contested.belief[first + k] = lately.public_belief[k]
    lately.n[CONTESTED], lately.n[BELIEFS] = case + 1, first + many + 1
    return int(many)


@compiled
def _posterior(
    given: Tables, world: World, now: Moving, lately: Lately, c: int, signal: int, row: int, belief: Floats
) -> None:
    """Bayes over suspects and, last, someone else."""
    start = given.suspects.start[c]
    many = given.suspects.start[c + 1] - start
    total = expect(given, now, lately, c, row)
    else_ = given.rules.someone_else
    for k in range(many):
        known, actor = world.identify[start + k], given.suspects.actor[start + k]
        lately.chance[k] = _chance(given, lately, start, many, total, known, actor, lately.prior[k], signal)
    lately.chance[many] = _chance(given, lately, start, many, total, 0.0, NONE, 0.0, signal)
    lately.prior[many] = total * else_ / (1.0 - else_)
    joint = 0.0
    for k in range(many + 1):
        belief[k] = lately.prior[k] * lately.chance[k]
        joint += belief[k]
    if not joint > 0.0:
        joint = 0.0
        for k in range(many + 1):
            belief[k] = lately.prior[k]
            joint += belief[k]
    for k in range(many + 1):
        belief[k] = belief[k] / joint


@compiled
def _chance(
    given: Tables,
    lately: Lately,
    start: int,
    many: int,
    total: float,
    known: float,
    actor: int,
    own: float,
    signal: int,
) -> float:
    """P(signal | this author)."""
    others = total - own
    wrong = given.rules.misattribution if others > 0.0 else 0.0
    if signal == NONE:
        return (1.0 - known) * (1.0 - wrong)
    if signal == actor:
        return known
    named = 0.0
    for k in range(many):
        if given.suspects.actor[start + k] == signal:
            named = lately.prior[k]
            break
    share = named / others if others > 0.0 else 0.0
    return (1.0 - known) * wrong * share
