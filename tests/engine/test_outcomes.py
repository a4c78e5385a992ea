from dataclasses import replace

import numpy as np
import pytest

from catspaw.engine import attribution, outcomes
from catspaw.engine.arrange import arrange
from catspaw.engine.effects import EFFECTS
from catspaw.engine.fold import apply, begin, next_day
from catspaw.engine.frame import frame
from catspaw.engine.state import Act
from catspaw.network.model import NOBODY, OutcomeSpec

HIT, OTHER, BACK = "client|strike|enemy", "rogue|strike|enemy", "enemy|retaliates|client"
NAMES = (HIT, OTHER, BACK, "client|threatens|enemy", "patron|advances|")


def follow(kit, spec, acts, *, days=20, **changes):
    """First passage and count after (day, channel, signal) acts."""
    model = arrange(kit.make(NAMES, outcomes=(spec,), **changes))
    state = begin(frame(model, effects=EFFECTS, coefficients=np.zeros((len(EFFECTS), 8))))
    plan = outcomes.plan(model)
    tally = outcomes.start(state, plan)
    for day in range(1, days + 1):
        for when, channel, seen in acts:
            if when == day:
                signal = attribution.OVERT if seen is None else model.snapshot.actors.index(seen)
                act = Act(kit.row(model, channel), day, 0.5, 1, signal)
                outcomes.count(tally, plan, state, act, apply(state, act))
        next_day(state)
    return int(tally.passage[0]), float(tally.count[0])


def spec(kind, channels, threshold=0, within=15, ledger="truth"):
    return OutcomeSpec("o", "o", kind, channels, threshold, within, ledger)


HITS = [(3, HIT, "client"), (5, HIT, "client"), (9, HIT, "client")]


@pytest.mark.parametrize(
    ("asked", "acts", "want"),
    [
        (spec("first", (HIT,)), HITS, (3, 3.0)),
        (spec("first", (OTHER,)), HITS, (-1, 0.0)),
        (spec("first", (HIT,), within=2), HITS, (-1, 0.0)),
        (spec("count", (HIT,), 2), HITS, (9, 3.0)),
        (spec("count", (HIT,), 3), HITS, (-1, 3.0)),
        (spec("count", (HIT,), 2, within=8), HITS, (-1, 2.0)),
        (spec("rung", (HIT, "client|threatens|enemy"), 7), [(2, "client|threatens|enemy", None), *HITS], (3, 4.0)),
        (spec("stage", ("patron|advances|",), 0.5), [(day, "patron|advances|", None) for day in (4, 6)], (6, 2.0)),
        # by mistake the rogue was seen: in truth the client did it, by belief it did not
        (spec("first", (HIT,)), [(4, HIT, "rogue")], (4, 1.0)),
        (spec("first", (HIT,), ledger="public"), [(4, HIT, "rogue")], (-1, 0.0)),
        (spec("first", (HIT,), ledger="enemy"), [(4, HIT, "client")], (4, 1.0)),
    ],
)  # fmt: skip
def test_first_passage(kit, asked, acts, want):
    keen = kit.give(kit.make(NAMES), detection={"enemy": 0.9}, deniability={"client": 0.2, "rogue": 0.2})
    assert follow(kit, asked, acts, snapshot=keen.snapshot) == want


def test_belief_counts_for_the_one_who_is_believed(kit):
    asked = spec("first", (OTHER,), ledger="public")
    busy = {"history": kit.history(
        -9, author=[2] * 9, action=[0] * 9, target=[3] * 9, place=[NOBODY] * 9, day=list(range(-8, 1)),
        truth=[3.0] * 9, target_belief=[3.0] * 9, public_belief=[3.0] * 9,
    )}  # fmt: skip
    assert follow(kit, asked, [(4, HIT, "rogue")], **busy) == (4, 1.0)


def test_what_already_is_so_counts_from_as_of(kit):
    past = kit.history(
        -40,
        author=[1],
        action=[0],
        target=[3],
        place=[NOBODY],
        day=[-29],
        truth=[1.0],
        target_belief=[1.0],
        public_belief=[1.0],
    )
    assert follow(kit, spec("rung", (HIT,), 7), [], history=past)[0] == 0
    older = replace(past, day=np.array([-30]))
    assert follow(kit, spec("rung", (HIT,), 7), [], history=older)[0] == -1
    pursuing = kit.give(kit.make(NAMES), stage={"patron": 2.0}).snapshot
    assert follow(kit, spec("stage", ("patron|advances|",), 2), [], snapshot=pursuing)[0] == 0
