"""Key judgements: the few sentences that a reader in a hurry takes away, each with word, number and confidence."""

from __future__ import annotations

from catspaw.brief.background import fitted
from catspaw.brief.contested import confidence_text
from catspaw.brief.notes import Notes
from catspaw.brief.outlook import error_text, known, outcome_judgement
from catspaw.brief.wording import Row, frame, move_text, number, statement
from catspaw.case.model import Case
from catspaw.desk import Desk
from catspaw.engine.result import Chance, Ensemble
from catspaw.evidence.describe import Question
from catspaw.evidence.explain import why

#: How many questions and outcomes make a key judgement, in the analyst's own order of questions.yaml and case.yaml.
QUESTIONS, OUTCOMES = 3, 4


def key_judgements(desk: Desk, ensemble: Ensemble, notes: Notes) -> list[Row]:
    """Build the list: first what is so, then what may come."""
    asked = [q for q in desk.beliefs().asked() if q.n_claims][:QUESTIONS]
    chances = {c.id: c for c in ensemble.outcomes}
    coming = [(o, chances[o.id]) for o in desk.case.outcomes if o.id in chances][:OUTCOMES]
    rows = [_question(desk, q, notes) for q in asked]
    rows += [
        {**outcome_judgement(desk.case, o, c), **_outcome_aside(c, ensemble), **_wording(desk.case, o.id), "notes": []}
        for o, c in coming
    ]
    return rows


def _question(desk: Desk, question: Question, notes: Notes) -> Row:
    said = statement(desk.beliefs(), question, desk.case)
    likely = number(said.belief, said.low, said.high)
    before, after = frame(likely["word"])
    moves = why(desk.beliefs(), question.id).moves
    most = move_text(question, moves[0].what, desk.case) if moves else ""
    change = f"What would move it most: {most}." if moves else ""
    return {
        "lead": before,
        "likelihood": likely,
        "rest": f" {after} {said.says}.",
        "confidence": confidence_text(question, said),
        "change": change,
        "notes": notes.of(question.claims),
        **_wording(desk.case, question.id),
    }


def _outcome_aside(chance: Chance, ensemble: Ensemble) -> Row:
    luck = (
        ""
        if chance.luck is None or not known(chance)
        else f" {100 * min(1.0, max(0.0, chance.luck)):.0f} % of its variance is luck."
    )
    ground = (
        "weights fitted in part, on other events" if fitted(ensemble.model.weights) else "weights judged and not fitted"
    )
    return {
        "confidence": f"Confidence is low: simulated, Monte Carlo ± {error_text(chance.error)}, {ground}.{luck}",
        "change": "",
    }


def _wording(case: Case, about: str) -> Row:
    """Give the analyst's own wording, where there is one: it stands first, the computed sentence beside it."""
    own = [j for j in case.judgements if j.kind == "wording" and j.about == (about,)]
    return {"ours": own[-1].text, "ours_by": f"{own[-1].by}, {own[-1].on}"} if own else {"ours": "", "ours_by": ""}
