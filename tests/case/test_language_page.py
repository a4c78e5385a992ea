"""What the page on the language shows is the language: every proposition parses, the worked example resolves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from catspaw.case.checking import problems_of
from catspaw.case.language import KEYS, OPERATORS, QUANTIFIERS, parse
from catspaw.case.load import examine
from catspaw.case.propositions import Names
from catspaw.case.starters import new_case

PAGE = (Path(__file__).parents[2] / "docs" / "language.md").read_text(encoding="utf-8")
ANY = Names(lost={"actors", "places", "sources", "incidents", "questions", "states"})
FENCED = re.findall(r"```text\n(.*?)```", PAGE, re.S)
INLINE = [t for t in re.findall(r"`([^`\n]+)`", PAGE) if re.match(r"(not )?[a-z_]+\(.*\)", t) and "…" not in t]


@pytest.mark.parametrize("text", [*FENCED[0].splitlines(), *INLINE])
def test_propositions_of_the_page_are_of_the_language(text: str) -> None:
    assert str(parse(text)) == text
    assert list(problems_of(parse(text), ANY)) == []


def test_the_page_names_every_key_quantifier_and_operator() -> None:
    assert all(f"`{name}`" in PAGE for name in (*KEYS, *QUANTIFIERS))
    assert all(op in FENCED[1] for op in OPERATORS)


def test_the_worked_example_resolves(tmp_path: Path) -> None:
    new_case(tmp_path / "new", starter="middle-east", as_of="2024-01-31")
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.S)
    case, problems = examine(tmp_path / "new", instead={"reports/example.yaml": example})
    assert [str(p) for p in problems] == []
    assert sum(c.report == "example" for c in case.claims) == 9
