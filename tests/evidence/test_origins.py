"""Who really speaks: clusters, placeholders, judgements, grades."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from catspaw.case.model import Rating, Source, Speaker
from catspaw.core.dates import parse_interval
from catspaw.evidence import make_book, weigh
from catspaw.evidence.origins import Reliability, origins

P = "backs(grey -> alpha)"


def clusters(case: object) -> list[set[str]]:
    return sorted((set(o.members) for o in origins(case).clusters.values()), key=sorted)  # type: ignore[arg-type]


def test_unnamed_voices_of_one_institution_in_one_outlet_are_one(small: SimpleNamespace) -> None:
    voices = {"a": "2 high-ranking of red, unnamed", "b": "1 senior of red, unnamed", "c": "1 of blue, unnamed"}
    claim = small.claims(voices)
    case = small.case([claim(P, v) for v in voices], voices=voices)
    assert clusters(case) == [{"r1/a", "r1/b"}, {"r1/c"}]


def test_the_report_may_set_voices_apart_and_named_ones_are(small: SimpleNamespace) -> None:
    voices = {"a": "2 of red, unnamed", "b": "1 of red, unnamed, not a", "n": "1 named of red"}
    claim = small.claims(voices)
    case = small.case([claim(P, v) for v in voices], voices=voices)
    assert clusters(case) == [{"r1/a"}, {"r1/b"}, {"r1/n"}]


def test_maybe_joins_across_institutions_but_only_the_first_named(small: SimpleNamespace) -> None:
    voices = {"a": "1 of red, unnamed", "b": "1 of blue, unnamed", "m": "1 of grey, unnamed, maybe a, maybe b"}
    claim = small.claims(voices)
    case = small.case([claim(P, v) for v in voices], voices=voices)
    assert clusters(case) == [{"r1/a", "r1/m"}, {"r1/b"}]


def test_a_set_of_people_is_another_in_another_outlet(small: SimpleNamespace) -> None:
    sources = {**small.sources, "officials": Source("officials", "Officials", "group", of="red")}
    claim = small.claims()
    said = [claim(P, "officials via paper1"), claim(P, "officials via paper2"), claim(P, "officials via paper1")]
    case = small.case(said, sources=sources)
    assert {"officials in paper1"} in clusters(case)
    assert {"officials in paper2"} in clusters(case)
    beliefs = weigh(case, draws=0)
    assert beliefs["backs_grey_alpha"].n_origins == 2
    assert {c.institution for c in beliefs["backs_grey_alpha"].contributions} == {"officials"}


def test_an_unknown_upstream_is_a_placeholder_for_each_report_and_relay(small: SimpleNamespace) -> None:
    claim = small.claims()
    said = [
        claim(P, "unknown via paper1"),
        claim(P, "unknown via paper1"),
        claim(P, "unknown via paper2"),
        claim(P, "unknown via paper1", report="r2"),
        claim(P, "nobody"),
    ]
    question = weigh(small.case(said), draws=0)["backs_grey_alpha"]
    assert question.n_origins == 4
    assert {c.grade for c in question.contributions} == {"F"}


def test_parallel_witnesses_are_one_origin_told_twice(small: SimpleNamespace) -> None:
    claim = small.claims()
    one = weigh(small.case([claim(P, "red via w1")]), draws=0)["backs_grey_alpha"]
    two = weigh(small.case([claim(P, ["red via w1", "red via w2"])]), draws=0)["backs_grey_alpha"]
    assert two.n_origins == 1
    assert two.contributions[0].witnesses == 2
    assert one.contributions[0].said == pytest.approx(0.85)
    assert two.contributions[0].said == pytest.approx(0.9775)
    assert two.contributions[0].repeats == 0


def test_judgements_join_and_part_and_the_later_wins(small: SimpleNamespace) -> None:
    claim = small.claims()
    said = [claim(P, "w1", key="one"), claim(P, "w2", key="two")]
    apart, together = small.judged("apart", "one", "two"), small.judged("together", "one", "two")

    def count(*judgements: object) -> int:
        return int(weigh(small.case(said, judgements=judgements), draws=0)["backs_grey_alpha"].n_origins)

    assert count() == 2
    assert count(together) == 1
    assert count(together, apart) == 2
    assert count(apart, together) == 1


def test_joining_those_who_told_leaves_the_speaker_alone(small: SimpleNamespace) -> None:
    claim = small.claims()
    said = [claim("hosted(red, rumour)", ["w1", "w2"], key="held"), claim(P, ["red via w1", "red via w2"], key="said")]
    found = origins(small.case(said, judgements=[small.judged("together", "held", "said")]))
    assert found.of["w1"] == found.of["w2"]
    assert found.of["red"] == "red"
    question = weigh(small.case(said, judgements=[small.judged("together", "held", "said")]), draws=0)
    assert question["backs_grey_alpha"].contributions[0].witnesses == 1


def test_one_speaker_judged_apart_from_himself(small: SimpleNamespace) -> None:
    claim = small.claims()
    said = [claim(P, "w1", key="one"), claim(P, "w1", key="two")]
    case = small.case(said, judgements=[small.judged("apart", "one", "two")])
    assert weigh(case, draws=0)["backs_grey_alpha"].n_origins == 2


def test_a_count_of_voices_counts(small: SimpleNamespace) -> None:
    def bits(text: str) -> float:
        claim = small.claims({"v": text})
        found = weigh(small.case([claim(P, "v")], voices={"v": text}), draws=0)["backs_grey_alpha"]
        return float(found.contributions[0].bits)

    one = bits("1 of red, unnamed")
    assert bits("2 of red, unnamed") == pytest.approx(one * 2 / 1.7)
    assert bits("some of red, unnamed") == pytest.approx(one * 2 / 1.7)
    assert bits("12 of red, unnamed") == pytest.approx(one * 5 / (1 + 4 * 0.7))


def test_grades_by_topic_and_period_and_inherited(small: SimpleNamespace) -> None:
    ratings = (
        Rating("C"),
        Rating("A", topic="backs"),
        Rating("E", start=parse_interval("2020"), end=parse_interval("2021")),
    )
    sources = {
        **small.sources,
        "house": Source("house", "House", "office", reliability=ratings),
        "clerk": Source("clerk", "Clerk", "official", institution="house"),
    }
    found = Reliability(small.case(sources=sources))
    day = parse_interval("2020-06-01").first

    def grade(name: str, **more: object) -> str:
        return found.grade(Speaker(name), **{"topic": "arms", "day": small.day, **more})  # type: ignore[arg-type]

    assert grade("house") == "C"
    assert grade("house", topic="backs") == "A"
    assert grade("house", day=day) == "E"
    assert grade("clerk") == "C"
    assert grade("grey") == "F"
    graded = replace(small.actors["grey"], reliability=(Rating("D"),))
    assert (
        Reliability(small.case(actors={**small.actors, "grey": graded})).grade(
            Speaker("grey"), topic="arms", day=small.day
        )
        == "D"
    )


def test_entries_say_through_which_relays(small: SimpleNamespace) -> None:
    claim = small.claims()
    said = [
        claim(P, "w1", key="own"),
        claim(P, "w2", relay="quoted", key="quoted"),
        claim(P, "w3 via w4 via paper1", relay="verbatim", key="long"),
        claim(P, "w5 via paper1", relay="hearsay", key="hearsay"),
    ]
    book = make_book(small.case(said))
    chains = [book.sheet.chains[i] for i in book.sheet.columns.chain]
    assert chains == [(), (1,), (2,), (3,)]
