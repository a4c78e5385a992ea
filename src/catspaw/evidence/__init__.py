"""From claims to beliefs: origins, weighing, accounts; knows nothing of how reports are read or futures run."""

from catspaw.evidence.accounts import accounts, survivals
from catspaw.evidence.beliefs import Beliefs, TieBelief, author_proposition
from catspaw.evidence.book import Book, make_book
from catspaw.evidence.changes import Changes, since
from catspaw.evidence.contributions import Contribution
from catspaw.evidence.describe import Answer, Question
from catspaw.evidence.explain import Explanation, why
from catspaw.evidence.findings import Findings, findings
from catspaw.evidence.weighing import weigh

__all__ = [
    "Answer",
    "Beliefs",
    "Book",
    "Changes",
    "Contribution",
    "Explanation",
    "Findings",
    "Question",
    "TieBelief",
    "accounts",
    "author_proposition",
    "findings",
    "make_book",
    "since",
    "survivals",
    "weigh",
    "why",
]
