"""The hash of a table's values from its Parquet file, a part at a time: that of ``values.hash_table``.

Texts are hashed as they lie in the file, several times as fast as through objects of Python.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tradewinds.values import column_line, hash_column

AT_ONCE = 262_144
"""Rows that are hashed at once."""


def hash_table_in_file(file: pq.ParquetFile, units: dict[str, str]) -> str:
    """``hash_table`` of the rows of a file, whatever their number. Raises ValueError for a doubled column."""
    digest, names = hashlib.sha256(), file.schema_arrow.names
    if len(set(names)) < len(names):
        raise ValueError("two columns of one name")
    for field in file.schema_arrow:
        described = {"column": field.name, "unit": units.get(field.name)}
        if _is_text(field.type):
            _hash_text(digest, file, field.name, described)
        elif pa.types.is_floating(field.type):
            _hash_floats(digest, file, field, described)
        elif pa.types.is_timestamp(field.type) and field.type.tz is None:
            digest.update(column_line(described, "time", [file.metadata.num_rows]))
            for piece in _pieces(file, field.name):
                digest.update(piece.to_numpy(zero_copy_only=False).astype("M8[ns]").tobytes())
        else:  # counts and truth values: a column of them is short work
            column = file.read(columns=[field.name]).to_pandas()
            hash_column(digest, described, column[field.name].to_numpy())
    return digest.hexdigest()


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind)


def _hash_floats(digest: Any, file: pq.ParquetFile, field: pa.Field, described: dict[str, Any]) -> None:
    kind = np.dtype(field.type.to_pandas_dtype())
    digest.update(column_line(described, kind.name, [file.metadata.num_rows]))
    for piece in _pieces(file, field.name):
        values = piece.to_numpy(zero_copy_only=False)
        digest.update(np.where(np.isnan(values), kind.type(np.nan), values).tobytes())


def _hash_text(digest: Any, file: pq.ParquetFile, name: str, described: dict[str, Any]) -> None:
    """Lengths of all texts, then which of them are missing, then the texts, as ``values`` has them."""
    digest.update(column_line(described, "text", [file.metadata.num_rows]))
    for piece in _pieces(file, name):
        lengths = pc.fill_null(pc.binary_length(piece), 0)
        digest.update(lengths.to_numpy(zero_copy_only=False).astype("<i8").tobytes())
    before = 0
    for piece in _pieces(file, name):
        missing = np.flatnonzero(piece.is_null().to_numpy(zero_copy_only=False)) + before
        digest.update(missing.astype("<i8").tobytes())
        before += len(piece)
    for piece in _pieces(file, name):
        digest.update(_bytes_of(piece))


def _pieces(file: pq.ParquetFile, name: str) -> Iterator[pa.Array]:
    for batch in file.iter_batches(batch_size=AT_ONCE, columns=[name]):
        column = batch.column(0)
        yield column.cast(pa.large_string()) if _is_text(column.type) else column


def _bytes_of(piece: pa.LargeStringArray) -> bytes:
    """All texts of an array in a row; a missing one has no bytes."""
    filled = pc.fill_null(piece, "")
    _, offsets, content = filled.buffers()
    ends = np.frombuffer(offsets, dtype="<i8")[filled.offset : filled.offset + len(filled) + 1]
    return b"" if content is None else memoryview(content)[ends[0] : ends[-1]].tobytes()
