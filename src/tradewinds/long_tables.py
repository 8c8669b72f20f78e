"""Tables too long to be held, written a part at a time as ``artifacts.write_table`` would write them."""

from glob import escape
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from tradewinds.artifacts import ROW_GROUP, with_units
from tradewinds.carried_provenance import document_of
from tradewinds.errors import ArtifactError
from tradewinds.file_values import hash_table_in_file
from tradewinds.left_behind import partial_path, remove_partial
from tradewinds.page_mark import KEY
from tradewinds.replacing import replacing
from tradewinds.room import told_if_full


class TableWriter:
    """Writes a table part by part; a context manager, after which it stands whole at its place or not at all.

    ``units`` as in ``artifacts.write_table``; all parts have the columns of the first. Raises ArtifactError
    where there is no room for it, and where it ends without a part, whose columns nobody knows then.
    """

    def __init__(
        self, path: Path | str, provenance: dict[str, Any], units: dict[str, str] | None = None
    ) -> None:
        self._path, self._provenance, self._units = Path(path), provenance, units or {}
        self._parts = partial_path(self._path.parent, f"parts.{self._path.name}")
        self._writer: pq.ParquetWriter | None = None
        self.rows = 0
        """Written so far."""

    def __enter__(self) -> Self:
        with told_if_full(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
        remove_partial(self._path.parent, f"parts.{escape(self._path.name)}")
        return self

    def write(self, part: pd.DataFrame) -> None:
        """Add rows."""
        self.rows += len(part)
        table = with_units(part, self._units)
        with told_if_full(self._path):
            if self._writer is None:
                self._writer = pq.ParquetWriter(self._parts, table.schema, compression="lz4")
            self._writer.write_table(table.cast(self._writer.schema), row_group_size=ROW_GROUP)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._writer is not None:
                with told_if_full(self._path):
                    self._writer.close()
            if kind is None:
                self._finish()
        finally:
            self._parts.unlink(missing_ok=True)

    def _finish(self) -> None:
        """The parts once more, with what was not known before the last of them: the hash of their values."""
        if self._writer is None:
            raise ArtifactError(
                f"{self._path}: a table of which nothing was written",
                "a part with its columns",
            )
        parts = pq.ParquetFile(self._parts)
        document = document_of(self._provenance, hash_table_in_file(parts, self._units))
        schema = parts.schema_arrow.with_metadata({KEY: document})
        with (
            replacing(self._path) as temporary,
            pq.ParquetWriter(temporary, schema, compression="zstd") as whole,
        ):
            for batch in parts.iter_batches(batch_size=ROW_GROUP):
                whole.write_table(pa.Table.from_batches([batch]).cast(schema), row_group_size=ROW_GROUP)
