"""What is written as YAML is read back to the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from catspaw.case.adding import plain
from catspaw.case.tree import parse_tree
from catspaw.case.writing import Plain, to_flow, to_items, to_yaml
from catspaw.core.errors import Problem

#: Marks that a case refuses: control characters, and those that turn the direction of the text around them.
REFUSED = "\ufeff\u2028\u2029" + "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
ODD = "yes null ~ 1 2024-01-31 = -_a ?_b a:_b #_c ' \" [x {y &a *b !t %d @e `f |"
letters = st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"), exclude_characters=REFUSED)
odd = st.sampled_from([*(word.replace("_", " ") for word in ODD.split()), "a\nb", "x " * 90])
scalars = (st.text(letters, max_size=30) | odd).map(str.strip)
contents = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(scalars, inner, max_size=3), max_leaves=8
)


def read(written: str) -> Plain:
    problems: list[Problem] = []
    node = parse_tree(written, "x", problems)
    assert problems == []
    assert node is not None
    return plain(node)


@given(contents)
def test_block_form(content: Plain) -> None:
    assert read(to_yaml(content)) == content


@given(st.dictionaries(scalars, scalars | st.lists(scalars, max_size=3), min_size=1, max_size=3))
def test_one_line_form(entry: dict[str, Plain]) -> None:
    assert "\\n" in repr(entry) or "\n" not in to_flow(entry)
    assert read(to_flow(entry)) == entry


@given(st.lists(st.dictionaries(scalars, scalars, min_size=1, max_size=3), min_size=1, max_size=2), st.integers(0, 4))
def test_items_indented(entries: list[dict[str, Plain]], indent: int) -> None:
    assert read("list:\n" + to_items(entries, indent=indent)) == {"list": entries}


def test_style() -> None:
    entry = {"id": "a", "on": "yes", "as_of": "2024-01-31", "aliases": ["A, B", "c"], "list": [{"says": "did(a, b)"}]}
    assert to_yaml(entry) == "id: a\non: yes\nas_of: 2024-01-31\naliases: ['A, B', c]\nlist:\n- says: did(a, b)\n"
