"""Documents that share wording are found, others are not."""

from __future__ import annotations

from catspaw.reading.intake.twins import twins

FIRST = """The mill
Ostia denied on Monday that it had armed the Reed Front, a militia that holds the mill.
Two officials of the Marl said that the weapons came over the border at night in barges.
Nobody in the town would say who had fired first, or why the bridge was left without a guard."""
QUOTING = """What they do not tell you
Here is what the paper says:
Two officials of the Marl said that the weapons came over the border at night, in barges.
We told you so, and more of the same is to come before the summer is out, mark these words."""
OTHER = """The harvest
The grain came in late this year, and the price of bread went up in every town along the river."""


def test_shared_sentences_are_found_with_their_paragraphs() -> None:
    found = twins({"gazette": FIRST, "blog": QUOTING, "harvest": OTHER})
    assert [(t.first, t.second, t.shared) for t in found] == [("blog", "gazette", ((3, 3),))]
    assert str(found[0]) == "blog and gazette share 50% of the shorter one's sentences (p3~p3)"


def test_only_pairs_with_the_new_one_and_above_the_share() -> None:
    texts = {"gazette": FIRST, "blog": QUOTING, "reprint": FIRST}
    assert {(t.first, t.second) for t in twins(texts, new="reprint")} == {("gazette", "reprint"), ("blog", "reprint")}
    assert [t.share for t in twins(texts, share=0.9)] == [1.0]
    assert twins({"a": "short", "b": "short"}) == ()
