"""The effect of a path by the design without a network, and whether the data answer it.

The policy enters as log(1 + rate), by which a tariff makes imports dearer; outcomes in logs where the panel
has them so. The path is always one of the rate that is asked about (``scenario.variable``): where another one
identifies the effect (``verdict.policy``), the response is divided by the first stage. A verdict is
``withheld`` where a check of ``review.effect`` fails, ``assumed`` where one cannot say, and ``stands`` where
all pass. Where the response broke and nothing else speaks against an answer, all is asked again of the rows
since then: that effect is ``assumed``, since it is that of a time which is taken to go on.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.data.panel import Grid, period_label
from tradewinds.effects.design import EventDesign, cluster_names, cluster_signs
from tradewinds.effects.distributed_lag import level_lag
from tradewinds.effects.evidence import Evidence, gather
from tradewinds.effects.first_stage import first_stage, per_realised
from tradewinds.effects.path import EventPath
from tradewinds.effects.policy_moves import bridged
from tradewinds.effects.scenario_effect import (
    EndInfluences,
    ScenarioEffect,
    end_influences,
    scenario_effect,
)
from tradewinds.effects.since_break import grid_since
from tradewinds.errors import DataError, SettingsError
from tradewinds.normal import WIDTH_90
from tradewinds.policy.scenario import planned_rates
from tradewinds.policy.sector_weights import sector_weights
from tradewinds.review.check import COLUMNS, CheckResult
from tradewinds.review.effect.case import EFFECT, EffectCase, NetworkAnswer, Pair
from tradewinds.review.effect.reasons import OF_A_BREAK, ONLY_WHERE_FAILED, REASONS, powers
from tradewinds.review.effect.stability import SAME_THROUGHOUT, SINCE_BREAK
from tradewinds.review.status import Status
from tradewinds.review.table import results_table
from tradewinds.settings.calendar import PER_YEAR
from tradewinds.settings.data import DataSettings
from tradewinds.settings.data_table import Frequency
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.tables import scales_of
from tradewinds.settings.verdict import VerdictSettings

ANSWER = "effect"
"""Id of the row that is the verdict itself: the effect with its band, and why it is withheld or assumed."""
STANDING = {Status.passed: "stands", Status.undecided: "assumed", Status.failed: "withheld"}
VERDICT_COLUMNS = ("outcome", "unit", "power", "since", *COLUMNS)
"""``since``: of the verdict's own row the period from which on rows are used; empty of all rows."""
PATH_COLUMNS = ("outcome", "of", "horizon", "estimate", "low", "high", "unit", "leads")
_SAME = 1e-12
"""Difference of two rates below which they are the same."""


@dataclass(frozen=True, eq=False)
class EffectQuestion:
    """Which path is asked about: ``policy`` of the panel, ``rates`` path → [H, S], sectors' weights [S]; what
    a network says (``weighted``), where one was asked.
    """

    policy: str
    rates: dict[str, np.ndarray]
    weights: np.ndarray
    network: xr.Dataset | None = None


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


def judge_effects(
    grid: Grid, data: DataSettings, question: EffectQuestion, outcomes: list[str], asked: VerdictSettings,
    seed: int = 0,
) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """Verdicts (``VERDICT_COLUMNS``), each outcome's own first, and paths (``PATH_COLUMNS``): ``response`` by
    periods since a rise of 1 % in the price of imports that lasts, ``scenario`` by period of the path.
    """
    verdicts, paths = [], []
    for outcome in outcomes:
        found = _judged(grid, data, question, outcome, asked, seed)
        verdicts.append(found[0])
        paths += found[1]
    table = pd.concat(verdicts, ignore_index=True) if verdicts else pd.DataFrame(columns=VERDICT_COLUMNS)
    drawn = pd.concat(paths, ignore_index=True) if paths else pd.DataFrame(columns=PATH_COLUMNS)
    return table, drawn


def effect_of_path(
    grid: Grid,
    data: DataSettings,
    question: EffectQuestion,
    outcome: str,
    asked: VerdictSettings,
    since: str = "",
) -> ScenarioEffect:
    """The estimate of ``judge_effects`` alone, of the rows ``since`` a period (all without one), without what
    is said for and against it.

    Raises DataError where the design refuses.
    """
    posed = _posed(_from(grid, data, outcome, question, since), data, question, outcome, asked)
    response = _response(posed, question)
    return scenario_effect(response, posed.difference.T, question.weights, posed.design.logs)


def influences_on_effect(
    grid: Grid,
    data: DataSettings,
    question: EffectQuestion,
    outcome: str,
    asked: VerdictSettings,
    since: str = "",
) -> tuple[EndInfluences, list[np.ndarray]]:
    """Of ``effect_of_path`` at its end, with the names of the clusters of each dimension. Raises likewise."""
    posed = _posed(_from(grid, data, outcome, question, since), data, question, outcome, asked)
    found = end_influences(
        _response(posed, question), posed.difference.T, question.weights, posed.design.logs
    )
    return found, [cluster_names(grid, dimension) for dimension in cluster_signs(posed.design)]


def _response(posed: "_Posed", question: EffectQuestion) -> EventPath:
    response = level_lag(posed.grid, posed.design, posed.horizons, posed.leads)
    if posed.design.policy == question.policy:
        return response
    first = first_stage(posed.grid, posed.design, question.policy, posed.horizons, posed.leads)
    return per_realised(response, first)


class _Posed(NamedTuple):
    """A question as the design takes it: rates as log(1 + rate), the path's ``difference`` [H, S]."""

    grid: Grid
    design: EventDesign
    difference: np.ndarray
    horizons: int
    leads: int


def _posed(
    grid: Grid, data: DataSettings, question: EffectQuestion, outcome: str, asked: VerdictSettings
) -> _Posed:
    logs = scales_of(data, "sectors")[outcome] == "log"
    policy = asked.policy or question.policy
    difference = np.log1p(question.rates["scenario"]) - np.log1p(question.rates["baseline"])
    design = EventDesign(
        outcome, policy, tuple(asked.effects), tuple(asked.clusters), asked.weights, logs=logs, serial=True
    )
    periods = grid.values[policy].shape[1]
    horizons = min(len(difference) - 1, periods // 4)
    leads = min(asked.leads, max(1, periods // 12))
    return _Posed(_by_price(grid, {policy, question.policy}), design, difference, horizons, leads)


def _from(grid: Grid, data: DataSettings, outcome: str, question: EffectQuestion, since: str) -> Grid:
    """The grid from the period ``since`` on; all of it without one. Raises DataError where it has none."""
    if not since:
        return grid
    known = [period_label(one, data.tables["sectors"].frequency) for one in grid.periods]
    if since not in known:
        raise DataError(f"no period {since} in the table", "the period of a break in its response")
    return grid_since(grid, outcome, known.index(since), len(question.rates["scenario"]))


class _Told(NamedTuple):
    """What is said of an outcome: the case, checks and the verdict among them, and the path's effect."""

    case: EffectCase
    answer: CheckResult
    results: list[CheckResult]
    response: EventPath | None
    effect: ScenarioEffect | None


def _judged(
    grid: Grid, data: DataSettings, question: EffectQuestion, outcome: str, asked: VerdictSettings, seed: int
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    told = _told(grid, data, question, outcome, asked, seed)
    if told.case.break_at and _only_broke(told.results):
        later = _from(grid, data, outcome, question, told.case.break_at)
        again = _told(later, data, question, outcome, asked, seed, since=told.case.break_at)
        if again.answer.status is Status.undecided and again.answer.detail == SINCE_BREAK.id:
            told = again
    unit = "%" if scales_of(data, "sectors")[outcome] == "log" else ""
    whole = results_table([told.answer, *told.results]).assign(outcome=outcome, unit=unit)
    power = powers(told.case)
    whole["power"] = [power.get(name, np.nan) for name in whole["check"]]
    whole["since"] = [told.case.since if name == ANSWER else "" for name in whole["check"]]
    drawn = _paths(told.case.evidence, told.response, told.effect, outcome, unit)
    return whole[list(VERDICT_COLUMNS)], drawn


def _only_broke(results: list[CheckResult]) -> bool:
    """Whether nothing speaks against an answer but that the response broke, or what a break may be behind."""
    deciding = {one.id for one in REASONS}
    failed = {one.check for one in results if one.check in deciding and one.status.bad}
    return SAME_THROUGHOUT.id in failed and failed <= {one.id for one in OF_A_BREAK}


def _told(
    grid: Grid,
    data: DataSettings,
    question: EffectQuestion,
    outcome: str,
    asked: VerdictSettings,
    seed: int,
    since: str = "",
) -> _Told:
    table, posed = data.tables["sectors"], _posed(grid, data, question, outcome, asked)
    logs, moved, policy = posed.design.logs, posed.grid, posed.design.policy
    difference, horizons = posed.difference, posed.horizons
    evidence, refusal, effect, first, response = None, "", None, None, None
    try:
        sizes = (asked.size, asked.lead_size, asked.break_size)
        evidence = gather(moved, posed.design, horizons, posed.leads, seed, *sizes)
        response = evidence.path
        if policy != question.policy:
            first = first_stage(moved, posed.design, question.policy, horizons, posed.leads)
            response = per_realised(response, first)
        effect = scenario_effect(response, difference.T, question.weights, logs)
    except DataError as error:
        refusal = _refusal(moved, policy, error)
    case = EffectCase(
        asked,
        evidence,
        refusal,
        _share_moved(evidence, difference, question.weights),
        1.0 if logs else _spread_within(grid.values[outcome]),
        _date_of_break(evidence, grid, table.frequency),
        since,
        None if effect is None else Pair(float(effect.estimate[-1]), float(effect.error[-1])),
        _network(question.network, outcome),
        (horizons + 1, len(difference)),
        first,
        bool(difference[-1] @ question.weights < 0),
    )
    results = list(EFFECT.review(case))
    return _Told(case, _answer(results, effect), results, response, effect)


def _answer(results: list[CheckResult], effect: ScenarioEffect | None) -> CheckResult:
    """The verdict as a row: value and band of the effect at the end of the path, status and reason."""
    by_id = {one.check: one for one in results}
    deciding = [by_id[one.id] for one in REASONS if one.id in by_id]
    silent = {one.id for one in ONLY_WHERE_FAILED}
    status, reason = Status.passed, ""
    failed = [one.check for one in deciding if one.status.bad]
    open_ones = [one for one in deciding if one.status is Status.undecided]
    unsure = [one.check for one in open_ones if one.check not in silent]
    said = [one.sentence for one in open_ones if one.check in silent]
    for ending, reasons in ((Status.undecided, unsure), (Status.failed, failed)):
        if reasons:
            status, reason = ending, reasons[0]
    numbers = (effect.estimate, effect.low, effect.high) if effect is not None else [np.full(1, np.nan)] * 3
    value, low, high = (float(one[-1]) for one in numbers)
    return CheckResult(
        check=ANSWER,
        title="The effect",
        question="Do these data answer what the policy does?",
        equation="",
        detail=reason,
        value=value,
        low=low,
        high=high,
        threshold=np.nan,
        status=status,
        gate=False,
        sentence=by_id[reason].sentence if reason else " ".join(said),
        advice=by_id[reason].advice if reason else "",
    )


def _paths(
    evidence: Evidence | None,
    path: EventPath | None,
    effect: ScenarioEffect | None,
    outcome: str,
    unit: str,
) -> list[pd.DataFrame]:
    if evidence is None or path is None or effect is None:
        return []
    response = path.table()[["horizon", "estimate", "low", "high"]]
    response[["estimate", "low", "high"]] *= 1.0 if unit == "%" else 0.01
    along = pd.DataFrame(
        {
            "horizon": np.arange(1, len(effect.estimate) + 1),
            **{name: getattr(effect, name) for name in ("estimate", "low", "high")},
        }
    )
    found = [response.assign(of="response"), along.assign(of="scenario")]
    return [
        one.assign(outcome=outcome, unit=unit, leads=evidence.leads_p)[list(PATH_COLUMNS)] for one in found
    ]


def _by_price(grid: Grid, rates: set[str]) -> Grid:
    """The grid with rates as log(1 + rate). Raises SettingsError for what is no variable."""
    found = dict(grid.values)
    for name in rates:
        if name not in grid.values:
            raise SettingsError(f"verdict.policy = {name!r}", f"one of {', '.join(grid.values)}")
        values = np.asarray(grid.values[name], dtype=float)
        found[name] = np.log1p(bridged(np.where(values > -1, values, np.nan)))
    return replace(grid, values=found)


def _refusal(grid: Grid, policy: str, error: DataError) -> str:
    """Why the design refuses, in a clause."""
    values = grid.values[policy]
    shape = values - np.nanmean(values, axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        apart = np.nanmax(np.abs(shape - np.nanmean(shape, axis=0)), initial=0.0)
    if len(values) > 1 and apart < _SAME:
        return "every sector has the same changes of the policy, which are not told from the period"
    return error.found


def _date_of_break(evidence: Evidence | None, grid: Grid, frequency: Frequency) -> str:
    """Empty where the response drifts, or was not asked about."""
    if evidence is None or evidence.break_at < 0:
        return ""
    return period_label(grid.periods[evidence.break_at], frequency)


def _spread_within(values: np.ndarray) -> float:
    """Standard deviation of an outcome [S, T] about the means of its sectors, which has no origin."""
    own = values - np.nanmean(values, axis=1, keepdims=True)
    return float(np.nanstd(own))


def _share_moved(evidence: Evidence | None, difference: np.ndarray, weights: np.ndarray) -> float:
    """Share, by weight, of the sectors whose rate the path changes in which the policy has moved before."""
    asked = (np.abs(difference) > _SAME).any(axis=0) * weights
    if evidence is None or not asked.sum() > 0:
        return np.nan
    return float(asked[~evidence.moves.standing].sum() / asked.sum())


def _network(found: xr.Dataset | None, outcome: str) -> NetworkAnswer | None:
    """The network's effect at the end of the path, and its error; None where it gives none."""
    name = f"{outcome}_effect_quantile"
    if found is None or name not in found:
        return None
    last = found[name].isel(sector=0, period=-1)
    low, middle, high = (float(last.sel(quantile=at, method="nearest")) for at in (0.05, 0.5, 0.95))
    if not np.isfinite(middle):
        return None
    told = {key: found[name].attrs[key] for key in NetworkAnswer._fields if key in found[name].attrs}
    return NetworkAnswer(middle, (high - low) / WIDTH_90, **told)
