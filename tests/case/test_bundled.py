"""The bundled cases: nothing wrong with them, every paragraph accounted for, agreement as their READMEs print it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from catspaw.case.load import bundled, examine

REPORTS = Path(__file__).parents[3] / "shared" / "reports"
FILES = {
    "taqaddum-2015": "000_0d8a2b7e8f08b625.txt",
    "flashpoint-2019": "001_07d69790393df038.txt",
    "nexus-2015": "002_8011377259e8292e.txt",
    "axis-2024": "003_88fb18482fda6513.txt",
}


@pytest.mark.parametrize("name", bundled())
def test_nothing_is_wrong(name: str) -> None:
    case, problems = examine(name)
    assert problems == ()
    assert 60 <= len(case.claims) <= 250


@pytest.mark.parametrize("name", bundled())
def test_every_paragraph_gave_a_claim_or_a_reason(name: str) -> None:
    case, _ = examine(name)
    for report in case.reports.values():
        coded = {p for c in case.claims if c.report == report.id for p in c.where}
        assert coded | set(report.passed) == set(range(1, report.paragraphs + 1))


@pytest.mark.parametrize("name", bundled())
def test_the_readme_prints_the_agreement_of_the_two_codings(name: str) -> None:
    folder = bundled()[name]
    (second,) = (folder / "second").glob("*.yaml")
    printed = re.search(r"```text\n(.*?)\n```", (folder / "README.md").read_text("utf-8"), re.DOTALL)
    assert printed is not None
    command = [sys.executable, "-m", "catspaw", "agree", str(folder), str(second)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert printed[1] == said.split("\nonly in A")[0].rstrip()


@pytest.mark.parametrize("name", bundled())
def test_paragraphs_are_those_of_the_report(name: str) -> None:
    text = REPORTS / FILES[name]
    if not text.exists():
        pytest.skip(f"{text.name} is not here: the reports are not part of the project")
    case, _ = examine(name)
    (report,) = case.reports.values()
    assert report.paragraphs == sum(bool(line.strip()) for line in text.read_text("utf-8").splitlines())


@pytest.mark.parametrize("name", bundled())
def test_no_sentence_of_a_report_is_in_the_case(name: str) -> None:
    if not REPORTS.exists():
        pytest.skip("the reports are not here: they are not part of the project")
    said = set()
    for text in REPORTS.glob("*.txt"):
        said |= _runs(text.read_text("utf-8", "replace"))
    for path in bundled()[name].rglob("*.*"):
        assert not _runs(path.read_text("utf-8")) & said, path


def _runs(text: str, length: int = 9) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9']+", text.lower().replace("\u2019", "'"))
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}
