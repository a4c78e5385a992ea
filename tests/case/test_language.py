"""The form of propositions: what parses prints back, what does not says where and why."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catspaw.case.language import (
    DEEPEST,
    KEYS,
    LONGEST,
    OPERATORS,
    QUANTIFIERS,
    Arg,
    Call,
    Member,
    Party,
    Prop,
    parse,
    parse_party,
)
from catspaw.core.errors import LanguageError

ids = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(lambda i: i not in {*KEYS, "not", "as", "only"})
members = st.builds(Member, ids, st.none() | st.sampled_from(QUANTIFIERS))
parties = st.lists(members, min_size=1, max_size=3).map(lambda m: Party(tuple(m)))
words = st.from_regex(r"[a-z0-9~.-]{1,8}( [a-z0-9~./-]{1,6})?", fullmatch=True)
levels = st.from_regex(r"-?[0-9]{1,4}(\.[0-9])?|[a-z][a-z_]{0,6}", fullmatch=True)


def grown(inner: st.SearchStrategy[Prop]) -> st.SearchStrategy[Prop]:
    ends: st.SearchStrategy[Any] = parties | inner
    plain = st.builds(Arg, ends, st.none() | ends)
    keyed = st.builds(Arg, words | inner, st.none(), st.sampled_from(KEYS))
    calls = st.builds(Call, ids, st.lists(plain | keyed, min_size=1, max_size=3).map(tuple))
    bare = st.builds(Prop, calls, st.booleans(), st.none(), st.none(), st.none() | ids)
    measured = st.builds(Prop, calls, st.booleans(), st.sampled_from(OPERATORS), levels | calls, st.none() | ids)
    return bare | measured


simple = st.builds(Prop, st.builds(Call, ids, st.builds(Arg, parties).map(lambda a: (a,))))
props = st.recursive(simple, grown, max_leaves=6)


def depth(prop: Prop | Call) -> int:
    call = prop.call if isinstance(prop, Prop) else prop
    inside = [e for a in call.args for e in (a.end, a.target) if isinstance(e, Prop)]
    if isinstance(prop, Prop) and isinstance(prop.level, Call):
        inside.append(Prop(prop.level))
    return 1 + max(map(depth, inside), default=0)


@given(props.filter(lambda p: depth(p) <= DEEPEST and len(str(p)) <= LONGEST))
def test_what_is_printed_parses_to_the_same(prop: Prop) -> None:
    assert parse(str(prop)) == prop


@given(props.filter(lambda p: depth(p) <= DEEPEST and len(str(p)) <= 400), st.sampled_from(["  ", " \n ", "\t"]))
def test_white_space_says_nothing(prop: Prop, space: str) -> None:
    assert parse(f" {str(prop).replace(' ', space)} ") == prop


@given(st.text(alphabet="ab1 (),+-><=.~/not as some of", max_size=40))
def test_any_text_parses_or_is_refused(text: str) -> None:
    try:
        prop = parse(text)
    except LanguageError:
        return
    assert parse(str(prop)) == prop


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "an empty proposition"),
        ("backs", "column 6: the text ends, but '(' after `backs` was expected"),
        ("backs(", "an actor, a place or an incident was expected"),
        ("backs()", "column 7: found ')', but an actor"),
        ("backs(a -> b", "column 13: the text ends, but ',' or ')'"),
        ("backs(a b)", "column 9: found 'b)', but ',' or ')'"),
        ("backs(a -> b) and c", "found 'and c', but the end, `as`, or a comparison"),
        ("killed(x) >", "a number, a rung of a ladder or a measure was expected"),
        ("strike(a -> b) as", "but the id of an incident was expected"),
        ("strike(a -> b, at )", "a value after `at` was expected"),
        ("backs(a: b)", "column 8: ':' cannot stand in a proposition"),
        ("Backs(a -> b)", "column 1: 'B' cannot stand"),
        ("backs(а -> b)", "'а' cannot stand"),
        ("backs(a\u200b -> b)", "'\\u200b' cannot stand"),
        ("backs(\u202ea -> b)", "'\\u202e' cannot stand"),
        ("backs(إيران -> b)", "names in other scripts are aliases"),
        ("not not backs(a -> b)", "found 'backs(a -> b)', but '(' after `not`"),
    ],
)
def test_a_bad_form_says_where_and_what_is_expected(text: str, message: str) -> None:
    with pytest.raises(LanguageError) as caught:
        parse(text)
    assert message in str(caught.value)


def test_a_nesting_bomb_is_refused_at_its_depth() -> None:
    fits = "wants(a, " * DEEPEST + "backs(a -> b)" + ")" * DEEPEST
    assert depth(parse(fits)) == DEEPEST + 1
    with pytest.raises(LanguageError, match="nest more than 8 deep"):
        parse(f"wants(a, {fits})")
    with pytest.raises(LanguageError, match="characters; at most 2,000"):
        parse("wants(a, " * 100_000)


def test_a_party_alone() -> None:
    assert str(parse_party("some of pmf+iran")) == "some of pmf + iran"
    for bad in ("a -> b", "backs(a -> b)", "a, b", ""):
        with pytest.raises(LanguageError):
            parse_party(bad)
