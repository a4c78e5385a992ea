"""Arguments of statistics, checked: which events are remembered, and how."""

from __future__ import annotations

from dataclasses import dataclass

from catspaw.core.errors import ModelError, UnknownName, nearest
from catspaw.fit.rem.formula import Call
from catspaw.fit.rem.stores import Memory
from catspaw.fit.rem.world import Which

FORMS = ("binary", "count", "log", "share")
_SIGNS = {"positive": 1, "negative": -1}


@dataclass(frozen=True, slots=True)
class Options:
    """What a statistic was asked for.

    Attributes
    ----------
    memory : Memory
    which : Which
    form : str
        ``binary``, ``count``, ``log`` (log(1 + x / floor)) or ``share``.
    floor : float
    """

    memory: Memory
    which: Which
    form: str
    floor: float


def read_options(call: Call, types: tuple[str, ...], *, allowed: frozenset[str], default: str = "binary") -> Options:
    """Check and read the options of a statistic of the history.

    Raises
    ------
    ModelError, UnknownName
        An option or value that is not allowed, with those that are.
    """
    given = dict(call.options)
    check_options(call, allowed)
    form = _one_of(call, "form", given.get("form", _default_form(given, default)), FORMS)
    halflife, window = positive(call, given.get("halflife"), "halflife"), positive(call, given.get("window"), "window")
    if halflife is not None and (window is not None or form == "binary"):
        raise ModelError(
            f"{call}: a half-life gives a fading rate; it goes with form=count, log or share, and no window"
        )
    weighted = _one_of(call, "weighted", given.get("weighted", "no"), ("yes", "no")) == "yes"
    if weighted and form == "binary":
        raise ModelError(f"{call}: a binary tie has no weight; say form=count with weighted=yes")
    memory = Memory("binary" if form == "binary" else "count", window, halflife, weighted=weighted)
    return Options(memory, which_events(call, types), form, positive(call, given.get("floor"), "floor") or 1.0)


def _default_form(given: dict[str, str], default: str) -> str:
    if "floor" in given:
        return "log"
    return "count" if "halflife" in given or given.get("weighted") == "yes" else default


def check_options(call: Call, allowed: frozenset[str], arguments: int = 0) -> None:
    """Refuse options and arguments that a statistic does not have."""
    for key, _ in call.options:
        if key not in allowed:
            has = f"its options are {', '.join(sorted(allowed))}" if allowed else "it has none"
            raise UnknownName(f"{call}: no option {key!r}; {has}{nearest(key, allowed)}")
    if len(call.arguments) != arguments:
        wants = f"one argument, as in {call.name}(x)" if arguments else "no argument without a key"
        raise ModelError(f"{call}: {call.name} takes {wants}")


def which_events(call: Call, types: tuple[str, ...]) -> Which:
    """Read the options ``type`` and ``sign``."""
    given = dict(call.options)
    sign = given.get("sign")
    if sign is not None:
        _one_of(call, "sign", sign, tuple(_SIGNS))
    kind = given.get("type")
    return Which(None if kind is None else type_row(call, kind, types), None if sign is None else _SIGNS[sign])


def type_row(call: Call, name: str, types: tuple[str, ...]) -> int:
    """Row of a type of events."""
    if name not in types:
        raise UnknownName(f"{call}: no event has type {name!r}; types are {', '.join(types)}{nearest(name, types)}")
    return types.index(name)


def positive(call: Call, text: str | None, what: str) -> float | None:
    """Read a positive number, in the unit of time of the events where it is a time."""
    if text is None:
        return None
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0.0 < value < float("inf"):
        raise ModelError(f"{call}: {what} is {text!r}; allowed: a number above 0")
    return value


def _one_of(call: Call, what: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise ModelError(f"{call}: {what} is {value!r}; allowed: {', '.join(allowed)}{nearest(value, allowed)}")
    return value
