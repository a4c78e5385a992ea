"""The language of a text: what is not English is said and not read."""

from __future__ import annotations

from dataclasses import dataclass

#: Characters looked at, and letters below which no language can be told.
LOOKED_AT, FEWEST = 20_000, 40

#: Names of languages that reports on conflicts come in; others are given by their code.
NAMES = {
    "ar": "Arabic",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "he": "Hebrew",
    "it": "Italian",
    "ku": "Kurdish",
    "pt": "Portuguese",
    "ps": "Pashto",
    "ru": "Russian",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "zh": "Chinese",
}


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language and how many of the text's letters stand in paragraphs of it.

    Attributes
    ----------
    code : str
        ISO 639-1; empty where there is too little text to tell.
    share : float
        0 to 1.
    """

    code: str
    share: float

    @property
    def name(self) -> str:
        """Its English name, or its code."""
        return NAMES.get(self.code, f"the language `{self.code}`")


def tongue(text: str) -> Tongue:
    """Tell the language in which most of a text is, paragraph by paragraph (py3langid)."""
    import py3langid

    weights: dict[str, int] = {}
    for line in text[:LOOKED_AT].split("\n"):
        letters = sum(c.isalpha() for c in line)
        if letters >= FEWEST:
            code = str(py3langid.classify(line)[0])
            weights[code] = weights.get(code, 0) + letters
    if not weights:
        return Tongue("", 0.0)
    code = max(sorted(weights), key=lambda c: weights[c])
    return Tongue(code, weights[code] / sum(weights.values()))
