"""What an artifact carries of itself, and whether that is still true of what it holds."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from tradewinds.errors import ArtifactError, ChangedError
from tradewinds.file_values import hash_table_in_file
from tradewinds.netcdf import netcdf_groups
from tradewinds.page_mark import KEY, MAKE_AGAIN, MAKE_IT, page_taken_apart
from tradewinds.values import hash_bytes, hash_tree

if TYPE_CHECKING:
    import xarray as xr


def opened_table(path: Path | str) -> pq.ParquetFile:
    """A table to be read in parts. Raises ArtifactError."""
    return reading_file(path, pq.ParquetFile, path)


def read_provenance(path: Path | str) -> dict[str, Any]:
    """The provenance document of any artifact. Raises ArtifactError when there is none."""
    path = Path(path)
    carried = reading_file(path, _PROVENANCE.get(path.suffix, _no_provenance), path)
    if carried is None:
        raise ArtifactError(f"{path} carries no provenance", "", MAKE_AGAIN)
    return _document_in(path, carried)


def carried_as_written(path: Path | str) -> bool:
    """Whether the provenance of an artifact is written as ``document_of`` does it: in one that is not, a
    field may stand twice, of which readers see the last. Raises ArtifactError.
    """
    path = Path(path)
    carried = reading_file(path, _PROVENANCE.get(path.suffix, _no_provenance), path)
    text = carried.decode("utf-8", "replace") if isinstance(carried, bytes) else carried
    return carried is None or text == json.dumps(_document_in(path, carried), ensure_ascii=False)


def _document_in(path: Path | str, carried: bytes | str) -> dict[str, Any]:
    """The provenance that a file carries, which may be any text in one that somebody changed."""
    try:
        document = json.loads(carried)
        json.dumps(document, ensure_ascii=False).encode()  # half a letter can be read, and never written
    except (ValueError, RecursionError):
        raise ArtifactError(f"{path} carries a provenance that cannot be read", "", MAKE_AGAIN) from None
    if not isinstance(document, dict):
        raise ChangedError(f"the provenance of {path} is no document", "names with values", MAKE_AGAIN)
    return document


def value_hash(path: Path | str) -> str:
    """Hash of what an artifact holds now; of the bytes for a file that is none. Raises ArtifactError."""
    path = Path(path)
    if path.suffix == ".parquet" and KEY.encode() in (
        reading_file(path, pq.read_schema, path).metadata or {}
    ):
        file = opened_table(path)
        return reading_file(path, hash_table_in_file, file, units_of(file.schema_arrow))
    if path.suffix == ".nc":
        tree, carried = read_with_provenance(path)
        return hash_tree(tree) if carried else hash_bytes(reading_file(path, path.read_bytes))
    content = reading_file(path, path.read_bytes)
    if path.suffix == ".html":
        return hash_bytes(page_taken_apart(content, path)[0])
    if path.suffix == ".json":
        found = reading_file(path, json.loads, content)
        if not isinstance(found, dict) or KEY not in found:
            return hash_bytes(content)
        return hash_bytes(canonical_json({key: value for key, value in found.items() if key != KEY}))
    return hash_bytes(content)


def recorded_hash(path: Path | str) -> str:
    """The hash that an artifact carries of its values; of the bytes for a file that is none.

    Far quicker than ``value_hash``. Whether it is still true is for the audit to say. Raises ArtifactError.
    """
    path = Path(path)
    carried = reading_file(path, _PROVENANCE.get(path.suffix, _no_provenance), path)
    if not carried:
        return hash_bytes(reading_file(path, path.read_bytes))
    values = _document_in(path, carried).get("values")
    if not isinstance(values, str):
        raise was_changed(path)
    return values


def units_of(schema: pa.Schema) -> dict[str, str]:
    """Column → unit, of the columns that have one."""
    return {
        field.name: field.metadata[b"unit"].decode() for field in schema if b"unit" in (field.metadata or {})
    }


def read_with_provenance(path: Path | str) -> "tuple[xr.DataTree, str | None]":
    """Labelled arrays, and the provenance that they carry."""
    import xarray as xr

    tree = xr.DataTree.from_dict(reading_file(path, netcdf_groups, path))
    return tree, tree.attrs.pop(KEY, None)


def require_same_values(path: Path | str, carried: bytes | str | None, now: Callable[[], str]) -> None:
    """What a file says of its values is not believed: whoever builds on it reads it whole anyway."""
    if carried is not None and _document_in(path, carried).get("values") != now():
        raise was_changed(path)


def was_changed(path: Path | str) -> ChangedError:
    """What to say of an artifact that does not hold what it was written with."""
    return ChangedError(
        f"{path} was changed after it was written", "the values it was written with", MAKE_AGAIN
    )


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
    return page_taken_apart(path.read_bytes(), path)[1]


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


def canonical_json(content: dict[str, Any]) -> bytes:
    """The bytes of a JSON document that are hashed."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False).encode()


def reading_file(path: Path | str, read: Callable, *arguments: Any) -> Any:
    """Call ``read``, turning what libraries raise over missing or damaged files into ArtifactError."""
    if not Path(path).is_file():
        raise ArtifactError(f"{path} is missing", "", MAKE_IT)
    try:
        return read(*arguments)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, pa.ArrowException) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ArtifactError(f"{path} cannot be read ({reason})", "", MAKE_AGAIN) from error
