from datetime import date

import numpy as np
import pytest

from catspaw.core.errors import ModelError
from catspaw.core.random import stable_hashes, stream_key
from catspaw.engine import carpet

KEY = stream_key(1, "path")


def every(hashes, bands, first, last, replicate=0):
    rows = np.repeat(np.arange(len(hashes)), bands)
    band = np.tile(np.arange(bands), len(hashes))
    return rows, carpet.points(KEY, hashes[rows], band, replicate=replicate, first_day=first, last_day=last)


def as_set(points):
    columns = (points.row, points.day, points.time, points.height, points.word)
    return set(zip(*(column.tolist() for column in columns), strict=True))


def test_unit_rate_everywhere():
    hashes = stable_hashes([f"c{n}" for n in range(40)])
    _, points = every(hashes, 13, 40_000, 40_199)  # 13 bands end at 2 acts a day
    expected = 40 * 200 * 2.0
    assert abs(len(points.day) - expected) < 4 * np.sqrt(expected)
    by_height = np.bincount((points.height * 4).astype(int), minlength=8)
    assert ((by_height - expected / 8) ** 2 / (expected / 8)).sum() < 30  # 7 degrees of freedom
    by_day = np.bincount(points.day - 40_000, minlength=200)
    assert abs(by_day.var() / by_day.mean() - 1) < 0.35
    assert points.time.min() >= 0
    assert points.time.max() < 1
    assert abs(points.time.mean() - 0.5) < 0.01


def test_low_bands_have_unit_rate_too():
    hashes = stable_hashes([f"c{n}" for n in range(2_000)])
    _, points = every(hashes, 4, 40_000, 40_255)  # up to 2**-8 a day
    expected = 2_000 * 256 * 2.0**-8
    assert abs(len(points.day) - expected) < 4 * np.sqrt(expected)


def test_points_do_not_depend_on_what_else_is_asked():
    hashes = stable_hashes(["a", "b", "c"])
    bands = np.array([3, 9, 12])
    whole = as_set(carpet.points(KEY, hashes, bands, replicate=4, first_day=45_000, last_day=45_179))
    part = as_set(carpet.points(KEY, hashes, bands, replicate=4, first_day=45_000, last_day=45_059))
    assert part == {point for point in whole if point[1] <= 45_059}
    alone = carpet.points(KEY, hashes[1:2], bands[1:2], replicate=4, first_day=45_000, last_day=45_179)
    assert {(1, *point[1:]) for point in as_set(alone)} == {point for point in whole if point[0] == 1}


def test_words_name_points():
    hashes = stable_hashes(["a"])
    _, points = every(hashes, carpet.BANDS, 45_000, 45_029)
    assert len(set(points.word.tolist())) == len(points.word) > 1_500
    assert points.word.max() < 62 << 26  # words of forced acts and decisions are apart


def test_bands_cover_a_rate():
    rates = np.array([0.0, 1e-9, 2.0**-11, 2.0**-11 * 1.001, 1.0, 1.5, 64.0])
    bands = carpet.bands_for(rates)
    assert bands.tolist() == [0, 1, 1, 2, 12, 13, 18]
    for rate, many in zip(rates, bands, strict=True):
        assert rate <= carpet.upper_edge(int(many) - 1)


def test_cells_hold_at_most_one_expected_point_or_are_a_day():
    for band in range(carpet.BANDS):
        width = carpet.upper_edge(band) - carpet.upper_edge(band - 1)
        days = 2 ** carpet.cell_bits(band)
        assert days == 1 or width * days <= 1
        assert days == 256 or width * days * 2 > 1


def test_replicates_differ():
    hashes = stable_hashes(["a"])
    _, one = every(hashes, 12, 45_000, 45_099)
    _, two = every(hashes, 12, 45_000, 45_099, replicate=1)
    assert not as_set(one) & as_set(two)


def test_dates_outside_are_refused():
    with pytest.raises(ModelError, match="1900-01-01 to 2250-01-01"):
        carpet.day_number(date(1899, 12, 31))
    assert carpet.day_number(date(1900, 1, 2)) == 1
