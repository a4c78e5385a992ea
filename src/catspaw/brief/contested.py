"""What is contested: each question's answers, each account beside the pooled belief, the sum in bits."""

from __future__ import annotations

from collections.abc import Sequence

from catspaw.brief.notes import Notes
from catspaw.brief.wording import Row, Statement, answer_text, believed, counted, frame, listed, number, statement
from catspaw.case.english import sentence
from catspaw.desk import Desk
from catspaw.evidence.accounts import accounts, believed_entries
from catspaw.evidence.describe import Question
from catspaw.plots.charts import beliefs as chart

#: Answers of one question that the picture shows.
MOST_ANSWERS = 8


def contested(desk: Desk, notes: Notes) -> Row:
    """Build the section."""
    pooled = desk.beliefs()
    questions = pooled.asked()
    survive = sum(_survives(desk, q.id) for q in questions)
    text = (
        f"{counted(len(questions), 'question').capitalize()} that the reports leave open. Below each, the belief that all claims "
        f"together support, and what each side's own account would make of it: its voices taken at their word where they "
        f"speak. {counted(survive, 'answer').capitalize()} stay the most likely under every account."
    )
    asked = {q.id for q in questions}
    rest = [pooled[q] for q in pooled if q not in asked]
    return {
        "text": text,
        "questions": [_question(desk, q, notes) for q in questions],
        "rest": [_rest(desk, q, notes) for q in rest if q.n_claims and not q.public],
    }


def accounts_of(desk: Desk) -> Sequence[tuple[str, str]]:
    """Give the accounts: id and name, those of accounts.yaml first; a side's that takes the same word is not repeated."""
    found: dict[bytes, tuple[str, str]] = {}
    for account in accounts(desk.book).values():
        found.setdefault(believed_entries(desk.book, account).tobytes(), (account.id, account.name))
    return list(found.values())


def _survives(desk: Desk, question: str) -> bool:
    pooled = desk.beliefs()[question]
    side = pooled.main.belief >= 0.5
    for account, _ in accounts_of(desk):
        other = desk.beliefs(account)[question]
        same = (
            (other.main.belief >= 0.5) == side if pooled.kind == "proposition" else other.main.says == pooled.main.says
        )
        if not same:
            return False
    return True


def _question(desk: Desk, question: Question, notes: Notes) -> Row:
    case = desk.case
    said = statement(desk.beliefs(), question, case)
    n = number(said.belief, said.low, said.high)
    under = [(a, name, desk.beliefs(a)[question.id]) for a, name in accounts_of(desk)]
    spoken = [(a, name, q) for a, name, q in under if q.spoken]
    before, after = frame(n["word"])
    return {
        "id": question.id,
        "ask": question.ask,
        "summary": f"{before} {n['word']} ({n['number']}) {after} {said.says}. {confidence_text(question, said)}",
        "notes": notes.of(question.claims),
        "svg": _chart(desk, question, spoken),
        "caption": _caption(question, spoken),
        "accounts": [_account_row("All claims together", question, said, desk)]
        + [_account_row(name, q, said, desk, account=a) for a, name, q in spoken],
        "silent": listed(list(question.silent)),
        "experts": "; ".join(question.experts) + "." if question.experts else "",
        "ours": " ".join(question.ours),
        "discount": _discount(question, said),
        "bits": _bits(desk, question, notes),
    }


def confidence_text(question: Question, said: Statement) -> str:
    """Say what the belief rests on and who speaks against the printed sentence, apart from how likely it is."""
    basis = f"{counted(question.n_origins, 'origin')} in {counted(question.n_claims, 'claim')}"
    parts = [f"Confidence is {question.confidence}: {basis}"]
    against = [c.name for c in question.contributions if not said.inside & set(c.answers)]
    if against:
        parts.append(f"against it speak {listed(against, most=3)}")
    if question.repeats:
        parts.append(f"{counted(question.repeats, 'repetition')} added nothing")
    return "; ".join(parts) + "."


def _account_row(name: str, question: Question, said: Statement, desk: Desk, *, account: str | None = None) -> Row:
    """Give an account's own answer, and its belief in the sentence that is printed above the table."""
    belief = believed(desk.beliefs(account), question, said.inside)
    middle, _, width = number(*belief)["number"].removeprefix("about ").partition(", ")
    return {
        "name": name,
        "answer": _short(question, desk),
        "belief": middle,
        "range": width or "–",
        "pooled": account is None,
    }


def _short(question: Question, desk: Desk) -> str:
    if question.kind == "proposition":
        return "yes" if question.main.belief >= 0.5 else "no"
    return answer_text(question, question.main, desk.case)


def _chart(desk: Desk, question: Question, spoken: Sequence[tuple[str, str, Question]]) -> str:
    rows: list[Row] = [
        {"label": _label(desk, question, a.says), "kind": "evidence", "belief": a.belief, "low": a.low, "high": a.high}
        for a in sorted(question.answers, key=lambda a: -a.belief if question.kind != "ladder" else 0)[:MOST_ANSWERS]
        if question.kind != "proposition" or a.says == "yes"
    ]
    if question.kind == "proposition":
        rows[0]["label"] = "all claims together"
        rows += [
            {"label": name, "kind": "account", "belief": q.belief, "low": q.low, "high": q.high}
            for _, name, q in spoken
        ]
    says = f"{question.ask} " + "; ".join(f"{r['label']}: {100 * r['belief']:.0f} %" for r in rows)
    return chart(rows, says=says, order=[r["label"] for r in rows]).svg()


def _label(desk: Desk, question: Question, says: str) -> str:
    text = answer_text(question, says, desk.case)
    return text if len(text) <= 46 else text[:45].rstrip() + "…"


def _caption(question: Question, spoken: Sequence[tuple[str, str, Question]]) -> str:
    if question.kind != "proposition":
        what = "Probability of each answer, from all claims together"
    elif spoken:
        what = "Probability that it is so, from all claims (square) and under each account that speaks to it (dots)"
    else:
        what = "Probability that it is so, from all claims together"
    return f"{what}; the bar is the 5–95 % range."


def _discount(question: Question, said: Statement) -> str:
    """Say what the stated answers come to where accusations count for as little as denials, if that is another number."""
    inside = [answer.discounted for answer in question.answers if answer.says in said.inside]
    moved = abs(sum(inside) - said.belief) >= 0.03
    return f"If accusations were discounted like denials: about {100 * sum(inside):.0f} %." if moved else ""


def _bits(desk: Desk, question: Question, notes: Notes) -> list[Row]:
    rows: list[Row] = [{"origin": "Before any claim", "says": "", "notes": [], "bits": f"{question.prior_bits:+.2f}"}]
    for c in question.contributions:
        grade = "taken at its word" if c.grade == "face" else f"grade {c.grade}"
        interest = {"for": ", speaking for its interest", "against": ", against its interest"}.get(c.interest, "")
        says = f"{answer_text(question, c.says, desk.case)} ({grade}{interest})"
        rows.append({"origin": c.name, "says": says, "notes": notes.of(c.claims), "bits": f"{c.bits:+.2f}"})
    if abs(question.faded_bits) >= 0.005:
        rows.append(
            {"origin": "Time since the last sighting", "says": "", "notes": [], "bits": f"{question.faded_bits:+.2f}"}
        )
    if abs(question.linked_bits) >= 0.005:
        rows.append(
            {"origin": "Effect of linked questions", "says": "", "notes": [], "bits": f"{question.linked_bits:+.2f}"}
        )
    return rows


def _rest(desk: Desk, question: Question, notes: Notes) -> Row:
    said = statement(desk.beliefs(), question, desk.case)
    n = number(said.belief, said.low, said.high)["number"].removeprefix("about ")
    middle, _, span = n.partition(", ")
    return {
        "says": sentence(said.says),
        "notes": notes.of(question.claims),
        "belief": middle,
        "range": span or "–",
        "origins": question.n_origins,
    }
