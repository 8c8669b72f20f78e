"""The design of the experiment on statutory rates, shrunk: without a network, and set on the page."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from changes import edit, jobs

from tradewinds.artifacts import read_table
from tradewinds.report.experiment.design.parts import DESIGN_PART
from tradewinds.report.experiment.page import REPORT_PAGE
from tradewinds.report.page.layout import Layout
from tradewinds.settings.compose import compose
from tradewinds.settings.sections import plain

pytestmark = pytest.mark.skipif(
    "TRADEWINDS_DATA" not in os.environ,
    reason="TRADEWINDS_DATA is not set: the real tables are read where it names their folder",
)
TABLE = "us_imports_by_hs2_origin_month.parquet"
CHAPTERS = ["39", "42", "48", "61", "62", "64", "73", "84", "85", "87", "94", "95", "98", "99"]
ORIGINS = ["China", "Germany", "India", "Japan", "Mexico", "Vietnam"]
SMALL = [
    "data.tables.sectors.shortest=48",
    "event_study.horizons=3",
    "event_study.leads=3",
    "event_study.before=3",
    "policy_slopes.permutations=19",
    "policy_slopes.placebos=[12,24]",
    "scenario.sectors=['85 × China','94 × China']",
    "scenario.show=[]",
]
MADE = ("event_study", "policy_slopes")
SAID = (
    "all leads together: p", "Net of that", "First stage", "instrumented by", "Placebos", "Permutation",
    "Power", "By chapter", "85 Electrical machinery", "(2015-01 to 2018-12)", "section 301 rate",
    "The long run is unknown",
)  # fmt: skip


@pytest.mark.slow
def test_the_design_needs_no_network_and_stands_on_the_page(tmp_path, new_laboratory):
    """Twelve chapters of six origins, 2015 to 2019."""
    table = pd.read_parquet(Path(os.environ["TRADEWINDS_DATA"]) / TABLE)
    few = table["hs2"].isin(CHAPTERS) & table["origin"].isin(ORIGINS)
    (tmp_path / "data").mkdir()
    table[few & table["period"].between("2015-01-01", "2019-12-01")].to_parquet(tmp_path / "data" / TABLE)
    laboratory = new_laboratory(tmp_path / "checkout", SMALL)
    laboratory.environment["TRADEWINDS_DATA"] = str(tmp_path / "data")
    laboratory.experiment = "us_statute"
    laboratory.open()
    assert "fit the networks" not in laboratory.done("--until", "study_events", "estimate_slopes")
    economics = laboratory.results / "economics"
    found = {name: {"economics": read_table(economics / f"{name}.parquet")} for name in MADE}
    study, slopes = (found[name]["economics"] for name in MADE)
    assert set(study["horizon"]) == set(range(-4, 4)) and np.isfinite(study["net"]).all()
    first = slopes[slopes["design"] == "first stage"].iloc[0]
    assert 0.5 < first["estimate"] < 1 and first["f"] > 10
    assert slopes["kind"].value_counts()["permutation"] == 19 and (slopes["kind"] == "placebo").sum() == 2
    experiment = plain(compose(laboratory.folder / "configs", "us_statute", SMALL))
    layout = Layout("", "", "", lambda given: [DESIGN_PART], given=REPORT_PAGE.given)
    documents = [{"path": f"economics/{name}.parquet", "input": name} for name in MADE]
    asked = {"experiment": experiment, "report": experiment["report"]}
    page = layout.render(asked, documents, {**found, "panels": {}})
    text = " ".join(page.summary["text"])
    assert not [words for words in SAID if words not in text]
    numbers = page.summary[page.summary["value"].notna()]
    assert len(numbers) > 60 and set(numbers["source"]) == {doc["path"] for doc in documents}
    # what the report calls a chapter makes no estimate anew
    edit(laboratory, "configs/experiment/us_statute.yaml", "Electrical machinery", "Machines")
    announced = jobs(laboratory)
    assert "write the report of" in announced and "estimate the slopes on the policy" not in announced
