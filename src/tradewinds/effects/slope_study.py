"""Slopes of an outcome on the policy as one table: rivals, permutations, placebos, and groups' own."""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
from scipy import stats

from tradewinds.data.changes import lagged_change
from tradewinds.data.panel import Grid
from tradewinds.effects.choices import DesignChoices, EffectWords
from tradewinds.effects.design import EventDesign, rows_where
from tradewinds.effects.group_slopes import group_slopes
from tradewinds.effects.instrumented import AS_IT_IS, FIRST_STAGE, REDUCED, rival_slopes, slope_row
from tradewinds.effects.least_squares import SlopeEstimate, least_squares
from tradewinds.effects.permutation import Randomised, permuted_slope
from tradewinds.effects.placebo import moved_back
from tradewinds.normal import REACH_90
from tradewinds.settings.calendar import PER_YEAR
from tradewinds.settings.data import DataSettings
from tradewinds.settings.policy_slopes import PolicySlopesSettings

SLOPE_COLUMNS = (
    "kind", "design", "group", "moved", "estimate", "error", "low", "high", "detectable", "rows", "clusters",
    "effective", "f", "r2", "p", "permuted_error", "permuted_p", "permuted_detectable", "pooled",
    "pooled_error", "spread", "unit",
)  # fmt: skip
"""``kind``: ``slope`` (a design), ``placebo`` (the policy ``moved`` so many periods back), ``permutation``
(one draw), ``group``, and ``groups`` (their mean, ``spread`` and ``p`` that they are alike)."""
_SCALED = ("estimate", "error", "low", "high", "detectable", "permuted_error", "permuted_detectable",
           "pooled", "pooled_error", "spread")  # fmt: skip

_NONE = {"group": "", "moved": 0, "rows": 0, "clusters": ""}
"""What stands where a row has no such thing."""


def estimate_slopes(
    table: pd.DataFrame, data: DataSettings, asked: PolicySlopesSettings, seed: int = 0
) -> pd.DataFrame:
    """Columns ``SLOPE_COLUMNS``, one row an estimate or draw, in per cent (or the outcome's unit) per unit of
    the policy as ``unit`` says. Bands are those of clusters, and of permutations where these are wider.
    Raises as ``DesignChoices.on`` and every design.
    """

    def on(policy: str) -> tuple[Grid, EventDesign, EffectWords]:
        about = (asked.effects, asked.clusters, asked.weights, asked.trends, asked.start, asked.end)
        return DesignChoices(asked.outcome, policy, *about, asked.weights_in).on(table, data)

    step = asked.step or PER_YEAR[data.tables["sectors"].frequency]
    grid, design, words = on(asked.policy)
    _, law, reduced = on(asked.instrument) if asked.instrument else (None, None, words)
    _, set_to, assigned = on(asked.assigned or asked.instrument or asked.policy)
    rows = [_rivals(grid, design, law, step, words, reduced)]
    chosen = {asked.policy: (AS_IT_IS, design, words)}
    if law is not None:
        chosen[law.policy] = (REDUCED, law, reduced)
    if asked.assigned:
        known = chosen.get(asked.assigned)
        if known is None:
            alone = _slope(grid, set_to, step)
            name = f"reduced form, {assigned.policy}"
            rows.append(_said(pd.DataFrame([slope_row(name, alone)]), "slope", assigned))
            known = (name, set_to, assigned)
        chosen = {asked.assigned: known}
    found = pd.concat([*rows, *_placebos(grid, set_to, step, assigned, asked, seed)], ignore_index=True)
    if asked.permutations:
        for name, moved, said in chosen.values():
            drawn = permuted_slope(grid, moved, step, asked.permutations, seed, asked.within)
            for column, value in _randomised(drawn, said).items():
                found.loc[found["design"] == name, column] = value
            found = _at_least_as_wide(found, found["design"] == name)
            draws = pd.DataFrame({"design": name, "estimate": drawn.draws})
            found = pd.concat([found, _said(draws, "permutation", said)], ignore_index=True)
    if asked.by:
        found = pd.concat([found, *_groups(grid, set_to, step, assigned, asked)], ignore_index=True)
    return found.reindex(columns=list(SLOPE_COLUMNS))


def _rivals(
    grid: Grid,
    design: EventDesign,
    law: EventDesign | None,
    step: int,
    words: EffectWords,
    reduced: EffectWords,
) -> pd.DataFrame:
    table = rival_slopes(grid, design, law, step)
    first = replace(words, factor=1.0, unit="policy per unit of the instrument")
    said = {FIRST_STAGE: first, REDUCED: reduced}
    parts = [_said(table.iloc[[place]], "slope", said.get(name, words))
             for place, name in enumerate(table["design"])]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _placebos(
    grid: Grid,
    design: EventDesign,
    step: int,
    words: EffectWords,
    asked: PolicySlopesSettings,
    seed: int,
) -> Iterator[pd.DataFrame]:
    for periods in asked.placebos:
        earlier, then = moved_back(grid, design, periods)
        one = _slope(earlier, then, step)
        p = 2 * stats.t.sf(abs(one.slopes[0] / one.errors[0]), one.freedom[0])
        row = pd.DataFrame([slope_row("placebo", one)]).assign(moved=periods, p=p)
        row = _said(row, "placebo", words)
        if asked.permutations:
            drawn = permuted_slope(earlier, then, step, asked.permutations, seed, asked.within)
            row = _at_least_as_wide(row.assign(**_randomised(drawn, words)))
        yield row


def _groups(
    grid: Grid, design: EventDesign, step: int, words: EffectWords, asked: PolicySlopesSettings
) -> Iterator[pd.DataFrame]:
    # what a group weighs says nothing of its own slope, and few heavy ones would make up an effect of all
    even = replace(design, weights=None)
    found = group_slopes(grid, even, step, str(asked.by), asked.placebos)
    yield _said(found.table().assign(design="by group"), "group", words)
    mean, error, spread, alike, *_ = found.pooled
    half = REACH_90 * error
    whole = {"design": "mean of groups", "estimate": mean, "error": error, "spread": spread, "p": alike}
    whole |= {"low": mean - half, "high": mean + half}
    yield _said(pd.DataFrame([whole]), "groups", words)


def _slope(grid: Grid, design: EventDesign, step: int) -> SlopeEstimate:
    outcome, policy = (lagged_change(of(grid), step, 0) for of in (design.outcome_of, design.policy_of))
    return least_squares(rows_where(grid, design, outcome, [policy]))


def _at_least_as_wide(table: pd.DataFrame, of: pd.Series | bool = True) -> pd.DataFrame:
    """Bands that are as wide as permutations say where that is wider than clusters do: of twenty assignments
    of the tariff to other chapters those of clusters can hold zero in thirteen.
    """
    reach = REACH_90 * table["permuted_error"]
    wider = of & (reach > table["high"] - table["estimate"])
    low, high = table["estimate"] - reach, table["estimate"] + reach
    return table.assign(low=table["low"].mask(wider, low), high=table["high"].mask(wider, high))


def _randomised(drawn: Randomised, words: EffectWords) -> dict[str, float]:
    return {
        "permuted_error": drawn.error * words.factor,
        "permuted_p": drawn.p,
        "permuted_detectable": drawn.detectable * words.factor,
    }


def _said(rows: pd.DataFrame, kind: str, words: EffectWords) -> pd.DataFrame:
    """In the words' unit."""
    known = {name: rows[name] * words.factor for name in _SCALED if name in rows}
    empty = {name: value for name, value in _NONE.items() if name not in rows}
    return rows.assign(kind=kind, unit=words.unit, **known, **empty)
