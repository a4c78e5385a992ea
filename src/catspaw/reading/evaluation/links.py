"""How well sources and contents are joined to their cues, apart from how well they are found: on the marked spans."""

from __future__ import annotations

from collections.abc import Iterable

from catspaw.reading.document import Attribution
from catspaw.reading.evaluation.spans import Tally
from catspaw.reading.gold import Gold
from catspaw.reading.tagging.labels import Stretch, bounds, chunks, training_stretches
from catspaw.reading.tagging.linking import Chunk, link

Joined = dict[str, set[tuple[tuple[int, int], tuple[int, int]]]]


def links(golds: Iterable[Gold]) -> dict[str, float]:
    """Give F1 of the joints cue–source and cue–content where the spans themselves are given."""
    tallies = {"source": Tally(), "content": Tally()}
    for gold in golds:
        for stretch, labels in training_stretches(gold):
            marked = [Chunk(first, last, role) for role, first, last in chunks(labels)]
            there = _marked(stretch, gold.attributions, {(c.role, c.first, c.last) for c in marked})
            cues = {cue for joints in there.values() for cue, _ in joints}
            here = _found(stretch, marked, cues)
            for role, tally in tallies.items():
                both = len(there[role] & here[role])
                tally.add(len(here[role]), both, len(there[role]), both)
    return {f"F1 of cue and {role}": tally.scores()["f1"] for role, tally in tallies.items()}


def _marked(stretch: Stretch, attributions: Iterable[Attribution], runs: set[tuple[str, int, int]]) -> Joined:
    """Give the marked joints of which both ends are runs of this layer."""
    joints: Joined = {"source": set(), "content": set()}
    for one in attributions:
        cue = bounds(stretch.tokens, one.cue[0])
        if cue is None or ("cue", *cue) not in runs:
            continue
        for role, held in joints.items():
            for span in getattr(one, role):
                other = bounds(stretch.tokens, span)
                if other and (role, *other) in runs:
                    held.add((cue, other))
    return joints


def _found(stretch: Stretch, marked: Iterable[Chunk], cues: set[tuple[int, int]]) -> Joined:
    joints: Joined = {"source": set(), "content": set()}
    for one in link(stretch, marked):
        cue = (one.cue.first, one.cue.last)
        if cue in cues:
            joints["source"] |= {(cue, (one.source.first, one.source.last))} if one.source else set()
            joints["content"] |= {(cue, (c.first, c.last)) for c in one.contents}
    return joints
