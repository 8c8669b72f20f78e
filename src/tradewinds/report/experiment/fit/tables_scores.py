"""Scores of the network and of the simple models, side by side."""

import math
from dataclasses import replace
from functools import partial

import pandas as pd
import xarray as xr

from tradewinds.report.experiment.fit.comparison import (
    MODELS,
    NETWORK,
    Comparison,
    best_model,
    compare_with_simple,
    select,
)
from tradewinds.report.names import Names, Variable
from tradewinds.report.page.blocks import Statement, Table, cell
from tradewinds.report.page.columns import TableColumn, tabulated
from tradewinds.report.quantities import amount, banded, counted, ranged, with_its_error
from tradewinds.report.words import NOT_COMPUTED, THIN, capital, listed, percent

_NO_SUCH_MODEL = "–"
"""Of a simple model that does not apply to an equation."""
_OWN = "in the unit of each column"
METRICS = {
    "lppd": ("Log predictive density", "nats per observation, higher is better"),
    "crps": ("Distance of the whole forecast from the outcome (CRPS)", f"{_OWN}, lower is better"),
    "rmse": ("Root mean squared error of point forecasts", f"{_OWN}, lower is better"),
    "skill": ("Share of the last value's squared error that is avoided", "1 is perfect, 0 no gain"),
}


def score_table(names: Names, tier: str, scores: pd.DataFrame, question: str, metric: str) -> Table | None:
    """Models down, equations across, value ± standard error, the best of a column marked."""
    chosen = select(scores, question, metric)
    if chosen.empty:
        return None
    equations = list(dict.fromkeys(chosen["equation"]))
    models = [NETWORK, *(m for m in dict.fromkeys(chosen["model"]) if m != NETWORK)]
    if metric == "skill":
        models = [model for model in models if model != "last value"]
    own_unit = metric in ("rmse", "crps") and set(chosen["scale"]) == {"original"}
    columns: list[TableColumn] = [("Model", _model)]
    columns += [_scored(names.target(tier, e), chosen, e, metric, own_unit) for e in equations]
    title, unit = METRICS[metric]
    rows = [int(chosen.loc[chosen["equation"] == e, "rows"].max()) for e in equations]
    held = f"{min(rows):,}" if len(set(rows)) == 1 else f"{min(rows):,} to {max(rows):,}"
    asked = _asked(names, tier, equations, question)
    table = tabulated(f"{title}, {asked} ({unit}; {held} rows each)", models, columns)
    if metric == "skill":
        return table
    found = {c.equation: c for c in compare_with_simple(scores, question, metric)}
    outcomes = [_outcome(found.get(e), *_unit(names.target(tier, e), metric, own_unit)) for e in equations]
    last = [Statement("Network against the best of these", "sum"), *outcomes]
    return replace(table, rows=[*table.rows, last])


def _model(model: str) -> Statement:
    return Statement(capital(MODELS.get(model, model)), "own" if model == NETWORK else "plain")


def _scored(
    target: Variable, chosen: pd.DataFrame, equation: str, metric: str, own_unit: bool
) -> TableColumn:
    """An equation's column: every model's score, nothing for one that does not apply."""
    mine = chosen[chosen["equation"] == equation].set_index("model")
    best = best_model(mine["value"].astype(float), metric)
    factor, unit = _unit(target, metric, own_unit)

    def score(model: str) -> Statement | str:
        if model not in mine.index:
            return NOT_COMPUTED if model == NETWORK else _NO_SUCH_MODEL
        kind = "best" if model == best else "plain"
        return with_its_error(mine["value"][model], mine["error"][model], factor=factor, unit=unit, kind=kind)

    return f"{target.label}, {target.unit}" if own_unit else target.label, score


def _unit(target: Variable, metric: str, own: bool) -> tuple[float, str]:
    """Factor and unit of a score: the outcome's own, or nats per observation, or training deviations."""
    scores = {"lppd": "nats per observation", "skill": "share"}
    return (target.factor, target.unit) if own else (1.0, scores.get(metric, "training deviations"))


def horizon_table(names: Names, tier: str, scores: pd.DataFrame, calibration: pd.DataFrame) -> Table | None:
    """The network one period ahead beside the long forecast, with the width of the latter's widest band."""
    lppd = scores[(scores["model"] == NETWORK) & (scores["metric"] == "lppd")]
    lppd = lppd[lppd["scale"] == "standardised"].set_index(["holdout", "equation"])
    if "ahead" not in lppd.index.get_level_values("holdout"):
        return None
    bands = calibration[calibration["holdout"] == "fed_back"]
    widest = calibration["level"].max()
    held = bands[bands["level"] == widest].set_index("equation")

    def score(question: str, equation: str) -> Statement:
        if (question, equation) not in lppd.index:
            return Statement("explodes", "worse")
        row = lppd.loc[(question, equation)]
        return with_its_error(row["value"], row["error"], unit="nats per observation")

    def inside_the_band(equation: str) -> Statement | str:
        if ("fed_back", equation) not in lppd.index:
            return "–"
        return with_its_error(held["coverage"][equation], held["error"][equation], factor=100, unit="%")

    equations = lppd.loc["ahead"].index
    one = listed(dict.fromkeys(names.one(names.target(tier, e).table) for e in equations), last="or")
    columns: list[TableColumn] = [
        ("Equation", lambda e: names.target(tier, e).label),
        (f"One {one} ahead", partial(score, "ahead")),
        ("Own past simulated", partial(score, "fed_back")),
        (f"{percent(widest)} band then holds, %", inside_the_band),
    ]
    note = (
        "From the last training period to the end of the test periods, every forecast built on the forecasts "
        "before it and all other variables as observed: what a path into the future is built of."
    )
    caption = "The network's long forecast (log predictive density, nats per observation)"
    return tabulated(caption, equations, columns, note)


def subset_note(names: Names, tier: str, predictions: xr.DataTree) -> Statement | None:
    """A sentence where fewer rows were asked than there are, None where all were."""
    found, least = [], math.inf
    for equation, questions in predictions.children.items():
        for question in ("ahead", "inside", "fit"):
            if question not in questions.children:
                continue
            rows = questions[question].to_dataset()
            asked, there = rows.sizes["row"], int(rows.attrs.get("of", rows.sizes["row"]))
            if asked < there:
                what = {
                    "ahead": _asked(names, tier, [equation], "ahead"),
                    "inside": "held out inside",
                    "fit": "trained on",
                }[question]
                least = min(least, asked)
                found.append(f"{asked:,} of {there:,} rows {what}")
    if not found:
        return None
    return counted(least, "rows").in_words(
        f"Not every row was asked: whole sectors were drawn at random, {listed(dict.fromkeys(found))}. All "
        "models were asked the same ones, and all were trained on every row."
    )


def _outcome(c: Comparison | None, factor: float, unit: str) -> Statement:
    """Better or worse than the best simple model, and by how much; or that it cannot be told."""
    if c is None or c.outcome == "not computed":
        return cell(NOT_COMPUTED)
    by = banded(c.advantage, *c.band, factor=factor, unit=unit, level=0.95)
    low, high = c.band
    if c.outcome == "level":
        middle, ends = amount(c.advantage, 2, True, factor), ranged(low, high, factor)
        return by.in_words(f"cannot be told apart ({middle}, 95{THIN}% band {ends})", c.outcome)
    if c.outcome == "worse":
        low, high, factor = high, low, -factor
    size, ends = amount(c.advantage, 2, factor=factor), ranged(low, high, factor, sign=False)
    return by.in_words(f"{c.outcome} by {size} (95{THIN}% band {ends})", c.outcome)


def _asked(names: Names, tier: str, equations: list[str], question: str) -> str:
    if question == "inside":
        return "for rows held out inside the training periods"
    spans = dict.fromkeys(names.one(names.target(tier, e).table) for e in equations)
    return f"one {listed(spans, last='or')} ahead"
