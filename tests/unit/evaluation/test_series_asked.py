"""A fit to all series of a table that is asked about some of them: it says of these what it said before."""

from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
import pytest
from linear_world import Coefficients, described, linear_model, make_world, panel, with_roles

from tradewinds.artifacts import write_table
from tradewinds.data.blocks import LongTable
from tradewinds.data.chosen_series import means_by_period, rows_of_series
from tradewinds.data.split_panel import SplitPanel
from tradewinds.evaluation.feedback import fed_back
from tradewinds.evaluation.predictive import ask
from tradewinds.evaluation.shocks import CalendarTerms, Shock
from tradewinds.fitted.fit import Fit
from tradewinds.policy.drawn_equations import drawn_equations
from tradewinds.policy.forecast_origin import find_origin
from tradewinds.policy.history import history_until, latest
from tradewinds.policy.transition import explain_period
from tradewinds.settings.model import NoiseScale
from tradewinds.settings.tables import terms_over_sectors

pytestmark = pytest.mark.slow

TEXT = "dlog(price[t]) ~ price[t-1] + tariff[t] + common(dlog(price[t-1])) + month"
LEVEL = "dlog(price[t]) ~ price[t-1] + common(tariff[t])"
SECTORS = 6


@pytest.fixture(scope="module")
def asked(tmp_path_factory) -> tuple[Fit, Fit]:
    """The fit asked about all six series, and about three of them."""
    return both(tmp_path_factory.mktemp("asked"), TEXT, [0.1, -1.0, 0.4, 0.7])


@pytest.fixture(scope="module")
def asked_of_levels(tmp_path_factory) -> tuple[Fit, Fit]:
    """The same of an equation that looks at a mean over all series in levels."""
    return both(tmp_path_factory.mktemp("levels"), LEVEL, [0.1, -1.0])


def both(folder: Path, text: str, slopes: list[float]) -> tuple[Fit, Fit]:
    rng = np.random.default_rng(0)
    price = np.exp(0.1 * rng.normal(size=(SECTORS, 48)).cumsum(axis=1) + rng.normal(0, 2, (SECTORS, 1)))
    tariff = rng.uniform(0, 0.3, (SECTORS, 48))
    origins = [f"C{n}" for n in range(SECTORS)]
    table = panel({"price": price, "tariff": tariff}, "2015-01", "month", origin=origins)
    table = table.sort_values(["sector", "period"], ignore_index=True)
    train, test = with_roles(table, ahead=6, inside=rng.random(42 * SECTORS) < 0.1)
    labels = sorted(table["sector"].unique())
    own = {
        "sector effect": rng.normal(size=SECTORS),
        "sector spread": np.array(0.5),
        "sigma_sector": rng.normal(size=SECTORS),
        "sigma_spread": np.array(0.3),
    }
    law = Coefficients(slopes, sigma=0.05, sites=own)
    world = make_world(
        {"sectors": (train, test)},
        {"sectors": described(table, "month")},
        {"tier1": {text: law}},
        effects={"tier1": ["sector"]},
        model=linear_model(noise={"scale": NoiseScale.per_sector}),
        draws=3,
        within=True,
    )
    posterior = world.posteriors["tier1"]
    posterior["price/posterior"].coords["sector effect 0"] = labels
    fit = world.fit()
    for name, rows in {"panel": table, "train": train, "test": test}.items():
        write_table(rows, folder / f"{name}.parquet", {"stage": "test"})
    terms = terms_over_sectors(world.data, "sectors", {"tier1": {"equations": [text], "window": 1}})
    means = means_by_period(LongTable.open(folder / "panel.parquet", world.data.tables["sectors"]), terms)
    chosen = [labels[0], labels[3], labels[5]]
    parts = [
        {"sectors": rows_of_series(folder / f"{name}.parquet", chosen, means, "price").table}
        for name in ("train", "test")
    ]
    return fit, Fit(SplitPanel(*parts, world.data), fit.tiers, fit.seed)


@pytest.mark.parametrize("role", ["fit", "inside", "ahead"])
def test_some_series_are_told_what_all_of_them_are(asked, role):
    whole, some = (ask(fit.equations("tier1")[0], role, jax.random.key(0)) for fit in asked)
    sectors = [np.array(fit.equations("tier1")[0].grid.sectors) for fit in asked]
    kept = np.isin(sectors[0][whole.equation_rows.sector], sectors[1])
    assert kept.sum() == len(some.equation_rows) < len(kept)
    for name in ("x", "y", "period"):
        np.testing.assert_allclose(
            getattr(some.equation_rows, name), getattr(whole.equation_rows, name)[kept], rtol=1e-9, atol=1e-12
        )
    np.testing.assert_allclose(some.location, whole.location[:, kept], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(some.noise_scale, whole.noise_scale[:, kept], rtol=1e-9)
    assert pd.Series(some.location.std(axis=1)).gt(0).all()


def test_a_path_that_stays_begins_where_that_of_all_series_does(asked_of_levels):
    """The next period of the first draw without disturbances, the tariffs as they were."""
    found = []
    for fit in asked_of_levels:
        grid = fit.equations()[0].grid
        origin = find_origin({"sectors": grid}, fit.data, 2)
        one = drawn_equations(fit, origin, 3)["sectors"][0]
        past = history_until(grid, origin.last["sectors"], 3)
        sites = {name: jnp.asarray(site)[0] for name, site in one.sites.items()}
        still, shape = np.zeros(len(grid.sectors)), len(grid.sectors)
        period = CalendarTerms(np.zeros(shape), np.array(0.0))
        value, beyond = explain_period(one.fixed, sites, past, latest(past), Shock(still, still), period)
        found.append(pd.DataFrame({"value": value, "beyond": beyond}, index=grid.sectors))
    whole, some = found
    assert len(some) == 3
    pd.testing.assert_frame_equal(some, whole.loc[some.index], rtol=1e-9)


def test_a_long_forecast_sees_the_means_that_all_series_have(asked_of_levels):
    whole, some = (fed_back(fit.equations("tier1")[0], jax.random.key(0), 1) for fit in asked_of_levels)
    sectors = [np.array(fit.equations("tier1")[0].grid.sectors) for fit in asked_of_levels]
    kept = np.isin(sectors[0][whole.equation_rows.sector], sectors[1])
    first = whole.equation_rows.period[kept] == whole.equation_rows.period.min()
    assert first.sum() == 3
    np.testing.assert_allclose(
        some.location[:, first], whole.location[:, kept][:, first], rtol=1e-9, atol=1e-12
    )
