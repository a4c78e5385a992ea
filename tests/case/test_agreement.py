"""How far two coders agree: units, then fields."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from catspaw.case.agreement import agreement, krippendorff, nominal, ordinal
from catspaw.case.load import bundled
from catspaw.core.errors import CaseError, CatspawError

MakeCase = Callable[..., Path]

#: Krippendorff (2011), section C: four observers, twelve units; -1 where an observer said nothing.
PUBLISHED = (
    np.array(
        [
            [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
            [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
            [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
            [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
        ]
    ).T
    - 1
)


def test_the_published_example() -> None:
    assert krippendorff(PUBLISHED, nominal) == pytest.approx(0.743, abs=5e-4)
    assert krippendorff(PUBLISHED, ordinal) == pytest.approx(0.815, abs=5e-4)


codes = arrays(np.int64, st.tuples(st.integers(2, 12), st.just(2)), elements=st.integers(0, 3))


@given(codes)
def test_alpha_is_one_only_for_full_agreement_and_knows_no_order_of_coders(found: np.ndarray) -> None:
    alpha = krippendorff(found)
    assert alpha == krippendorff(found[:, ::-1])
    if alpha is None:
        assert len(np.unique(found)) < 2
    else:
        assert alpha <= 1
        assert (alpha == 1) == bool((found[:, 0] == found[:, 1]).all())


@given(codes, st.permutations(range(4)))
def test_names_have_no_order(found: np.ndarray, names: list[int]) -> None:
    alpha, renamed = krippendorff(found), krippendorff(np.array(names)[found])
    assert alpha == renamed or alpha == pytest.approx(renamed)


def test_what_cannot_be_compared_is_none() -> None:
    assert krippendorff(np.zeros((5, 2), dtype=np.int64)) is None
    assert krippendorff(np.zeros((0, 2), dtype=np.int64)) is None
    assert krippendorff(np.array([[0, -1], [1, -1]])) is None


HEAD = "report: one\noutlet: paper\ndated: 2024-01-15\n"
A = (
    HEAD
    + """coded: {by: a, on: 2024-01-16, blocks: p1-p4}
voices: {h2: '2 high-ranking of c, unnamed'}
claims:
- {says: backs(a -> c), by: [h2 via paper, agency], where: p1}
- {says: 'did(some of c, raid)', by: paper, where: p2, sure: believes, key: k}
- {says: 'killed(raid) > 3', by: paper, where: p3}
- {says: funds(a -> c), by: paper, where: p9}
- {again: [k], by: h2, where: p4}
"""
)
B = (
    HEAD
    + """coded: {by: b, on: 2024-01-16, blocks: 'p1,p2,p4,p9'}
voices: {officials: '2 of c, unnamed'}
claims:
- {says: not backs(a -> c), by: officials via paper, where: p1}
- {says: arms(a -> c), by: agency, where: p1}
- {says: 'did(c, raid)', by: paper, where: 'p2,p3', sure: likely}
- {says: 'did(c, raid)', by: officials, where: p4}
"""
)


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "a.yaml", tmp_path / "b.yaml"
    for path, text in zip(paths, (A, B), strict=True):
        path.write_text(text)
    return paths


def test_units_match_on_passage_origin_word_and_parties(two: tuple[Path, Path]) -> None:
    found = agreement(*two)
    assert found.matching.paragraphs == (("one", 1), ("one", 2), ("one", 4))
    assert [(x.text, y.text) for x, y in found.matching.pairs] == [
        ("backs(a -> c), by h2 via paper", "not backs(a -> c), by officials via paper"),
        ("did(some of c, raid), by paper", "did(c, raid), by paper"),
        ("did(some of c, raid), by h2", "did(c, raid), by officials"),
    ]
    assert [u.text for u in found.matching.only_a] == ["backs(a -> c), by agency"]
    assert [u.text for u in found.matching.only_b] == ["arms(a -> c), by agency"]
    assert (found.precision, found.recall, found.f1) == (0.75, 0.75, 0.75)
    assert found.f1_low <= found.f1 <= found.f1_high
    assert found.near == (("backs", "arms", 1),)


def test_fields_are_compared_on_matched_units(two: tuple[Path, Path]) -> None:
    fields = {f.field: f for f in agreement(*two).fields}
    assert (fields["polarity"].same, fields["polarity"].units) == (2, 3)
    assert fields["quantifier"].same == 1
    assert fields["sure"].same == 1  # who stands by a claim is as sure as it was
    assert fields["kind"].same == 2  # `again` is not `says`
    assert fields["act"].alpha is None
    assert fields["chain"].alpha == 1.0
    for field in fields.values():
        if field.alpha is not None and field.low is not None and field.high is not None:
            assert field.low <= field.alpha <= field.high


def test_a_coding_agrees_with_itself(two: tuple[Path, Path]) -> None:
    found = agreement(two[0], two[0])
    assert (found.f1, found.f1_low, found.f1_high) == (1.0, 1.0, 1.0)
    assert {f.alpha for f in found.fields} <= {1.0, None}
    assert found.matching.only_a == found.matching.only_b == ()


def test_the_same_twice_gives_the_same_intervals(two: tuple[Path, Path]) -> None:
    assert agreement(*two) == agreement(*two)


@pytest.mark.parametrize("name", [n for n, f in bundled().items() if (f / "second").is_dir()])
def test_a_bundled_case_and_its_second_coding(name: str) -> None:
    (second,) = (bundled()[name] / "second").glob("*.yaml")
    found = agreement(name, second)
    assert len(found.matching.paragraphs) >= 4
    assert 0.3 < found.f1 < 1
    assert len(found.matching.pairs) > 10


def test_two_cases_are_compared_report_by_report(make_case: MakeCase) -> None:
    more = HEAD.replace("one", "two") + "claims: [{says: backs(a -> c), by: paper, where: p1}]\n"
    a, b = make_case({"reports/two.yaml": more}, name="a"), make_case(name="b")
    assert len(agreement(a, b).matching.pairs) == 5
    with pytest.raises(CatspawError, match="has no report `two`; reports: one"):
        agreement(a, b, report="two")
    assert len(agreement(a, b, report="one").matching.pairs) == 5


def test_nothing_in_common(two: tuple[Path, Path]) -> None:
    two[1].write_text(B.replace("'p1,p2,p4,p9'", "p9"))
    with pytest.raises(CatspawError, match="no paragraph of any report was read by both"):
        agreement(*two)


def test_a_file_that_cannot_be_read(two: tuple[Path, Path], tmp_path: Path) -> None:
    two[1].write_text(B.replace("did(c, raid)", "did(c raid)"))
    with pytest.raises(CaseError, match=r"b.yaml:9: error: `says`"):
        agreement(*two)
    with pytest.raises(CatspawError, match="is neither a folder nor a bundled case"):
        agreement(two[0], tmp_path / "nothing.yaml")
