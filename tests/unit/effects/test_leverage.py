"""Influences of clusters that are made larger by what a regression takes from them."""

import numpy as np
import pytest
from scipy import sparse

from tradewinds.effects import leverage
from tradewinds.effects.design import EventRows
from tradewinds.effects.least_squares import least_squares
from tradewinds.evaluation.partialling import dummies_of

CLUSTERS, PERIODS = 12, 20


def weighed_rows(rng: np.random.Generator, sizes: np.ndarray) -> EventRows:
    """Sectors that weigh so much, with sector and period effects; errors are alike in all."""
    sector, period = (one.ravel() for one in np.indices((len(sizes), PERIODS)))
    x = rng.standard_normal(len(sector)) + rng.standard_normal(len(sizes))[sector]
    y = rng.standard_normal(len(sector))
    groups = (sector, period)
    weights = sizes[sector] / sizes.mean()
    taken = sparse.csr_matrix(dummies_of(list(groups)))
    return EventRows(y, x[:, None], taken, ((1.0, sector),), weights, 1, sector, period, groups)


@pytest.mark.slow
@pytest.mark.parametrize("large", [1.0, 12.0])
def test_errors_are_the_scatter_also_where_one_cluster_weighs_as_much_as_all_others(large):
    """A slope that is zero, over 400 draws, which tell errors to .05. Without what periods' effects take from
    the large cluster they are 36 per cent too small.
    """
    rng, sizes = np.random.default_rng(7), np.ones(CLUSTERS)
    sizes[0] = large
    found = [least_squares(weighed_rows(rng, sizes)) for _ in range(400)]
    slopes, errors = (np.array([getattr(one, name)[0] for one in found]) for name in ("slopes", "errors"))
    assert np.sqrt((errors**2).mean()) == pytest.approx(slopes.std(), rel=0.18)


def test_of_many_clusters_a_correction_is_none(monkeypatch):
    """Of 300 alike the factor for few clusters and parameters is all that there is."""
    rows = weighed_rows(np.random.default_rng(1), np.ones(300))
    corrected = least_squares(rows).errors
    monkeypatch.setattr(leverage, "_MOST_CLUSTERS", 0)
    assert corrected == pytest.approx(least_squares(rows).errors, rel=0.01)
