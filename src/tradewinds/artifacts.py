"""Reading and writing of artifacts: Parquet for tables, NetCDF for labelled arrays, HTML and JSON.

Everything is written whole or not at all, gives the same bytes for the same content, and carries one
JSON document (``tradewinds``: where it comes from) apart from the content. The *value hash* in that
document covers the content alone, so it can be recomputed from the file and compared.

xarray is imported only by what touches NetCDF; JAX never.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from glob import escape
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from tradewinds.errors import ArtifactError, ChangedError
from tradewinds.file_values import hash_table_in_file
from tradewinds.left_behind import partial_path, remove_partial
from tradewinds.netcdf import netcdf_groups, plain_dataset
from tradewinds.room import is_full, no_room
from tradewinds.values import hash_bytes, hash_table, hash_tree

if TYPE_CHECKING:
    import xarray as xr

KEY = "tradewinds"
ROW_GROUP = 65_536
"""Rows of a table that are written, and can be read, at once."""
_AGAIN = "Make it again: delete it and run snakemake."
_MARK = f'\n<script type="application/json" id="{KEY}">', "</script>\n"
"""Before and after the provenance of a page; nothing stands behind it."""


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
    return _reading(path, lambda: pq.read_table(path, partitioning=None)).to_pandas()


def require_unchanged(path: Path | str) -> None:
    """Raises ArtifactError where a table does not hold the values that it was written with."""
    file = opened_table(path)
    schema = file.schema_arrow
    carried = (schema.metadata or {}).get(KEY.encode())
    _require_same(path, carried, lambda: _reading(path, hash_table_in_file, file, units_of(schema)))


def opened_table(path: Path | str) -> pq.ParquetFile:
    """A table to be read in parts. Raises ArtifactError."""
    return _reading(path, pq.ParquetFile, path)


def read_units(path: Path | str) -> dict[str, str]:
    """Column → unit, for the columns that have one. Raises ArtifactError."""
    return units_of(_reading(path, lambda: pq.read_schema(path)))


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
    tree, carried = _tree(path)
    _require_same(path, carried, lambda: hash_tree(tree))
    return tree


def write_page(text: str, path: Path | str, provenance: dict[str, Any]) -> None:
    """Write an HTML page; its provenance is its end, in a script element that browsers do not run."""
    page = _marked_page(text.encode(), document_of(provenance, hash_bytes(text.encode())))
    with replacing(path, len(page)) as temporary:
        temporary.write_bytes(page)


def write_json(content: dict[str, Any], path: Path | str, provenance: dict[str, Any]) -> None:
    """Write a JSON document with its provenance under the key ``tradewinds``."""
    document = json.loads(document_of(provenance, hash_bytes(_canonical(content))))
    with replacing(path) as temporary:
        text = json.dumps({**content, KEY: document}, indent=2, ensure_ascii=False)
        temporary.write_text(text + "\n", encoding="utf-8")


def read_json(path: Path | str) -> dict[str, Any]:
    """A JSON document as it was written, without provenance. Raises ArtifactError, also where it is not what
    was written.
    """
    path = Path(path)
    read: dict[str, Any] = _reading(path, lambda: dict(json.loads(path.read_text(encoding="utf-8"))))
    content = {key: value for key, value in read.items() if key != KEY}
    carried = json.dumps(read[KEY]) if KEY in read else None
    _require_same(path, carried, lambda: hash_bytes(_canonical(content)))
    return content


def read_provenance(path: Path | str) -> dict[str, Any]:
    """The provenance document of any artifact. Raises ArtifactError when there is none."""
    path = Path(path)
    carried = _reading(path, _PROVENANCE.get(path.suffix, _no_provenance), path)
    if carried is None:
        raise ArtifactError(f"{path} carries no provenance", "", _AGAIN)
    return _document_in(path, carried)


def _document_in(path: Path | str, carried: bytes | str) -> dict[str, Any]:
    """The provenance that a file carries, which may be any text in one that somebody changed."""
    try:
        document = json.loads(carried)
    except (ValueError, RecursionError):
        raise ArtifactError(f"{path} carries a provenance that cannot be read", "", _AGAIN) from None
    if not isinstance(document, dict):
        raise ChangedError(f"the provenance of {path} is no document", "names with values", _AGAIN)
    return document


def write_file(content: bytes | str, path: Path | str) -> None:
    """Write bytes, or a text as UTF-8, that carry no provenance."""
    with replacing(path, len(content)) as temporary:
        temporary.write_bytes(content.encode() if isinstance(content, str) else content)


def write_folders(folders: Mapping[Path, Mapping[str, bytes | str]]) -> None:
    """Folder → name → bytes or text of files that carry no provenance: each folder takes the place of what
    was there, and none does before all of them are complete.
    """
    begun = {folder: partial_path(folder.parent, folder.name) for folder in folders}
    try:
        for folder, files in folders.items():
            begun[folder].mkdir(parents=True)
            for name, content in files.items():
                write_file(content, begun[folder] / name)
        for folder, temporary in begun.items():
            if folder.exists():
                folder.rename(partial_path(folder.parent, f"old.{folder.name}"))
            temporary.rename(folder)
            remove_partial(folder.parent, escape(folder.name))
    finally:
        for folder, temporary in begun.items():
            for left in (temporary, partial_path(folder.parent, f"old.{folder.name}")):
                rmtree(left, ignore_errors=True)


def value_hash(path: Path | str) -> str:
    """Hash of what an artifact holds now; of the bytes for a file that is none. Raises ArtifactError."""
    path = Path(path)
    if path.suffix == ".parquet" and KEY.encode() in (_reading(path, pq.read_schema, path).metadata or {}):
        file = opened_table(path)
        return _reading(path, hash_table_in_file, file, units_of(file.schema_arrow))
    if path.suffix == ".nc":
        tree, carried = _tree(path)
        return hash_tree(tree) if carried else hash_bytes(_reading(path, path.read_bytes))
    content = _reading(path, path.read_bytes)
    if path.suffix == ".html":
        return hash_bytes(_taken_apart(content, path)[0])
    if path.suffix == ".json":
        found = _reading(path, json.loads, content)
        if not isinstance(found, dict) or KEY not in found:
            return hash_bytes(content)
        return hash_bytes(_canonical({key: value for key, value in found.items() if key != KEY}))
    return hash_bytes(content)


def recorded_hash(path: Path | str) -> str:
    """The hash that an artifact carries of its values; of the bytes for a file that is none.

    Far quicker than ``value_hash``. Whether it is still true is for the audit to say. Raises ArtifactError.
    """
    path = Path(path)
    carried = _reading(path, _PROVENANCE.get(path.suffix, _no_provenance), path)
    if not carried:
        return hash_bytes(_reading(path, path.read_bytes))
    values = _document_in(path, carried).get("values")
    if not isinstance(values, str):
        raise was_changed(path)
    return values


def units_of(schema: pa.Schema) -> dict[str, str]:
    """Column → unit, of the columns that have one."""
    return {
        field.name: field.metadata[b"unit"].decode() for field in schema if b"unit" in (field.metadata or {})
    }


def _tree(path: Path | str) -> "tuple[xr.DataTree, str | None]":
    """Labelled arrays, and the provenance that they carry."""
    import xarray as xr

    tree = xr.DataTree.from_dict(_reading(path, netcdf_groups, path))
    return tree, tree.attrs.pop(KEY, None)


def _require_same(path: Path | str, carried: bytes | str | None, now: Callable[[], str]) -> None:
    """What a file says of its values is not believed: whoever builds on it reads it whole anyway."""
    if carried is not None and _document_in(path, carried).get("values") != now():
        raise was_changed(path)


def was_changed(path: Path | str) -> ChangedError:
    """What to say of an artifact that does not hold what it was written with."""
    return ChangedError(f"{path} was changed after it was written", "the values it was written with", _AGAIN)


def checked_hash(path: Path | str) -> str:
    """``value_hash`` of an artifact that is as it was written. Raises ArtifactError."""
    now = value_hash(path)
    if now != recorded_hash(path):
        raise was_changed(path)
    return now


def _parquet_provenance(path: Path) -> bytes | None:
    return (pq.read_schema(path).metadata or {}).get(KEY.encode())


def _netcdf_provenance(path: Path) -> str | None:
    import h5py

    with h5py.File(path) as file:
        return file.attrs.get(KEY)


def _page_provenance(path: Path) -> str | None:
    return _taken_apart(path.read_bytes(), path)[1]


def read_page(path: Path | str) -> str:
    """An HTML page without its provenance. Raises ArtifactError."""
    path = Path(path)
    text: str = _reading(path, lambda: _taken_apart(path.read_bytes(), path)[0].decode())
    return text


def _marked_page(text: bytes, document: str) -> bytes:
    before, after = _MARK
    inside = document.replace("</", "<\\/")
    return text + f"{before}{inside}{after}".encode()


def _taken_apart(content: bytes, path: Path) -> tuple[bytes, str | None]:
    """A page without its mark, and its provenance; none where there is no mark.

    There is one way to write a mark. Whatever else stands in or behind it is an error: else text could be
    added that no hash covers.
    """
    text, mark, rest = content.partition(_MARK[0].encode())
    if not mark:
        return content, None
    try:
        document = json.dumps(json.loads(rest.removesuffix(_MARK[1].encode())), ensure_ascii=False)
    except ValueError:
        document = ""
    if _marked_page(text, document) != content:
        raise ChangedError(
            f"{path} does not end with its provenance as that is written", "nothing in or behind it", _AGAIN
        )
    return text, document


def _json_provenance(path: Path) -> str | None:
    content = json.loads(path.read_text(encoding="utf-8"))
    found = content.get(KEY) if isinstance(content, dict) else None
    return None if found is None else json.dumps(found)


def _no_provenance(path: Path) -> None:
    path.stat()


_PROVENANCE: dict[str, Callable[[Path], Any]] = {
    ".parquet": _parquet_provenance,
    ".nc": _netcdf_provenance,
    ".html": _page_provenance,
    ".json": _json_provenance,
}


def document_of(provenance: dict[str, Any], values: str) -> str:
    """What an artifact carries: where it comes from, and the hash of its values."""
    return json.dumps({**provenance, "values": values}, ensure_ascii=False)


def _canonical(content: dict[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, ensure_ascii=False).encode()


@contextmanager
def replacing(path: Path | str, needed: int = 0) -> Iterator[Path]:
    """A name in the same folder to write to; it takes the place of ``path`` once it is complete.

    The name is the process's own: a job whose workflow was killed may go on beside the one that takes its
    place, and neither takes away what the other has begun. What processes that died leave behind goes with
    the next that is complete. Raises ArtifactError where there is no room for it, which says that it takes up
    to ``needed`` bytes.
    """
    path = Path(path)
    temporary = partial_path(path.parent, path.name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        os.replace(temporary, path)
        remove_partial(path.parent, escape(path.name))
    except (OSError, RuntimeError, ValueError, pa.ArrowException) as error:
        if isinstance(error, ArtifactError) or not is_full(error, path.parent):
            raise
        raise no_room(path, needed) from error
    finally:
        temporary.unlink(missing_ok=True)


def _reading(path: Path | str, read: Callable, *arguments: Any) -> Any:
    """Call ``read``, turning what libraries raise over missing or damaged files into ArtifactError."""
    if not Path(path).is_file():
        raise ArtifactError(f"{path} is missing", "", "Run snakemake to make it.")
    try:
        return read(*arguments)
    except (OSError, ValueError, KeyError, RuntimeError, pa.ArrowException) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ArtifactError(
            f"{path} cannot be read ({reason})", "", "Delete it and run snakemake to make it again."
        ) from error
