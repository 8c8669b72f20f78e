import numpy as np
import pandas as pd
import pytest
from sample import Sample

from tradewinds.errors import SettingsError
from tradewinds.report.names import Names, period_text, positions, time_ticks


def test_rates_are_shown_in_per_cent(complete: Sample) -> None:
    names = Names(complete.experiment, complete.panels)
    tariff = names.variable("sectors", "tariff")
    assert (tariff.unit, tariff.factor, tariff.effect_unit) == ("%", 100.0, "percentage points")
    assert names.variable("sectors", "price").effect_unit == "%"


def test_the_detail_of_a_rates_unit_is_kept(complete: Sample) -> None:
    variable = complete.experiment["data"]["tables"]["sectors"]["variables"]["tariff"]
    described = {**variable, "unit": "fraction (duties ÷ value)"}
    tables = complete.experiment["data"]["tables"]
    sectors = {**tables["sectors"], "variables": {"tariff": described}}
    experiment = {**complete.experiment, "data": {"tables": {**tables, "sectors": sectors}}}
    assert Names(experiment, complete.panels).variable("sectors", "tariff").unit == "% (duties ÷ value)"


@pytest.mark.parametrize(
    ("unit", "shown"),
    [("percent", "%"), ("percent of GDP", "% of GDP"), ("% of GDP", "% of GDP"), ("share", "%")],
)
def test_what_is_written_in_percent_is_shown_in_per_cent(complete: Sample, unit: str, shown: str) -> None:
    """The panel holds fractions of it: 0.3 is 30 %, and an effect of 0.025 is 2.5 points."""
    tables = complete.experiment["data"]["tables"]
    described = {"label": "Penetration", "scale": "level", "unit": unit, "written": "percent", "rate": False}
    sectors = {**tables["sectors"], "variables": {"penetration": described}}
    experiment = {**complete.experiment, "data": {"tables": {**tables, "sectors": sectors}}}
    found = Names(experiment, complete.panels).variable("sectors", "penetration")
    assert (found.unit, found.factor, found.effect_unit) == (shown, 100.0, "percentage points")


def test_identities_have_a_readable_name_and_the_unit_of_the_settings(complete: Sample) -> None:
    revenue = Names(complete.experiment, complete.panels).variable("sectors", "customs_revenue")
    assert (revenue.label, revenue.unit) == ("Customs revenue", "US dollars")


def test_sectors_drawn_one_by_one_are_those_asked_for_and_must_be_there(complete: Sample) -> None:
    def shown(*asked: str) -> list[str]:
        scenario = {**complete.experiment["scenario"], "show": list(asked)}
        return Names({**complete.experiment, "scenario": scenario}, complete.panels).shown

    first, *_, last = Names(complete.experiment, complete.panels).sectors
    assert shown(last) == [last] and first in shown()
    with pytest.raises(SettingsError, match=f"no sector 'typo' in the data; expected some of {first}"):
        shown(last, "typo")


def test_without_a_choice_the_largest_are_drawn(complete: Sample) -> None:
    """By what sectors are weighed by, or by value; else the first as the panel has them."""
    panel = complete.panels["sectors"]
    order = list(panel["sector"].astype(str).unique())
    size = panel["sector"].astype(str).map({name: 1.0 + place for place, name in enumerate(order)})
    panels = {**complete.panels, "sectors": panel.assign(value=size, import_volume=1 / size)}
    scenario = {**complete.experiment["scenario"], "show": [], "weights": None}

    def shown(**more: object) -> list[str]:
        return Names({**complete.experiment, "scenario": scenario | more}, panels).shown

    assert len(order) > 4 and shown() == order[:-5:-1]
    assert shown(weights="import_volume") == order[:4]
    first = Names({**complete.experiment, "scenario": scenario}, complete.panels)
    assert first.shown == first.sectors[:4]


def test_equations_are_found_in_their_tables(complete: Sample) -> None:
    names = Names(complete.experiment, complete.panels)
    assert names.target("tier1", "price").table == "sectors"
    assert names.target("tier1", "wages").table == "national"
    assert names.target("tier2", "gdp").label == "Real GDP per adult"


def test_a_national_variable_is_not_taken_for_a_sectors_identity_of_its_name(complete: Sample) -> None:
    tables = complete.experiment["data"]["tables"]
    assert "customs_revenue" in tables["sectors"]["identities"]
    measured = tables["national"]["variables"]
    national = {**tables["national"], "variables": {**measured, "customs_revenue": measured["gdp"]}}
    tier1 = {**complete.experiment["tier1"], "equations": ["customs_revenue[t] ~ wages[t-1]"]}
    changed = {"data": {"tables": {**tables, "national": national}}, "tier1": tier1}
    names = Names({**complete.experiment, **changed}, complete.panels)
    assert names.target("tier1", "customs_revenue").table == "national"


@pytest.mark.parametrize(
    ("period", "frequency", "text"),
    [
        (np.datetime64("2019-03-01"), "month", "Mar 2019"),
        (pd.Timestamp("2019-04-01"), "quarter", "2019 Q2"),
        (np.datetime64("2019-01-01"), "year", "2019"),
        (17, "step", "period 17"),
    ],
)
def test_periods_in_words(period: object, frequency: str, text: str) -> None:
    assert period_text(period, frequency) == text


def test_time_axes_name_years_or_months() -> None:
    long = positions(np.arange("2013-01", "2023-12", dtype="datetime64[M]"), "month")
    ticks, texts, what = time_ticks(long[0], long[-1], "month")
    assert what == "year" and "2015" in texts and all(long[0] <= t <= long[-1] for t in ticks)
    short = positions(np.arange("2022-11", "2024-01", dtype="datetime64[M]"), "month")
    ticks, texts, what = time_ticks(short[0], short[-1], "month")
    assert what == "month" and "Jan 23" in texts and len(texts) <= 6
