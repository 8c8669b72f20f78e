"""The path or the rule with the highest welfare, and how it fares beside simple policies."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import xarray as xr
from matplotlib.axes import Axes

from tradewinds.api.axes import own_axes
from tradewinds.api.result import Result
from tradewinds.errors import SettingsError
from tradewinds.folders import data_folder
from tradewinds.policy.evaluate import NAMED, evaluate_policies
from tradewinds.policy.optimise import GRID
from tradewinds.policy.optimum import find_policy, path_of
from tradewinds.policy.policy_names import ALL_SECTORS, RULE
from tradewinds.policy.rules.search import find_rule
from tradewinds.policy.scenario import plan_from_files, planned_rates
from tradewinds.report.drawing import COLOURS
from tradewinds.report.names import positions
from tradewinds.report.optimum.figures import draw_path
from tradewinds.review.gate import require_gates
from tradewinds.settings.changes import with_keys
from tradewinds.settings.checks import require
from tradewinds.settings.experiment import ExperimentSettings
from tradewinds.settings.optimise import Around, PolicyForm
from tradewinds.settings.outcomes import WELFARE, PolicyProblem, outcomes_of
from tradewinds.settings.path import PathSettings
from tradewinds.settings.sections import typed
from tradewinds.settings.seen import seen_terms
from tradewinds.settings.stages import STAGES
from tradewinds.settings.validation import validate_experiment

_SHOWN = ("policy", "name", "objective", "welfare", "welfare_low", "welfare_high", "gains", "regret",
          "regret_error", "truth")  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class Optimum(Result):
    """Evaluated on draws and disturbances the search has not seen.

    ``policies``: the optimum, the baseline, the experiment's scenario, free trade and simple policies;
    ``effects`` of each on every outcome; ``paths``: their rates by sector and period; ``moves``: what
    moving the optimum costs; ``rollout``: the optimum rolled forward as a scenario is. Where a rule was asked
    for (``optimise={"form": "rule"}``), it is the first of the policies, ``rule`` has its numbers
    (``RuleEquation.rows``), and moves and roll-out are the rule's.
    """

    policies: pd.DataFrame
    effects: pd.DataFrame
    paths: pd.DataFrame
    moves: pd.DataFrame
    rollout: xr.DataTree
    frequency: str
    rule: pd.DataFrame | None = None

    def summary(self) -> pd.DataFrame:
        """One row a policy: objective, welfare with its 90 % band, share of draws that gain, regret of not
        taking the optimum with its Monte Carlo error, and the true welfare where it is known.
        """
        named = self.policies[self.policies["policy"].isin(NAMED)]
        shift = "shift of " + named["name"].astype(str) + " points"
        told = named.assign(name=named["name"].mask(named["policy"] == GRID, shift))
        return told[list(_SHOWN)].reset_index(drop=True)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Rates of the optimum over the path, or those of the rule, mean over draws: mean over sectors and
        the range of them; dashed, the mean of the baseline's.
        """
        answer = "optimum" if self.rule is None else RULE
        ax = own_axes(
            ax, f"The {'path' if self.rule is None else RULE} with the highest welfare", "tariff, %"
        )
        paths = self.paths[self.paths["sector"] != ALL_SECTORS]
        best, baseline = (
            100 * of.pivot(index="period", columns="sector", values="rate")
            for of in (paths[paths["policy"] == policy] for policy in (answer, "baseline"))
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
        require(isinstance(keys, Mapping), section, keys, "keys of the section with values")
        settings = with_keys(settings, {f"{section}.{key}": value for key, value in keys.items()})
    validate_experiment(settings)
    tiers = {name: tier.model.settings for name, tier in fit.tiers.items()}
    about = (settings.scenario, settings.welfare, settings.optimise, outcomes_of(settings))
    asks_rule = settings.optimise.form == PolicyForm.rule
    choice = PolicyProblem(fit.data, tiers, *about, seen_terms(settings) if asks_rule else [])
    require_gates(fit.gates)
    tariffs = planned_rates(_headline(fit, settings))
    log = print if progress else lambda _: None
    path, _ = find_policy(fit.answering, choice, tariffs["baseline"], None, None, log)
    best, rule = path_of(path), None
    if asks_rule:
        around = best if settings.optimise.rule.around == Around.path else tariffs["baseline"]
        rule, _ = find_rule(fit.answering, choice, tariffs["baseline"], around, log)
    evaluation = evaluate_policies(fit.answering, choice, {WELFARE: best}, tariffs, rule)
    frequency = str(fit.data.tables["sectors"].frequency)
    return Optimum(**evaluation._asdict(), frequency=frequency, rule=rule)


def _headline(fit: Any, settings: ExperimentSettings) -> pd.DataFrame:
    """The first scenario's path and its baseline's, as the workflow's ``plan`` lays them out."""
    asked = STAGES["plan"](settings, scenario=settings.scenario.name)
    path, baseline = (one and typed(PathSettings, one) for one in (asked["path"], asked["baseline"]))
    bounds = tuple(asked["bounds"])
    return plan_from_files(fit.answering.panel, settings.scenario, path, baseline, bounds, data_folder())
