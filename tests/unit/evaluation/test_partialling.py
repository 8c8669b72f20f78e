"""Against least squares with a column for every group, solved outright."""

import numpy as np
import pytest
from scipy import sparse

from tradewinds.errors import DataError
from tradewinds.evaluation import partialling
from tradewinds.evaluation.partialling import AbsorbedEffects, dummies_of, residual


def test_what_is_left_is_that_of_a_regression_on_all_groups():
    rng = np.random.default_rng(0)
    sector, period = np.repeat(np.arange(5), 7), np.tile(np.arange(7), 5)
    values = rng.standard_normal(35) + sector - period**2
    dummies = dummies_of([sector.astype(str), period.astype(str)])
    full = dummies.toarray()
    assert full.shape == (35, 12) and (full.sum(axis=1) == 2).all()
    expected = values - full @ np.linalg.lstsq(full, values, rcond=None)[0]
    np.testing.assert_allclose(residual(values, dummies), expected, atol=1e-9)


def overlapping() -> tuple[np.ndarray, np.ndarray]:
    """Columns of 300 rows in three kinds of groups, of one to dozens of rows, of very unequal weights."""
    rng = np.random.default_rng(2)
    groups = [(rng.uniform(size=300) ** 3 * count).astype(int).astype(str) for count in (12, 20, 40)]
    root = np.sqrt(np.exp(2 * rng.standard_normal(300)))[:, None]
    columns = rng.standard_normal((300, 6)) + (groups[0].astype(int) ** 2)[:, None]
    return columns * root, dummies_of(groups).multiply(root).tocsr()


@pytest.mark.parametrize("most", [0, 10**6])
@pytest.mark.parametrize("sizes", [(12, 19, 38), (12, 19), (5, 7), ()])
def test_many_columns_at_once_are_those_of_one_regression_each(sizes, most, monkeypatch):
    monkeypatch.setattr(partialling, "_MOST_NUMBERS", most)
    columns, dummies = overlapping()
    absorbed, full = AbsorbedEffects(dummies, sizes), dummies.toarray()
    expected = columns - full @ np.linalg.lstsq(full, columns, rcond=None)[0]
    for some in (columns, columns[:, :1], 0 * columns):
        np.testing.assert_allclose(
            absorbed.residuals(some), some.any() * expected[:, : some.shape[1]], atol=1e-8
        )


@pytest.mark.parametrize("light", [1.0, 1e-3, 1e-6])
def test_what_stands_beside_groups_may_be_small(light):
    """Two trends apart, rows of one weighing next to nothing: both are taken out."""
    rng = np.random.default_rng(3)
    sector, period = np.repeat(np.arange(4), 30), np.tile(np.arange(30), 4)
    root = np.where(sector == 0, light, 1.0)[:, None]
    trends = np.zeros((120, 4))
    trends[np.arange(120), sector] = period
    dummies = dummies_of([sector.astype(str), period.astype(str)])
    full = sparse.hstack([dummies, sparse.csr_matrix(trends[:, :3])]).multiply(root).tocsr()
    columns = (rng.standard_normal((120, 2)) + 0.3 * trends[:, :2]) * root
    found, plain = AbsorbedEffects(full, (4, 30)).residuals(columns), full.toarray()
    along = (
        plain.T @ found / np.linalg.norm(plain, axis=0)[:, None]
    )  # nothing that a column could still explain
    assert np.abs(along).max() < 1e-7 * light


def test_what_does_not_settle_is_refused(monkeypatch):
    monkeypatch.setattr(partialling, "_MOST", 3)
    monkeypatch.setattr(partialling, "_MOST_NUMBERS", 0)
    columns, dummies = overlapping()
    with pytest.raises(DataError, match="not taken out after 3 steps"):
        AbsorbedEffects(dummies, (12, 19)).residuals(columns)


def test_an_effect_that_others_hold_already_changes_nothing():
    columns, dummies = overlapping()
    full, twice = dummies.toarray(), sparse.hstack([dummies, dummies[:, :9], 0 * dummies[:, :3]]).tocsr()
    expected = columns - full @ np.linalg.lstsq(full, columns, rcond=None)[0]
    for sizes in ((dummies.shape[1], 9, 3), (dummies.shape[1],)):
        np.testing.assert_allclose(AbsorbedEffects(twice, sizes).residuals(columns), expected, atol=1e-8)
