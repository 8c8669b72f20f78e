import numpy as np
import pytest

from tradewinds.errors import EquationError
from tradewinds.identities import compute, names_in


def test_products_and_quotients_are_computed_elementwise():
    values = {
        "tariff": np.array([0.1, 0.2]),
        "price": np.array([110.0, 120.0]),
        "volume": np.array([3.0, 4.0]),
    }
    found = compute("tariff * price / 100 * volume", values)
    np.testing.assert_allclose(found, [0.33, 0.96])
    assert names_in("tariff * price / 100 * volume * price") == ["tariff", "price", "volume"]


@pytest.mark.parametrize("text", ["tariff + price", "tariff *", "log(price)", "tariff / 0", "", "price[t]"])
def test_anything_else_is_refused(text):
    with pytest.raises(EquationError, match="cannot be read"):
        names_in(text)
