"""Ways to change finished results so that they say something else: each a change of files, and what has to be
found. ``INVENTED`` are those of a simulator's results (``invented_results``), ``OF_THE_LABORATORY`` those that need
vintages, papers and studies.
"""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import xarray as xr
from invented_results import PAPER, UNITS, InventedResults, summary_of, table_of

from tradewinds.artifacts import (
    read_json,
    read_page,
    read_provenance,
    read_table,
    read_tree,
    value_hash,
    write_json,
    write_page,
    write_table,
    write_tree,
)
from tradewinds.report.markup import html_of
from tradewinds.values import hash_json
from tradewinds.vintages import file_hash

SERIES, ANSWERS, TABLE, OTHER = (
    "simulate/series.parquet", "calibrate/answers.nc", "calibrate/parameters.parquet", "calibrate/gradients.parquet",
)  # fmt: skip
PAGE, FRAME, LIST = "report/index.html", "report/index.parquet", "manifest.json"
TAMPERED, UNTRACEABLE, STALE, NOT_CHECKED = "tampered", "untraceable", "stale", "not checked"


@dataclass(frozen=True)
class Tampering:
    """What is done, and the ``verdict`` that ``artifact`` has to get."""

    name: str
    change: Callable[[InventedResults], object]
    artifact: str
    verdict: str = TAMPERED


# --- files with their provenance kept, as who edits by hand keeps it


def table(edit: Callable[[Any], Any], name: str = TABLE) -> Callable:
    """An edit of the frame; the new one is written with the metadata of the old one."""

    def change(of: InventedResults) -> None:
        path = of.results / name
        schema = pq.read_schema(path)
        frame = read_table(path)
        changed = edit(frame)
        new = pa.Table.from_pandas(frame if changed is None else changed, preserve_index=False)
        fields = [one.with_metadata(_of(schema, one.name)) for one in new.schema]
        pq.write_table(new.cast(pa.schema(fields, metadata=schema.metadata)), path)

    return change


def _of(schema: pa.Schema, name: str) -> dict:
    return (schema.field(name).metadata or {}) if name in schema.names else {}


def cell(column: str, row: int, value: Any) -> Callable:
    def edit(frame):
        frame[column] = [value if at == row else one for at, one in enumerate(frame[column])]

    return table(edit)


def schema(edit: Callable[[pa.Table], pa.Table], name: str = TABLE) -> Callable:
    def change(of: InventedResults) -> None:
        pq.write_table(edit(pq.read_table(of.results / name)), of.results / name)

    return change


def unit(text: bytes | None) -> Callable:
    def edit(held: pa.Table) -> pa.Table:
        fields = [
            one.with_metadata({"unit": text} if text else {}) if one.name == "price" else one
            for one in held.schema
        ]
        return held.cast(pa.schema(fields, metadata=held.schema.metadata))

    return schema(edit)


def field_metadata(held: pa.Table) -> pa.Table:
    fields = [one.with_metadata({**(one.metadata or {}), b"label": b"best"}) for one in held.schema]
    return held.cast(pa.schema(fields, metadata=held.schema.metadata))


def tree(edit: Callable[[xr.DataTree], xr.DataTree | None]) -> Callable:
    """As ``table``, of labelled arrays."""

    def change(of: InventedResults) -> None:
        path = of.results / ANSWERS
        kept, held = read_provenance(path), read_tree(path)
        write_tree(edit(held) or held, path, {})
        with h5py.File(path, "a") as file:
            file.attrs["tradewinds"] = json.dumps(kept, ensure_ascii=False)

    return change


def draws(edit: Callable[[xr.Dataset], xr.Dataset]) -> Callable:
    def change(held: xr.DataTree) -> xr.DataTree:
        groups = {name: of for name, of in held.to_dict().items()}
        return xr.DataTree.from_dict({**groups, "/price": edit(groups["/price"])})

    return tree(change)


def hdf5(edit: Callable[[h5py.File], object]) -> Callable:
    def change(of: InventedResults) -> None:
        with h5py.File(of.results / ANSWERS, "a") as file:
            edit(file)

    return change


def text(edit: Callable[[bytes], bytes], name: str = PAGE) -> Callable:
    def change(of: InventedResults) -> None:
        path = of.results / name
        before = path.read_bytes()
        path.write_bytes(edit(before))
        assert path.read_bytes() != before

    return change


def marked_twice(content: bytes) -> bytes:
    at = content.rindex(b"\n<script type")
    return content + content[at:]


def marked_first(content: bytes) -> bytes:
    at = content.rindex(b"\n<script type")
    return content[at:] + content[:at]


def spaced_mark(content: bytes) -> bytes:
    at = content.rindex(b"\n<script type")
    return content[:at] + content[at:].replace(b'{"experiment"', b'{ "experiment"')


def commented_mark(content: bytes) -> bytes:
    return content.replace(b"</script>\n", b"</script><p>It is certain.</p>\n")


# --- what artifacts say of themselves


def restamp(name: str, edit: Callable[[dict], Any]) -> Callable:
    """Another provenance for the same contents."""

    def change(of: InventedResults) -> None:
        put_provenance(of.results / name, edit(read_provenance(of.results / name)))

    return change


def put_provenance(path: Path, document: Any) -> None:
    """Write a provenance, whatever it is, without touching the contents."""
    said = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    if path.suffix == ".parquet":
        held = pq.read_table(path)
        pq.write_table(held.replace_schema_metadata({"tradewinds": said}), path)
    elif path.suffix == ".nc":
        with h5py.File(path, "a") as file:
            file.attrs["tradewinds"] = said
    elif path.suffix == ".html":
        page = read_page(path)
        path.write_text(
            f'{page}\n<script type="application/json" id="tradewinds">{said}</script>\n', encoding="utf-8"
        )
    else:
        held = json.loads(path.read_text()) | {"tradewinds": document}
        path.write_text(json.dumps(held, indent=2, ensure_ascii=False) + "\n")


def says(name: str = TABLE, **fields: Any) -> Callable:
    return restamp(name, lambda document: document | fields)


def inner(field: str, edit: Callable[[dict], dict], name: str = TABLE) -> Callable:
    return restamp(name, lambda document: document | {field: edit(dict(document[field]))})


def without(*fields: str, name: str = TABLE) -> Callable:
    return restamp(name, lambda document: {key: of for key, of in document.items() if key not in fields})


def other_settings(document: dict) -> dict:
    settings = document["settings"] | {"calibration": {"temperature": 9.0}}
    return document | {"settings": settings, "settings_hash": hash_json(settings)}


def forged_input(inputs: dict) -> dict:
    return {name: "0" * 64 for name in inputs}


# --- forgeries: contents and their hash


def forged(name: str = TABLE) -> Callable:
    """A cell is changed and the hash with it; nothing else is."""

    def change(of: InventedResults) -> None:
        path = of.results / name
        document = {key: value for key, value in read_provenance(path).items() if key != "values"}
        frame = read_table(path)
        frame["price"] += 1.0
        write_table(frame, path, document, UNITS)

    return change


def forged_and_listed(of: InventedResults) -> None:
    """As ``forged``, and the list of everything says so."""
    forged()(of)
    relist(
        lambda said: [
            one
            | {"values": value_hash(of.results / one["path"]), "bytes": file_hash(of.results / one["path"])}
            for one in said
        ]
    )(of)


def relist(edit: Callable[[list], Any]) -> Callable:
    """Another list in the manifest, with the right hash of it."""

    def change(of: InventedResults) -> None:
        path = of.results / LIST
        document = {key: value for key, value in read_provenance(path).items() if key != "values"}
        said = read_json(path)
        write_json(said | {"artifacts": edit(said["artifacts"])}, path, document)

    return change


def forged_page(of: InventedResults) -> None:
    path = of.results / PAGE
    document = {key: value for key, value in read_provenance(path).items() if key != "values"}
    write_page(read_page(path).replace("Output rises", "Output falls"), path, document)


def forged_frame(of: InventedResults) -> None:
    path = of.results / FRAME
    document = {key: value for key, value in read_provenance(path).items() if key != "values"}
    frame = read_table(path)
    frame["text"] = frame["text"].str.replace("rises", "falls")
    write_table(frame, path, document)


def forged_page_and_frame(of: InventedResults) -> None:
    forged_frame(of)
    path = of.results / PAGE
    document = {key: value for key, value in read_provenance(path).items() if key != "values"}
    images = summary_of(PAGE)[1]
    write_page(html_of(read_table(of.results / FRAME), images, "#1d5b79"), path, document)


def unsettable_frame(of: InventedResults) -> None:
    path = of.results / FRAME
    document = {key: value for key, value in read_provenance(path).items() if key != "values"}
    write_table(table_of(FRAME), path, document)


# --- files


def swap(a: str, b: str) -> Callable:
    def change(of: InventedResults) -> None:
        one, other = (of.results / a).read_bytes(), (of.results / b).read_bytes()
        (of.results / a).write_bytes(other)
        (of.results / b).write_bytes(one)

    return change


def put(name: str, content: bytes) -> Callable:
    def change(of: InventedResults) -> None:
        (of.results / name).parent.mkdir(exist_ok=True)
        (of.results / name).write_bytes(content)

    return change


def copy(name: str, to: str) -> Callable:
    return lambda of: shutil.copy(of.results / name, of.results / to)


def remove(name: str) -> Callable:
    return lambda of: (of.results / name).unlink()


def cut(name: str, share: float = 0.5) -> Callable:
    return text(lambda content: content[: int(len(content) * share)], name)


def in_its_place(name: str, make: Callable[[Path], object]) -> Callable:
    def change(of: InventedResults) -> None:
        (of.results / name).unlink()
        make(of.results / name)

    return change


def linked(of: InventedResults) -> None:
    """An artifact is a link to a true copy of it outside."""
    outside = of.data.parent / "outside.parquet"
    shutil.move(of.results / TABLE, outside)
    (of.results / TABLE).symlink_to(outside)


def linked_folder(of: InventedResults) -> None:
    outside = of.data.parent / "outside"
    shutil.move(of.results / "simulate", outside)
    (of.results / "simulate").symlink_to(outside)


def from_another(of: InventedResults) -> None:
    """An artifact of another experiment, true in itself."""
    document = read_provenance(of.results / TABLE) | {"experiment": "walk_2"}
    write_table(table_of("elsewhere"), of.results / TABLE, document, UNITS)


def stranger_of_bytes(of: InventedResults) -> None:
    Path(os.fsdecode(os.fsencode(of.results) + b"/\xff.parquet")).write_bytes(b"")


def raw(edit: Callable[[Path], object], name: str = "walk.py") -> Callable:
    return lambda of: edit(of.data / name)


def renamed(groups: dict) -> dict:
    return {("/rate" if name == "/price" else name): of for name, of in groups.items()}


NESTED = b"[" * 100_000

IN_TABLES = [
    Tampering("a cell by a billionth", cell("price", 0, float(table_of(TABLE)["price"][0]) + 1e-9), TABLE),
    Tampering("a whole number", cell("rows", 1, 2), TABLE),
    Tampering("a text", cell("sector", 0, "furniturE"), TABLE),
    Tampering("a time", table(lambda f: f.assign(period=f["period"].shift(-1, fill_value=f["period"][0]))), TABLE),
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
    Tampering("two columns exchanged", table(lambda f: f.rename(columns={"rows": "price", "price": "rows"})), TABLE),
    Tampering("whole numbers as others", table(lambda f: f.astype({"rows": "float64"})), TABLE),
    Tampering("half the precision", table(lambda f: f.astype({"price": "float32"})), TABLE),
    Tampering("truth values as numbers", table(lambda f: f.astype({"treated": "int64"})), TABLE),
    Tampering("times as text", table(lambda f: f.assign(period=f["period"].astype(str))), TABLE),
    Tampering("times in a zone", table(lambda f: f.assign(period=f["period"].dt.tz_localize("UTC"))), TABLE, "any"),
    Tampering("lists in a column", schema(lambda t: t.append_column("l", pa.array([[1], [2], []]))), TABLE, "any"),
    Tampering("a unit changed", unit(b"percent"), TABLE),
    Tampering("a unit that is no text", unit(b"\xff\xfe"), TABLE, "any"),
    Tampering("a unit removed", unit(None), TABLE),
    Tampering("a unit added", table(lambda f: None), TABLE, ""),
    Tampering("metadata beside the contents", schema(
        lambda t: t.replace_schema_metadata({**t.schema.metadata, b"note": b"It is certain."})), TABLE),
    Tampering("metadata of a column", schema(field_metadata), TABLE),
    Tampering("a column of nothing", schema(lambda t: t.append_column("n", pa.nulls(3))), TABLE, "any"),
    Tampering("two columns of one name", schema(lambda t: t.append_column("price", t["price"])), TABLE, "any"),
]  # fmt: skip
IN_TABLES = [one for one in IN_TABLES if one.verdict]

IN_ARRAYS = [
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
    Tampering("a text of an array", tree(lambda t: xr.DataTree.from_dict(
        t.to_dict() | {"/rows": xr.Dataset({"name": ("input", np.array(["price", "wages"]))})})), ANSWERS),
    Tampering("a group renamed", tree(lambda t: xr.DataTree.from_dict(renamed(t.to_dict()))), ANSWERS),
    Tampering("a group added", tree(lambda t: xr.DataTree.from_dict(
        t.to_dict() | {"/extra": xr.Dataset({"a": 1.0})})), ANSWERS),
    Tampering("a group removed", tree(lambda t: xr.DataTree.from_dict({"/price": t.to_dict()["/price"]})), ANSWERS),
    Tampering("a link to nothing", hdf5(lambda f: f.__setitem__("more", h5py.SoftLink("/none"))), ANSWERS, UNTRACEABLE),
    Tampering("a link within", hdf5(lambda f: f.__setitem__("more", h5py.SoftLink("/price"))), ANSWERS, UNTRACEABLE),
    Tampering("a link to another file", hdf5(
        lambda f: f.__setitem__("more", h5py.ExternalLink("other.nc", "/"))), ANSWERS, UNTRACEABLE),
    Tampering("a circle of groups", hdf5(lambda f: f["price"].__setitem__("round", f["/"])), ANSWERS, UNTRACEABLE),
    Tampering("an attribute of the root", hdf5(lambda f: f.attrs.__setitem__("note", "certain")), ANSWERS),
    Tampering("a clock", hdf5(lambda f: f.attrs.__setitem__("created_at", "2020")), ANSWERS),
    Tampering("an array of records", hdf5(
        lambda f: f.create_dataset("odd", data=np.zeros(2, [("a", "f8"), ("b", "i4")]))), ANSWERS, "any"),
    Tampering("a provenance of numbers", hdf5(
        lambda f: f.attrs.__setitem__("tradewinds", np.arange(3))), ANSWERS, "any"),
]  # fmt: skip

IN_TEXTS = [
    Tampering("a word of a page", text(lambda c: c.replace(b"rises", b"falls")), PAGE),
    Tampering("text behind the mark", text(lambda c: c + b"<p>It is certain.</p>\n"), PAGE),
    Tampering("a blank behind the mark", text(lambda c: c + b" "), PAGE),
    Tampering("text before the page", text(lambda c: b"<p>It is certain.</p>" + c), PAGE),
    Tampering("text within the mark's last line", text(commented_mark), PAGE),
    Tampering("blanks within the mark", text(spaced_mark), PAGE),
    Tampering("the mark twice", text(marked_twice), PAGE),
    Tampering("the mark first", text(marked_first), PAGE),
    Tampering("the mark removed", text(lambda c: c[: c.rindex(b"\n<script type")]), PAGE, UNTRACEABLE),
    Tampering("the mark cut", cut(PAGE, 0.99), PAGE),
    Tampering("other ends of lines", text(lambda c: c.replace(b"\n", b"\r\n")), PAGE),
    Tampering("a byte order mark", text(lambda c: b"\xef\xbb\xbf" + c), PAGE),
    Tampering("bytes that are no text", text(lambda c: b"\xff" + c), PAGE),
    Tampering("a picture", text(lambda c: c.replace(b"PHN2Zy8+", b"PHN2Zz4+")), PAGE),
    Tampering("a number of the list", text(lambda c: c.replace(b'"stage": "simulate"', b'"stage": "read"'), LIST), LIST),
    Tampering("a key twice", text(lambda c: c.replace(b'{\n  "request"', b'{\n  "request": 1,\n  "request"'), LIST), LIST),
    Tampering("blanks in the list", text(lambda c: c + b"\n", LIST), LIST),
    Tampering("the list of another type", put(LIST, b"[1, 2]\n"), LIST, UNTRACEABLE),
    Tampering("the list broken", cut(LIST), LIST, UNTRACEABLE),
    Tampering("the list nested without end", put(LIST, NESTED), LIST, UNTRACEABLE),
    Tampering("the list a number", put(LIST, b"NaN"), LIST, UNTRACEABLE),
]  # fmt: skip

IN_CLAIMS = [
    Tampering("the hash of the values", says(values="0" * 64), TABLE),
    Tampering("no hash of the values", without("values"), TABLE),
    Tampering("a null for the hash", says(values=None), TABLE),
    Tampering("settings alone", inner("settings", lambda s: s | {"calibration": 1}), TABLE),
    Tampering("settings and their hash", restamp(TABLE, other_settings), TABLE),
    Tampering("settings and their hash of a lone artifact", restamp(SERIES, other_settings), SERIES, STALE),
    Tampering("the hash of the settings", says(settings_hash="0" * 64), TABLE),
    Tampering("settings of another type", says(settings="none"), TABLE),
    Tampering("another experiment", says(experiment="walk_2"), TABLE),
    Tampering("another stage", says(stage="simulate"), TABLE),
    Tampering("a stage of numbers", says(stage=[1]), TABLE),
    Tampering("another code", says(code="0" * 64), TABLE),
    Tampering("another code of a lone artifact", says(SERIES, code="0" * 64), SERIES, STALE),
    Tampering("a code that is none", says(code="latest"), TABLE),
    Tampering("another seed", says(seed=99), TABLE),
    Tampering("no seed", says(seed=None), TABLE),
    Tampering("a seed of text", says(seed="1"), TABLE),
    Tampering("a seed of every output of a job", lambda of: [
        says(one.path, seed=99)(of) for one in of.planned if one.stage == "calibrate"], TABLE, STALE),
    Tampering("inputs emptied", says(inputs={}), TABLE),
    Tampering("inputs emptied everywhere", lambda of: [
        says(one.path, inputs={})(of) for one in of.planned if one.inputs], TABLE),
    Tampering("the hash of an input", inner("inputs", forged_input, SERIES), SERIES, STALE),
    Tampering("the hash of an artifact that it reads", inner("inputs", forged_input, FRAME), FRAME),
    Tampering("an input renamed", inner("inputs", lambda i: {f"{name}2": of for name, of in i.items()}), TABLE),
    Tampering("an input left out", inner("inputs", lambda i: dict([*i.items()][1:])), TABLE),
    Tampering("an input added", inner("inputs", lambda i: i | {"prepare/panel.parquet": "0" * 64}), TABLE),
    Tampering("an input outside", inner("inputs", lambda i: i | {"raw//etc/passwd": "0" * 64}), TABLE),
    Tampering("an input further up", inner("inputs", lambda i: i | {"../../x": "0" * 64}), TABLE),
    Tampering("inputs as a list", says(inputs=["walk.py"]), TABLE),
    Tampering("inputs without hashes", says(inputs={SERIES: None}), TABLE),
    Tampering("packages emptied", says(packages={}), TABLE),
    Tampering("a package left out", inner("packages", lambda p: {k: v for k, v in p.items() if k != "jax"}), TABLE),
    Tampering("an optional package left out", inner(
        "packages", lambda p: {k: v for k, v in p.items() if k != "scipy"}), TABLE),
    Tampering("another version", inner("packages", lambda p: p | {"numpy": "0.1"}), TABLE),
    Tampering("another version everywhere", lambda of: [
        inner("packages", lambda p: p | {"numpy": "0.1"}, one.path)(of) for one in of.planned], SERIES, STALE),
    Tampering("a package that is none", inner("packages", lambda p: p | {"oracle": "1.0"}), TABLE),
    Tampering("packages as a list", says(packages=["numpy"]), TABLE),
    Tampering("a version that is none", inner("packages", lambda p: p | {"numpy": "new"}), TABLE),
    Tampering("another Python", says(python="3.99.1"), TABLE),
    Tampering("another Python of a lone artifact", says(SERIES, python="3.99.1"), SERIES, STALE),
    Tampering("no Python", says(python=""), TABLE),
    Tampering("another device", says(device="NVIDIA H200"), TABLE),
    Tampering("no device", says(device=""), TABLE),
    Tampering("another precision", says(precision="float16"), TABLE),
    Tampering("another precision everywhere", lambda of: [
        says(one.path, precision="float16")(of) for one in of.planned], TABLE),
    Tampering("a field left out", without("device"), TABLE),
    Tampering("a field added", says(approved_by="nobody"), TABLE),
    Tampering("no provenance", restamp(TABLE, lambda d: {}), TABLE, UNTRACEABLE),
    Tampering("a provenance that is a list", restamp(TABLE, lambda d: [d]), TABLE),
    Tampering("a provenance that is broken", restamp(TABLE, lambda d: "{"), TABLE, UNTRACEABLE),
    Tampering("a provenance that is a number", restamp(ANSWERS, lambda d: "1"), ANSWERS),
    Tampering("a page's provenance that is broken", restamp(PAGE, lambda d: "{"), PAGE),
    Tampering("the list's provenance that is a text", restamp(LIST, lambda d: "me"), LIST, "any"),
    Tampering("the list's provenance removed", text(
        lambda c: c[: c.index(b',\n  "tradewinds"')] + b"\n}\n", LIST), LIST, UNTRACEABLE),
    Tampering("the metadata of a table removed", schema(
        lambda t: t.replace_schema_metadata({})), TABLE, UNTRACEABLE),
]  # fmt: skip

FORGED = [
    Tampering("a cell and its hash", forged(), LIST, STALE),
    Tampering("a cell that others read, and its hash", forged(SERIES), TABLE, STALE),
    Tampering("a cell, its hash and the list", forged_and_listed, PAGE, STALE),
    Tampering("a page and its hash", forged_page, PAGE),
    Tampering("the table of a page and its hash", forged_frame, PAGE),
    Tampering("a page, its table and their hashes", forged_page_and_frame, LIST, STALE),
    Tampering("a table that no page can be set from", unsettable_frame, PAGE),
    Tampering("an artifact left out of the list", relist(lambda said: said[1:]), LIST, STALE),
    Tampering("an artifact twice in the list", relist(lambda said: [*said, said[0]]), LIST, STALE),
    Tampering("other values in the list", relist(lambda said: [said[0] | {"values": "0"}, *said[1:]]), LIST, STALE),
    Tampering("other bytes in the list", relist(
        lambda said: [said[0] | {"bytes": "0"}, *said[1:]]), SERIES, STALE),
    Tampering("a list of numbers", relist(lambda said: [1, 2]), LIST),
    Tampering("a list of nothing", relist(lambda said: None), LIST),
    Tampering("a list of unhashable paths", relist(lambda said: [{"path": []}]), LIST, "any"),
]  # fmt: skip

FILES = [
    Tampering("two artifacts exchanged", swap(TABLE, OTHER), LIST, STALE),
    Tampering("two artifacts of other stages exchanged", swap(SERIES, TABLE), TABLE),
    Tampering("an artifact of another experiment", from_another, TABLE),
    Tampering("a page in place of another", copy(PAGE, LIST), LIST, UNTRACEABLE),
    Tampering("an artifact removed", remove(TABLE), TABLE, UNTRACEABLE),
    Tampering("the page removed", remove(PAGE), PAGE, UNTRACEABLE),
    Tampering("the list removed", remove(LIST), LIST, UNTRACEABLE),
    Tampering("an empty file", put(TABLE, b""), TABLE, UNTRACEABLE),
    Tampering("an empty page", put(PAGE, b""), PAGE, UNTRACEABLE),
    Tampering("half a table", cut(TABLE), TABLE, UNTRACEABLE),
    Tampering("half an array", cut(ANSWERS), ANSWERS, UNTRACEABLE),
    Tampering("almost an array", cut(ANSWERS, 0.97), ANSWERS, UNTRACEABLE),
    Tampering("half a page", cut(PAGE), PAGE, UNTRACEABLE),
    Tampering("noise", put(TABLE, bytes(range(256)) * 9), TABLE, UNTRACEABLE),
    Tampering("noise in the middle", text(
        lambda c: c[:200] + bytes(40) + c[240:]), PAGE),
    Tampering("noise in a table", text(lambda c: c[:8] + bytes(90) + c[98:], TABLE), TABLE, "any"),
    Tampering("noise in an array", text(lambda c: c[:600] + b"\xaa" * 300 + c[900:], ANSWERS), ANSWERS, "any"),
    Tampering("a table under the name of an array", copy(TABLE, ANSWERS), ANSWERS, UNTRACEABLE),
    Tampering("a folder in its place", in_its_place(TABLE, Path.mkdir), TABLE, UNTRACEABLE),
    Tampering("a folder in place of the list", in_its_place(LIST, Path.mkdir), LIST, UNTRACEABLE),
    Tampering("a pipe in its place", in_its_place(TABLE, os.mkfifo), TABLE, UNTRACEABLE),
    Tampering("a link to a copy", linked, TABLE, UNTRACEABLE),
    Tampering("a link to nothing there", in_its_place(
        TABLE, lambda path: path.symlink_to("nowhere")), TABLE, UNTRACEABLE),
    Tampering("a link to itself", in_its_place(
        TABLE, lambda path: path.symlink_to(path.name)), TABLE, UNTRACEABLE),
    Tampering("a folder that is a link", linked_folder, SERIES, UNTRACEABLE),
    Tampering("a stranger", put("report/better.html", b"<p>better</p>"), "report/better.html", UNTRACEABLE),
    Tampering("a stranger with a true provenance", copy(TABLE, "calibrate/best.parquet"),
              "calibrate/best.parquet", UNTRACEABLE),
    Tampering("a stranger without a format", put("NOTE", b"certain"), "NOTE", UNTRACEABLE),
    Tampering("a hidden stranger", put(".note", b"certain"), ".note", UNTRACEABLE),
    Tampering("a stranger among the logs", put("log/page.html", b"certain"), "log/page.html", UNTRACEABLE),
    Tampering("a log that is a link", lambda of: (of.results / "log/x.log").symlink_to("/etc/hosts"),
              "log/x.log", UNTRACEABLE),
    Tampering("a stranger with a name that moves the cursor", put("\x1b[2Ka\n.md", b""), "\x1b[2Ka\n.md", UNTRACEABLE),
    Tampering("a stranger whose name is no text", stranger_of_bytes, "\\xff.parquet", UNTRACEABLE),
    Tampering("raw data changed", raw(lambda path: path.write_text("x = 1\n")), SERIES, STALE),
    Tampering("raw data removed", raw(Path.unlink), SERIES, NOT_CHECKED),
    Tampering("a folder in place of raw data", raw(lambda path: (path.unlink(), path.mkdir())), SERIES, NOT_CHECKED),
]  # fmt: skip

INVENTED = [*IN_TABLES, *IN_ARRAYS, *IN_TEXTS, *IN_CLAIMS, *FORGED, *FILES]

PANEL, NATIONAL = "prepare/sectors/panel.parquet", "prepare/national/panel.parquet"
VINTAGE, PART = "us_border/2026-11-30T120000Z", "us_industry/2026-11-30T110000Z"
QUOTE = next(name for name in PAPER if name.endswith(".md"))


def newer_vintage(of: InventedResults) -> None:
    shutil.copytree(of.data / VINTAGE, of.data / "us_border/2026-12-30T120000Z")


def relisted_paper(of: InventedResults) -> None:
    """A paragraph is changed and listed anew, with the hash of the list."""
    (of.results / QUOTE).write_text("It is certain.\n")
    path = of.results / "report/paper.json"
    document = {key: value for key, value in read_provenance(path).items() if key != "values"}
    write_json(
        {"files": {name: file_hash(of.results / name) for name in PAPER if name != QUOTE}}, path, document
    )


OF_THE_LABORATORY = [
    Tampering("an answer of a vintage", raw(lambda p: p.write_text("[2]"), f"{VINTAGE}/raw/2018.json"), PANEL),
    Tampering("an answer of a vintage gone", raw(Path.unlink, f"{VINTAGE}/raw/2018.json"), PANEL),
    Tampering("an answer of a part", raw(lambda p: p.write_text("[2]"), f"{PART}/raw/2018.json"), PANEL),
    Tampering("the record of a part", raw(lambda p: p.write_text(p.read_text() + "\n"), f"{PART}/record.json"), PANEL),
    Tampering("the record of a part broken", raw(lambda p: p.write_text("{"), f"{PART}/record.json"), PANEL),
    Tampering("a part gone", raw(lambda p: shutil.rmtree(p), PART), PANEL, NOT_CHECKED),
    Tampering("the record of a vintage", raw(
        lambda p: p.write_text(p.read_text() + "\n"), f"{VINTAGE}/record.json"), PANEL, STALE),
    Tampering("the record of a vintage broken", raw(
        lambda p: p.write_text("{"), f"{VINTAGE}/record.json"), PANEL, STALE),
    Tampering("the table of a vintage", raw(
        lambda p: table_of("x").to_parquet(p), f"{VINTAGE}/sectors.parquet"), PANEL),
    Tampering("a table that is none", raw(lambda p: p.write_text("x"), f"{VINTAGE}/sectors.parquet"), PANEL),
    Tampering("a vintage gone", raw(lambda p: shutil.rmtree(p), VINTAGE), PANEL, NOT_CHECKED),
    Tampering("a user's file", raw(lambda p: p.write_text("gdp\n2\n"), "national.csv"), NATIONAL, STALE),
    Tampering("tables exchanged", swap(
        "prepare/sectors/train.parquet", "prepare/national/train.parquet"), "prepare/sectors/train.parquet"),
    Tampering("a posterior of another tier", copy(
        "fit/tier2/posterior.nc", "fit/tier1/posterior.nc"), "fit/tier1/posterior.nc", STALE),
    Tampering("a picture of a paper", put("report/figures/gdp.svg", b"<svg>1</svg>\n"), "report/figures/gdp.svg"),
    Tampering("a table of a paper", put("report/tables/gdp.tex", b"9.5\n"), "report/tables/gdp.tex"),
    Tampering("a paragraph to quote", put(QUOTE, b"9 %\n"), QUOTE),
    Tampering("text behind a paragraph", text(lambda c: c + b"certain", QUOTE), QUOTE),
    Tampering("a file of a paper removed", remove(QUOTE), QUOTE, UNTRACEABLE),
    Tampering("a file of a paper a link", in_its_place(QUOTE, lambda p: p.symlink_to("/etc/hosts")), QUOTE, UNTRACEABLE),
    Tampering("a file beside a paper", put("report/figures/new.svg", b"<svg/>"), "report/figures/new.svg", UNTRACEABLE),
    Tampering("a paragraph that is listed no more", relisted_paper, QUOTE, UNTRACEABLE),
    Tampering("the list of a paper", text(lambda c: c.replace(b"gdp", b"GDP"), "report/paper.json"), "report/paper.json"),
    Tampering("the explorer", text(lambda c: b"x" + c, "report/explorer.html"), "report/explorer.html"),
    Tampering("the facts of the explorer", says("explorer/facts.json", python="3.99.1"), "explorer/facts.json"),
]  # fmt: skip
