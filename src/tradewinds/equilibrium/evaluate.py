"""All that is asked of an economy's solutions, on fresh histories."""

from typing import Any, NamedTuple

import jax
import numpy as np
import pandas as pd

from tradewinds.equilibrium.accuracy import disagreement, error_table, life_table
from tradewinds.equilibrium.choices import Policy
from tradewinds.equilibrium.closed_form import has_closed_form, saving_shares
from tradewinds.equilibrium.economy import Economy, EconomyState
from tradewinds.equilibrium.impulses import impulse_table
from tradewinds.equilibrium.paths import fresh_states
from tradewinds.equilibrium.solve import Solution
from tradewinds.equilibrium.tariff_step import tariff_table
from tradewinds.runtime import in_double
from tradewinds.settings.equilibrium import AccuracySettings, TariffStepSettings
from tradewinds.streams import EXPERIMENT_EQUILIBRIUM

CLOSED = "closed"
"""Names what the closed form gives, beside what the network does."""


class Answers(NamedTuple):
    """Of one economy; the first solution answers, the others are held against it."""

    errors: pd.DataFrame
    """``error_table``, of states without and, where there is a tariff, with it."""
    lives: pd.DataFrame
    """``life_table`` without a tariff, with ``apart`` (``disagreement``) and ``closed``, the share of income
    that the closed form saves; NaN where there is none.
    """
    impulses: pd.DataFrame
    """``impulse_table`` without a tariff."""
    responses: pd.DataFrame
    """``tariff_table``, with a column ``of``: network, or closed; empty where there is no tariff."""


@in_double
def ask_solutions(
    economy: Economy,
    solutions: list[Solution],
    settings: AccuracySettings,
    tariff: TariffStepSettings | None,
    seed: int,
) -> Answers:
    """Errors, lives, impulse responses and what a tariff does, in double precision."""
    key = jax.random.fold_in(jax.random.key(seed), EXPERIMENT_EQUILIBRIUM)
    first, second, third, fourth = jax.random.split(key, 4)
    policies: list[Policy] = [in_float64(solution.network) for solution in solutions]
    answering = policies[0]
    begin = begun(solutions[0].states, settings.paths)
    looks = (settings.looks, settings.apart)
    usual = fresh_states(economy, answering, begin, first, settings.discarded, looks)
    asked, responses = usual, []
    if tariff:
        mixed = begin._replace(tariff=tariff.step * (np.arange(settings.paths) % 2))
        asked = fresh_states(economy, answering, mixed, second, settings.discarded, looks)
        closed = {CLOSED: saving_shares(economy)} if has_closed_form(economy) else {}
        for name, policy in {"network": answering, **closed}.items():
            found = tariff_table(economy, policy, usual, third, tariff.step, tariff.horizon)
            responses.append(found.assign(of=name))
    lives = life_table(economy, answering, usual).merge(disagreement(economy, policies, asked), on="age")
    exact = saving_shares(economy).values if has_closed_form(economy) else np.full(economy.ages - 1, np.nan)
    return Answers(
        error_table(economy, answering, asked),
        lives.assign(closed=np.append(exact, np.nan)),
        impulse_table(economy, answering, usual, fourth, settings.horizon),
        pd.concat(responses, ignore_index=True) if responses else _no_responses(),
    )


def begun(states: EconomyState, paths: int) -> EconomyState:
    """[N] states to go on from, without a tariff: those at the end of training, as often as it takes."""
    rows = np.arange(paths) % len(states.shock)
    return EconomyState(states.shock[rows], in_float64(states.capital[rows]), np.zeros(paths))


def in_float64(arrays: Any) -> Any:
    """NumPy's arrays of numbers, in containers of any kind, in double precision."""
    return jax.tree.map(lambda leaf: np.asarray(leaf, np.float64), arrays)


def _no_responses() -> pd.DataFrame:
    names = ("quantity", "age", "period", "change", "error", "of")
    return pd.DataFrame(
        {name: pd.Series(dtype=object if name in ("quantity", "of") else float) for name in names}
    )
