"""Whether the data answer what a path of the policy does, by the design without a network.

A verdict is ``withheld`` where a check of ``review.effect`` fails, ``assumed`` where one cannot say, and
``stands`` where all pass. Where the response broke and nothing else speaks against an answer, all is asked
again of the rows since then, and what is said is said of that time. Where sectors differ, or too few of those
asked about were treated, and nothing else speaks against an answer, all is asked again of the treated alone,
each with an answer of its own, and what is said is said of their mean.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.data.changes import about_means
from tradewinds.data.panel import Grid, period_label
from tradewinds.effects.evidence import Evidence, gather
from tradewinds.errors import DataError
from tradewinds.normal import WIDTH_90
from tradewinds.policy.posed_effect import (
    EffectQuestion,
    EstimatedPath,
    estimate_effect,
    fit_of,
    of_the_treated,
    posed_effect,
    rows_since,
    with_weights,
)
from tradewinds.review.check import COLUMNS, CheckResult
from tradewinds.review.effect.case import EFFECT, EffectCase, NetworkAnswer, Pair, Treated
from tradewinds.review.effect.comparison import COVERED
from tradewinds.review.effect.reasons import (
    OF_A_BREAK,
    OF_A_PART,
    OF_DIFFERING,
    ONLY_WHERE_FAILED,
    REASONS,
    SAID_OF_WHAT_STANDS,
    powers,
)
from tradewinds.review.effect.stability import SAME_EVERYWHERE, SAME_FOR_ALL_CHANGES, SAME_THROUGHOUT
from tradewinds.review.status import Status
from tradewinds.review.table import results_table
from tradewinds.settings.data import DataSettings
from tradewinds.settings.data_table import Frequency
from tradewinds.settings.tables import scales_of
from tradewinds.settings.verdict import VerdictSettings

ANSWER = "effect"
"""Id of the row that is the verdict itself: the effect with its band, and why it is withheld or assumed."""
STANDING = {Status.passed: "stands", Status.undecided: "assumed", Status.failed: "withheld"}
VERDICT_COLUMNS = ("outcome", "unit", "power", "since", "treated", "sectors", *COLUMNS)
"""Of the verdict's own row: ``since``, the period from which on rows are used, empty of all rows;
``treated``, how many of the sectors asked about the effect is of, and their weight, empty of all;
``sectors``, which these are, where each has an answer of its own, with semicolons between them."""
PATH_COLUMNS = ("outcome", "of", "horizon", "estimate", "low", "high", "unit", "leads", "announced")
_SAME = 1e-12
"""Difference of two rates below which they are the same."""


def judge_effects(
    grid: Grid, data: DataSettings, question: EffectQuestion, outcomes: list[str], asked: VerdictSettings,
    seed: int = 0,
) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """Verdicts (``VERDICT_COLUMNS``), each outcome's own first, and paths (``PATH_COLUMNS``): ``response`` by
    periods since a rise of 1 % in the price of imports that lasts, ``scenario`` by period of the path;
    ``announced``: from how many periods before a change on it counts.
    """
    verdicts, paths = [], []
    grid, asked = with_weights(grid, data, asked)
    for outcome in outcomes:
        found = _judged(grid, data, question, outcome, asked, seed)
        verdicts.append(found[0])
        paths += found[1]
    table = pd.concat(verdicts, ignore_index=True) if verdicts else pd.DataFrame(columns=VERDICT_COLUMNS)
    drawn = pd.concat(paths, ignore_index=True) if paths else pd.DataFrame(columns=PATH_COLUMNS)
    return table, drawn


class _Told(NamedTuple):
    """What is said of an outcome: the case, the verdict, its checks, and the estimate, where there is one;
    the same question of the treated alone, where it could be asked.
    """

    case: EffectCase
    answer: CheckResult
    results: list[CheckResult]
    estimate: EstimatedPath | None
    narrower: EffectQuestion | None


def _judged(
    grid: Grid, data: DataSettings, question: EffectQuestion, outcome: str, asked: VerdictSettings, seed: int
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    told = _told(grid, data, question, outcome, asked, seed)
    if told.case.break_at and _only_broke(told.results):
        later = rows_since(grid, data, outcome, question, told.case.break_at)
        again = _told(later, data, question, outcome, asked, seed, told.case)
        if not again.answer.status.bad:
            told = again
    names = ""
    if told.narrower is not None and _only_differ(told.results):
        again = _told(
            grid, data, told.narrower, outcome, asked, seed, treated=_treated(question, told.narrower)
        )
        if not again.answer.status.bad and _told_apart(told.results, again.results):
            names = "; ".join(grid.sectors[at] for at in np.flatnonzero(told.narrower.weights))
            told = again
    unit = "%" if scales_of(data, "sectors")[outcome] == "log" else ""
    whole = results_table([told.answer, *told.results]).assign(outcome=outcome, unit=unit)
    power = powers(told.case)
    whole["power"] = [power.get(name, np.nan) for name in whole["check"]]
    words = "" if told.case.treated is None else told.case.treated.words
    for column, own in (("since", told.case.since), ("treated", words), ("sectors", names)):
        whole[column] = [own if name == ANSWER else "" for name in whole["check"]]
    drawn = _paths(told.case.evidence, told.estimate, outcome, unit, asked.announced)
    return whole[list(VERDICT_COLUMNS)], drawn


def _only_broke(results: list[CheckResult]) -> bool:
    """Whether nothing speaks against an answer but that the response broke, or what a break may be behind."""
    deciding = {one.id for one in REASONS}
    failed = {one.check for one in results if one.check in deciding and one.status.bad}
    return SAME_THROUGHOUT.id in failed and failed <= {one.id for one in OF_A_BREAK}


def _only_differ(results: list[CheckResult]) -> bool:
    """Whether nothing speaks against an answer but that sectors differ, or that too few of those asked about
    were treated, or what sectors that differ may be behind.
    """
    deciding = {one.id for one in REASONS}
    failed = {one.check for one in results if one.check in deciding and one.status.bad}
    behind = {one.id for one in OF_DIFFERING} | (
        {SAME_FOR_ALL_CHANGES.id} if SAME_EVERYWHERE.id in failed else set()
    )
    return bool(failed & {SAME_EVERYWHERE.id, COVERED.id}) and failed <= behind


def _told_apart(whole: list[CheckResult], own: list[CheckResult]) -> bool:
    """Whether answers to single changes that differ are those of sectors that differ: beside answers of their
    own none is found, where it would have been. It could not be where sectors changed once.
    """
    before, after = (
        next((one.status for one in some if one.check == SAME_FOR_ALL_CHANGES.id), None)
        for some in (whole, own)
    )
    return before is None or not before.bad or after is Status.passed


def _treated(question: EffectQuestion, narrower: EffectQuestion) -> Treated:
    whole, some = question.weights > 0, narrower.weights > 0
    return Treated(int(some.sum()), int(whole.sum()), float(question.weights[some].sum()))


def _told(
    grid: Grid,
    data: DataSettings,
    question: EffectQuestion,
    outcome: str,
    asked: VerdictSettings,
    seed: int,
    before: EffectCase | None = None,
    treated: Treated | None = None,
) -> _Told:
    """``before``: the case of all rows, where these are those since its break; ``treated``: of whom the
    question is, where it is of the treated alone.
    """
    posed = posed_effect(grid, data, question, outcome, asked)
    evidence, refusal, estimate, narrower = None, "", None, None
    try:
        sizes = (asked.size, asked.lead_size, asked.break_size)
        fit = fit_of(posed)
        shape = (posed.grid, posed.design, posed.horizons, posed.leads)
        evidence = gather(*shape, seed, *sizes, fit=fit)
        estimate = estimate_effect(posed, question, asked.spread, fit)
        narrower = of_the_treated(posed, fit.rows, question, asked.least_of_asked)
    except DataError as error:
        evidence = None
        refusal = _refusal(posed.grid, posed.design.policy, error)
    end = None if estimate is None else estimate.effect
    case = EffectCase(
        asked,
        evidence,
        refusal,
        # a policy that moved before the break shows that a sector is none that is always spared
        _share_moved(evidence, posed.difference, question.weights) if before is None else before.moved,
        posed.scale,
        _date_of_break(evidence, grid, data.tables["sectors"].frequency),
        "" if before is None else before.break_at,
        None if end is None else Pair(float(end.estimate[-1]), float(end.error[-1])),
        # the network's is that of all
        _network(question.network if treated is None else None, outcome),
        (posed.horizons + 1, len(posed.difference)),
        None if estimate is None else estimate.first,
        bool(posed.difference[-1] @ question.weights < 0),
        np.nan if estimate is None or estimate.slopes is None else estimate.slopes.spread,
        treated,
    )
    results = list(EFFECT.review(case))
    return _Told(case, _answer(results, estimate), results, estimate, narrower)


def _answer(results: list[CheckResult], estimate: EstimatedPath | None) -> CheckResult:
    """The verdict as a row: value and band of the effect at the end of the path, status and reason."""
    by_id = {one.check: one for one in results}
    deciding = [by_id[one.id] for one in REASONS if one.id in by_id]
    silent, telling = ({one.id for one in some} for some in (ONLY_WHERE_FAILED, SAID_OF_WHAT_STANDS))
    status, reason = Status.passed, ""
    failed = [one.check for one in deciding if one.status.bad]
    open_ones = [one for one in deciding if one.status is Status.undecided]
    unsure = [one.check for one in open_ones if one.check not in silent]
    said = [one.sentence for one in deciding if one.check in telling and one.sentence and not one.status.bad]
    since = [one.sentence for one in deciding if one.check in OF_A_PART and not failed]
    for ending, reasons in ((Status.undecided, unsure), (Status.failed, failed)):
        if reasons:
            status, reason = ending, reasons[0]
    effect = None if estimate is None else estimate.effect
    numbers = [np.full(1, np.nan)] * 3 if effect is None else [effect.estimate, effect.low, effect.high]
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
        sentence=" ".join([by_id[reason].sentence, *since] if reason else said),
        advice=by_id[reason].advice if reason else "",
    )


def _paths(
    evidence: Evidence | None, estimate: EstimatedPath | None, outcome: str, unit: str, announced: int
) -> list[pd.DataFrame]:
    """Periods are counted from when the rise came into force."""
    if evidence is None or estimate is None:
        return []
    effect, response = estimate.effect, estimate.response.table()[["horizon", "estimate", "low", "high"]]
    response["horizon"] -= announced
    response[["estimate", "low", "high"]] *= 1.0 if unit == "%" else 0.01
    along = pd.DataFrame(
        {
            "horizon": np.arange(1, len(effect.estimate) + 1),
            **{name: getattr(effect, name) for name in ("estimate", "low", "high")},
        }
    )
    found = [response.assign(of="response"), along.assign(of="scenario")]
    told = {"outcome": outcome, "unit": unit, "leads": evidence.leads_p, "announced": announced}
    return [one.assign(**told)[list(PATH_COLUMNS)] for one in found]


def _refusal(grid: Grid, policy: str, error: DataError) -> str:
    """Why the design refuses, in a clause."""
    values = grid.values[policy]
    apart = np.nan_to_num(np.abs(about_means(about_means(values).T))).max(initial=0.0)
    if len(values) > 1 and apart < _SAME:
        return "every sector has the same changes of the policy, which are not told from the period"
    return error.found


def _date_of_break(evidence: Evidence | None, grid: Grid, frequency: Frequency) -> str:
    """Empty where the response drifts, or was not asked about."""
    if evidence is None or evidence.break_at < 0:
        return ""
    return period_label(grid.periods[evidence.break_at], frequency)


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
