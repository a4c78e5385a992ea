"""What may stand in each file of a case: one table for the loader, the messages, the docs and the JSON Schema."""

from __future__ import annotations

from dataclasses import dataclass

from catspaw.case.codebook import actions
from catspaw.case.language import KEYS, OPERATORS

VERSION = 1

ACTOR_KINDS = (
    "state",
    "government",
    "organisation",
    "armed_group",
    "wing",
    "force",
    "office",
    "person",
    "group",
    "brand",
    "population",
    "flow",
)
PLACE_KINDS = ("base", "port", "strait", "crossing", "city", "region", "country", "camp", "pipeline", "sea")
SOURCE_KINDS = ("outlet", "office", "official", "expert", "group")
GRADES = ("A", "B", "C", "D", "E", "F")
SPEECH = (
    "assert",
    "deny",
    "admit",
    "doubt",
    "silent",
    "no_evidence",
    "judge",
    "threaten",
    "promise",
    "demand",
)
SURENESS = ("flat", "believes", "likely", "presumes", "assumes", "suspects", "may")
RELAYS = ("verbatim", "quoted", "paraphrased", "hearsay")
ODDS = ("will", "would", "likely", "may", "could", "asks")
INTERESTS = ("for", "none", "against")
LEDGERS = ("truth", "reported")


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a record.

    Attributes
    ----------
    key, kind : str
        How it is written; which reader takes it (`readers`).
    attribute : str
        Where it goes in the model, if named otherwise.
    allowed : tuple of str
        For kind ``choice``.
    low, high : float
        For kind ``number``.
    doc : str
        What it is, in a line.
    """

    key: str
    kind: str = "text"
    attribute: str = ""
    required: bool = False
    allowed: tuple[str, ...] = ()
    low: float = float("-inf")
    high: float = float("inf")
    doc: str = ""

    @property
    def name(self) -> str:
        """The attribute of the model that it fills."""
        return self.attribute or self.key


@dataclass(frozen=True, slots=True)
class Record:
    """The keys of one kind of entry."""

    name: str
    fields: tuple[Field, ...]

    def field(self, key: str) -> Field | None:
        """Find a field by its key."""
        return next((f for f in self.fields if f.key == key), None)


def _choice(key: str, allowed: tuple[str, ...], doc: str, *, required: bool = False) -> Field:
    return Field(key, "choice", allowed=allowed, required=required, doc=doc)


_SCALE = {"kind": "number", "low": 0.0, "high": 10.0}
_ID = Field("id", "id", required=True, doc="its id, unique in the case")
_NOTE = Field("note", doc="anything else")
_NAME = Field("name", required=True, doc="the name that readers see")
_ALIASES = Field("aliases", "texts", doc="other names and spellings, in any script")

OUTCOME = Record(
    "outcome",
    (
        Field("id", "id", required=True, doc="its id"),
        Field("ask", required=True, doc="the question in plain words"),
        Field("says", "prop", "prop", required=True, doc="a proposition about acts, counts or a rung"),
        Field("within", "days", "within_days", required=True, doc="how soon, counted from as_of: 90d, 12w, 6m"),
        Field("ledger", "name", doc="truth (default), reported, or the actor whose belief counts"),
    ),
)
ANCHOR = Record(
    "anchor",
    (
        Field("act", "prop", "prop", required=True, doc="the kind of act: who, what, against whom"),
        Field("in_90_days", "range", required=True, doc="[low, high] acts in 90 ordinary days"),
        Field("ground", required=True, doc="where the numbers come from"),
    ),
)
OCCASION = Record(
    "occasion",
    (
        Field(
            "on",
            "day",
            "day",
            required=True,
            doc="its day: of an election, a vote, a deadline, an anniversary, a visit",
        ),
        Field(
            "moves", "prop", "prop", required=True, doc="the kind of act that it stirs or calms: who, what, toward whom"
        ),
        Field(
            "weight", "number", low=-1.0, high=1.0, required=True, doc="how much it stirs (above 0) or calms, -1 to 1"
        ),
        Field("why", required=True, doc="what the day is, and why it moves them"),
        Field("source", doc="where the day stands"),
    ),
)
CASE = Record(
    "case",
    (
        Field("case", "slug", "id", required=True, doc="the folder's name"),
        Field("title", required=True, doc="the title of the briefing"),
        Field("as_of", "day", required=True, doc="nothing learnt later counts"),
        Field("horizon", "days", "horizon_days", required=True, doc="how far futures run: 180d"),
        Field("scope", doc="what the case covers and what it leaves out"),
        Field("seed", "integer", low=0, high=2**63 - 1, doc="the root of all randomness"),
        Field(
            "weights", doc="the set of weights: `judged` (default), a bundled set, or a .yaml file of the case's folder"
        ),
        Field("outcomes", "list:outcome", doc="what the briefing forecasts"),
        Field("anchors", "list:anchor", doc="what 90 ordinary days hold"),
        Field("occasions", "list:occasion", doc="dated days ahead that move certain acts"),
    ),
)
ACTOR = Record(
    "actor",
    (
        _ID,
        _NAME,
        _choice("kind", ACTOR_KINDS, "what it is", required=True),
        _ALIASES,
        Field("part_of", "memberships", doc="what it belongs to: an id or a dated list"),
        Field("acts_for", "memberships", doc="whose body it is"),
        Field("members", "memberships", doc="who belongs to it, for a group"),
        Field("home", "name", doc="a place"),
        Field("power", doc="strength, 0–10: a judgement", **_SCALE),  # type: ignore[arg-type]
        Field("resolve", doc="resolve, 0–10: a judgement", **_SCALE),  # type: ignore[arg-type]
        Field("stock", doc="arms in store, 0–10: a judgement", **_SCALE),  # type: ignore[arg-type]
        Field("reliability", "ratings", doc="how far its own word is to be relied on: a grade A–F, or a list"),
        Field("attributes", "texts_by_key", doc="anything else, key by key"),
        _NOTE,
    ),
)
PLACE = Record(
    "place",
    (
        _ID,
        _NAME,
        _choice("kind", PLACE_KINDS, "what it is", required=True),
        _ALIASES,
        Field("in", "name", "inside", doc="the place or state that it lies in"),
        Field("lat", "number", low=-90, high=90, doc="degrees north"),
        Field("lon", "number", low=-180, high=180, doc="degrees east"),
        Field("host", "name", doc="the actor on whose soil it lies"),
        Field("holder", "memberships", doc="who holds it: an id or [{by: id, from: …, to: …}]"),
        _NOTE,
    ),
)
SOURCE = Record(
    "source",
    (
        _ID,
        _NAME,
        _choice("kind", SOURCE_KINDS, "what it is", required=True),
        Field("of", "name", doc="the actor on whose side it stands"),
        Field("institution", "name", doc="what it shares with others; default itself"),
        _ALIASES,
        Field("reliability", "ratings", doc="a grade A–F, or a list by topic and period"),
        _NOTE,
    ),
)
INCIDENT = Record(
    "incident",
    (
        _ID,
        Field("name", doc="the name that readers see"),
        Field("kind", "choice", allowed=tuple(actions()), required=True, doc="an act word"),
        Field("on", "date", doc="when, some moment inside"),
        Field("at", "name", doc="a place"),
        Field("against", "party", doc="whom it was aimed at"),
        Field("with", attribute="means", doc="by what means"),
        Field("n", doc="how many: a number, many, several"),
        Field("public", "yesno", doc="nobody disputes that it happened"),
        Field("series", "yesno", doc="many acts under one name"),
        _NOTE,
    ),
)
QUESTION = Record(
    "question",
    (
        _ID,
        Field("ask", required=True, doc="the question in plain words"),
        Field("about", "about", doc="a proposition, a measure, or `author of INCIDENT`"),
        Field("one_of", "props", doc="answers of which at most one is true"),
        Field("exhaustive", "yesno", doc="whether exactly one of them is true"),
        _NOTE,
    ),
)
CLAIM = Record(
    "claim",
    (
        Field("says", "prop", doc="what is claimed"),
        Field("expects", "prop", doc="what is forecast"),
        Field("again", "keys", doc="keys of claims that the speaker stands by"),
        Field("retracts", "keys", doc="keys of claims that are taken back"),
        Field("by", "chains", required=True, doc="who vouches: X, X via Y, or a list"),
        _choice("act", SPEECH, "the act of speech"),
        _choice("sure", SURENESS, "the speaker's own certainty"),
        _choice("relay", RELAYS, "how the last link gives it"),
        Field("said", "date", doc="when it was said"),
        Field("to", "party", doc="to whom"),
        Field("in", "name", "at_incident", doc="the incident at which it was said"),
        Field("where", "paragraphs", doc="paragraphs of the report: p11, p18,p38 or p5-p7"),
        Field("key", "id", doc="a name for the claim"),
        Field("if", "prop", "given", doc="the condition"),
        Field("unless", "prop", doc="what would prevent it"),
        Field("within", "within", "within_days", doc="how soon: 90d, 6m, unstated"),
        Field("odds", "odds", doc="how sure the forecaster is: 0–1 or " + ", ".join(ODDS)),
        Field("grounds", "grounds", doc="what it rests on: keys, incidents, propositions"),
        _choice("interest", INTERESTS, "overrides the computed interest of the speaker"),
        Field("hindsight", "yesno", doc="learnt after as_of and let in"),
        Field("private", "yesno", doc="never to be exported"),
        Field("reviewed", "yesno", doc="no: proposed by a reader and looked at by nobody"),
        _NOTE,
    ),
)
CODED = Record(
    "coded",
    (
        Field("by", required=True, doc="who coded"),
        Field("on", "day", required=True, doc="when"),
        Field("for", "texts", doc="the questions that it was coded for"),
        Field("blocks", "paragraphs", doc="the paragraphs that were read: p1-p66"),
    ),
)
REPORT = Record(
    "report",
    (
        Field("report", "slug", "id", required=True, doc="the file's name"),
        Field("title", doc="what it is, in your own words"),
        Field("outlet", "name", required=True, doc="a source"),
        Field("author", doc="who wrote it"),
        Field("dated", "date", required=True, doc="when it was published"),
        Field("url", doc="where it can be found"),
        Field("paragraphs", "integer", low=1, high=100_000, doc="non-empty lines of the text"),
        Field("coded", "record:coded", doc="by whom, when, for what, which paragraphs"),
        Field("voices", "voices", doc="who speaks in it"),
        Field("claims", "list:claim", required=True, doc="what it has them say"),
        Field("passed", "passed", doc="paragraphs without a claim, and why"),
        Field("private", "yesno", doc="never to be exported"),
        _NOTE,
    ),
)
ASSUMPTION = Record(
    "assumption",
    (
        Field("says", "prop", "prop", required=True, doc="what is assumed"),
        Field("belief", "number", low=0, high=1, doc="how sure, 0–1; default .95"),
        Field("strength", "number", low=0, high=1, doc="how much of it, 0–1; default .5"),
        Field("from", "date", "start", doc="since when"),
        Field("to", "date", "end", doc="until when"),
        Field("why", required=True, doc="why it may be assumed"),
        Field("source", doc="where it comes from"),
    ),
)
JUDGEMENT = Record(
    "judgement",
    (
        Field("same", "keys", doc="two incidents or actors that are one"),
        Field("distinct", "keys", doc="two that are not"),
        Field("together", "keys", doc="claims of one origin"),
        Field("apart", "keys", doc="claims of different origins"),
        Field("judge", "prop", doc="a proposition that we judge"),
        Field("wording", "name", doc="a question or outcome whose key judgement we word"),
        Field("belief", "number", low=0, high=1, doc="how sure we are, 0–1"),
        Field("text", doc="our wording"),
        Field("by", required=True, doc="who decided"),
        Field("on", "date", required=True, doc="when"),
        Field("why", doc="why"),
    ),
)
ACCOUNT = Record(
    "account",
    (
        _ID,
        _NAME,
        Field("believe", "names", required=True, doc="the voices taken at face value"),
        _NOTE,
    ),
)
WAR = Record(
    "war",
    (
        _ID,
        Field("stands", "name", doc="the actor that stands for it as a thing to be joined"),
        Field("side", "party", required=True, doc="who fights on one side at as_of"),
        Field("against", "party", required=True, doc="who fights on the other"),
        Field("ground", required=True, doc="where this comes from"),
    ),
)
DECISION = Record(
    "decision",
    (
        Field("id", "id", required=True, doc="its id"),
        Field("ask", required=True, doc="the question in plain words"),
        Field("who", "name", required=True, doc="who decides"),
        Field("on", "day", doc="the day on which it is open"),
        Field("opens", "prop", doc="or what opens it, on the day after: a proposition about acts, counts or a rung"),
        Field(
            "options", "texts_by_key", required=True, doc="name of each way to decide: the act that it is, or nothing"
        ),
        Field("odds", "texts_by_key", required=True, doc="name: odds against the others with all effects at 0"),
        Field("weighs", "texts_by_key", doc="name: effects of the engine that weigh on it, each with its weight"),
        Field("ground", required=True, doc="where options, odds and weights come from"),
    ),
)

RECORDS = {
    r.name: r
    for r in (
        CASE,
        OUTCOME,
        ANCHOR,
        OCCASION,
        ACTOR,
        PLACE,
        SOURCE,
        INCIDENT,
        QUESTION,
        REPORT,
        CLAIM,
        CODED,
        ASSUMPTION,
        JUDGEMENT,
        ACCOUNT,
        WAR,
        DECISION,
    )
}

#: The files of a case folder and the record that each entry of theirs is.
FILES = {
    "actors.yaml": ACTOR,
    "places.yaml": PLACE,
    "sources.yaml": SOURCE,
    "incidents.yaml": INCIDENT,
    "questions.yaml": QUESTION,
    "assumptions.yaml": ASSUMPTION,
    "judgements.yaml": JUDGEMENT,
    "accounts.yaml": ACCOUNT,
    "wars.yaml": WAR,
    "decisions.yaml": DECISION,
}

ACT_COLUMNS = ("date", "actor", "action", "target", "place", "n", "incident", "source", "note")

__all__ = ["ACT_COLUMNS", "FILES", "KEYS", "OPERATORS", "RECORDS", "VERSION", "Field", "Record"]
