"""Scores of the network and of the simple models, side by side."""

import pandas as pd
import xarray as xr

from tradewinds.report.comparison import MODELS, NETWORK, Comparison, best_model, compare, select
from tradewinds.report.names import Names
from tradewinds.report.table import Cell, Table, cell
from tradewinds.report.words import NOT_COMPUTED, THIN, capital, listed, number, percent, with_error

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
    value, error = (chosen.pivot(index="model", columns="equation", values=v) for v in ("value", "error"))
    own_unit = metric in ("rmse", "crps") and set(chosen["scale"]) == {"original"}
    head, factors = ["Model"], {}
    for equation in equations:
        target = names.target(tier, equation)
        factors[equation] = target.factor if own_unit else 1.0
        head.append(f"{target.label}, {target.unit}" if own_unit else target.label)
    there = set(zip(chosen["model"], chosen["equation"], strict=True))
    best = {e: best_model(value[e].astype(float), metric) for e in equations}
    rows = []
    for model in models:
        row = [Cell(capital(MODELS.get(model, model)), "own" if model == NETWORK else "")]
        for e in equations:
            if model != NETWORK and (model, e) not in there:
                row.append(Cell(_NO_SUCH_MODEL))
                continue
            mark = "best" if model == best[e] else ""
            present = model in value.index
            v, s = (float(table.loc[model, e]) if present else float("nan") for table in (value, error))
            row.append(cell(with_error(v * factors[e], s * factors[e]), mark))
        rows.append(row)
    if metric != "skill":
        found = {c.equation: c for c in compare(scores, question, metric)}
        rows.append([Cell("Network against the best of these", "sum")])
        rows[-1] += [_outcome(found.get(e), factors[e]) for e in equations]
    counted = [int(chosen.loc[chosen["equation"] == e, "rows"].max()) for e in equations]
    title, unit = METRICS[metric]
    asked = _asked(names, tier, equations, question)
    held = f"{min(counted):,}" if len(set(counted)) == 1 else f"{min(counted):,} to {max(counted):,}"
    return Table(f"{title}, {asked} ({unit}; {held} rows each)", head, rows)


def horizon_table(names: Names, tier: str, scores: pd.DataFrame, calibration: pd.DataFrame) -> Table | None:
    """The network one period ahead beside the long forecast, with the width of the latter's widest band."""
    lppd = scores[(scores["model"] == NETWORK) & (scores["metric"] == "lppd")]
    lppd = lppd[lppd["scale"] == "standardised"].set_index(["holdout", "equation"])
    if "ahead" not in lppd.index.get_level_values("holdout"):
        return None
    bands = calibration[calibration["holdout"] == "fed_back"]
    widest = calibration["level"].max()
    held = bands[bands["level"] == widest].set_index("equation")
    rows, counted = [], []
    for equation in lppd.loc["ahead"].index:
        near = lppd.loc[("ahead", equation)]
        row = [Cell(names.target(tier, equation).label), cell(with_error(near["value"], near["error"]))]
        if ("fed_back", equation) in lppd.index:
            far, seen = lppd.loc[("fed_back", equation)], held.loc[equation]
            row.append(cell(with_error(far["value"], far["error"])))
            row.append(cell(with_error(100 * seen["coverage"], 100 * seen["error"])))
        else:
            row += [Cell("explodes", "worse"), Cell("–")]
        rows.append(row)
        counted.append(names.one(names.target(tier, equation).table))
    ahead = listed(dict.fromkeys(counted), last="or")
    head = ["Equation", f"One {ahead} ahead", "Own past simulated", f"{percent(widest)} band then holds, %"]
    note = (
        "From the last training period to the end of the test periods, every forecast built on the forecasts "
        "before it and all other variables as observed: what a path into the future is built of."
    )
    return Table(
        "The network's long forecast (log predictive density, nats per observation)", head, rows, note
    )


def subset_note(names: Names, tier: str, predictions: xr.DataTree) -> str | None:
    """A sentence where fewer rows were asked than there are, None where all were."""
    found = []
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
                found.append(f"{asked:,} of {there:,} rows {what}")
    if not found:
        return None
    return (
        f"Not every row was asked: whole sectors were drawn at random, {listed(dict.fromkeys(found))}. All "
        "models were asked the same ones, and all were trained on every row."
    )


def _outcome(c: Comparison | None, factor: float) -> Cell:
    if c is None or c.outcome == "not computed":
        return cell(NOT_COMPUTED)
    if c.outcome == "level":
        ends = [number(end * factor, 2, sign=True) for end in (c.advantage, *c.band)]
        return Cell(f"cannot be told apart ({ends[0]}, 95{THIN}% band {ends[1]} to {ends[2]})", c.outcome)
    sign = 1 if c.outcome == "better" else -1
    by, *ends = (number(sign * end * factor, 2) for end in (c.advantage, *c.band[::sign]))
    return Cell(f"{c.outcome} by {by} (95{THIN}% band {ends[0]} to {ends[1]})", c.outcome)


def _asked(names: Names, tier: str, equations: list[str], question: str) -> str:
    if question == "inside":
        return "for rows held out inside the training periods"
    spans = dict.fromkeys(names.one(names.target(tier, e).table) for e in equations)
    return f"one {listed(spans, last='or')} ahead"
