"""How often the two tables are observed, and the words of identities."""

import pytest

from tradewinds.errors import SettingsError
from tradewinds.settings.data import DataSettings
from tradewinds.settings.data_table import Frequency, TableSettings
from tradewinds.settings.data_variable import VariableScale, VariableSettings
from tradewinds.settings.schema import require_valid


def settings(sectors: str, national: str | None = None, **words: dict[str, str]) -> DataSettings:
    variable = {"price": VariableSettings(label="Price", unit="index", scale=VariableScale.log)}
    tables = {
        "sectors": TableSettings(
            frequency=Frequency(sectors),
            variables=variable,
            keys={"industry": "code"},
            file="a.csv",
            identities={"double": "2 * price"},
            **words,
        )
    }
    if national is not None:
        tables["national"] = TableSettings(frequency=Frequency(national), variables=variable, file="b.csv")
    return DataSettings(name="made", description="", tables=tables)


@pytest.mark.parametrize(
    ("sectors", "national"),
    [("month", "quarter"), ("month", "year"), ("quarter", "quarter"), ("step", "step"), ("step", None)],
)
def test_sector_periods_make_up_national_ones(sectors, national):
    require_valid(settings(sectors, national), "data")


@pytest.mark.parametrize(
    ("sectors", "national", "allowed"),
    [
        ("quarter", "month", "expected month,"),
        ("year", "quarter", "expected month or quarter,"),
        ("step", "quarter", "expected month or quarter,"),
        ("month", "step", "expected step,"),
    ],
)
def test_others_are_refused(sectors, national, allowed):
    with pytest.raises(SettingsError, match=f"data.tables.sectors.frequency = '{sectors}'.*{allowed}"):
        require_valid(settings(sectors, national), "data")


@pytest.mark.parametrize("words", ["identity_labels", "identity_units"])
def test_words_for_an_identity_that_is_not_there(words):
    require_valid(settings("month", **{words: {"double": "Twice the price"}}), "data")
    with pytest.raises(
        SettingsError, match=f"data.tables.sectors.{words} = 'duble'; expected an identity: double"
    ):
        require_valid(settings("month", **{words: {"duble": "Twice the price"}}), "data")
