"""Calibration, convergence, predictive checks and recovery in figures."""

from functools import partial
from typing import Any

import pandas as pd

from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Statement, Table
from tradewinds.report.page.columns import TableColumn, tabulated
from tradewinds.report.quantities import amount, chance, change_size, counted, in_percent, with_its_error
from tradewinds.report.words import (
    NOT_COMPUTED,
    capital,
    finite,
    lower_first,
    number,
    percent,
)
from tradewinds.review.rules import normal_band

TENTH = 0.1
"""How far below its claim the share of truths in a band may lie."""


def coverage_table(names: Names, tier: str, calibration: pd.DataFrame) -> Table | None:
    """Claimed and observed coverage in figures, with the direction in which a band errs."""
    if calibration.empty:
        return None
    levels = sorted(calibration["level"].unique())
    rows = [
        (key, mine.set_index("level"))
        for key, mine in calibration.groupby(["equation", "holdout"], sort=False)
    ]
    columns: list[TableColumn] = [
        ("Equation", lambda row: names.target(tier, row[0][0]).label),
        ("Forecast", lambda row: _question(names, tier, *row[0])),
        *((f"{percent(level)} band holds, %", partial(_held, level)) for level in levels),
        (f"{percent(levels[-1])} band is", partial(_direction, levels[-1])),
    ]
    return tabulated("How often the bands held the outcome", rows, columns, texts=2)


def _held(level: float, row: tuple) -> Statement | str:
    by_level = row[1]
    if level not in by_level.index or not finite(by_level["coverage"][level]):
        return NOT_COMPUTED
    return with_its_error(by_level["coverage"][level], by_level["error"][level], factor=100, unit="%")


_QUANTITIES = {
    ("prediction", "rhat"): "R̂ of predictions, worst (1 is best)",
    ("prediction", "ess_bulk"): "Effective draws of predictions, fewest",
    ("prediction", "ess_tail"): "Effective draws in the tails of predictions, fewest",
    ("prediction", "draws_per_chain"): "Draws kept of each chain",
    ("prediction", "chains"): "Chains",
    ("noise scale", "rhat"): "R̂ of the noise scale",
    ("noise scale", "ess_bulk"): "Effective draws of the noise scale",
    ("noise scale", "ess_tail"): "Effective draws in the tails of the noise scale",
    ("noise scale", "draws_per_chain"): "",
    ("noise scale", "chains"): "",
    ("sampler", "divergences"): "Share of divergent transitions",
    ("sampler", "tree_depth_mean"): "Depth of the sampler's trees, mean",
    ("sampler", "tree_depth_at_limit"): "Share of draws at the largest tree depth",
    ("sampler", "bfmi"): "Fraction of missing information (BFMI), smallest",
    ("loo", "elpd_loo"): "Expected log density, leave-one-out, nats",
    ("loo", "elpd_loo_error"): "… its standard error",
    ("loo", "p_loo"): "Effective number of parameters",
    ("loo", "pareto_k_max"): "Pareto k̂, largest",
    ("loo", "pareto_k_high"): "Share of rows with a Pareto k̂ above 0.7",
    ("approximation", "pareto_k"): "Pareto k̂ of the guide's draws",
    ("approximation", "parameters"): "Parameters of the network and its effects",
    ("reference", "distance"): "Distance to the reference, standard deviations of a prediction",
    ("reference", "distance_floor"): "… that of the reference's own halves, which is chance",
    ("reference", "width"): "Width of the posterior against the reference's",
    ("reference", "rhat"): "R̂ of the reference's predictions, largest",
    ("elbo", "elbo_per_obs"): "Evidence bound per observation, nats",
    ("elbo", "expected_loglik_per_obs"): "… of it expected log likelihood",
    ("elbo", "kl"): "Divergence of posterior from prior, nats in all",
    ("training", "rows"): "Rows trained on",
    ("training", "inputs"): "Inputs",
    ("training", "steps"): "Steps of the optimiser",
    ("training", "non_finite"): "Updates skipped because a loss was not finite",
    ("training", "unsettled"): "Networks that are not at the mode of their posterior",
    ("training", "flat"): "Directions in which a mode is flat",
    ("training", "best_score"): "Best score on rows held out of the training",
}
"""What is measured → how the page calls it; without a name it repeats another row and is left out."""


def convergence_table(
    names: Names, tier: str, convergence: pd.DataFrame, title: str = "Sampler and training"
) -> Table | None:
    """Numbers about the sampler and the training, equations across."""
    chosen = convergence[convergence["quantity"] != "predictive check"]
    if chosen.empty:
        return None
    values = _across(chosen, ["quantity", "metric"])
    named = {
        key: _QUANTITIES.get(key, capital(f"{key[0]}: {str(key[1]).replace('_', ' ')}")) for key in values
    }

    def value(equation: str, key: tuple) -> Statement | str:
        return amount(values[key][equation]) if equation in values[key] else "–"

    columns: list[TableColumn] = [("Measure", lambda key: named[key])]
    for e in dict.fromkeys(chosen["equation"]):
        label = names.target(tier, e).label if e else "All equations"
        columns.append((label, partial(value, e)))
    return tabulated(title, [key for key in values if named[key]], columns)


def _across(table: pd.DataFrame, keys: list[str]) -> dict[Any, dict[str, float]]:
    """Row of a table → equation → its value."""
    return {
        key: dict(mine.groupby("equation")["value"].first())
        for key, mine in table.groupby(keys if len(keys) > 1 else keys[0], sort=False)
    }


_STATISTICS = {
    "standard deviation": "Spread (standard deviation)",
    "smallest": "Smallest value",
    "largest": "Largest value",
    "persistence": "Memory of the errors from one period to the next",
}


def predictive_check_table(names: Names, tier: str, convergence: pd.DataFrame) -> Table | None:
    """How often data simulated from the model show a larger statistic than the real ones."""
    chosen = convergence[convergence["quantity"] == "predictive check"]
    if chosen.empty:
        return None
    values = _across(chosen, ["metric"])

    def share(equation: str, metric: str) -> Statement:
        return _likely(values[metric].get(equation))

    columns: list[TableColumn] = [("Statistic", lambda metric: _STATISTICS.get(metric, capital(metric)))]
    for e in dict.fromkeys(chosen["equation"]):
        columns.append((names.target(tier, e).label, partial(share, e)))
    note = (
        "Share of data sets simulated from the fitted model in which the statistic is larger than in the "
        "real data. Near 50 % the model reproduces it; below 2.5 % or above 97.5 % (✗) it does not."
    )
    return tabulated("Does the model produce data like these?", values, columns, note)


def _likely(share: float | None) -> Statement:
    said = chance(share)
    odd = finite(share) and not 0.025 <= share <= 0.975
    return said.in_words(f"{said} ✗", "odd") if odd else said


def recovery_table(names: Names, tier: str, recovery: pd.DataFrame) -> Table | None:
    """True against estimated effects, and how often the bands held the truth."""
    if recovery.empty:
        return None
    levels = sorted(recovery["level"].unique())
    rows = [
        (names.target(tier, equation), mine.iloc[0], mine.set_index("level")["coverage"])
        for (equation, _), mine in recovery.groupby(["equation", "intervention"], sort=False)
    ]

    def effect(column: str, row: tuple) -> Statement:
        return change_size(row[0], row[1][column])

    columns: list[TableColumn] = [
        ("Effect on", lambda row: f"{row[0].label}, {row[0].effect_unit}"),
        ("when", lambda row: _intervention(names, row[0].table, row[1]["intervention"], row[1]["rise"])),
        ("True, mean", partial(effect, "mean_true")),
        ("Estimated, mean", partial(effect, "mean_estimate")),
        ("Bias", partial(effect, "bias")),
        *((f"Truth in {percent(v)} band", lambda row, v=v: in_percent(row[2].get(v))) for v in levels),
        ("Rows", lambda row: counted(row[1]["rows"])),
    ]
    note = "Effects in the same period, mean over the rows ahead; those on quantities are log changes × 100."
    return tabulated("True and estimated effects", rows, columns, note, texts=2)


def effects_missed(names: Names, tier: str, recovery: pd.DataFrame) -> list[Statement]:
    """Effects whose widest band held the truth less often than it claims, worst first, with both means."""
    level = recovery["level"].max()
    missed = recovery[(recovery["level"] == level) & (recovery["coverage"] < level - TENTH)]
    texts = []
    for row in missed.sort_values("coverage", kind="stable").itertuples(index=False):
        target = names.target(tier, row.equation)
        true, found = (change_size(target, value) for value in (row.mean_true, row.mean_estimate))
        when = lower_first(_intervention(names, target.table, row.intervention, row.rise))
        texts.append(
            true.in_words(f"{target.label}, when {when}: {true} {target.effect_unit}, estimated {found}")
        )
    return texts


def _intervention(names: Names, table: str, name: str, rise: float) -> str:
    raised = names.variable(table, name)
    if raised.factor != 1.0:
        return f"{raised.label} is {number(rise * raised.factor, 2)} {raised.effect_unit} higher"
    by = f"{number(100 * rise, 2)} log points" if raised.log else f"{number(rise, 2)} ({raised.unit})"
    return f"{raised.label} is higher by {by}"


def _question(names: Names, tier: str, equation: str, question: str) -> str:
    one = names.one(names.target(tier, equation).table)
    known = {
        "ahead": f"one {one} ahead",
        "inside": "inside the training periods",
        "fed_back": "own past simulated",
    }
    return known[question]


def _direction(level: float, row: tuple) -> str:
    """In which direction a band errs by more than two errors; a coverage of 0 or 1 has its claim's own."""
    coverage, error, rows = (row[1][column].get(level) for column in ("coverage", "error", "rows"))
    if not (finite(coverage) and finite(error) and finite(rows)):
        return NOT_COMPUTED
    error = max(error, (level * (1 - level) / rows) ** 0.5)
    return ("as claimed", "too wide", "too narrow")[normal_band(coverage, error).side(level)]


def truth_held(recovery: pd.DataFrame) -> tuple[int, int, float]:
    """(effects whose widest band held the truth as often as it claims, to ``TENTH``; all effects; level)."""
    level = recovery["level"].max()
    widest = recovery.loc[recovery["level"] == level, "coverage"]
    return int((widest >= level - TENTH).sum()), len(widest), float(level)
