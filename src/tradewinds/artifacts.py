"""Reading and writing of artifacts: Parquet for tables, NetCDF for labelled arrays, HTML and JSON.

Everything is written whole or not at all, gives the same bytes for the same content, and carries one
JSON document (``tradewinds``: where it comes from) apart from the content. The *value hash* in that
document covers the content alone, so it can be recomputed from the file and compared.

xarray is imported only by what touches NetCDF; JAX never.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from tradewinds.carried_provenance import (
    canonical_json,
    document_of,
    opened_table,
    read_with_provenance,
    reading_file,
    require_same_values,
    units_of,
)
from tradewinds.file_values import hash_table_in_file
from tradewinds.netcdf import plain_dataset
from tradewinds.page_mark import KEY, marked_page, page_taken_apart
from tradewinds.replacing import replacing
from tradewinds.values import hash_bytes, hash_table, hash_tree

if TYPE_CHECKING:
    import xarray as xr

ROW_GROUP = 65_536
"""Rows of a table that are written, and can be read, at once."""


def write_table(
    frame: pd.DataFrame, path: Path | str, provenance: dict[str, Any], units: dict[str, str] | None = None
) -> None:
    """Write a table as Parquet; ``units`` maps columns to units, kept beside each column.

    Neither the frame's index nor its ``attrs`` are written.
    """
    units = {name: unit for name, unit in (units or {}).items() if name in frame.columns}
    table = with_units(frame, units)
    document = document_of(provenance, hash_table(frame, units))
    table = table.cast(table.schema.with_metadata({KEY: document}))
    with replacing(path, table.nbytes) as temporary:
        pq.write_table(table, temporary, compression="zstd", row_group_size=ROW_GROUP)


def with_units(frame: pd.DataFrame, units: dict[str, str]) -> pa.Table:
    """The frame's columns as a file has them, each with its unit."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    fields = [
        field.with_metadata({"unit": units[field.name]} if field.name in units else {})
        for field in table.schema
    ]
    return table.cast(pa.schema(fields))


def read_table(path: Path | str) -> pd.DataFrame:
    """A table as it was written, without provenance and units. Raises ArtifactError, also where its values
    are not those that it was written with.
    """
    require_unchanged(path)
    return reading_file(path, lambda: pq.read_table(path, partitioning=None)).to_pandas()


def require_unchanged(path: Path | str) -> None:
    """Raises ArtifactError where a table does not hold the values that it was written with."""
    file = opened_table(path)
    schema = file.schema_arrow
    carried = (schema.metadata or {}).get(KEY.encode())
    require_same_values(path, carried, lambda: reading_file(path, hash_table_in_file, file, units_of(schema)))


def read_units(path: Path | str) -> dict[str, str]:
    """Column → unit, for the columns that have one. Raises ArtifactError."""
    return units_of(reading_file(path, lambda: pq.read_schema(path)))


def write_tree(tree: "xr.DataTree | xr.Dataset", path: Path | str, provenance: dict[str, Any]) -> None:
    """Write labelled arrays as NetCDF with their dimensions, coordinates and attributes."""
    import xarray as xr

    groups = {"/": tree} if isinstance(tree, xr.Dataset) else tree.to_dict()
    clean = xr.DataTree.from_dict({name: plain_dataset(group, KEY) for name, group in groups.items()})
    clean.attrs[KEY] = document_of(provenance, hash_tree(clean))
    with replacing(path, int(clean.nbytes)) as temporary:
        clean.to_netcdf(temporary, engine="h5netcdf")


def read_tree(path: Path | str) -> "xr.DataTree":
    """Labelled arrays as they were written, in memory, without provenance. Raises ArtifactError, also where
    they are not those that were written.
    """
    tree, carried = read_with_provenance(path)
    require_same_values(path, carried, lambda: hash_tree(tree))
    return tree


def write_page(text: str, path: Path | str, provenance: dict[str, Any]) -> None:
    """Write an HTML page; its provenance is its end, in a script element that browsers do not run."""
    page = marked_page(text.encode(), document_of(provenance, hash_bytes(text.encode())))
    with replacing(path, len(page)) as temporary:
        temporary.write_bytes(page)


def write_json(content: dict[str, Any], path: Path | str, provenance: dict[str, Any]) -> None:
    """Write a JSON document with its provenance under the key ``tradewinds``."""
    document = json.loads(document_of(provenance, hash_bytes(canonical_json(content))))
    with replacing(path) as temporary:
        text = json.dumps({**content, KEY: document}, indent=2, ensure_ascii=False)
        temporary.write_text(text + "\n", encoding="utf-8")


def read_json(path: Path | str) -> dict[str, Any]:
    """A JSON document as it was written, without provenance. Raises ArtifactError, also where it is not what
    was written.
    """
    path = Path(path)
    read: dict[str, Any] = reading_file(path, lambda: dict(json.loads(path.read_text(encoding="utf-8"))))
    content = {key: value for key, value in read.items() if key != KEY}
    carried = json.dumps(read[KEY]) if KEY in read else None
    require_same_values(path, carried, lambda: hash_bytes(canonical_json(content)))
    return content


def read_page(path: Path | str) -> str:
    """An HTML page without its provenance. Raises ArtifactError."""
    path = Path(path)
    text: str = reading_file(path, lambda: page_taken_apart(path.read_bytes(), path)[0].decode())
    return text
