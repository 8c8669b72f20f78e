"""Changes of what a table holds."""

import numpy as np
import pyarrow as pa
import pytest
from invented_results import table_of
from tampering import BAD, TABLE, Tampering, cell, field_metadata, schema, table, unit

pytestmark = pytest.mark.slow

TAMPERINGS = [
    Tampering("a cell by a billionth", cell("price", 0, float(table_of(TABLE)["price"][0]) + 1e-9), TABLE),
    Tampering("a whole number", cell("rows", 1, 2), TABLE),
    Tampering("a text", cell("sector", 0, "furniturE"), TABLE),
    Tampering(
        "a time", table(lambda f: f.assign(period=f["period"].shift(-1, fill_value=f["period"][0]))), TABLE
    ),
    Tampering("a truth value", cell("treated", 1, True), TABLE),
    Tampering("a value for a missing one", cell("price", 2, 1.0), TABLE),
    Tampering("a missing one for a value", cell("price", 0, np.nan), TABLE),
    Tampering("the sign of zero", cell("price", 1, -0.0), TABLE),
    Tampering("infinity for a value", cell("price", 0, np.inf), TABLE),
    Tampering("an empty text for a missing one", cell("sector", 1, ""), TABLE),
    Tampering("a row dropped", table(lambda f: f.iloc[:-1]), TABLE),
    Tampering("a row doubled", table(lambda f: f.iloc[[0, 0, 1, 2]]), TABLE),
    Tampering("rows in another order", table(lambda f: f.iloc[::-1]), TABLE),
    Tampering("all rows dropped", table(lambda f: f.iloc[:0]), TABLE),
    Tampering("a column renamed", table(lambda f: f.rename(columns={"rows": "count"})), TABLE),
    Tampering("columns in another order", table(lambda f: f[f.columns[::-1]]), TABLE),
    Tampering("a column dropped", table(lambda f: f.drop(columns="rows")), TABLE),
    Tampering("a column added", table(lambda f: f.assign(p_value=0.01)), TABLE),
    Tampering(
        "two columns exchanged", table(lambda f: f.rename(columns={"rows": "price", "price": "rows"})), TABLE
    ),
    Tampering("whole numbers as others", table(lambda f: f.astype({"rows": "float64"})), TABLE),
    Tampering("half the precision", table(lambda f: f.astype({"price": "float32"})), TABLE),
    Tampering("truth values as numbers", table(lambda f: f.astype({"treated": "int64"})), TABLE),
    Tampering("times as text", table(lambda f: f.assign(period=f["period"].astype(str))), TABLE),
    Tampering(
        "times in a zone", table(lambda f: f.assign(period=f["period"].dt.tz_localize("UTC"))), TABLE, BAD
    ),
    Tampering(
        "lists in a column", schema(lambda t: t.append_column("l", pa.array([[1], [2], []]))), TABLE, BAD
    ),
    Tampering("a unit changed", unit(b"percent"), TABLE),
    Tampering("a unit that is no text", unit(b"\xff\xfe"), TABLE, BAD),
    Tampering("a unit removed", unit(None), TABLE),
    Tampering(
        "metadata beside the contents",
        schema(lambda t: t.replace_schema_metadata({**t.schema.metadata, b"note": b"It is certain."})),
        TABLE,
    ),
    Tampering("metadata of a column", schema(field_metadata), TABLE),
    Tampering("a column of nothing", schema(lambda t: t.append_column("n", pa.nulls(3))), TABLE, BAD),
    Tampering("two columns of one name", schema(lambda t: t.append_column("price", t["price"])), TABLE, BAD),
]


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=[one.name for one in TAMPERINGS])
def test_it_is_found_and_named(tampering, simulated, copied):
    tampering.require_found(copied(simulated))
