"""Coefficients, errors and deviances that goldfish, remstimate and relevent print for their own example data.

Where the other program stops before the maximum (goldfish at a score of .001, relevent by BFGS) the last digits that
it prints are those of its stopping point; the tolerance is then stated beside the number.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from catspaw.fit import rem
from catspaw.fit.rem import History, likelihood_ratio, read_events
from catspaw.fit.rem.reading import read_table

DATA = Path(os.environ.get("CATSPAW_DATA", "no-data")) / "rem"
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(),
    reason="no example data of goldfish, remstimate and relevent: set CATSPAW_DATA to the folder of data",
)


@pytest.fixture(scope="module")
def calls() -> History:
    actors = read_table(DATA / "social_evolution_actors.csv")[0]["label"]
    return read_events(DATA / "social_evolution_calls.csv", actors=actors)


@pytest.fixture(scope="module")
def radio() -> History:
    return read_events(DATA / "wtc_calls.csv", actors=[str(k) for k in range(1, 38)])


def test_goldfish_choice(calls: History) -> None:
    fit = rem(calls, "inertia + recip + trans", model="choice")
    assert fit.events == 439
    assert fit.actors == 84
    np.testing.assert_allclose(fit.coef, [5.19690, 1.39802, -0.23036], atol=5e-6)
    np.testing.assert_allclose(fit.se, [0.17397, 0.17300, 0.21554], atol=5e-6)
    assert fit.loglik == pytest.approx(-696.72, abs=5e-3)


def test_goldfish_rate(calls: History) -> None:
    fit = rem(calls, "indeg + outdeg", model="rate")
    np.testing.assert_allclose(fit.coef, [0.551445, 0.263784], atol=5e-7)
    np.testing.assert_allclose(fit.se, [0.066344, 0.028386], atol=5e-7)
    assert fit.loglik == pytest.approx(-1750.9, abs=5e-2)


def test_goldfish_relational_event_model(calls: History) -> None:
    fit = rem(calls, "inertia + recip + trans")
    # goldfish stops 5e-6 (a thirty-thousandth of a standard error) short of the maximum in the first coefficient
    np.testing.assert_allclose(fit.coef, [6.1975958, 1.4335589, 0.2232761], atol=6e-6)


def test_remstimate_tie_model() -> None:
    events = read_events(DATA / "tie_data.csv")
    fit = rem(events, "1 + indegreeSender + inertia(form=count) + reciprocity(form=count)", likelihood="interval")
    np.testing.assert_allclose(fit.coef, [-4.94090709, 0.04545055, -0.20029598, -0.05222633], atol=3e-8)
    assert fit.deviance == pytest.approx(1200.483, abs=5e-4)
    assert fit.null_deviance == pytest.approx(1206.316, abs=5e-4)


def test_remstimate_actor_model() -> None:
    """Not checked independently before: the coefficients and both deviances hold.

    The deviance of the choice is that of 99 events: the first starts the clock and is left out there too.  (With it,
    all statistics being 0, it is higher by 2 log 4 and the coefficients are the same.)
    """
    events = read_events(DATA / "ao_data.csv")
    rate = rem(events, "1 + indegreeSender", model="rate", likelihood="interval")
    assert rate.coef[0] == pytest.approx(-4.838760, abs=5e-7)
    assert rate.deviance == pytest.approx(1167.623, abs=5e-4)
    formula = "inertia(form=count) + reciprocity(form=count)"
    choice = rem(events, formula, model="choice", since=np.nextafter(events.time[0], np.inf))
    np.testing.assert_allclose(choice.coef, [-0.032508, 0.018287], atol=5e-7)
    assert choice.events == 99
    assert choice.deviance == pytest.approx(274.2826, abs=5e-5)
    whole = rem(events, formula, model="choice")
    assert whole.deviance == pytest.approx(274.2826 + 2 * np.log(4), abs=1e-4)


def test_relevent(radio: History) -> None:
    coordinator = {"coordinator": {actor: float(actor in ("13", "14", "32")) for actor in radio.actors}}
    one = rem(radio, "CovInt(coordinator)", actors=coordinator)
    # relevent's BFGS stops 2e-6 short of the maximum
    np.testing.assert_allclose(one.coef, [2.104464], atol=2e-6)
    np.testing.assert_allclose(one.se, [0.069817], atol=5e-7)
    assert one.deviance == pytest.approx(6193.998, abs=5e-4)
    assert one.null_deviance == pytest.approx(6921.048, abs=5e-4)

    two = rem(radio, "CovInt(coordinator) + PSAB-BA", actors=coordinator)
    np.testing.assert_allclose(two.coef, [1.604046, 7.326956], atol=6e-7)
    assert two.deviance == pytest.approx(2619.115, abs=5e-4)
    assert likelihood_ratio(one, two).statistic == pytest.approx(6193.998 - 2619.115, abs=1e-3)

    terms = "CovInt(coordinator) + PSAB-BA + PSAB-BY + PSAB-AY + RRecSnd + RSndSnd + NTDegRec"
    seven = rem(radio, terms, actors=coordinator)
    expected = [0.707329, 5.325796, 1.860258, 1.648126, 2.029006, 0.871137, 3.134803]
    np.testing.assert_allclose(seven.coef, expected, atol=6e-7)
    assert seven.deviance == pytest.approx(2276.263, abs=5e-4)
