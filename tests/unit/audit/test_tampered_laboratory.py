"""Changes of vintages, of what papers take, of studies beside."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from invented_results import PAPER, InventedResults, table_of
from tampering import (
    NOT_CHECKED,
    STALE,
    UNTRACEABLE,
    Tampering,
    copy,
    in_its_place,
    put,
    raw,
    remove,
    says,
    swap,
    text,
)

from tradewinds.artifacts import write_json
from tradewinds.carried_provenance import read_provenance
from tradewinds.vintages import file_hash

pytestmark = pytest.mark.slow

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


def vouched_for(name: str, content: bytes) -> Callable:
    """A file is put there, and the list of a paper vouches for it."""

    def change(of: InventedResults) -> None:
        put(name, content)(of)
        path = of.results / "report/paper.json"
        document = {key: value for key, value in read_provenance(path).items() if key != "values"}
        listed = {one: file_hash(of.results / one) for one in (*PAPER, name)}
        write_json({"files": listed}, path, document)

    return change


FORGED_PANEL, STRANGER = vouched_for(PANEL, b"forged"), vouched_for("report/better.html", b"<p>better</p>")
UP_AND_DOWN = vouched_for("report/figures/../better.html", b"<p>better</p>")
LOGIN = vouched_for("report/figures/login.html", b"<script>1</script>")
HIDDEN = vouched_for("report/tables/more/gdp.tex", b"9\n")
LOOKING_UP = {"table": {"file": "../../../x", "sha256": "0" * 64}, "answers": []}


def in_a_circle(path: Path) -> None:
    """A vintage that is made of itself."""
    said = json.loads((path / "record.json").read_text())
    said["parts"] = {path.parent.name: {"vintage": path.name, "record": "0" * 64}}
    (path / "record.json").write_text(json.dumps(said))


TAMPERINGS = [
    Tampering("a page among a paper's figures", LOGIN, "report/paper.json"),
    Tampering(
        "a page among a paper's figures that is listed", LOGIN, "report/figures/login.html", UNTRACEABLE
    ),
    Tampering("a paper's table in a folder of its own", HIDDEN, "report/paper.json"),
    Tampering(
        "a part whose record leads out of the data",
        raw(lambda p: p.write_text(json.dumps(LOOKING_UP)), f"{PART}/record.json"),
        PANEL,
    ),
    Tampering("a part that is made of itself", raw(in_a_circle, PART), PANEL),
    Tampering("a vintage that is made of itself", raw(in_a_circle, VINTAGE), PANEL, STALE),
    Tampering("an artifact that a paper's list vouches for", FORGED_PANEL, PANEL, UNTRACEABLE),
    Tampering("a paper's list that vouches for an artifact", FORGED_PANEL, "report/paper.json"),
    Tampering("a stranger that a paper's list vouches for", STRANGER, "report/better.html", UNTRACEABLE),
    Tampering("a paper's list that vouches for a stranger", STRANGER, "report/paper.json"),
    Tampering("a paper's list that leads out of its folders", UP_AND_DOWN, "report/paper.json"),
    Tampering(
        "an answer of a vintage", raw(lambda p: p.write_text("[2]"), f"{VINTAGE}/raw/2018.json"), PANEL
    ),
    Tampering("an answer of a vintage gone", raw(Path.unlink, f"{VINTAGE}/raw/2018.json"), PANEL),
    Tampering("an answer of a part", raw(lambda p: p.write_text("[2]"), f"{PART}/raw/2018.json"), PANEL),
    Tampering(
        "the record of a part",
        raw(lambda p: p.write_text(p.read_text() + "\n"), f"{PART}/record.json"),
        PANEL,
    ),
    Tampering("the record of a part broken", raw(lambda p: p.write_text("{"), f"{PART}/record.json"), PANEL),
    Tampering("a part gone", raw(lambda p: shutil.rmtree(p), PART), PANEL, NOT_CHECKED),
    Tampering(
        "the record of a vintage",
        raw(lambda p: p.write_text(p.read_text() + "\n"), f"{VINTAGE}/record.json"),
        PANEL,
        STALE,
    ),
    Tampering(
        "the record of a vintage broken",
        raw(lambda p: p.write_text("{"), f"{VINTAGE}/record.json"),
        PANEL,
        STALE,
    ),
    Tampering(
        "the table of a vintage",
        raw(lambda p: table_of("x").to_parquet(p), f"{VINTAGE}/sectors.parquet"),
        PANEL,
    ),
    Tampering("a table that is none", raw(lambda p: p.write_text("x"), f"{VINTAGE}/sectors.parquet"), PANEL),
    Tampering("a vintage gone", raw(lambda p: shutil.rmtree(p), VINTAGE), PANEL, NOT_CHECKED),
    Tampering("a user's file", raw(lambda p: p.write_text("gdp\n2\n"), "national.csv"), NATIONAL, STALE),
    Tampering(
        "tables exchanged",
        swap("prepare/sectors/train.parquet", "prepare/national/train.parquet"),
        "prepare/sectors/train.parquet",
    ),
    Tampering(
        "a posterior of another tier",
        copy("fit/tier2/posterior.nc", "fit/tier1/posterior.nc"),
        "fit/tier1/posterior.nc",
        STALE,
    ),
    Tampering(
        "a picture of a paper", put("report/figures/gdp.svg", b"<svg>1</svg>\n"), "report/figures/gdp.svg"
    ),
    Tampering("a table of a paper", put("report/tables/gdp.tex", b"9.5\n"), "report/tables/gdp.tex"),
    Tampering("a paragraph to quote", put(QUOTE, b"9 %\n"), QUOTE),
    Tampering("text behind a paragraph", text(lambda c: c + b"certain", QUOTE), QUOTE),
    Tampering("a file of a paper removed", remove(QUOTE), QUOTE, UNTRACEABLE),
    Tampering(
        "a file of a paper a link",
        in_its_place(QUOTE, lambda p: p.symlink_to("/etc/hosts")),
        QUOTE,
        UNTRACEABLE,
    ),
    Tampering(
        "a file beside a paper",
        put("report/figures/new.svg", b"<svg/>"),
        "report/figures/new.svg",
        UNTRACEABLE,
    ),
    Tampering("a paragraph that is listed no more", relisted_paper, QUOTE, UNTRACEABLE),
    Tampering(
        "the list of a paper",
        text(lambda c: c.replace(b"gdp", b"GDP"), "report/paper.json"),
        "report/paper.json",
    ),
    Tampering("the explorer", text(lambda c: b"x" + c, "report/explorer.html"), "report/explorer.html"),
    Tampering(
        "the facts of the explorer", says("explorer/facts.json", python="3.99.1"), "explorer/facts.json"
    ),
]


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=[one.name for one in TAMPERINGS])
def test_it_is_found_and_named(tampering, laboratory, copied):
    tampering.require_found(copied(laboratory))
