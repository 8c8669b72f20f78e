"""The economic checks against economies that are known, and against priors that decide them."""

from pathlib import Path

import numpy as np
import pytest
from prior_world import prior_world

from tradewinds.policy.consistency import check
from tradewinds.settings.compose import compose
from tradewinds.settings.experiment import checks_of

CONFIGS = Path(__file__).parents[2] / "configs"
DRAWS = 60


def verdicts(experiment: str, *overrides: str):
    """The table of an experiment whose posterior is other draws of its own prior."""
    asked = compose(CONFIGS, experiment, [f"scenario.draws={DRAWS}", "scenario.futures=50", *overrides])
    return check(prior_world(asked, DRAWS), asked.scenario, checks_of(asked))


@pytest.fixture(scope="module")
def nonlinear():
    return verdicts("nonlinear")


def test_the_economy_itself_does_what_the_shipped_checks_expect(nonlinear):
    """Its equations were written so; the mean over 50 futures scatters by far less than the room there is."""
    first = nonlinear.drop_duplicates("check").set_index("check")
    assert len(first) == 9 and np.isfinite(first["truth"]).all()
    above, below = first["above"].fillna(-np.inf), first["below"].fillna(np.inf)
    assert ((first["truth"] > above) & (first["truth"] < below)).all(), first[["truth", "above", "below"]]


def test_networks_that_have_seen_nothing_pass_and_refute_no_sign(nonlinear):
    """Two sets of draws of one prior: a sign is a coin's, and 60 draws are within 0.25 of one half but for
    one set in ten thousand. What any network passes is void.
    """
    asked = nonlinear.drop_duplicates("check").set_index("check")
    signs = asked.loc[["coffee", "home_substitutes", "threshold"]]
    assert (signs[["probability", "prior_probability"]] - 0.5).abs().lt(0.25).all(axis=None)
    assert set(signs["status"]) == {"undecided"}
    assert set(asked.loc[["symmetry", "revenue_rises"], "status"]) == {"void"}


def test_the_source_s_prior_decides_coffee_by_itself():
    """Every weight near 0.5 makes every output rise with every input: the price rises without any data."""
    found = verdicts("nonlinear", "checks=[coffee]", "model=source").drop_duplicates("check")
    assert found["prior_probability"].item() >= 0.9 and found["status"].item() == "void"
