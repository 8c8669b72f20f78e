"""Ways to change results that libraries do not show, that look alike, or that break readers."""

import json
import os
import socket
from pathlib import Path

import h5py
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tampering import (
    ANSWERS,
    BAD,
    LIST,
    OTHER,
    PAGE,
    SERIES,
    STALE,
    TABLE,
    UNTRACEABLE,
    Tampering,
    hdf5,
    in_its_place,
    put,
    put_provenance,
    restamp,
    says,
    schema,
    text,
)

from tradewinds.carried_provenance import read_provenance

pytestmark = pytest.mark.slow

DEEP = 900


def kept_elsewhere(file: h5py.File) -> None:
    """An array of the same values, which lie in a file of nobody's."""
    values = file["price/w"][...]
    elsewhere = Path(file.filename).with_name("elsewhere.bin")
    elsewhere.write_bytes(values.tobytes())
    _exchange(
        file,
        lambda g: g.create_dataset(
            "w", values.shape, values.dtype, external=[(str(elsewhere), 0, values.nbytes)]
        ),
    )


def virtual(file: h5py.File) -> None:
    values = file["price/w"][...]
    elsewhere = Path(file.filename).parents[2] / "elsewhere.h5"
    with h5py.File(elsewhere, "w") as other:
        other["w"] = values
    layout = h5py.VirtualLayout(values.shape, values.dtype)
    layout[...] = h5py.VirtualSource(str(elsewhere), "w", values.shape)
    _exchange(file, lambda g: g.create_virtual_dataset("w", layout))


def _exchange(file: h5py.File, make) -> None:
    group = file["price"]
    dimensions = [group[f"{name}"] for name in ("chain", "draw")]
    del group["w"]
    made = make(group)
    made.attrs["unit"] = "index"
    for axis, scale in enumerate(dimensions):
        made.dims[axis].attach_scale(scale)


def before_the_file(of) -> None:
    """Text in front of an HDF5 file, where no reader of it looks."""
    path = of.results / ANSWERS
    path.write_bytes(b"It is certain.".ljust(512) + path.read_bytes())


def reorganised(of) -> None:
    """The same values in row groups of one row, whose statistics say something else."""
    path = of.results / TABLE
    pq.write_table(pq.read_table(path), path, row_group_size=1, write_statistics=False)


def as_dictionary(held: pa.Table) -> pa.Table:
    at = held.schema.get_field_index("sector")
    kind = pa.dictionary(pa.int32(), held.schema.field(at).type)
    return held.cast(held.schema.set(at, held.schema.field(at).with_type(kind)))


def doubled_key(document: dict) -> str:
    return '{"stage": "It is certain.", ' + json.dumps(document, ensure_ascii=False)[1:]


def nested(document: dict) -> str:
    said = json.dumps(document | {"settings": "HERE"}, ensure_ascii=False)
    return said.replace('"HERE"', "[" * DEEP + "]" * DEEP)


def surrogate(document: dict) -> str:
    return json.dumps(document | {"settings": {"note": "\ud800"}})


def surrogate_input(document: dict) -> str:
    return json.dumps(document | {"inputs": document["inputs"] | {"\udcff": "0" * 64}})


def a_socket(path: Path) -> None:
    where = os.getcwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(where)


def log_elsewhere(of) -> None:
    (of.results / "logs").symlink_to("/etc")


TAMPERINGS = [
    Tampering("values kept in another file", hdf5(kept_elsewhere), ANSWERS, BAD),
    Tampering("values that are views of another file", hdf5(virtual), ANSWERS, BAD),
    Tampering("a type among the arrays", hdf5(lambda f: f.__setitem__("kind", np.dtype("f8"))), ANSWERS, BAD),
    Tampering(
        "a scale of an array", hdf5(lambda f: f["price/w"].attrs.__setitem__("scale_factor", 2.0)), ANSWERS
    ),
    Tampering(
        "an offset of an array", hdf5(lambda f: f["price/w"].attrs.__setitem__("add_offset", 2.0)), ANSWERS
    ),
    Tampering(
        "a draw that counts as missing",
        hdf5(lambda f: f["price/w"].attrs.__setitem__("_FillValue", f["price/w"][0, 0])),
        ANSWERS,
    ),
    Tampering(
        "an attribute of bytes",
        hdf5(lambda f: f["price"].attrs.__setitem__("note", np.void(b"certain"))),
        ANSWERS,
        BAD,
    ),
    Tampering(
        "an attribute of nothing",
        hdf5(lambda f: f["price"].attrs.__setitem__("note", h5py.Empty("f8"))),
        ANSWERS,
        BAD,
    ),
    Tampering(
        "an attribute that points",
        hdf5(lambda f: f["price"].attrs.__setitem__("note", f["price"].ref)),
        ANSWERS,
        BAD,
    ),
    Tampering("text before an array", before_the_file, ANSWERS, STALE),
    Tampering(
        "blanks in an array's provenance", restamp(ANSWERS, lambda d: json.dumps(d, indent=1)), ANSWERS
    ),
    Tampering("rows in other groups, without statistics", reorganised, TABLE, STALE),
    Tampering("texts as numbers of a dictionary", schema(as_dictionary), TABLE, STALE),
    Tampering("a field twice, in a table", restamp(TABLE, doubled_key), TABLE),
    Tampering("a field twice, in an array", restamp(ANSWERS, doubled_key), ANSWERS),
    Tampering("a field twice, in a page", restamp(PAGE, doubled_key), PAGE),
    Tampering("half a letter in the settings", restamp(TABLE, surrogate), TABLE, BAD),
    Tampering(
        "half a letter in the name of an input",
        restamp(SERIES, surrogate_input),
        SERIES,
        BAD,
    ),
    Tampering("settings nested without end", restamp(TABLE, nested), TABLE, BAD),
    Tampering("settings that are no number", says(settings={"x": float("nan")}), TABLE),
    Tampering("a seed of 4,000 digits", says(seed=10**4000), TABLE),
    Tampering("a truth value for a seed", says(seed=True), TABLE),
    Tampering("a hash in capitals", restamp(TABLE, lambda d: d | {"values": d["values"].upper()}), TABLE),
    Tampering(
        "a letter that looks alike", text(lambda c: c.replace(b"Output", "\u041eutput".encode())), PAGE
    ),
    Tampering(
        "a script in a page",
        text(
            lambda c: (
                c.replace(b"</body>", b"<script>alert(1)</script></body>")
                if b"</body>" in c
                else b"<script>1</script>" + c
            )
        ),
        PAGE,
    ),
    Tampering(
        "a page that loads another",
        text(lambda c: c.replace(b"<p>", b"<iframe src='https://example.org'></iframe><p>", 1)),
        PAGE,
    ),
    Tampering(
        "letters of the list as escapes", text(lambda c: c.replace(b'"path"', b'"\\u0070ath"', 1), LIST), LIST
    ),
    Tampering("a byte order mark of the list", text(lambda c: b"\xef\xbb\xbf" + c, LIST), LIST, BAD),
    Tampering("the list in another alphabet", text(lambda c: c.decode().encode("utf-16"), LIST), LIST, BAD),
    Tampering("a socket in its place", in_its_place(TABLE, a_socket), TABLE, UNTRACEABLE),
    Tampering(
        "a device in its place",
        in_its_place(OTHER, lambda p: os.mknod(p, 0o20666, os.makedev(1, 5))),
        OTHER,
        UNTRACEABLE,
    ),
    Tampering("the same name in capitals", put("MANIFEST.json", b"{}"), "MANIFEST.json", UNTRACEABLE),
    Tampering("the same name with a blank", put("manifest.json ", b"{}"), "manifest.json ", UNTRACEABLE),
    Tampering("a folder of links among the logs", log_elsewhere, "logs", UNTRACEABLE),
]


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=[one.name for one in TAMPERINGS])
def test_it_is_found_and_named(tampering, simulated, copied):
    if tampering.name.startswith("a device") and os.geteuid() != 0:
        pytest.skip("only root makes devices")
    tampering.require_found(copied(simulated))


def test_a_provenance_is_written_in_one_way(simulated, copied):
    """Else a text could stand in it that nobody reads: a field twice, of which the last counts."""
    of = copied(simulated)
    put_provenance(of.results / TABLE, doubled_key(read_provenance(of.results / TABLE)))
    found = of.verdicts()[TABLE][1]
    assert "its provenance is not written as its contents are" in found
