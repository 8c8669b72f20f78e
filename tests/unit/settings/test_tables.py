from dataclasses import replace
from pathlib import Path

import pytest

from tradewinds.errors import EquationError
from tradewinds.settings.compose import compose
from tradewinds.settings.tables import equations_of, scales_of, table_of_equation

CONFIGS = Path(__file__).parents[3] / "configs"


@pytest.fixture(scope="module")
def data():
    return compose(CONFIGS, "quickstart").data


@pytest.mark.slow
def test_scales_are_those_declared_and_identities_enter_in_logs(data):
    scales = scales_of(data, "sectors")
    assert (scales["price"], scales["tariff"], scales["revenue"]) == ("log", "level", "log")
    assert scales_of(data, "national")["unemployment"] == "level"


@pytest.mark.parametrize(
    ("tier", "text", "table"),
    [
        ("tier1", "price[t] ~ tariff[t]", "sectors"),
        ("tier1", "dlog(price[t]) ~ tariff[t]", "sectors"),
        ("tier1", "wages[t] ~ avg_tariff[t]", "national"),
        ("tier2", "gdp[t] ~ wages[t]", "national"),
    ],
)
def test_an_equation_lives_where_its_target_does(data, tier, text, table):
    assert table_of_equation(data, tier, text) == table


def test_equations_by_table_in_the_order_in_which_they_are_solved(data):
    texts = [
        "wages[t] ~ employment[t]",
        "volume[t] ~ price[t]",
        "price[t] ~ tariff[t]",
        "employment[t] ~ gdp[t-1]",
    ]
    found = equations_of(data, "tier1", texts)
    assert {table: [e.name for e in found[table]] for table in found} == {
        "sectors": ["price", "volume"],
        "national": ["employment", "wages"],
    }


@pytest.mark.parametrize("text", ["prise[t] ~ tariff[t]", "dlog(prise[t]) ~ tariff[t]"])
def test_a_target_that_no_table_has(data, text):
    with pytest.raises(EquationError, match="unknown variable prise .*wages.* Did you mean price"):
        equations_of(data, "tier1", [text])


@pytest.mark.parametrize(
    ("tier", "text", "found", "remedy"),
    [
        (
            "tier2",
            "gdp[t] ~ price[t]",
            "“price” .* of the table sectors, this .* national",
            "data.aggregates",
        ),
        ("tier2", "gdp[t] ~ dlog(volume[t-1])", "“volume” .* of the table sectors", "data.aggregates"),
        ("tier1", "price[t] ~ wages[t]", "“wages” .* of the table national, this .* sectors", "a column"),
    ],
)
def test_a_variable_that_the_other_table_has(data, tier, text, found, remedy):
    """It was called unknown, with no word of how sectors come into equations of the nation."""
    with pytest.raises(EquationError, match=f"{found}.*{remedy}"):
        equations_of(data, tier, [text])
    with pytest.raises(EquationError, match="unknown variable prise"):
        equations_of(data, tier, [text.partition("~")[0] + "~ prise[t]"])


def test_a_target_that_both_tables_have(data):
    both = replace(data, tables={"sectors": data.tables["sectors"], "national": data.tables["sectors"]})
    with pytest.raises(
        EquationError, match="“price” of .* is a variable of the tables sectors and national.*another name"
    ):
        table_of_equation(both, "tier1", "price[t] ~ tariff[t]")


def test_a_national_variable_is_not_taken_for_a_sectors_identity_of_its_name(data):
    national = data.tables["national"]
    variables = national.variables | {"revenue": national.variables["gdp"]}
    both = replace(data, tables=data.tables | {"national": replace(national, variables=variables)})
    assert "revenue" in both.tables["sectors"].identities
    assert table_of_equation(both, "tier1", "revenue[t] ~ revenue[t-1] + wages[t]") == "national"
    (equation,) = equations_of(both, "tier1", ["dlog(revenue[t]) ~ dlog(wages[t])"])["national"]
    assert equation.name == "revenue"
