"""What the briefing stands on: what to find out, how far to trust it, sources, assumptions, provenance."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import PurePath

from catspaw.brief.notes import Notes
from catspaw.brief.wording import Row, acts, counted, dated, listed, move_text
from catspaw.case.english import named, say, sentence
from catspaw.case.model import Assumption, Case, Judgement
from catspaw.desk import Desk
from catspaw.engine.anchor import Anchored, Predicted
from catspaw.engine.branching import branching
from catspaw.engine.effects import EFFECTS, Prior
from catspaw.engine.result import Ensemble
from catspaw.evidence.explain import why
from catspaw.evidence.findings import findings
from catspaw.evidence.origins import Reliability
from catspaw.network.model import GROUPS, Weights

WEAK = 5


def find_out(desk: Desk, notes: Notes) -> Row:
    """Build "what to find out first": for each question the single new claim that would move it most."""
    pooled = desk.beliefs()
    rows = [row for q in pooled.asked() if (row := _move(desk, q.id))]
    return {
        "text": (
            "For each question, the one new claim that would move its belief furthest. This ranks evidence by what it would do to "
            "the answers, not yet by what the answers do to the outcomes."
        ),
        "rows": sorted(rows, key=lambda r: -abs(float(r["size"]))),
        "weak": list(_weak(desk, notes)),
    }


def _move(desk: Desk, question: str) -> Row | None:
    told = why(desk.beliefs(), question)
    if not told.moves:
        return None
    m = told.moves[0]
    return {
        "ask": told.question.ask,
        "what": sentence(move_text(told.question, m.what, desk.case)),
        "before": f"{100 * m.before:.0f} %",
        "after": f"{100 * m.after:.0f} %",
        "size": m.after - m.before,
    }


def _weak(desk: Desk, notes: Notes) -> Iterator[Row]:
    found = findings(desk.beliefs())
    single = [q for q in found.single_origin if desk.beliefs()[q].n_claims]
    yield {"text": f"{counted(len(single), 'proposition').capitalize()} rest on a single origin.", "notes": []}
    if found.unrated:
        names = [desk.case.name_of(u) for u in found.unrated]
        yield {"text": f"Never rated, and so weighed as grade F: {listed(names, most=8)}.", "notes": []}
    if found.unreviewed:
        text = f"{counted(len(found.unreviewed), 'claim').capitalize()} proposed by a reader and reviewed by nobody."
        yield {"text": text, "notes": notes.of(found.unreviewed)}
    for changed in found.changed[:WEAK]:
        yield {"text": f"{changed.speaker} has said different things over time.", "notes": []}
    for key, ground in found.fallen[:WEAK]:
        yield {"text": f"A ground of this claim has been taken back: {ground}.", "notes": notes.of([key])}


def trust(case: Case, anchored: Anchored, ensemble: Ensemble) -> Row:
    """Build "how far to trust it": stability, prior prediction, coefficients with their grounds."""
    ratio = branching(anchored.model, seed=ensemble.seed)
    outside = [r for r in anchored.table if not r.inside]
    runaway = int(ensemble.runaway.sum())
    stated = [r for r in anchored.table if not r.ground.startswith("judged: no anchor")]
    return {
        "paragraphs": [
            _fitting(case, anchored.model.weights),
            f"One act brings forth on average {ratio.median:.2f} others within a year ({ratio.low:.2f}–{ratio.high:.2f} over worlds and "
            f"weights); at 1 violence would feed on itself for ever. {counted(runaway, 'future').capitalize()} of "
            f"{ensemble.futures:,} ran away and hit the limit of acts.",
            f"{counted(len(anchored.table) - len(stated), 'kind')} of act that no anchor states {'is' if len(anchored.table) - len(stated) == 1 else 'are'} "
            "rare by judgement (a patron steering one client; an outcome that has never been seen)."
            + (
                f" {counted(len(outside), 'anchored kind').capitalize()} fall outside the stated range."
                if outside
                else ""
            ),
        ],
        "anchors": [_anchor(case, r) for r in stated],
        "weights": list(_weights(anchored.model.weights)),
    }


def _fitting(case: Case, weights: Weights) -> str:
    """Say what of the weights rests on events, and that the case itself has no back-test."""
    n = fitted(weights)
    if not n:
        return (
            "No event history has been fitted to this case, so there is no back-test of these forecasts; the baseline beside each "
            "is all there is to compare with. Treat them as what the claims and assumptions imply, and look at what they hang on."
        )
    return (
        f"{counted(n, 'weight').capitalize()} of the set {PurePath(case.weights).name} {'was' if n == 1 else 'were'} fitted on events, of other "
        "times or places than this case's; the rest are from the literature or judged, each as the table says. These forecasts "
        "themselves have no back-test: the baseline beside each is what to compare with."
    )


def fitted(weights: Weights) -> int:
    """Count the weights that were fitted on events."""
    return sum(ground.startswith("fitted") for row in weights.provenance for ground in row)


def _weights(weights: Weights) -> Iterator[Row]:
    """Give the weights of the run, effect by effect and group by group, with their grounds."""
    for effect in EFFECTS:
        if effect.name not in weights.effects:
            continue
        row = weights.effects.index(effect.name)
        for group in effect.groups:
            weight = Prior(float(weights.mean[row, group]), float(weights.sd[row, group]))
            yield {
                "effect": effect.name.replace("_", " "),
                "group": GROUPS[group],
                "says": effect.in_words(group, weight),
                "ground": f"{weights.provenance[row][group]} ({effect.source})",
            }


def _anchor(case: Case, row: Predicted) -> Row:
    pairs = [tuple(c.split("|")[::2]) for c in row.channels]
    authors, targets = (list(dict.fromkeys(named(p[i], case) for p in pairs if p[i])) for i in (0, 1))
    return {
        "kind": f"{row.action.replace('_', ' ')}: {listed(authors)}{' → ' + listed(targets) if targets else ''}",
        "stated": f"{row.low:g}–{row.high:g}",
        "predicted": f"{acts(row.mean)} ({acts(row.least)}–{acts(row.most)})",
        "inside": row.inside,
        "ground": row.ground,
    }


def sources(desk: Desk, notes: Notes) -> Row:
    """Build the table of origins: who they are, whose, how graded, how they reached us."""
    case = desk.case
    grades = Reliability(case)
    heard: Counter[str] = Counter()
    through: dict[str, set[str]] = {}
    first: dict[str, str] = {}
    for claim in notes.claims:
        for chain in claim.by:
            cluster = desk.book.origins.cluster(claim, chain)
            heard[cluster] += 1
            through.setdefault(cluster, set()).update(case.name_of(s.id) for s in chain[1:])
            first.setdefault(cluster, grades.grade(chain[0], topic=claim.prop.word, day=claim.learnt))
    clusters = desk.book.origins.clusters
    rows = [
        {
            "name": sentence(clusters[o].name).rstrip(".") if o in clusters else o,
            "side": case.name_of(clusters[o].side) if o in clusters and clusters[o].side in case.actors else "–",
            "grade": first[o],
            "claims": n,
            "through": listed(sorted(through[o])) or "its own word",
        }
        for o, n in heard.most_common()
    ]
    return {
        "text": (
            f"{counted(len(rows), 'origin').capitalize()} stand behind {len(notes.claims)} claims. Origins carry weight, outlets do not: an outlet "
            "that repeats another adds nothing. Grades A to F say how far an origin's word is to be relied on; unrated is F."
        ),
        "rows": rows,
        "reports": [
            {
                "title": r.title,
                "outlet": case.name_of(r.outlet),
                "dated": str(r.dated),
                "coded": f"{r.coded.get('blocks', '')} by {r.coded.get('by', 'unknown')}, {r.coded.get('on', '')}"
                if r.coded
                else "unstated",
            }
            for r in case.reports.values()
        ],
    }


def assumptions(case: Case) -> Row:
    """Build the list of what was set without a source in the reports."""
    return {
        "text": (
            f"{counted(len(case.assumptions), 'tie or value').capitalize()} the reports do not give were set by hand, so that the network runs; "
            "each with its reason. Where the reports speak of the same thing, what is assumed is the starting point and their claims "
            "move it."
        ),
        "rows": [_assumption(case, a) for a in case.assumptions],
        "judgements": [_judgement(case, j) for j in case.judgements if j.kind != "wording"],
    }


def _assumption(case: Case, assumption: Assumption) -> Row:
    source = f" ({assumption.source})" if assumption.source else ""
    return {
        "says": sentence(say(assumption.prop, case)),
        "belief": f"{100 * assumption.belief:.0f} %",
        "strength": f"{assumption.strength:.1f}",
        "why": f"{assumption.why}{source}",
    }


def _judgement(case: Case, judgement: Judgement) -> str:
    names = listed([case.name_of(a) for a in judgement.about], most=8)
    what = {
        "same": f"one and the same: {names}",
        "distinct": f"not the same: {names}",
        "together": f"one origin: claims {names}",
        "apart": f"different origins: claims {names}",
        "judge": f"we judge: {say(judgement.prop, case) if judgement.prop else names}",
    }[judgement.kind]
    return sentence(f"{what} ({judgement.by}, {judgement.on}): {judgement.why}")


def provenance(desk: Desk, ensemble: Ensemble) -> list[tuple[str, str]]:
    """List what the page was made from: the same inputs and seed give the same bytes."""
    case = desk.case
    return [
        ("Case", f"{case.id}, resolved content SHA-256 {case.digest}"),
        ("As of", dated(desk.as_of)),
        ("Catspaw", version("catspaw")),
        ("Random seed", str(ensemble.seed)),
        ("Futures", f"{ensemble.futures:,} of {ensemble.model.horizon_days} days"),
        ("Weights", "priors of the effect catalogue, none fitted"),
        ("NumPy, Python", f"{version('numpy')}, {platform.python_version()}"),
    ]
