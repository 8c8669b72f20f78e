"""The acceptance constraint of a tier (docs/model.md §5)."""

from collections.abc import Iterator

import numpy as np

from tradewinds.review.cases import TIER, TierCase, pick, single_value
from tradewinds.review.check import Check
from tradewinds.review.finding import Finding
from tradewinds.review.rules import at_most


def _loss(case: TierCase) -> Iterator[Finding]:
    """Mean over the tier's equations of the mean squared error ahead, standardised."""
    about = {"holdout": "ahead", "metric": "rmse", "scale": "standardised", "model": "network"}
    chosen = pick(case.scores, **about)
    errors = [single_value(pick(chosen, equation=equation)["value"]) for equation in case.equations]
    yield Finding(float(np.mean(np.square(errors))) if errors else np.nan)


ACCEPTANCE = TIER.register(
    Check(
        id="acceptance",
        title="Acceptance constraint",
        question="Is the tier better, one period ahead, than its training mean?",
        threshold=lambda case: getattr(case.diagnostics.epsilon, case.tier),
        computation=_loss,
        rule=at_most,
        sentence="Mean squared error of the tier one period ahead, in units of the training variance of what "
        "is explained: {value:.3f}, allowed {threshold:g}.",
        advice="The tier is not accepted: look at the equations that score worst.",
    )
)
