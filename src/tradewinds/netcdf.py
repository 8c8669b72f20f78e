"""NetCDF files as HDF5 has them: labelled arrays read at once, and what is written of them.

xarray and h5py are imported only by what touches a file.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import h5py
    import xarray as xr

_CLOCK = ("created_at",)
"""Attributes other packages stamp with the time of the day: never written."""
_OF_NETCDF = {
    "CLASS",
    "NAME",
    "REFERENCE_LIST",
    "DIMENSION_LIST",
    "_NCProperties",
    "_Netcdf4Coordinates",
    "_Netcdf4Dimid",
}
_NO_VARIABLE = b"This is a netCDF dimension but not a netCDF variable"


def netcdf_groups(path: Path | str) -> dict[str, "xr.Dataset"]:
    """Group → its arrays, decoded by xarray but read from HDF5 at once.

    xarray's own reader asks the file about every array a dozen times, which made it the dearest part of
    short stages.
    """
    import h5py
    import xarray as xr

    found: dict[str, xr.Dataset] = {}
    scales: dict[h5py.Dataset, str] = {}  # asking HDF5 for a name costs more than reading a short array

    def visit(group: h5py.Group, name: str) -> None:
        for key in group:
            if not isinstance(group.get(key, getlink=True), h5py.HardLink):
                raise ValueError(f"{name.rstrip('/')}/{key} is a link to elsewhere")
        arrays = {key: item for key, item in group.items() if isinstance(item, h5py.Dataset)}
        for key, item in arrays.items():
            if item.external or item.is_virtual:
                raise ValueError(f"{name.rstrip('/')}/{key} keeps its values in another file")
        scales.update({item: key for key, item in arrays.items() if item.is_scale})
        variables = {
            key: (_dimensions(item, scales), _content(item), _attributes(item))
            for key, item in arrays.items()
            if not item.attrs.get("NAME", b"").startswith(_NO_VARIABLE)
        }
        found[name] = xr.decode_cf(xr.Dataset(variables, attrs=_attributes(group)))
        for key, item in group.items():
            if key not in arrays:
                visit(item, f"{name.rstrip('/')}/{key}")

    with h5py.File(path) as file:
        visit(file, "/")
    return found


def _dimensions(item: "h5py.Dataset", scales: dict["h5py.Dataset", str]) -> tuple[str, ...]:
    """Names of a NetCDF array's dimensions, from the HDF5 dimension scales attached to it."""
    return (scales[item],) if item in scales else tuple(scales[axis[0]] for axis in item.dims)


def _content(item: "h5py.Dataset") -> Any:
    return np.asarray(item.asstr()[...], dtype=str) if item.dtype == object else item[...]


def _attributes(item: "h5py.Dataset | h5py.Group") -> dict[str, Any]:
    """A NetCDF file's attributes, without those that make it one."""
    kept = {name: value for name, value in item.attrs.items() if name not in _OF_NETCDF}
    return {
        name: value[0] if isinstance(value, np.ndarray) and value.shape == (1,) else value
        for name, value in kept.items()
    }


def plain_dataset(dataset: "xr.Dataset", mark: str) -> "xr.Dataset":
    """A copy without file encodings and without attributes that tell the time, or are the
    ``mark`` of another file's provenance.
    """
    plain = dataset.drop_encoding().copy()
    holders: list[xr.Dataset | xr.Variable] = [plain, *plain.variables.values()]
    for holder in holders:
        holder.attrs = {name: value for name, value in holder.attrs.items() if name not in (*_CLOCK, mark)}
    return plain
