"""The table of effects, for the documentation, the brief and the notebook."""

from __future__ import annotations

from collections.abc import Sequence

from catspaw.engine.effects.base import Effect
from catspaw.network.model import GROUPS

HEAD = ("effect", "x", "unit", "ledger", "groups", "source", "prior in words", "numbers from", "test")
_TEST = "test_x_by_hand_and_its_part_in_the_rate"


def rows(effects: Sequence[Effect]) -> list[tuple[str, ...]]:
    """Say each effect in one row under `HEAD`; the prior is that of the last group it serves."""
    return [
        (
            f"`{effect.name}`",
            effect.formula,
            effect.unit,
            effect.ledger,
            groups_in_words(effect.groups),
            effect.source,
            effect.in_words(effect.groups[-1]),
            effect.provenance,
            f"`{_TEST}[{effect.name}]`",
        )
        for effect in effects
    ]


def groups_in_words(groups: tuple[int, ...]) -> str:
    """Name groups shortly: ``all``, or their names."""
    return "all" if len(groups) == len(GROUPS) else "; ".join(GROUPS[group] for group in groups)


def as_markdown(effects: Sequence[Effect]) -> str:
    """Write the table in Markdown."""
    lines = [HEAD, ("---",) * len(HEAD), *rows(effects)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
