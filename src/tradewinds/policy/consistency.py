"""Economic checks: what economics expects of a fit, asked of the posterior, of the prior and of the truth."""

import numpy as np
import pandas as pd

from tradewinds.data.panel import NATION, Grid
from tradewinds.errors import ScenarioError
from tradewinds.fitted.equation import FittedEquation
from tradewinds.fitted.fit import Fit
from tradewinds.policy.check_setup import CheckSetup, set_up_check
from tradewinds.policy.differences import joint_effect
from tradewinds.policy.drawn_equations import DrawnEquation, equations_with_draws
from tradewinds.policy.forecast_origin import ForecastOrigin, find_origin
from tradewinds.policy.lead import lead_effect
from tradewinds.policy.measures import measured
from tradewinds.policy.prior import from_prior
from tradewinds.policy.projection import true_futures
from tradewinds.policy.run import RollOutProgram, roll_out_program, runner_of
from tradewinds.policy.sector_weights import sector_weights
from tradewinds.policy.summary import responding_variables
from tradewinds.policy.support import median_distance, runaway_draws, with_policy_level
from tradewinds.policy.weighted import EVERYONE, weighted_mean
from tradewinds.review.economics import CheckEstimate, Expectation, contradicted, review_estimates
from tradewinds.runtime import in_double
from tradewinds.settings.calendar import PER_YEAR
from tradewinds.settings.economics import CheckSettings, Measure
from tradewinds.settings.scenario import ScenarioSettings

RollOutValues = dict[str, dict[str, dict[str, np.ndarray]]]
"""Path → table → variable → [R, H, S]."""


@in_double
def check(fit: Fit, scenario: ScenarioSettings, checks: dict[str, CheckSettings]) -> pd.DataFrame:
    """Every check's answer and verdict, one row a place (``review.economics.COLUMNS``).

    ``scenario`` says which variable is the policy, how many draws are carried, when one has run away, and how
    sectors are weighed. The first row of a check is of all its sectors together, or of the nation, and its
    verdict is the check's; the rows of single sectors follow. Raises as ``find_origin`` and
    ``Fit.equations``, and ScenarioError for a sector that the data do not hold.
    """
    origin = find_origin(fit.panel.grids, fit.data, max(one.horizon for one in checks.values()))
    fitted = fit.equations()
    drawn = {"posterior": fitted, "prior": [from_prior(one, scenario.draws, fit.seed) for one in fitted]}
    ready = {
        name: equations_with_draws(of, fit.data, origin, scenario.draws, fit.seed)
        for name, of in drawn.items()
    }
    economy = _Economy(fit, fitted, origin, ready, scenario)
    rows = [economy.rows(name, one) for name, one in checks.items()]
    return contradicted(pd.concat(rows, ignore_index=True))


class _Economy:
    """What all checks of an experiment share: the data, the draws, one compiled program."""

    def __init__(
        self,
        fit: Fit,
        fitted: list[FittedEquation],
        origin: ForecastOrigin,
        ready: dict[str, dict[str, list[DrawnEquation]]],
        scenario: ScenarioSettings,
    ) -> None:
        self.train, self.grids, self.data, self.seed = fit.panel.train, fit.panel.grids, fit.data, fit.seed
        self.origin, self.ready, self.fitted, self.scenario = origin, ready, fitted, scenario
        grids, data = self.grids, self.data
        self.run = runner_of(self.draws(grids, ready["posterior"]))
        self.explained = {
            table: [one.fixed.equation.name for one in parts] for table, parts in ready["posterior"].items()
        }
        self.described = {table: responding_variables(table, self.explained[table], data) for table in grids}
        self.networks = min(scenario.draws, *(one.draws for one in fitted))

    def rows(self, name: str, check: CheckSettings) -> pd.DataFrame:
        """A check's rows."""
        known = self.data.synthetic is not None
        if check.measure == Measure.lead:
            estimate = self.lead(check)
            place = (NATION, "the nation") if check.table == "national" else (EVERYONE, EVERYONE)
            asked = Expectation(name, check, self.unit(check), [place], {})
            # nothing in these economies answers to what has not happened yet
            return review_estimates(asked, estimate, None, np.zeros(1) if known else None, self.networks)
        setup = self.setup(name, check)
        estimates = {which: self.estimate(setup, ready) for which, ready in self.ready.items()}
        asked = Expectation(name, check, self.unit(check), self.places(setup), setup.levels)
        truth = self.truth(setup) if known else None
        return review_estimates(asked, estimates["posterior"], estimates["prior"], truth, self.networks)

    def setup(self, name: str, check: CheckSettings) -> CheckSetup:
        return set_up_check(
            name,
            check,
            self.grids["sectors"],
            self.data.tables["sectors"],
            self.train["sectors"],
            self.scenario.variable,
            self.origin.last["sectors"],
            self.origin.horizon(),
        )

    def places(self, setup: CheckSetup) -> list[tuple[str, str]]:
        """Name and label of every place: all sectors together, then each, or the nation."""
        if setup.check.table == "national":
            return [(NATION, "the nation")]
        grid, among = self.grids["sectors"], setup.among
        labels = grid.keys["label"].to_numpy(dtype=object)[among]
        each = zip(np.array(grid.sectors, dtype=object)[among], labels, strict=True)
        return [(EVERYONE, EVERYONE), *each]

    def unit(self, check: CheckSettings) -> str:
        """Unit of a check's measure."""
        if check.measure == Measure.elasticity:
            return "elasticity"
        if check.measure == Measure.of_usual:
            return "% of the usual"
        described = self.described[check.table][check.variable]
        if check.measure == Measure.beyond_proportion and described.log:
            return "log points × 100"
        if described.log:
            return "%"
        return "percentage points" if described.percent else described.unit

    def factor(self, check: CheckSettings) -> float:
        """What turns a difference of what is stored into the check's unit: points for a fraction."""
        described = self.described[check.table][check.variable]
        return 100.0 if described.percent and not described.log else 1.0

    def estimate(self, setup: CheckSetup, ready: dict[str, list[DrawnEquation]]) -> CheckEstimate:
        """The check's measure under some draws; one that runs away on any path gives no number."""
        check, policy = setup.check, self.scenario.variable
        draws = self.draws(self.grids | {"sectors": setup.past}, ready)
        rolled = {
            path: with_policy_level(self.run(rates, draws), rates, self.train, self.data, policy)
            for path, rates in setup.rates.items()
        }
        values, left_out = self.measure(setup, {path: one.values for path, one in rolled.items()})
        values[runaway_draws(rolled, self.explained, self.scenario.runaway_distance)] = np.nan
        until = self.place(check)
        outside = np.max(
            [median_distance(one.outside[check.table][:, :until]).max(axis=0) for one in rolled.values()],
            axis=0,
        )
        if check.table == "sectors":
            outside = outside[setup.among]
            outside = np.concatenate([[outside.max()], outside])
        return CheckEstimate(values, outside, left_out)

    def draws(self, grids: dict[str, Grid], ready: dict[str, list[DrawnEquation]]) -> RollOutProgram:
        """What the economy does from the past of ``grids`` on, its sectors weighed as they are."""
        policy, precision = self.scenario.variable, self.scenario.precision
        return roll_out_program(
            grids, self.origin, ready, self.data, policy, precision, self.grids["sectors"]
        )

    def truth(self, setup: CheckSetup) -> np.ndarray:
        """The measure in the economy itself [P], mean over its futures."""
        held = {name: (setup.among, level) for name, level in setup.levels.items()}
        values = {
            path: true_futures(rates, self.origin, self.data, self.scenario, self.seed, held)
            for path, rates in setup.rates.items()
        }
        return self.measure(setup, values)[0].mean(axis=0)

    def measure(self, setup: CheckSetup, values: RollOutValues) -> tuple[np.ndarray, int]:
        """The measure [R, P], of all sectors together and then of each, and how many sectors have none."""
        check, at = setup.check, self.place(setup.check) - 1
        outcome = {path: of[check.table][check.variable][:, at] for path, of in values.items()}
        policy = {path: rates[check.horizon - 1] for path, rates in setup.rates.items()}
        if check.table == "national":
            policy = {path: rates[setup.among] for path, rates in policy.items()}
        usual = float(np.median(self.train[check.table][check.variable]))
        found = measured(check, outcome, policy, self.described[check.table][check.variable].log, usual)
        found = self.factor(check) * found
        if check.table == "national":
            return np.array(found), 0
        found = found[:, setup.among]
        span = PER_YEAR[self.data.tables["sectors"].frequency]
        weight = sector_weights(
            self.grids["sectors"], self.scenario.weights, self.origin.last["sectors"], span
        )
        weight = weight[setup.among]
        there = np.isfinite(found).any(axis=0)
        if not weight.any():
            raise ScenarioError(
                f"{check.outcome} of {', '.join(check.sectors)}: {self.scenario.weights} is zero there",
                "sectors with a weight",
                "Ask of others, or leave scenario.weights out.",
            )
        everyone = weighted_mean(found, weight, there & (weight > 0))
        described = self.described[check.table][check.variable]
        if check.measure == Measure.effect and described.log:
            rise, before = (outcome[path][:, setup.among] for path in ("rise", "baseline"))
            everyone = joint_effect(rise, before, described, weight)
        return np.concatenate([everyone, found], axis=1), int((~there).sum())

    def place(self, check: CheckSettings) -> int:
        """Periods of the outcome's own table until the check's horizon."""
        return check.horizon if check.table == "sectors" else -(-check.horizon // self.origin.ratio)

    def lead(self, check: CheckSettings) -> CheckEstimate:
        """What goes with the coming policy in the rows themselves: the prior has no say in it."""
        policy = self.scenario.variable
        if check.table == "national":
            policy = next(name for name, one in self.data.aggregates.items() if one.of == policy)
        one = next(f for f in self.fitted if f.table == check.table and f.name == check.variable)
        found = self.factor(check) * lead_effect(one, policy, check.rise, self.seed)
        return CheckEstimate(found[:, None], np.zeros(1))
