"""A real scheduler and two workers, processes of this machine on loopback; one worker is killed in the middle of a run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from catspaw.core.errors import MissingProgram, ModelError, RunStopped, UnknownName
from catspaw.engine import folder
from catspaw.engine.ensemble import run
from catspaw.engine.executors import cluster

pytest.importorskip("distributed")
pytest.importorskip("pyarrow")

QUIET = {"DASK_DISTRIBUTED__ADMIN__TICK__LIMIT": "1h", "DASK_LOGGING__DISTRIBUTED": "critical"}


def start(program: str, *args: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{program}", "--host", "127.0.0.1", "--no-dashboard", *args]
    return subprocess.Popen(command, env=os.environ | QUIET, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_for(path: Path) -> str:
    """Address of the scheduler, once it has written it down."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if path.exists() and path.read_text("utf-8").strip():
            return str(json.loads(path.read_text("utf-8"))["address"]).replace("tcp://", "dask://")
        time.sleep(0.05)
    raise AssertionError("the scheduler did not start")


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """Address of a scheduler without workers."""
    about = tmp_path_factory.mktemp("dask") / "scheduler.json"
    process = start("scheduler", "--port", "0", "--scheduler-file", str(about))
    yield wait_for(about)
    process.kill()
    process.wait()


@pytest.fixture
def workers(scheduler):
    place = str(scheduler).replace("dask://", "tcp://")
    made = [start("worker", place, "--nthreads", "1", "--no-nanny", "--name", str(n)) for n in range(2)]
    yield made
    for process in made:
        process.kill()
        process.wait()


def files(path):
    return {p.relative_to(path).as_posix(): p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file()}


def test_a_scheduler_without_workers_is_told(scheduler):
    with pytest.raises(RunStopped, match=r"has no workers; start one or more with: dask worker tcp://127"):  # noqa: SIM117
        with cluster(scheduler):
            pass


def test_a_worker_killed_in_the_middle_changes_no_byte(scheduler, workers, full, tmp_path, monkeypatch):
    monkeypatch.setattr(folder, "SHARD", 8)
    model = replace(full, horizon_days=20, outcomes=tuple(replace(one, within_days=20) for one in full.outcomes))
    killed: list[int] = []

    def kill(done: int, _of: int) -> None:
        if done >= 8 and not killed:
            workers[0].send_signal(signal.SIGKILL)
            killed.append(done)

    until = time.monotonic() + 60
    while True:
        try:
            with cluster(scheduler) as (pool, cores):
                if cores == 2:
                    made = run(
                        model,
                        futures=40,
                        seed=3,
                        engine="reference",
                        executor=pool,
                        workers=cores,
                        out=tmp_path / "run",
                        progress=kill,
                    )
                    break
        except RunStopped:  # the workers are still on their way
            pass
        assert time.monotonic() < until
        time.sleep(0.2)
    assert killed
    assert workers[0].wait() == -signal.SIGKILL
    here = run(model, futures=40, seed=3, engine="reference", out=tmp_path / "here")
    assert made.to_json() == here.to_json()
    assert files(tmp_path / "run") == files(tmp_path / "here")


@pytest.mark.parametrize(
    ("address", "kind", "message"),
    [
        (
            "spark://127.0.0.1:1",
            UnknownName,
            "the executor 'spark://127.0.0.1:1' is not known; allowed: dask://HOST:PORT",
        ),
        ("dask://8786", UnknownName, "allowed: dask://HOST:PORT"),
        ("dask://127.0.0.1:99999", ModelError, "has the port '99999'; allowed: 1 to 65535"),
    ],
)
def test_addresses_that_cannot_be(address, kind, message):
    with pytest.raises(kind, match=message):  # noqa: SIM117
        with cluster(address):
            pass


def test_nobody_there(monkeypatch):
    from catspaw.engine import executors

    monkeypatch.setattr(executors, "_ANSWERS", 1)
    with (
        pytest.raises(
            RunStopped, match=r"no Dask scheduler answers at 127.0.0.1:1 within 1 s .*; start one with: dask"
        ),
        cluster("dask://127.0.0.1:1"),
    ):
        pass


def test_without_distributed_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingProgram, match=r"this needs distributed: pip install 'catspaw\[dask\]'"):  # noqa: SIM117
        with cluster("dask://127.0.0.1:8786"):
            pass
