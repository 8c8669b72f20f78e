"""Made-up tables of a diagnosis."""

import numpy as np
import pandas as pd
import xarray as xr

from tradewinds.evaluation.leads import COLUMNS as LEADS
from tradewinds.review.tier import review_tier
from tradewinds.settings.diagnostics import DiagnosticsSettings

LEVELS = (0.5, 0.8, 0.9)
GOOD = ("network", "ridge", "ridge, Student-t")
POOR = (
    "last value",
    "drift",
    "sector-month means",
    "autoregression",
    "vector autoregression",
    "random forest",
    "gradient boosting",
)
MODELS = (*GOOD, *POOR)
NONE = (float("nan"), float("nan"))


def made_scores(rng: np.random.Generator, equations: dict, advantage: float) -> pd.DataFrame:
    rows = []
    for equation in equations:
        for holdout in ("ahead", "inside"):
            for i, model in enumerate(MODELS):
                better = (advantage if i == 0 else 0) - (0.3 if model in POOR else 0.0)
                for metric, scale, value, error in (
                    ("lppd", "standardised", 0.3 + better + rng.normal(0, 0.01), 0.04),
                    ("lppd", "original", -1.3 + better, 0.04),
                    ("crps", "original", 1.2 - better, 0.05),
                    ("rmse", "original", 2.2 - better + rng.normal(0, 0.01), 0.07),
                    ("skill", "original", 0.3 + better, 0.05),
                ):
                    rows.append((equation, holdout, model, metric, scale, value, error, 128, *NONE))
                if i:
                    lead = advantage + (0.3 if model in POOR else 0.0)
                    about = (equation, holdout, model, "lppd lead", "standardised")
                    rows.append((*about, lead, 0.03, 128, lead - 0.06, lead + 0.06))
        rows.append(
            (equation, "fed_back", MODELS[0], "lppd", "standardised", 0.1 + advantage, 0.06, 128, *NONE)
        )
    columns = ["equation", "holdout", "model", "metric", "scale", "value", "error", "rows", "lower", "upper"]
    return pd.DataFrame(rows, columns=columns)


def made_calibration(equations: dict) -> pd.DataFrame:
    rows = [
        (equation, holdout, level, level - 0.03 * i, 0.025, 128)
        for i, equation in enumerate(equations)
        for holdout in ("ahead", "inside", "fed_back")
        for level in LEVELS
    ]
    return pd.DataFrame(rows, columns=["equation", "holdout", "level", "coverage", "error", "rows"])


def made_convergence(rng: np.random.Generator, equations: dict) -> pd.DataFrame:
    numbers = {
        ("prediction", "rhat"): 1.012,
        ("prediction", "ess_bulk"): 412.3,
        ("prediction", "ess_tail"): 288.0,
        ("noise scale", "rhat"): 1.003,
        ("sampler", "divergences"): 0.0,
        ("loo", "elpd_loo"): -212.3,
        ("loo", "pareto_k_max"): 0.61,
        ("training", "non_finite"): 0.0,
        ("predictive check", "standard deviation"): 0.41,
        ("predictive check", "largest"): 0.992,
        ("predictive check", "smallest"): 0.3,
        ("predictive check", "persistence"): 0.55,
    }
    rows = [(e, q, m, value, "") for e in equations for (q, m), value in numbers.items()]
    return pd.DataFrame(rows, columns=["equation", "quantity", "metric", "value", "note"])


def made_verdicts(tier: str, equations: dict, advantage: float) -> pd.DataFrame:
    """Those of an ensemble: its chains have a draw each."""
    rmse = pd.DataFrame(
        [
            (e, "ahead", "network", metric, "standardised", value, 0.05, 128)
            for e in equations
            for metric, value in (("rmse", 0.9), ("constant", 1.1))
        ],
        columns=["equation", "holdout", "model", "metric", "scale", "value", "error", "rows"],
    )
    leads = [
        (
            e,
            "ahead",
            "ridge",
            "lppd lead",
            "standardised",
            advantage,
            0.03,
            advantage - 0.06,
            advantage + 0.06,
            128,
        )
        for e in equations
    ]
    calibration = made_calibration(equations)
    calibration = calibration.assign(coverage=calibration["level"] - 0.04)
    facts = {("prediction", "chains"): 8.0, ("prediction", "draws_per_chain"): 1.0}
    facts |= {("training", "non_finite"): 0.0, ("training", "rows"): 128.0, ("training", "inputs"): 3.0}
    convergence = pd.DataFrame(
        [(e, *key, value, "") for e in equations for key, value in facts.items()],
        columns=["equation", "quantity", "metric", "value", "note"],
    )
    tables = (rmse, pd.DataFrame(leads, columns=list(LEADS)), calibration, convergence)
    return review_tier(*tables, DiagnosticsSettings(), tier, "ensemble")


def made_training(rng: np.random.Generator, equations: dict) -> xr.DataTree:
    steps = np.arange(0, 2000, 25)
    groups = {}
    for equation in equations:
        falling = np.exp(-steps / 250)[:, None] + rng.normal(0, 0.01, (len(steps), 2))
        curves = {"loss": (("step", "member"), 120 * falling + 40), "score": (("step", "member"), -falling)}
        groups[f"{equation}/training"] = xr.Dataset(curves, coords={"step": steps})
    return xr.DataTree.from_dict(groups)


def made_recovery(equations: dict) -> pd.DataFrame:
    rows = [
        (equation, raised, 0.1, level, level - 0.02, 128, 0.001, 0.021, 0.022, 0.03)
        for equation, table in equations.items()
        for raised in (("tariff",) if table == "sectors" else ("employment",))
        for level in LEVELS
    ]
    columns = ["equation", "intervention", "rise", "level", "coverage", "rows"]
    columns += ["bias", "mean_true", "mean_estimate", "interval_width"]
    return pd.DataFrame(rows, columns=columns)
