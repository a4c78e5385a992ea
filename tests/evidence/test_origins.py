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


def test_together_joins_the_claims_and_leaves_their_speakers_alone(small: SimpleNamespace) -> None:
    claim = small.claims()
    other = "arms(grey -> beta)"
    said = [
        claim(P, "w1", key="one"),
        claim(P, "w2", key="two"),
        claim(other, "w1", key="else_one"),
        claim(other, "w2", key="else_two"),
    ]
    joined = weigh(small.case(said, judgements=[small.judged("together", "one", "two")]), draws=0)
    without = weigh(small.case([said[0], *said[2:]]), draws=0)
    (brought,) = joined["backs_grey_alpha"].contributions
    assert (brought.origin, brought.name, brought.claims) == ("w1", "Witness 1 and Witness 2", ("one", "two"))
    assert joined["arms_grey_beta"].n_origins == 2
    assert joined.belief(P) == pytest.approx(without.belief(P), abs=1e-12)
    assert joined.belief(other) == pytest.approx(without.belief(other), abs=1e-12)
    assert weigh(small.case(said), draws=0).belief(P) > joined.belief(P)


def test_every_chain_of_a_later_claim_counts_for_the_first_ones_origin(small: SimpleNamespace) -> None:
    claim = small.claims()
    said = [claim(P, "red via w9", key="one"), claim(P, ["blue via paper1", "w2"], key="two")]
    case = small.case(said, judgements=[small.judged("together", "one", "two")])
    found = origins(case)
    assert {found.cluster(c, chain) for c in case.claims for chain in c.by} == {"red"}
    assert weigh(case, draws=0)["backs_grey_alpha"].n_origins == 1


def test_what_is_together_with_one_is_together_with_all_and_apart_takes_one_out(small: SimpleNamespace) -> None:
    claim = small.claims()
    said = [claim(P, f"w{i}", key=f"k{i}") for i in range(1, 5)]

    def found(*judgements: tuple[str, ...]) -> list[str]:
        case = small.case(said, judgements=[small.judged(*j) for j in judgements])
        known = origins(case)
        return [known.cluster(c, c.by[0]) for c in case.claims]

    pairs = (("together", "k1", "k2"), ("together", "k3", "k2"))
    assert found(*pairs) == ["w3", "w3", "w3", "w4"]
    assert found(*pairs, ("together", "k2", "k3")) == ["w1", "w1", "w1", "w4"]
    assert found(*pairs, ("apart", "k2", "k3")) == ["w1", "w1", "w3", "w4"]
    assert found(("together", "k1", "k2"), ("apart", "k2", "k4")) == ["w1", "w1", "w3", "w4"]
    assert found(("together", "k1", "k2"), ("apart", "k2", "k1")) == found() == ["w1", "w2", "w3", "w4"]


def test_a_claim_apart_from_another_of_the_speaker_for_whom_it_counts(small: SimpleNamespace) -> None:
    claim = small.claims()
    said = [claim(P, "w1", key="one"), claim(P, "w2", key="two"), claim(P, "w1", key="three")]
    together = small.judged("together", "one", "two")
    for about in (("two", "three"), ("three", "two")):
        case = small.case(said, judgements=[together, small.judged("apart", *about)])
        known = origins(case)
        nodes = {c.key: known.cluster(c, c.by[0]) for c in case.claims}
        assert nodes["one"] == nodes["two"] != nodes["three"]


def test_a_judgement_on_one_claim_never_opens_what_a_private_voice_said(small: SimpleNamespace) -> None:
    voices = {"p": "1 of grey, unnamed, private"}
    claim = small.claims(voices)
    said = [claim(P, "p", key="one"), claim(P, "w2", key="two")]
    case = small.case(said, voices=voices, judgements=[small.judged("together", "one", "two")])
    (brought,) = weigh(case, draws=0)["backs_grey_alpha"].contributions
    assert (brought.origin, brought.name) == ("private", "Witness 2 and a private source")


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
