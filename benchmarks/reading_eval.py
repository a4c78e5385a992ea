"""How well and how fast the reader reads: every figure of docs/reading.md.

What stands on the project's own articles runs anywhere; what stands on PolNeAR, PLV and PLOVER needs CATSPAW_DATA and
is left out, saying so, without it; so is the whole way on the bundled cases (`reading_cases.py`) without CATSPAW_REPORTS.
Everything together takes some twenty minutes on one core, most of it the training on PolNeAR; `--polnear-model FILE` takes
that model from a file, and makes it there where it is not, `--polnear-share N` trains it on every N-th article only.

    python benchmarks/reading_eval.py [--only own,acts,polnear,speed,again,cases] [--polnear-model FILE] [--polnear-share N]
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import reading_cases

from catspaw.reading import linear
from catspaw.reading.acts.training import examples_of_acts, examples_of_modality, pair_features
from catspaw.reading.attributing import attribute
from catspaw.reading.corpus import articles
from catspaw.reading.evaluation.crossed import crossed, crossed_classes
from catspaw.reading.evaluation.links import links
from catspaw.reading.evaluation.plover import ROOTS, macro, read_plover, read_plv
from catspaw.reading.evaluation.polnear import read_polnear
from catspaw.reading.evaluation.run import evaluate_acts
from catspaw.reading.evaluation.spans import evaluate
from catspaw.reading.gold import from_articles
from catspaw.reading.model import open_model, save_model, shipped, shipped_bytes
from catspaw.reading.segmenting import segment
from catspaw.reading.training import examples_of_speech, train_on, train_shipped

DATA = Path(os.environ["CATSPAW_DATA"]) / "text" if "CATSPAW_DATA" in os.environ else None


def spans(name: str, result: dict[str, Any]) -> None:
    for way in ("exact", "overlap"):
        three = "  ".join(
            f"{role} {100 * s['f1']:.1f} (P {100 * s['precision']:.1f} R {100 * s['recall']:.1f})"
            for role, s in result[way].items()
        )
        print(f"{name}: {way} F1 {three}")
    s = result["sentence"]
    print(f"{name}: a sentence that holds an attribution goes to review: R {s['recall']:.3f} at P {s['precision']:.3f}")


def classes(name: str, result: dict[str, Any]) -> None:
    print(f"{name}: macro-F1 {result['macro_f1']:.3f}, accuracy {result['accuracy']:.3f}")
    print("   " + "  ".join(f"{c} {s['f1']:.2f} ({s['n']:.0f})" for c, s in result["by_class"].items()))


def own(_: argparse.Namespace) -> None:
    golds = from_articles(articles())
    spans("own articles, 3-fold", crossed())
    for what, share in links(golds).items():
        print(f"own articles, linking of marked spans: {what} {share:.3f}")
    every = {**examples_of_speech(golds), "modality": examples_of_modality()}
    for name, (examples, names) in every.items():
        classes(f"own articles, 5-fold, {name}", macro(names, crossed_classes(examples, names)))


def acts(_: argparse.Namespace) -> None:
    examples, names = examples_of_acts()
    classes("what ships, 5-fold, 15 types and TIE", macro(names, crossed_classes(examples, names)))
    if not DATA:
        print("acts on PLV and PLOVER: left out, CATSPAW_DATA is not set")
        return
    pairs = read_plv(DATA / "plv" / "PLV_train.tsv")
    told = [pair_features(pair) for pair in pairs]
    roots = [pair.root for pair in pairs]
    classes("PLV's training part, 5-fold, same features", macro(roots, crossed_classes(told, roots)))
    plain = [{k: v for k, v in x.items() if k.split("=")[0] not in ("R", "W", "F", "FW")} for x in told]
    classes("PLV's training part, 5-fold, without the act table", macro(roots, crossed_classes(plain, roots)))
    classes("PLV's training part, shipped weights, never trained on it", evaluate_acts(pairs, shipped()))
    gold = read_plover(DATA / "plover" / "PLOVER_GSR_CAMEO.txt")
    model = linear.train(told, roots)
    found = [model.best(pair_features(pair), frozenset(ROOTS))[0] for pair in gold]
    classes("PLOVER's records, trained on PLV's training part", macro([pair.root for pair in gold], found))


def polnear(options: argparse.Namespace) -> None:
    if not DATA:
        print("PolNeAR: left out, CATSPAW_DATA is not set")
        return
    dev = read_polnear(DATA / "polnear" / "dev")
    spans("shipped model on PolNeAR dev", evaluate(dev, shipped()).to_dict())
    for what, share in links(read_polnear(DATA / "polnear" / "train")[:100]).items():
        print(f"100 articles of PolNeAR's training part, linking of marked spans: {what} {share:.3f}")
    path: Path | None = options.polnear_model
    if path is None or not path.exists():
        start = time.process_time()
        path = path or Path("polnear.model")
        train = read_polnear(DATA / "polnear" / "train")[:: options.polnear_share]
        save_model(path, train_on(train, f"{len(train)} articles of PolNeAR, for evaluation only"))
        print(f"trained in {time.process_time() - start:.0f} s of CPU, kept in {path}")
    model = open_model(path)
    spans(f"trained on {model.about['trained_on']}, on dev", evaluate(dev, model).to_dict())


def rate(texts: list[str]) -> float:
    """Give tokens a second of one core from text to typed attributions; the best of three, as the machine may be shared."""
    best = 0.0
    for _ in range(3):
        start, tokens = time.process_time(), 0
        for text in texts:
            document = segment(text)
            tokens += sum(1 for _ in document.tokens)
            attribute(document, shipped())
        best = max(best, tokens / (time.process_time() - start))
    return best


def speed(_: argparse.Namespace) -> None:
    texts = [article.text for article in articles()]
    attribute(segment(texts[0]), shipped())
    print(
        f"own articles, text to typed attributions, speech within speech included: {rate(texts):,.0f} tokens/s of one core"
    )
    if DATA:
        news = [path.read_text("utf-8") for path in sorted((DATA / "polnear" / "dev" / "text").glob("*.txt"))]
        print(f"PolNeAR dev, the same: {rate(news):,.0f} tokens/s of one core")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of this process: {peak:.0f} MB")


def again(_: argparse.Namespace) -> None:
    start, cpu = time.perf_counter(), time.process_time()
    same = train_shipped() == shipped_bytes()
    took = f"{time.perf_counter() - start:.0f} s, {time.process_time() - cpu:.0f} s of CPU"
    print(f"training anew takes {took}; the shipped bytes again: {'yes' if same else 'NO'}")


def cases(_: argparse.Namespace) -> None:
    reading_cases.main()


PARTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "speed": speed,  # first, while nothing else has filled the memory
    "own": own,
    "acts": acts,
    "polnear": polnear,
    "again": again,
    "cases": cases,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--polnear-model", type=Path)
    parser.add_argument("--polnear-share", type=int, default=1, help="train on every so-many-th article")
    options = parser.parse_args()
    for name, part in PARTS.items():
        if name in options.only.split(","):
            part(options)


if __name__ == "__main__":
    main()
