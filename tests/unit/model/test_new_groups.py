"""Groups of later periods are new: what rows say of the economy-wide effect is blurred by them."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from small_models import PERIODS, SECTORS, Dense, delta_covariance, make_model, make_rows, make_sites

from tradewinds.model import predict
from tradewinds.model.economy import evidence, evidence_beside_groups
from tradewinds.model.equation import EquationModel
from tradewinds.model.rows import Rows, by_period, group_codes

pytestmark = pytest.mark.slow

LATER = 4
KEY = jax.random.key(0)
GROUPS = {
    "industry:period": np.array([0, 0, 1]),
    "origin:period": np.array([0, 1, 1]),
    "sector": np.arange(3),
}
"""Effect → group of each of the three sectors."""


def test_new_groups_are_numbered_as_they_appear():
    labels = np.array(["b", "x", "a", "y", "x"], dtype=object)
    assert group_codes(labels, ["a", "b"]).tolist() == [1, -1, 0, -2, -1]


@pytest.mark.parametrize(
    ("effect", "new"), [("industry:period", True), ("period:industry", True), ("industry", False)]
)
def test_which_effects_have_new_groups_in_every_period(effect, new):
    assert by_period(effect) == new


class World:
    """A draw, training rows whose groups were seen, and later rows of new ones."""

    def __init__(self, *effects: str) -> None:
        sizes = {name: SECTORS if name == "sector" else 2 * PERIODS for name in effects}
        self.model: EquationModel = make_model(groups=tuple(sizes.items()))
        self.fit = self.grouped(make_rows(self.model, number=1), first=0)
        self.ahead = self.grouped(
            make_rows(self.model, first=PERIODS, periods=LATER, number=3), first=PERIODS
        )
        self.sites = make_sites(self.model, self.fit)

    def grouped(self, rows: Rows, first: int) -> Rows:
        """Rows with the groups of their sectors: counted up for those seen, down for new ones."""
        groups = {}
        for name, _ in self.model.shape.groups:
            code = jnp.asarray(GROUPS[name])[rows.sector]
            if by_period(name):
                code = code + 2 * (rows.period - first)
                code = code if first == 0 else -1 - code
            groups[name] = code
        return rows._replace(groups=groups)

    def dense(self, periods: int) -> Dense:
        """All rows as one multivariate normal, new groups in its covariance."""
        dense = Dense(self.model, self.sites, self.fit, self.ahead, periods=periods)
        later = np.flatnonzero(dense.set == 1)
        for name, code in self.ahead.groups.items():
            if by_period(name):
                same = np.equal.outer(np.asarray(code), np.asarray(code))
                dense.covariance[np.ix_(later, later)] += float(self.sites[f"{name} spread"]) ** 2 * same
        return dense

    def spread(self) -> float:
        """Variance that new groups add to a row."""
        return sum(float(self.sites[f"{name} spread"]) ** 2 for name in self.ahead.groups if by_period(name))


@pytest.fixture(
    scope="module", params=[("industry:period", "sector"), ("industry:period", "origin:period")], ids=str
)
def world(request):
    return World(*request.param)


def test_forecasts_condition_on_rows_that_share_new_groups(world):
    """Row by row against dense conditioning: δ as the rows of the periods before know it."""
    model, periods = world.model, PERIODS + LATER

    def run(sites, fit, rows):
        given = predict.filtered(model, sites, fit, rows, periods, KEY)
        return given, predict.unseen_groups(model, sites, rows.groups, KEY)

    given, drawn = jax.jit(run)(world.sites, world.fit, world.ahead)
    dense = world.dense(periods)
    for row in range(len(drawn)):
        asked = np.flatnonzero(dense.set == 1)[[row]]
        mean, scale = dense.given(asked, np.flatnonzero(dense.period < dense.period[asked]))
        assert given.location[row] - drawn[row] == pytest.approx(mean[0], abs=1e-8)
        assert given.scale[row] ** 2 == pytest.approx(scale[0] ** 2 - world.spread(), rel=1e-8)


def test_the_future_conditions_on_them_too(world):
    """Mean of δ two periods after the last row, over many draws, against dense conditioning."""
    model, last, draws = world.model, PERIODS + LATER - 1, 4000
    known = jax.tree.map(lambda *parts: jnp.concatenate(parts), world.fit, world.ahead)
    keys = jax.random.split(KEY, draws)
    run = jax.jit(jax.vmap(lambda key: predict.future_delta(model, world.sites, known, last, 2, key)))
    found = np.asarray(run(keys))[:, 1]
    dense = world.dense(last + 3)
    prior = float(world.sites["delta_scale"]) ** 2
    correlation = delta_covariance(model, world.sites, last + 3)[last + 2] / prior
    cross = prior * correlation[dense.period]
    gain = np.linalg.solve(dense.covariance, cross)
    mean, variance = gain @ (dense.y - dense.mean), prior - gain @ cross
    assert abs(found.mean() - mean) < 4.5 * np.sqrt(variance / draws)
    assert abs(found.var() - variance) < 4.5 * variance * np.sqrt(2 / draws) + 1e-5


def blurred(residual, precision, place, shared, shape):
    run = jax.jit(lambda *given: evidence_beside_groups(*given, shape))
    return run(jnp.asarray(residual), jnp.asarray(precision), place, shared)


def test_without_shared_groups_it_is_the_plain_evidence():
    rng = np.random.default_rng(0)
    sector, period = (a.ravel() for a in np.meshgrid(range(3), range(4)))
    residual, scale = rng.normal(size=12), rng.uniform(0.5, 2, 12)
    plain = evidence(residual, scale, jnp.ones(12), jnp.asarray(period), 4)
    own = [(jnp.arange(12), 0.7), (-1 - jnp.arange(12), 0.0)]
    found = blurred(residual, 1 / scale**2, (period, sector), own, (4, 3))
    np.testing.assert_allclose(found, plain, rtol=1e-12)


def test_a_group_that_all_rows_share_says_no_more_than_its_spread():
    """However many exact rows: a = 1 / v, since u cannot be told from δ."""
    sector, period = np.arange(3), np.zeros(3, dtype=int)
    residual, precision = np.array([2.0, 2.0, 2.0]), np.full(3, 1e9)
    a, b = blurred(residual, precision, (period, sector), [(jnp.array([-1, -1, -1]), 0.25)], (1, 3))
    np.testing.assert_allclose([a[0], b[0]], [4.0, 8.0], rtol=1e-6)
