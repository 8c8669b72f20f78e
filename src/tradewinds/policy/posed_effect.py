"""Which path is asked about, and the effect that the design without a network gives it.

The policy enters as log(1 + rate), by which a tariff makes imports dearer; outcomes in logs where the panel
has them so. The path is always one of the rate that is asked about (``scenario.variable``): where another one
identifies the effect (``verdict.policy``), the response is divided by the first stage.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.data.changes import about_means, shifted
from tradewinds.data.panel import Grid, period_label
from tradewinds.effects.choices import weighed_in
from tradewinds.effects.design import (
    OF_YEAR,
    EventDesign,
    EventRows,
    cluster_names,
    cluster_signs,
    is_of_year,
    seen_moves,
    takes_out_levels,
)
from tradewinds.effects.distributed_lag import LevelFit, level_fit
from tradewinds.effects.first_stage import FirstStage, first_stage, per_realised
from tradewinds.effects.path import EventPath
from tradewinds.effects.policy_moves import bridged
from tradewinds.effects.random_slopes import RandomSlopes, random_slopes
from tradewinds.effects.scenario_effect import (
    EndInfluences,
    ScenarioEffect,
    end_influences,
    scenario_effect,
)
from tradewinds.effects.since_break import grid_since
from tradewinds.errors import DataError, SettingsError
from tradewinds.policy.scenario import planned_rates
from tradewinds.policy.sector_weights import sector_weights
from tradewinds.settings.calendar import PER_YEAR
from tradewinds.settings.data import DataSettings
from tradewinds.settings.data_table import Frequency
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.tables import scales_of
from tradewinds.settings.verdict import VerdictSettings

_SEASONS = 4
"""Times that each month or quarter of the year has to be seen for sectors to have seasons of their own."""
_ROUNDING = 1e-12
"""Share of a variable's size below which what is left of it within sectors is rounding."""


@dataclass(frozen=True, eq=False)
class EffectQuestion:
    """Which path is asked about: ``policy`` of the panel, ``rates`` path → [H, S], sectors' weights [S]; what
    a network says (``weighted``), where one was asked; ``averaged`` [S]: whose own answers the effect is the
    mean of (``of_the_treated``), where it is no effect of one response.
    """

    policy: str
    rates: dict[str, np.ndarray]
    weights: np.ndarray
    network: xr.Dataset | None = None
    averaged: np.ndarray | None = None


def weighted_of(rollout: xr.DataTree) -> xr.Dataset | None:
    """The effects of a roll-out on all sectors together; None where it was refused."""
    return rollout["weighted"].to_dataset() if "weighted" in rollout.children else None


def question_of(
    grid: Grid,
    frequency: Frequency,
    scenario: ScenarioSettings,
    planned: pd.DataFrame,
    network: xr.Dataset | None = None,
) -> EffectQuestion:
    """The question that a path lays out (``scenario.plan``) asks. Sectors weigh as in the network's roll-out
    where there is one; else by ``scenario.weights`` over the last year, or alike.
    """
    if network is not None and "weight" in network:
        weights = network["weight"].to_series().reindex(grid.sectors).fillna(0.0).to_numpy()
    else:
        weights = sector_weights(grid, scenario.weights, len(grid.periods) - 1, PER_YEAR[frequency])
    return EffectQuestion(scenario.variable, planned_rates(planned), weights / weights.sum(), network)


class PosedEffect(NamedTuple):
    """A question as the design takes it: rates as log(1 + rate), the path's ``difference`` [H, S]; ``scale``
    of the outcome: 1, or the standard deviation within sectors of one that is not in logs.

    Where changes are ``announced`` A periods ahead, the policy of the grid is the one in force A periods
    later, and the path begins A periods earlier [A + H, S]: all is counted from the announcement.
    """

    grid: Grid
    design: EventDesign
    difference: np.ndarray
    horizons: int
    leads: int
    scale: float
    announced: int = 0


class EstimatedPath(NamedTuple):
    """``response`` to a rise of the rate that is asked about, by the ``first`` stage where another one
    identifies it, the ``slopes`` of sectors beside it, where these are not the design's own, and the
    ``effect`` of the path.
    """

    response: EventPath
    first: FirstStage | None
    slopes: RandomSlopes | None
    effect: ScenarioEffect


def posed_effect(
    grid: Grid, data: DataSettings, question: EffectQuestion, outcome: str, asked: VerdictSettings
) -> PosedEffect:
    """Raises SettingsError for a policy that is no variable."""
    logs = scales_of(data, "sectors")[outcome] == "log"
    policy = asked.policy or question.policy
    difference = np.log1p(question.rates["scenario"]) - np.log1p(question.rates["baseline"])
    design = EventDesign(
        outcome, policy, tuple(asked.effects), tuple(asked.clusters), asked.weights, logs=logs, serial=True
    )
    if asked.seasons and takes_out_levels(design) and _seen_often(grid, outcome):
        design = replace(design, effects=_with_seasons(grid, design.effects))
    if question.averaged is not None:
        design = replace(design, averaged=tuple(float(one) for one in question.averaged))
    by_price = _announced(_by_price(grid, {policy, question.policy}), policy, asked.announced)
    difference = np.concatenate([difference, np.repeat(difference[-1:], asked.announced, axis=0)])
    periods = grid.values[policy].shape[1]
    horizons = min(len(difference) - 1, periods // 4)
    leads = min(asked.leads, max(1, periods // 12))
    scale = 1.0 if logs else _spread_within(grid.values[outcome])
    return PosedEffect(by_price, design, difference, horizons, leads, scale, asked.announced)


def with_weights(grid: Grid, data: DataSettings, asked: VerdictSettings) -> tuple[Grid, VerdictSettings]:
    """The grid with what rows are weighed by, of all its periods, and settings that name that alone."""
    found, name = weighed_in(grid, asked.weights, asked.weights_in, data.tables["sectors"].frequency)
    return found, replace(asked, weights=name, weights_in=None)


def fit_of(posed: PosedEffect) -> LevelFit:
    """The lag in levels of a design. Raises DataError where it refuses, and for what never changes."""
    _require_changes(posed.design.outcome, posed.design.outcome_of(posed.grid))
    return level_fit(posed.grid, posed.design, posed.horizons, posed.leads)


def estimate_effect(
    posed: PosedEffect, question: EffectQuestion, spread: float, fit: LevelFit
) -> EstimatedPath:
    """``spread``: ``verdict.spread``; ``fit``: of the design. Raises DataError where a first stage does."""
    response, found = fit
    first, per = None, 1.0
    if posed.design.policy != question.policy:
        _require_changes(question.policy, posed.grid.values[question.policy])
        first = first_stage(posed.grid, posed.design, question.policy, posed.horizons, posed.leads)
        response, per = per_realised(response, first), first.slope
    shape, slopes = (posed.grid, posed.design, found, posed.horizons, posed.leads), None
    if not posed.design.averaged:
        slopes = random_slopes(*shape, spread * posed.scale * abs(per)).per(per)
    path = (posed.difference.T, question.weights, posed.design.logs)
    effect = scenario_effect(response, *path, slopes)
    in_force = ScenarioEffect(*(one[posed.announced :] for one in effect))
    return EstimatedPath(response, first, slopes, in_force)


def of_the_treated(
    posed: PosedEffect, rows: EventRows, question: EffectQuestion, least: float
) -> EffectQuestion | None:
    """The question of those alone that are asked about and were treated, each with its own answer: whose
    policy moved by ``least`` of what is asked of them or more, where the ``rows`` of ``fit_of`` show the time
    of the leads before and all horizons after it. None where there are none, where the path raises some and
    lowers others, where sectors have no levels of their own, and where another rate identifies the effect.
    """
    design, last = posed.design, posed.difference[-1]
    asked_about = question.weights * last
    if design.policy != question.policy or not takes_out_levels(design):
        return None
    if not asked_about.any() or asked_about.min() < 0 < asked_about.max():
        return None
    moved = seen_moves(design.policy_of(posed.grid), rows.sector, rows.period, posed.leads, posed.horizons)
    treated = (asked_about != 0) & (moved >= least * np.abs(last))
    weights = np.where(treated, question.weights, 0.0)
    if not weights.sum() > 0:
        return None
    averaged = weights * np.abs(last)
    return replace(question, weights=weights / weights.sum(), averaged=averaged / averaged.sum())


def effect_of_path(
    grid: Grid,
    data: DataSettings,
    question: EffectQuestion,
    outcome: str,
    asked: VerdictSettings,
    since: str = "",
    treated: bool = False,
) -> ScenarioEffect:
    """The effect of ``judge_effects`` alone, of the rows ``since`` a period (all without one), of the
    ``treated`` alone where asked, without what is said for and against it.

    Raises DataError where the design refuses.
    """
    return _alone(grid, data, question, outcome, asked, since, treated)[2].effect


def influences_on_effect(
    grid: Grid,
    data: DataSettings,
    question: EffectQuestion,
    outcome: str,
    asked: VerdictSettings,
    since: str = "",
    treated: bool = False,
) -> tuple[EndInfluences, list[np.ndarray]]:
    """Of ``effect_of_path`` at its end, with the names of the clusters of each dimension. Raises likewise."""
    question, posed, one = _alone(grid, data, question, outcome, asked, since, treated)
    path = (posed.difference.T, question.weights, posed.design.logs)
    found = end_influences(one.response, *path, one.slopes)
    return found, [cluster_names(posed.grid, dimension) for dimension in cluster_signs(posed.design)]


def _alone(
    grid: Grid,
    data: DataSettings,
    question: EffectQuestion,
    outcome: str,
    asked: VerdictSettings,
    since: str,
    treated: bool,
) -> tuple[EffectQuestion, PosedEffect, EstimatedPath]:
    grid, asked = with_weights(grid, data, asked)
    rows = rows_since(grid, data, outcome, question, since)
    posed = posed_effect(rows, data, question, outcome, asked)
    fit = fit_of(posed)
    if treated:
        narrower = of_the_treated(posed, fit.rows, question, asked.least_of_asked)
        if narrower is None:
            raise DataError("no sector that is asked about was treated", "one whose policy moved")
        question = narrower
        posed = posed_effect(rows, data, question, outcome, asked)
        fit = fit_of(posed)
    return question, posed, estimate_effect(posed, question, asked.spread, fit)


def rows_since(grid: Grid, data: DataSettings, outcome: str, question: EffectQuestion, since: str) -> Grid:
    """The grid from the period ``since`` on; all of it without one. Raises DataError where it has none."""
    if not since:
        return grid
    known = [period_label(one, data.tables["sectors"].frequency) for one in grid.periods]
    if since not in known:
        raise DataError(f"no period {since} in the table", "the period of a break in its response")
    return grid_since(grid, outcome, known.index(since), len(question.rates["scenario"]))


def _with_seasons(grid: Grid, effects: tuple[str, ...]) -> tuple[str, ...]:
    """With seasons of every sector, once."""
    of_year = [[is_of_year(grid, name) or name for name in one.split(":")] for one in effects]
    there = any(set(one) == {True, "sector"} for one in of_year)
    return effects if there else (*effects, f"sector:{OF_YEAR}")


def _seen_often(grid: Grid, outcome: str) -> bool:
    """Whether the table is one of months or quarters in which seasons are seen often enough."""
    known = np.isfinite(grid.values[outcome]).any(axis=0)
    seasons = np.unique(np.asarray(grid.calendar)[known], return_counts=True)[1]
    return len(seasons) > 1 and bool(seasons.min() >= _SEASONS)


def _by_price(grid: Grid, rates: set[str]) -> Grid:
    """The grid with rates as log(1 + rate). Raises SettingsError for what is no variable."""
    found = dict(grid.values)
    for name in rates:
        if name not in grid.values:
            raise SettingsError(f"verdict.policy = {name!r}", f"one of {', '.join(grid.values)}")
        values = np.asarray(grid.values[name], dtype=float)
        found[name] = np.log1p(bridged(np.where(values > -1, values, np.nan)))
    return replace(grid, values=found)


def _announced(grid: Grid, policy: str, ahead: int) -> Grid:
    """The grid with the policy that will be in force ``ahead`` periods later; not known at its end."""
    if not ahead:
        return grid
    return replace(grid, values={**grid.values, policy: shifted(grid.values[policy], -ahead)})


def _spread_within(values: np.ndarray) -> float:
    """Standard deviation of an outcome [S, T] about the means of its sectors, which has no origin."""
    known = np.isfinite(values)
    return float(np.std(about_means(values)[known])) if known.any() else 0.0


def _require_changes(name: str, values: np.ndarray) -> None:
    """Raises DataError for values [S, T] that are the same in all periods of every sector."""
    known = np.isfinite(values)
    own, size = (np.abs(one[known]).max(initial=0.0) for one in (about_means(values), values))
    if own <= _ROUNDING * size:
        raise DataError(
            f"{name} never changes in any sector", "a variable that changes", "Bring more periods."
        )
