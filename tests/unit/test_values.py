"""The value hash covers names, kinds, shapes, dimensions, units, attributes and values, and nothing else."""

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import xarray as xr

from tradewinds.artifacts import write_table
from tradewinds.errors import ArtifactError
from tradewinds.file_values import hash_table_in_file
from tradewinds.values import hash_json, hash_table, hash_tree

FRAME = pd.DataFrame({"price": [1.0, np.nan, 3.0], "sector": ["a", "bc", None], "step": [1, 2, 3]})
UNITS = {"price": "USD"}


def arrays(
    dims=("row", "level"), shape=(2, 3), unit="USD", about="nuts", name="mean", group="/fit", values=None
):
    values = np.arange(6.0) if values is None else values
    data = xr.Dataset({name: (dims, values.reshape(shape), {"unit": unit})}, attrs={"algorithm": about})
    return xr.DataTree.from_dict({group: data})


@pytest.mark.parametrize(
    "units",
    [{}, {"price": "EUR"}, {"step": "USD"}, {"price": "USD", "step": "months"}],
)
def test_units_are_hashed(units):
    assert hash_table(FRAME, units) != hash_table(FRAME, UNITS)


@pytest.mark.parametrize(
    "change",
    [
        lambda f: f.iloc[:-1],
        lambda f: f.iloc[::-1],
        lambda f: f[["step", "price", "sector"]],
        lambda f: f.rename(columns={"step": "steps"}),
        lambda f: f.assign(step=f["step"].astype("int32")),
        lambda f: f.assign(step=f["step"].astype("float64")),
        lambda f: f.assign(price=[1.0, np.nan, np.nextafter(3.0, 4.0)]),
        lambda f: f.assign(price=[np.nan, 1.0, 3.0]),
        lambda f: f.assign(sector=["ab", "c", None]),
        lambda f: f.assign(sector=["a", None, "bc"]),
        lambda f: f.assign(sector=["a", "bc", ""]),
    ],
)
def test_whatever_a_table_holds_is_hashed(change):
    assert hash_table(change(FRAME), UNITS) != hash_table(FRAME, UNITS)


@pytest.mark.parametrize(
    "change",
    [
        {"dims": ("level", "row")},
        {"dims": ("row", "draw")},
        {"shape": (3, 2)},
        {"unit": "EUR"},
        {"unit": ["USD", "EUR"]},
        {"about": "laplace"},
        {"about": 0},
        {"name": "median"},
        {"group": "/fit/price"},
        {"values": np.arange(6)},
        {"values": np.arange(6.0)[::-1].copy()},
    ],
)
def test_whatever_arrays_hold_is_hashed(change):
    assert hash_tree(arrays(**change)) != hash_tree(arrays())


def test_attributes_read_as_a_file_gives_them_back():
    """One that is a list of one, and a truth value, are numbers after a round trip."""
    assert hash_tree(arrays(about=["nuts"])) == hash_tree(arrays())
    assert hash_tree(arrays(about=True)) == hash_tree(arrays(about=1)) != hash_tree(arrays(about=0))


def test_the_bits_of_a_missing_number_the_order_of_variables_and_of_keys_are_not_hashed():
    other = FRAME.assign(price=FRAME["price"].to_numpy().copy())
    bits = other["price"].to_numpy().copy()
    bits.view("u8")[1] = 0xFFF8000000000001
    assert np.isnan(bits[1]) and hash_table(other.assign(price=bits), UNITS) == hash_table(FRAME, UNITS)
    one, two = xr.Dataset({"a": 1.0, "b": 2.0}), xr.Dataset({"b": 2.0, "a": 1.0})
    assert hash_tree(xr.DataTree(one)) == hash_tree(xr.DataTree(two))
    assert hash_json({"a": 1, "b": 2}) == hash_json({"b": 2, "a": 1}) != hash_json({"a": 2, "b": 1})


@pytest.mark.parametrize("kind", ["datetime64", "timedelta64"])
def test_times_count_whatever_their_resolution_and_are_no_numbers(kind):
    seconds, nanoseconds = (
        np.arange(3).astype(f"{kind}[s]").astype(f"{kind}[{unit}]") for unit in ("s", "ns")
    )
    hashed = [hash_table(pd.DataFrame({"time": one}), {}) for one in (seconds, nanoseconds)]
    assert hashed[0] == hashed[1]
    later = hash_table(pd.DataFrame({"time": nanoseconds + np.timedelta64(1, "ns")}), {})
    plain = hash_table(pd.DataFrame({"time": nanoseconds.astype("int64")}), {})
    assert len({hashed[0], later, plain}) == 3


def test_a_time_is_no_duration():
    count = np.arange(3)
    times, durations = count.astype("datetime64[ns]"), count.astype("timedelta64[ns]")
    assert hash_table(pd.DataFrame({"a": times}), {}) != hash_table(pd.DataFrame({"a": durations}), {})


def test_a_mixture_of_types_has_no_hash():
    with pytest.raises(ArtifactError, match="'column': 'a'.* holds a mixture of types"):
        hash_table(pd.DataFrame({"a": pd.Series([1, "x"], dtype=object)}), {})


@pytest.mark.parametrize("units", [{}, {"price": "EUR"}, {"step": "USD"}])
def test_the_hash_from_a_file_sees_units_too(tmp_path, units):
    write_table(FRAME, tmp_path / "a.parquet", {}, UNITS)
    file = pq.ParquetFile(tmp_path / "a.parquet")
    assert hash_table_in_file(file, UNITS) == hash_table(FRAME, UNITS)
    assert hash_table_in_file(file, units) == hash_table(FRAME, units) != hash_table(FRAME, UNITS)


def test_hashes_are_what_they_were():
    """Results carry them: one that is computed in another way calls every older result changed."""
    when = pd.to_datetime(["2020-01-01", "2021-01-01"])
    frame = pd.DataFrame({"größe": [1.0, np.nan], "sector": ["ä", None], "when": when})
    attributes = {"exact": True, "levels": [0.5, 0.9]}
    table = hash_table(frame, {"größe": "t"})
    assert table == "4718680d6a833ecfd035e7f53e23e2be70f77486531f26af1519e872fa5ac885"
    mean = (("row", "level"), np.arange(6.0).reshape(2, 3), {"unit": "€"})
    tree = xr.DataTree.from_dict({"/fit": xr.Dataset({"mean": mean}, attrs=attributes)})
    assert hash_tree(tree) == "3563daa66748f2992b218153c9b198092b7076f8ced72bc744e809e4b31dfc69"
    plain = hash_json({"b": ["ü", 1.5, None], "a": True})
    assert plain == "f3f848f8d34d3094a91320bed3c0d3c78cbbdd76bb51e853aa47d63ec1cabe79"
