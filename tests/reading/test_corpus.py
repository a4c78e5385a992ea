"""The training corpus: its markup, its rules, and that every article keeps them."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from catspaw.core.errors import CatspawError
from catspaw.reading.corpus import Article, actors, articles, check, mentions, read_article
from catspaw.reading.corpus.model import STYLES
from catspaw.reading.document import Span
from catspaw.reading.scheme import MODALITIES, STANCES

HEAD = "---\nstyle: wire\noutlet: Harbour Wire\ndate: 2031-03-04\n---\n\n"


def read(body: str) -> Article:
    return read_article(HEAD + body, name="x.txt")


def words(article: Article) -> int:
    return len(article.text.split())


def test_no_article_breaks_a_rule() -> None:
    assert [str(problem) for problem in check()] == []


def test_there_are_enough_articles_of_a_fit_length() -> None:
    assert len(articles()) >= 120
    assert sum(map(words, articles())) >= 50_000
    assert {a.name: words(a) for a in articles() if not 300 <= words(a) <= 900} == {}


def test_every_style_is_there_and_none_is_most_of_it() -> None:
    styles = Counter(a.style for a in articles())
    assert set(styles) == set(STYLES)
    assert max(styles.values()) < len(articles()) / 2


def test_every_span_covers_words_and_keeps_clear_of_blanks_and_markup() -> None:
    for article in articles():
        assert not re.search(r"\[[sqcae]\d* ?[a-z]*:", article.text)
        for one in article.attributions:
            assert one.cue
            assert one.content
            for span in (*one.source, *one.cue, *one.content, *one.anonymity):
                assert span.of(article.text) == span.of(article.text).strip() != ""


def test_attributions_are_many_and_of_every_kind() -> None:
    every = [one for article in articles() for one in article.attributions]
    assert len(every) >= 2_400
    assert min(Counter(one.stance for one in every).values()) >= 10
    assert {one.stance for one in every} == set(STANCES)
    assert sum(one.depth > 0 for one in every) >= 250
    assert sum(one.speaker.anonymous for one in every) >= 100
    assert sum(not one.source for one in every) >= 120
    assert sum(len(one.content) > 1 for one in every) >= 200


def test_acts_that_did_not_happen_are_many() -> None:
    modalities = Counter(act.modality for article in articles() for act in article.acts)
    assert set(modalities) == set(MODALITIES)
    assert sum(modalities.values()) >= 780
    assert sum(modalities.values()) - modalities["happened"] >= 200


def test_nearly_all_parties_of_acts_are_named_in_their_article() -> None:
    named = [
        ({party} | _kin(party)) & set(dict(mentions(article.text)))
        for article in articles()
        for act in article.acts
        for party in (*act.source, *act.target)
        if party != "unknown"
    ]
    assert sum(map(bool, named)) > 0.9 * len(named)


def _kin(party: str) -> set[str]:
    """The actor that it belongs to, and those that belong to it."""
    return {actors()[party].of} | {a.id for a in actors().values() if a.of == party}


def test_mentions_takes_the_longest_name() -> None:
    found = mentions("The Assembly met the Basin Observer Mission.")
    assert found == (("tamrand_assembly", Span(0, 12)), ("basin_observers", Span(21, 43)))


def test_reads_nested_speech_with_offsets_into_the_plain_text() -> None:
    article = read("[s1: He] [q1: said] [c1: that [s2: they] [q2 deny: had denied] [c2: it]].")
    assert article.text == "He said that they had denied it."
    outer, inner = article.attributions
    assert (outer.depth, inner.depth) == (0, 1)
    assert outer.content[0].of(article.text) == "that they had denied it"
    assert inner.stance == "deny"


def test_reads_a_shared_source_a_split_content_and_an_anonymity_clause() -> None:
    article = read(
        '[c1: "No,"] [s1,2 anon n=2 of=veshar: two aides] [q1: said], [a1 why=fear: asking not to be named]. '
        '[c1: "Never."] They left, [q2: adding] [c2: nothing].'
    )
    first, second = article.attributions
    assert [s.of(article.text) for s in first.content] == ['"No,"', '"Never."']
    assert first.source == second.source
    who = first.speaker
    assert (who.anonymous, who.count, who.whose, who.why) == (True, "2", "veshar", "fear")
    assert first.anonymity[0].of(article.text) == "asking not to be named"


def test_reads_acts_with_joint_parties_and_modality() -> None:
    article = read("They [e meets veshar+odrane planned: will meet]. It [e strike unknown>veshar: fell].")
    joint, single = article.acts
    assert (joint.word, joint.source, joint.target, joint.modality) == ("meets", ("veshar", "odrane"), (), "planned")
    assert (single.source, single.target, single.modality) == (("unknown",), ("veshar",), "happened")


def test_an_escaped_bracket_is_text() -> None:
    assert read(r"\[sic\] and on").text == "[sic] and on"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("[s1: He [q1: said].", "`[s1: ` is not closed on its line"),
        ("He] said.", "closes a bracket that was not opened"),
        ("[x1: He] said.", "is no mark; write"),
        ("[s1: He] [q1: said].", "attribution 1 has no content"),
        ("[s1: He] said [c1: so].", "attribution 1 has no cue"),
        ("[s1: He] [q1: said] that [c1: it rained].", "`that` before `it rained` belongs to the content"),
        ("[s1: He] has [q1: said] [c1: so].", "`has` before `said` belongs to the cue"),
        ("[s1: He] [q1: said] [c1: so.]", "the stop after `so.` belongs outside the content"),
        ('[s1: He] [q1: said] "[c1: so]".', "the quotation mark at `so … so` belongs to the content"),
        ("[s1: He] [q1 dony: said] [c1: so].", "`dony` on a cue; nearest known: deny"),
        ("[s1 of=vesher: He] [q1: said] [c1: so].", "actor `vesher` is not in actors.tsv; nearest known: veshar"),
        ("[c1: So [s1: he] [q1: said]].", "its own content holds `he`"),
        ("They [e strikes veshar>odrane: hit].", "`strikes` is not in the predicate table; nearest known: strike"),
        ("They [e did veshar>odrane: hit].", "`did` is a part; only acts and ties are marked"),
        ("They [e strike veshar>odrane hoped: hit].", "modality `hoped`: one of happened, planned"),
        ("[s1: ] [q1: said] [c1: so].", "an empty source"),
    ],
)
def test_a_breach_is_named_with_file_and_line(body: str, message: str) -> None:
    with pytest.raises(CatspawError) as caught:
        read("Headline\n\n" + body)
    assert message in str(caught.value)
    assert "x.txt:9: error: " in str(caught.value)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("Headline only", "x.txt:1: error: begins with no head"),
        ("---\nstyle: [wire\n---\n\nText", "x.txt:1: error: the head is no YAML"),
        ("---\nstyle: wire\n---\n\nText", "x.txt:1: error: the head lacks outlet, date"),
        (HEAD.replace("wire", "wyre") + "Text", "x.txt:1: error: style `wyre` is not known; nearest known: wire"),
        (HEAD.replace("2031-03-04", "spring") + "Text", "x.txt:1: error: date `spring` is no day"),
    ],
)
def test_a_bad_head_is_named(raw: str, message: str) -> None:
    with pytest.raises(CatspawError, match=re.escape(message)):
        read_article(raw, name="x.txt")
