"""A page and its summary say the same; every number has its value, its unit and where it is from."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest
import test_page_checks
import test_page_optimum
import test_page_rule
import test_page_sbc
import test_page_sensitivity
import test_page_sweep
from sample import documents
from test_coverage import LEFT_OUT
from test_scenarios import STEP, with_beside
from test_tables_effect import ASKED, found

from tradewinds.artifacts import read_table, write_table
from tradewinds.report.page.layout import Page
from tradewinds.report.page.markup import html_of, inline
from tradewinds.report.page.sources import Sources
from tradewinds.report.page.summary import SUMMARY_COLUMNS
from tradewinds.review.status import Status

pytestmark = pytest.mark.slow


class Told(HTMLParser):
    """Texts of the cells of tables, of lines and of what these list, as a browser has them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.cells, self.lines, self._open = [], [], []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list) -> None:
        if tag in ("ul", "li", "td", "th", "table"):
            self._open.append((tag, dict(attributes).get("class", "")))
            if tag in ("td", "th"):
                self.cells.append("")
            if tag == "li" and ("ul", "lines") in self._open:
                self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1][0] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] in ("td", "th"):
            self.cells[-1] += data
        if self._open and self._open[-1][0] == "li" and ("ul", "lines") in self._open:
            self.lines[-1] += data


@pytest.fixture(scope="module")
def pages(complete) -> dict[str, Page]:
    """Every page, with all the parts that it can have."""
    made = with_beside(complete, step=STEP)
    checks = test_page_checks.table()
    full = replace(
        made,
        experiment=made.experiment | {"effect": ASKED},
        effect={"economics": found(steeper=4.0)},
        checks={"economics": checks},
        left_out={"sectors": LEFT_OUT},
    )
    inputs = ("predictions", "scores", "baselines", "leads", "calibration", "convergence", "verdicts")
    inputs += ("recovery", "answers", "posteriors", "rollouts", "effect", "checks", "left_out", "panels")
    known = documents({name: getattr(full, name) for name in inputs})
    named = {name: complete.experiment[name] for name in ("data", "tier1", "tier2")}
    failed = (Status.failed, Status.undecided)
    return {
        "report": replace(full, provenance=known).page(),
        "checks": test_page_checks.made(checks, test_page_checks.CHECKS, ["One trade war."]),
        "optimum": test_page_optimum.made(),
        "rule": test_page_rule.made(),
        "sensitivity": test_page_sensitivity.made(
            test_page_sensitivity.shifts(home=failed), prior=Status.failed
        ),
        "simulated fits": test_page_sbc.made(complete, test_page_sbc.made_ranks(0.4)),
        "sweep": test_page_sweep.made(named),
    }


NAMES = ("report", "checks", "optimum", "rule", "sensitivity", "simulated fits", "sweep")


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0★", "").split())


@pytest.mark.parametrize("name", NAMES)
def test_every_line_and_cell_of_a_page_stands_in_its_summary(pages, name):
    told, summary = Told(pages[name].html), pages[name].summary
    in_tables = summary["form"] == "Table"
    cells = summary[in_tables & summary["role"].isin(["head", "cell"])]["text"]
    lines = summary[summary["role"].isin(["line", "item"])]["text"]
    assert [plain(text) for text in told.cells] == [plain(text) for text in cells] and len(cells)
    assert [plain(text) for text in told.lines] == [plain(text) for text in lines] and len(lines)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_made_of_what_is_written_of_its_summary(pages, name, tmp_path):
    page, path = pages[name], tmp_path / "summary.parquet"
    write_table(page.summary, path, {})
    accent = re.findall("--accent: (.*?);", page.html)[0]
    assert tuple(page.summary) == SUMMARY_COLUMNS
    assert html_of(read_table(path), re.findall('<img src="(.*?)"', page.html), accent) == page.html


def numbers(summary: pd.DataFrame) -> pd.DataFrame:
    """Rows that tell a number: lines and what they list, cells of columns of numbers, verdicts."""
    place = ["section", "block", "column"]
    heads = summary[summary["role"] == "head"].set_index(place)["kind"]
    words = summary.set_index(place).index.map(heads.to_dict()) == "text"
    in_tables = (summary["form"] == "Table") & (summary["role"] == "cell") & ~words & (summary["column"] > 0)
    judged = (summary["form"] == "verdicts") & summary["column_name"].isin(["value", "threshold"])
    told = summary[summary["role"].isin(["line", "item"]) | in_tables | judged]
    # what a fit failed of, and the number of a tier, are no results
    text = told["text"].str.replace(r"Tier \d|could not be fitted: .*", "", regex=True)
    return told[text.str.contains(r"\d")]


@pytest.mark.parametrize("name", NAMES)
def test_every_number_has_its_value_or_band_and_its_source(pages, name):
    told = numbers(pages[name].summary)
    assert len(told) > 5
    untold = told[told[["value", "low", "high"]].isna().all(axis=1)]
    assert untold.empty, untold["text"].tolist()
    assert (told["source"] != "").all(), told.loc[told["source"] == "", "text"].tolist()
    files = {path for source in told["source"] for path in source.split(", ") if "/" in path}
    assert files and all(re.fullmatch(r"\w+/\w+\.parquet", path) for path in files), files


def test_what_was_not_made_is_no_source(complete):
    known = documents({"convergence": {"tier1": None, "tier2": None}})
    sources = Sources(known)
    assert sources.of("convergence", "distance", folder="tier2") == "tier2/convergence.parquet"
    assert sources.of("distance") == "" and Sources([]).of("distance") == "distance"
    assert sources.of("convergence") == "tier1/convergence.parquet, tier2/convergence.parquet"


@pytest.mark.parametrize("name", NAMES)
def test_a_band_has_its_level_and_holds_its_value(pages, name):
    bands = pages[name].summary.query("level == level and value == value and low == low and high == high")
    slack = 1e-9 * bands["value"].abs() + 1e-12
    assert ((bands["low"] <= bands["value"] + slack) & (bands["value"] - slack <= bands["high"])).all()
    assert bands["level"].between(0.5, 1).all()


def test_a_number_is_in_the_unit_that_is_shown(pages):
    summary = pages["report"].summary
    rates = summary[summary["text"].str.fullmatch(r"\d+\u202f%") & summary["value"].notna()]
    assert len(rates) > 5 and (rates["unit"] == "%").all()
    shown = rates["text"].str.extract(r"(\d+)")[0].astype(float)
    assert ((shown - rates["value"]).abs() <= 1).all()


@pytest.mark.parametrize(
    ("to", "leads"),
    [
        ("#scenarios", True),
        ("checks.html", True),
        ("https://example.org/a", True),
        ("javascript:alert(1)", False),
    ],
)
def test_links_of_prose_lead_to_pages_alone(to, leads):
    """A scenario's description is a user's; a script in it must not become a link."""
    assert ("href" in inline(f"see [this]({to})")) == leads
