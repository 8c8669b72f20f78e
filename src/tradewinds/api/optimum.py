"""The path with the highest welfare, and how it fares beside simple policies."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import pandas as pd
import xarray as xr
from matplotlib.axes import Axes

from tradewinds.api.axes import own_axes
from tradewinds.api.result import Result
from tradewinds.errors import SettingsError
from tradewinds.folders import data_folder
from tradewinds.policy.evaluate import NAMED, evaluate_policies
from tradewinds.policy.optimum import find_policy, path_of
from tradewinds.policy.scenario import plan_from_files, planned_rates
from tradewinds.report.figures import COLOURS
from tradewinds.report.figures_optimum import draw_path
from tradewinds.report.names import positions
from tradewinds.review.gate import require_gates
from tradewinds.settings.changes import with_keys
from tradewinds.settings.checks import require
from tradewinds.settings.experiment import ExperimentSettings
from tradewinds.settings.outcomes import WELFARE, PolicyProblem, outcomes_of
from tradewinds.settings.path import PathSettings
from tradewinds.settings.sections import typed
from tradewinds.settings.stages import STAGES
from tradewinds.settings.validation import validate_experiment

_SHOWN = ("policy", "name", "objective", "welfare", "welfare_low", "welfare_high", "gains", "regret",
          "regret_error", "truth")  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class Optimum(Result):
    """Evaluated on draws and disturbances the search has not seen.

    ``policies``: the optimum, the baseline, the experiment's scenario, free trade and simple policies;
    ``effects`` of each on every outcome; ``paths``: their rates by sector and period; ``moves``: what
    moving the optimum costs; ``rollout``: the optimum rolled forward as a scenario is.
    """

    policies: pd.DataFrame
    effects: pd.DataFrame
    paths: pd.DataFrame
    moves: pd.DataFrame
    rollout: xr.DataTree
    frequency: str

    def summary(self) -> pd.DataFrame:
        """One row a policy: objective, welfare with its 90 % band, share of draws that gain, regret of not
        taking the optimum with its Monte Carlo error, and the true welfare where it is known.
        """
        named = self.policies[self.policies["policy"].isin(NAMED)]
        return named[list(_SHOWN)].reset_index(drop=True)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Rates of the optimum over the path, mean over sectors and the range of them; dashed, the mean of
        the baseline's.
        """
        ax = own_axes(ax, "The path with the highest welfare", "tariff, %")
        best, baseline = (
            100 * of.pivot(index="period", columns="sector", values="rate")
            for of in (self.paths[self.paths["policy"] == policy] for policy in ("optimum", "baseline"))
        )
        x, top = positions(best.index, self.frequency), 1.05 * max(best.max().max(), baseline.max().max())
        ax.fill_between(x, best.min(axis=1), best.max(axis=1), color=COLOURS[0], alpha=0.15, linewidth=0)
        means = (best.mean(axis=1), baseline.mean(axis=1))
        return draw_path(*means, self.frequency, COLOURS[0], float(top), ax)

    @property
    def title(self) -> str:
        return "Policies on draws the search has not seen"


def find_optimum(
    fit: Any, periods: int | None, changes: Mapping[str, Mapping[str, Any]], progress: bool
) -> Optimum:
    """Search on one side of the draws and evaluate on the other, as the workflow's ``optimise`` does.

    ``fit`` is a ``FittedModel``; ``changes``: section (welfare, optimise) → keys to change.
    """
    settings: ExperimentSettings = fit.settings
    if periods is not None:
        settings = with_keys(settings, {"scenario.periods": periods})
    for section, keys in changes.items():
        if section not in ("welfare", "optimise"):
            raise SettingsError(f"optimise({section}=…)", "welfare or optimise")
        require(isinstance(keys, Mapping), f"optimise.{section}", keys, "keys of the section with values")
        settings = with_keys(settings, {f"{section}.{key}": value for key, value in keys.items()})
    validate_experiment(settings)
    tiers = {name: tier.model.settings for name, tier in fit.tiers.items()}
    about = (settings.scenario, settings.welfare, settings.optimise, outcomes_of(settings))
    choice = PolicyProblem(fit.data, tiers, *about)
    require_gates(fit.gates)
    tariffs = planned_rates(_headline(fit, settings))
    log = print if progress else lambda _: None
    path, _ = find_policy(fit.answering, choice, tariffs["baseline"], None, None, log)
    evaluation = evaluate_policies(fit.answering, choice, {WELFARE: path_of(path)}, tariffs)
    tables = {one.name: getattr(evaluation, one.name) for one in fields(Optimum) if one.name != "frequency"}
    return Optimum(**tables, frequency=str(fit.data.tables["sectors"].frequency))


def _headline(fit: Any, settings: ExperimentSettings) -> pd.DataFrame:
    """The first scenario's path and its baseline's, as the workflow's ``plan`` lays them out."""
    asked = STAGES["plan"](settings, scenario=settings.scenario.name)
    path, baseline = (one and typed(PathSettings, one) for one in (asked["path"], asked["baseline"]))
    bounds = tuple(asked["bounds"])
    return plan_from_files(fit.answering.panel, settings.scenario, path, baseline, bounds, data_folder())
