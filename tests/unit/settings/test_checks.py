import pytest

from tradewinds.errors import SettingsError
from tradewinds.settings.checks import require


def test_an_error_names_key_value_expectation_and_remedy():
    with pytest.raises(SettingsError) as error:
        require(False, "a.b", "x", "a number", "Write 3.")
    assert str(error.value) == "a.b = 'x'; expected a number. Write 3."
    require(True, "a.b", "x", "a number")
