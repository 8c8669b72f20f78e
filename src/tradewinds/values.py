"""Hashes of values: of what tables and arrays hold, not of the files that hold it.

Names, kinds, shapes, dimensions, units, attributes and values enter; file formats, compression, the order of
an array's groups and every NaN's bits do not. Times count in nanoseconds whatever their resolution.
"""

import hashlib
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tradewinds.errors import ArtifactError

if TYPE_CHECKING:
    import xarray as xr


def hash_bytes(content: bytes) -> str:
    """sha256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def hash_json(content: Any) -> str:
    """Hash of nested dictionaries, lists and scalars; the order of keys does not matter."""
    return hash_bytes(json.dumps(content, sort_keys=True, ensure_ascii=False).encode())


def hash_table(frame: pd.DataFrame, units: dict[str, str]) -> str:
    """Hash of a table: columns in their order with their units, rows in their order."""
    digest = hashlib.sha256()
    for name in frame.columns:
        hash_column(digest, {"column": name, "unit": units.get(name)}, frame[name].to_numpy())
    return digest.hexdigest()


def hash_tree(tree: "xr.DataTree") -> str:
    """Hash of labelled arrays: per group (sorted by name) attributes, then variables (sorted)."""
    digest = hashlib.sha256()
    for group, dataset in sorted(tree.to_dict().items()):
        digest.update(_line({"group": group, "attributes": _attributes(dataset.attrs)}))
        for name in sorted(dataset.variables, key=str):
            variable = dataset.variables[name]
            described = {
                "variable": str(name),
                "dimensions": list(variable.dims),
                "attributes": _attributes(variable.attrs),
            }
            hash_column(digest, described, np.asarray(variable.values))
    return digest.hexdigest()


def hash_column(digest: "hashlib._Hash", described: dict[str, Any], values: np.ndarray) -> None:
    """Add what is said of an array, and its values, to a digest."""
    kind, content = _content(values, described)
    digest.update(column_line(described, kind, list(values.shape)))
    digest.update(content)


def column_line(described: dict[str, Any], kind: str, shape: list[int]) -> bytes:
    """What a digest has of an array before its values."""
    return _line({**described, "kind": kind, "shape": shape})


def _content(values: np.ndarray, described: dict[str, Any]) -> tuple[str, bytes]:
    """A name for the kind of values, and bytes that are equal when the values are."""
    if values.dtype.kind == "f":
        values = np.where(np.isnan(values), values.dtype.type(np.nan), values)
    elif values.dtype.kind in "mM":
        kind = values.dtype.kind
        return ("time" if kind == "M" else "duration"), values.astype(f"{kind}8[ns]").tobytes()
    elif values.dtype.kind not in "biu":
        return "text", _text(values, described)
    return values.dtype.name, np.ascontiguousarray(values).tobytes()


def _text(values: np.ndarray, described: dict[str, Any]) -> bytes:
    texts = values.ravel().tolist()
    missing = [index for index, text in enumerate(texts) if text is None or text is pd.NA or text != text]
    for index in missing:
        texts[index] = ""
    if not all(isinstance(text, str) for text in texts):
        raise ArtifactError(f"{described} holds a mixture of types", "numbers, times or text")
    pieces = [text.encode() for text in texts]
    lengths = np.array([len(piece) for piece in pieces], dtype="<i8")
    return lengths.tobytes() + np.array(missing, dtype="<i8").tobytes() + b"".join(pieces)


def _attributes(attributes: dict[str, Any]) -> dict[str, list]:
    """Attributes as they read after a round trip through a file: everything a list, booleans as 0 and 1."""
    lists = {str(name): np.atleast_1d(value).tolist() for name, value in attributes.items()}
    return {
        name: [int(value) if isinstance(value, bool) else value for value in values]
        for name, values in lists.items()
    }


def _line(described: dict[str, Any]) -> bytes:
    return json.dumps(described, sort_keys=True, ensure_ascii=False).encode() + b"\n"
