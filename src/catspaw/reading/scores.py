"""Precision, recall and F1 from three counts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Score:
    """Found, proposed, and there to be found."""

    found: int
    proposed: int
    gold: int

    def to_json(self) -> dict[str, float]:
        """Give precision, recall, F1 and the counts."""
        precision = self.found / self.proposed if self.proposed else 0.0
        recall = self.found / self.gold if self.gold else 0.0
        f1 = 2 * self.found / (self.proposed + self.gold) if self.proposed + self.gold else 0.0
        counts = {"found": self.found, "proposed": self.proposed, "gold": self.gold}
        return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4), **counts}
