"""Settings by evidence, on the real workflow with tiny settings."""

import re

import pytest

from tradewinds.artifacts import read_table

SWEEP = """
tiers: [tier2]
share: 0.2
origins: 1
shared: {}
variants:
  same: {model.width: 3}
  narrow: {model.width: 2}
  wild: {inference.optimiser.learning_rate: 1.0e+300}
"""


def write_sweep(laboratory, text):
    (laboratory.folder / "configs" / "sweep" / "default.yaml").write_text(text)


@pytest.fixture(scope="module")
def swept(finished, tmp_path_factory):
    """The finished run with a sweep of three variants, one of which cannot be fitted."""
    laboratory = finished.copy(tmp_path_factory.mktemp("swept") / "checkout")
    write_sweep(laboratory, SWEEP)
    assert laboratory.would_run() == set()  # the experiment itself depends on no sweep
    laboratory.done("sweep")
    return laboratory


def forecasts(laboratory):
    folder = laboratory.results / "sweep" / "tier2"
    return {path.parent.name: read_table(path) for path in folder.glob("*/forecasts.parquet")}


def test_the_page_shows_every_variant_and_the_one_that_failed(swept):
    page = (swept.results / "report" / "sweep.html").read_text()
    assert "model.width = 2" in page and "wild could not be fitted: tier2 gdp" in page
    assert "Not tried, since the tier has these already: same." in page
    assert set(forecasts(swept)) == {"default", "narrow", "wild"}
    assert set(read_table(swept.results / "sweep" / "tier2" / "variants.parquet")["equations"]) == {1, 0}


def test_it_follows_and_is_made_once(swept):
    text = swept.done("audit")
    assert "follow from their inputs" in text and "not part of this experiment" not in text
    assert "Nothing to be done" in swept.done("--dry-run", "sweep")


def test_numbers_of_the_test_periods_change_no_forecast(swept, tmp_path):
    laboratory = swept.copy(tmp_path / "checkout")
    path = laboratory.folder / "data" / "national.csv"
    header, *lines = path.read_text().splitlines()
    gdp = header.split(",").index("gdp")
    first = read_table(laboratory.results / "prepare" / "national" / "test.parquet")["period"].min()
    period = header.split(",").index("period")
    for number, line in enumerate(lines):
        cells = line.split(",")
        if int(cells[period]) >= first:
            cells[gdp] = str(1.5 * float(cells[gdp]))
            lines[number] = ",".join(cells)
    path.write_text("\n".join([header, *lines]) + "\n")
    before = forecasts(laboratory)
    assert "try narrow in tier2" in laboratory.done("sweep")
    after = forecasts(laboratory)
    assert all(after[variant].equals(before[variant]) for variant in before)


def test_a_variant_that_cannot_be_used_stops_the_sweep_before_its_first_job(swept, tmp_path):
    laboratory = swept.copy(tmp_path / "checkout")
    write_sweep(laboratory, SWEEP + "  bad: {model.widht: 3}\n")
    ended = laboratory.run("sweep")
    lines = re.findall(r"^tradewinds: .*$", ended.stdout + ended.stderr, flags=re.MULTILINE)
    assert ended.returncode != 0 and len(lines) == 1
    assert lines[0].startswith("tradewinds: unknown key sweep.variants.bad.model.widht")
    assert "Job stats" not in ended.stdout + ended.stderr
    assert laboratory.would_run() == set()
