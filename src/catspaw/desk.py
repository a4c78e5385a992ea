"""A desk: one case with all that is worked out from it, each thing once; what jobs and the briefing draw on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from catspaw.case.model import Case

if TYPE_CHECKING:
    from catspaw.engine.anchor import Anchored
    from catspaw.evidence.beliefs import Beliefs
    from catspaw.evidence.book import Book
    from catspaw.network.blocs import Blocs
    from catspaw.network.flashpoints import FlashPoints
    from catspaw.network.graph import Network
    from catspaw.network.layout import Positions


@dataclass(frozen=True)
class Desk:
    """A case with all that is worked out from it, each once: what a briefing draws on.

    Attributes
    ----------
    case : Case
    as_of : date
    """

    case: Case
    as_of: date
    _beliefs: dict[str | None, Beliefs] = field(default_factory=dict, repr=False)

    @cached_property
    def book(self) -> Book:
        """The claims, indexed."""
        from catspaw.evidence.book import make_book

        return make_book(self.case)

    def beliefs(self, account: str | None = None, *, experts: bool = False) -> Beliefs:
        """Weigh the claims, pooled or under an account."""
        from catspaw.evidence.weighing import weigh

        key = f"{account or ''} with experts" if experts else account
        if key not in self._beliefs:
            self._beliefs[key] = weigh(self.book, as_of=self.as_of, account=account, experts=experts)
        return self._beliefs[key]

    @cached_property
    def network(self) -> Network:
        """The network as of the day."""
        from catspaw.network.build import network

        return network(self.case, self.beliefs(), as_of=self.as_of)

    @cached_property
    def positions(self) -> Positions:
        """Where nodes stand: from the ties of all times, so that they stand still from date to date."""
        from catspaw.network.layout import layout

        last = max((c.learnt for c in self.case.claims), default=self.case.as_of)
        return layout(Desk(self.case, max(last, self.case.as_of)).network)

    @cached_property
    def blocs(self) -> Blocs:
        """Who stands together."""
        from catspaw.network.blocs import blocs

        return blocs(self.network)

    @cached_property
    def flashpoints(self) -> FlashPoints:
        """Where the network could break, ranked."""
        from catspaw.network.fading import fading
        from catspaw.network.flashpoints import flash_points

        return flash_points(self.network, fading=fading(self.case, self.beliefs()))

    def model(self, account: str | None = None, *, seed: int | None = None) -> Anchored:
        """Compile the case and solve its base rates, or take those solved before."""
        from catspaw.engine.solved import solved
        from catspaw.fit.engine.weightsets import weight_set
        from catspaw.network.compile import compile_model

        root = self.case.seed if seed is None else seed
        own = {a: self.beliefs(a) for a in self._targets()}
        chosen = weight_set(self.case.weights, folder=self.case.folder)
        chosen.check_day(self.as_of)
        compiled = compile_model(self.case, self.beliefs(account), weights=chosen.weights(), accounts=own, seed=root)
        return solved(chosen.settle(compiled), seed=root)

    def _targets(self) -> tuple[str, ...]:
        """Give the sides that both suffered a contested incident and speak: their own account is what they go by."""
        from catspaw.evidence.accounts import accounts
        from catspaw.network.principals import who

        sides = accounts(self.book)
        hit = {t for i in self.case.incidents.values() if i.against for t in who(self.case, i.against, self.as_of)}
        return tuple(sorted(hit & set(sides)))
