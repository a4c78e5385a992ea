"""The figures that follow from the tables: origins of grade C, one paraphrasing relay, flat, prior .30."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from catspaw.evidence import weigh

P = "hosted(grey, talks)"


@pytest.fixture
def talks(small: SimpleNamespace) -> SimpleNamespace:
    from catspaw.case.model import Incident

    incidents = {**small.incidents, "talks": Incident("talks", "meets", public=True)}

    def believe(*claims: object, **more: object) -> float:
        return float(weigh(small.case(claims, incidents=incidents, **more), draws=0).belief(P))

    return SimpleNamespace(believe=believe, claim=small.claims(), small=small)


def test_the_prior_is_the_table_s(talks: SimpleNamespace) -> None:
    claim = talks.claim(P, "w1 via paper1", act="silent")
    assert talks.believe(claim) == pytest.approx(0.30)


@pytest.mark.parametrize(("sure", "belief"), [("flat", 0.53), ("believes", 0.46), ("assumes", 0.38)])
def test_one_official_through_a_paper(talks: SimpleNamespace, sure: str, belief: float) -> None:
    assert talks.believe(talks.claim(P, "w1 via paper1", sure=sure)) == pytest.approx(belief, abs=0.005)


def test_the_same_official_in_six_outlets_counts_once(talks: SimpleNamespace) -> None:
    copies = [talks.claim(P, f"w1 via paper{i}", report=f"r{i}") for i in range(1, 7)]
    assert talks.believe(*copies) == pytest.approx(0.53, abs=0.005)


def test_counted_six_times_he_would_be_all_but_certain(talks: SimpleNamespace) -> None:
    wrong = [talks.claim(P, f"w{i} via paper1") for i in range(1, 7)]
    assert talks.believe(*wrong) == pytest.approx(0.993, abs=0.0005)


def test_two_officials_of_one_government(talks: SimpleNamespace) -> None:
    from catspaw.case.model import Rating, Source

    named = {f"n{i}": Source(f"n{i}", f"N{i}", "official", of="red", institution="ministry") for i in (1, 2)}
    rated = {k: Source(s.id, s.name, s.kind, s.of, s.institution, (), (Rating("C"),)) for k, s in named.items()}
    claims = [talks.claim(P, f"n{i} via paper{i}") for i in (1, 2)]
    assert talks.believe(*claims, sources={**talks.small.sources, **rated}) == pytest.approx(0.57, abs=0.005)


def test_three_independent_origins(talks: SimpleNamespace) -> None:
    claims = [talks.claim(P, f"w{i} via paper{i}") for i in (1, 2, 3)]
    assert talks.believe(*claims) == pytest.approx(0.89, abs=0.005)


def test_twenty_institutions_of_one_side(talks: SimpleNamespace) -> None:
    from catspaw.case.model import Rating, Source

    many = {f"m{i}": Source(f"m{i}", f"M{i}", "office", of="red", reliability=(Rating("C"),)) for i in range(20)}
    claims = [talks.claim(P, f"m{i} via paper1") for i in range(20)]
    assert talks.believe(*claims, sources={**talks.small.sources, **many}) == pytest.approx(0.886, abs=0.0005)


def test_a_serving_denial_is_near_silence(small: SimpleNamespace) -> None:
    claim = small.claims()
    said = [claim("aided(red, attack)", f"w{i}", sure=s) for i, s in ((1, "flat"), (2, "suspects"))]
    before = weigh(small.case(said), draws=0).belief("aided(red, attack)")
    after = weigh(small.case([*said, claim("aided(red, attack)", "red_speaker", act="deny")]), draws=0).belief(
        "aided(red, attack)"
    )
    factor = after / (1 - after) / (before / (1 - before))
    assert factor == pytest.approx(0.88 / 0.95)
    assert 0.66 / 0.34 * factor / (1 + 0.66 / 0.34 * factor) == pytest.approx(0.64, abs=0.005)


def test_an_admission_against_interest(small: SimpleNamespace) -> None:
    claim = small.claims()
    admission = claim("aided(red, attack)", "red_speaker", act="admit")
    belief = weigh(small.case([admission]), draws=0).belief("aided(red, attack)")
    assert belief == pytest.approx(0.93, abs=0.005)


def test_rungs_of_one_prior_fall_as_their_odds() -> None:
    from catspaw.evidence.variables import ladder_prior

    prior = ladder_prior("plan", own=0.30)
    weights = [1.0]
    for _ in range(4):
        weights.append(weights[-1] * 0.30 / 0.70)
    assert prior == pytest.approx([w / sum(weights) for w in weights])


def test_three_linked_words_of_one_prior() -> None:
    odds = 0.30 / 0.70
    total = sum(odds**k for k in range(4))
    shares = [sum(odds**k for k in range(rung, 4)) / total for rung in (1, 2, 3)]
    assert shares == pytest.approx([0.41, 0.16, 0.05], abs=0.006)


def test_three_exclusive_authors(small: SimpleNamespace) -> None:
    claim = small.claims()
    said = [claim(f"did({name}, attack)", f"w{i} via paper1") for i, name in enumerate(("alpha", "beta", "gamma"), 1)]
    beliefs = weigh(small.case(said), draws=0)
    shares = [a.belief for a in beliefs["author_of_attack"].answers]
    assert shares == pytest.approx([0.26, 0.26, 0.26, 0.23], abs=0.005)
