"""What of a change of an estimate revisions and new rows make, and how uncertain the change is."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tradewinds.policy.attribution import (
    ASKED_NOW,
    OLD_DATA,
    ROWS_ADDED,
    ROWS_GONE,
    VALUES_ARRIVED,
    VALUES_REVISED,
    EstimateSide,
    attributed_change,
    tables_between,
)
from tradewinds.policy.change_band import change_band
from tradewinds.settings.data import DataSettings
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.sections import typed
from tradewinds.settings.verdict import VerdictSettings

PARTS = [OLD_DATA, VALUES_REVISED, VALUES_ARRIVED, ROWS_GONE, ROWS_ADDED, ASKED_NOW]
DATA = typed(
    DataSettings,
    {
        "name": "made",
        "description": "",
        "tables": {
            "sectors": {
                "frequency": "month",
                "file": "made.csv",
                "keys": {"origin": "origin"},
                "variables": {
                    "tariff": {"label": "Tariff", "unit": "fraction", "rate": True},
                    "value": {"label": "Imports", "unit": "USD", "scale": "log"},
                },
            }
        },
    },
)


def panel(slope: float, periods: int = 60) -> pd.DataFrame:
    """Imports that fall by ``slope`` per cent for each per cent of the price, exactly."""
    rng = np.random.default_rng(0)
    months = pd.date_range("2010-01-01", periods=periods, freq="MS")
    rows = []
    for number in range(8):
        tariff = 0.05 + np.cumsum(rng.uniform(0, 0.02, periods) * (rng.random(periods) < 0.1))
        for month, rate in zip(months, tariff, strict=True):
            sector = f"S{number}"
            value = float(np.exp(10 + number - slope * np.log1p(rate)))
            rows.append((sector, sector, sector, month, rate, value))
    return pd.DataFrame(rows, columns=["sector", "origin", "label", "period", "tariff", "value"])


def side(table: pd.DataFrame) -> EstimateSide:
    last = table["period"].max()
    periods = pd.date_range(last, periods=7, freq="MS")
    planned = pd.DataFrame(
        [(s, p, 0.1, 0.1 if p == last else 0.15) for s in sorted(set(table["sector"])) for p in periods],
        columns=["sector", "period", "baseline", "scenario"],
    )
    return EstimateSide(table, planned, None, DATA, ScenarioSettings(), VerdictSettings())


def changes(old: pd.DataFrame, new: pd.DataFrame) -> pd.Series:
    found = attributed_change(side(old), side(new), ["value"])
    assert found["part"].tolist() == PARTS
    return found.set_index("part")["change"]


@pytest.fixture(scope="module")
def whole():
    return panel(1.0)


def test_parts_add_up_to_the_whole(whole):
    old, new = whole[whole["period"] < "2014-06"], panel(2.0)
    found = attributed_change(side(old), side(new), ["value"])
    estimates = found.set_index("part")["estimate"]
    assert estimates[OLD_DATA] == pytest.approx(100 * np.expm1(-np.log(1.15 / 1.10)), rel=1e-6)
    assert estimates[ASKED_NOW] == pytest.approx(100 * np.expm1(-2 * np.log(1.15 / 1.10)), rel=1e-6)
    assert found["change"].sum() == pytest.approx(estimates[ASKED_NOW] - estimates[OLD_DATA])


def test_a_revision_alone_is_a_revision(whole):
    found = changes(whole, panel(2.0))
    assert found[VALUES_REVISED] == pytest.approx(-4.1, abs=0.1)
    assert found[[ROWS_GONE, ROWS_ADDED, ASKED_NOW]].abs().max() < 1e-9


def test_new_rows_alone_are_new_rows(whole):
    """The last year alone says another slope: its rows make all of the change."""
    steep = panel(3.0)
    new = whole.assign(value=np.where(whole["period"] < "2014-01", whole["value"], steep["value"]))
    found = changes(whole[whole["period"] < "2014-01"], new)
    assert abs(found[ROWS_ADDED]) > 0.1
    assert found[[VALUES_REVISED, ROWS_GONE]].abs().max() < 1e-9


def test_rows_that_are_gone_are_told_from_those_added(whole):
    steep = panel(3.0)
    old = whole.assign(value=np.where(whole["period"] < "2014-01", whole["value"], steep["value"]))
    found = changes(old, whole[whole["period"] < "2014-01"])
    assert abs(found[ROWS_GONE]) > 0.1 and found[[VALUES_REVISED, ROWS_ADDED]].abs().max() < 1e-9


def test_a_design_that_refuses_gives_no_number(whole):
    flat = whole.assign(tariff=0.05)
    found = attributed_change(side(flat), side(whole), ["value"]).set_index("part")
    assert np.isnan(found.at[OLD_DATA, "estimate"]) and np.isfinite(found.at[ASKED_NOW, "estimate"])


def test_tables_between_keep_the_rows_they_should(whole):
    new = replace(side(whole), table=whole[whole["period"] > "2010-02"]).table
    sizes = {name: len(table) for name, table in tables_between(whole, new, ["tariff", "value"])}
    assert sizes == {
        OLD_DATA: 480,
        VALUES_REVISED: 480,
        VALUES_ARRIVED: 480,
        ROWS_GONE: 464,
        ROWS_ADDED: 464,
    }


def test_values_that_arrive_late_are_no_revisions(whole):
    steep = panel(3.0)
    late = whole["period"] > "2014-06"
    old, new = (
        whole.assign(value=whole["value"].where(~late)),
        whole.assign(value=steep["value"].where(late, whole["value"])),
    )
    found = changes(old, new)
    assert abs(found[VALUES_ARRIVED]) > 0.1
    assert found[[VALUES_REVISED, ROWS_GONE, ROWS_ADDED]].abs().max() < 1e-9


def test_a_variable_that_the_new_table_lacks_is_left_out(whole):
    table = DATA.tables["sectors"]
    more = table.variables | {"heads": replace(table.variables["value"], label="Heads")}
    data = replace(DATA, tables={"sectors": replace(table, variables=more)})
    old = replace(side(whole.assign(heads=1.0)), data=data)
    found = attributed_change(old, side(panel(2.0)), ["value"]).set_index("part")["change"]
    assert found[VALUES_REVISED] == pytest.approx(-4.1, abs=0.1)


def noisy(seed: int) -> pd.DataFrame:
    """Imports that fall by a per cent for each per cent of the price, with errors of 5 %."""
    table, rng = panel(1.0), np.random.default_rng(seed)
    return table.assign(value=table["value"] * np.exp(rng.normal(0, 0.05, len(table))))


def half(old: pd.DataFrame, new: pd.DataFrame) -> float:
    low, middle, high = change_band(side(old), side(new), "value")
    assert high - middle == pytest.approx(middle - low)
    return (high - low) / 2


def elsewhere(table: pd.DataFrame) -> pd.DataFrame:
    """The same numbers of sectors that have other names."""
    return table.assign(**{name: "T" + table[name] for name in ("sector", "origin", "label")})


def test_the_same_rows_leave_nothing_uncertain():
    table = noisy(0)
    low, middle, high = change_band(side(table), side(table), "value")
    assert middle == 0 and high - low == pytest.approx(0, abs=1e-9)


def test_without_a_cluster_in_common_variances_add():
    """Of the same numbers elsewhere the variance of a difference is twice that of one, and it is 0 here."""
    table = noisy(0)
    apart, fewer = half(table, elsewhere(table)), half(table, table[table["period"] < "2014-01"])
    assert apart > 0 and fewer < 0.75 * apart


@pytest.mark.slow
def test_the_band_holds_a_change_that_is_none_as_often_as_it_says():
    """A year more of 8 sectors: of 12 samples 8 or more with probability 0.996; of 40 it was 38."""
    held = []
    for seed in range(12):
        new = noisy(seed)
        old = new[new["period"] < "2014-01"]
        low, _, high = change_band(side(old), side(new), "value")
        held.append(low <= 0 <= high)
    assert sum(held) >= 8


def test_a_design_that_refuses_has_no_band():
    table = noisy(0)
    assert change_band(side(table.assign(tariff=0.05)), side(table), "value") is None
