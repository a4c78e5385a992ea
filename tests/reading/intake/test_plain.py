"""Bytes of every kind become text, or a message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catspaw.case.tree import HIDDEN
from catspaw.core.errors import CatspawError
from catspaw.reading.intake.plain import decode, from_markdown, from_text


def test_lines_of_two_encodings_are_both_read_and_it_is_said() -> None:
    plain = from_text("Ostia’s envoy\n".encode() + "Marl’s café".encode("cp1252"))
    assert plain.text == "Ostia’s envoy\nMarl’s café"
    assert plain.notes == ("1 of 2 lines, from line 2, not UTF-8; read as Windows-1252",)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_texts_with_a_byte_order_mark(encoding: str) -> None:
    assert from_text("Ostia said “no”.".encode(encoding)).text == "Ostia said “no”."


def test_right_to_left_text_keeps_its_letters_and_loses_marks_that_turn_it() -> None:
    plain = from_text("قال \u202eالمتحدث\u202c نعم".encode())
    assert plain.text == "قال المتحدث نعم"
    assert plain.notes == ("2 control characters taken out",)


def test_escape_sequences_do_not_survive() -> None:
    assert "\x1b" not in from_text(b"Ostia \x1b[31mdenied\x1b]0;owned\x07 it").text


def test_binary_is_refused() -> None:
    with pytest.raises(CatspawError, match=r"holds NUL bytes, so it is no text; give a .txt, .md, .html or .pdf file"):
        decode(b"PK\x03\x04\x00\x00")
    with pytest.raises(CatspawError, match="is not UTF-16, though the first bytes say so"):
        decode(b"\xff\xfe\x00\xd8\x00")


def test_markdown_keeps_words_and_drops_markup() -> None:
    page = b"""# The **mill**

Ostia said it had
[no part](http://x.example/a) in *it*. <script>alert(1)</script>

> - quoted `words`
> - more

---
![picture](x.png)
"""
    assert from_markdown(page).text == ("The mill\n\nOstia said it had no part in it. alert(1)\n\nquoted words\nmore")


@given(st.binary(max_size=400).filter(lambda b: b"\x00" not in b))
def test_any_bytes_without_nul_give_text_without_hidden_characters(data: bytes) -> None:
    try:
        text = from_text(data).text
    except CatspawError:
        return
    assert not HIDDEN.search(text)
    assert "\r" not in text
