from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catspaw.core.errors import LanguageError, ModelError, UnknownName
from catspaw.fit import rem
from catspaw.fit.rem.catalogue import CATALOGUE
from catspaw.fit.rem.formula import Call, Column, Formula, parse_formula


def test_a_formula_is_read() -> None:
    found = parse_formula("~ 1 + inertia(halflife=30, type=word) + PSAB-BA + sender(x):tie(t) + (1 + inertia | sender)")
    assert found.intercept is True
    assert [str(c) for c in found.columns] == ["inertia(halflife=30, type=word)", "PSAB-BA", "sender(x):tie(t)"]
    assert found.varying == (Column((), "sender"), Column((Call("inertia"),), "sender"))


@pytest.mark.parametrize(
    ("text", "intercept"),
    [("inertia", None), ("0 + inertia", False), ("inertia - 1", False), ("inertia-1", False), ("1", True)],
)
def test_the_intercept(text, intercept) -> None:
    assert parse_formula(text).intercept is intercept


def test_texts_in_quotes_are_one_word() -> None:
    assert parse_formula("sender(side, is='Saudi Arabia')").columns[0].factors[0].options == (("is", "Saudi Arabia"),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the formula is empty"),
        ("inertia +", "the name of a statistic is missing at the end"),
        ("inertia reciprocity", r"'\+' is missing before 'reciprocity'"),
        ("inertia(", "a word or a number is missing at the end"),
        ("inertia(form=count", r"'\)' is missing at the end"),
        ("inertia(form=count, form=binary)", "form is given twice"),
        ("inertia + inertia", "inertia stands twice"),
        ("(inertia | sendr)", "not by 'sendr'; nearest known: sender"),
        ("inertia - reciprocity", "only the intercept can be taken away"),
        ("inertia * 2", r"'\*' at place 9 has no meaning"),
    ],
)
def test_what_is_wrong_and_where(text, said) -> None:
    with pytest.raises(LanguageError, match=said):
        parse_formula(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("inertai", "no statistic 'inertai'; there are .*; nearest known: inertia"),
        ("inertia(halflive=3)", "no option 'halflive'; its options are .*; nearest known: halflife"),
        ("inertia(form=cuont)", "form is 'cuont'; allowed: binary, count, log, share; nearest known: count"),
        ("inertia(halflife=-3)", "halflife is '-3'; allowed: a number above 0"),
        ("inertia(halflife=3, form=binary)", "a half-life gives a fading rate"),
        ("inertia(halflife=3, window=4)", "a half-life gives a fading rate"),
        ("inertia(weighted=yes, form=binary)", "a binary tie has no weight"),
        ("inertia(3)", "inertia takes no argument without a key"),
        ("inertia(type=war)", "no event has type 'war'; types are event"),
        ("ps(AB-CD)", "no participation shift 'AB-CD'; allowed: AB-BA"),
        ("ps(AB-B0)", "0 is everybody; say which actor stands for everybody"),
        ("ps", r"ps takes one argument, as in ps\(x\)"),
        ("transitivity(form=share)", "two-paths have no share"),
        ("friend_of_enemy", "no event has a negative weight; give events signed weights"),
        ("indegree", "whose.*Say indegree_sender or indegree_receiver"),
        ("rank_sent(window=3)", "no option 'window'; its options are sign, type"),
    ],
)
def test_what_is_wrong_with_a_statistic(text, said) -> None:
    with pytest.raises((ModelError, UnknownName), match=said):
        rem([(1, "a", "b"), (2, "b", "c"), (3, "c", "a")], text)


def test_a_rate_model_has_no_receiver() -> None:
    with pytest.raises(
        ModelError, match="inertia needs a receiver, and a rate model has only a sender; allowed: indegree_s"
    ):
        rem([(1, "a", "b"), (2, "b", "c"), (3, "c", "a")], "inertia", model="rate")


_CALLS = st.builds(
    Call,
    st.sampled_from(sorted(CATALOGUE)),
    st.lists(st.sampled_from(["x", "AB-BA", "3.5"]), max_size=1).map(tuple),
    st.dictionaries(
        st.sampled_from(["form", "window", "type"]), st.sampled_from(["count", "7", "1.5"]), max_size=2
    ).map(lambda d: tuple(sorted(d.items()))),
)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.lists(
        st.lists(_CALLS, min_size=1, max_size=3).map(lambda f: Column(tuple(f))), min_size=1, max_size=4, unique=True
    )
)
def test_what_is_written_is_read_again(columns) -> None:
    assert parse_formula(" + ".join(map(str, columns))) == Formula(tuple(columns))
