"""Euler equations: zero at the known solution, and what an error in it does to them."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from small_generations import six_ages

from tradewinds.equilibrium.accuracy import error_table
from tradewinds.equilibrium.closed_form import ConstantShares, saving_shares
from tradewinds.equilibrium.economy import EconomyState, generations_of
from tradewinds.equilibrium.paths import after, feasible, followed, fresh_states, next_shock, start_states
from tradewinds.equilibrium.residuals import euler_residuals, fischer_burmeister


def states_of(economy, tariff=0.0) -> EconomyState:
    begin = start_states(economy, 64)._replace(tariff=jnp.full(64, tariff))
    return fresh_states(economy, saving_shares(economy), begin, jax.random.key(0), 60, (2, 3))


@pytest.mark.slow
@pytest.mark.parametrize("rebate", ["newborn", "wasted"])
@pytest.mark.parametrize("tariff", [0.0, 0.1])
def test_the_closed_form_solves_them_with_and_without_a_tariff(rebate, tariff):
    economy = generations_of(six_ages(), rebate)
    found = euler_residuals(economy, saving_shares(economy), states_of(economy, tariff))
    assert np.abs(found.error).max() < 1e-13 and not found.shortfall.any()


@pytest.mark.slow
def test_it_solves_them_no_longer_where_all_ages_are_paid():
    economy = generations_of(six_ages(), "all_ages")
    found = euler_residuals(economy, saving_shares(economy), states_of(economy, 0.1))
    assert np.abs(found.error).mean() > 1e-3


def test_saving_too_much_shows_with_its_sign_and_size():
    """One age saves 1 % more of its income: its error is d log(s c'⁻¹…) = −δ/(s(1 − s)) but for the next
    age's."""
    economy = generations_of(six_ages(), "wasted")
    exact, by = saving_shares(economy).values, 1e-4
    other = exact + by * np.eye(5)[4]
    found = euler_residuals(economy, ConstantShares(other), states_of(economy)).euler[:, 4]
    share = exact[4]
    # c = (1−s)y and, the last age eating r s y, u'^(−1)(βE[r/(r s y)]) = s y/β: log(s/(β(1−s)))
    assert np.asarray(found) == pytest.approx(by / (share * (1 - share)), rel=1e-3)


def test_errors_are_told_age_by_age_in_per_cent():
    economy = generations_of(six_ages(), "wasted")
    other = saving_shares(economy).values + 1e-4 * np.eye(5)[4]
    table = error_table(economy, ConstantShares(other), states_of(economy)).set_index("age")
    share = saving_shares(economy).values[4]
    assert table.loc[5, "mean"] == pytest.approx(1e-2 / (share * (1 - share)), rel=1e-3)
    assert table.loc[0, "mean"] == pytest.approx(table.loc[1:, "mean"].mean())
    assert list(table.index) == [0, 1, 2, 3, 4, 5] and (table["infeasible"] == 0).all()


def test_fischer_and_burmeister():
    x = jnp.array([0.0, 0.3, 0.0, 1e-4, 0.5, -0.1])
    e = jnp.array([0.7, 0.0, 0.0, 1e-4, -0.1, 0.2])
    found = np.asarray(fischer_burmeister(x, e))
    assert found[:3] == pytest.approx(0, abs=2e-7)
    direct = np.asarray(x + e - jnp.sqrt(x**2 + e**2))
    assert found[3:] == pytest.approx(direct[3:], rel=1e-5)
    assert np.isfinite(jax.grad(lambda v: fischer_burmeister(v, v))(0.0))


def test_shocks_come_with_their_probabilities():
    moves = np.array([[0.9, 0.1], [0.4, 0.6]])
    shock = jnp.repeat(jnp.arange(2), 20_000)
    found = np.asarray(next_shock(jax.random.key(3), moves, shock))
    # two standard errors of a share of 20,000 draws are at most 0.007
    assert found[:20_000].mean() == pytest.approx(0.1, abs=0.007)
    assert found[20_000:].mean() == pytest.approx(0.6, abs=0.007)


@pytest.mark.slow
def test_what_cannot_be_paid_for_is_told():
    economy = generations_of(six_ages(limited=True, borrowing=0.04, labour=[[1, 1], [6, 1]]), "wasted")
    states, _, _ = followed(
        economy, ConstantShares(np.full(5, 0.5)), start_states(economy, 4), jax.random.key(0), 20
    )
    nothing_saved = ConstantShares(np.full(5, 1e-6))
    found = euler_residuals(economy, nothing_saved, states)
    assert np.isfinite(found.error).all() and (found.shortfall[..., -1] > 0).all()


def test_debts_that_nobody_can_pay_begin_anew_and_do_not_multiply():
    """All borrow what they may, which is more than incomes can pay back: the second period ends in hunger."""
    economy = generations_of(six_ages(limited=True, labour=[[1, 1], [6, 1]]))
    economy = economy._replace(least=np.full(5, -5.0))
    begin, spent = start_states(economy, 8), ConstantShares(np.full(5, 1e-6))
    once = after(economy, spent, begin, begin.shock)
    assert not feasible(economy, once).any() and once.capital.min() < -4.9
    last, seen, lost = followed(economy, spent, begin, jax.random.key(0), 6)
    assert lost == 1.0  # of every period alike, not only of the last
    assert np.array_equal(last.capital, begin.capital) and (np.asarray(seen.capital) >= 0).all()
    sound = ConstantShares(np.full(5, 0.6))
    kept, _, none = followed(economy._replace(least=np.zeros(5)), sound, begin, jax.random.key(0), 6)
    assert none == 0.0 and not np.array_equal(kept.capital, begin.capital)
