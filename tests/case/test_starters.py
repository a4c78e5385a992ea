"""A new case is valid from its first moment, and its actor books say what the public record says, with a source."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from catspaw.case.load import bundled, examine, load
from catspaw.case.starters import new_case, starters
from catspaw.core.errors import CaseError, CatspawError, DateError, UnknownName


@pytest.mark.parametrize("starter", starters())
@pytest.mark.parametrize("as_of", ["2012-01-31", "2024-01-31", "2026-12-31"])
def test_a_new_case_is_valid_on_any_day(tmp_path: Path, starter: str, as_of: str) -> None:
    made = new_case(tmp_path / "new", starter=starter, as_of=as_of)
    case, problems = examine(tmp_path / "new")
    assert [str(p) for p in problems] == []
    assert (case.id, str(case.as_of), len(case.claims), len(case.outcomes)) == ("new", as_of, 5, 1)
    assert sorted(made) == sorted(p.relative_to(tmp_path / "new").as_posix() for p in (tmp_path / "new").rglob("*.*"))


def test_its_files_teach(tmp_path: Path) -> None:
    new_case(tmp_path / "new")
    for path in [*(tmp_path / "new").glob("*.yaml"), *(tmp_path / "new" / "reports").glob("*.yaml")]:
        assert path.read_text(encoding="utf-8").startswith("# ")
    assert "reports/*.txt" in (tmp_path / "new" / ".gitignore").read_text()


def test_titles_and_names_of_any_kind(tmp_path: Path) -> None:
    new_case(tmp_path / "Ein Fall! Nr. 1", title="A: 'b' #c\t$case", as_of=date(2024, 1, 31))
    case = load(tmp_path / "Ein Fall! Nr. 1")
    assert (case.id, case.title) == ("ein-fall-nr-1", "A: 'b' #c\t$case")
    new_case(tmp_path / "!!!")
    assert load(tmp_path / "!!!").id == "case"


def test_nothing_is_overwritten_and_nothing_half_made(tmp_path: Path) -> None:
    new_case(tmp_path / "new")
    before = (tmp_path / "new" / "case.yaml").read_bytes()
    with pytest.raises(CatspawError, match="is there already and is left as it is"):
        new_case(tmp_path / "new", title="Another")
    assert (tmp_path / "new" / "case.yaml").read_bytes() == before
    (tmp_path / "empty").mkdir()
    assert new_case(tmp_path / "empty")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["empty", "new"]


def test_what_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="`middle-east-2` is no starter; starters: blank, middle-east; nearest"):
        new_case(tmp_path / "new", starter="middle-east-2")
    with pytest.raises(CatspawError, match="must be one day"):
        new_case(tmp_path / "new", as_of="2024-01")
    with pytest.raises(DateError, match="2024-02 has 29 days"):
        new_case(tmp_path / "new", as_of="2024-02-30")
    with pytest.raises(CaseError, match="nobody sees"):
        new_case(tmp_path / "new", title="a\u202eb")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("book") / "new"
    new_case(folder, starter="middle-east", as_of="2024-01-31")
    return folder


def test_the_actor_book_is_large_and_speaks_several_scripts(book: Path) -> None:
    case = load(book)
    assert len(case.actors) >= 70
    assert len(case.places) >= 45
    scripts = {name: [a for a in actor.aliases if not a.isascii()] for name, actor in case.actors.items()}
    assert all(scripts[name] for name in ("iran", "irgc", "hezbollah", "hamas", "houthis", "pmf", "israel", "isis"))
    assert {"base", "strait", "sea", "port", "crossing", "city", "region"} <= {p.kind for p in case.places.values()}
    assert all(p.lat is not None and p.lon is not None for p in case.places.values())


def test_every_tie_has_a_ground_a_source_and_a_beginning(book: Path) -> None:
    for assumption in load(book).assumptions:
        assert assumption.why
        assert assumption.source
        assert assumption.start is not None


def test_memberships_are_dated(book: Path) -> None:
    case = load(book)
    holds = {day: case.actors["soleimani"].part_of[0].holds(day) for day in (date(2019, 5, 1), date(2021, 1, 1))}
    assert list(holds.values()) == [True, False]
    assert case.actors["pmf"].part_of[0].holds(date(2017, 1, 1))
    assert not case.actors["pmf"].part_of[0].holds(date(2015, 1, 1))


def test_ids_mean_what_they_mean_in_the_bundled_cases(book: Path) -> None:
    known = load(book)
    shared = 0
    for folder in bundled().values():
        for name, actor in load(folder).actors.items():
            if name in known.actors:
                shared += 1
                states = {actor.kind == "state", known.actors[name].kind == "state"}
                assert len(states) == 1, name
            assert name not in known.places, name
    assert shared > 100
