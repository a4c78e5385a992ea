"""Runs on a disk: the same bytes whatever happened in between."""

from __future__ import annotations

import json
import logging
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace

import pytest

from catspaw.core.errors import CatspawError, MissingProgram, ModelError, RunStopped, UnknownName
from catspaw.engine import folder
from catspaw.engine.ensemble import run
from catspaw.engine.folder import open_run
from catspaw.engine.packing import packed
from catspaw.network.model import Decision, Option, Settings

pytest.importorskip("pyarrow")

FUTURES, SEED = 20, 3


@pytest.fixture(scope="module")
def small(full):
    """A month and a day, and a decision, so that choices are written too."""
    options = (Option("a", 0.5, "client|vows|enemy"), Option("b", 0.0))
    decision = Decision("d", "client", options, on_day=3)
    outcomes = tuple(replace(one, within_days=20) for one in full.outcomes)
    return replace(full, horizon_days=31, decisions=(decision,), outcomes=outcomes)


@pytest.fixture(autouse=True)
def shards_of_eight(monkeypatch):
    monkeypatch.setattr(folder, "SHARD", 8)


@pytest.fixture(scope="module")
def memory(small):
    return run(small, futures=FUTURES, seed=SEED)


def files(path):
    return {p.relative_to(path).as_posix(): p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file()}


def alike(one, two) -> bool:
    names = ("future", "channel", "day", "time", "word", "signal", "forestalled")
    acts = all(getattr(one.acts, n).tolist() == getattr(two.acts, n).tolist() for n in names)
    kinds = all(getattr(one.acts, n).dtype == getattr(two.acts, n).dtype for n in names)
    counts = (one.counts.happened == two.counts.happened).all() and (one.passage == two.passage).all()
    return acts and kinds and bool(counts) and one.choices == two.choices and one.to_json() == two.to_json()


def test_on_disk_it_is_what_it_is_in_memory(small, memory, tmp_path):
    made = run(small, futures=FUTURES, seed=SEED, out=tmp_path / "run")
    assert alike(made, memory)
    again = open_run(tmp_path / "run")
    assert alike(again, memory)
    assert again.acts_of(13) == memory.acts_of(13)
    assert again.outcomes == memory.outcomes
    assert sorted(p.name for p in (tmp_path / "run" / "acts").iterdir()) == [
        "000000000-000000008.parquet", "000000008-000000016.parquet", "000000016-000000020.parquet",
    ]  # fmt: skip


def test_acts_are_there_for_any_reader_of_parquet(small, memory, tmp_path):
    import pyarrow.parquet as pq

    run(small, futures=FUTURES, seed=SEED, out=tmp_path / "run")
    rows = pq.read_table(tmp_path / "run" / "acts").to_pylist()
    assert len(rows) == len(memory.acts.day)
    channels = memory.model.channels.ids
    for row, at in zip(rows, memory.acts.channel, strict=True):
        assert f"{row['author']}|{row['action']}|{row['target'] or ''}" == channels[at]
        assert (row["date"] - memory.model.as_of).days == row["day"]
    assert {row["seen_as"] for row in rows} >= {None, "nobody"}


def test_an_interrupted_run_goes_on_to_the_same_bytes(small, memory, tmp_path):
    run(small, futures=FUTURES, seed=SEED, out=tmp_path / "whole")

    def interrupt(done, _of):
        if done >= 8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(small, futures=FUTURES, seed=SEED, out=tmp_path / "run", progress=interrupt)
    assert len(list((tmp_path / "run" / "futures").iterdir())) == 1
    seen = []
    made = run(small, futures=FUTURES, seed=SEED, out=tmp_path / "run", progress=lambda *done: seen.append(done))
    assert seen == [(16, 20), (20, 20)]
    assert alike(made, memory)
    assert files(tmp_path / "run") == files(tmp_path / "whole")


KILLED = """
import sys, time
from pathlib import Path
from catspaw.engine import folder
from catspaw.engine.ensemble import run
from catspaw.engine.packing import unpacked
folder.SHARD = 8
wait = lambda done, of: time.sleep(30 if done >= 8 else 0)
run(unpacked(Path(sys.argv[1]).read_bytes()), futures=20, seed=3, out=sys.argv[2], progress=wait)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_run_goes_on_to_the_same_bytes(small, tmp_path, how):
    run(small, futures=FUTURES, seed=SEED, out=tmp_path / "whole")
    (tmp_path / "model").write_bytes(packed(small))
    command = [sys.executable, "-c", KILLED, str(tmp_path / "model"), str(tmp_path / "run")]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while not list((tmp_path / "run").glob("futures/*")) and time.monotonic() < until:
        time.sleep(0.05)
    process.send_signal(how)
    process.wait(timeout=20)
    assert len(list((tmp_path / "run" / "futures").iterdir())) < 3
    run(small, futures=FUTURES, seed=SEED, out=tmp_path / "run")
    assert files(tmp_path / "run") == files(tmp_path / "whole")


def test_what_is_damaged_is_made_again(small, tmp_path):
    run(small, futures=FUTURES, seed=SEED, out=tmp_path / "run")
    before = files(tmp_path / "run")
    shard = tmp_path / "run" / "futures" / "000000000-000000008.parquet"
    shard.write_bytes(shard.read_bytes()[:100])
    (tmp_path / "run" / "acts" / "000000008-000000016.parquet").unlink()
    with pytest.raises(RunStopped, match="no shard is finished yet"):
        open_run(tmp_path / "run")
    run(small, futures=FUTURES, seed=SEED, out=tmp_path / "run")
    (tmp_path / "run" / "acts" / ".000000000-000000008.parquet.ab12").write_bytes(b"half")
    run(small, futures=FUTURES, seed=SEED, out=tmp_path / "run")
    assert files(tmp_path / "run") == before


def test_a_part_can_be_opened(small, memory, tmp_path, caplog):
    run(small, futures=FUTURES, seed=SEED, out=tmp_path / "run")
    (tmp_path / "run" / "futures" / "000000016-000000020.parquet").unlink()
    with caplog.at_level(logging.WARNING):
        part = open_run(tmp_path / "run")
    assert "16 of 20 futures are there from the first on" in caplog.text
    assert part.futures == 16
    assert part.acts_of(15) == memory.acts_of(15)
    with pytest.raises(ModelError, match="future 16 was not run; allowed: 0 to 15"):
        part.acts_of(16)


def test_more_futures_extend_a_run(small, memory, tmp_path):
    run(small, futures=12, seed=SEED, out=tmp_path / "run")
    made = run(small, futures=FUTURES, seed=SEED, out=tmp_path / "run")
    assert alike(made, memory)
    run(small, futures=FUTURES, seed=SEED, out=tmp_path / "whole")
    assert files(tmp_path / "run") == files(tmp_path / "whole")


def test_another_run_is_refused(small, tmp_path):
    run(small, futures=8, seed=SEED, out=tmp_path / "run")
    before = files(tmp_path / "run")
    other = replace(small, settings=Settings(tempo_sd=0.1))
    for model, changed, message in (
        (small, {"seed": 4}, "another seed: 3 there, 4 asked for; choose another folder"),
        (other, {}, r"another model \(another case, account or date, or the case was changed\)"),
        (small, {"first": 8}, "another number of the first future: 0 there, 8 asked for"),
        (small, {"same_world": 2}, "another future whose world all have: None there, 2 asked for"),
        (small, {"futures": 4}, "holds a run of 8 futures and 4 were asked for; allowed: as many or more"),
    ):
        with pytest.raises(ModelError, match=message):
            run(model, **{"futures": 8, "seed": SEED, "out": tmp_path / "run", **changed})
    about = json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))
    (tmp_path / "run" / "run.json").write_text(json.dumps(about | {"sources": "older"}), "utf-8")
    with pytest.raises(ModelError, match="another version of the engine: older there"):
        run(small, futures=8, seed=SEED, out=tmp_path / "run")
    assert {k: v for k, v in files(tmp_path / "run").items() if k != "run.json"} == {
        k: v for k, v in before.items() if k != "run.json"
    }


def test_folders_that_hold_no_run(small, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep", "utf-8")
    with pytest.raises(CatspawError, match="is there already and is left as it is; choose another name"):
        run(small, futures=4, seed=SEED, out=tmp_path / "mine")
    with pytest.raises(UnknownName, match=r"holds no run: there is no run.json in it; make one with: catspaw run"):
        open_run(tmp_path / "mine")
    run(small, futures=4, seed=SEED, out=tmp_path / "run")
    (tmp_path / "run" / "model.npz").write_bytes(b"PK nothing")
    with pytest.raises(ModelError, match="no packed model"):
        open_run(tmp_path / "run")
    (tmp_path / "run" / "run.json").write_text('{"format": 99}', "utf-8")
    with pytest.raises(ModelError, match="has the format 99; this version of catspaw reads 1"):
        open_run(tmp_path / "run")
    (tmp_path / "run" / "run.json").write_text("[", "utf-8")
    with pytest.raises(UnknownName, match=r"run\.json cannot be read"):
        open_run(tmp_path / "run")


def test_without_pyarrow_it_says_what_to_install(small, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingProgram, match=r"this needs pyarrow: pip install 'catspaw\[events\]'"):
        run(small, futures=4, seed=SEED, out=tmp_path / "run")
    assert not (tmp_path / "run").exists()
    assert run(small, futures=4, seed=SEED).mean_acts > 0


def test_runaways_stop_a_run_at_once_and_leave_what_was_finished(kit, tmp_path):
    wild = kit.make(["client|threatens|enemy"], rate=2.0, settings=Settings(act_limit=30, tempo_sd=0.0))
    with pytest.raises(ModelError, match=r"8 of the first 8 futures ran away \(more than 30 acts\), most acts on"):
        run(wild, futures=64, seed=1, out=tmp_path / "run")
    assert len(list((tmp_path / "run" / "futures").iterdir())) == 1


def test_any_executor_gives_the_same(small, memory, tmp_path):
    with ThreadPoolExecutor(3) as pool:
        assert alike(run(small, futures=FUTURES, seed=SEED, executor=pool, workers=3), memory)
        made = run(small, futures=FUTURES, seed=SEED, executor=pool, out=tmp_path / "run")
    assert alike(made, memory)


def test_a_worker_that_dies_stops_the_run_and_says_so(small, tmp_path):
    with ProcessPoolExecutor(1) as pool:
        process_id = pool.submit(__import__("os").getpid).result()

        def kill(done, _of):
            __import__("os").kill(process_id, signal.SIGKILL)

        with pytest.raises(
            RunStopped, match=r"a worker died .*; what was finished is kept, and the same command goes on"
        ):
            run(small, futures=64, seed=SEED, executor=pool, out=tmp_path / "run", progress=kill)
    there = len(list((tmp_path / "run" / "futures").iterdir()))
    assert 1 <= there < 8
    run(small, futures=64, seed=SEED, out=tmp_path / "run")
    run(small, futures=64, seed=SEED, out=tmp_path / "whole")
    assert files(tmp_path / "run") == files(tmp_path / "whole")


def test_effects_of_ones_own_stay_here(kit):
    from catspaw.engine.effects import EFFECTS

    bare = kit.make(["client|vows|enemy"])
    with ThreadPoolExecutor(1) as pool, pytest.raises(ModelError, match="leave workers at 1, and the executor out"):
        run(bare, futures=4, seed=1, effects=EFFECTS[:-1], executor=pool)
