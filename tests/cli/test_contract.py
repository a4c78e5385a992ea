"""The command line's contract: JSON shapes, exit codes, one shape of error, nothing heavy on start-up."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from catspaw.cli import COMMANDS

MINI = str(Path(__file__).parent.parent / "mini")


def catspaw(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "catspaw", *args], capture_output=True, text=True, check=False)


def answer(*args: str) -> Any:
    done = catspaw(*args, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_help_names_every_command_and_loads_nothing_heavy() -> None:
    done = catspaw("--help")
    assert done.returncode == 0
    assert all(f"  {name} " in done.stdout for name in COMMANDS)
    code = "import sys, catspaw.cli; print([m for m in ('numpy', 'scipy', 'jinja2', 'yaml', 'vl_convert') if m in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str) -> None:
    done = catspaw(name, "--help")
    assert done.returncode == 0, done.stderr
    assert "Usage:" in done.stdout


def test_weigh_has_the_promised_shape() -> None:
    found = answer("weigh", MINI)
    ids = [q["id"] for q in found["questions"]]
    assert ids[:3] == ["who_mill", "marls_part", "truce_talk"]
    assert "arms_marl_reed_front" in ids
    for question in found["questions"]:
        assert {"id", "ask", "answers", "confidence", "n_origins", "n_claims", "contributions"} <= set(question)
        for one in question["answers"]:
            assert {"says", "belief", "low", "high", "word"} <= set(one)
        assert sum(a["belief"] for a in question["answers"]) == pytest.approx(1.0)


def test_why_since_map_flashpoints_answer() -> None:
    assert answer("why", MINI, "who_mill")["question"]["id"] == "who_mill"
    assert answer("since", MINI, "2020-06-26")["moved"]
    assert {"nodes", "ties"} <= set(answer("map", MINI))
    assert "flashpoints" in answer("flashpoints", MINI)


def test_run_gives_outcomes_with_their_error() -> None:
    found = answer("run", MINI, "--futures", "16", "--seed", "3")
    assert [o["id"] for o in found["outcomes"]][:3] == ["answer", "many", "high"]
    assert all(0 <= o["probability"] <= 1 and o["error"] >= 0 for o in found["outcomes"])


def test_run_is_the_same_whatever_the_workers() -> None:
    one, two = (catspaw("run", MINI, "--futures", "32", "--workers", n, "--json").stdout for n in ("1", "2"))
    assert one == two


def test_a_kept_run_is_told_and_gone_on_with(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    out = str(tmp_path / "run")
    assert [o["id"] for o in answer("run", MINI, "--futures", "16", "--out", out)["outcomes"]][:3] == [
        "answer",
        "many",
        "high",
    ]
    told = answer("story", MINI, "--future", "5", "--from", out)
    assert told["future"] == 5
    assert {o["id"] for o in told["outcomes"]} >= {"answer", "many", "high"}
    ways = answer("chains", MINI, "--outcome", "many", "--from", out, "--follow", "4")
    assert sum(chain["share"] for chain in ways["chains"]) == pytest.approx(1.0 if ways["came"] else 0.0)
    again = catspaw("story", MINI, "--future", "5")
    assert again.stdout.startswith("Future 5, from 30 June 2020")
    assert answer("story", MINI, "--future", "5") == told


def test_the_size_of_a_run_is_told_before(tmp_path: Path) -> None:
    found = answer("run", MINI, "--futures", "1000", "--dry-run")
    assert found["futures"] == 1000
    assert found["acts"] > found["acts_error"] > 0
    assert "1,000 futures: about" in catspaw("run", MINI, "--futures", "1000", "--dry-run").stdout


def test_map_writes_an_svg(tmp_path: Path) -> None:
    out = tmp_path / "mini.svg"
    assert catspaw("map", MINI, "--out", str(out)).returncode == 0
    assert out.read_text("utf-8").startswith("<svg")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("weigh", "nowhere"), "neither a folder nor a bundled case"),
        (("weigh", MINI, "--as-of", "2020-13"), "there is no month 13"),
        (("weigh", MINI, "--as-of", "2020"), "must be one day"),
        (("weigh", MINI, "--account", "ostia_say"), "nearest known: ostia_says"),
        (("why", MINI, "who_mil"), "nearest known: who_mill"),
        (("map", MINI, "--layers", "backin"), "nearest layer: backing"),
        (("since", MINI, "yesterday"), "is not a date that can be read here"),
        (
            ("chains", MINI, "--outcome", "answr"),
            "no outcome is called 'answr'; nearest known: answer; allowed: answer,",
        ),
        (("story", MINI, "--future", "1", "--from", "nowhere"), "nowhere holds no run: there is no run.json in it"),
        (("run", MINI, "--same-world", "1", "--same-luck", "2"), "leave nothing to differ; allowed: one of the two"),
        (("run", MINI, "--executor", "spark://a:1"), "is not known; allowed: dask://HOST:PORT"),
    ],
)
def test_errors_say_what_to_do_and_leave_with_1(args: tuple[str, ...], message: str) -> None:
    done = catspaw(*args)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    shaped = json.loads(catspaw(*args, "--json").stdout)
    assert message in shaped["error"]["message"]


def test_wrong_calls_leave_with_2() -> None:
    assert catspaw("weigh").returncode == 2
    assert catspaw("no-such-command").returncode == 2
    assert catspaw("run", MINI, "--futures", "1").returncode == 2
