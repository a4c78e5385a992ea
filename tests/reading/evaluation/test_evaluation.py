"""Measuring: the corpora's layouts are read as they are, and scores are what they say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catspaw.core.errors import CatspawError
from catspaw.reading.attributing import attribute
from catspaw.reading.corpus import articles
from catspaw.reading.document import Span
from catspaw.reading.evaluation.plover import macro, read_plover, read_plv
from catspaw.reading.evaluation.polnear import read_polnear
from catspaw.reading.evaluation.run import evaluate
from catspaw.reading.evaluation.spans import Tally
from catspaw.reading.gold import from_articles
from catspaw.reading.model import shipped
from catspaw.reading.tagging.labels import chunks, training_stretches

pytest.importorskip("pycrfsuite")

TEXT = "The Post reported that he had left. “No,” she said, “never.”"


def polnear(folder: Path, marks: str, *, text: str = TEXT) -> Path:
    for name in ("text", "attributions"):
        (folder / name).mkdir()
    (folder / "text" / "a.txt").write_text(text, "utf-8")
    (folder / "attributions" / "a_6b86.ann").write_text(marks, "utf-8")
    return folder


MARKS = """T1\tSource 0 8\tThe Post
T2\tCue 9 17\treported
T3\tContent 18 34\tthat he had left
E1\tAttribution:T2 Content:T3 Cue:T2 Source:T1
T4\tSource 42 45\tshe
T5\tCue 46 50\tsaid
T6\tContent 36 41;52 60\t“No,” “never.”
E2\tAttribution:T5 Content:T6 Cue:T5 Source:T4
"""


def test_polnear_is_read_with_spans_in_pieces(tmp_path: Path) -> None:
    (gold,) = read_polnear(polnear(tmp_path, MARKS))
    first, second = gold.attributions
    assert [s.of(TEXT) for s in first.content] == ["that he had left"]
    assert [s.of(TEXT) for s in second.content] == ["“No,”", "“never.”"]
    labelled = [list(chunks(labels)) for stretch, labels in training_stretches(gold) if not stretch.depth]
    assert [role for role, _, _ in labelled[0]] == ["source", "cue", "content", "content", "source", "cue", "content"]


def test_polnear_is_measured_and_every_share_is_one(tmp_path: Path) -> None:
    result = evaluate("polnear", polnear(tmp_path, MARKS), None)
    assert set(result) == {"exact", "overlap", "sentence"}
    for way in ("exact", "overlap"):
        assert set(result[way]) == {"source", "cue", "content"}
        for scores in result[way].values():
            assert set(scores) == {"precision", "recall", "f1"}
            assert all(0.0 <= share <= 1.0 for share in scores.values())
    assert result["overlap"]["cue"]["f1"] == 1.0


def test_a_folder_that_is_no_polnear_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatspawError, match=r"no attributions/\*\.ann; give a part of PolNeAR"):
        read_polnear(tmp_path)
    with pytest.raises(CatspawError, match=r"a_6b86\.ann:1: `Cue nine` is no mark"):
        read_polnear(polnear(tmp_path, "T1\tCue nine\tx\n"))


def test_plover_records_are_read_from_their_markup(tmp_path: Path) -> None:
    record = {"event": "FIGHT", "textInfo": {"markup": "The (SRC: army) (EVT: shelled) the (TAR: Front)."}}
    both = {"event": "CONSULT", "textInfo": {"markup": "(SRC/TAR: Israel) and (SRC/TAR: Lebanon) (EVT: met)."}}
    path = tmp_path / "gold.json"
    path.write_text(json.dumps([{"event": "DOCUMENT"}, record, both]), "utf-8")
    one, other = read_plover(path)
    assert (one.text, one.root) == ("The army shelled the Front.", "ASSAULT")
    assert (one.source.of(one.text), one.target.of(one.text)) == ("army", "Front")
    assert (other.source.of(other.text), other.target.of(other.text)) == ("Israel", "Lebanon")


def test_plv_is_read_from_its_marked_sentences(tmp_path: Path) -> None:
    path = tmp_path / "plv.tsv"
    path.write_text("marked_sentence\tgold_root\n<s>A</s> freed <t>B</t>.\tYIELD\n", "utf-8")
    (pair,) = read_plv(path)
    assert (pair.text, pair.source, pair.target, pair.root) == ("A freed B.", Span(0, 1), Span(8, 9), "YIELD")
    result = evaluate("plv", path, None)
    assert set(result) == {"macro_f1", "accuracy", "by_class"}
    with pytest.raises(CatspawError, match="no PLOVER records"):
        read_plover(path)


def test_macro_f1_is_the_plain_mean_over_classes() -> None:
    result = macro(["a", "a", "b"], ["a", "b", "b"])
    assert result["macro_f1"] == pytest.approx(2 / 3)
    assert result["accuracy"] == pytest.approx(2 / 3)


def test_a_tally_with_nothing_in_it_is_zero() -> None:
    assert Tally().scores() == {"precision": 0.0, "recall": 0.0, "f1": 0.0}


def test_the_shipped_model_has_learnt_the_articles_that_it_was_trained_on() -> None:
    hit = marked = 0
    for gold in from_articles(articles()[:6]):
        found = {span for one in attribute(gold.document, shipped()) for span in one.cue}
        cues = {span for one in gold.attributions for span in one.cue}
        hit += len(found & cues)
        marked += len(cues)
    assert hit / marked > 0.8
