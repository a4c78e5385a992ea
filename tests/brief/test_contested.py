"""What is contested: every number beside a sentence is about that sentence."""

from __future__ import annotations

from catspaw import jobs
from catspaw.brief.contested import _discount
from catspaw.brief.wording import statement


def test_the_discounted_number_is_that_of_the_stated_rungs():
    desk = jobs.lay_out("axis-2024")
    question = desk.beliefs()["guards_part"]
    said = statement(desk.beliefs(), question, desk.case)
    assert len(said.inside) > 1  # at least `planned`
    stated = sum(answer.discounted for answer in question.answers if answer.says in said.inside)
    assert abs(stated - said.belief) >= 0.03
    assert _discount(question, said) == f"If accusations were discounted like denials: about {100 * stated:.0f} %."
