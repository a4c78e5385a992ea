"""A case out to tables and back: the same digest, or sheet, row and column of what is wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catspaw.case.exchange import export_tables, import_tables
from catspaw.case.load import bundled, examine, load
from catspaw.case.sheets import LARGEST_WORKBOOK
from catspaw.case.tables import SHEETS, Files, from_tables, read_files, to_tables
from catspaw.case.writing import to_yaml
from catspaw.core.errors import CaseError, CatspawError

MakeCase = Callable[..., Path]
BASE = Path(__file__).parent / "corpus" / "base"
FOLDERS = {**bundled(), "base": BASE}


@pytest.mark.parametrize("folder", FOLDERS.values(), ids=FOLDERS)
@pytest.mark.parametrize("name", ["out", "out.xlsx"])
def test_out_and_back_in_is_the_same_case(folder: Path, name: str, tmp_path: Path) -> None:
    export_tables(folder, tmp_path / name)
    import_tables(tmp_path / "back", tmp_path / name)
    assert load(tmp_path / "back").digest == load(folder).digest


@pytest.mark.parametrize("folder", FOLDERS.values(), ids=FOLDERS)
def test_back_into_the_same_case_nothing_differs(folder: Path, tmp_path: Path) -> None:
    tables = to_tables(read_files(folder))
    files = from_tables(tables).files
    assert to_tables(files).rows == tables.rows
    export_tables(folder, tmp_path / "out")
    assert import_tables(folder, tmp_path / "out", dry_run=True) == []


NASTY = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "'quoted",
    "a; b",
    '["x"]',
    "two\nlines",
    "_x000D_",
    "é 🕊 إيران",
    "1e5",
]


@pytest.mark.parametrize("name", ["out", "out.xlsx"])
def test_nasty_text_survives_and_is_never_a_formula(make_case: MakeCase, tmp_path: Path, name: str) -> None:
    quoted = [text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") for text in NASTY]
    aliases = ", ".join(f'"{text}"' for text in quoted)
    rows = "".join(f'- {{id: n{k}, name: "{text}", kind: state, note: "{text}"}}\n' for k, text in enumerate(quoted))
    actors = (BASE / "actors.yaml").read_text() + f"- {{id: x, name: X, kind: state, aliases: [{aliases}]}}\n" + rows
    folder = make_case({"actors.yaml": actors})
    export_tables(folder, tmp_path / name)
    import_tables(tmp_path / "back", tmp_path / name)
    back = load(tmp_path / "back")
    assert back.digest == load(folder).digest
    assert list(back.actors["x"].aliases) == NASTY
    for cell in _cells(tmp_path / name):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def _cells(path: Path) -> list[str]:
    if path.is_dir():
        texts = [p.read_bytes().decode("utf-8-sig") for p in path.glob("*.csv")]
        return [cell for text in texts for line in csv.reader(io.StringIO(text, newline="")) for cell in line]
    book = openpyxl.load_workbook(path)
    found = [cell for page in book for line in page.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in found} == {"s"}
    return [cell.value for cell in found]


def edited(tmp_path: Path, sheet: str, edit: Callable[[list[list[str]]], Any]) -> Path:
    """Export the base case and edit one sheet of it."""
    out = tmp_path / "out"
    export_tables(BASE, out)
    with (out / f"{sheet}.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    edit(lines)
    with (out / f"{sheet}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    return out


def column(sheet: str, key: str) -> int:
    return [f.key for f in SHEETS[sheet]].index(key)


@pytest.mark.parametrize(
    ("sheet", "row", "key", "value", "message"),
    [
        ("actors", 3, "kind", "nation", "actors:3: error: column `kind`: `kind` 'nation' is not allowed"),
        ("actors", 4, "part_of", "b since 2001", "actors:4: error: column `part_of`: 'b since 2001' has not the form"),
        ("actors", 5, "part_of", "d from 2001", "actors:5: error: column `part_of`: `d` is not an actor"),
        ("claims", 3, "by", "papper", "claims:3: error: column `by`: `papper` is not a voice"),
        ("claims", 2, "says", "did(c, rade)", "claims:2: error: column `says`: `rade` is not an incident"),
        (
            "claims",
            3,
            "key",
            "owned",
            "claims:3: error: column `key`: the key `owned` is taken (claims:2); give this claim another",
        ),
        ("claims", 4, "report", "two", "claims:4: error: column `report`: `two` is no row of the sheet reports"),
        ("voices", 2, "description", "officials", "voices:2: error: column `description`: voice `two`"),
        ("voices", 3, "voice", "two", "voices:3: error: column `voice`: `two` stands twice; keep one"),
        ("passed", 2, "paragraphs", "one", "passed:2: error: column `why`: 'one' is no paragraph"),
        ("reports", 2, "dated", "2024-02-30", "reports:2: error: column `dated`: '2024-02-30': 2024-02 has 29 days"),
        ("reports", 2, "coded_for", "who", "reports:2: error: column `coded_for`: `who` is not a question"),
        ("case", 2, "horizon", "soon", "case:2: error: column `horizon`: `horizon` 'soon' is no span of time"),
        ("outcomes", 3, "says", "backs(a -> c)", "outcomes:3: error: column `says`: `backs(a -> c)`: an outcome is"),
        ("anchors", 2, "in_90_days", "20 to 5", "anchors:2: error: column `in_90_days`: `in_90_days` [20, 5] must run"),
        ("acts", 3, "action", "supply", "acts:3: error: `supply` is not on the action scale; nearest known: supplies"),
        ("questions", 2, "about", "author of rade", "questions:2: error: column `about`: `rade` is not an incident"),
    ],
)
def test_errors_name_sheet_row_and_column(
    tmp_path: Path, sheet: str, row: int, key: str, value: str, message: str
) -> None:
    def edit(lines: list[list[str]]) -> None:
        lines[row - 1][column(sheet, key)] = value

    with pytest.raises(CaseError) as caught:
        import_tables(tmp_path / "back", edited(tmp_path, sheet, edit))
    assert message in str(caught.value)
    assert not (tmp_path / "back").exists()


def test_an_unknown_column_and_one_that_stands_twice(tmp_path: Path) -> None:
    def edit(lines: list[list[str]]) -> None:
        lines[0][column("actors", "kind")] = "knid"
        lines[0][column("actors", "home")] = "name"

    with pytest.raises(CaseError) as caught:
        import_tables(tmp_path / "back", edited(tmp_path, "actors", edit))
    said = str(caught.value)
    assert "actors:1: error: column `knid` is not known; allowed: id, name, kind" in said
    assert "nearest known: kind" in said
    assert "actors:1: error: column `name` stands twice; keep one" in said


def test_types_that_a_spreadsheet_made_of_text(tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    export_tables(BASE, out)
    book = openpyxl.load_workbook(out)
    book["case"].cell(2, 1 + column("case", "as_of")).value = datetime(2024, 2, 1)
    book["case"].cell(2, 1 + column("case", "seed")).value = 9.0
    book["incidents"].cell(2, 1 + column("incidents", "public")).value = False
    book["assumptions"].cell(2, 1 + column("assumptions", "belief")).value = 0.75
    book.save(out)
    import_tables(tmp_path / "back", out)
    case = load(tmp_path / "back")
    assert (str(case.as_of), case.seed, case.assumptions[0].belief) == ("2024-02-01", 9, 0.75)
    assert not case.incidents["raid"].public


def test_a_formula_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    export_tables(BASE, out)
    book = openpyxl.load_workbook(out)
    book["actors"].cell(3, 2).value = "=1+1"
    book.save(out)
    with pytest.raises(CaseError, match="actors:3: error: column `name`: a formula; put its value there"):
        import_tables(tmp_path / "back", out)


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "bomb.xlsx", "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(LARGEST_WORKBOOK + 1))
    with pytest.raises(CatspawError, match="unpacks to 300,000,001 bytes; at most 300,000,000"):
        import_tables(tmp_path / "back", tmp_path / "bomb.xlsx")


def test_only_files_that_differ_are_written(make_case: MakeCase, tmp_path: Path) -> None:
    folder = make_case()
    before = {p: p.read_bytes() for p in folder.rglob("*.*") if p.is_file()}

    def edit(lines: list[list[str]]) -> None:
        lines[1][column("places", "name")] = "The town"

    source = edited(tmp_path, "places", edit)
    assert import_tables(folder, source, dry_run=True) == ["places.yaml"]
    assert {p: p.read_bytes() for p in before} == before
    assert import_tables(folder, source) == ["places.yaml"]
    assert [p.name for p in before if p.read_bytes() != before[p]] == ["places.yaml"]
    assert load(folder).places["town"].name == "The town"


def test_a_sheet_that_is_not_there_leaves_its_file(make_case: MakeCase, tmp_path: Path) -> None:
    folder = make_case()
    export_tables(folder, tmp_path / "out")
    (tmp_path / "out" / "judgements.csv").unlink()
    assert import_tables(folder, tmp_path / "out") == []
    assert len(load(folder).judgements) == 2


def test_nothing_private_leaves(make_case: MakeCase, tmp_path: Path) -> None:
    one = (BASE / "reports" / "one.yaml").read_text()
    one = one.replace("2 high-ranking of c, unnamed", "2 high-ranking of c, unnamed, private")
    more = "- {says: funds(a -> c), by: paper, key: hush, private: yes}\n- {says: backs(a -> c), by: paper, grounds: [hush, raid]}\n"
    two = "report: two\noutlet: paper\ndated: 2024-01\nprivate: yes\nvoices: {insider: 1 of b}\nclaims: [{says: funds(b -> c), by: insider}]\n"
    folder = make_case(
        {
            "reports/one.yaml": one.replace("passed:\n", more + "passed:\n"),
            "reports/two.yaml": two,
            "judgements.yaml": "- {together: [hush, owned], by: ab, on: 2024}\n",
            "accounts.yaml": "- {id: x, name: X, believe: [two, insider, b]}\n- {id: y, name: Y, believe: [insider]}\n",
        }
    )
    export_tables(folder, tmp_path / "out")
    text = "".join(p.read_text(encoding="utf-8-sig") for p in (tmp_path / "out").iterdir())
    assert [s for s in ("hush", "insider", "high-ranking") if s in text] == []
    import_tables(tmp_path / "back", tmp_path / "out")
    case = load(tmp_path / "back")
    assert len(case.claims) == 6
    assert case.voices["one/withheld_1"].of == "unknown"
    assert case.voices["one/some_c"].maybe == ("withheld_1",)
    assert case.accounts["x"].believe == ("one/withheld_1", "b")
    assert list(case.accounts) == ["x"]
    with pytest.raises(CatspawError, match=r"reports/one.yaml has private entries, which no table holds"):
        import_tables(folder, tmp_path / "out")


def test_what_leans_on_a_secret_is_said(make_case: MakeCase, tmp_path: Path) -> None:
    two = "report: two\noutlet: paper\ndated: 2024-01\nprivate: yes\nclaims: [{says: strike(b -> c) as hush, by: paper}]\n"
    folder = make_case(
        {"reports/two.yaml": two, "questions.yaml": "- {id: who_raid, ask: Q?, about: author of hush}\n"}
    )
    with pytest.raises(CaseError, match="without what is private: `hush` is not an incident"):
        export_tables(folder, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_places_that_are_taken_or_empty(tmp_path: Path) -> None:
    export_tables(BASE, tmp_path / "out")
    with pytest.raises(CatspawError, match="is there already and is left as it is"):
        export_tables(BASE, tmp_path / "out")
    with pytest.raises(CatspawError, match=r"write to a folder, or to a file that ends in .xlsx"):
        export_tables(BASE, tmp_path / "out.ods")
    with pytest.raises(CatspawError, match="is not there; `catspaw export"):
        import_tables(tmp_path / "back", tmp_path / "nothing")
    (tmp_path / "bad.xlsx").write_text("no workbook")
    with pytest.raises(CatspawError, match="is no XLSX workbook"):
        import_tables(tmp_path / "back", tmp_path / "bad.xlsx")
    (tmp_path / "empty").mkdir()
    with pytest.raises(CatspawError, match="holds none of the sheets case, outcomes"):
        import_tables(tmp_path / "back", tmp_path / "empty")
    (tmp_path / "empty" / "actors.csv").write_bytes("id,name\na,Zürich\n".encode("latin-1"))
    with pytest.raises(CaseError, match="is not UTF-8; save as CSV UTF-8"):
        import_tables(tmp_path / "back", tmp_path / "empty")


# generated cases

texts = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Cn", "Co", "Zl", "Zp")), min_size=1, max_size=20)
words = (texts | st.sampled_from(["yes", "null", "~", "- a", "a: b", "#", "=1", "'", "[", "{", "&a", "%", "x; y"])).map(
    str.strip
)
labels = words.filter(bool)
dates = st.sampled_from(
    ["2023", "~2023-05", "late 2022", "2023-01..2023-04", "../2020", "weeks before report", "2021.."]
)
past = st.sampled_from(["2001", "~1995", "late 1999", "1990-01..1990-04"])
propositions = st.sampled_from(
    ["backs(a -> b)", "not funds(a -> b)", "did(some of c, raid)", "killed(raid) > 3", "control(a -> b) < full"]
)


@st.composite
def cases(draw: st.DrawFn) -> Files:
    """Files of a small case: its words, dates and sizes are drawn, its ids are given."""
    actors = [{"id": k, "name": draw(labels), "kind": "state"} for k in "ab"]
    aliases = draw(st.lists(labels, max_size=3))
    group = {"id": "c", "name": "C", "kind": "group", "members": [{"of": "a", "from": draw(past)}, "b"]}
    claims = []
    for number in range(draw(st.integers(0, 4))):
        claim: dict[str, Any] = {"says": draw(propositions), "by": draw(st.sampled_from([["v", "a"], "v via a", "b"]))}
        claim |= {"key": f"k{number}", "where": draw(st.sampled_from(["p1", "p2,p4", "p1-p3"])), "said": draw(dates)}
        claims.append(claim | draw(st.fixed_dictionaries({}, optional={"note": labels, "sure": st.just("likely")})))
    claims += [{"again": ["k0"], "by": "b", "act": "doubt"}, {"retracts": ["k0"], "by": "a"}] if claims else []
    report = {"report": "r", "outlet": "a", "dated": "2024-01-05", "voices": {"v": "2 senior of b, unnamed"}}
    return {
        "case.yaml": {
            "case": "x",
            "title": draw(labels),
            "as_of": "2024-01-31",
            "horizon": "90d",
            "scope": draw(labels),
        },
        "actors.yaml": [actors[0] | {"aliases": aliases}, actors[1] | {"attributes": {"size": draw(labels)}}, group],
        "incidents.yaml": [{"id": "raid", "kind": "strike", "on": draw(dates.filter(lambda d: "report" not in d))}],
        "reports/r.yaml": {**report, "claims": claims, "passed": {"p9": draw(labels)}},
    }


def read_texts(files: Files) -> Any:
    with TemporaryDirectory() as empty:
        case, problems = examine(empty, instead={name: to_yaml(content) for name, content in files.items()})
    assert [str(p) for p in problems] == []
    return case


@settings(max_examples=60)
@given(cases())
def test_any_case_survives_its_files_and_its_tables(files: Files) -> None:
    case = read_texts(files)
    assert case.title == files["case.yaml"]["title"]
    assert list(case.actors["a"].aliases) == files["actors.yaml"][0]["aliases"]
    again = from_tables(to_tables(files)).files
    assert read_texts({name: content for name, content in again.items() if content}).digest == case.digest
