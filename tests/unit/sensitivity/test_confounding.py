"""Robustness to an unobserved confounder: the paper's own figures, and a confounder of just that strength."""

import numpy as np
import pytest
from linear_world import described, panel, with_roles

from tradewinds.data.scaled_tier import ScaledTier
from tradewinds.data.scaler import fit_scaler
from tradewinds.data.split_panel import SplitPanel
from tradewinds.sensitivity.confounding import COLUMNS, confounding, robustness_value
from tradewinds.settings.data import DataSettings

PERIODS = 40


def test_the_figures_of_the_paper():
    """Cinelli & Hazlett (2020), table 1: t = 4.18 with 783 degrees of freedom."""
    assert robustness_value(4.184, 783) == pytest.approx(0.139, abs=5e-4)
    assert robustness_value(4.184, 783, alpha=0.05) == pytest.approx(0.076, abs=5e-4)


def test_an_estimate_that_is_not_told_from_zero_needs_no_confounder():
    assert robustness_value(1.0, 100, alpha=0.05) == 0.0
    assert 0 < robustness_value(1.0, 100) < robustness_value(10.0, 100) < 1


def test_a_confounder_of_that_strength_with_both_brings_the_estimate_to_zero():
    """|bias| = error · √ν · √(R²_Y R²_D / (1 − R²_D)) equals the estimate at R² = RV."""
    for t, degrees in ((2.5, 40), (8.0, 700)):
        rv = robustness_value(t, degrees)
        assert np.sqrt(degrees) * np.sqrt(rv * rv / (1 - rv)) == pytest.approx(t)


def found(text: str, effects: list[str], common: bool = False):
    rng = np.random.default_rng(0)
    shape = (6, PERIODS)
    cycle = rng.normal(size=(1, PERIODS))
    tariff = rng.uniform(0.1, 0.5, (1, PERIODS) if common else shape) + np.zeros(shape)
    before = np.concatenate([tariff[:, :1], tariff[:, :-1]], axis=1)
    gap = rng.normal(size=shape) + 3 * tariff
    price = np.exp(2 * tariff + 0.5 * before + 0.1 * gap + cycle + 0.05 * rng.normal(size=shape))
    table = panel(
        {"price": price, "tariff": tariff, "gap": gap},
        1,
        "step",
        industry=list("aabbcc"),
        exporter=list("uvuvuv"),
    )
    data = DataSettings(name="", description="", tables={"sectors": described(table, "step")})
    rows = {"sectors": with_roles(table, 0)[0]}
    scaler = fit_scaler(rows, data, "tier1", [text], "level")
    tier = ScaledTier("tier1", SplitPanel.of_training(rows, data), scaler, [text], "level")
    table = confounding(tier, effects, {"price": "tariff"}, 0.05)
    assert tuple(table) == COLUMNS
    return table.iloc[0]


def test_the_slopes_of_the_policys_terms_are_added_up():
    one = found("price[t] ~ tariff[t] + tariff[t-1] + gap[t] + t", ["sector"])
    assert one["estimate"] == pytest.approx(2.5, abs=4 * one["error"]) and one["error"] < 0.1
    assert one["degrees"] == one["rows"] - 3 - 6 - (PERIODS - 2)
    assert one["strongest"].endswith("(gap[t])") and one["strongest_outcome"] > 0.5
    assert 0 < one["robustness_alpha"] < one["robustness"] < 1


def test_where_effects_leave_nothing_of_the_policy_nothing_is_claimed():
    one = found("price[t] ~ tariff[t] + gap[t] + t", [], common=True)
    assert np.isnan(one["robustness"]) and np.isnan(one["estimate"])


@pytest.mark.parametrize(
    ("effects", "dummies"),
    [
        ([], 1),
        (["sector"], 6),
        (["sector", "industry"], 6),
        (["industry", "sector", "exporter"], 6),
        (["industry", "exporter"], 3 + 2 - 1),
        (["industry:period", "sector"], 3 * (PERIODS - 1) + 6 - 3),
    ],
)
def test_effects_within_one_another_take_their_degrees_once(effects, dummies):
    """Sectors are nested in industries and exporters, which are crossed."""
    one = found("price[t] ~ tariff[t] + tariff[t-1] + gap[t]", effects)
    assert one["degrees"] == one["rows"] - 3 - dummies
