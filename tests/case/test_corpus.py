"""The contract of the case folder: examples that are valid, and examples that are not, each with its messages.

An example is a YAML file that says how it differs from the folder `corpus/base`:

about    what it shows
claim    claims added to reports/one.yaml
voice    voices added to reports/one.yaml
change   file: [[old, new], …]      text replaced; the old text stands once
append   file: text                 added at the end
files    file: text                 the whole file
hex      file: bytes
delete   [file, …]
folders  [file, …]                  a folder where a file should be
links    file: where the link leads
expect   ["FILE:LINE: LEVEL: part of the message", …]: everything that is wrong, in the order in which it is said
"""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catspaw.case.json_schema import find_schema
from catspaw.case.load import examine, load
from catspaw.case.propositions import MOST_HINTS
from catspaw.case.tree import LARGEST_FILE
from catspaw.core.errors import CaseError, Problem

CORPUS = Path(__file__).parent / "corpus"
REPORT = "reports/one.yaml"


def examples(kind: str) -> list[Any]:
    return [pytest.param(path, id=path.stem) for path in sorted((CORPUS / kind).glob("*.yaml"))]


def read(path: Path) -> dict[str, Any]:
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def lay(tmp: Path, example: dict[str, Any]) -> Path:
    """Make the folder that an example describes."""
    folder = Path(shutil.copytree(CORPUS / "base", tmp / "case"))
    changes = {**example.get("change", {})}
    if "claim" in example:
        changes[REPORT] = [*changes.get(REPORT, []), ["passed:\n", example["claim"] + "passed:\n"]]
    if "voice" in example:
        changes[REPORT] = [*changes.get(REPORT, []), ["claims:\n", example["voice"] + "claims:\n"]]
    for file, pairs in changes.items():
        change(folder / file, pairs)
    for file in example.get("delete", ()):
        (folder / file).unlink()
    for file, text in example.get("append", {}).items():
        write(folder / file, (folder / file).read_text(encoding="utf-8").encode() + text.encode())
    for file, text in example.get("files", {}).items():
        write(folder / file, text.encode())
    for file, digits in example.get("hex", {}).items():
        write(folder / file, bytes.fromhex(digits))
    for file in example.get("folders", ()):
        (folder / file).mkdir()
    for file, target in example.get("links", {}).items():
        (tmp / "elsewhere.yaml").write_text("[]")
        (folder / file).symlink_to(target)
    return folder


def change(path: Path, pairs: list[list[str]]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert text.count(old) == 1, f"{old!r} must stand once in {path.name}"
        text = text.replace(old, new)
    write(path, text.encode())


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


def fits(problem: Problem, expected: str) -> bool:
    place, level, message = expected.split(": ", 2)
    found = f"{problem.file}:{problem.line}" if problem.line else problem.file
    return (found, problem.level) == (place, level) and message in problem.message


@pytest.mark.parametrize("path", examples("invalid"))
def test_invalid(path: Path, tmp_path: Path) -> None:
    example = read(path)
    _, problems = examine(lay(tmp_path, example))
    said = [str(p) for p in problems]
    assert len(said) == len(example["expect"]), said
    for problem, expected in zip(problems, example["expect"], strict=True):
        assert fits(problem, expected), said


@pytest.mark.parametrize("path", examples("valid"))
def test_valid(path: Path, tmp_path: Path) -> None:
    folder = lay(tmp_path, read(path))
    case, problems = examine(folder)
    assert [str(p) for p in problems] == []
    assert load(folder).digest == case.digest
    for file in [*folder.glob("*.yaml"), *(folder / "reports").glob("*.yaml")]:
        content = yaml.load(file.read_text(encoding="utf-8-sig"), Loader=yaml.CBaseLoader)
        assert [e.message for e in validator(file.parent.name == "reports", file.name).iter_errors(content or [])] == []


@cache
def validator(report: bool, name: str) -> Any:
    return jsonschema.Draft202012Validator(find_schema("report" if report else name))


def test_the_corpus_is_large_enough() -> None:
    assert len(examples("valid")) >= 60
    assert len(examples("invalid")) >= 200


def test_the_base_case_is_valid() -> None:
    case = load(CORPUS / "base")
    assert (len(case.claims), len(case.actors), len(case.acts)) == (5, 7, 2)


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    folder = lay(tmp_path, {})
    with (folder / "questions.yaml").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    _, problems = examine(folder)
    assert problems[0].message == "20,000,001 bytes; at most 20,000,000: split it into several reports"


def test_every_error_comes_at_once(tmp_path: Path) -> None:
    folder = lay(
        tmp_path,
        {
            "append": {"actors.yaml": "- {id: X}\n"},
            "files": {"questions.yaml": "- &a x\n", "accounts.yaml": "x\n"},
            "claim": "- {says: bakcs(a -> c), by: paper}\n- {says: funds(a -> c), by: tow}\n",
        },
    )
    with pytest.raises(CaseError) as caught:
        load(folder)
    files = [p.file for p in caught.value.problems]
    assert sorted(set(files)) == ["accounts.yaml", "actors.yaml", "questions.yaml", REPORT]
    assert files == sorted(files)
    assert files.count(REPORT) == 2  # and no question is called unknown, since their file could not be read


def test_a_name_that_no_terminal_can_print(tmp_path: Path) -> None:
    folder = lay(tmp_path, {})
    (folder / "reports" / "bad\udcff.yaml").write_text("x", encoding="utf-8")
    _, problems = examine(folder)
    assert problems
    for problem in problems:
        str(problem).encode()


FILES = ["case.yaml", "actors.yaml", "sources.yaml", "incidents.yaml", "judgements.yaml", "acts.csv", REPORT]
NASTY = [*" :[{]\"'\t\n²é(p", "", "- ", "&a ", "*a", "!!x ", "..", " via ", "9" * 30, "->"]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(FILES), st.data())
def test_no_damage_ends_in_a_traceback(file: str, data: st.DataObject) -> None:
    text = (CORPUS / "base" / file).read_text(encoding="utf-8")
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = start + data.draw(st.sampled_from([0, 0, 1, 2, 9]))
        text = text[:start] + data.draw(st.sampled_from(NASTY)) + text[end:]
    _, problems = examine(CORPUS / "base", instead={file: text})
    for problem in problems:
        assert problem.message
        assert 0 <= problem.line <= text.count("\n") + 60


def test_a_large_broken_case_gives_its_first_nearest_names_and_no_more(tmp_path: Path) -> None:
    claims = "".join(f"- {{says: backs(c_wing{n} -> a), by: paper}}\n" for n in range(700))
    _, problems = examine(lay(tmp_path, {"claim": claims}))
    assert len(problems) == 700
    assert sum("nearest known: c_wing" in p.message for p in problems) == MOST_HINTS


def test_a_folder_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = lay(tmp_path, {})

    def closed(_path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", closed)
    assert ".: error: the folder cannot be read: Permission denied" in [str(p) for p in examine(folder)[1]]
