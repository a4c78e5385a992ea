"""Wants and fears, causes, forms of help, meetings of many, pronouns, descriptions: proposed where the text says them."""

from __future__ import annotations

import pytest
from tests.reading.propose.test_propose import axis, claims, run  # noqa: F401 (a fixture)

from catspaw.case.model import Case
from catspaw.reading.names import find_mentions, make_names, with_descriptions
from catspaw.reading.segmenting import segment


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Israel intends to destroy Hamas.", "intends(israel, destroyed(israel -> hamas))"),
        ("Iran wants to avoid a war with Israel.", "wants(iran, not war(iran -> israel))"),
        ("Iran does not want to fight Israel.", "not wants(iran, fights(iran -> israel))"),
        ("Saudi Arabia is wary of normalizing, and Iran sees it.", ""),
    ],
)
def test_what_is_wanted_is_no_fact(text: str, expected: str, axis: Case) -> None:  # noqa: F811
    says = [p.says for p in run(axis, text).proposals]
    assert says == ([expected] if expected else [])


def test_what_is_averted_did_not_happen(axis: Case) -> None:  # noqa: F811
    assert not run(axis, "Iran moved to avert any retaliation by Israel against Hamas.").proposals


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iran provides Hamas with weapons and training.", {"arms(iran -> hamas)", "trains(iran -> hamas)"}),
        ("Iran has funneled money and rockets to Hamas and Hezbollah.", {"arms(iran -> hezbollah)", "funds(iran -> hamas)"}),
        ("Hezbollah grew strong, training Hamas.", {"trains(hezbollah -> hamas)"}),
        ("Hezbollah became Iran's closest ally.", {"allied(hezbollah + iran)"}),
        ("An alliance between Syria, Iran and Hezbollah holds.", {"allied(syria + iran + hezbollah)"}),
        ("Iran has friends in Gaza. It arms Hamas.", {"arms(iran -> hamas)"}),
        ("The axis of resistance grew. Iran arms the alliance.", {"arms(iran -> some of axis)"}),
    ],
)  # fmt: skip
def test_what_else_a_sentence_says(text: str, expected: set[str], axis: Case) -> None:  # noqa: F811
    assert expected <= {p.says for p in run(axis, text).proposals}


def test_a_pronoun_that_could_be_anybody_is_nobody(axis: Case) -> None:  # noqa: F811
    assert not run(axis, "Hamas and Hezbollah have friends. It arms Syria.").proposals


def test_one_incident_led_to_another(axis: Case) -> None:  # noqa: F811
    text = "The Oct. 7 attack on southern Israel by Hamas prompted the invasion of Gaza by Israel on Oct. 27, 2023."
    assert "led_to(oct_7 -> gaza_invasion) by wsj" in claims(run(axis, text))
    back = (
        "Israel's invasion of Gaza on Oct. 27, 2023, came in response to the Oct. 7 attack on southern Israel by Hamas."
    )
    assert "led_to(oct_7 -> gaza_invasion) by wsj" in claims(run(axis, back))


def test_a_meeting_of_many_names_who_met(axis: Case) -> None:  # noqa: F811
    text = "Hamas met Hezbollah leader Hassan Nasrallah in Beirut in late 2021."
    assert "meets(hamas + nasrallah, at beirut, on late 2021) as beirut_2021 by wsj" in claims(run(axis, text))


def test_whom_a_speaker_cites_vouches(axis: Case) -> None:  # noqa: F811
    text = "Roule said Iran arms Hamas, citing two officials of Hezbollah."
    spoken = ("Roule", "said", "Iran arms Hamas, citing two officials of Hezbollah")
    assert "arms(iran -> hamas) by hezbollah_2 via roule" in claims(run(axis, text, spoken))


def test_a_description_goes_back_to_the_group_named_last(axis: Case) -> None:  # noqa: F811
    document = segment("The axis of resistance grew. Each of the members agreed. The Alliance Bank closed.")
    mentions = with_descriptions(axis, document, find_mentions(document, make_names(axis)))
    again = [(m.words, m.meaning.actor) for m in mentions if m.how == "kind"]
    assert again == [("members", "axis")]
