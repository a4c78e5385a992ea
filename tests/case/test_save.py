"""The machine form of a case, its schemas, and what may leave the house."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from catspaw.case.json_schema import find_schema, released, schemas
from catspaw.case.load import bundled, load
from catspaw.case.save import redacted, to_json
from catspaw.core.errors import UnknownName

MakeCase = Callable[..., Path]
CORPUS = Path(__file__).parent / "corpus"
FOLDERS = {**bundled(), "base": CORPUS / "base"}


def validate(content: Any, name: str) -> None:
    schema = find_schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(content, schema, jsonschema.Draft202012Validator)


def test_released_schemas_do_not_change() -> None:
    for name, schema in schemas().items():
        assert released()[name] == schema, f"catspaw schema {name} > src/catspaw/case/schemas/v1/{name}.json"
    assert set(released()) == set(schemas())


def test_a_schema_that_is_not_there() -> None:
    with pytest.raises(UnknownName, match=r"`actor` has no schema; schemas: case, report, .*; nearest known: actors"):
        find_schema("actor")


@pytest.mark.parametrize("folder", FOLDERS.values(), ids=FOLDERS)
def test_every_file_fits_its_schema(folder: Path) -> None:
    files = [*folder.glob("*.yaml"), *(folder / "reports").glob("*.yaml")]
    assert len(files) > 5
    for path in files:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
        validate(content or [], path.relative_to(folder).as_posix())


@pytest.mark.parametrize("folder", FOLDERS.values(), ids=FOLDERS)
def test_the_resolved_form_fits_its_schema_and_is_plain_json(folder: Path) -> None:
    case = load(folder)
    found = to_json(case)
    validate(found, "resolved")
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["digest"] == case.digest
    assert found["withheld"] == {"claims": 0, "reports": 0, "voices": 0}
    assert str(folder) not in json.dumps(found)
    assert len(found["claims"]) == len(case.claims)


def test_what_the_resolved_form_says(base: Path) -> None:
    found = to_json(load(base))
    claim = next(c for c in found["claims"] if c["key"] == "owned")
    assert claim["prop"]["text"] == "did(c, raid)"
    assert claim["prop"]["call"]["word"] == "did"
    assert claim["by"] == [[{"id": "one/two", "quantifier": None}]]
    assert claim["said"] == {"first": None, "last": "2024-01-15", "text": "by the report's day"}
    assert "line" not in claim
    (raid,) = (i for i in found["incidents"] if i["id"] == "raid")
    assert raid["on"] == {"first": "2024-01-10", "last": "2024-01-10", "text": "2024-01-10"}


def test_the_digest_tells_content_from_layout(make_case: MakeCase, base: Path) -> None:
    actors = (base / "actors.yaml").read_text()
    report = (base / "reports" / "one.yaml").read_text()
    moved = make_case({"actors.yaml": f"# a comment\n\n{actors}", "reports/one.yaml": f"\n\n{report}"})
    changed = make_case({"actors.yaml": actors.replace("power: 3", "power: 4")}, name="changed")
    assert load(moved).digest == load(base).digest
    assert load(changed).digest != load(base).digest


PRIVATE = """
report: two
title: Talks in confidence
outlet: paper
dated: 2024-01-16
private: yes
voices:
  insider: 1 minister of b, unnamed
claims:
- says: strike(unknown -> town, at town, on 2024-01-12) as hush
  by: insider
- says: did(b, hush)
  by: insider
  key: secret_key
"""


def private_case(make_case: MakeCase, base: Path) -> Path:
    one = (base / "reports" / "one.yaml").read_text()
    one = one.replace(
        "  two: 2 high-ranking of c, unnamed", "  two: 2 high-ranking of c, unnamed, private, because dread"
    )
    claims = """- says: praises(a -> hush)
  by: paper
  grounds: [secret_key]
- says: funds(a -> c)
  by: paper
  key: told_in_confidence
  private: yes
- again: [secret_key]
  by: paper
- says: opposes(a -> c)
  by: two
"""
    return make_case(
        {
            "reports/one.yaml": one.replace("passed:\n", claims + "passed:\n"),
            "reports/two.yaml": PRIVATE,
            "judgements.yaml": "- {together: [told_in_confidence, owned], by: ab, on: 2024-01-31, why: the minister}\n",
        }
    )


def test_nothing_private_leaves(make_case: MakeCase, base: Path) -> None:
    case = load(private_case(make_case, base))
    found = to_json(case)
    validate(found, "resolved")
    text = json.dumps(found)
    secrets = ("insider", "secret_key", "told_in_confidence", "minister", "Talks", "dread", "one/two", "high-ranking")
    assert [s for s in secrets if s in text] == []
    assert found["withheld"] == {"claims": 3, "reports": 1, "voices": 1}
    (hush,) = (i for i in found["incidents"] if i["id"] == "hush")
    assert (hush["kind"], hush["on"], hush["at"]) == ("strike", None, None)
    assert found["digest"] != case.digest
    for voice in found["voices"]:
        assert voice["of"] == ("unknown" if voice["private"] else "c")


def test_hashes_of_what_is_withheld_are_salted(make_case: MakeCase, base: Path) -> None:
    case = load(private_case(make_case, base))
    one, other = redacted(case, salt=b"1"), redacted(case, salt=b"2")
    assert one == redacted(case, salt=b"1")
    keys = [{str(c.prop): c.key for c in r.claims} for r in (case, one, other)]
    assert keys[0]["opposes(a -> c)"] != keys[1]["opposes(a -> c)"] != keys[2]["opposes(a -> c)"]
    assert "owned" in {c.key for c in one.claims}  # a name that was given tells nothing of the voice
    grounds = [next(c.grounds for c in r.claims if str(c.prop) == "praises(a -> hush)") for r in (one, other)]
    assert grounds[0] != grounds[1]
    assert redacted(case).digest != redacted(case).digest


def test_a_case_without_secrets_stays_itself(base: Path) -> None:
    case = load(base)
    assert redacted(case) is case
