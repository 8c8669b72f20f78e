"""Fixed effects taken out are fixed effects estimated; errors are those of the clusters."""

import numpy as np
import pandas as pd
import pytest

from tradewinds.errors import DataError
from tradewinds.evaluation.regression import fixed_effects


def made(seed: int = 0, industries: int = 6, origins: int = 5, periods: int = 8) -> dict[str, np.ndarray]:
    """An unbalanced panel with effects of an industry's and of an origin's period."""
    rng = np.random.default_rng(seed)
    i, o, t = (a.ravel() for a in np.indices((industries, origins, periods)))
    kept = rng.uniform(size=len(i)) > 0.15
    i, o, t = i[kept], o[kept], t[kept]
    by_industry, by_origin = i * periods + t, o * periods + t
    shared = rng.normal(size=1000)[by_industry] + rng.normal(size=1000)[by_origin]
    x = np.column_stack([rng.normal(size=len(i)) + shared, rng.normal(size=len(i)) - shared])
    y = x @ [-1.5, 0.4] + 3 * shared + 0.3 * rng.normal(size=len(i))
    return {"x": x, "y": y, "i": i, "o": o, "by_industry": by_industry, "by_origin": by_origin}


def test_slopes_are_those_of_a_regression_with_a_column_for_every_effect():
    data = made()
    dummies = [pd.get_dummies(data[name]).to_numpy(float) for name in ("by_industry", "by_origin")]
    full = np.linalg.lstsq(np.hstack([data["x"], *dummies]), data["y"], rcond=None)[0]
    found = fixed_effects(data["y"], data["x"], [data["by_industry"], data["by_origin"]], [data["i"]])
    np.testing.assert_allclose(found.slopes, full[:2], rtol=1e-7)
    assert found.rows == len(data["y"]) and found.clusters == (6,)
    assert found.slopes[0] == pytest.approx(-1.5, abs=0.15)  # three standard errors


def test_errors_are_the_sandwich_of_the_clusters():
    """Liang & Zeger (1986) with the factor G/(G−1) · (N−1)/(N−K), of an input demeaned by hand."""
    rng = np.random.default_rng(1)
    group = np.repeat(np.arange(10), 12)
    x = rng.normal(size=120)
    y = 2 * x + rng.normal(size=10)[group] + rng.normal(size=120)
    found = fixed_effects(y, x[:, None], [group], [group])
    centre = lambda v: v - (np.bincount(group, v) / 12)[group]  # noqa: E731
    x, y = centre(x), centre(y)
    slope = x @ y / (x @ x)
    meat = (np.bincount(group, x * (y - slope * x)) ** 2).sum()
    error = np.sqrt(meat * 10 / 9 * 119 / 119) / (x @ x)
    assert found.slopes[0] == pytest.approx(slope, rel=1e-9)
    assert found.errors[0] == pytest.approx(error, rel=1e-9)


def test_two_dimensions_of_clusters_add_up_less_what_they_share():
    """Cameron, Gelbach & Miller (2011): V = V₁ + V₂ − V₁₂."""
    data = made()
    effects = [data["by_industry"], data["by_origin"]]
    pair = data["i"] * 100 + data["o"]
    one, other, both, two = (
        fixed_effects(data["y"], data["x"], effects, clusters).errors ** 2
        for clusters in ([data["i"]], [data["o"]], [pair], [data["i"], data["o"]])
    )
    np.testing.assert_allclose(two, one + other - both, rtol=1e-6)


def test_an_input_that_the_effects_explain_is_refused():
    data = made()
    with pytest.raises(DataError, match="leave nothing.*Look at effect.effects"):
        fixed_effects(data["y"], data["by_industry"][:, None] * 1.0, [data["by_industry"]], [data["i"]])


def test_a_single_cluster_is_refused():
    data = made()
    with pytest.raises(DataError, match="1 cluster.*effect.clusters"):
        fixed_effects(data["y"], data["x"], [data["by_origin"]], [np.zeros(len(data["y"]))])
