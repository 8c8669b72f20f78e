"""The fit to all rows is one of rows without a role, and its draws are judged as those of any fit."""

import numpy as np
import pytest
from linear_world import Coefficients, described, make_world, panel

from tradewinds.artifacts import write_table
from tradewinds.data.split_panel import SplitPanel
from tradewinds.evaluation.convergence import COLUMNS, PROBES
from tradewinds.evaluation.refit import convergence_of_draws
from tradewinds.fitted.fit import Fit
from tradewinds.settings.inference import Algorithm

SECTORS, PERIODS, CHAINS, DRAWS = 5, 40, 4, 50


@pytest.fixture
def fit():
    return made_fit({"price[t] ~ price[t-1] + tariff[t]": Coefficients([-0.5, 1.0], sigma=0.1)})


def made_fit(equations):
    """Draws of equations of the price, all from one law, on a table of which nothing is held out."""
    rng = np.random.default_rng(1)
    values = {
        "tariff": rng.uniform(0.05, 0.5, (SECTORS, PERIODS)),
        "price": np.exp(rng.normal(size=(SECTORS, PERIODS))),
    }
    table = panel(values, 1, "step", industry=list("abcde"))
    made = make_world(
        {"sectors": (table.assign(role="fit"), table.iloc[:0].assign(role="ahead"))},
        {"sectors": described(table, "step")},
        {"tier1": equations},
        draws=DRAWS,
        chains=CHAINS,
    )
    made.tiers["tier1"].inference.algorithm = Algorithm.nuts
    known = made.fit()
    posterior = known.tiers["tier1"].posterior["price/posterior"]
    sites = posterior.to_dataset()
    posterior.dataset = sites.assign(
        {name: sites[name] + 0.01 * rng.normal(size=sites[name].shape) for name in ("intercept", "beta")}
    )
    return Fit(SplitPanel.of_training({"sectors": table}, known.data), known.tiers)


def metrics(fit):
    found = convergence_of_draws(fit)
    assert tuple(found.columns) == COLUMNS and set(found["equation"]) == {"price"}
    return found.set_index(["quantity", "metric"])["value"]


def test_every_row_is_one_that_is_fitted(fit):
    (fitted,) = fit.equations()
    assert set(fitted.equation_rows.role) == {"fit"} and len(fitted.fit.y) == SECTORS * (PERIODS - 1) > PROBES


@pytest.mark.slow
def test_draws_of_one_law_agree_and_a_chain_elsewhere_is_found(fit):
    """R̂ of a chain four standard deviations off the three others is about √(1 + 4² · 3/16) = 2."""
    good = metrics(fit)
    assert good["prediction", "rhat"] < 1.1 and good["prediction", "ess_bulk"] > CHAINS * DRAWS / 4
    posterior = fit.tiers["tier1"].posterior["price/posterior"]
    sites = posterior.to_dataset()
    elsewhere = np.zeros(sites["intercept"].shape)
    elsewhere[0] = 0.2
    posterior.dataset = sites.assign(intercept=sites["intercept"] + elsewhere)
    assert metrics(fit)["prediction", "rhat"] > 1.5


def test_effects_over_seeds_are_said_of_every_other_variable(fit):
    """The own past is no policy; draws of one law scatter by their Monte Carlo error, 1/(3.29 √200)."""
    found = metrics(fit)["effect over seeds"]
    assert list(found.index) == ["tariff"]
    assert found["tariff"] == pytest.approx(1 / (3.29 * np.sqrt(CHAINS * DRAWS)), rel=0.9)


def test_an_equation_of_its_own_past_alone_has_no_effect_and_a_table_that_can_be_written(tmp_path):
    found = convergence_of_draws(made_fit({"price[t] ~ price[t-1]": Coefficients([-0.5], sigma=0.1)}))
    assert "effect over seeds" not in set(found["quantity"])
    write_table(found, tmp_path / "convergence.parquet", {"experiment": "small", "stage": "fit_all"})
