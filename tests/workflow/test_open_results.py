"""A finished run opened in a notebook gives what the run computed, and the library computes the same."""

import shutil

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import tradewinds as tw
from tradewinds.artifacts import read_table, read_tree
from tradewinds.errors import ArtifactError


def test_a_finished_run_opens_as_the_objects_of_the_library(finished):
    found = tw.open_results(finished.results)
    path = found.settings.scenarios[0]
    rolled = read_tree(finished.results / "policy" / path / "rollout.nc")
    answer = found.counterfactuals[path]
    np.testing.assert_array_equal(
        answer.effect("gdp").values, rolled["national"]["gdp_effect_quantile"].sel(sector="nation").values
    )
    assert set(found.summary()["variable"]) == set(answer.variables)
    verdicts = read_table(finished.results / "diagnose" / "tier1" / "verdicts.parquet")
    assert (found.assessment.verdicts["tier"] == "tier1").sum() == len(verdicts)
    checks = read_table(finished.results / "economics" / "checks.parquet")
    pd.testing.assert_frame_equal(found.checks.table, checks)
    judged = read_table(finished.results / "economics" / "effect_verdict.parquet")
    pd.testing.assert_frame_equal(found.effect.verdicts, judged)
    assert list(found.effect.summary()["outcome"]) == [*judged["outcome"].unique()]


@pytest.mark.parametrize("swapped", ["fit/tier1/posterior.nc", "report/index.html"])
def test_a_file_of_another_run_is_not_taken_for_this_ones(finished, tmp_path, swapped):
    """The tier 2 posterior in the place of the first tier's, the page of the checks in that of the report."""
    folder = tmp_path / "results"
    shutil.copytree(finished.results, folder)
    other = {"fit/tier1/posterior.nc": "fit/tier2/posterior.nc", "report/index.html": "report/checks.html"}
    shutil.copy(folder / other[swapped], folder / swapped)
    with pytest.raises(ArtifactError, match=f"{swapped} is not what this run ended with"):
        tw.open_results(folder).fit  # noqa: B018
    (folder / "manifest.json").unlink()
    with pytest.raises(ArtifactError, match="has no manifest.json"):
        tw.open_results(folder)


def test_what_a_run_was_not_asked_for_is_said(finished):
    found = tw.open_results(finished.results)
    with pytest.raises(
        ArtifactError, match="this run looked for no optimum. Look for one: tradewinds optimise"
    ):
        found.optimum  # noqa: B018
    unasked = tw.Results(finished.results / "log", found.settings, {})
    for part, said in (("checks", "asked no economic check"), ("effect", "judged no effect")):
        with pytest.raises(ArtifactError, match=f"this run {said}. .*fit"):
            getattr(unasked, part)


def test_every_statement_of_a_page_names_artifacts_that_are_there(finished):
    pages = tw.open_results(finished.results).pages
    assert set(pages) == {"index", "checks"}
    for page in pages.values():
        told = page[page["role"].isin(["line", "item"])]
        sources = set(told["source"].str.split(", ").explode())
        assert len(sources) > 0 and all((finished.results / path).is_file() for path in sources)
    report = pages["index"][pages["index"]["role"] == "line"]
    (answer,) = report[report["text"].str.startswith("Real GDP per adult, ")].to_dict("records")
    rolled = tw.open_results(finished.results).counterfactuals["rising_tariffs"]
    ax = Figure().subplots()
    assert tw.open_results(finished.results).plot("gdp", ax=ax) is ax and "GDP" in ax.get_title(loc="left")
    known = rolled.summary().set_index("variable")
    assert answer["value"] == known.loc["gdp", "median"] and answer["high"] == known.loc["gdp", "high"]
    assert answer["source"] == "policy/rising_tariffs/rollout.nc"


def test_the_fit_of_a_finished_run_answers_as_the_run_did(finished):
    found = tw.open_results(finished.results)
    for tier in found.fit.tiers:
        scores = read_table(finished.results / "diagnose" / tier / "scores.parquet")
        again = found.fit.assess().scores.query("tier == @tier").drop(columns="tier")
        pd.testing.assert_frame_equal(again.reset_index(drop=True), scores)


def test_the_library_fits_what_the_workflow_fits(finished, monkeypatch):
    """The same seed, the same draws: to the bit, but for programs compiled with other options."""
    monkeypatch.setenv("TRADEWINDS_DATA", str(finished.folder / "data"))
    experiment = tw.Experiment(finished.experiment, finished.overrides, finished.folder / "configs")
    fit = experiment.fit(experiment.panel(finished.folder / "data"), progress=False)
    for tier, fitted in fit.tiers.items():
        known = read_tree(finished.results / "fit" / tier / "posterior.nc")
        for equation in known.children:
            draws = fitted.posterior[f"{equation}/posterior"]
            for site, values in known[f"{equation}/posterior"].data_vars.items():
                np.testing.assert_allclose(draws[site], values, rtol=1e-6, atol=1e-9)
