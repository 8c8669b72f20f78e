"""A rule on draws that its search has not seen: its rates, simple rules beside it, what moving it costs."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd

from tradewinds.data.synthetic.engine import ReactingTariff
from tradewinds.identities import compute
from tradewinds.policy.optimum import Prepared, path_rows
from tradewinds.policy.path_evaluator import PathEvaluator, PathOutcomes
from tradewinds.policy.policy_names import ALL_SECTORS
from tradewinds.policy.rules.equation import SEEN, RuleEquation
from tradewinds.policy.rules.form import RuleParams
from tradewinds.policy.rules.reacting import rule_equation, rule_evaluator, rule_numbers, set_rates
from tradewinds.policy.run import Rolled
from tradewinds.settings.data import DataSettings
from tradewinds.settings.outcomes import PolicyProblem

_REACTIONS = np.array([0.0, 0.5, 0.75, 1.0, 1.25, 1.5])
_PROPORTIONAL = (-0.05, -0.02, 0.02, 0.05)
"""Rates, as fractions, that simple rules move by for a spread of the one thing they see."""


@dataclass(frozen=True)
class RuleOnDraws:
    """A rule with its numbers on one side of the draws, around rates [H, S]."""

    equation: RuleEquation
    chosen: RuleParams
    evaluator: PathEvaluator
    around: np.ndarray

    @classmethod
    def of(
        cls,
        side: Prepared,
        asked: PolicyProblem,
        baseline: np.ndarray,
        around: np.ndarray,
        rows: pd.DataFrame,
    ) -> "RuleOnDraws":
        """From its table (``RuleEquation.rows``), whose units it keeps."""
        equation = rule_equation(side, asked, baseline)
        equation = equation.with_spread(rows.loc[rows["part"] == "slopes", "spread"].to_numpy())
        evaluator = rule_evaluator(side, equation, asked, around)
        return cls(equation, equation.from_rows(rows), evaluator, around)

    def outcomes(self, chosen: RuleParams | None = None) -> PathOutcomes:
        """What it does to every draw, or what other numbers in its place do."""
        return self.evaluator.ask(rule_numbers(self.chosen if chosen is None else chosen)[0])

    def rolled(self) -> tuple[np.ndarray, Rolled]:
        """The rates [R, H, S] that it sets in every draw, and what they lead to."""
        rolled = self.evaluator.run(rule_numbers(self.chosen)[0])
        return set_rates(rolled, self.equation), rolled

    def rates(self, side: Prepared) -> pd.DataFrame:
        """Sector, period, rate (mean over draws), and the 90 % band of draws, ``rate_low`` and ``rate_high``;
        rows of ``ALL_SECTORS`` are of the mean over sectors."""
        rates = self.rolled()[0][self.outcomes().alive]
        table = path_rows(rates.mean(axis=0), side)
        for name, edge in (("rate_low", 0.05), ("rate_high", 0.95)):
            of_each = path_rows(np.quantile(rates, edge, axis=0), side).rename(columns={"rate": name})
            table = table.merge(of_each, on=["sector", "period"])
        mean = rates.mean(axis=2)
        low, high = np.quantile(mean, [0.05, 0.95], axis=0)
        together = {"rate": mean.mean(axis=0), "rate_low": low, "rate_high": high}
        periods = {"sector": ALL_SECTORS, "period": side.origin.periods["sectors"][1:]}
        return pd.concat([pd.DataFrame(periods | together), table], ignore_index=True)

    def proportional(self) -> Iterator[tuple[str, "RuleOnDraws"]]:
        """Simple rules: all rates move in proportion to one thing that is seen, and nothing else."""
        idle = self.equation.start(jax.random.key(0))
        for k, one in enumerate(self.equation.seen):
            for move in _PROPORTIONAL:
                chosen = idle | {"slopes": idle["slopes"].at[k].set(move)}
                per_unit = 100.0 * move / self.equation.spread[k]
                name = f"{per_unit:+.2g} points per {one.unit or 'unit'} of {one.text}"
                yield name, replace(self, chosen=chosen)

    def reactions(self) -> Iterator[tuple[float, PathOutcomes]]:
        """The same constants with a share of the reaction to what is seen, 0 none."""
        for share in _REACTIONS:
            scaled = {name: share * self.chosen[name] for name in ("slopes", "outer") if name in self.chosen}
            yield float(share), self.outcomes(self.chosen | scaled)

    def linear_reading(self) -> tuple[np.ndarray, np.ndarray, float]:
        """The linear rule nearest to it where it goes: its constant in every sector [S], points; points per
        unit of each term [D]; and the share of the variation of its rates, within sectors, that this explains
        (R²), by least squares over draws, periods and sectors."""
        alive, (rates, rolled) = self.outcomes().alive, self.rolled()
        handed = rolled.values["sectors"]
        x = np.stack([handed[f"{SEEN}{k}"][alive] for k in range(self.equation.form.inputs)], axis=-1)
        y = 100.0 * (rates[alive] - self.around)
        middle = x.mean(axis=(0, 1)), y.mean(axis=(0, 1))
        x, y = x - middle[0], y - middle[1]
        x, y = x.reshape(-1, x.shape[-1]), y.reshape(-1)
        slopes, *_ = np.linalg.lstsq(x, y, rcond=None)
        total = float(y @ y)
        explained = 1.0 - float(((y - x @ slopes) ** 2).sum()) / total if total else 1.0
        return middle[1] - middle[0] @ slopes, slopes, explained

    def in_true_economy(self, data: DataSettings) -> ReactingTariff:
        """It as what sets the tariff in a simulated economy along the path ``around``, whose identities it
        computes for itself."""
        reach = max([1, *(term.reach for term in self.equation.terms)])

        def known(states: list, table: str) -> dict[str, jax.Array]:
            names, last = states[-1].get(table, {}), states[-reach:]
            # before the first period of the path all futures are one
            shape = np.broadcast_shapes(*(np.shape(one[table][name]) for one in last for name in names))
            values = {
                name: np.stack([np.broadcast_to(one[table][name], shape) for one in last]) for name in names
            }
            found = {name: compute(text, values) for name, text in _identities(data, table).items()}
            return {name: jnp.asarray(value) for name, value in (values | found).items()}

        def tariff(states: list, around: np.ndarray) -> np.ndarray:
            past = {table: known(states, table) for table in ("sectors", "national")}
            return np.asarray(
                self.equation.react(self.chosen, past, jnp.asarray(around))[self.equation.policy]
            )

        return tariff


def _identities(data: DataSettings, table: str) -> dict[str, str]:
    return data.tables[table].identities if table in data.tables else {}
