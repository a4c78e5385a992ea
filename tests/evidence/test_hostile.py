"""What a hostile reader found: closures weigh, names do not hang on the order of files."""

from __future__ import annotations

from dataclasses import replace

from catspaw.case.language import parse
from catspaw.case.model import Case
from catspaw.evidence.weighing import weigh


def test_only_x_did_it_says_that_x_did_it(mini: Case) -> None:
    plain = weigh(mini)["who_mill"]
    blame = next(c for c in mini.claims if c.key == "blame")
    more = replace(blame, key="only", prop=parse("did(only reed_front, mill_strike)"), by=((mini.claims[1].by[0][0],),))
    beliefs = weigh(replace(mini, claims=(*mini.claims, more)))
    assert not beliefs.book.unplaced or "only" not in beliefs.book.unplaced
    said = {a.says: a.belief for a in beliefs["who_mill"].answers}
    before = {a.says: a.belief for a in plain.answers}
    assert said["reed_front"] > before["reed_front"]


def test_the_order_of_claims_changes_no_name_and_no_number(mini: Case) -> None:
    turned = weigh(replace(mini, claims=mini.claims[::-1]))
    for name, question in weigh(mini).items():
        assert turned[name].to_json()["answers"] == question.to_json()["answers"]
