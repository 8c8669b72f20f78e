"""Is the effect of the policy the prior's or the data's? Power-scaling, on the effect and not on weights.

Raising the prior, or the likelihood, to a power near one reweighs the draws of the posterior without a refit.
The sensitivity is how fast the distribution of a quantity moves with the logarithm of that power (Kallioinen,
Paananen, Bürkner & Vehtari 2024). Weights of a network are not identified; the effect is.
"""

import numpy as np
import pandas as pd
import xarray as xr
from arviz_stats import psense

from tradewinds.evaluation.log_densities import log_densities
from tradewinds.fitted.fit import Fit
from tradewinds.inference.registry import ALGORITHMS
from tradewinds.review.sensitivity.area import with_status
from tradewinds.review.sensitivity.prior_or_data import (
    FEWEST_DRAWS,
    PRIOR_OR_DATA,
    SOURCE_NOT_COMPUTED,
    determining_source,
)
from tradewinds.runtime import in_double
from tradewinds.sensitivity.responses import asked_responses
from tradewinds.settings.sensitivity import SensitivitySettings
from tradewinds.streams import SEED_POWER

SHIFTED = 100
"""Copies of the quantity from which the noise of a sensitivity is learned."""
_SENSITIVITIES = ("prior", "prior_noise", "likelihood", "likelihood_noise")
COLUMNS = ("tier", "equation", *_SENSITIVITIES, "determined_by", "status", "draws")


@in_double
def power_scaling(
    fit: Fit, tier: str, policies: dict[str, str], sensitivity: SensitivitySettings
) -> pd.DataFrame:
    """One row an equation of ``policies`` (equation → its policy), columns as in ``COLUMNS``.

    The quantity is the mean effect over the rows of ``asked_responses``. Not computed of fewer than
    ``FEWEST_DRAWS`` draws, and where the algorithm's are not the posterior's: reweighing those of an
    approximation, or the networks of an ensemble, says how that would move, not the posterior.
    """
    settings, found = fit.tiers[tier].model.settings, []
    for fitted in fit.on_training_rows().equations(tier):
        if fitted.name not in policies:
            continue
        about = {"tier": tier, "equation": fitted.name, "draws": fitted.draws}
        if not ALGORITHMS[settings.inference.algorithm].exact or fitted.draws < FEWEST_DRAWS:
            found.append(
                about | dict.fromkeys(_SENSITIVITIES, np.nan) | {"determined_by": SOURCE_NOT_COMPUTED}
            )
            continue
        effect = asked_responses(fitted, policies[fitted.name], sensitivity, fit.seed)[1].mean(axis=1)
        prior, likelihood = log_densities(fitted)
        effect, prior, likelihood = (
            values.reshape(fitted.chains, -1) for values in (effect, prior, likelihood)
        )
        found.append(about | sensitivities(effect, prior, likelihood, fit.seed))
    return with_status(pd.DataFrame(found, columns=list(COLUMNS)), PRIOR_OR_DATA)


def sensitivities(quantity: np.ndarray, log_prior: np.ndarray, log_likelihood: np.ndarray, seed: int) -> dict:
    """Sensitivities of a quantity to prior and likelihood, their noise, and what it is determined by.

    All three arguments are draws [chain, draw]: of the quantity, of log p(w) and of log p(y | w) in nats.

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
    found: dict[str, float] = {}
    for group in ("prior", "likelihood"):
        each = psense(tree, var_names=["effect"], group=group)["effect"].values.ravel()
        found |= {group: float(each[0]), f"{group}_noise": float(np.quantile(each[1:], 0.95))}
    return {**found, "determined_by": determining_source(**found)}


def _elsewhere(quantity: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    chains, draws = quantity.shape
    begun = rng.integers(draws // 4, draws - draws // 4 + 1, chains)
    return np.stack([np.roll(one, by) for one, by in zip(rng.permutation(quantity), begun, strict=True)])
