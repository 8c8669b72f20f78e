"""What several parts of the report need of its artifacts."""

from functools import cached_property

import pandas as pd
import xarray as xr

from tradewinds.report.experiment.effect.answers import EffectVerdicts
from tradewinds.report.experiment.effect.tables import EffectText, effect_text
from tradewinds.report.page.inputs import PageInputs
from tradewinds.settings.data_variable import RateKind


class ReportInputs(PageInputs):
    """The report's artifacts, by the names that the stages' declarations give them (``page``)."""

    @cached_property
    def scores(self) -> dict[str, pd.DataFrame]:
        """Tier → scores of the network, of the simple models, and the leads of the one over the others."""
        beside = [self.every("baselines"), self.every("leads")]
        return {
            tier: pd.concat([table, *(tables[tier] for tables in beside if tier in tables)])
            for tier, table in self.every("scores").items()
        }

    @cached_property
    def convergence(self) -> dict[str, pd.DataFrame]:
        """Tier → convergence, with the distance to a reference where one was asked for."""
        distance = self.every("distance")
        return {
            tier: pd.concat([table, distance.get(tier)]) for tier, table in self.every("convergence").items()
        }

    @property
    def checks(self) -> pd.DataFrame | None:
        """Verdicts on the economic checks, where there are any."""
        return self.one("checks", "economics")

    @property
    def at_hand(self) -> bool:
        """Whether the policy is a realised rate, though a statutory one stands beside it that nothing of the
        effect is identified by (``settings.rate_pair``)."""
        described = self.experiment["data"]["tables"]["sectors"]["variables"]
        asked = [self.names.policy, self.experiment["verdict"]["policy"]]
        kinds = [str(described.get(name, {}).get("rate_kind", "")) for name in asked]
        both = self.one("rates", "economics") is not None
        return both and kinds[0] == RateKind.realised and kinds[1] != RateKind.statutory

    @property
    def flag(self) -> float:
        """Training ranges beyond which an answer is said to be assumption."""
        return self.names.flag

    @cached_property
    def effect(self) -> EffectText | None:
        """The policy's effect beside a regression, where it was asked for."""
        found = self.one("effect", "economics")
        return None if found is None else effect_text(self.names, found)

    @cached_property
    def verdict(self) -> EffectVerdicts | None:
        """The policy's effect without a network, and whether the data answer it."""
        table, paths = (self.one(name, "economics") for name in ("effect_verdict", "effect_paths"))
        if table is None or paths is None or table.empty:
            return None
        return EffectVerdicts(self.names, table, paths, self.groups[self.first].get("weighted"))

    def unanswered(self, variable: str) -> bool:
        """Whether the data do not answer what the policy does to a variable."""
        return self.verdict is not None and self.verdict.unanswered(variable)

    def withheld(self, variable: str) -> bool:
        """Whether nothing is claimed of the network's figure (``EffectVerdicts.withheld``)."""
        return self.verdict is not None and self.verdict.withheld(variable)

    @cached_property
    def groups(self) -> dict[str, dict[str, xr.Dataset]]:
        """Scenario → group (sectors, weighted, national) → its roll-out."""
        empty = xr.DataTree()
        return {
            name: _groups(self.every("rollouts").get(name, empty)) for name in self.experiment["scenarios"]
        }

    @property
    def first(self) -> str:
        """The scenario that the page answers."""
        return self.experiment["scenarios"][0]

    @property
    def rollout(self) -> xr.DataTree:
        """Of the first scenario."""
        return self.every("rollouts").get(self.first, xr.DataTree())

    @property
    def paths(self) -> dict[str, xr.Dataset]:
        """Table → the first scenario's roll-out."""
        return {table: data for table, data in self.groups[self.first].items() if table != "weighted"}


def _groups(rollout: xr.DataTree) -> dict[str, xr.Dataset]:
    """Group → its arrays, the sectors first."""
    found = [group for group in ("sectors", "weighted", "national") if group in rollout.children]
    return {group: rollout[group].to_dataset() for group in found}
