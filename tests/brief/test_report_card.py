from dataclasses import replace
from datetime import date

import numpy as np

from catspaw.brief.report_card import report_card
from catspaw.fit.card.baselines import Fading, Zero
from catspaw.fit.card.card import Card
from catspaw.fit.card.card import report_card as score
from catspaw.fit.card.checking import Checked
from catspaw.fit.card.outcomes import Followed
from catspaw.fit.card.panel import Cell, Panel
from catspaw.fit.card.windows import windows

FOLLOWED = (
    Followed("a", "Will it?", "strike(a -> b)", 90, 0, "", 3),
    Followed("b", "Will that?", "joins(a -> b)", 90, 0, "the table has no act of the kind joins"),
)


def made() -> Card:
    counts = np.random.Generator(np.random.Philox(key=1)).poisson(0.1, size=(730, 2))
    panel = Panel(date(2013, 1, 1), counts, (Cell("a", "b", "conflict"), Cell("b", "a", "conflict")))
    laid = windows(date(2014, 1, 1), date(2014, 12, 31), horizons=(30,))
    return score(panel, models=[Fading()], baselines=[Zero()], windows=laid, title="made", draws=50, seed=1)


def test_the_section_tells_what_data_can_show_and_every_score() -> None:
    found = report_card(Checked(made(), None, FOLLOWED, "case"))
    assert [r["told"] for r in found["shows"]] == [
        "3 such acts up to the day of this page",
        "no record for this kind of outcome: the table has no act of the kind joins",
    ]
    assert [t["title"] for t in found["tables"]] == [
        "Each dyad and class, next 30 days: 12 windows",
        "Each class, all dyads added up, next 30 days: 12 windows",
    ]
    assert [r[0] for r in found["tables"][0]["rows"]] == ["fading rate", "zero"]
    assert found["svg"].startswith("<svg")
    assert "were not scored" in found["text"]


def test_where_nothing_could_be_scored_the_section_says_why() -> None:
    found = report_card(Checked(None, None, FOLLOWED, "case", "a panel needs two actors"))
    assert found["text"] == "Nothing could be scored: a panel needs two actors."
    assert (found["tables"], found["svg"]) == ([], "")


def test_hostile_names_stay_text() -> None:
    from catspaw.brief.write import _marked

    card = made()
    bad = "<script>x</script>"
    line = replace(card.lines[0], forecaster=bad)
    section = report_card(Checked(replace(card, lines=(line,)), None, (replace(FOLLOWED[0], ask=bad),), "case"))
    marked = _marked(section)
    assert type(marked["shows"][0]["ask"]) is str, "escaped by the page"
    assert bad not in section["svg"]
