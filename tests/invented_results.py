"""Finished results with invented numbers: what a run would leave, by the project's own writers, in a second.

Every artifact of the plan of this checkout is there with the provenance that it has to have, and holds
something that no other one holds; nothing is trained.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.artifacts import write_json, write_page, write_table, write_tree
from tradewinds.audit.auditing import Audited, held_against
from tradewinds.audit.checkout import AuditCheckout
from tradewinds.carried_provenance import value_hash
from tradewinds.plan import Planned
from tradewinds.provenance import RAW, document
from tradewinds.replacing import write_file
from tradewinds.report.page.blocks import Lines, Picture, Plate, Prose, Statement, Table
from tradewinds.report.page.markup import html_of
from tradewinds.report.page.summary import Top, page_part, summarised
from tradewinds.vintages import file_hash

UNITS = {"price": "index", "period": "month"}
PAPER = {"report/figures/gdp.svg": "<svg/>\n", "report/tables/gdp.tex": "1.5\n", "report/quote.md": "1.5 %\n"}


@dataclass
class InventedResults:
    """``results`` made from raw files in ``data``, as ``planned`` by ``checkout``."""

    results: Path
    data: Path
    planned: list[Planned]
    checkout: AuditCheckout

    def audited(self, pages: bool = False) -> Audited:
        return held_against(self.results, self.planned, self.checkout, self.data, pages)

    def verdicts(self) -> dict[str, tuple[str, str]]:
        """Artifact → verdict and reason, of all that is not verified."""
        return not_verified(self.audited().table)

    def make(self) -> None:
        """Write every artifact in the order of the pipeline, and the logs beside."""
        for one in self.planned:
            self.write(one)
        (self.results / "log").mkdir()
        (self.results / "log" / "read.log").write_text("read\n")

    def write(self, one: Planned) -> None:
        path, provenance = self.results / one.path, self.provenance(one)
        if one.path == "manifest.json":
            write_json(self.manifest(one), path, provenance)
        elif one.path == "report/paper.json":
            for name, text in PAPER.items():
                write_file(text, self.results / name)
            write_json({"files": {name: file_hash(self.results / name) for name in PAPER}}, path, provenance)
        elif one.page:
            frame, images = summary_of(one.path)
            write_page(html_of(frame, images, "#1f5a8a"), path, provenance)
        elif path.suffix == ".html":
            write_page(f"<!doctype html>\n<p>{one.path}</p>\n", path, provenance)
        elif path.suffix == ".json":
            write_json({"of": one.path, "numbers": [1.5, None, "ü"]}, path, provenance)
        elif path.suffix == ".nc":
            write_tree(tree_of(one.path), path, provenance)
        elif any(
            other.page and other.path == one.path.replace(".parquet", ".html") for other in self.planned
        ):
            write_table(summary_of(one.path.replace(".parquet", ".html"))[0], path, provenance)
        else:
            write_table(table_of(one.path), path, provenance, UNITS)

    def provenance(self, one: Planned) -> dict:
        inputs = {name: value_hash(self.place(name)) for name in one.inputs}
        made = document(
            experiment=one.experiment,
            stage=one.stage,
            settings=one.settings,
            inputs=inputs,
            code=one.code,
            seed=one.seed,
        )
        packages = {name: max(self.checkout.versions(name)) for name in sorted({*one.packages, "scipy"})}
        device = "NVIDIA H200" if one.device == "gpu" else "cpu"
        return made | {"packages": packages, "precision": one.precision, "device": device}

    def place(self, name: str) -> Path:
        return self.data / name.removeprefix(RAW) if name.startswith(RAW) else self.results / name

    def manifest(self, one: Planned) -> dict:
        stages = {each.path: each.stage for each in self.planned}
        listed = [
            {
                "path": name,
                "stage": stages[name],
                "values": value_hash(self.results / name),
                "bytes": file_hash(self.results / name),
            }
            for name in one.inputs
        ]
        return {"request": {"experiment": one.experiment, "overrides": []}, "artifacts": listed}


def not_verified(table: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Artifact → verdict and reason, of those that are not verified."""
    return {
        row.artifact: (row.verdict, row.reason) for row in table.itertuples() if row.verdict != "verified"
    }


def number_of(path: str) -> float:
    """Another one for every path."""
    return int(sha256(path.encode()).hexdigest()[:6], 16) / 1000


def table_of(path: str) -> pd.DataFrame:
    """Numbers of all kinds, text and times, with what is missing."""
    return pd.DataFrame(
        {
            "price": [number_of(path), 0.0, np.nan],
            "rows": [3, 1, 4],
            "sector": ["furniture", None, "ü"],
            "period": pd.to_datetime(["2020-01-01", "2020-02-01", "2020-03-01"]),
            "treated": [True, False, True],
        }
    )


def tree_of(path: str) -> xr.DataTree:
    """Draws in two groups, with attributes."""
    draws = xr.Dataset(
        {"w": (("chain", "draw"), np.arange(6.0).reshape(2, 3) + number_of(path), {"unit": "index"})},
        coords={"chain": [0, 1]},
        attrs={"algorithm": "nuts"},
    )
    said = xr.Dataset({"name": ("input", np.array(["price", "tariff"]))})
    return xr.DataTree.from_dict({"/price": draws, "/rows": said})


@page_part("numbers", "Numbers", "Numbers")
def _numbers(path):
    yield Prose(f"What {path} says.")
    gain = Statement(
        f"{number_of(path):.2f} %", value=number_of(path), low=0.0, high=9e9, level=0.9, unit="%"
    )
    yield Lines([gain.in_words(f"Output rises by {gain}.", "good")])
    yield Table("Output", ["Path", "Output"], [[Statement("a step"), gain]])
    yield Plate("Output", "It rises.", [Picture("data:image/svg+xml;base64,PHN2Zy8+", "a line")])


def summary_of(page: str) -> tuple[pd.DataFrame, list[str]]:
    """The frame of a page, and its images."""
    return summarised(Top("Invented", "A question?", "Invented", [], []), [_numbers], page)
