"""What the report is made of: every artifact it shows, and what several of its parts need of them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd
import xarray as xr

from tradewinds.report.blocks import Statement
from tradewinds.report.names import Names
from tradewinds.report.sources import Sources
from tradewinds.report.tables_effect import EffectText, effect_text
from tradewinds.settings.report import ReportSettings

Found = dict[str, dict[str, Any]]
"""Input of the report → folder (table, tier, scenario) → artifact; what is missing was not computed."""


@dataclass(frozen=True)
class Given:
    """``experiment``: settings as plain values; ``found``: as the stages' declarations name it (``page``)."""

    experiment: dict
    found: Found
    sources: Sources
    settings: ReportSettings

    @cached_property
    def names(self) -> Names:
        """Labels, units and equations."""
        return Names(self.experiment, self.found["panels"])

    def every(self, name: str) -> dict[str, Any]:
        """Folder → artifact of an input."""
        return self.found.get(name, {})

    def one(self, name: str, folder: str) -> Any:
        """An artifact, None where it was not computed."""
        return self.every(name).get(folder)

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
    def flag(self) -> float:
        """Training ranges beyond which an answer is said to be assumption."""
        return self.experiment["scenario"]["flag_distance"]

    @cached_property
    def effect(self) -> EffectText | None:
        """The policy's effect beside a regression, where it was asked for."""
        found = self.one("effect", "economics")
        return None if found is None else effect_text(self.names, found)

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

    def told(self, lines: list[Statement], *names: str, folder: str = "") -> list[Statement]:
        """The lines with the artifacts that they come from."""
        return self.sources.behind(lines, *names, folder=folder)


def _groups(rollout: xr.DataTree) -> dict[str, xr.Dataset]:
    """Group → its arrays, the sectors first."""
    found = [group for group in ("sectors", "weighted", "national") if group in rollout.children]
    return {group: rollout[group].to_dataset() for group in found}
