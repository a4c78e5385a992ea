"""The briefing: what it shows, that it is whole, and that hostile text stays text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from catspaw import jobs
from catspaw.brief.notes import Notes
from catspaw.brief.write import build, render, write
from catspaw.case.load import load
from catspaw.engine.anchor import Anchored
from catspaw.engine.ensemble import run
from catspaw.engine.result import Ensemble
from catspaw.fit.card.checking import Checked
from catspaw.fit.card.outcomes import Followed

HOSTILE = """"><script>document.title='owned'</script><img src=x onerror=alert(1)>{{ 7*7 }}"""
Made = tuple[jobs.Desk, Anchored, Ensemble]


@pytest.fixture(scope="module")
def made() -> Made:
    desk = jobs.lay_out(Path(__file__).parent.parent / "mini")
    anchored = desk.model()
    return desk, anchored, run(anchored.model, futures=32, seed=desk.case.seed)


@pytest.fixture(scope="module")
def page(made: Made) -> str:
    return render(build(*made))


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def _tags(page: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = _Tags()
    parser.feed(page)
    return parser.tags


def test_fetches_nothing_and_runs_nothing(page: str) -> None:
    for tag, attrs in _tags(page):
        assert tag not in ("script", "link", "iframe", "object", "embed")
        assert not any(name.startswith("on") for name in attrs)
        for name in ("src", "href", "xlink:href"):
            assert (attrs.get(name) or "#").startswith("#"), (tag, attrs)
    assert "url(" not in page
    assert "default-src 'none'" in page


def test_is_small_and_whole(page: str) -> None:
    assert len(page.encode()) < 3_000_000
    for section in ("judgements", "network", "contested", "futures", "claims", "provenance"):
        assert f'id="{section}"' in page


def test_every_footnote_opens_a_claim(page: str) -> None:
    asked = set(re.findall(r'href="#(c\d+)"', page))
    given = set(re.findall(r'<li id="(c\d+)"', page))
    assert asked
    assert asked <= given


def test_every_claim_of_the_case_is_on_the_page(made: Made, page: str) -> None:
    numbers = Notes(made[0].case).of(c.key for c in made[0].case.claims)
    assert numbers == list(range(1, len(made[0].case.claims) + 1))
    assert page.count('<li id="c') == len(numbers)


def test_key_judgements_carry_word_number_and_confidence(made: Made) -> None:
    for judgement in build(*made)["judgements"]:
        assert judgement["likelihood"]["word"]
        assert re.search(r"\d+ %", judgement["likelihood"]["number"])
        assert judgement["confidence"].startswith("Confidence is")


def test_forecasts_stand_beside_ordinary_rates_with_both_uncertainties(made: Made) -> None:
    rows = build(*made)["futures"]["outcomes"]
    assert [r["by"] for r in rows] == ["30 July 2020", "29 August 2020", "29 August 2020"]
    for row in rows:
        assert row["ordinary"].endswith("%")
        assert re.fullmatch(r"\d+\.\d", row["error"])
        assert re.match(r".+–.+ %|never seen; under 9 %|too few futures to tell", row["range"])


def test_reports_own_forecast_is_answered(made: Made) -> None:
    (expected,) = build(*made)["futures"]["expected"]
    assert expected["who"] == "A scholar"
    assert re.match(r"\d+ % ± \d", expected["answer"])


def test_what_the_reports_say_of_causes_stands_beside_the_weight(made: Made, page: str) -> None:
    (cause,) = build(*made)["futures"]["causes"]
    assert cause["said"] == "negative"
    assert cause["answer"].startswith("negative, ×0.79")
    assert cause["carries"] in page


def test_a_decision_shows_its_options_with_odds_and_ground(mini_folder: Path) -> None:
    (mini_folder / "decisions.yaml").write_text(
        "- {id: choice, ask: Will Marl <b>join?, who: marl, on: 2020-07-10, ground: invented,\n"
        "   options: {join: joins(marl -> ostia), wait: nothing}, odds: {join: 1, wait: 3}}\n"
    )
    desk = jobs.lay_out(load(mini_folder))
    anchored = desk.model()
    briefing = build(desk, anchored, run(anchored.model, futures=40, seed=3))
    (decision,) = briefing["futures"]["decisions"]
    assert decision["when"] == "open on 10 July 2020"
    assert [(o["name"], o["says"], o["odds"]) for o in decision["options"]] == [
        ("join", "Marl enters Ostia", "1"),
        ("wait", "nothing", "3"),
    ]
    assert "Will Marl &lt;b&gt;join?" in render(briefing)


def test_same_inputs_same_bytes(made: Made, page: str) -> None:
    assert render(build(*made)) == page


def test_private_claims_never_show(mini_folder: Path) -> None:
    report = mini_folder / "reports" / "gazette-1.yaml"
    report.write_text(report.read_text().replace("key: blame,", "key: blame, private: yes, note: secret-note,"))
    case = load(mini_folder)
    notes = Notes(case)
    assert len(notes.claims) == len(case.claims) - 1
    assert notes.of(["blame"]) == []


def test_hostile_text_stays_text(mini_folder: Path, tmp_path: Path) -> None:
    for name in ("actors.yaml", "sources.yaml", "case.yaml", "questions.yaml"):
        path = mini_folder / name
        text = path.read_text()
        for shown in ("Ostia", "A scholar", "A border quarrel, invented", "Who struck Mill base?"):
            text = text.replace(f"name: {shown},", f"name: '{_quoted(shown)}',")
            text = text.replace(f": {shown}\n", f": '{_quoted(shown)}'\n").replace(
                f"ask: {shown},", f"ask: '{_quoted(shown)}',"
            )
        path.write_text(text)
    desk = jobs.lay_out(mini_folder)
    assert HOSTILE in desk.case.actors["ostia"].name
    anchored = desk.model()
    out = tmp_path / "hostile.html"
    write(desk, anchored, run(anchored.model, futures=8, seed=1), out=out)
    page = out.read_text("utf-8")
    assert HOSTILE not in page
    assert "{{ 7*7 }}" in page.replace("&#39;", "'")
    assert all(tag not in ("script", "img") for tag, _ in _tags(page))


def _quoted(shown: str) -> str:
    return (shown + HOSTILE).replace("'", "''")


def test_private_voices_weigh_and_are_never_named(mini_folder: Path) -> None:
    report = mini_folder / "reports" / "gazette-1.yaml"
    before = jobs.weigh(mini_folder)["who_mill"].belief
    report.write_text(
        report.read_text().replace("two: 2 senior of ostia, unnamed", "two: 2 senior of ostia, unnamed, private")
    )
    beliefs = jobs.weigh(mini_folder)
    assert beliefs["who_mill"].belief == before
    said = str(beliefs.to_json()) + str(jobs.why(mini_folder, "who_mill"))
    assert "a private source" in said
    assert "gazette-1/two" not in said
    assert "2 senior" not in said


def test_a_report_card_has_its_section_and_its_place_in_the_contents(made: Made, page: str) -> None:
    found = Checked(None, None, (Followed("x", HOSTILE, "x", 90, 0, HOSTILE),), "mini", "too thin a record")
    with_card = render(build(*made, checked=found))
    assert "Nothing could be scored: too thin a record." in with_card
    assert '<a href="#card">' in with_card
    assert "<script>" not in with_card
    assert "The report card" not in page


def test_fitted_weights_stand_in_the_briefing_with_their_ground(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "weights: mine\ntitle: T\nfitted_on: {data: border, to: 2019-12-31}\ncoefficients:\n"
        "- {effect: reciprocity_3, of: conflict, mean: '0.25', sd: '0.05', provenance: 'fitted on border, 2018 to 2019'}\n"
    )
    desk = jobs.lay_out(Path(__file__).parent.parent / "mini", weights=str(tmp_path / "mine.yaml"))
    anchored = desk.model()
    trust = build(desk, anchored, run(anchored.model, futures=8, seed=desk.case.seed))["trust"]
    assert "Two weights of the set mine.yaml were" in trust["paragraphs"][0]
    assert "fitted on events" in trust["paragraphs"][0]
    grounds = [row["ground"] for row in trust["weights"]]
    assert sum(ground.startswith("fitted on border, 2018 to 2019 (") for ground in grounds) == 2
    assert all(ground.startswith(("fitted", "literature", "judged")) for ground in grounds)
