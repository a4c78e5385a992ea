"""Files of facts: what is read, and what is refused with which words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from catspaw.fit.link.splits import FactsError, read_splits

GOOD = {"train": "0\t0\t1\t0\n1\t1\t2\t24\n", "valid": "0 0 2 48\n", "test": "2\t1\t0\t72\n"}


def read(folder: Path, **texts: str | bytes) -> object:
    names = {}
    for name, text in {**GOOD, **texts}.items():
        path = folder / f"{name}.txt"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        names[name] = path
    return read_splits(names.pop("train"), **names)


def test_hours_become_days(tmp_path: Path) -> None:
    splits = read(tmp_path)
    assert splits.facts.tolist() == [[0, 0, 1, 0], [1, 1, 2, 1], [0, 0, 2, 2], [2, 1, 0, 3]]
    assert (splits.valid_from, splits.test_from, splits.entities, splits.relations) == (2, 3, 3, 2)


def test_unsorted_lines_are_put_in_order_and_duplicates_counted(tmp_path: Path) -> None:
    splits = read(tmp_path, train="1\t1\t2\t24\n0\t0\t1\t0\n1\t1\t2\t24\n")
    assert splits.facts[:, 3].tolist() == [0, 1, 2, 3]
    assert splits.dropped == {"train": 1, "valid": 0, "test": 0}


def test_a_constant_fifth_column_and_a_leading_count_are_let_pass(tmp_path: Path) -> None:
    splits = read(tmp_path, test="2\t1\t0\t72\t0\n", entities="3\na\t0\nb\t1\nc\t2\n")
    assert splits.entity_names == ("a", "b", "c")


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ({"test": ""}, "test.txt: empty; at least one line is needed"),
        ({"train": "0\t0\t1\n"}, "train.txt:1: 3 columns; a fact has four: subject, relation, object, time"),
        ({"train": "0\t0\t1\t0\n0\t0\t1\n"}, "train.txt:2: 3 columns where line 1 has 4"),
        ({"train": "0\t0\tIran\t0\n"}, "train.txt:1: `Iran` is no integer id; names go into --entities/--relations"),
        ({"train": "0\t0\t1\t0.5\n"}, "`0.5` is no integer id"),
        ({"train": "0\t0\t-1\t0\n"}, "train.txt: fact 1: entity id -1 is out of range"),
        ({"train": "0\t0\t1\t0\t1\n0\t0\t1\t1\t2\n"}, "a fifth column with several values"),
        ({"valid": "0\t0\t2\t24\n"}, "valid.txt: begins at time 24, but"),
        ({"test": "0\t0\t2\t12\n"}, "are two files exchanged?"),
        ({"entities": "a\t0\nb\t1\n"}, "entity id 2 is out of range; allowed: 0 to 1 (1 such facts)"),
        ({"relations": "a\t0\n"}, "relation id 1 is out of range; allowed: 0 to 0"),
        ({"entities": "a\t0\nb\t1\nc\t3\n"}, "entity id 2 is missing; ids run from 0 to 3 without gaps"),
        ({"entities": "a\t0\nb\t0\n"}, "entities.txt:2: entity id 0 was given before, to `a`"),
        ({"entities": "a\nb\n"}, "entities.txt:1: no entity id at the end; each line is name, tab, id"),
        ({"train": b"\xff\xfe\x00\x01"}, "train.txt: not UTF-8 text"),
        ({"train": "0\t0\t1\t99999999999999999999\n"}, "is no integer id"),
        ({"train": "0\t20140101\t1\t0\n"}, "relation id 20140101 is out of range"),
        ({"train": "0\t5000\t1\t0\n"}, "5,001 relations (of which 3 occur); at most 1,000 are taken"),
        ({"train": "9000000\t99\t1\t0\n"}, "9,000,001 entities times 100 relations; at most 100,000,000 roles"),
    ],
)
def test_bad_files_are_refused(tmp_path: Path, texts: dict[str, str | bytes], message: str) -> None:
    with pytest.raises(FactsError) as caught:
        read(tmp_path, **texts)
    assert message in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FactsError, match=r"nowhere.txt: cannot be read \(No such file or directory\)"):
        read_splits(tmp_path / "nowhere.txt", valid=tmp_path / "v", test=tmp_path / "t")


def test_times_far_apart_are_counted_in_their_own_step(tmp_path: Path) -> None:
    assert np.diff(read(tmp_path).facts[:, 3]).tolist() == [1, 1, 1]
