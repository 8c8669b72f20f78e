"""Calibration, convergence, predictive checks and recovery in figures."""

import pandas as pd

from tradewinds.report.names import Names, Variable
from tradewinds.report.table import Cell, Table, cell
from tradewinds.report.words import (
    NOT_COMPUTED,
    capital,
    finite,
    lower_first,
    number,
    percent,
    probability,
    with_error,
)

TENTH = 0.1
"""How far below its claim the share of truths in a band may lie."""


def coverage_table(names: Names, tier: str, calibration: pd.DataFrame) -> Table | None:
    """Claimed and observed coverage in figures, with the direction in which a band errs."""
    if calibration.empty:
        return None
    levels = sorted(calibration["level"].unique())
    rows = []
    for (equation, question), mine in calibration.groupby(["equation", "holdout"], sort=False):
        by_level = mine.set_index("level")
        row = [Cell(names.target(tier, equation).label), Cell(_question(names, tier, equation, question))]
        for level in levels:
            known = level in by_level.index and finite(by_level["coverage"][level])
            if not known:
                row.append(cell(NOT_COMPUTED))
                continue
            seen, error = by_level["coverage"][level], by_level["error"][level]
            row.append(Cell(with_error(100 * seen, 100 * error)))
        widest = levels[-1]
        seen, error = (by_level[column].get(widest) for column in ("coverage", "error"))
        row.append(cell(_direction(seen, error, widest, by_level["rows"].get(widest))))
        rows.append(row)
    holds = [f"{percent(level)} band holds, %" for level in levels]
    head = ["Equation", "Forecast", *holds, f"{percent(levels[-1])} band is"]
    return Table("How often the bands held the outcome", head, rows, texts=2)


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
    ("sampler", "bfmi"): "Fraction of missing information, smallest (below 0.3 is poor)",
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


def convergence_table(names: Names, tier: str, convergence: pd.DataFrame) -> Table | None:
    """Numbers about the sampler and the training, equations across."""
    chosen = convergence[convergence["quantity"] != "predictive check"]
    if chosen.empty:
        return None
    equations = list(dict.fromkeys(chosen["equation"]))
    rows = []
    for (quantity, metric), mine in chosen.groupby(["quantity", "metric"], sort=False):
        label = _QUANTITIES.get((quantity, metric), capital(f"{quantity}: {str(metric).replace('_', ' ')}"))
        if not label:
            continue
        values = mine.groupby("equation")["value"].first()
        row = [Cell(label)]
        for e in equations:
            present = e in values.index
            row.append(cell(number(values[e]) if present else "–"))
        rows.append(row)
    head = ["Measure", *(names.target(tier, e).label if e else "All equations" for e in equations)]
    return Table("Sampler and training", head, rows)


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
    equations = list(dict.fromkeys(chosen["equation"]))
    rows = []
    for statistic, mine in chosen.groupby("metric", sort=False):
        values = mine.groupby("equation")["value"].first()
        row = [Cell(_STATISTICS.get(statistic, capital(statistic)))]
        for e in equations:
            p = values.get(e)
            odd = finite(p) and not 0.025 <= p <= 0.975
            row.append(cell(f"{probability(p)}{' ✗' if odd else ''}", "odd" if odd else ""))
        rows.append(row)
    head = ["Statistic", *(names.target(tier, e).label for e in equations)]
    note = (
        "Share of data sets simulated from the fitted model in which the statistic is larger than in the "
        "real data. Near 50 % the model reproduces it; below 2.5 % or above 97.5 % (✗) it does not."
    )
    return Table("Does the model produce data like these?", head, rows, note)


def recovery_table(names: Names, tier: str, recovery: pd.DataFrame) -> Table | None:
    """True against estimated effects, and how often the bands held the truth."""
    if recovery.empty:
        return None
    levels = sorted(recovery["level"].unique())
    rows = []
    for (equation, raised), mine in recovery.groupby(["equation", "intervention"], sort=False):
        target, by_level = names.target(tier, equation), mine.set_index("level")
        factor, unit = _measured_in(target)
        first = mine.iloc[0]
        when = _intervention(names, target.table, raised, first["rise"])
        row = [Cell(f"{target.label}, {unit}"), Cell(when)]
        row += [cell(number(first[c] * factor, 2, sign=True)) for c in ("mean_true", "mean_estimate", "bias")]
        row += [cell(percent(by_level["coverage"].get(level))) for level in levels]
        row.append(cell(f"{int(first['rows']):,}"))
        rows.append(row)
    head = ["Effect on", "when", "True, mean", "Estimated, mean", "Bias"]
    head += [f"Truth in {percent(level)} band" for level in levels] + ["Rows"]
    note = "Effects in the same period, mean over the rows ahead; those on quantities are log changes × 100."
    return Table("True and estimated effects", head, rows, note, texts=2)


def effects_missed(names: Names, tier: str, recovery: pd.DataFrame) -> list[str]:
    """Effects whose widest band held the truth less often than it claims, worst first, with both means."""
    level = recovery["level"].max()
    missed = recovery[(recovery["level"] == level) & (recovery["coverage"] < level - TENTH)]
    texts = []
    for row in missed.sort_values("coverage", kind="stable").itertuples(index=False):
        target = names.target(tier, row.equation)
        factor, unit = _measured_in(target)
        true, found = (number(value * factor, 2, sign=True) for value in (row.mean_true, row.mean_estimate))
        when = lower_first(_intervention(names, target.table, row.intervention, row.rise))
        texts.append(f"{target.label}, when {when}: {true} {unit}, estimated {found}")
    return texts


def _measured_in(target: Variable) -> tuple[float, str]:
    """Factor and unit of a true effect in the table: log changes in per cent."""
    return (100.0, "%") if target.log else (target.factor, target.effect_unit)


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


def _direction(coverage: object, error: object, level: float, rows: object) -> str:
    """In which direction a band errs by more than two errors; a coverage of 0 or 1 has its claim's own."""
    if not (finite(coverage) and finite(error) and finite(rows)):
        return NOT_COMPUTED
    if abs(coverage - level) <= 2 * max(error, (level * (1 - level) / rows) ** 0.5):
        return "as claimed"
    return "too narrow" if coverage < level else "too wide"


def truth_held(recovery: pd.DataFrame) -> tuple[int, int, float]:
    """(effects whose widest band held the truth as often as it claims, to ``TENTH``; all effects; level)."""
    level = recovery["level"].max()
    widest = recovery.loc[recovery["level"] == level, "coverage"]
    return int((widest >= level - TENTH).sum()), len(widest), float(level)
