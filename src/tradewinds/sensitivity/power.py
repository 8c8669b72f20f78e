"""Is the effect of the policy the prior's or the data's? Power-scaling, on the effect and not on weights.

Raising the prior, or the likelihood, to a power near one reweighs the draws of the posterior without a refit.
The sensitivity is how fast the distribution of a quantity moves with the logarithm of that power (Kallioinen,
Paananen, Bürkner & Vehtari 2024). Weights of a network are not identified; the effect is.
"""

import jax
import numpy as np
import numpyro
import pandas as pd
import xarray as xr
from arviz_stats import psense

from tradewinds.evaluation.fitted import Fitted, fitted_equations, over_draws
from tradewinds.model.equation import EquationModel
from tradewinds.model.law import EquationLaw
from tradewinds.model.rows import Rows
from tradewinds.sensitivity.decides import FEWEST, NOT_COMPUTED, decides
from tradewinds.sensitivity.responses import asked_responses
from tradewinds.settings.data import DataSettings
from tradewinds.settings.inference import Algorithm
from tradewinds.settings.sensitivity import SensitivitySettings
from tradewinds.settings.tier import TierSettings
from tradewinds.streams import SEED_POWER

EXACT = (Algorithm.nuts, Algorithm.microcanonical)
"""Algorithms whose draws are the posterior's. Reweighing those of an approximation, or the networks of an
ensemble, says how the approximation would move, not the posterior."""
SHIFTED = 100
"""Copies of the quantity from which the noise of a sensitivity is learned."""
_SENSITIVITIES = ("prior", "prior_noise", "likelihood", "likelihood_noise")
COLUMNS = ("tier", "equation", *_SENSITIVITIES, "decides", "draws")
_GIVEN_THEIR_SPREAD = (" effect", "sigma_sector", "delta_innovation")
"""Ends of sites that are parameters among many under a spread of their own: their law is part of the model,
and only the prior of the spread is an assumption that one would vary."""


def power_scaling(
    posterior: xr.DataTree,
    train: dict[str, pd.DataFrame],
    scaler: xr.DataTree,
    data: DataSettings,
    settings: TierSettings,
    tier: str,
    policies: dict[str, str],
    sensitivity: SensitivitySettings,
    seed: int,
) -> pd.DataFrame:
    """One row an equation of ``policies`` (equation → its policy), columns as in ``COLUMNS``.

    The quantity is the mean effect over the rows of ``asked_responses``. Not computed where draws are not
    the posterior's, as those of ``EXACT`` are, and of fewer than ``FEWEST`` draws.
    """
    nothing = {name: table.iloc[:0] for name, table in train.items()}
    found = []
    for fitted in fitted_equations(posterior, train, nothing, scaler, data, settings, tier):
        if fitted.name not in policies:
            continue
        about = {"tier": tier, "equation": fitted.name, "draws": fitted.draws}
        if settings.inference.algorithm not in EXACT or fitted.draws < FEWEST:
            found.append(about | dict.fromkeys(_SENSITIVITIES, np.nan) | {"decides": NOT_COMPUTED})
            continue
        effect = asked_responses(fitted, policies[fitted.name], sensitivity, seed)[1].mean(axis=1)
        prior, likelihood = log_densities(fitted)
        each = (values.reshape(fitted.chains, -1) for values in (effect, prior, likelihood))
        found.append(about | sensitivities(*each, seed))
    return pd.DataFrame(found, columns=list(COLUMNS))


def sensitivities(quantity: np.ndarray, log_prior: np.ndarray, log_likelihood: np.ndarray, seed: int) -> dict:
    """prior, likelihood, their noise and what decides, from draws [chain, draw] of a quantity and both logs.

    The noise is the 95 % quantile over ``SHIFTED`` copies of the quantity that belong to other draws: its
    chains in another order, each begun elsewhere and wrapped around, so that they mix as slowly as it does.
    """
    rng = np.random.default_rng((seed, SEED_POWER))
    copies = [quantity, *(_elsewhere(quantity, rng) for _ in range(SHIFTED))]
    logs = {"log_prior": log_prior, "log_likelihood": log_likelihood}
    groups = {"posterior": xr.Dataset({"effect": (("chain", "draw", "copy"), np.stack(copies, axis=-1))})}
    groups |= {name: xr.Dataset({"all": (("chain", "draw"), values)}) for name, values in logs.items()}
    axes = dict(zip(("chain", "draw"), map(np.arange, quantity.shape), strict=True))
    tree = xr.DataTree.from_dict({name: group.assign_coords(axes) for name, group in groups.items()})
    found = {}
    for group in ("prior", "likelihood"):
        each = psense(tree, var_names=["effect"], group=group)["effect"].values.ravel()
        found |= {group: float(each[0]), f"{group}_noise": float(np.quantile(each[1:], 0.95))}
    return found | {"decides": decides(**found)}


def _elsewhere(quantity: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    chains, draws = quantity.shape
    begun = rng.integers(draws // 4, draws - draws // 4 + 1, chains)
    return np.stack([np.roll(one, by) for one, by in zip(rng.permutation(quantity), begun, strict=True)])


def log_densities(fitted: Fitted) -> tuple[np.ndarray, np.ndarray]:
    """Log prior and log likelihood [R] of every draw, on the training rows."""
    return over_draws(_logs, (fitted.model,), fitted, (), jax.random.key(0))


def _logs(
    model: EquationModel, sites: dict, fit: Rows, rows: tuple, key: jax.Array
) -> tuple[jax.Array, jax.Array]:
    seeded = numpyro.handlers.seed(EquationLaw(model).model, key)
    sampled = numpyro.handlers.trace(numpyro.handlers.substitute(seeded, sites)).get_trace(fit)
    prior = sum(
        site["fn"].log_prob(site["value"]).sum()
        for name, site in sampled.items()
        if site["type"] == "sample" and not site["is_observed"] and not name.endswith(_GIVEN_THEIR_SPREAD)
    )
    return prior, model.log_likelihood(sites, fit)
