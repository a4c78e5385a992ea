"""The day of publication is found where a document tells it."""

from __future__ import annotations

from datetime import date

import pytest

from catspaw.reading.intake.published import published


@pytest.mark.parametrize(
    ("text", "declared", "url", "day"),
    [
        ("The mill\nJune 24, 2020\n", "", "", date(2020, 6, 24)),
        ("The mill\n24th Jun. 2020 08:00\n", "", "", date(2020, 6, 24)),
        ("الأربعاء 24 يونيو, 2020", "", "", date(2020, 6, 24)),
        ("2020-06-24 - The mill", "", "", date(2020, 6, 24)),
        ("The mill", "2020-06-24T01:02:03Z", "", date(2020, 6, 24)),
        ("The mill", "", "https://x.example/news/2020-06-24/mill", date(2020, 6, 24)),
        ("The mill", "yesterday", "https://x.example/20200624", None),
        ("31 February 2020", "", "", None),
        ("In this picture of June 8, 2018, " + "men stand at the mill " * 9, "", "", None),
    ],
)
def test_the_day(text: str, declared: str, url: str, day: date | None) -> None:
    found = published(text, declared=declared, url=url)
    assert (found and found[0]) == day
