"""The network beside simple models on the same rows."""

import numpy as np
import pytest
import xarray as xr

from tradewinds.errors import DataError
from tradewinds.evaluation.leads import COLUMNS, leads

PERIOD = np.repeat(np.arange(12), 4)
SECTOR = np.tile(list("abcd"), 12)
NOISE = np.random.default_rng(0).normal(size=48)


def tree(**groups: xr.Dataset) -> xr.DataTree:
    return xr.DataTree.from_dict({f"/price/{name}": group for name, group in groups.items()})


def network(density: np.ndarray = NOISE, period: np.ndarray = PERIOD) -> xr.Dataset:
    rows = slice(0, len(density))
    coords = {"sector": ("row", SECTOR[rows]), "period": ("row", period[rows])}
    return xr.Dataset({"log_density": ("row", density)}, coords)


def simple(**densities: np.ndarray) -> xr.Dataset:
    values = np.stack(list(densities.values()))
    return network().drop_vars("log_density").assign_coords(model=list(densities)).assign(
        log_density=(("model", "row"), values)
    )  # fmt: skip


def test_a_lead_is_the_mean_difference_with_the_error_of_the_pairs():
    """Densities that go up and down together differ by a half with hardly an error."""
    rivals = simple(same=NOISE, worse=NOISE - 0.5, other=np.zeros(48))
    found = leads(tree(ahead=network()), tree(ahead=rivals), 200, 0)
    assert list(found.columns) == list(COLUMNS)
    assert set(found["metric"]) == {"lppd lead"} and set(found["rows"]) == {48}
    found = found.set_index("model")
    np.testing.assert_allclose(found["value"], [0.0, 0.5, NOISE.mean()], atol=1e-12)
    np.testing.assert_allclose(found["error"][["same", "worse"]], 0.0, atol=1e-12)
    assert found["error"]["other"] == pytest.approx(
        NOISE.reshape(12, 4).mean(1).std() / np.sqrt(12), rel=0.25
    )


def test_what_the_network_answered_alone_has_no_lead():
    both = tree(ahead=network(), fit=network())
    assert set(leads(both, tree(ahead=simple(ridge=NOISE)), 50, 0)["holdout"]) == {"ahead"}


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ({"fit": network()}, "no answer of the network to price/ahead"),
        ({"ahead": network(period=PERIOD + 1)}, "48 rows of the network, 48 of the simple models"),
        ({"ahead": network(NOISE[:-1])}, "47 rows of the network"),
        ({"ahead": network(np.r_[np.nan, NOISE[1:]])}, "1 of them not finite"),
    ],
)
def test_other_rows_and_broken_densities_are_named(own, words):
    with pytest.raises(DataError, match=words):
        leads(tree(**own), tree(ahead=simple(ridge=NOISE)), 50, 0)
