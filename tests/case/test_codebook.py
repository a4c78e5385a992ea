"""The tables agree with the grammar, with one another and with the page that is made of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from catspaw.case.checking import problems_of
from catspaw.case.codebook import (
    FAMILIES,
    QUADS,
    Word,
    actions,
    cameo,
    ladders,
    rung_level,
    rung_sense,
    word,
    words,
)
from catspaw.case.codebook_page import page
from catspaw.case.language import parse
from catspaw.case.propositions import Names
from catspaw.core.errors import UnknownName

#: Every name is known, so that only form and levels are checked.
ANY = Names(lost={"actors", "places", "sources", "incidents", "questions", "states"})
WORDS = [pytest.param(w, id=w.word) for w in words().values()]


@pytest.mark.parametrize("word", WORDS)
def test_the_example_parses_and_has_the_shape_of_its_word(word: Word) -> None:
    example = parse(word.example)
    assert example.word == word.word
    assert list(problems_of(example, ANY)) == []


@pytest.mark.parametrize("word", WORDS)
def test_a_row_is_complete(word: Word) -> None:
    assert word.family in FAMILIES
    assert word.definition
    assert word.not_example
    assert 0 < word.prior < 1
    assert word.half_life is None or word.half_life > 0
    assert {*word.implies, *word.excludes} <= set(words()) - {word.word}
    assert (word.half_life is not None) >= (word.family == "tie")


def test_implication_runs_in_no_circle() -> None:
    above = {w.word: set(w.implies) for w in words().values()}
    for name in above:
        seen: set[str] = set()
        todo = set(above[name])
        while todo - seen:
            seen |= todo
            todo = {i for n in seen for i in above[n]}
        assert name not in seen


def test_ladders_and_words_agree() -> None:
    for found in words().values():
        if found.ladder:
            assert found.ladder in {*ladders(), "number", "sign"}
        if found.rung:
            assert found.rung in ladders()[found.ladder or ""]
    measured = {w.ladder for w in words().values() if w.family == "measure"} | {"part"}
    assert set(ladders()) <= measured
    for ladder, rungs in ladders().items():
        levels = [rung_level(ladder, rung) for rung in rungs]
        assert levels == sorted(set(levels))
        assert all(rung_sense(ladder, rung) for rung in rungs)


def test_every_act_stands_on_the_action_scale_and_nothing_else_does() -> None:
    assert set(actions()) == {w.word for w in words().values() if w.family == "act"}
    for action in actions().values():
        assert action.quad in QUADS
        assert -10 <= action.goldstein <= 10
        assert 0 <= action.rung <= 10
        assert words()[action.action].plover == action.root
        hostile = action.quad == "material_conflict"
        assert hostile == (action.goldstein < 0 and action.quad.startswith("material")), action.action


def test_every_cameo_code_maps_to_an_act() -> None:
    assert len(cameo()) > 300
    assert {code[:2] for code in cameo()} == {f"{n:02}" for n in range(1, 21)}
    for code, (action, goldstein) in cameo().items():
        assert action in actions(), code
        assert -10 <= goldstein <= 10
    for code in cameo():  # a code's parent is there too
        assert len(code) == 2 or code[:-1] in cameo(), code


def test_an_unknown_word_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="`bakcs` is not in the predicate table; nearest known: backs"):
        word("bakcs")


def test_the_page_in_the_documentation_is_current() -> None:
    path = Path(__file__).parents[2] / "docs" / "codebook.md"
    assert path.read_text(encoding="utf-8") == page(), "python -m catspaw.case.codebook_page > docs/codebook.md"


def test_the_page_has_every_word_rung_and_act() -> None:
    text = page()
    assert all(f"### `{name}`" in text for name in words())
    assert all(f"| `{rung}` |" in text for rungs in ladders().values() for rung in rungs)
    assert all(f"| `{name}` |" in text for name in actions())
