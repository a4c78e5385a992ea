import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catspaw.core.errors import ModelError
from catspaw.core.random import (
    normal,
    philox,
    poisson,
    stable_hash,
    stable_hashes,
    stream_key,
    uniform_pair,
    uniform_pairs,
    uniforms,
)

FULL = 0xFFFFFFFF
WORD = st.integers(0, FULL)

# Random123 1.14, tests/kat_vectors, lines "philox4x32 10".
VECTORS = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((FULL,) * 4, (FULL, FULL), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "block"), VECTORS)
def test_published_vectors(counter, key, block):
    assert philox(counter, key) == block


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1), WORD, WORD)
def test_scalar_and_array_agree_bit_for_bit(key, name, replicate, word):
    u, v = uniform_pairs(key, np.array([name], dtype=np.uint64), replicate, word)
    assert (float(u[0]), float(v[0])) == uniform_pair(key, name, replicate, word)
    assert 0.0 < u[0] < 1.0
    assert 0.0 < v[0] < 1.0


def test_extreme_blocks_stay_inside():
    from catspaw.core.random import _unit

    ends = np.array([0, FULL], dtype=np.uint64)
    assert _unit(ends, ends).min() > 0.0
    assert _unit(ends, ends).max() < 1.0


def test_every_part_of_the_address_matters():
    a, b = stable_hashes(["a", "b"])
    draws = {
        float(uniforms(seed, space, name, replicate, word))
        for seed in (1, 2)
        for space in ("path", "world")
        for name in (a, b)
        for replicate in (0, 1)
        for word in (0, 1)
    }
    assert len(draws) == 32


def test_hash_is_fixed_for_ever():
    assert stable_hash("iran|supplies|houthis") == 0x4833A7D4AA192772
    assert stable_hash("a") != stable_hash("b")
    assert stream_key(1, "path") != stream_key(1, "world")


def test_an_id_twice_is_refused():
    with pytest.raises(ModelError, match="'x' stands twice"):
        stable_hashes(["x", "y", "x"])


def test_a_collision_is_refused(monkeypatch):
    monkeypatch.setattr("catspaw.core.random.stable_hash", lambda text: 7)
    with pytest.raises(ModelError, match="same 64-bit hash"):
        stable_hashes(["x", "y"])


def test_uniforms_are_uniform():
    u = uniforms(3, "path", np.arange(40_000, dtype=np.uint64), 5)
    counts = np.bincount((u * 100).astype(int), minlength=100)
    chi = ((counts - 400) ** 2 / 400).sum()
    assert 50 < chi < 165  # 99 degrees of freedom: both ends beyond 1 in 10,000
    later = uniforms(3, "path", np.arange(40_000, dtype=np.uint64), 6)
    assert abs(np.corrcoef(u, later)[0, 1]) < 0.02


@pytest.mark.parametrize("mean", [0.0, 0.125, 0.5, 1.0, 8.0, 32.0])
def test_poisson_inverts_its_distribution(mean):
    from scipy.stats import poisson as theirs

    u = (np.arange(20_000) + 0.5) / 20_000
    assert (poisson(u, mean=mean) == theirs.ppf(u, mean)).all()


def test_poisson_refuses_what_it_cannot_do():
    with pytest.raises(ValueError, match="allowed: 0 to 64"):
        poisson(0.5, mean=65.0)


def test_normal_is_the_normal_quantile():
    u = np.concatenate([np.logspace(-15, -0.31, 500), 1 - np.logspace(-15, -0.31, 500)])
    want = np.array([statistics.NormalDist().inv_cdf(p) for p in u])
    np.testing.assert_allclose(normal(u), want, rtol=1e-13, atol=1e-15)
