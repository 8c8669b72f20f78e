"""Whether the draws can be trusted: R̂ and ESS of predictions, sampler, guide, training, leave-one-out.

Weights of a network are not identified, so R̂ and ESS (Vehtari et al. 2021) are computed on what the
weights predict, in function space, and on the noise scale.
"""

import warnings

import numpy as np
import pandas as pd
import xarray as xr
from arviz_base import from_dict
from arviz_stats import bfmi, ess, loo, rhat
from arviz_stats.base import array_stats

COLUMNS = ("equation", "quantity", "metric", "value", "note")
PROBES = 100
"""Rows on which R̂ and ESS are computed: of neighbouring rows one says what the other says."""
PARETO_K = 0.7
"""Largest k̂ that is trusted (Vehtari et al. 2024)."""
_FEWEST_DRAWS = 100
"""Draws below which no tail of importance weights is fitted."""
ALIKE = 1e-6
"""Log weights that differ by no more are equal but for rounding."""
_WIDEST_LOG_RANGE = 600.0
"""Nats within which e to a difference of log weights is well within double precision."""
FACTS = {
    "elbo": ("elbo_per_obs", "expected_loglik_per_obs", "kl"),
    "approximation": ("parameters", "guides"),
    "training": ("rows", "inputs", "steps", "non_finite", "unsettled", "flat"),
}


def convergence_metrics(
    equation: str,
    location: np.ndarray,
    noise_scale: np.ndarray,
    chains: int,
    left_out: np.ndarray | None,
    sample_stats: xr.Dataset,
    training: xr.Dataset,
) -> pd.DataFrame:
    """One row per quantity and metric.

    location [R, N]: network outputs of the rows asked; noise_scale [R, N] likewise; both with the
    draws of a chain next to each other. left_out [R, N] or None where leave-one-out does not apply.
    """
    rows = []

    def add(quantity: str, metric: str, value: float | xr.DataArray, note: str = "") -> None:
        rows.append((equation, quantity, metric, float(value), note))

    noise = noise_scale.mean(axis=1)[:, None]
    asked = {"prediction": location} | ({"noise scale": noise} if np.ptp(noise) else {})
    for quantity, values in asked.items():
        for metric, value in function_space(values, chains).items():
            add(quantity, metric, value)
    for name, told in sample_stats.data_vars.items():
        values = told.astype(float)  # in double precision, whatever the sampler's
        if name == "diverging":
            add("sampler", "divergences", values.mean())
        elif name == "tree_depth":
            add("sampler", "tree_depth_mean", values.mean())
            limit = training.attrs["max_tree_depth"]
            add("sampler", "tree_depth_at_limit", (values >= limit).mean(), "share of draws")
        elif name == "energy_error":
            asked = training.attrs["energy_variance"]
            add("sampler", "energy_error", values.mean() / asked, "in units of the one the steps are set for")
            if training.attrs["chains_left_out"]:
                add("sampler", "chains_left_out", training.attrs["chains_left_out"])
        elif name == "log_weight":
            note = "of the importance weights of the guide's draws"
            add("approximation", "pareto_k", approximation_error(values.values), note)
    if "energy" in sample_stats:
        note = "smallest over chains"
        with np.errstate(invalid="ignore"):
            # a chain that stands still has none: it must not go unnoticed
            add("sampler", "bfmi", bfmi(sample_stats[["energy"]])["energy"].min(skipna=False), note)
    for quantity, names in FACTS.items():
        for name in names:
            if name in training.attrs:
                add(quantity, name, training.attrs[name])
    add("training", "best_score", np.max(training["score"].values), "held-out rows of the training")
    if left_out is not None:
        for metric, value in _leave_one_out(left_out, chains).items():
            add("loo", metric, value)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def function_space(values: np.ndarray, chains: int) -> dict[str, float]:
    """Worst R̂ and ESS over probed rows of [R, N]; neither for fewer than four draws per chain.

    One row without a value makes it NaN: a chain that stands still must not go unnoticed.
    """
    values = values[:, _probes(values)]
    draws = values.shape[0] // chains
    found = {"draws_per_chain": float(draws), "chains": float(chains)}
    if draws < 4:
        return found
    shaped = xr.Dataset({"f": (("chain", "draw", "row"), values.reshape(chains, draws, -1))})
    with np.errstate(divide="ignore", invalid="ignore"):
        for method in ("bulk", "tail"):
            found[f"ess_{method}"] = float(ess(shaped, method=method)["f"].min(skipna=False))
        if chains > 1:
            found["rhat"] = float(rhat(shaped)["f"].max(skipna=False))
    return found


def _probes(values: np.ndarray) -> np.ndarray:
    """Rows of [R, N] spread evenly, and every row that does not move or is not finite."""
    count = values.shape[1]
    even = np.linspace(0, count - 1, min(count, PROBES)).round().astype(int)
    suspect = np.flatnonzero(~np.isfinite(values).all(axis=0) | (values == values[0]).all(axis=0))
    return np.union1d(even, suspect)


def approximation_error(log_weight: np.ndarray) -> float:
    """Pareto k̂ of importance weights log p(y, w) − log q(w) of draws w of q (Yao et al. 2018).

    Up to 0.7 expectations under the posterior can be had from q's draws; far above, q misses parts of it.
    0 where all weights are alike, which leaves no tail; infinite where those of the tail are too far apart
    to be numbers beside each other; NaN for too few draws or weights that are not finite.
    """
    if log_weight.size < _FEWEST_DRAWS or not np.isfinite(log_weight).all():
        return np.nan
    if np.ptp(log_weight) < ALIKE:
        return 0.0
    # arviz would take weights that are 0 in double precision for a tail that ends, and find a small k̂
    if log_weight.max() - np.quantile(log_weight, 0.8) > _WIDEST_LOG_RANGE:
        return np.inf
    return float(array_stats.psislw(-log_weight.ravel())[1])


def _leave_one_out(left_out: np.ndarray, chains: int) -> dict[str, float]:
    """PSIS-LOO (Vehtari, Gelman & Gabry 2017) with its k̂; nothing for too few draws."""
    if left_out.shape[0] < _FEWEST_DRAWS:
        return {}
    shaped = left_out.reshape(chains, -1, left_out.shape[1])
    with warnings.catch_warnings():  # k̂ above its limit is reported in the table, not on the terminal
        warnings.simplefilter("ignore")
        result = loo(
            from_dict({"posterior": {"f": shaped[..., 0]}, "log_likelihood": {"y": shaped}}), pointwise=True
        )
    k = np.asarray(result.pareto_k).ravel()
    return {
        "elpd_loo": float(result.elpd),
        "elpd_loo_error": float(result.se),
        "p_loo": float(result.p),
        "pareto_k_max": float(k.max()),
        "pareto_k_high": float((k > PARETO_K).mean()),
    }
