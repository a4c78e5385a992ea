"""Which engine runs a model.  Knows what the kernel has without importing Numba."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Literal

import numpy as np

from catspaw.core.errors import MissingProgram, ModelError
from catspaw.engine.effects import EFFECTS, Effect
from catspaw.engine.kernel.keeping import is_compiled
from catspaw.network.model import Model

Engine = Literal["auto", "reference", "kernel"]
ENGINES: tuple[Engine, ...] = ("auto", "reference", "kernel")
# Futures from which the start is worth it: at a tenth of a second a future of the reference (measured).
_STARTS, _COMPILES = 32, 500
# Effects that read the ledgers of the same class: the first of `TERMS`.
MEMORIES = 6
# The terms that the kernel adds, in its order and the registry's; its modules find each one's place here by name.
# A new one is a line here, and what `rates.evaluate` adds for it: its term, and the most that it can be until touched.
TERMS = (
    "inertia_3",
    "inertia_30",
    "reciprocity_3",
    "reciprocity_30",
    "blame",
    "solidarity",
    "direction",
    "agenda",
    "capability",
    "opportunity",
    "hostage",
    "common_enemy",
    "deterrence",
    "red_line",
    "vow",
    "climb",
    "descent",
    "friend_of_friend",
    "friend_of_enemy",
    "enemy_of_friend",
    "assurance",
    "own_stage",
    "rival_stage",
    "deal",
    "option_to_buy",
    "squeeze",
    "defiance",
    "occasion",
    "spoiler",
    "loss_of_client",
    "ground",
    "parties",
    "spill_over",
    "forsaken",
)


def installed() -> bool:
    """Whether Numba is there."""
    return find_spec("numba") is not None


def why_not(model: Model, effects: Sequence[Effect] = EFFECTS) -> str | None:
    """Say what a model asks for that only the reference has; None where the kernel has all."""
    weighed = {name for one in model.decisions for option in one.options for name, _ in option.weights}
    if recalled := sorted(weighed - set(TERMS[MEMORIES:])):
        return f"a decision that weighs {recalled[0]!r}"
    if "holder" in model.switches.array:
        return "who holds a place as a contested proposition"
    if tuple(effect.name for effect in effects if effect.name in TERMS) != TERMS:
        return "effects in another order than the registry's, or fewer"
    own = {effect.name: effect for effect in EFFECTS}
    if others := [effect.name for effect in effects if effect.name in TERMS and effect is not own[effect.name]]:
        return f"an effect of one's own named {others[0]!r}"
    for row, name in enumerate(model.weights.effects):
        if name not in TERMS and (np.any(model.weights.mean[row]) or np.any(model.weights.sd[row])):
            return f"the effect {name!r}"
    return None


def chosen(engine: Engine, model: Model, effects: Sequence[Effect], *, futures: int) -> Literal["reference", "kernel"]:
    """Choose: `auto` takes the kernel where it is installed, has all that the model asks for, and is worth its start.

    Raises
    ------
    ModelError
        An engine that is not, or the kernel for a model that asks for what it does not have.
    MissingProgram
        The kernel where Numba is not installed.
    """
    if engine not in ENGINES:
        raise ModelError(f"engine is {engine!r}; allowed: {', '.join(ENGINES)}")
    if engine == "reference":
        return "reference"
    missing = why_not(model, effects)
    if engine == "auto":
        return "kernel" if installed() and missing is None and _worth(futures) else "reference"
    if missing is not None:
        raise ModelError(f"the compiled engine does not have {missing}; leave engine at auto, or ask for the reference")
    if not installed():
        raise MissingProgram("the compiled engine needs Numba; install it with: pip install 'catspaw[fast]'")
    return "kernel"


def _worth(futures: int) -> bool:
    """Whether a run is long enough for the kernel's start: a second, or nearly a minute the first time."""
    return futures >= _COMPILES or (futures >= _STARTS and is_compiled())
