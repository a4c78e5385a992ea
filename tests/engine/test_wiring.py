"""The bundled cases reach the effects: x on the channel that carries an outcome, at as-of, by case and effect."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from catspaw import jobs
from catspaw.engine.arrange import arrange
from catspaw.engine.draws import coefficients, prior_weights
from catspaw.engine.effects import EFFECTS
from catspaw.engine.fold import begin, next_day
from catspaw.engine.frame import frame
from catspaw.engine.state import State
from catspaw.network.compile import compile_model

BY_NAME = {effect.name: effect for effect in EFFECTS}
PAGE = Path(__file__).parents[2] / "docs" / "mechanisms.md"

WIRED = (
    ("nexus-2015", "friend_of_friend", "russia|meets|iran", 1),
    ("nexus-2015", "friend_of_enemy", "israel|strike|hezbollah", 1),
    ("nexus-2015", "enemy_of_friend", "israel|strike|hezbollah", 1),
    ("taqaddum-2015", "assurance", "saudi_arabia|advances|", 1),
    ("taqaddum-2015", "own_stage", "iran|advances|", 1),
    ("taqaddum-2015", "rival_stage", "saudi_arabia|advances|", 1),
    ("taqaddum-2015", "rival_stage", "iran|leaves|jcpoa", 1),
    ("taqaddum-2015", "deal", "iran|advances|", 1),
    ("taqaddum-2015", "option_to_buy", "saudi_arabia|acquires|", 1),
    ("taqaddum-2015", "occasion", "iran|agrees|us", 1),
    ("flashpoint-2019", "occasion", "iran|leaves|jcpoa", 59),
    ("flashpoint-2019", "squeeze", "iran|answers|us", 1),
    ("flashpoint-2019", "defiance", "iran|answers|us", 1),
    ("flashpoint-2019", "defiance", "iran|leaves|jcpoa", 1),
    ("axis-2024", "spoiler", "iran|strike|israel", 1),
)


@cache
def state_of(case: str) -> State:
    desk = jobs.lay_out(case)
    model = arrange(compile_model(desk.case, desk.beliefs(), weights=prior_weights(), worlds=10))
    return begin(frame(model, effects=EFFECTS, coefficients=coefficients(model.weights, EFFECTS, seed=0, draw=0)))


@pytest.mark.parametrize(("case", "effect", "channel", "day"), WIRED)
def test_the_case_reaches_the_effect(case: str, effect: str, channel: str, day: int) -> None:
    state = state_of(case).copy()
    while state.day < day:
        next_day(state)
    at = state.frame.model.channels.ids.index(channel)
    assert float(BY_NAME[effect].x(state)[at]) > 0.0


def test_the_table_of_mechanisms_says_of_each_row_whether_it_holds() -> None:
    rows = [line.split("|")[1:-1] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| S")]
    for row in rows:
        points = [float(word) / 100 for word in row[7].replace("(", "").replace(")", "").split() if word != "to"]
        ratio = [float(word) for word in row[8].replace("(", "").replace(")", "").split() if word != "to"]
        edges = (points[1] - 0.02, -0.02 - points[2], ratio[1] - 1.2, 1 / 1.2 - ratio[2])
        if max(edges) > 0.005 or max(edges) < -0.005:  # what is printed is rounded
            assert row[9].strip() == ("yes" if max(edges) > 0 else "no"), row
