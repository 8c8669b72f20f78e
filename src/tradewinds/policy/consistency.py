"""Economic checks: what economics expects of a fit, asked of the posterior, of the prior and of the truth."""

from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.data.features import joined
from tradewinds.data.panel import NATION, Grid, to_grid
from tradewinds.data.synthetic import futures
from tradewinds.errors import ScenarioError
from tradewinds.evaluation.fitted import Fitted
from tradewinds.identities import compute
from tradewinds.policy.aggregate import shares
from tradewinds.policy.judgement import Answer, judged
from tradewinds.policy.lead import lead_effect
from tradewinds.policy.measures import measured
from tradewinds.policy.origin import Origin, find_origin
from tradewinds.policy.parts import Ready, fitted_of, made_ready
from tradewinds.policy.prior import from_prior
from tradewinds.policy.run import draws_of, runner_of
from tradewinds.policy.scenario import last_rates
from tradewinds.policy.situation import in_situation, levels
from tradewinds.policy.summary import answering
from tradewinds.policy.support import with_policy_level
from tradewinds.policy.weighted import EVERYONE
from tradewinds.settings.calendar import PER_YEAR
from tradewinds.settings.data import DataSettings
from tradewinds.settings.economics import CheckSettings, Measure
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.tier import TierSettings

Rates = dict[str, np.ndarray]
"""Path (baseline, rise, against) → rates [H, S]."""


class Asked(NamedTuple):
    """One check's question laid out: the past [S, T], the paths, and which sectors [S] it is about."""

    check: CheckSettings
    grids: dict[str, Grid]
    rates: Rates
    among: np.ndarray
    levels: dict[str, float]


def check(
    train: dict[str, pd.DataFrame],
    test: dict[str, pd.DataFrame],
    posteriors: dict[str, xr.DataTree],
    scalers: dict[str, xr.DataTree],
    data: DataSettings,
    tiers: dict[str, TierSettings],
    scenario: ScenarioSettings,
    checks: dict[str, CheckSettings],
    seed: int,
) -> pd.DataFrame:
    """Every check's answer and verdict, one row a place (``judgement.COLUMNS``).

    ``scenario`` says which variable is the policy, how many draws are carried and how sectors are weighed.
    The first row of a check is of all its sectors together, or of the nation, and its verdict is the check's;
    the rows of single sectors follow. Raises as ``find_origin`` and ``fitted_equations``, and ScenarioError
    for a sector that the data do not hold.
    """
    grids = {name: to_grid(joined(train[name], test[name]), table) for name, table in data.tables.items()}
    origin = find_origin(grids, data, max(one.horizon for one in checks.values()))
    fitted = fitted_of(train, test, posteriors, scalers, data, tiers)
    drawn = {"posterior": fitted, "prior": [from_prior(one, scenario.draws, seed) for one in fitted]}
    ready = {name: made_ready(of, data, origin, scenario.draws, seed) for name, of in drawn.items()}
    economy = _Economy(train, grids, origin, ready, data, scenario, fitted, seed)
    return pd.concat([economy.rows(name, one) for name, one in checks.items()], ignore_index=True)


class _Economy:
    """What all checks of an experiment share: the data, the draws, one compiled program."""

    def __init__(
        self,
        train: dict[str, pd.DataFrame],
        grids: dict[str, Grid],
        origin: Origin,
        ready: dict[str, dict[str, list[Ready]]],
        data: DataSettings,
        scenario: ScenarioSettings,
        fitted: list[Fitted],
        seed: int,
    ) -> None:
        self.train, self.grids, self.origin, self.ready = train, grids, origin, ready
        self.data, self.scenario, self.fitted, self.seed = data, scenario, fitted, seed
        self.run = runner_of(draws_of(grids, origin, ready["posterior"], data, scenario.variable))
        explained = {
            table: [one.part.equation.name for one in parts] for table, parts in ready["posterior"].items()
        }
        self.described = {table: answering(table, explained[table], data) for table in grids}

    def rows(self, name: str, check: CheckSettings) -> pd.DataFrame:
        """A check's rows."""
        asked = self.asked(check)
        if check.measure == Measure.lead:
            answers, truth = {"posterior": self.lead(check)}, np.zeros(1)
        else:
            answers = {which: self.answer(asked, ready) for which, ready in self.ready.items()}
            truth = None if self.data.synthetic is None else self.truth(asked)
        if self.data.synthetic is None:
            truth = None
        places = self.places(asked, answers["posterior"].values.shape[1])
        return judged(name, check, places, answers, truth, self.unit(check), asked.levels)

    def places(self, asked: Asked, width: int) -> list[tuple[str, str]]:
        """Name and label of every place: all sectors together, then each, or the nation."""
        if asked.check.table == "national":
            return [(NATION, "the nation")]
        grid = self.grids["sectors"]
        labels = grid.keys["label"].to_numpy(dtype=object)[asked.among]
        each = zip(np.array(grid.sectors, dtype=object)[asked.among], labels, strict=True)
        return [(EVERYONE, EVERYONE), *each][:width]

    def unit(self, check: CheckSettings) -> str:
        """Unit of a check's measure."""
        if check.measure == Measure.elasticity:
            return "elasticity"
        if check.measure == Measure.of_usual:
            return "% of the usual"
        described = self.described[check.table][check.variable]
        if check.measure == Measure.beyond_proportion and described.log:
            return "log points × 100"
        return "%" if described.log else described.unit

    def asked(self, check: CheckSettings) -> Asked:
        """The check's past and paths."""
        grid, last = self.grids["sectors"], self.origin.last["sectors"]
        unknown = [name for name in check.sectors if name not in grid.sectors]
        if unknown:
            raise ScenarioError(
                f"check {check.title!r}: no sector {unknown[0]!r} in the data",
                f"some of {', '.join(grid.sectors[:10])}{' …' if len(grid.sectors) > 10 else ''}",
                "Write sectors as the panel has them.",
            )
        among = np.isin(grid.sectors, check.sectors) if check.sectors else np.ones(len(grid.sectors), bool)
        held = levels(check, self.train["sectors"])
        past = in_situation(grid, self.data.tables["sectors"], held, among, last)
        start = last_rates(past, self.scenario.variable, last)
        rates = {"baseline": np.tile(start, (self.origin.horizon(), 1))}
        for path, rise in (("rise", check.rise), ("against", check.against)):
            if rise is not None:
                # a cut ends at zero, as a scenario's does
                rates[path] = np.maximum(rates["baseline"] + rise * among, 0.0)
        return Asked(check, self.grids | {"sectors": past}, rates, among, held)

    def answer(self, asked: Asked, ready: dict[str, list[Ready]]) -> Answer:
        """The check's measure under some draws."""
        check, policy = asked.check, self.scenario.variable
        draws = draws_of(asked.grids, self.origin, ready, self.data, policy)
        rolled = {
            path: with_policy_level(self.run(rates, draws), rates, self.train, self.data, policy)
            for path, rates in asked.rates.items()
        }
        values = {path: {table: one.values[table] for table in self.grids} for path, one in rolled.items()}
        place = self.place(check)
        outside = np.max(
            [np.median(one.outside[check.table][:, :place], axis=0).max(axis=0) for one in rolled.values()],
            axis=0,
        )
        if check.table == "sectors":
            outside = outside[asked.among]
            outside = np.concatenate([[outside.max()], outside])
        return Answer(self.measure(asked, values), outside)

    def truth(self, asked: Asked) -> np.ndarray:
        """The measure in the economy itself [P], mean over its futures."""
        held = {name: (asked.among, level) for name, level in asked.levels.items()}
        values = {}
        for path, rates in asked.rates.items():
            known = futures(
                self.data.synthetic,
                self.seed,
                self.origin.last["sectors"],
                rates.T,
                self.scenario.futures,
                held,
            )
            values[path] = {
                table: _with_identities(known[table], self.data.tables[table].identities)
                for table in self.grids
            }
        return self.measure(asked, values).mean(axis=0)

    def measure(self, asked: Asked, values: dict[str, dict[str, dict[str, np.ndarray]]]) -> np.ndarray:
        """The measure [R, P] from path → table → variable [R, H, S]: all sectors together, then each."""
        check, last = asked.check, self.origin.last["sectors"]
        at = self.place(check) - 1
        outcome = {path: of[check.table][check.variable][:, at] for path, of in values.items()}
        policy = {path: rates[check.horizon - 1] for path, rates in asked.rates.items()}
        usual = float(np.median(self.train[check.table][check.variable]))
        found = measured(check, outcome, policy, self.described[check.table][check.variable].log, usual)
        if check.table == "national":
            return found
        found = found[:, asked.among]
        grid = self.grids["sectors"]
        weight = shares(grid, self.scenario.weights, last, PER_YEAR[self.data.tables["sectors"].frequency])[
            asked.among
        ]
        total = found @ weight / weight.sum()
        return np.concatenate([total[:, None], found], axis=1)

    def place(self, check: CheckSettings) -> int:
        """Periods of the outcome's own table until the check's horizon."""
        return check.horizon if check.table == "sectors" else -(-check.horizon // self.origin.ratio)

    def lead(self, check: CheckSettings) -> Answer:
        """What goes with the coming policy in the rows themselves: the prior has no say in it."""
        policy = self.scenario.variable
        if check.table == "national":
            policy = next(name for name, one in self.data.aggregates.items() if one.of == policy)
        one = next(f for f in self.fitted if f.table == check.table and f.name == check.variable)
        return Answer(lead_effect(one, policy, check.rise, self.seed)[:, None], np.zeros(1))


def _with_identities(known: dict[str, np.ndarray], identities: dict[str, str]) -> dict[str, np.ndarray]:
    """Variables [F, S, H] of the true economy as roll-outs have them, [F, H, S]."""
    values = {name: found.swapaxes(1, 2) for name, found in known.items()}
    return values | {name: compute(text, values) for name, text in identities.items()}
