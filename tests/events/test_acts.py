"""Codes of event data as acts of the scale."""

from __future__ import annotations

import pytest

from catspaw.case.codebook import actions, cameo
from catspaw.events import acts
from catspaw.events.dates import Unreadable


def test_every_word_of_icews_has_a_code_that_is_known() -> None:
    for words in acts.relations():
        assert acts.of_relation(words).action in actions()


def test_every_code_of_cameo_is_an_act_with_its_goldstein() -> None:
    for code, (action, goldstein) in cameo().items():
        act = acts.of_cameo(code)
        assert (act.action, act.goldstein, act.cameo) == (action, goldstein, code)


def test_nearly_every_code_below_the_roots_has_words() -> None:
    without = {c for c in cameo() if len(c) > 2} - set(acts.relations().values())
    assert without == {"084", "086", "087", "110", "1385", "1424", "1434", "1444", "1662", "1663", "200"}


@pytest.mark.parametrize(
    ("code", "action"), [("1834", "strike"), ("1952", "strike"), ("155", "deploys"), ("1213", "rejects")]
)
def test_codes_of_later_cameo_are_the_act_of_their_parent(code: str, action: str) -> None:
    act = acts.of_cameo(code)
    assert (act.action, act.cameo) == (action, code)


def test_every_type_of_plover_and_acled_is_an_act_of_the_scale() -> None:
    assert set(acts.plover().values()) <= set(actions())
    assert {action for action, _ in acts.acled().values()} - {""} <= set(actions())
    assert {root for root, _ in acts.plover()} >= {a.root for a in actions().values()}


def test_a_mode_that_is_not_known_counts_as_none() -> None:
    assert acts.of_plover("assault", "xyz").action == acts.of_plover("ASSAULT", None).action == "strike"


@pytest.mark.parametrize("code", ["999", "00", "abc", "0570"])
def test_codes_that_are_none(code: str) -> None:
    with pytest.raises(Unreadable, match=f"`{code}` is no CAMEO code"):
        acts.of_cameo(code)


def test_unknown_words_name_the_nearest() -> None:
    with pytest.raises(Unreadable, match="no event type of ICEWS; nearest known: make statement"):
        acts.of_relation("Make statment")
    with pytest.raises(Unreadable, match="no event type of PLOVER; nearest known: ASSAULT"):
        acts.of_plover("ASAULT", None)
    with pytest.raises(Unreadable, match="no sub-event type of ACLED; nearest known: air drone strike"):
        acts.of_acled("Air/drone strikes")
