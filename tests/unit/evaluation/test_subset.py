"""Of very many rows whole sectors are asked, the same ones whoever asks."""

import jax
import numpy as np
import pytest
from linear_world import Coefficients, described, make_world, panel, with_roles

import tradewinds.fitted.equation as fitted_module
from tradewinds.evaluation.predictive import ask, left_out_densities
from tradewinds.evaluation.subset import EVERY, RowSample


def test_up_to_the_limit_every_row_is_asked(rows):
    sample = rows(sectors=5, periods=10)
    np.testing.assert_array_equal(RowSample(50, 0).asked(sample), np.arange(50))
    np.testing.assert_array_equal(EVERY.asked(sample), np.arange(50))


def test_beyond_it_whole_sectors_are(rows):
    sample = rows(sectors=20, periods=10)
    asked = RowSample(57, 0).asked(sample)
    assert len(asked) == 50 and (np.diff(asked) > 0).all()
    assert np.unique(sample.sector[asked], return_counts=True)[1].tolist() == [10] * 5
    np.testing.assert_array_equal(asked, RowSample(57, 0).asked(sample))
    assert any((RowSample(57, seed).asked(sample) != asked).any() for seed in (1, 2, 3))


def test_one_sector_is_asked_at_least(rows):
    assert len(RowSample(1, 0).asked(rows(sectors=20, periods=10))) == 10


def four_sectors(effects: list[str], sites: dict):
    """A fitted line in the tariff of four sectors by 40 periods, δ[t] beside it; five draws alike."""
    rng = np.random.default_rng(0)
    values = {"price": np.exp(rng.normal(size=(4, 40))), "tariff": rng.uniform(size=(4, 40))}
    table = panel(values, 1, "step", sector=["a", "b", "c", "d"], half=["x", "x", "y", "y"])
    law = Coefficients([0.4, -0.3], sigma=0.1, delta_scale=0.2, sites={"delta_shape": np.zeros(1)} | sites)
    world = make_world(
        {"sectors": with_roles(table, 8)},
        {"sectors": described(table, "step")},
        {"tier1": {"price[t] ~ price[t-1] + tariff[t] + t": law}},
        effects={"tier1": effects},
        draws=5,
    )
    (fitted,) = world.fit().equations()
    return fitted


@pytest.mark.slow
def test_the_rows_that_are_asked_are_answered_as_they_are_among_all():
    """What is said of a row does not hang on who else is asked."""
    fitted, key, limit = four_sectors([], {}), jax.random.key(0), RowSample(20, 0)
    for role in ("fit", "ahead"):
        every, few = ask(fitted, role, key), ask(fitted, role, key, limit)
        asked = limit.asked(every.equation_rows)
        assert 0 < len(asked) < len(every.equation_rows) == every.of == few.of
        np.testing.assert_allclose(few.predictive.mean, every.predictive.mean[:, asked], rtol=1e-12)
        np.testing.assert_allclose(few.predictive.scale, every.predictive.scale[:, asked], rtol=1e-12)
    asked = limit.asked(fitted.equation_rows.with_role("fit"))
    every, few = left_out_densities(fitted), left_out_densities(fitted, limit)
    np.testing.assert_allclose(few, every[:, asked], rtol=1e-12)


@pytest.mark.slow
def test_draws_with_large_matrices_are_computed_a_few_at_once(monkeypatch):
    """The answers are the same; 8 later periods of 4 × 4 are 128 numbers a draw."""
    groups = {"half:period spread": np.array(0.5), "half:period effect": np.zeros(2 * 31)}
    fitted, key = four_sectors(["half:period"], groups), jax.random.key(0)
    sizes, together = [], ask(fitted, "ahead", key)
    run = fitted_module._in_batches
    monkeypatch.setattr(fitted_module, "_MOST_NUMBERS", 3 * 128)
    monkeypatch.setattr(fitted_module, "_in_batches", lambda *a: sizes.append(a[3]) or run(*a))
    few = ask(fitted, "ahead", key)
    assert sizes == [3]
    np.testing.assert_allclose(few.predictive.mean, together.predictive.mean, rtol=1e-10)
    np.testing.assert_allclose(few.predictive.scale, together.predictive.scale, rtol=1e-10)
