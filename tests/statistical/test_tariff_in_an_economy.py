"""What ten points of a tariff do in the economy with a closed form, against values of 20,000 histories.

Tolerances are the last digit of what is known plus three Monte Carlo errors of the 4,000 histories here; the
rebate to nobody in place of the newborn, which is the wrong answer, lies far outside them.
"""

import jax
import numpy as np
import pytest
from small_generations import six_ages

from tradewinds.equilibrium.closed_form import saving_shares
from tradewinds.equilibrium.economy import generations_of
from tradewinds.equilibrium.paths import fresh_states, start_states
from tradewinds.equilibrium.tariff_step import tariff_table

KNOWN = {
    "newborn": {
        ("gdp", 0): {0: -0.0540, 1: -0.061, 5: -0.054, 20: -0.054},
        ("capital", 0): {1: -0.024, 20: 0.000},
        ("consumption", 0): {0: -0.081, 20: -0.122},
        ("wage", 0): {0: -1.059},
        ("gross_return", 0): {0: -0.407},
        ("consumption", 1): {0: 0.37, 20: 0.37},
        ("consumption", 2): {0: -0.65, 20: -0.28},
        ("consumption", 6): {0: -0.65, 20: -2.87},
    },
    "wasted": {
        ("gdp", 0): {0: -0.0540, 1: -0.318, 5: -0.504, 20: -0.508},
        ("capital", 0): {1: -0.88, 20: -1.513},
        ("consumption", 0): {0: -0.858, 20: -1.513},
        ("wage", 0): {0: -1.059},
    },
}
"""Rebate → (quantity, age) → period → mean change in %, or points."""


def table_of(rebate: str):
    economy = generations_of(six_ages(), rebate)
    policy = saving_shares(economy)
    states = fresh_states(economy, policy, start_states(economy, 4000), jax.random.key(1), 60, (1, 1))
    found = tariff_table(economy, policy, states, jax.random.key(2), 0.1, 20)
    return found.set_index(["quantity", "age", "period"]), states


def distances(found, known) -> np.ndarray:
    """In units of what may lie between: half of the last digit and three errors."""
    apart = []
    for (quantity, age), periods in known.items():
        for period, value in periods.items():
            row = found.loc[(quantity, age, period)]
            digit = 10.0 ** -len(f"{value}".partition(".")[2].ljust(2, "0"))
            apart.append(abs(row["change"] - value) / (0.6 * digit + 3 * row["error"] + 5e-4))
    return np.array(apart)


@pytest.mark.parametrize("rebate", list(KNOWN))
def test_a_tariff_does_what_is_known(rebate):
    found, states = table_of(rebate)
    assert distances(found, KNOWN[rebate]).max() < 1
    other = next(name for name in KNOWN if name != rebate)
    assert distances(found, KNOWN[other]).max() > 10
    capital = np.asarray(states.capital.sum(-1))
    assert capital.mean() == pytest.approx(0.70712, abs=3 * 0.0988 / np.sqrt(4000))
    assert capital.std() == pytest.approx(0.0988, rel=0.05)


def test_welfare_is_the_sum_over_a_life():
    """Of those born when it comes: Σβ^i Δlog c over Σβ^i, from consumption by age along their lives."""
    found, _ = table_of("newborn")
    weight = 0.7 ** np.arange(6)
    eaten = np.array([found.loc[("consumption", age + 1, age), "change"] for age in range(6)]) / 100
    worth = 100 * np.expm1((weight * eaten).sum() / weight.sum())
    assert found.loc[("welfare", 1, 0), "change"] == pytest.approx(worth, rel=1e-9)
    assert found.loc[("welfare", 6, 0), "change"] == pytest.approx(
        100 * np.expm1(found.loc[("consumption", 6, 0), "change"] / 100), rel=1e-9
    )
