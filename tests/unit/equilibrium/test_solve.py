"""Solving six ages: the closed form is met, work that was stopped goes on, failures are told."""

from dataclasses import replace

import jax
import numpy as np
import pytest
from small_generations import six_ages

from tradewinds.equilibrium.accuracy import error_table
from tradewinds.equilibrium.choices import situation_of
from tradewinds.equilibrium.closed_form import saving_shares
from tradewinds.equilibrium.economy import generations_of
from tradewinds.equilibrium.evaluate import ask_solutions, begun, in_float64
from tradewinds.equilibrium.paths import fresh_states
from tradewinds.equilibrium.solution import solution_of, solution_tree
from tradewinds.equilibrium.solve import solve
from tradewinds.errors import EquilibriumError
from tradewinds.review.equilibrium import review_solution
from tradewinds.settings.equilibrium import AccuracySettings, Rebate, SolverSettings, TariffStepSettings

pytestmark = pytest.mark.slow

TINY = SolverSettings(width=16, depth=1, steps=60, passes=4, batch=32, paths=16, periods=4, chunk=5)


def quiet(text: str) -> None:
    """Nobody listens."""


def test_six_ages_meet_the_closed_form():
    """Root mean square error at most 2·10⁻⁴, savings within 5·10⁻⁴ of themselves, in 1,600 steps."""
    economy = generations_of(six_ages())
    found = solution_of(solution_tree(solve(economy, SolverSettings(steps=1600), 0, 0, 0.0, quiet)))
    network, states = in_float64(found.network), begun(found.states, 1000)
    states = fresh_states(economy, network, states, jax.random.key(1), 100, (10, 10))
    errors = error_table(economy, network, states).set_index("age")
    assert errors.loc[0, "rms"] / 100 <= 2e-4
    shares = np.asarray(network.shares(situation_of(economy, states)))
    assert np.abs(shares / saving_shares(economy).values - 1).max() <= 5e-4
    assert found.non_finite == 0 and found.infeasible[-1] == 0
    # mean capital .70712, of single states .0988: four standard errors of 1,000 paths' means
    assert float(states.capital.sum(-1).mean()) == pytest.approx(0.70712, abs=4 * 0.0988 / np.sqrt(2000))


class Kept:
    """A memory that writes after every chunk, and stops the work once."""

    def __init__(self) -> None:
        self.parts, self.left = {}, 2

    def due(self) -> bool:
        return True

    def read(self, part: str):
        return self.parts.get(part)

    def write(self, part: str, arrays) -> None:
        self.parts[part] = {name: np.array(value) for name, value in arrays.items()}
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt


def test_what_was_stopped_goes_on_to_the_same_bits():
    economy, memory = generations_of(six_ages(), "all_ages"), Kept()
    whole = solve(economy, TINY, 3, 1, 0.1, quiet)
    with pytest.raises(KeyboardInterrupt):
        solve(economy, TINY, 3, 1, 0.1, quiet, memory)
    said: list[str] = []
    again = solve(economy, TINY, 3, 1, 0.1, said.append, memory)
    assert "goes on after 2 of 3 chunks" in said[0]
    for one, other in zip(jax.tree.leaves(whole), jax.tree.leaves(again), strict=True):
        assert np.array_equal(one, other)
    assert 0 <= whole.states.tariff.min() < whole.states.tariff.max() <= 0.1 + 1e-8


def test_members_differ_and_a_solution_survives_being_written():
    economy = generations_of(six_ages())
    first, second = (solve(economy, TINY, 0, member, 0.0, quiet) for member in (0, 1))
    assert not np.array_equal(first.network.weights[0], second.network.weights[0])
    back = solution_of(solution_tree(first))
    for one, other in zip(jax.tree.leaves(first.network), jax.tree.leaves(back.network), strict=True):
        assert np.array_equal(one, other)


def test_steps_without_a_finite_loss_end_it_in_one_line():
    economy = generations_of(six_ages())._replace(capital_share=np.nan)
    with pytest.raises(EquilibriumError, match="losses are not finite; expected at most 1%. Lower solver"):
        solve(economy, TINY, 0, 0, 0.0, quiet)


def test_an_age_that_has_nothing_to_eat_at_the_end_is_told_in_one_line():
    """Debts that no later income can pay back: whatever the network says, somebody starves."""
    economy = generations_of(six_ages(limited=True))._replace(least=np.full(5, -5.0))
    with pytest.raises(EquilibriumError, match="an age has nothing to eat; expected none. Take more"):
        solve(economy, TINY, 0, 0, 0.0, quiet)


def test_all_is_asked_and_judged():
    economy = generations_of(six_ages(), Rebate.wasted)
    accuracy = AccuracySettings(paths=8, discarded=10, looks=2, apart=2, horizon=3)
    tariff = TariffStepSettings(rebates=[Rebate.wasted], horizon=2)
    solutions = [solve(economy, TINY, 0, member, 0.1, quiet) for member in (0, 1)]
    found = ask_solutions(economy, solutions, accuracy, tariff, 0)
    assert set(found.responses["of"]) == {"network", "closed"}
    assert found.lives["closed"].notna().sum() == 5 and found.lives["apart"].notna().all()
    assert len(found.impulses) == 4 * 4 * (3 + 6)
    verdicts = review_solution(found.errors, found.lives, accuracy).set_index("check")
    assert verdicts.loc["mean error", "status"] == "failed"  # of a network that is hardly trained
    assert set(verdicts.index) == {"mean error", "rare errors", "feasible", "other starts", "closed form"}
    found.lives["closed"] = np.nan
    alone = ask_solutions(economy, solutions[:1], accuracy, None, 0)
    assert alone.responses.empty and alone.lives["apart"].isna().all()
    fewer = review_solution(alone.errors, found.lives.assign(apart=np.nan), accuracy)
    assert set(fewer["check"]) == {"mean error", "rare errors", "feasible"}


def test_a_limit_is_held_against_what_was_found():
    economy = generations_of(six_ages(), Rebate.wasted)
    accuracy = AccuracySettings(paths=8, discarded=10, looks=2, apart=2, horizon=1)
    solution = solve(economy, TINY, 0, 0, 0.0, quiet)
    found = ask_solutions(economy, [solution._replace(network=saving_shares(economy))], accuracy, None, 0)
    status = review_solution(found.errors, found.lives, accuracy).set_index("check")["status"]
    assert (status == "passed").all() and len(status) == 4
    wide = review_solution(found.errors.assign(mean=1.0), found.lives, replace(accuracy, mean=0.5))
    assert wide.set_index("check").loc["mean error", "status"] == "failed"
