"""Values of a result by name: what is written is read, and never executed."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from tradewinds.errors import ProofError, SettingsError
from tradewinds.proof.named_values import NamedValues

QUANTILES, HORIZONS = [0.05, 0.5, 0.95], [0, 10, 20]
EFFECT = np.array([[0.0, -1.0, -2.0], [0.0, 1.0, 2.0], [0.0, 3.0, 6.0]])


class Rolled:
    def effect(self, variable, sector):
        if variable != "price":
            raise SettingsError(f"no effect on {variable!r}", "price")
        coords = {"quantile": QUANTILES, "horizon": ("period", HORIZONS), "period": [80, 90, 100]}
        return xr.DataArray(EFFECT, dims=("quantile", "period"), coords=coords)


SCORES = pd.DataFrame(
    {
        "equation": "price",
        "holdout": "ahead",
        "model": "network",
        "metric": ["crps", "lppd"],
        "scale": "original",
        "value": [0.0077, 3.1],
        "error": [0.0005, 0.08],
    }
)
PAGE = pd.DataFrame(
    {
        "text": ["After 20 periods, 2.5", "Other"],
        "value": [2.46, np.nan],
        "low": [1.05, np.nan],
        "high": [3.9, 1.0],
    }
)


@pytest.fixture
def named():
    return NamedValues(
        SimpleNamespace(
            counterfactuals={"rising": Rolled()},
            assessment=SimpleNamespace(scores=SCORES, baselines=SCORES.iloc[:0]),
            pages={"index": PAGE},
        )
    )


KNOWN = {
    'value("price")': 2.0,
    'value("price", horizon=10, quantile=0.95)': 3.0,
    '-value("price", scenario="rising")': -2.0,
    '100 * score("price", metric="crps")': 0.77,
    'score("price", part="error")': 0.08,
    'reported("After 20", "low")': 1.05,
    'value("price") - value("price", horizon=10)': 1.0,
}


@pytest.mark.parametrize("name", KNOWN)
def test_a_name_has_its_value(named, name):
    assert named.of(name) == pytest.approx(KNOWN[name])


WRONG = {
    'value("wages")': "no effect on 'wages'",
    'value("price", quantile=0.3)': "no quantile 0.3",
    'value("price", horizon=7)': "no horizon 7",
    'value("price", scenario="x")': "no scenario",
    'score("wages")': "no score",
    'reported("Nothing")': "0 numbers",
    'reported("Other")': "0 numbers",
    'value("price") / 0': "divides by zero",
    "1e308 * 1e308": "no value",
    '__import__("os").getcwd()': "names no value",
    'value(__import__("os").getcwd())': "cannot be read",
    "value": "names no value",
    "True": "names no value",
    "(" * 5000 + "1" + ")" * 5000: "names no value",
    "1" * 5000: "names no value",
    'value("price", 1, 2, 3, 4, 5)': "cannot be read",
    "": "names no value",
}


@pytest.mark.parametrize("name", WRONG, ids=range(len(WRONG)))
def test_whatever_is_written_ends_in_one_line(named, name):
    with pytest.raises(ProofError, match=WRONG[name]):
        named.of(name)
