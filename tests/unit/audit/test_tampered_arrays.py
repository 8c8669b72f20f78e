"""Changes of what labelled arrays hold."""

import h5py
import numpy as np
import pytest
import xarray as xr
from tampering import ANSWERS, BAD, UNTRACEABLE, Tampering, draws, hdf5, renamed, tree

pytestmark = pytest.mark.slow

TAMPERINGS = [
    Tampering("a draw", draws(lambda d: d + 1e-9), ANSWERS),
    Tampering("a missing draw", draws(lambda d: d.where(d["w"] > d["w"].min())), ANSWERS),
    Tampering("an attribute", draws(lambda d: d.assign_attrs(algorithm="laplace")), ANSWERS),
    Tampering("an attribute removed", draws(lambda d: d.drop_attrs(deep=False)), ANSWERS),
    Tampering("an attribute added", draws(lambda d: d.assign_attrs(converged=1)), ANSWERS),
    Tampering("the unit of an array", draws(lambda d: d.assign(w=d["w"].assign_attrs(unit="%"))), ANSWERS),
    Tampering("a dimension renamed", draws(lambda d: d.rename_dims(draw="sample")), ANSWERS),
    Tampering("dimensions exchanged", draws(lambda d: d.transpose()), ANSWERS),
    Tampering("a coordinate", draws(lambda d: d.assign_coords(chain=[0, 2])), ANSWERS),
    Tampering("a coordinate removed", draws(lambda d: d.drop_vars("chain")), ANSWERS),
    Tampering("an array renamed", draws(lambda d: d.rename_vars(w="v")), ANSWERS),
    Tampering("an array removed", draws(lambda d: d.drop_vars("w")), ANSWERS),
    Tampering("an array added", draws(lambda d: d.assign(p=0.01)), ANSWERS),
    Tampering("draws left out", draws(lambda d: d.isel(draw=[0, 1])), ANSWERS),
    Tampering("half the precision of draws", draws(lambda d: d.astype("float32")), ANSWERS),
    Tampering(
        "a text of an array",
        tree(
            lambda t: xr.DataTree.from_dict(
                t.to_dict() | {"/rows": xr.Dataset({"name": ("input", np.array(["price", "wages"]))})}
            )
        ),
        ANSWERS,
    ),
    Tampering("a group renamed", tree(lambda t: xr.DataTree.from_dict(renamed(t.to_dict()))), ANSWERS),
    Tampering(
        "a group added",
        tree(lambda t: xr.DataTree.from_dict(t.to_dict() | {"/extra": xr.Dataset({"a": 1.0})})),
        ANSWERS,
    ),
    Tampering(
        "a group removed", tree(lambda t: xr.DataTree.from_dict({"/price": t.to_dict()["/price"]})), ANSWERS
    ),
    Tampering(
        "a link to nothing",
        hdf5(lambda f: f.__setitem__("more", h5py.SoftLink("/none"))),
        ANSWERS,
        UNTRACEABLE,
    ),
    Tampering(
        "a link within", hdf5(lambda f: f.__setitem__("more", h5py.SoftLink("/price"))), ANSWERS, UNTRACEABLE
    ),
    Tampering(
        "a link to another file",
        hdf5(lambda f: f.__setitem__("more", h5py.ExternalLink("other.nc", "/"))),
        ANSWERS,
        UNTRACEABLE,
    ),
    Tampering(
        "a circle of groups", hdf5(lambda f: f["price"].__setitem__("round", f["/"])), ANSWERS, UNTRACEABLE
    ),
    Tampering("an attribute of the root", hdf5(lambda f: f.attrs.__setitem__("note", "certain")), ANSWERS),
    Tampering("a clock", hdf5(lambda f: f.attrs.__setitem__("created_at", "2020")), ANSWERS),
    Tampering(
        "an array of records",
        hdf5(lambda f: f.create_dataset("odd", data=np.zeros(2, [("a", "f8"), ("b", "i4")]))),
        ANSWERS,
        BAD,
    ),
    Tampering(
        "a provenance of numbers",
        hdf5(lambda f: f.attrs.__setitem__("tradewinds", np.arange(3))),
        ANSWERS,
        BAD,
    ),
]


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=[one.name for one in TAMPERINGS])
def test_it_is_found_and_named(tampering, simulated, copied):
    tampering.require_found(copied(simulated))
