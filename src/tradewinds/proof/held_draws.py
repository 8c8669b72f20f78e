"""The draws of a fit, held to the posterior that they are claimed for."""

import pandas as pd

from tradewinds.evaluation.gradients import gradients_at_draws
from tradewinds.fitted.fit import Fit
from tradewinds.inference.registry import ALGORITHMS
from tradewinds.proof.own_draws import COLUMNS, identities
from tradewinds.runtime import in_double


@in_double
def draws_held(fit: Fit) -> pd.DataFrame:
    """``identities`` of every ``equation`` below each other. Of tiers whose algorithm claims no more than an
    approximation there are no rows. Raises FitError where the draws are of other parameters than the model's.
    """
    exact = [
        name for name, tier in fit.tiers.items() if ALGORITHMS[tier.model.settings.inference.algorithm].exact
    ]
    of = [
        identities(*gradients_at_draws(one)).assign(equation=one.name)
        for tier in exact
        for one in fit.equations(tier)
    ]
    return pd.concat(of, ignore_index=True) if of else pd.DataFrame(columns=list(COLUMNS))
