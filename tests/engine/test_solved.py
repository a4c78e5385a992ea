from dataclasses import replace

import pytest

from catspaw.engine import solved as room
from catspaw.engine.packing import packed
from catspaw.engine.solved import solved
from catspaw.network.model import Anchor

ANCHORS = (Anchor("strike", 8, 16, "counted in the reports"), Anchor("vows", 3, 9, "a guess"))


@pytest.fixture
def model(kit, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return kit.make(["client|strike|enemy", "client|vows|enemy"], anchors=ANCHORS)


def kept(tmp_path):
    return sorted((tmp_path / "catspaw" / "rates").glob("*.npz"))


def test_what_was_solved_before_is_not_solved_again_and_is_the_same(model, monkeypatch):
    first = solved(model, seed=3)
    monkeypatch.setattr(room, "anchor", lambda *_, **__: pytest.fail("solved again"))
    again = solved(model, seed=3)
    assert packed(again.model) == packed(first.model)
    assert (again.table, again.rounds) == (first.table, first.rounds)
    assert again.expected.tolist() == first.expected.tolist()


def test_another_seed_model_or_engine_is_solved_for_itself(model, monkeypatch, tmp_path):
    solved(model, seed=3)
    solved(model, seed=4)
    solved(replace(model, horizon_days=90), seed=3)
    monkeypatch.setattr(room, "sources", lambda: "another engine")
    solved(model, seed=3)
    assert len(kept(tmp_path)) == 4


@pytest.mark.parametrize("spoil", [b"", b"no archive", b"PK\x03\x04 half of one"])
def test_what_cannot_be_read_is_solved_again(model, tmp_path, spoil):
    first = solved(model, seed=3)
    kept(tmp_path)[0].write_bytes(spoil)
    assert packed(solved(model, seed=3).model) == packed(first.model)
    assert kept(tmp_path)[0].stat().st_size > len(spoil)


def test_only_the_latest_are_kept(model, monkeypatch, tmp_path):
    monkeypatch.setattr(room, "_KEPT", 2)
    for seed in range(4):
        solved(model, seed=seed)
    assert len(kept(tmp_path)) == 2


def test_where_nothing_can_be_written_it_is_solved(model, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert solved(model, seed=3).model.anchored
