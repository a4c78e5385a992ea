"""What the reader marks and in which words: the roles of an attribution, stances, sureness, kinds of speaker."""

from __future__ import annotations

ROLES = ("source", "cue", "content")
MODALITIES = ("happened", "planned", "threatened", "denied", "negated", "conditional")
#: Speech acts of the language of claims; ``mind`` (wish, plan, fear, belief of others) and ``ask`` are the reader's.
STANCES = (
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
    "retract",
    "mind",
    "ask",
)
SURENESS = ("flat", "believes", "likely", "presumes", "assumes", "suspects", "may")
KINDS = ("person", "group", "office", "outlet", "document", "poll", "crowd", "state")
ACCESS = ("eyewitness", "took_part", "present", "briefed", "documents", "hearsay")
REASONS = ("unauthorised", "fear", "sensitive", "talks", "law", "policy", "none")
