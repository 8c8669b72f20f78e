"""What policies are worth in a simulated economy itself, which the fit has only seen the past of."""

import numpy as np

from tradewinds.data.synthetic.engine import ReactingTariff
from tradewinds.fitted.fit import Fit
from tradewinds.policy.optimum import Prepared
from tradewinds.policy.projection import true_futures
from tradewinds.policy.rules.judging import RuleOnDraws
from tradewinds.policy.sector_weights import sector_weights
from tradewinds.policy.summary import Truth
from tradewinds.policy.welfare import discounting, mean_effect, sector_shares
from tradewinds.settings.calendar import PER_YEAR
from tradewinds.settings.outcomes import Outcome, PolicyProblem


class TrueWelfare:
    """Mean welfare of policies in the simulated economy itself; NaN for real data."""

    def __init__(self, fit: Fit, asked: PolicyProblem, side: Prepared, baseline: np.ndarray) -> None:
        self._fit, self._asked, self._side = fit, asked, side
        self._weighed = [one for one in asked.outcomes if one.weight]
        self._base = {} if fit.data.synthetic is None else self._futures(baseline)
        self._known = bool(self._base) and all(one.name in self._base[one.table] for one in self._weighed)
        per_year = {table: PER_YEAR[fit.data.tables[table].frequency] for table in side.grids}
        sectors, last = side.grids["sectors"], side.origin.last["sectors"]
        self._shares = sector_weights(sectors, asked.scenario.weights, last, per_year["sectors"])
        self._discount = {
            table: discounting(side.origin.horizon(table), each, asked.welfare.discount)
            for table, each in per_year.items()
        }

    def welfare(self, path: np.ndarray) -> float:
        """Of a path [H, S]."""
        return self._welfare(self._futures(path)) if self._known else np.nan

    def welfare_of_rule(self, judged: RuleOnDraws) -> float:
        """Of a rule, which sees what the true economy does."""
        found = self.futures_of_rule(judged)
        return self._welfare(found["scenario"]) if self._known and found else np.nan

    def futures_of_rule(self, judged: RuleOnDraws) -> Truth | None:
        """True futures under a rule, by the name of the path; nothing for real data."""
        if not self._base:
            return None
        reacting = judged.in_true_economy(self._fit.data)
        return {"scenario": self._futures(judged.around, reacting)}

    def _futures(
        self, path: np.ndarray, reacting: ReactingTariff | None = None
    ) -> dict[str, dict[str, np.ndarray]]:
        about = (self._side.origin, self._fit.data, self._asked.scenario, self._fit.seed)
        return true_futures(path, *about, reacting=reacting)

    def _welfare(self, known: dict[str, dict[str, np.ndarray]]) -> float:
        return float(sum(one.weight * self._effect(one, known) for one in self._weighed))

    def _effect(self, one: Outcome, known: dict[str, dict[str, np.ndarray]]) -> float:
        before = self._base[one.table][one.name]
        mine = sector_shares(one, before, self._shares)
        after = known[one.table][one.name]
        return mean_effect(one, after, before, mine, self._discount[one.table]).mean()
