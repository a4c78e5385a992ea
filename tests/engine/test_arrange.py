from dataclasses import replace

import numpy as np
import pytest

from catspaw.core.errors import ModelError, UnknownName
from catspaw.engine.arrange import arrange
from catspaw.network.model import Anchor, Decision, Model, Option, OutcomeSpec, SwitchTable, columns

TABLES = ("actions", "snapshot", "channels", "history", "red_lines", "switches", "worlds", "weights", "interventions")


def same(a: Model, b: Model) -> bool:
    for name in TABLES:
        one, two = getattr(a, name), getattr(b, name)
        if one is None or two is None:
            assert one is two
            continue
        for key in columns(type(one)):
            if not np.array_equal(getattr(one, key), getattr(two, key)):
                return False
        for key in ("ids", "actors", "places", "array", "propositions"):
            if getattr(one, key, None) != getattr(two, key, None):
                return False
    return True


def test_order_of_rows_is_forgotten(full, kit):
    for seed in (1, 2, 3):
        other = kit.shuffle(full, seed)
        assert not same(other, full)
        assert same(arrange(other), arrange(full))


def test_twice_is_once(full):
    once = arrange(full)
    assert same(arrange(once), once)


def put(model, table, key, value):
    return replace(model, **{table: replace(getattr(model, table), **{key: value})})


BAD = {
    "snapshot.arms has 1 axes; allowed: 2": lambda m, k: put(m, "snapshot", "arms", np.zeros(6)),
    "snapshot.arms has 5 rows along actor; allowed: 6": lambda m, k: put(m, "snapshot", "arms", np.zeros((5, 6))),
    "snapshot.arms runs from 0.0 to 2.0; allowed: 0 to 1": lambda m, k: k.tie(m, arms={("patron", "client"): 2.0}),
    "not finite": lambda m, k: k.tie(m, arms={("patron", "client"): float("nan")}),
    "channels.author runs from 9 to 9; allowed: -1 to 5": lambda m, k: put(m, "channels", "author", np.array([9])),
    "stands for 'rogue|strike|enemy'": lambda m, k: put(m, "channels", "author", np.array([2])),
    "'strike' needs a target": lambda m, k: replace(
        m, channels=replace(m.channels, ids=("client|strike|",), target=np.array([-1]))
    ),
    "nobody acts on itself": lambda m, k: replace(
        m, channels=replace(m.channels, ids=("client|strike|client",), target=np.array([1]))
    ),
    "horizon_days is 0": lambda m, k: replace(m, horizon_days=0),
    "history.first_day is 2": lambda m, k: replace(m, history=k.history(2)),
    "a switch sets the array 'armz'.*nearest known: arms": lambda m, k: switched(m, "armz", 0),
    "a switch sets the array 'history.day'": lambda m, k: switched(m, "history.day", 0),
    "switch 0 sets arms\\[0, 7, 0\\]": lambda m, k: switched(m, "arms", 7),
    "names the action 'strikes'.*nearest known: strike": lambda m, k: replace(
        m, anchors=(Anchor("strikes", 1, 2, "x"),)
    ),
    "allowed: 0 <= low <= high": lambda m, k: replace(m, anchors=(Anchor("strike", 3, 2, "x"),)),
    "names the channel 'a|b|c'": lambda m, k: replace(m, outcomes=(OutcomeSpec("o", "o", "first", ("a|b|c",), 0, 9),)),
    "actor \\(or truth, public\\) 'them'": lambda m, k: replace(
        m, outcomes=(OutcomeSpec("o", "o", "first", (), 0, 9, ledger="them"),)
    ),
    "is a 'last'": lambda m, k: replace(m, outcomes=(OutcomeSpec("o", "o", "last", (), 0, 9),)),
    "opened either on a day or after": lambda m, k: replace(
        m, decisions=(Decision("d", "client", (Option("a", 0.0),)),)
    ),
    "has no options": lambda m, k: replace(m, decisions=(Decision("d", "client", (), on_day=3),)),
    "no channel to read effects on": lambda m, k: replace(
        m, decisions=(Decision("d", "client", (Option("a", 0.0, weights=(("vow", 1.0),)),), on_day=3),)
    ),
    "'o' stands twice": lambda m, k: replace(
        m, outcomes=(OutcomeSpec("o", "o", "first", (), 0, 9), OutcomeSpec("o", "p", "first", (), 0, 9))
    ),
}


def switched(model, array, column):
    return replace(
        model,
        switches=SwitchTable((array,), np.array([0]), np.array([[0, column, 0]]), np.array([1.0]), np.array([0.0])),
        worlds=replace(model.worlds, propositions=("p",), bits=np.array([[1]], dtype=np.uint8)),
    )


@pytest.mark.parametrize("message", BAD)
def test_a_bad_model_is_refused_with_reason(kit, message):
    with pytest.raises((ModelError, UnknownName), match=message):
        arrange(BAD[message](kit.make(["client|strike|enemy"]), kit))
