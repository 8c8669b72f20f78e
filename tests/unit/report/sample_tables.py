"""Made-up tables of a diagnosis."""

import numpy as np
import pandas as pd
import xarray as xr

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


def made_scores(rng: np.random.Generator, equations: dict, advantage: float) -> pd.DataFrame:
    rows = []
    for equation in equations:
        for question in ("ahead", "inside"):
            for i, model in enumerate(MODELS):
                better = (advantage if i == 0 else 0) - (0.3 if model in POOR else 0.0)
                for metric, scale, value, error in (
                    ("lppd", "standardised", 0.3 + better + rng.normal(0, 0.01), 0.04),
                    ("lppd", "original", -1.3 + better, 0.04),
                    ("crps", "original", 1.2 - better, 0.05),
                    ("rmse", "original", 2.2 - better + rng.normal(0, 0.01), 0.07),
                    ("skill", "original", 0.3 + better, 0.05),
                ):
                    rows.append((equation, question, model, metric, scale, value, error, 128))
                if i:
                    lead = advantage + (0.3 if model in POOR else 0.0)
                    rows.append((equation, question, model, "lppd lead", "standardised", lead, 0.03, 128))
        rows.append((equation, "fed_back", MODELS[0], "lppd", "standardised", 0.1 + advantage, 0.06, 128))
    columns = ["equation", "question", "model", "metric", "scale", "value", "error", "rows"]
    return pd.DataFrame(rows, columns=columns)


def made_calibration(equations: dict) -> pd.DataFrame:
    rows = [
        (equation, question, level, level - 0.03 * i, 0.025, 128)
        for i, equation in enumerate(equations)
        for question in ("ahead", "inside", "fed_back")
        for level in LEVELS
    ]
    return pd.DataFrame(rows, columns=["equation", "question", "level", "coverage", "error", "rows"])


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
    rows = [
        ("acceptance", "", 0.82, 1.0, "pass", "Mean loss 0.82 is below the accepted 1.0."),
        ("leave-one-out", "", 0.01, 0.05, "pass", "Leave-one-out scores can be trusted."),
    ]
    for equation in equations:
        wins = "pass" if advantage > 0.1 else "fail"
        rows += [
            ("beats simple models", equation, advantage, 0.0, wins, "Log density against ridge, Student-t."),
            ("effective draws", equation, 412.0, 200.0, "pass", "Enough independent draws."),
            ("coverage", equation, 0.04, 0.1, "pass", "Bands hold about what they claim."),
            (
                "convergence",
                equation,
                float("nan"),
                1.05,
                "not applicable",
                "One draw a fit: R̂ does not apply.",
            ),
        ]
    return pd.DataFrame(rows, columns=["check", "equation", "value", "threshold", "verdict", "sentence"])


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
