import pytest

from tradewinds.errors import SettingsError
from tradewinds.settings.checks import at_least, fraction, positive, require


def test_an_error_names_key_value_expectation_and_remedy():
    with pytest.raises(SettingsError) as error:
        require(False, "a.b", "x", "a number", "Write 3.")
    assert str(error.value) == "a.b = 'x'; expected a number. Write 3."
    require(True, "a.b", "x", "a number")


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan"), float("inf")])
def test_not_positive(value):
    with pytest.raises(SettingsError, match="a.b = .*a number above 0"):
        positive("a.b", value)


def test_at_least():
    at_least("a.b", 2, 2)
    with pytest.raises(SettingsError, match="a.b = 1; expected a whole number of at least 2"):
        at_least("a.b", 1, 2)


@pytest.mark.parametrize("value", [1.0, -0.1, 20.0, float("nan")])
@pytest.mark.parametrize("closed", [True, False])
def test_not_a_fraction(value, closed):
    with pytest.raises(SettingsError, match="between 0 and 1. Write 0.2 for 20 %"):
        fraction("a.b", value, closed=closed)


def test_nothing_is_a_fraction_only_when_closed():
    fraction("a.b", 0.0, closed=True)
    with pytest.raises(SettingsError):
        fraction("a.b", 0.0)
