"""`catspaw read train` and `read eval` as their users call them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.reading.test_adapting import reviewed

from catspaw.reading.model import pack, parts_of

pytest.importorskip("pycrfsuite")

Run = Callable[..., Any]

PLV = "marked_sentence\tgold_root\n<s>A</s> bombed <t>B</t>.\tASSAULT\n<s>A</s> met <t>B</t>.\tCONSULT\n"


def test_eval_prints_a_line_for_each_class(catspaw: Run, tmp_path: Path) -> None:
    path = tmp_path / "plv.tsv"
    path.write_text(PLV, "utf-8")
    text = catspaw("read", "eval", "--format", "plv", str(path)).out
    assert text.startswith("macro-F1 1.000, accuracy 1.000\n")
    assert "  ASSAULT    P 1.000  R 1.000  F1 1.000  (1)\n" in text
    found = catspaw("read", "eval", "--format", "plv", str(path), "--json").json
    assert found["by_class"]["CONSULT"]["f1"] == 1.0


def test_a_corpus_without_a_path_is_asked_for(catspaw: Run) -> None:
    result = catspaw("read", "eval", "--format", "polnear")
    assert result.code == 1
    assert "--format polnear needs PATH, where the marked text is" in result.err


def test_training_says_what_it_needs(catspaw: Run, tmp_path: Path) -> None:
    out = str(tmp_path / "x.model")
    assert "--format polnear needs PATH" in catspaw("read", "train", "--format", "polnear", "--out", out).err
    assert (
        "--format own is the package's own articles"
        in catspaw("read", "train", "--format", "own", str(tmp_path), "--out", out).err
    )
    assert "say where the model goes with --out MODEL" in catspaw("read", "train").err
    assert not Path(out).exists()


def test_a_model_is_trained_on_polnear_and_measured_on_it(catspaw: Run, tmp_path: Path) -> None:
    for name in ("text", "attributions"):
        (tmp_path / name).mkdir()
    (tmp_path / "text" / "a.txt").write_text("She said no.\n\nThe Post reported that he left.", "utf-8")
    marks = "T1\tSource 0 3\tShe\nT2\tCue 4 8\tsaid\nT3\tContent 9 11\tno\nE1\tCue:T2 Content:T3 Source:T1\n"
    (tmp_path / "attributions" / "a_0001.ann").write_text(marks, "utf-8")
    out = tmp_path / "x.model"
    trained = catspaw("read", "train", "--format", "polnear", str(tmp_path), "--out", str(out), "--json").json
    assert trained["trained_on"] == "PolNeAR, for evaluation only"
    found = catspaw("read", "eval", "--format", "polnear", str(tmp_path), "--model", str(out), "--json").json
    assert set(found) == {"exact", "overlap", "sentence"}
    refused = catspaw("read", "eval", "--format", "plv", str(tmp_path / "none"), "--model", str(out))
    assert refused.code == 1
    assert "no PLV table" in refused.err


def test_a_broken_model_is_named(catspaw: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.model"
    path.write_bytes(b"not a model")
    (tmp_path / "plv.tsv").write_text(PLV, "utf-8")
    result = catspaw("read", "eval", "--format", "plv", str(tmp_path / "plv.tsv"), "--model", str(path))
    assert result.code == 1
    assert "no model of a reader" in result.err
    assert "`catspaw read train` makes one" in result.err


def test_a_case_is_read_with_what_its_reviews_taught(catspaw: Run, tmp_path: Path) -> None:
    folder, _ = reviewed(tmp_path)
    done = catspaw("read", "train", str(folder))
    assert "scores  24 to learn from" in done.out
    assert "Brier score on held-out ones 0.250 before" in done.out
    assert "stance  " in done.out
    assert "too few, left as it is" in done.out
    assert (folder / "reading" / "reader.model").is_file()
    assert "as private as the reports" in done.out
    (tmp_path / "new.txt").write_text("The chief said that State A had armed Movement C.", "utf-8")
    read = catspaw("read", str(folder), str(tmp_path / "new.txt"), "--outlet", "paper", "--dated", "2024-02-01")
    assert "reading with a model retrained on 24 decisions of reviews\n" in read.err
    whole = parts_of((folder / "reading" / "reader.model").read_bytes(), name="the case's")
    about = json.loads(whole.pop("about.json"))
    (folder / "reading" / "reader.model").write_bytes(pack(whole, {**about, "from": "0" * 64}))
    again = catspaw("read", str(folder), str(tmp_path / "new.txt"), "--outlet", "paper", "--report", "paper-2024-02")
    assert "from an older reader; `catspaw read train` renews it" in again.err


def test_a_case_without_reviews_teaches_nothing(catspaw: Run, small: Path) -> None:
    done = catspaw("read", "train", str(small))
    assert done.code == 0
    assert "0 decisions" in done.out
    assert "no model was written: the reader stays as it is" in done.out
    found = catspaw("read", "train", str(small), "--json").json
    assert (found["model"], found["accepted"]) == (None, 0)
    assert "several cases: say where their model goes" in catspaw("read", "train", str(small), str(small)).err
    assert "is a bundled case and stays as it is" in catspaw("read", "train", "axis-2024").err
