"""Forty-two hard statements, coded: each parses, prints back, and resolves where its ids are declared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from catspaw.case.language import parse
from catspaw.case.load import examine
from catspaw.case.model import Case
from catspaw.case.writing import to_yaml
from catspaw.core.errors import Problem

HERE = Path(__file__).parent


def read(name: str) -> Any:
    return yaml.load((HERE / name).read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)


STATEMENTS: list[dict[str, Any]] = read("pilot-codings.yaml")
KEYS = ("says", "expects", "if", "unless")
TEXTS = [c[k] for s in STATEMENTS for c in s["claims"] for k in KEYS if k in c]
TEXTS += [g for s in STATEMENTS for c in s["claims"] for g in c.get("grounds", ()) if "(" in g]


def test_there_are_forty_two_statements_with_their_propositions() -> None:
    assert len(STATEMENTS) == 42
    assert len(TEXTS) == 145


@pytest.mark.parametrize("text", dict.fromkeys(TEXTS))
def test_proposition_prints_back_as_written(text: str) -> None:
    assert str(parse(text)) == " ".join(text.split())


def folder_of(tmp: Path) -> Path:
    known = read("pilot-scaffold.yaml")
    kinds = {"states": "state", "groups": "group", "organisations": "organisation", "people": "person"}
    actors = [{"id": i, "name": i, "kind": k} for book, k in kinds.items() for i in known[book]]
    files: dict[str, Any] = {
        "case.yaml": {"case": "pilot", "title": "pilot", "as_of": "2024-12-31", "horizon": "90d"},
        "actors.yaml": actors,
        "places.yaml": [{"id": i, "name": i, "kind": "city"} for i in known["places"]],
        "sources.yaml": [{"id": i, "name": i, "kind": "official"} for i in known["sources"]],
        "incidents.yaml": [{"id": i, "kind": k, "on": "2023-10"} for i, k in known["incidents"].items()],
    }
    for number, statement in enumerate(STATEMENTS):
        files[f"reports/s{number:02}.yaml"] = {
            "report": f"s{number:02}",
            "outlet": "wsj",
            "dated": "2024-02-01",
            "voices": known["voices"],
            "claims": statement["claims"],
        }
    (tmp / "reports").mkdir()
    for name, content in files.items():
        (tmp / name).write_text(to_yaml(content), encoding="utf-8")
    return tmp


@pytest.fixture(scope="module")
def resolved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, tuple[Problem, ...]]:
    return examine(folder_of(tmp_path_factory.mktemp("pilot")))


@pytest.mark.parametrize("number", range(len(STATEMENTS)))
def test_statement_resolves(resolved: tuple[Case, tuple[Problem, ...]], number: int) -> None:
    case, problems = resolved
    file = f"reports/s{number:02}.yaml"
    assert [str(p) for p in problems if p.file == file] == []
    assert sum(c.report == f"s{number:02}" for c in case.claims) >= len(STATEMENTS[number]["claims"])


def test_the_scaffold_itself_has_no_problem(resolved: tuple[Case, tuple[Problem, ...]]) -> None:
    assert [str(p) for p in resolved[1] if not p.file.startswith("reports/")] == []


def test_a_relative_date_leans_on_its_incident(resolved: tuple[Case, tuple[Problem, ...]]) -> None:
    on = resolved[0].incidents["tehran_briefing"].on
    assert on is not None
    assert (str(on.first), str(on.last)) == ("2023-10-08", "2023-12-26")
