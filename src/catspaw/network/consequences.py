"""What an act of each word does to the state, and the action table that the engine takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np

from catspaw.network.model import CLASSES, ActionTable

# What an act of each bundled word does to the state; every number is a judgement.
CONSEQUENCES: Final[Mapping[str, Mapping[str, float]]] = {
    "strike": {"cost": 1.0},
    "assault": {"cost": 10.0, "cap": 0.1, "takes": 0.2},
    "kills": {"cost": 0.5, "cap": 0.5},
    "seizes": {"cost": 2.0, "cap": 0.5, "takes": 0.1},
    "retaliates": {"cost": 1.0},
    "disrupts": {"cost": 1.0},
    "supplies": {"delivers": 2.0, "courts": 0.02, "cap": 0.5},
    "meets": {"courts": 0.01},
    "praises": {"courts": 0.01},
    "visits": {"courts": 0.05},
    "offers": {"courts": 0.02},
    "drills": {"courts": 0.1},
    "agrees": {"courts": 0.3, "presses": -0.3, "bargains": 0.5},
    "recognises": {"courts": 0.5},
    "leaves": {"courts": -0.3, "bargains": -1.0},
    "designates": {"presses": 0.15},
    "imposes": {"presses": 0.2},
    "encourages": {"steers": 1.0, "cap": 1.0},
    "restrains": {"steers": -1.0, "cap": 1.0},
    "vows": {"binds": 0.5, "cap": 0.5},
    "threatens": {"binds": 0.2},
    "deploys": {"moves": 0.25, "presses": 0.1, "cap": 0.5},
    "builds_up": {"moves": 0.5, "presses": 0.2, "cap": 0.1},
    "withdraws": {"moves": -0.5, "courts": -0.1, "cap": 0.1},
    "expels": {"moves": -0.75, "moves_target": True, "cap": 0.1},
    "accuses": {"speaks": 1, "cap": 1.0},
    "admits": {"speaks": 2, "cap": 0.5},
    "denies": {"speaks": 3, "cap": 1.0},
    "advances": {"stages": 0.25, "cap": 0.1},
    "acquires": {"stages": 4.0, "cap": 0.02},
    "war": {"cap": 0.05},
    "destroyed": {"cap": 0.02},
    "weakens": {"cap": 0.1},
    "joins": {"cap": 0.1, "enters": True},
    "abandons": {"courts": -0.5, "cap": 0.05, "forsakes": 0.5},
    "revokes": {"courts": -0.8, "cap": 0.05},
    "settles": {"courts": 0.3, "cap": 0.05, "ends": True},
    "ceases_fire": {"courts": 0.1, "cap": 0.1, "ends": True},
}
_USUAL: Final[Mapping[str, float]] = {
    "cap": 8.0,  # judged: far above any channel of the bundled cases, low enough to stop an explosion
    "cost": 0.0,
    "delivers": 0.0,
    "steers": 0.0,
    "binds": 0.0,
    "moves": 0.0,
    "moves_target": False,
    "speaks": 0,
    "stages": 0.0,
    "courts": 0.0,
    "presses": 0.0,
    "bargains": 0.0,
    "takes": 0.0,
    "enters": False,
    "ends": False,
    "forsakes": 0.0,
}


def action_table(rows: Iterable[Mapping[str, str]]) -> ActionTable:
    """Build the action table from rows of text with the columns of ``case/actions.tsv``.

    Parameters
    ----------
    rows : iterable of mapping
        Keys action, quad (``material_conflict``), goldstein, rung, deniable, targeted (yes/no), occurs
        (counted/present), and any column of `CONSEQUENCES` that is to differ from it.

    Returns
    -------
    ActionTable
    """
    table = [dict(row) for row in rows]
    quads = [name.replace(" ", "_") for name in CLASSES]
    consequence = {
        key: [row.get(key) or CONSEQUENCES.get(row["action"], {}).get(key, usual) for row in table]
        for key, usual in _USUAL.items()
    }
    return ActionTable(
        ids=tuple(row["action"] for row in table),
        quad=np.array([quads.index(row["quad"]) for row in table], dtype=np.int64),
        rung=np.array([float(row["rung"]) for row in table]),
        goldstein=np.array([float(row["goldstein"]) for row in table]),
        deniable=np.array([row["deniable"] == "yes" for row in table]),
        targeted=np.array([row["targeted"] == "yes" for row in table]),
        counted=np.array([row["occurs"] == "counted" for row in table]),
        **{key: np.array(values, dtype=_DTYPES.get(key, np.float64)) for key, values in consequence.items()},
    )


_DTYPES: Final[Mapping[str, Any]] = {"moves_target": np.bool_, "speaks": np.int64, "enters": np.bool_, "ends": np.bool_}
