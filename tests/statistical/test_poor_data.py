"""Poor data and settings, from the table to the verdicts: a named error, a verdict that is not a pass, or an
answer that is right; never a number that looks fine.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from known_lines import silent
from linear_world import described, panel, with_roles

from tradewinds.data.scaler import fit_scaler
from tradewinds.data.split_panel import SplitPanel
from tradewinds.errors import FitError
from tradewinds.evaluation.assess import assess_tier
from tradewinds.evaluation.comparison import compare_tier
from tradewinds.evaluation.leads import leads
from tradewinds.fitted.fit import Fit, FittedTier
from tradewinds.inference.fit import fit_tier
from tradewinds.model.tier import TierModel
from tradewinds.review.tier import review_tier
from tradewinds.settings.data import DataSettings
from tradewinds.settings.diagnostics import DiagnosticsSettings
from tradewinds.settings.inference import (
    Algorithm,
    InferenceSettings,
    LaplaceSettings,
    MicrocanonicalSettings,
    OptimiserSettings,
    VariationalSettings,
)
from tradewinds.settings.model import ModelSettings
from tradewinds.settings.tier import TierSettings

SECTORS, PERIODS, AHEAD = 4, 40, 8
DIAGNOSTICS = DiagnosticsSettings(bootstrap=100, replicas=20)
SETTINGS = TierSettings(
    equations=["price[t] ~ tariff[t] + gap[t]"],
    effects=["place"],
    model=ModelSettings(width=2, explain="level"),
    inference=InferenceSettings(
        Algorithm.microcanonical,
        OptimiserSettings(steps=200, chunk=100),
        microcanonical=MicrocanonicalSettings(chains=3, warmup=600, draws=40, thin=10, chunk=200),
        variational=VariationalSettings(draws=100),
        laplace=LaplaceSettings(members=2),
    ),
)
SIGMA = 0.3


def made(inputs: int = 2, unit: float = 1.0, sectors: int = SECTORS, periods: int = PERIODS) -> pd.DataFrame:
    """log price = first input − second input / 2 + noise; the inputs in any unit."""
    rng = np.random.default_rng(0)
    names = ["tariff", "gap", *(f"other{n}" for n in range(inputs - 2))]
    values = {name: rng.normal(size=(sectors, periods)) for name in names}
    mean = values["tariff"] - 0.5 * values["gap"]
    values["price"] = np.exp(mean + SIGMA * rng.normal(size=mean.shape))
    values |= {name: unit * values[name] for name in names}
    table = panel(values, 1, "step", place=[f"place {n}" for n in range(sectors)])
    return table


def verdicts(table: pd.DataFrame, **changes: object) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Everything from the table on: verdicts and the network's scores."""
    settings = replace(SETTINGS, **changes)
    inside = np.zeros(len(table) - table["period"].gt(table["period"].max() - AHEAD).sum(), dtype=bool)
    inside[::7] = True
    train, test = with_roles(table, AHEAD, inside)
    tables = ({"sectors": train}, {"sectors": test})
    data = DataSettings(name="", description="", tables={"sectors": described(table, "step")})
    explain = settings.model.explain
    scaler = fit_scaler(tables[0], data, "tier1", settings.equations, explain)
    model, panel = TierModel("tier1", settings, data), SplitPanel(*tables, data)
    tier = FittedTier(model, scaler, fit_tier(tables[0], scaler, model, 0, silent))
    found = assess_tier(Fit(panel, {"tier1": tier}), "tier1", DIAGNOSTICS)
    simple = compare_tier(tier.scaled(panel), DIAGNOSTICS, 0)
    lead = leads(found.predictions, simple.densities, DIAGNOSTICS.bootstrap, 0)
    tables, algorithm = (
        (found.scores, lead, found.calibration, found.convergence),
        settings.inference.algorithm,
    )
    judged = review_tier(*tables, DIAGNOSTICS, "tier1", algorithm)
    return judged.set_index("check"), found.scores


def with_inference(**changes: object) -> InferenceSettings:
    return replace(SETTINGS.inference, **changes)


def failing(judged: pd.DataFrame) -> set[str]:
    return set(judged.index[judged["status"].isin(["failed", "not computed"])])


def lppd(scores: pd.DataFrame) -> float:
    chosen = scores.query("holdout == 'ahead' and metric == 'lppd' and scale == 'standardised'")
    return float(chosen["value"].item())


def spread(table: pd.DataFrame) -> float:
    """Of the log price, whose unit the standardised density is in."""
    return float(np.log(table["price"]).std())


def expected_lppd(table: pd.DataFrame) -> float:
    """Of the true law, in expectation."""
    return float(np.log(spread(table) / SIGMA) - 0.5 * np.log(2 * np.pi) - 0.5)


def test_inputs_of_any_unit_give_the_same_answer():
    """A tariff in millionths: standardised on the training rows, it is the same input to rounding."""
    (judged, scores), (_, plain) = verdicts(made(unit=1e6)), verdicts(made())
    # 32 rows ahead: two samplers of one posterior differ by far less than the error of the mean density, 0.13
    assert lppd(scores) == pytest.approx(lppd(plain), abs=0.05)
    assert lppd(scores) == pytest.approx(expected_lppd(made()), abs=0.4)
    assert judged.loc["beats simple models", "status"] != "failed"


TRAINED = (Algorithm.ensemble, Algorithm.variational, Algorithm.laplace, Algorithm.microcanonical)


@pytest.mark.parametrize("algorithm", TRAINED)
def test_a_learning_rate_of_one(algorithm):
    """It ends in a named error, or a verdict fails that passes with the usual rate, or it is as good."""
    judged, scores = verdicts(made(), inference=with_inference(algorithm=algorithm))
    optimiser = replace(SETTINGS.inference.optimiser, learning_rate=1.0)
    try:
        found, poorer = verdicts(made(), inference=with_inference(algorithm=algorithm, optimiser=optimiser))
    except FitError as error:
        assert "learning_rate" in str(error) or "warmup" in str(error)
        return
    # 32 rows ahead: the error of a mean density is 0.13
    poor = lppd(poorer) < lppd(scores) - 0.2
    assert not poor or failing(found) - failing(judged), found["sentence"].tolist()


def test_a_sector_with_two_rows_is_predicted_with_the_others():
    """Two to learn from and one ahead, beside the first, of which the change is not known."""
    table, first = made(), PERIODS - AHEAD - 2
    place = table["sector"] == table["sector"].unique()[-1]
    table = table[~place | table["period"].between(first, first + 3)].reset_index(drop=True)
    judged, scores = verdicts(table)
    assert scores.query("holdout == 'ahead'")["rows"].max() == (SECTORS - 1) * AHEAD + 1
    assert lppd(scores) == pytest.approx(expected_lppd(table), abs=0.4)
    assert judged.loc["acceptance", "status"] == "passed"


def test_inputs_that_are_all_equal_are_an_error():
    with pytest.raises(FitError, match="no input moves in the training rows .*tariff"):
        verdicts(made().assign(tariff=1.0, gap=1.0))


def test_one_input_that_never_moves_says_nothing():
    """Without the gap a part of the price is noise: the network may not claim to know it better."""
    judged, scores = verdicts(made().assign(gap=1.0))
    unknown = np.hypot(0.5, SIGMA)
    expected = np.log(spread(made()) / unknown) - 0.5 * np.log(2 * np.pi) - 0.5
    assert lppd(scores) == pytest.approx(expected, abs=0.4)
    assert judged.loc["beats simple models", "status"] != "passed"


@pytest.mark.parametrize("algorithm", [Algorithm.microcanonical, Algorithm.laplace])
def test_fewer_rows_than_inputs(algorithm):
    """13 training rows and 16 inputs: the likelihood's curvature is singular, the posterior's is not."""
    equation = "price[t] ~ tariff[t] + gap[t] + " + " + ".join(f"d(other{n}[t])" for n in range(14))
    table = made(inputs=16, sectors=1, periods=16 + AHEAD)
    judged, scores = verdicts(
        table, equations=[equation], effects=[], inference=with_inference(algorithm=algorithm)
    )
    assert np.isfinite(lppd(scores))
    assert judged.loc["beats simple models", "status"] != "passed"
    assert judged.loc["rows", "status"] == "failed"
    assert judged.loc["rows", "sentence"].startswith("13 training rows for 16 inputs")


def test_laplace_that_is_not_at_its_mode_says_so():
    inference = with_inference(algorithm=Algorithm.laplace)
    judged, _ = verdicts(made(), inference=inference)
    assert judged.loc["mode", "status"] == "passed"
    judged, _ = verdicts(made(), inference=replace(inference, laplace=LaplaceSettings(2, newton_steps=0)))
    assert judged.loc["mode", "status"] == "failed"
    assert "inference.laplace.newton_steps" in judged.loc["mode", "advice"]


def test_a_network_that_least_squares_beats_says_so():
    """Three steps of descent: it has learned nothing yet, and the ridge has."""
    inference = with_inference(
        algorithm=Algorithm.ensemble, optimiser=OptimiserSettings(steps=3, chunk=3, learning_rate=1e-4)
    )
    judged, _ = verdicts(made(), inference=inference)
    row = judged.loc["beats simple models"]
    assert row["status"] == "failed" and row["advice"] in ("Use ridge.", "Use ridge, Student-t.")
