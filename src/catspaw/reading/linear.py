"""Linear classifiers as plain tables: trained once, shipped as weights and words, nothing in them that runs.

Features are weighted by how rare they are and scaled to length 1 (TF-IDF), one-against-rest linear support vector
machines are trained on them, and their margins become probabilities by one temperature, fitted on held-out folds.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catspaw.core.errors import CatspawError
from catspaw.core.extras import need

Features = Mapping[str, float]
#: Temperatures tried; margins of a support vector machine lie around ±1.
_TEMPERATURES = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Linear:
    """A trained classifier.

    Attributes
    ----------
    classes : tuple of str
        What it tells apart.
    vocabulary : dict of str to int
        Feature to its row.
    scale : array, shape (features,)
        Weight by rarity.
    weights : array, shape (features, classes)
        One column a class.
    bias : array, shape (classes,)
        Added to the margins.
    temperature : float
        Margins times this are logits.
    """

    classes: tuple[str, ...]
    vocabulary: dict[str, int]
    scale: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    temperature: float

    def probabilities(self, features: Features, allowed: frozenset[str] | None = None) -> dict[str, float]:
        """Give the probability of each class, or of each allowed one among the allowed."""
        names, odds = self._odds(features, allowed)
        return dict(zip(names, (odds / odds.sum()).tolist(), strict=True))

    def best(self, features: Features, allowed: frozenset[str] | None = None) -> tuple[str, float]:
        """Give the most probable class and its probability; of equals the first by name."""
        names, odds = self._odds(features, allowed)
        at = int(odds.argmax())  # classes stand in the order of their names
        return names[at], float(odds[at] / odds.sum())

    def _odds(self, features: Features, allowed: frozenset[str] | None) -> tuple[Sequence[str], NDArray[np.float64]]:
        """Give the classes that are looked at and their odds, the best one's 1."""
        known = self.vocabulary
        at = [known[name] for name in features if name in known]
        margins = self.bias.astype(np.float64)
        if at:
            values = self.scale[at].astype(np.float64) * [value for name, value in features.items() if name in known]
            margins += values @ self.weights[at] / max(float(values @ values) ** 0.5, 1e-9)
        names: Sequence[str] = self.classes
        if allowed is not None:
            keep = [i for i, name in enumerate(self.classes) if name in allowed]
            names, margins = [self.classes[i] for i in keep], margins[keep]
        logits = margins * self.temperature
        return names, np.exp(logits - logits.max())


def train(
    examples: Sequence[Features], classes: Sequence[str], *, cost: float = 1.0, rarest: int = 1, folds: int = FOLDS
) -> Linear:
    """Train a classifier; deterministic.

    Parameters
    ----------
    examples : sequence of mapping
        Features with their weights.
    classes : sequence of str
        The class of each.
    cost : float
        Inverse strength of regularisation.
    rarest : int
        Features that fewer examples have are left out.
    folds : int
        Held-out parts on which the temperature is fitted.
    """
    held = [
        _fit(
            [e for i, e in enumerate(examples) if i % folds != fold],
            [c for i, c in enumerate(classes) if i % folds != fold],
            cost,
            rarest,
        )
        for fold in range(folds)
    ]
    loss = {
        t: sum(_loss(_at(held[i % folds], t), e, c) for i, (e, c) in enumerate(zip(examples, classes, strict=True)))
        for t in _TEMPERATURES
    }
    return _at(_fit(examples, classes, cost, rarest), min(loss, key=lambda t: loss[t]))


def nothing(classes: int) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], float]:
    """Give the numbers of a classifier that has learnt nothing: every class is as probable as any other."""
    empty = np.zeros((0, classes), dtype=np.float32)
    return np.zeros(0, dtype=np.float32), empty, np.zeros(classes, dtype=np.float32), 1.0


def _at(model: Linear, temperature: float) -> Linear:
    return Linear(model.classes, model.vocabulary, model.scale, model.weights, model.bias, temperature)


def _loss(model: Linear, example: Features, name: str) -> float:
    return -float(np.log(max(model.probabilities(example).get(name, 0.0), 1e-6)))


def _fit(examples: Sequence[Features], classes: Sequence[str], cost: float, rarest: int) -> Linear:
    need("reading", "sklearn")
    from sklearn.svm import LinearSVC

    counts = Counter(name for example in examples for name in example)
    vocabulary = {name: row for row, name in enumerate(sorted(n for n, k in counts.items() if k >= rarest))}
    there = np.array([counts[name] for name in vocabulary], dtype=np.float64)
    scale = np.log((1 + len(examples)) / (1 + there)) + 1
    machine = LinearSVC(C=cost, random_state=0, max_iter=5000)
    machine.fit(_matrix(examples, vocabulary, scale), list(classes))
    weights, bias = machine.coef_.T, machine.intercept_
    if len(machine.classes_) == 2:  # one column tells two classes apart
        weights, bias = np.hstack([-weights, weights]), np.array([-bias[0], bias[0]])
    return Linear(
        tuple(str(c) for c in machine.classes_),
        vocabulary,
        scale.astype(np.float32),
        weights.round(4).astype(np.float32),
        bias.round(4).astype(np.float32),
        1.0,
    )


def _matrix(examples: Sequence[Features], vocabulary: dict[str, int], scale: NDArray[np.float64]) -> object:
    from scipy.sparse import csr_matrix

    data: list[float] = []
    columns: list[int] = []
    ends = [0]
    for example in examples:
        rows = [(vocabulary[n], v * scale[vocabulary[n]]) for n, v in sorted(example.items()) if n in vocabulary]
        length = max(sum(v * v for _, v in rows) ** 0.5, 1e-9)
        columns.extend(row for row, _ in rows)
        data.extend(v / length for _, v in rows)
        ends.append(len(columns))
    return csr_matrix((data, columns, ends), shape=(len(examples), len(vocabulary)))


def to_files(model: Linear, name: str) -> dict[str, bytes]:
    """Give a classifier as two files: its words, and its numbers (NumPy's format, no objects in it)."""
    head = "\t".join([f"{model.temperature:g}", *model.classes])
    words = "\n".join([head, *model.vocabulary]) + "\n"
    numbers = np.vstack([np.append(model.bias, 0.0), np.column_stack([model.weights, model.scale])])
    target = io.BytesIO()
    np.save(target, numbers.astype("<f4"), allow_pickle=False)
    return {f"{name}.txt": words.encode(), f"{name}.npy": target.getvalue()}


def from_files(files: Mapping[str, bytes], name: str) -> Linear:
    """Read a classifier.

    Raises
    ------
    CatspawError
        Where a file lacks or the two do not fit.
    """
    try:
        head, *words = files[f"{name}.txt"].decode().removesuffix("\n").split("\n")
        temperature, *classes = head.split("\t")
        numbers = np.load(io.BytesIO(files[f"{name}.npy"]), allow_pickle=False)
        if numbers.shape != (len(words) + 1, len(classes) + 1):
            raise ValueError("its words and numbers do not fit")
    except (KeyError, ValueError, EOFError) as error:
        raise CatspawError(f"classifier `{name}` of the model cannot be read: {error}") from None
    return Linear(
        tuple(classes),
        {word: row for row, word in enumerate(words)},
        numbers[1:, -1],
        numbers[1:, :-1],
        numbers[0, :-1],
        float(temperature),
    )
