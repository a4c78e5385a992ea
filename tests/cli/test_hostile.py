"""Hostile calls: no traceback, nothing replaced that is no file, no run before the arguments are known to be good."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

MINI = Path(__file__).parent.parent / "mini"


def catspaw(*args: str, shell: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "catspaw", *args]
    if shell:
        line = " ".join(command) + shell
        return subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    return subprocess.run(command, capture_output=True, text=True, check=False)


def quiet(done: subprocess.CompletedProcess[str]) -> None:
    assert "Traceback" not in done.stderr, done.stderr


def test_a_pipe_as_output_is_left_alone(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    done = catspaw("map", str(MINI), "--out", str(pipe))
    assert done.returncode == 1
    assert "is no plain file" in done.stderr
    assert pipe.is_fifo()


def test_names_too_long_are_a_message() -> None:
    for args in (("weigh", "a" * 5000), ("map", str(MINI), "--out", "a" * 300 + ".svg")):
        done = catspaw(*args)
        assert done.returncode == 1
        quiet(done)


def test_a_closed_pipe_ends_without_a_word() -> None:
    done = catspaw("codebook", shell=" | head -1")
    assert done.stderr == ""
    quiet(catspaw("weigh", "nowhere", "--json", shell=" | true"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_is_a_message() -> None:
    done = catspaw("cases", shell=" > /dev/full")
    assert done.returncode == 1
    assert "cannot write the output" in done.stderr
    quiet(done)


def test_wrong_calls_have_the_one_shape_of_error_too() -> None:
    done = catspaw("run", str(MINI), "--futures", "1", "--json")
    assert done.returncode == 2
    assert "futures" in json.loads(done.stdout)["error"]["message"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--out", "nosuch/x.html"), "is no folder"),
        (("--out", "x.docx"), "must end in .html or .pdf"),
        (("--out", "x.html", "--since", "yesterday"), "is not a date"),
    ],
)
def test_a_brief_knows_its_arguments_before_it_runs(args: tuple[str, ...], message: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "catspaw", "brief", str(MINI), "--futures", "1000000", *args]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=60)
    assert done.returncode == 1
    assert message in done.stderr


def test_dates_that_lean_without_end_are_a_message(mini_folder: Path) -> None:
    rows = ["- {id: i0, kind: strike, on: 2020-01-01}"]
    rows += [f"- {{id: i{n}, kind: strike, on: 1 day after i{n - 1}}}" for n in range(1, 1500)]
    with (mini_folder / "incidents.yaml").open("a") as file:
        file.write("\n".join(rows) + "\n")
    done = catspaw("lint", str(mini_folder))
    assert done.returncode == 1
    assert "lean on each other's dates" in done.stdout
    quiet(done)


def test_the_same_page_in_every_time_zone(tmp_path: Path) -> None:
    pages = []
    for zone in ("UTC", "Pacific/Kiritimati"):
        out = tmp_path / f"{zone.replace('/', '-')}.html"
        command = [sys.executable, "-m", "catspaw", "brief", str(MINI), "--futures", "8", "--out", str(out)]
        subprocess.run(command, check=True, env={**os.environ, "TZ": zone}, capture_output=True)
        pages.append(out.read_bytes())
    assert pages[0] == pages[1]
