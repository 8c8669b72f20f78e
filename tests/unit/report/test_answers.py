"""What the roll-out answers, in sentences."""

import pytest
import xarray as xr

from tradewinds.report.experiment.path.answers import effect_sentences, outside
from tradewinds.report.names import Names, period_text
from tradewinds.report.words import number


def found(complete, show):
    scenario = complete.experiment["scenario"] | {"show": show}
    names = Names(complete.experiment | {"scenario": scenario}, complete.panels)
    rollout = next(iter(complete.rollouts.values()))
    tables = {table: rollout[table].to_dataset() for table in rollout.children}
    return names, tables, [line.text for line in effect_sentences(names, tables)]


def test_sectors_asked_for_by_name_have_lines_of_their_own(complete):
    names, tables, plainly = found(complete, [])
    first = str(tables["sectors"]["sector"].values[0])
    _, _, lines = found(complete, [first])
    assert [line for line in lines if line not in plainly] == [
        line for line in lines if f"({names.sector(first)})" in line
    ]
    assert len(lines) == len(plainly) + 2


@pytest.mark.parametrize(
    ("middle", "said"), [(0.0005, "no different in the middle"), (0.5, "higher than with")]
)
def test_a_middle_that_is_nothing_beside_its_band_is_said_so(complete, middle, said):
    names, tables, _ = found(complete, [])
    changed = tables["national"].copy(deep=True)
    for quantile, value in ((0.05, -1.0), (0.5, middle), (0.95, 1.0)):
        changed["gdp_effect_quantile"].loc[{"quantile": quantile}] = value
    line = next(
        line.text for line in effect_sentences(names, tables | {"national": changed}) if "GDP" in line.text
    )
    assert said in line


def test_all_sectors_together_come_before_the_range_over_them(complete):
    names, tables, lines = found(complete, [])
    price = next(line for line in lines if line.startswith(names.variable("sectors", "price").label))
    assert "(all sectors, equal weights)" in price and "band" in price
    middle = tables["sectors"]["price_effect_quantile"].isel(period=-1).sel(quantile=0.5)
    assert (
        f"Sector by sector the middle of the band goes from {number(float(middle.min()), 2, sign=True)} to "
        f"{number(float(middle.max()), 2, sign=True)} per cent." in price
    )
    alone = [line.text for line in effect_sentences(names, {k: tables[k] for k in ("sectors", "weighted")})]
    assert alone[0] == price and not any("Real GDP" in line for line in alone)


def test_a_policy_that_is_back_is_told_of_as_it_lasted_and_afterwards(complete):
    names, tables, plainly = found(complete, [])
    sectors, nation = (tables[table].copy(deep=True) for table in ("sectors", "national"))
    nation["gdp_effect_quantile"][{"period": 10}] = 1.75
    rates = sectors["tariff"]
    rates.loc[{"path": "scenario"}] = rates.sel(path="baseline")
    rates[{"path": 1, "period": slice(1, 11)}] += 0.05
    lines = [line.text for line in effect_sentences(names, tables | {"sectors": sectors, "national": nation})]
    assert len(lines) == 2 * len(plainly)
    during, after = lines[:2]
    last = period_text(sectors["period"].values[10], names.frequency("sectors"))
    assert f"{last}, the last of the change: " in during
    assert after == plainly[0].replace(": ", ", when it is over: ", 1)
    assert "1.8 per cent higher" in during


def test_where_the_data_end_is_told_for_when_and_for_how_many(complete):
    names, tables, _ = found(complete, [])
    away = xr.zeros_like(tables["sectors"]["outside"])
    away[{"path": 1, "sector": 0, "period": slice(3, 6)}] = 0.4
    away[{"path": 1, "sector": 1, "period": slice(4, None)}] = 0.2
    text = outside(names, {"sectors": tables["sectors"].assign(outside=away)}).text
    periods = [period_text(p, names.frequency("sectors")) for p in away["period"].values]
    assert f"in the sectors from {periods[3]} on (2 of 8 sectors at some time, 1 at the end)" in text
    away[{"path": 1, "sector": 1}] = 0.0
    text = outside(names, {"sectors": tables["sectors"].assign(outside=away)}).text
    assert f"from {periods[3]} to {periods[5]} (1 of 8 sectors at some time, 0 at the end)" in text


@pytest.mark.parametrize(
    ("most", "kind", "says"),
    [
        (0.0, "plain", "The policy and all inputs stay inside the range seen in training."),
        (
            0.05,
            "plain",
            "leave the range seen in training by at most 0.050 of its width in the sectors (median",
        ),
        (0.4, "doubt", "More than 0.1 of its width away, in the sectors from "),
    ],
)
def test_leaving_the_data_strikes_the_eye_where_it_is_flagged(complete, most, kind, says):
    scenario = complete.experiment["scenario"] | {"flag_distance": 0.1}
    names = Names(complete.experiment | {"scenario": scenario}, complete.panels)
    data = next(iter(complete.rollouts.values()))["sectors"].to_dataset()
    away = xr.zeros_like(data["outside"])
    away[{"path": 1, "sector": 0, "period": -1}] = most
    line = outside(names, {"sectors": data.assign(outside=away)})
    assert line.kind == kind and says in line.text
    assert most == 0.0 or line.value == most


def test_a_baseline_that_leaves_the_data_is_told_too(complete):
    """The effect is a difference of both paths: it said that everything stays inside."""
    names, tables, _ = found(complete, [])
    away = xr.zeros_like(tables["sectors"]["outside"])
    away[{"path": 0, "sector": 0, "period": slice(3, 6)}] = 0.4
    assert "0.40 of its width" in outside(names, {"sectors": tables["sectors"].assign(outside=away)}).text
