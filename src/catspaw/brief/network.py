"""The network section: the picture, where it could break, and what else the ties say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from catspaw.brief.notes import Notes
from catspaw.brief.wording import Row, counted, dated, listed
from catspaw.case.english import named, sentence
from catspaw.desk import Desk
from catspaw.network.balance import frustration
from catspaw.network.flashpoints import FlashPoint
from catspaw.network.graph import signed
from catspaw.network.paths import LeakPath, brokers, chains, leak_paths
from catspaw.network.picture import picture

FLASH_POINTS, OF_A_KIND, CHAINS, BROKERS = 6, 2, 4, 3
#: Patrons are those that back at least so many.
CLIENTS = 2


def network_section(desk: Desk, notes: Notes) -> Row:
    """Build the section."""
    net, blocs = desk.network, desk.blocs
    sourced = sum(bool(t.claims) for t in net.ties)
    shown = [f"{b.name}" for b in blocs.blocs[:3]]
    text = (
        f"{len(net.nodes)} actors and places and {len(net.ties)} ties as believed on {dated(net.as_of)}, "
        f"{sourced} from the reports and {len(net.ties) - sourced} set by the analyst. They fall into "
        f"{counted(len(blocs.blocs), 'bloc')}: {listed(shown)}. {_balance(desk)}"
    )
    return {
        "text": text,
        "svg": picture(net, positions=desk.positions, blocs=blocs),
        "caption": "Positions do not change from date to date. Hover over a line, or open it with a screen reader, to read its ties.",
        "flash_text": "Pairs that are near each other or held together by a third, across a hostility that is not yet open. The order "
        "is a judgement of what to look at first, not a probability; the tag is the range of the rank over "
        "sampled networks.",
        "flashpoints": [_flash(desk, f, notes) for f in _varied(desk.flashpoints)],
        "findings": [*_leaks(desk, notes), *_control(desk), *_brokers(desk)],
    }


def _balance(desk: Desk) -> str:
    """Say how far the network is from two clean camps."""
    found = frustration(signed(desk.network))
    if not found.index:
        return "Friends and enemies divide it cleanly into two camps."
    pairs = [f"{named(p.a, desk.case)} and {named(p.b, desk.case)}" for p in found.frustrated]
    proof = "no fewer would do" if found.optimal else "fewer may do"
    return (
        f"{counted(int(found.index), 'pair').capitalize()} of {found.pairs} must be crossed to divide it into two camps "
        f"({proof}): {listed(pairs)}."
    )


def _varied(points: Sequence[FlashPoint]) -> list[FlashPoint]:
    """Choose the first few, at most `OF_A_KIND` of one kind while there are others."""
    seen: Counter[str] = Counter()
    first: list[FlashPoint] = []
    rest: list[FlashPoint] = []
    for point in points:
        seen[point.kind] += 1
        (first if seen[point.kind] <= OF_A_KIND else rest).append(point)
    chosen = (first + rest)[:FLASH_POINTS]
    return sorted(chosen, key=points.index)


def _flash(desk: Desk, found: FlashPoint, notes: Notes) -> Row:
    s = found.spread
    names = [named(a, desk.case) for a in found.actors]
    place = f" at {named(found.place, desk.case)}" if found.place else ""
    rank = f"rank {s.rank}" if s.rank_low == s.rank_high else f"rank {s.rank}, {s.rank_low}–{s.rank_high}"
    return {
        "title": sentence(listed(names) + place).rstrip("."),
        "reason": found.reason,
        "notes": notes.of(found.claims),
        "rank": rank,
    }


def _leaks(desk: Desk, notes: Notes) -> Iterator[Row]:
    """Tell the likeliest ways out for arms and knowledge that run over a leak or a spy that somebody speaks of."""
    for source in _patrons(desk)[:2]:
        for cargo in ("arms", "intelligence"):
            named_leaks = [p for p in leak_paths(desk.network, source, cargo=cargo) if _through_a_leak(p)]
            for path in named_leaks[:1]:
                yield {"text": _leak(desk, path), "notes": notes.of(k for s in path.steps for k in s.claims)}


def _through_a_leak(path: LeakPath) -> bool:
    return any(step.word in ("leaks", "spies") for step in path.steps)


def _leak(desk: Desk, path: LeakPath) -> str:
    way = " → ".join(desk.case.name_of(a) for a in path.actors)
    what = "Arms" if path.cargo == "arms" else "Knowledge"
    return (
        f"{what} of {named(path.actors[0], desk.case)} could reach its adversary {named(path.actors[-1], desk.case)}: {way}. "
        f"All its ties hold together in {100 * path.share:.0f} % of sampled networks."
    )


def _patrons(desk: Desk) -> list[str]:
    backed: dict[str, set[str]] = {}
    for tie in desk.network.ties:
        if tie.layer == "backing" and tie.belief >= 0.5:
            backed.setdefault(tie.source, set()).add(tie.target)
    many = [(len(c), a) for a, c in backed.items() if len(c) >= CLIENTS]
    return [a for _, a in sorted(many, key=lambda found: (-found[0], found[1]))]


def _control(desk: Desk) -> Iterator[Row]:
    for patron in _patrons(desk)[:1]:
        found = [c for c in chains(desk.network, patron) if len(c.actors) > 1][:CHAINS]
        if found:
            parts = [f"{named(c.actors[-1], desk.case)} {c.control:.2f} (slack {c.slack:.2f})" for c in found]
            yield {
                "text": f"How far {named(patron, desk.case)} can move those it backs, 0 to 1 by the engine's formula from the kinds of "
                f"support, and what is left to them: {listed(parts, most=CHAINS)}.",
                "notes": [],
            }


def _brokers(desk: Desk) -> Iterator[Row]:
    found = [b for b in brokers(desk.network)[:BROKERS] if b.value > 0]
    if found:
        parts = [f"{named(b.key, desk.case)} (rank {b.rank}, {b.rank_low}–{b.rank_high})" for b in found]
        yield {
            "text": f"Most friendly ways between others run through {listed(parts)}: who could carry a message, or stop it.",
            "notes": [],
        }
