"""Ways to change finished results (``invented_results``) so that they say something else."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import pyarrow as pa
import pyarrow.parquet as pq
import xarray as xr
from invented_results import UNITS, InventedResults, not_verified, summary_of, table_of

from tradewinds.artifacts import (
    read_json,
    read_page,
    read_table,
    read_tree,
    write_json,
    write_page,
    write_table,
    write_tree,
)
from tradewinds.audit import exit_code
from tradewinds.carried_provenance import read_provenance, value_hash
from tradewinds.report.page.markup import html_of
from tradewinds.values import hash_json
from tradewinds.vintages import file_hash

SERIES, ANSWERS = "simulate/series.parquet", "calibrate/answers.nc"
TABLE, OTHER = "calibrate/parameters.parquet", "calibrate/gradients.parquet"
PAGE, FRAME, LIST = "report/index.html", "report/index.parquet", "manifest.json"
TAMPERED, UNTRACEABLE, STALE, NOT_CHECKED = "tampered", "untraceable", "stale", "not checked"
BAD = "tampered or untraceable"


@dataclass(frozen=True)
class Tampering:
    """What is done, and the ``verdict`` that ``artifact`` has to get."""

    name: str
    change: Callable[[InventedResults], object]
    artifact: str
    verdict: str = TAMPERED

    def require_found(self, results: InventedResults) -> None:
        """Change the results, audit them, and find it: by name, with a reason, without an error."""
        self.change(results)
        table = results.audited().table
        found = not_verified(table)
        verdict, reason = found.get(self.artifact, ("verified", ""))
        assert verdict in ((TAMPERED, UNTRACEABLE) if self.verdict == BAD else (self.verdict,)), found
        assert reason and exit_code(table["verdict"]) != 0


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
    write_page(html_of(read_table(of.results / FRAME), images, "#1f5a8a"), path, document)


def set_page(accent: str, images: list[str] | None = None) -> Callable:
    """A page that is set from its table, in a colour and with pictures of the forger's."""

    def change(of: InventedResults) -> None:
        path = of.results / PAGE
        document = {key: value for key, value in read_provenance(path).items() if key != "values"}
        pictures = summary_of(PAGE)[1] if images is None else images
        write_page(html_of(read_table(of.results / FRAME), pictures, accent), path, document)

    return change


def unsettable_frame(of: InventedResults) -> None:
    path = of.results / FRAME
    document = {key: value for key, value in read_provenance(path).items() if key != "values"}
    write_table(table_of(FRAME), path, document)


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
