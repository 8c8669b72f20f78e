"""The answer of known equations to a lasting rise, row by row."""

import jax.numpy as jnp
import numpy as np
import pytest
from linear_world import Coefficients, described, make_world, panel, with_roles

from tradewinds.sensitivity.responses import row_responses

PERIODS = 40


def fitted(text: str, law: Coefficients):
    rng = np.random.default_rng(0)
    values = {"price": np.exp(rng.normal(size=(3, PERIODS))), "tariff": rng.uniform(0.1, 0.5, (3, PERIODS))}
    table = panel(values, 1, "step", industry=list("abc"))
    world = make_world(
        {"sectors": with_roles(table, 8)},
        {"sectors": described(table, "step")},
        {"tier1": {text: law}},
        draws=3,
    )
    (found,) = world.fit().equations()
    return found


@pytest.mark.parametrize(
    ("horizon", "expected"), [(1, 0.2), (2, 0.2 + 0.1 + 0.05), (3, 0.2 + 0.1 + 0.05 + 0.075)]
)
def test_a_straight_line_answers_alike_on_every_row(horizon, expected):
    one = fitted("price[t] ~ price[t-1] + tariff[t] + tariff[t-1]", Coefficients([-0.5, 2.0, 0.5]))
    rows = one.equation_rows.with_role("fit")
    found = row_responses(one, rows, "tariff", 0.1, horizon)
    assert found.shape == (3, len(rows))
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_a_bent_curve_answers_by_the_row_with_the_secant_of_the_rise():
    """A square stands in for the network: location = (x₂)² of the standardised tariff."""
    one = fitted("price[t] ~ tariff[t]", Coefficients([0.0]))
    rows = one.equation_rows.with_role("fit")

    class Square:
        shape, own_past = one.model.shape, None

        def conditional(self, sites, chosen):
            return type("C", (), {"location": chosen.x[:, 0] ** 2 + 0.0 * jnp.sum(sites["sigma"])})

    object.__setattr__(one, "model", Square())
    found = row_responses(one, rows, "tariff", 0.1, 1)
    x, step = one.scaler.inputs(rows.x)[:, 0], 0.1 / one.scaler.scale[0]
    expected = one.scaler.target_scale * ((x + step) ** 2 - x**2)
    np.testing.assert_allclose(found, np.tile(expected, (3, 1)), rtol=1e-9)
