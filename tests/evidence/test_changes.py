from datetime import date

from catspaw.evidence import changes
from catspaw.evidence.changes import since


def test_a_long_list_is_cut_in_print_and_says_how_much_it_leaves_out(mini, monkeypatch):
    found = since(mini, date(1900, 1, 1))
    assert len(found.changes) > 1
    monkeypatch.setattr(changes, "SHOWN", 1)
    assert f"and {len(found.changes) - 1} smaller changes; --json prints all of them" in str(found)
    assert len(found.to_json()["moved"]) == len(found.changes)


def test_what_nobody_asked_is_said_in_english(mini):
    asked = {question.ask for question in mini.questions.values()}
    unasked = [change.ask for change in since(mini, date(1900, 1, 1)).changes if change.ask not in asked]
    assert unasked
    assert all(ask.endswith(":") and "->" not in ask and ask[0].isupper() for ask in unasked)
