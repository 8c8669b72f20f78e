"""A realised rate holds the outcome in its denominator: its slope errs, the statutory rate's and the
instrument do not. On real data: the figures found before, to their rounding.
"""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from event_world import AT_ONCE, ELASTICITY, answered, as_grid, tariffs, world

from tradewinds.data.panel import Grid
from tradewinds.effects import leverage
from tradewinds.effects.design import EventDesign
from tradewinds.effects.instrumented import (
    AS_IT_IS,
    FIRST_STAGE,
    INSTRUMENTED,
    LATER,
    REDUCED,
    detectable,
    rival_slopes,
)
from tradewinds.effects.permutation import permuted_slope, randomised
from tradewinds.errors import SettingsError

REALISED = EventDesign("volume", "realised")
PASSED_ON = 0.8


def realised_world(seed: int = 0) -> Grid:
    """Eight tenths of the statutory rate are collected, less where more is bought than the tariff says."""
    rng = np.random.default_rng((seed, 7))
    statutory = tariffs(rng, 40, 72)
    volume = answered(rng, statutory, AT_ONCE)
    shock = np.diff(np.log(volume) - ELASTICITY * statutory, axis=1, prepend=0.0).clip(-0.3, 0.3)
    realised = PASSED_ON * statutory - 0.5 * shock + 0.005 * rng.standard_normal(statutory.shape)
    return as_grid({"statutory": statutory, "realised": realised, "volume": volume})


def test_the_instrument_finds_what_the_realised_rate_does_not():
    table = rival_slopes(realised_world(), REALISED, replace(REALISED, policy="statutory")).set_index(
        "design"
    )
    within = lambda name, truth: abs(table.loc[name, "estimate"] - truth) / table.loc[name, "error"]  # noqa: E731
    assert within(REDUCED, ELASTICITY) < 3 and within(FIRST_STAGE, PASSED_ON) < 3
    assert within(INSTRUMENTED, ELASTICITY / PASSED_ON) < 3
    assert within(AS_IT_IS, ELASTICITY / PASSED_ON) > 5, "the mistake is there to be seen"
    assert table.loc[FIRST_STAGE, "f"] > 100 and 0.2 < table.loc[FIRST_STAGE, "r2"] < 0.4
    ratio = table.loc[REDUCED, "estimate"] / table.loc[FIRST_STAGE, "estimate"]
    assert table.loc[INSTRUMENTED, "estimate"] == pytest.approx(ratio)
    assert table["rows"].drop(LATER).nunique() == 1


def test_the_period_before_stands_for_the_rate_where_no_other_does():
    """Over half a year the two rates share all months but two."""
    table = rival_slopes(realised_world(), REALISED, step=6).set_index("design")
    assert table.loc[LATER, "estimate"] == pytest.approx(table.loc[REDUCED, "estimate"])
    assert table.loc[INSTRUMENTED, "error"] > table.loc[AS_IT_IS, "error"] > 0


def test_the_smallest_effect_found_is_2_8_errors():
    assert detectable(0.35) == pytest.approx(0.98, abs=0.005)
    assert detectable(1.0, 5) > detectable(1.0, 50) > detectable(1.0)


TARIFF = EventDesign("volume", "tariff")


@pytest.mark.slow
def test_permuted_paths_have_no_effect_and_the_true_ones_do():
    grid = world(AT_ONCE, sectors=20, periods=60)
    found = permuted_slope(grid, TARIFF, 1, 99, seed=1)
    assert found.p == 0.01 and found.estimate == pytest.approx(ELASTICITY, abs=0.3)
    assert abs(found.draws.mean()) < 3 * found.error / np.sqrt(99) and len(set(found.draws)) == 99
    assert found.detectable == pytest.approx(2.80 * found.error, rel=0.002)
    again = permuted_slope(grid, TARIFF, 1, 99, seed=1)
    np.testing.assert_array_equal(found.draws, again.draws)
    nothing = permuted_slope(world({}, 1, sectors=20, periods=60), TARIFF, 1, 99, seed=1)
    assert nothing.p > 0.05


def test_paths_move_together_within_groups():
    """Every origin's chapter takes the path of one other chapter of the same origin."""
    keys = {"chapter": ["a", "b", "c", "a", "b", "c"], "origin": ["x"] * 3 + ["y"] * 3}
    rate = np.arange(6.0)[:, None] * np.ones((6, 12))
    grid, seen = as_grid({"tariff": rate, "volume": np.exp(rate)}, keys), []
    randomised(
        grid, "tariff", lambda one: seen.append(one.values["tariff"][:, 0]) or 1.0, 19, 0, within="origin"
    )
    assert all(sorted(one[:3]) == [0, 1, 2] and (one[3:] == one[:3] + 3).all() for one in seen)
    assert len({tuple(one) for one in seen}) > 3
    with pytest.raises(SettingsError, match="within = 'product'; expected one of chapter, origin"):
        permuted_slope(grid, TARIFF, 1, 19, 0, within="product")


FOLDER = os.environ.get("TRADEWINDS_DATA")
real = pytest.mark.skipif(
    not FOLDER, reason="TRADEWINDS_DATA is not set: the real table is read where it names its folder"
)
CHAPTERS = ("origin:period", "hs2:period")


@pytest.fixture(scope="module")
def chapters() -> Grid:
    """HS chapters × origins, 2017 to 2019, without the residual chapters, where imports of 2017 came to ten
    million dollars.
    """
    table = pd.read_parquet(Path(str(FOLDER)) / "us_imports_by_hs2_origin_month.parquet")
    table = table[~table["hs2"].isin(["98", "99"])]
    year = table[table["period"].dt.year == 2017].groupby(["hs2", "origin"], as_index=False)["value"].sum()
    table = table.merge(year.rename(columns={"value": "size"}), on=["hs2", "origin"], how="left")
    table = table[(table["size"] >= 1e7) & table["period"].between("2017-01-01", "2019-12-01")]
    columns = {"volume": table["value"], "realised": np.log1p(table["tariff"])}
    columns |= {"statutory": np.log1p(table["statutory_added"]), "size": table["size"]}
    columns |= {"china301": np.log1p(table["s301"])}
    pairs = table[["hs2", "origin"]].drop_duplicates().sort_values(["hs2", "origin"])
    row = pd.MultiIndex.from_frame(pairs).get_indexer(pd.MultiIndex.from_frame(table[["hs2", "origin"]]))
    place = (table["period"].dt.year - 2017) * 12 + table["period"].dt.month - 1
    values = {}
    for name, column in columns.items():
        values[name] = np.full((len(pairs), 36), np.nan)
        values[name][row, place] = column
    return as_grid(values, {name: pairs[name].tolist() for name in ("hs2", "origin")})


@real
@pytest.mark.parametrize(
    "weights, realised, statutory, both",
    [
        (None, (-2.12, 0.86), (-1.62, 0.42), (-2.20, 0.43)),
        ("size", (-1.95, 0.37), (-1.60, 0.20), (-2.04, 0.25)),
    ],
)
def test_trade_war_of_2018_and_2019(chapters, weights, realised, statutory, both, monkeypatch):
    """Errors are those without what is given back of large chapters, by which they are up to a quarter
    larger.
    """
    asked = EventDesign("volume", "realised", CHAPTERS, ("hs2",), weights)

    def slopes() -> pd.DataFrame:
        return rival_slopes(chapters, asked, replace(asked, policy="statutory"), step=12).set_index("design")

    given_back = slopes()
    monkeypatch.setattr(leverage, "_MOST_CLUSTERS", 0)
    table = slopes()
    assert given_back["estimate"].to_numpy() == pytest.approx(table["estimate"].to_numpy())
    assert (given_back["error"] / table["error"]).between(0.98, 1.28).all()
    for design, (estimate, error) in {AS_IT_IS: realised, REDUCED: statutory, INSTRUMENTED: both}.items():
        assert table.loc[design, "estimate"] == pytest.approx(estimate, abs=0.006)
        assert table.loc[design, "error"] == pytest.approx(error, abs=0.006)


@real
@pytest.mark.slow
def test_chinas_tariff_permuted_across_chapters(chapters):
    """Section 301 alone: −2.44, with a standard deviation of .35 over permutations."""
    asked = EventDesign("volume", "china301", CHAPTERS, ("hs2",), start=12)
    found = permuted_slope(chapters, asked, 12, 39, seed=1, within="origin")
    assert found.estimate == pytest.approx(-2.44, abs=0.006)
    assert found.error == pytest.approx(0.35, abs=3 * 0.35 / np.sqrt(2 * 39))
    assert found.p == 1 / 40 and found.detectable == pytest.approx(1.0, abs=0.35)
