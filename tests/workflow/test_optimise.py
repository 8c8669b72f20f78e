"""The target ``optimise``: a job a search, judging and a page of its own, and nothing of it in the default
run."""

import re

import pytest

from tradewinds.artifacts import read_table

WELFARE = """
weights:
  national: {gdp: 1}
  sectors: {revenue: 0.02}
totals: [revenue]
floors:
  sectors: {revenue: -50}
frontier: [rest, sectors.revenue]
"""
SEARCH = "{draws: 4, evaluation_draws: 10, steps: 4, starts: 1, knots: 2, grid: 3, points: 2}\n"


@pytest.fixture
def asking(laboratory):
    """A finished run that is asked for a welfare of what its two tiers explain; more draws may run away."""
    configs = laboratory.folder / "configs"
    (configs / "welfare" / "default.yaml").write_text(WELFARE)
    (configs / "optimise" / "default.yaml").write_text(SEARCH)
    return laboratory


def test_what_is_found_is_judged_on_a_page_and_a_lost_search_repeats_only_itself(asking):
    assert asking.would_run() == set()  # the experiment itself depends on no welfare
    asking.done("optimise")
    results = asking.results
    policies = read_table(results / "optimum" / "policies.parquet")
    assert list(policies["policy"][:5]) == ["optimum", "search", "baseline", "scenario", "free trade"]
    assert {"frontier-0", "frontier-1"} < set(policies["policy"])
    best = policies.set_index("policy")["objective"]
    assert best["optimum"] >= max(best["baseline"], best["best of the coarse grid"], best["scenario"])
    page = (results / "report" / "optimum.html").read_text(encoding="utf-8")
    assert "Which path is best?" in page and "The frontier between two objectives" in page
    assert "follow from their inputs" in asking.done("audit")
    assert "Nothing to be done" in asking.done("--dry-run", "optimise")

    lost = results / "optimum" / "frontier-1"
    before = {name: (lost / name).read_bytes() for name in ("path.parquet", "starts.parquet")}
    later = (*results.glob("optimum/*.*"), results / "report" / "optimum.html")
    for path in (*(lost / name for name in before), *later):
        path.unlink()
    said = asking.done("optimise", "--until", "find_policy")
    assert set(re.findall(r"look for the best path, (\S+)", said)) == {"frontier-1"}
    assert {name: (lost / name).read_bytes() for name in before} == before


def test_a_rule_is_looked_for_beside_the_best_path(asking):
    default = asking.folder / "configs" / "optimise" / "default.yaml"
    default.write_text(SEARCH.replace("{", "{form: rule, "))
    asking.done("optimise")
    results = asking.results
    rule = read_table(results / "optimum" / "rule.parquet")
    assert {"constant", "slopes"} == set(rule["part"]) and rule["value"].notna().all()
    policies = read_table(results / "optimum" / "policies.parquet")
    assert list(policies["policy"][:3]) == ["rule", "optimum", "search"]
    assert policies["ahead"].notna().any() and not policies["policy"].str.startswith("frontier").any()
    page = (results / "report" / "optimum.html").read_text(encoding="utf-8")
    assert "Which rule is best?" in page and "than on the best path" in page
    assert "Nothing to be done" in asking.done("--dry-run", "optimise")


def test_an_outcome_that_is_not_there_stops_everything_before_the_first_job(asking):
    (asking.folder / "configs" / "welfare" / "default.yaml").write_text("weights: {national: {gpd: 1.0}}\n")
    ended = asking.run("optimise")
    lines = re.findall(r"^tradewinds: .*$", ended.stdout + ended.stderr, flags=re.MULTILINE)
    assert ended.returncode != 0 and len(lines) == 1
    assert lines[0].startswith("tradewinds: welfare.weights = 'national.gpd'")
    assert "Did you mean national.gdp?" in lines[0] and "Job stats" not in ended.stdout + ended.stderr
    assert asking.would_run() == set()
