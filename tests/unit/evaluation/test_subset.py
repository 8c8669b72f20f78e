"""Of very many rows whole sectors are asked, the same ones whoever asks."""

import numpy as np
from linear_world import Law, described, make_world, panel, with_roles

from tradewinds.evaluation.fitted import fitted_equations
from tradewinds.evaluation.predictive import ask, left_out_densities
from tradewinds.evaluation.subset import EVERY, Limit


def test_up_to_the_limit_every_row_is_asked(rows):
    design = rows(sectors=5, periods=10)
    np.testing.assert_array_equal(Limit(50, 0).asked(design), np.arange(50))
    np.testing.assert_array_equal(EVERY.asked(design), np.arange(50))


def test_beyond_it_whole_sectors_are(rows):
    design = rows(sectors=20, periods=10)
    asked = Limit(57, 0).asked(design)
    assert len(asked) == 50 and (np.diff(asked) > 0).all()
    assert np.unique(design.sector[asked], return_counts=True)[1].tolist() == [10] * 5
    np.testing.assert_array_equal(asked, Limit(57, 0).asked(design))
    assert any((Limit(57, seed).asked(design) != asked).any() for seed in (1, 2, 3))


def test_one_sector_is_asked_at_least(rows):
    assert len(Limit(1, 0).asked(rows(sectors=20, periods=10))) == 10


def test_the_rows_that_are_asked_are_answered_as_they_are_among_all():
    """A line in the tariff of four sectors: what is said of a row does not hang on who else is asked."""
    import jax

    rng = np.random.default_rng(0)
    table = panel(
        {"price": np.exp(rng.normal(size=(4, 40))), "tariff": rng.uniform(size=(4, 40))},
        1,
        "step",
        sector=["a", "b", "c", "d"],
    )
    world = make_world(
        {"sectors": with_roles(table, 8)},
        {"sectors": described(table, "step")},
        {"tier1": {"price[t] ~ price[t-1] + tariff[t] + t": Law([0.4, -0.3], sigma=0.1, delta_scale=0.2,
                                                                sites={"delta_shape": np.zeros(1)})}},
    )  # fmt: skip
    tier = ("posteriors", "train", "test", "scalers")
    posteriors, train, test, scalers = (getattr(world, name) for name in tier)
    (fitted,) = fitted_equations(
        posteriors["tier1"], train, test, scalers["tier1"], world.data, world.tiers["tier1"], "tier1"
    )
    key, limit = jax.random.key(0), Limit(20, 0)
    for role in ("fit", "ahead"):
        every, few = ask(fitted, role, key), ask(fitted, role, key, limit)
        asked = limit.asked(every.design)
        assert 0 < len(asked) < len(every.design) == every.of == few.of
        np.testing.assert_allclose(few.predictive.mean, every.predictive.mean[:, asked], rtol=1e-12)
        np.testing.assert_allclose(few.predictive.scale, every.predictive.scale[:, asked], rtol=1e-12)
    asked = limit.asked(fitted.design.with_role("fit"))
    every, few = left_out_densities(fitted), left_out_densities(fitted, limit)
    np.testing.assert_allclose(few, every[:, asked], rtol=1e-12)
