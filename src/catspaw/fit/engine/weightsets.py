"""Weight sets: coefficients of the engine with where each comes from, as files that a case names.

A set says what it says of; every other effect keeps its own prior, with its own provenance.
"""

from __future__ import annotations

from collections.abc import Mapping as Lookup
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from catspaw.case.model import JUDGED
from catspaw.case.tree import Mapping, Node, Scalar, Sequence, parse_tree
from catspaw.case.writing import to_yaml
from catspaw.core.errors import CatspawError, ModelError, Problem, UnknownName, nearest
from catspaw.engine.draws import prior_weights
from catspaw.engine.effects import EFFECTS
from catspaw.fit.engine.fitted import Fitted
from catspaw.fit.engine.imputing import Imputed
from catspaw.fit.engine.panel import KINDS
from catspaw.network.model import GROUPS, Model, Weights

_GROUNDS = ("fitted", "literature", "judged")
_KEYS = ("weights", "title", "fitted_on", "tempo", "coefficients")
_NUMBERS = ("mean", "sd")
_TOLD = ("free", "free_sd", "within", "contraction")


@dataclass(frozen=True, slots=True)
class Given:
    """One coefficient of a set.

    Attributes
    ----------
    effect : str
    of : str
        A class (``cooperation``, ``conflict``: its groups with a target that the effect serves), or one group by name.
    mean, sd : float
        Log rate per unit of x.
    provenance : str
        Begins with fitted, literature or judged.
    told : mapping
        What the fit says beside: ``free`` and ``free_sd`` without the limit on memory, ``within``, ``contraction``.
    """

    effect: str
    of: str
    mean: float
    sd: float
    provenance: str
    told: Lookup[str, float]

    @property
    def groups(self) -> tuple[int, ...]:
        """Groups of the engine that it is said of."""
        serves = next(effect.groups for effect in EFFECTS if effect.name == self.effect)
        if self.of in KINDS:
            return tuple(g for g in serves if g // 4 == tuple(KINDS).index(self.of) and g % 2)
        return (GROUPS.index(self.of),)


@dataclass(frozen=True, slots=True)
class WeightSet:
    """Coefficients with their provenance.

    Attributes
    ----------
    name, title : str
    coefficients : tuple of Given
    tempo_sd, tempo_persistence : float or None
        None: the engine's own.
    fitted_on : mapping
        Data, days, acts, and what else identifies the fit.
    fitted_to : date or None
        The last day that any of it was fitted on; None where none was.
    """

    name: str
    title: str
    coefficients: tuple[Given, ...]
    tempo_sd: float | None
    tempo_persistence: float | None
    fitted_on: Lookup[str, str]
    fitted_to: date | None = None

    def weights(self) -> Weights:
        """Coefficients of all effects: those of the set, and the priors of the rest."""
        prior = prior_weights()
        mean, sd = prior.mean.copy(), prior.sd.copy()
        provenance = [list(row) for row in prior.provenance]
        for one in self.coefficients:
            row = prior.effects.index(one.effect)
            for group in one.groups:
                mean[row, group], sd[row, group], provenance[row][group] = one.mean, one.sd, one.provenance
        return Weights(prior.effects, tuple(map(tuple, provenance)), mean, sd)

    def check_day(self, day: date) -> None:
        """Refuse a set that was fitted on days after a case's own: its forecasts would know what came.

        Raises
        ------
        ModelError
        """
        if self.fitted_to is not None and self.fitted_to > day:
            raise ModelError(
                f"the weights {self.name} were fitted on days up to {self.fitted_to}, and the case knows nothing after {day}; "
                "take a set that ends before (`catspaw fit --to`), or `weights: judged`"
            )

    def settle(self, model: Model) -> Model:
        """Give a model the set's tempo."""
        if self.tempo_sd is None or self.tempo_persistence is None:
            return model
        settings = replace(model.settings, tempo_sd=self.tempo_sd, tempo_persistence=self.tempo_persistence)
        return replace(model, settings=settings)


def bundled() -> tuple[str, ...]:
    """Names of the sets that come with the package, the judged one first."""
    folder = files("catspaw.fit.engine").joinpath("weights")
    return (
        JUDGED,
        *sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml")),
    )


def weight_set(name: str, *, folder: Path | None = None) -> WeightSet:
    """Find a set: by the name of a bundled one, or as a YAML file in the case's folder.

    Raises
    ------
    UnknownName
        Neither.
    CatspawError
        A file that is not a weight set; says the line, what is allowed and the nearest name.
    """
    if name == JUDGED:
        return WeightSet(JUDGED, "every effect at its own prior", (), None, None, {})
    if name in bundled():
        text = files("catspaw.fit.engine").joinpath("weights", f"{name}.yaml").read_text(encoding="utf-8")
        return parse(text, f"{name}.yaml")
    if name.endswith((".yaml", ".yml")):
        for path in ((folder or Path()) / name, Path(name)):  # a file named on the command line lies where one is
            if path.is_file():
                return parse(path.read_text(encoding="utf-8"), name)
    raise UnknownName(
        f"`weights: {name}` is no weight set; allowed: {', '.join(bundled())}, or a .yaml file in the case's folder "
        f"(`catspaw fit` writes one){nearest(name, bundled())}"
    )


def parse(text: str, file: str) -> WeightSet:
    """Read a weight set.

    Raises
    ------
    CatspawError
    """
    problems: list[Problem] = []
    tree = parse_tree(text, file, problems)
    if problems or not isinstance(tree, Mapping):
        said = problems[0].message if problems else f"is no weight set; allowed keys: {', '.join(_KEYS)}"
        raise CatspawError(f"{file}:{problems[0].line if problems else 1}: {said}")
    _only(tree, _KEYS, file)
    tempo = tree.items.get("tempo")
    numbers = _read_numbers(tempo, ("sd", "persistence"), file) if isinstance(tempo, Mapping) else {}
    listed = tree.items.get("coefficients")
    if not isinstance(listed, Sequence):
        raise CatspawError(
            f"{file}:{tree.line}: a weight set lists `coefficients`, each with effect, of, mean, sd, provenance"
        )
    about = tree.items.get("fitted_on")
    return WeightSet(
        name=_text(tree, "weights", file),
        title=_text(tree, "title", file),
        coefficients=tuple(_given(item, file) for item in listed.items),
        tempo_sd=numbers.get("sd"),
        tempo_persistence=numbers.get("persistence"),
        fitted_on={k: _text(about, k, file) for k in about.items} if isinstance(about, Mapping) else {},
        fitted_to=_last_day(about, file) if isinstance(about, Mapping) and "to" in about.items else None,
    )


def _last_day(about: Mapping, file: str) -> date:
    text = _text(about, "to", file)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CatspawError(f"{file}:{about.lines['to']}: `to: {text}` is no day; allowed: such as 2014-12-31") from None


def _given(node: Node, file: str) -> Given:
    keys = ("effect", "of", *_NUMBERS, "provenance", *_TOLD)
    if not isinstance(node, Mapping):
        raise CatspawError(f"{file}:{node.line}: a coefficient has the keys {', '.join(keys)}")
    _only(node, keys, file)
    effect, of, ground = (_text(node, key, file) for key in ("effect", "of", "provenance"))
    known = {one.name: one for one in EFFECTS}
    if effect not in known:
        raise CatspawError(f"{file}:{node.line}: the engine has no effect {effect!r}{nearest(effect, known)}")
    if of not in (*KINDS, *GROUPS):
        raise CatspawError(
            f"{file}:{node.line}: `of: {of}`; allowed: {', '.join((*KINDS, *GROUPS))}{nearest(of, GROUPS)}"
        )
    if not ground.startswith(_GROUNDS):
        raise CatspawError(
            f"{file}:{node.line}: a provenance begins with {', '.join(_GROUNDS)}; this one is {ground!r}"
        )
    numbers = _read_numbers(node, (*_NUMBERS, *(k for k in _TOLD if k in node.items)), file)
    if numbers["sd"] < 0:
        raise CatspawError(f"{file}:{node.line}: `sd: {numbers['sd']:g}`; allowed: 0 or more")
    made = Given(effect, of, numbers["mean"], numbers["sd"], ground, {k: numbers[k] for k in _TOLD if k in numbers})
    if not made.groups or not set(made.groups) <= set(known[effect].groups):
        served = ", ".join(GROUPS[group] for group in known[effect].groups)
        raise CatspawError(f"{file}:{node.line}: the effect {effect!r} does not serve {of}; it serves: {served}")
    return made


def _only(node: Mapping, keys: tuple[str, ...], file: str) -> None:
    for key in node.items:
        if key not in keys:
            raise CatspawError(
                f"{file}:{node.lines[key]}: unknown key {key!r}; allowed: {', '.join(keys)}{nearest(key, keys)}"
            )


def _text(node: Mapping, key: str, file: str) -> str:
    value = node.items.get(key)
    if not isinstance(value, Scalar) or not value.text:
        raise CatspawError(f"{file}:{node.line}: `{key}` is missing or is no text")
    return value.text


def _read_numbers(node: Mapping, keys: tuple[str, ...], file: str) -> dict[str, float]:
    found = {}
    for key in keys:
        text = _text(node, key, file)
        try:
            found[key] = float(text)
        except ValueError:
            raise CatspawError(f"{file}:{node.lines[key]}: `{key}: {text}` is no number") from None
        if not np.isfinite(found[key]):
            raise CatspawError(f"{file}:{node.lines[key]}: `{key}: {text}`; allowed: finite numbers")
    return found


def from_fit(fitted: Fitted | Imputed, *, name: str, title: str, data: str) -> WeightSet:
    """Make a set of a fit; a coefficient that kept its prior stays what it was, and says so.

    Parameters
    ----------
    fitted : Fitted or Imputed
    name, title : str
    data : str
        What it was fitted on, for the provenance of each coefficient.
    """
    span = f"{data}, {fitted.panel.first} to {fitted.panel.last}"
    rows = []
    known = {one.name: one for one in EFFECTS}
    for one in fitted.coefficients:
        told = {"free": one.free, "free_sd": one.free_sd, "within": one.within, "contraction": one.contraction}
        told = {key: float(f"{value:.4g}") for key, value in told.items()}
        if one.verdict == "fitted":
            mean, sd, ground = one.mean, one.sd, f"fitted on {span}"
        else:
            prior = known[one.effect].priors[one.group]
            said = known[one.effect].provenance
            mean, sd, ground = prior.mean, prior.sd, f"{said}; prior kept, {span} told no more"
        rows.append(Given(one.effect, one.kind, float(f"{mean:.4g}"), float(f"{sd:.4g}"), ground, told))
    if not rows:
        raise ModelError("nothing of the engine could be fitted to this panel, so there is no weight set to write")
    about = {
        "data": data,
        "from": str(fitted.panel.first),
        "to": str(fitted.panel.last),
        "acts": str(len(fitted.panel)),
        "actors": str(len(fitted.panel.actors)),
        "measure": fitted.panel.measure,
    }
    spreads = fitted.spreads
    tempo = float(f"{spreads.tempo:.4g}")
    return WeightSet(name, title, tuple(rows), tempo, spreads.persistence, about, fitted.panel.last)


def as_yaml(one: WeightSet) -> str:
    """Write a set as a file that `weight_set` reads."""
    content: dict[str, Any] = {"weights": one.name, "title": one.title, "fitted_on": dict(one.fitted_on)}
    if one.tempo_sd is not None:
        content["tempo"] = {"sd": str(one.tempo_sd), "persistence": str(one.tempo_persistence)}
    content["coefficients"] = [
        {
            "effect": row.effect,
            "of": row.of,
            "mean": str(row.mean),
            "sd": str(row.sd),
            **{key: str(value) for key, value in row.told.items()},
            "provenance": row.provenance,
        }
        for row in one.coefficients
    ]
    return to_yaml(content)
