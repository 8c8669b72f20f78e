"""An economy whose effect is known: the regression finds it, the network's is that of its own numbers."""

import numpy as np
import pytest
from linear_world import Coefficients, described, make_world, panel, with_roles

from tradewinds.equations import parse
from tradewinds.errors import DataError
from tradewinds.evaluation.effect import COLUMNS, estimate, lagged_change
from tradewinds.evaluation.slopes import response
from tradewinds.settings.effect import EffectSettings

EFFECT, PERIODS = -1.5, 60
EQUATION = "dlog(value[t]) ~ dlog(value[t-1]) + d(tariff[t]) + d(tariff[t-1])"
SCALES = {"value": "log", "tariff": "level"}


def asked(**changes) -> EffectSettings:
    given = {
        "outcome": "value",
        "start": "2015-06",
        "end": "2016-12",
        "effects": ["industry:period", "origin:period"],
        "clusters": ["industry", "origin"],
        "leads": [12],
        "rises": [0.1],
    }
    return EffectSettings(**given | changes)


def economy(law: Coefficients | None = None, seed: int = 0, small: float = 1.0):
    """12 industries × 10 origins: log value = EFFECT · tariff + what industries and origins do + noise.

    ``small`` multiplies the values of the first industry.
    """
    rng = np.random.default_rng(seed)
    industry, origin = (a.ravel() for a in np.indices((12, 10)))
    by_industry, by_origin = (0.1 * rng.normal(size=(n, PERIODS)).cumsum(axis=1) for n in (12, 10))
    steps = np.where(rng.uniform(size=(120, PERIODS)) < 0.05, rng.uniform(-0.05, 0.1, (120, PERIODS)), 0.0)
    moved = 0.2 * (by_industry[industry] + by_origin[origin])
    tariff = np.clip(0.3 + steps.cumsum(axis=1) + moved, 0.0, 1.0)
    value = EFFECT * tariff + by_industry[industry] + by_origin[origin]
    value = np.exp(value + 0.05 * rng.normal(size=(120, PERIODS)) + 10)
    value[industry == 0] *= small
    keys = {"industry": [f"i{n}" for n in industry], "origin": [f"o{n}" for n in origin]}
    table = panel({"value": value, "tariff": tariff}, "2013-01", "month", **keys)
    law = law or Coefficients([0.0, EFFECT, 0.0])
    return make_world(
        {"sectors": with_roles(table, 6)},
        {"sectors": described(table, "month")},
        {"tier1": {EQUATION: law}},
        draws=3,
    )


def estimated(world, settings: EffectSettings):
    return estimate(world.fit(), settings)


def test_the_regression_finds_the_effect_and_no_placebo():
    found = estimated(economy(), asked())
    assert tuple(found) == COLUMNS
    rows = found[found["model"] == "regression"].set_index("lag")
    # 2,280 rows whose noise of 0.05 · √2 meets tariff changes of some 0.05: an error of about 0.03
    assert rows.loc[0, "value"] == pytest.approx(EFFECT, abs=4 * rows.loc[0, "error"])
    assert rows.loc[0, "error"] < 0.1
    assert abs(rows.loc[-12, "value"]) < 4 * rows.loc[-12, "error"]
    together = found[found["model"] == "regression, together"].set_index("lag")
    assert together.loc[0, "value"] == pytest.approx(EFFECT, abs=4 * together.loc[0, "error"])
    assert together.loc[1, "value"] == pytest.approx(0.0, abs=4 * together.loc[1, "error"])
    assert found["rows"].nunique() == 1


def test_without_the_fixed_effects_it_does_not():
    """Industries and origins that grow have tariffs that rise: without effects growth is taken for theirs."""
    line = estimated(economy(), asked(effects=["period"])).set_index(["model", "lag"]).loc[("regression", 0)]
    assert line["value"] > EFFECT + 2


def test_the_networks_effect_is_that_of_its_own_numbers():
    found = estimated(economy(Coefficients([0.5, -2.0, 0.25])), asked(step=3)).set_index(["model", "lag"])
    assert found.loc[("network", 0), "value"] == pytest.approx(-2.0)
    assert found.loc[("network", 1), "value"] == pytest.approx(0.25)
    growth = [-2.0, -2.0 * 0.5 + 0.25]
    for _ in range(2):
        growth.append(0.5 * growth[-1])
    level = np.cumsum(growth)
    over = found.xs("network, over the step")["value"]
    assert over[0] == pytest.approx(level[:3].mean()) and over[1] == pytest.approx(level[1:4].mean())
    assert found.loc[("network", 0), "error"] == pytest.approx(0.0, abs=1e-9)  # three draws alike


def test_a_floor_leaves_small_rows_out():
    found = estimated(economy(small=1e-9), asked(floors=[0, 1e-3]))
    few, every = (found.loc[found["floor"] == floor, "rows"].iloc[0] for floor in (1e-3, 0))
    assert few < every and few == pytest.approx(every * 11 / 12, rel=0.03)


def test_a_window_without_rows_is_refused():
    with pytest.raises(DataError, match="no row from 2013-01 to 2013-06.*effect.start"):
        estimated(economy(), asked(start="2013-01", end="2013-06"))


def test_changes_and_leads():
    values = np.arange(6.0)[None] ** 2
    np.testing.assert_array_equal(lagged_change(values, 2, 0)[0], [np.nan, np.nan, 4, 8, 12, 16])
    np.testing.assert_array_equal(lagged_change(values, 2, 1)[0], [np.nan, np.nan, np.nan, 4, 8, 12])
    np.testing.assert_array_equal(lagged_change(values, 2, -3)[0], [8, 12, 16, np.nan, np.nan, np.nan])


@pytest.mark.parametrize(
    ("text", "explain", "slopes", "expected"),
    [
        ("value[t] ~ value[t-1] + tariff[t]", "change", [-0.5, 2.0], [2.0, 3.0, 3.5]),
        ("value[t] ~ value[t-1] + tariff[t]", "level", [0.5, 2.0], [2.0, 3.0, 3.5]),
        ("dlog(value[t]) ~ d(tariff[t])", "change", [2.0], [2.0, 2.0, 2.0]),
        ("dlog(value[t], 2) ~ d(tariff[t], 2)", "change", [2.0], [2.0, 2.0, 2.0]),
        ("dlog(value[t]) ~ d(tariff[t-1]) + common(d(tariff[t]))", "change", [2.0, 9.0], [0.0, 2.0, 2.0]),
        ("dlog(value[t]) ~ log(tariff[t])", "change", [2.0], [np.nan] * 3),
    ],
)
def test_what_a_lasting_rise_leads_to(text, explain, slopes, expected):
    found = response(parse(text, SCALES), explain, np.array(slopes), "tariff", 3)
    np.testing.assert_allclose(found, expected)
