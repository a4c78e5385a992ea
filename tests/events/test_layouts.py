"""Every published layout, read from small files written in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from catspaw.core.errors import CatspawError
from catspaw.events.schema import NAMES

Take = Callable[..., Any]


def part(row: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(row[n] for n in names)


def test_icews(take: Take, make: SimpleNamespace) -> None:
    text = make.icews(
        {"Source Country": "Iran", "City": "Baghdad", "Country": "Iraq", "Latitude": "33.3", "Longitude": "44.4"},
        {"CAMEO Code": "190", "Event Text": "Use conventional military force", "Intensity": "-9.9", "City": "NULL"},
    )
    found = take(text, name="events.tab")
    assert found.done.layouts == ("icews",)
    first, second = found.rows
    assert tuple(first) == NAMES
    assert part(first, "id", "row", "file", "dataset", "origin") == ("1", 2, "events.tab", "ICEWS", "icews")
    assert part(first, "date_first", "date_last", "precision") == (date(2015, 3, 2), date(2015, 3, 2), "day")
    assert part(first, "source_raw", "source_code", "target_raw", "source", "directed") == (
        "Iran",
        "Iran",
        "Iraq",
        None,
        True,
    )
    assert part(first, "action", "cameo", "plover", "quad", "goldstein") == (
        "accuses",
        "112",
        "ACCUSE",
        "verbal_conflict",
        -2.0,
    )
    assert part(first, "place", "country", "lat", "lon") == ("Baghdad", "Iraq", 33.3, 44.4)
    assert "10.7910/DVN/28075" in first["licence"]
    assert part(second, "action", "quad", "goldstein", "place") == ("strike", "material_conflict", -9.9, None)


def test_icews_code_that_a_spreadsheet_robbed_of_its_zero(take: Take, make: SimpleNamespace) -> None:
    found = take(
        make.icews({"CAMEO Code": "10", "Event Text": "Make statement"}, {"CAMEO Code": "251"}, {"CAMEO Code": "40.0"})
    )
    assert [r["cameo"] for r in found.rows] == ["010", "0251", "040"]


def test_icews_without_codes_goes_by_its_words(take: Take, make: SimpleNamespace) -> None:
    found = take(make.icews({"CAMEO Code": "", "Event Text": "Deny responsibility", "Intensity": ""}))
    assert part(found.rows[0], "action", "cameo", "goldstein") == ("denies", "016", -2.0)


def test_icews_with_every_cell_quoted(take: Take, make: SimpleNamespace) -> None:
    text = make.icews({"Source Name": "Iran"})
    quoted = "\n".join("\t".join(f'"{c}"' for c in line.split("\t")) for line in text.splitlines())
    assert part(take(quoted).rows[0], "source_raw", "action") == ("Iran", "accuses")


def test_icews_written_again_with_commas(take: Take, make: SimpleNamespace) -> None:
    text = make.icews({"Source Name": "Iran"}).replace("\t", ";")
    assert take(text).rows[0]["source_raw"] == "Iran"


def test_a_stray_quote_between_tabs_is_only_a_letter(take: Take, make: SimpleNamespace) -> None:
    found = take(make.icews({"Publisher": 'The "Times'}, {}))
    assert (len(found.rows), found.rejects) == (2, [])


def test_splits(take: Take, tmp_path: Path) -> None:
    (tmp_path / "entity2id.txt").write_bytes(b"Iran\t0\r\nCitizen_(Iraq)\t1\r\n")
    (tmp_path / "relation2id.txt").write_text("2\nAccuse\t0\nMake_a_visit\t1\n")
    (tmp_path / "train.txt").write_text("0\t0\t1\t1\n1\t1\t0\t32\n0\t0\t1\t1\n0\t9\t1\t2\n0\t0\t7\t2\n")
    found = take([tmp_path / "train.txt"], start="1=2014-01-01")
    assert [part(r, "date_first", "source_raw", "action", "target_raw") for r in found.rows] == [
        (date(2014, 1, 1), "Iran", "accuses", "Citizen (Iraq)"),
        (date(2014, 2, 1), "Citizen (Iraq)", "visits", "Iran"),
    ]
    assert found.reasons == [
        (3, "stands before: a second row of the same event"),
        (4, "`9` is no number of a relation; there are 2"),
        (5, "`7` is no number of an entity; there are 2"),
    ]


def test_splits_that_count_hours(take: Take, tmp_path: Path) -> None:
    (tmp_path / "entity2id.txt").write_text("Iran\t0\nIraq\t1\n")
    (tmp_path / "relation2id.txt").write_text("Accuse\t0\n")
    (tmp_path / "test.txt").write_text("0\t0\t1\t48\t-1\n0\t0\t1\t50\t-1\n")
    found = take([tmp_path / "test.txt"], start="0=2018-01-01/24")
    assert [r["date_first"] for r in found.rows] == [date(2018, 1, 3)]
    assert found.reasons == [(2, "`50` is not a whole number of days of 24 units from 0")]


def test_splits_between_spaces(take: Take, tmp_path: Path) -> None:
    (tmp_path / "entity2id.txt").write_text("Iran\t0\nIraq\t1\n")
    (tmp_path / "relation2id.txt").write_text("Accuse\t0\n")
    (tmp_path / "test.txt").write_text("0 0 1 2\n0 x 1 2\n0 0  1 2\n1 0 0 2\n")
    found = take([tmp_path / "test.txt"], start="0=2018-01-01")
    assert [r["source_raw"] for r in found.rows] == ["Iran", "Iraq"]
    assert sorted(found.reasons) == [
        (2, "`x` is no number of a relation; there are 1"),
        (3, "`5` fields, and not 4 as in the first line"),
    ]


def test_splits_ask_which_number_is_which_date(take: Take, tmp_path: Path) -> None:
    (tmp_path / "entity2id.txt").write_text("Iran\t0\nIraq\t1\n")
    (tmp_path / "relation2id.txt").write_text("Accuse\t0\n")
    (tmp_path / "test.txt").write_text("0\t0\t1\t48\n")
    with pytest.raises(CatspawError, match=r"number their days: say which number is which date: --start 1=2014-01-01"):
        take([tmp_path / "test.txt"])
    with pytest.raises(CatspawError, match=r"`1=2014-02-30`: day is out of range"):
        take([tmp_path / "test.txt"], start="1=2014-02-30")


def test_splits_ask_for_their_names(take: Take, tmp_path: Path) -> None:
    (tmp_path / "test.txt").write_text("0\t0\t1\t48\n")
    with pytest.raises(
        CatspawError, match=r"holds numbers and there is no .*entity2id.txt: name the file with --entities"
    ):
        take([tmp_path / "test.txt"], start="0=2005-01-01")


def test_polecat(take: Take, make: SimpleNamespace) -> None:
    text = make.polecat(
        {"Actor COW": "IRN", "Publication Date": "2021-05-07", "Placename": "Vienna", "Version": "NGEC_coder-Vers001"},
        {"Event Type": "ASSAULT", "Event Mode": "suicide-attack", "Actor Name": "None", "Actor Name Raw": "gunmen"},
        {"Event Type": "CONSULT", "Event Mode": "visit"},
    ).replace("Event ID", "#!Event ID", 1)
    first, second, third = take(text).rows
    assert part(first, "dataset", "version", "reported", "source_code", "place") == (
        *("POLECAT", "NGEC_coder-Vers001", date(2021, 5, 7), "IRN", "Vienna"),
    )
    assert part(first, "action", "plover", "mode", "goldstein", "cameo") == ("accuses", "ACCUSE", None, -2.5, None)
    assert part(second, "source_raw", "action", "mode") == ("gunmen", "strike", "suicide-attack")
    assert part(third, "action", "quad") == ("visits", "verbal_cooperation")


def test_polecat_pairs_of_one_event_are_not_duplicates(take: Take, make: SimpleNamespace) -> None:
    found = take(make.polecat({"Event ID": "x"}, {"Event ID": "x", "Recipient Name": "Iraq"}, {"Event ID": "x"}))
    assert [r["target_raw"] for r in found.rows] == ["Israel", "Iraq"]
    assert [line for line, _ in found.reasons] == [4]


def test_ucdp(take: Take, make: SimpleNamespace) -> None:
    text = make.ucdp(
        {
            "id": "214797.0",
            "side_a_new_id": "118.0",
            "number_of_sources": "2.0",
            "source_date": "2017-04-06;2017-04-09",
        },
        {
            "type_of_violence": "3",
            "side_b": "Civilians",
            "date_prec": "4",
            "date_start": "2017-04-01",
            "date_end": "2017-04-30",
        },
        {"source_headline": 'He said "two,\nor three"', "low": "5"},
    )
    found = take(text)
    first, second, third = found.rows
    assert part(first, "id", "source_code", "mentions", "reported") == ("214797", "118", 2, date(2017, 4, 6))
    assert part(first, "deaths_low", "deaths_best", "deaths_high", "action", "directed") == (1, 2, 3, "strike", False)
    assert part(second, "date_first", "date_last", "precision", "directed") == (
        *(date(2017, 4, 1), date(2017, 4, 30), "month", True),
    )
    assert part(third, "row", "deaths_low", "deaths_best") == (4, 5, 2)
    assert found.done.notes == {"estimates of deaths are out of order": 1, "earlier than the row before": 1}


def test_ucdp_with_the_names_of_older_releases(take: Take, make: SimpleNamespace) -> None:
    text = make.ucdp({}).replace(",best,high,low", ",best_est,high_est,low_est").replace("side_a_new_id", "side_a_id")
    assert take(text).rows[0]["deaths_best"] == 2


def test_ucdp_with_the_tags_of_humanitarian_exchanges(take: Take, make: SimpleNamespace) -> None:
    text = make.ucdp({})
    head, row = text.splitlines()
    tags = ",".join("#meta" for _ in head.split(","))
    found = take("\n".join((head, tags, row)))
    assert (len(found.rows), found.rejects) == (1, [])


@pytest.mark.parametrize(("version", "width", "name"), [(1, None, "gdelt1"), (1, 57, "gdelt1"), (2, None, "gdelt2")])
def test_gdelt(take: Take, make: SimpleNamespace, version: int, width: int | None, name: str) -> None:
    found = take(
        make.gdelt({"action_geo_full_name": "Baghdad, Iraq", "action_geo_lat": "33.3"}, version=version, width=width)
    )
    assert found.done.layouts == (name,)
    row = found.rows[0]
    assert part(row, "row", "date_first", "source_raw", "source_code", "target_code") == (
        *(1, date(2020, 1, 3), "UNITED STATES", "USA", "IRN"),
    )
    assert part(row, "action", "cameo", "goldstein", "mentions", "place") == (
        "strike",
        "190",
        -10.0,
        7,
        "Baghdad, Iraq",
    )
    assert part(row, "dataset", "version") == ("GDELT", f"{version}.0")
    assert row["reported"] == date(2020, 1, 4)


def test_gdelt_exported_with_a_header(take: Take, make: SimpleNamespace) -> None:
    body = make.gdelt({})
    head = "\t".join(["GLOBALEVENTID", *["x"] * 60])
    assert [r["row"] for r in take(f"{head}\n{body}").rows] == [2]


def test_gdelt_of_one_country_with_two_roles_is_not_an_act_on_itself(take: Take, make: SimpleNamespace) -> None:
    same = {"actor1_name": "ISRAEL", "actor2_name": "ISRAEL", "actor1_code": "ISRGOV", "actor2_code": "ISRMIL"}
    found = take(make.gdelt(same, {**same, "actor2_code": "ISRGOV"}))
    assert [r["target_code"] for r in found.rows] == ["ISRMIL"]
    assert found.reasons == [(2, "on itself: source and target are the same; --keep-self keeps it")]


def test_acled(take: Take, make: SimpleNamespace) -> None:
    text = make.acled(
        {"location": "Tower 22", "country": "Jordan", "notes": "A drone, launched\nfrom Iraq"},
        {"event_date": "2024-01-28", "time_precision": "2", "sub_event_type": "Armed clash"},
        {"time_precision": "3", "sub_event_type": "Other"},
    )
    found = take(text)
    first, second, third = found.rows
    assert part(first, "date_first", "action", "directed", "deaths_best", "place") == (
        *(date(2024, 1, 28), "strike", True, 3, "Tower 22"),
    )
    assert part(second, "row", "date_first", "date_last", "precision", "directed") == (
        *(4, date(2024, 1, 25), date(2024, 1, 31), "week", False),
    )
    assert part(third, "date_first", "date_last", "precision", "action") == (
        *(date(2024, 1, 1), date(2024, 1, 31), "month", None),
    )
    assert found.done.notes["the kind of event is no act of the scale"] == 1


def test_mapping(take: Take, mapping: Callable[[str], Path]) -> None:
    path = mapping(
        "dataset: SIGACTS\nlicence: public domain\ndelimiter: ';'\ndates: dmy\nnulls: [NA]\n"
        "columns: {date: When, target: Target, action: Kind, place: City}\n"
        "constants: {country: Iraq}\nvalues:\n  action: {IED: strike, Talk: meets}\n"
    )
    text = "When;Target;Kind;City\n03/04/2006 14:05:09;Coalition Forces;IED;Ramadi\n13/04/2006;NA;IED;\n05/05/2006;Police;Small Arms;\n"
    found = take(text, mapping=path)
    row = found.rows[0]
    assert part(row, "dataset", "origin", "licence", "country", "place") == (
        "SIGACTS",
        "SIGACTS",
        "public domain",
        "Iraq",
        "Ramadi",
    )
    assert part(row, "date_first", "time", "source_raw", "target_raw", "action") == (
        *(date(2006, 4, 3), time(14, 5, 9), None, "Coalition Forces", "strike"),
    )
    assert found.done.notes == {"only one actor is named": 1}
    assert found.reasons == [
        (3, "no actor: neither source nor target"),
        (4, "`Small Arms` is no type of act; `catspaw codebook` lists them"),
    ]


def test_mapping_without_header_and_with_equal_rows_kept(take: Take, mapping: Callable[[str], Path]) -> None:
    path = mapping(
        "dataset: x\nheader: [when, who, whom, code, by]\nduplicates: keep\ndirected: no\n"
        "columns: {date: when, source: who, target: whom, cameo: code, origin: by}\n"
    )
    found = take("2015-01,a,b,190,one\n2015-01,a,b,190,one\n2015,a,b,190,\n", mapping=path)
    assert sorted(part(r, "row", "precision", "origin", "directed") for r in found.rows) == [
        (1, "month", "one", False),
        (2, "month", "one", False),
        (3, "year", "x", False),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("dataste: x\n", "`dataste` is no key of a mapping; allowed: dataset,"),
        ("dataset: x\ncolumns: {date: d, sauce: s}\n", "`sauce` is nothing a column can be; allowed: id,"),
        ("dataset: x\ncolumns: {source: s}\n", "`columns` names no `date`"),
        ("dataset: x\ncolumns: {date: d}\n", "neither `source` nor `target` is a column"),
        ("dataset: x\ncolumns: {date: d, source: s}\ndates: ymd\n", "`dates: ymd`: allowed are auto, dmy, mdy"),
        (
            "dataset: x\ncolumns: {date: d, source: s}\nconstants: {source: y}\n",
            "`source` is both a column and a constant",
        ),
        ("dataset: x\ncolumns: [date]\n", "`columns` takes lines like `date: event_date`"),
        ("dataset: x\nnulls: NA\ncolumns: {date: d, source: s}\n", "write a list in […]"),
        (
            "dataset: x\ncolumns: {date: d, source: s}\nvalues: {action: strike}\n",
            "`action` takes lines of their word and ours",
        ),
        ("- x\n", "a mapping file has keys"),
        ("dataset: &x y\n", "anchors"),
    ],
)
def test_mapping_that_is_wrong(take: Take, mapping: Callable[[str], Path], text: str, message: str) -> None:
    with pytest.raises(CatspawError) as wrong:
        take("date,source\n2015-01-01,a\n", mapping=mapping(text))
    assert message in str(wrong.value)


def test_mapping_of_a_column_that_is_not_there(take: Take, mapping: Callable[[str], Path]) -> None:
    path = mapping("dataset: x\ncolumns: {date: day, source: who}\n")
    with pytest.raises(
        CatspawError, match=r"has no column `who`, which x files have; it has: day, whom; nearest there: whom"
    ):
        take("day,whom\n2015-01-01,a\n", mapping=path)


def test_several_files_become_one_table(take: Take, make: SimpleNamespace, tmp_path: Path) -> None:
    (tmp_path / "a.tab").write_text(make.icews({}, {}))
    (tmp_path / "b.csv").write_text(make.ucdp({}))
    found = take([tmp_path / "a.tab", tmp_path / "b.csv"])
    assert found.done.layouts == ("icews", "ucdp")
    assert sorted((r["file"], r["row"]) for r in found.rows) == [("a.tab", 2), ("a.tab", 3), ("b.csv", 2)]


def test_origin_and_release_can_be_told(take: Take, make: SimpleNamespace) -> None:
    row = take(make.icews({}), origin="weekly", version="2015-04").rows[0]
    assert part(row, "origin", "version") == ("weekly", "2015-04")


def test_a_file_of_no_layout(take: Take) -> None:
    with pytest.raises(CatspawError, match=r"its first line \(a, b, c\) is no published layout; give --layout"):
        take("a,b,c\n1,2,3\n")


def test_a_layout_that_the_file_does_not_have(take: Take, make: SimpleNamespace) -> None:
    with pytest.raises(
        CatspawError, match=r"has no column `event_id_cnty`|has no column `event_date`|has no column `sub_event_type`"
    ):
        take(make.ucdp({}), layout="acled")
    with pytest.raises(CatspawError, match=r"`iecws` is no layout; allowed: icews, .*; nearest known: icews"):
        take(make.ucdp({}), layout="iecws")
    with pytest.raises(CatspawError, match=r"needs a mapping file: give --mapping FILE"):
        take(make.ucdp({}), layout="mapping")
