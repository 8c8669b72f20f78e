"""A variant tried inside the training periods: what it sees, what it is scored on, what a failure leaves."""

from dataclasses import replace

import jax
import numpy as np
import pandas as pd
import pytest
from linear_world import described, panel

from tradewinds.data.scaler import fit_scaler
from tradewinds.data.scaling import read_scaler
from tradewinds.data.split import rolling_origins
from tradewinds.data.split_panel import SplitPanel
from tradewinds.errors import DataError
from tradewinds.evaluation.predictive import ask
from tradewinds.evaluation.scoring import calibration_table, scores_of_model
from tradewinds.evaluation.variant_scores import score_variants
from tradewinds.evaluation.variants import try_variant
from tradewinds.fitted.fit import Fit, FittedTier
from tradewinds.inference.fit import fit_tier
from tradewinds.model.tier import TierModel
from tradewinds.settings.data import DataSettings
from tradewinds.settings.inference import Algorithm, EnsembleSettings, InferenceSettings, OptimiserSettings
from tradewinds.settings.model import ModelSettings
from tradewinds.settings.sweep import BASE, SweepSettings
from tradewinds.settings.tier import TierSettings
from tradewinds.streams import EXPERIMENT_SWEEP

pytestmark = pytest.mark.slow

PERIODS, SEED = 50, 3
SWEEP = SweepSettings(share=0.2, origins=2)
TIER = TierSettings(
    equations=["price[t] ~ price[t-1] + tariff[t]"],
    model=ModelSettings(width=2),
    inference=InferenceSettings(
        algorithm=Algorithm.ensemble,
        ensemble=EnsembleSettings(members=2),
        optimiser=OptimiserSettings(steps=40, chunk=20),
    ),
)


@pytest.fixture(scope="module")
def train() -> pd.DataFrame:
    """Training rows as the split leaves them, one in ten held out inside."""
    rng = np.random.default_rng(1)
    price, tariff = np.zeros((3, PERIODS)), rng.uniform(0.05, 0.5, (3, PERIODS))
    for t in range(1, PERIODS):
        price[:, t] = 0.5 * price[:, t - 1] + tariff[:, t] + 0.1 * rng.normal(size=3)
    table = panel({"price": np.exp(price), "tariff": tariff}, 1, "step", industry=list("abc"))
    role = np.where(rng.random(len(table)) < 0.1, "inside", "fit")
    return table.assign(role=pd.Series(role, dtype="str"))


def data_of(train: pd.DataFrame) -> DataSettings:
    return DataSettings(name="", description="", tables={"sectors": described(train, "step")})


def tried(train: pd.DataFrame, tier: TierSettings = TIER, explain: str = "change") -> pd.DataFrame:
    model = TierModel("tier1", tier, data_of(train))
    return try_variant({"sectors": train}, model, explain, SWEEP, SEED, lambda text: None)


@pytest.fixture(scope="module")
def base(train) -> pd.DataFrame:
    return tried(train)


def test_the_last_fifth_is_forecast_once_without_the_rows_held_out_inside(train, base):
    wanted = train[(train["period"] > 40) & (train["role"] == "fit")]
    assert len(base) == len(wanted) > 0
    assert set(zip(base["sector"], base["period"], strict=True)) == set(
        zip(wanted["sector"], wanted["period"], strict=True)
    )
    assert dict(base.groupby("origin")["period"].min()) == {1: 41, 2: 46}
    assert (base["failure"] == "").all()


def test_no_later_row_reaches_a_fit(train, base):
    changed = train.copy()
    changed.loc[changed["period"] >= 46, ["price", "tariff"]] *= 1.3
    again = tried(changed)
    first = base["origin"] == 1
    pd.testing.assert_frame_equal(again[first], base[first])
    assert not np.allclose(again.loc[~first, "log_density"], base.loc[~first, "log_density"])


def test_the_settings_tried_again_differ_by_exactly_nothing(train, base):
    found = score_variants({BASE: base, "again": tried(train, replace(TIER, title="other words"))}, 50, SEED)
    for table in found:
        of = table[table["variant"] == "again"]
        assert len(of) == (table["variant"] == BASE).sum() > 0
        assert (of[["lead", "lead_error"]] == 0).all(axis=None)


def test_scores_are_those_of_the_diagnosis(train, base):
    data, key = data_of(train), jax.random.fold_in(jax.random.key(SEED), EXPERIMENT_SWEEP)
    before, after = rolling_origins({"sectors": train}, SWEEP.share, SWEEP.origins)[0]
    scaler = fit_scaler(before, data, "tier1", TIER.equations, "change")
    model = TierModel("tier1", TIER, data)
    posterior = fit_tier(before, scaler, model, SEED, lambda text: None)
    tier = FittedTier(model, scaler, posterior)
    (fitted,) = Fit(SplitPanel(before, after, data), {"tier1": tier}).equations()
    asked = ask(fitted, "ahead", key)
    about = (asked.predictive, asked.equation_rows, fitted.scaler, "price", "ahead")
    scores = scores_of_model(*about, "network", 50, SEED).set_index(["metric", "scale"])["value"]
    mine = base[base["origin"] == 1]
    assert mine["log_density"].mean() == pytest.approx(scores["lppd", "standardised"], rel=1e-12)
    assert np.sqrt((mine["error"] ** 2).mean()) == pytest.approx(scores["rmse", "standardised"], rel=1e-12)
    # the CRPS is estimated from a thousand samples a row, others here than there
    assert mine["crps"].mean() == pytest.approx(scores["crps", "standardised"], rel=0.05)
    inside = (2 * (mine["pit"] - 0.5).abs() <= 0.9).mean()
    bands = calibration_table(*about, 50, SEED).set_index("level")["coverage"]
    assert inside == pytest.approx(bands[0.9], rel=1e-12)


def test_variants_that_explain_something_else_are_scored_in_one_unit(train):
    level = replace(TIER, model=replace(TIER.model, explain="level"))
    own, shared = tried(train, level, "level"), tried(train, level, "change")
    for origin, (before, _) in enumerate(rolling_origins({"sectors": train}, 0.2, 2), start=1):
        scale = [
            read_scaler(
                fit_scaler(before, data_of(train), "tier1", TIER.equations, explain), "price"
            ).target_scale
            for explain in ("level", "change")
        ]
        ratio, chosen = scale[0] / scale[1], own["origin"] == origin
        assert abs(ratio - 1) > 0.05
        np.testing.assert_allclose(shared.loc[chosen, "error"], ratio * own.loc[chosen, "error"])
        np.testing.assert_allclose(shared.loc[chosen, "crps"], ratio * own.loc[chosen, "crps"])
        moved = shared.loc[chosen, "log_density"] - own.loc[chosen, "log_density"]
        np.testing.assert_allclose(moved, -np.log(ratio))


def test_a_fit_that_fails_is_a_row_that_says_why(train, base):
    wild = replace(TIER.inference, optimiser=replace(TIER.inference.optimiser, learning_rate=1e300))
    found = tried(train, replace(TIER, inference=wild))
    assert len(found) == 1 and "tier1 price" in found["failure"].iloc[0]
    weighed = score_variants({BASE: base, "wild": found}, 50, SEED)
    row = weighed.variants.set_index("variant").loc["wild"]
    assert row["failure"] == found["failure"].iloc[0] and np.isnan(row["lead"])
    assert set(weighed.equations["variant"]) == {BASE}


def test_too_few_periods_name_the_setting(train):
    short = train[train["period"] <= 11]
    with pytest.raises(DataError, match="lower sweep.share"):
        tried(short)


def test_a_fit_in_single_precision_is_scored_in_double(train):
    with jax.enable_x64(False):
        found = tried(train)
        assert not jax.config.jax_enable_x64
    assert not (found["error"].astype(np.float32) == found["error"]).any()
