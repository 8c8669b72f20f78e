import pytest

from tradewinds.errors import SettingsError
from tradewinds.settings.checks import is_day, require


def test_an_error_names_key_value_expectation_and_remedy():
    with pytest.raises(SettingsError) as error:
        require(False, "a.b", "x", "a number", "Write 3.")
    assert str(error.value) == "a.b = 'x'; expected a number. Write 3."
    require(True, "a.b", "x", "a number")


def test_a_day_is_one_of_the_calendar_and_written_in_one_way():
    assert is_day("2020-02-29")
    for text in ("2019-02-29", "2019-99-99", "20190630", "2019-W26-7", "2019-06", "30.6.2019", ""):
        assert not is_day(text)
